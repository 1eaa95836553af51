"""The door between assistant and channels: every event is cleaned before it leaves, every message as it enters."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from agent.answer import Answer
from agent.events import CheckedText, ConfirmationNeeded, Event, ToolActivity
from agent.security.links import addresses_in
from agent.security.outgoing import Policy, clean
from agent.security.secrets import REMOVED, environment_secrets, without_secrets

KEPT_OUT = "Your message held what looks like a key or a password. It was taken out before it was kept or sent."


def admitted(message: str) -> tuple[str, list[str]]:
    """Return a user's message without secrets, so that none is kept or reaches a prompt, and what to tell the user."""
    plain = without_secrets(message)
    return plain, [KEPT_OUT] if plain.count(REMOVED) > message.count(REMOVED) else []


def secured(events: Iterable[Event], policy: Policy, notes: Iterable[str] = ()) -> Iterator[Event]:
    """Yield the events as they may leave; what was taken out of an answer, and `notes`, stand among its warnings."""
    for event in events:
        match event:
            case CheckedText(text):
                yield CheckedText(clean(text, policy).text)
            case Answer():
                yield _secured_answer(event, policy, notes)
            case ConfirmationNeeded():
                yield secured_question(event, policy)
            case ToolActivity():
                yield replace(event, tool=clean(event.tool, policy).text[:60])


def secured_question(question: ConfirmationNeeded, policy: Policy) -> ConfirmationNeeded:
    """Return a question as it may leave: its preview shows what a model wants to write."""
    return replace(
        question,
        question=clean(question.question, policy).text,
        preview=clean(question.preview, policy).text,
        arguments=_cleaned(question.arguments, policy),
    )


def policy_of(said: Iterable[str], instructions: str, hosts: Iterable[str] = ()) -> Policy:
    """Return what may leave a thread: addresses that the user wrote, and those of hosts that the settings allow."""
    return Policy(addresses_in(said), frozenset(hosts), instructions, environment_secrets())


def _secured_answer(answer: Answer, policy: Policy, notes: Iterable[str]) -> Answer:
    """Clean the answer and all that it carries: cells and passages are other people's text too."""
    text = clean(answer.text, policy)
    carried = {
        name: _cleaned(value, policy)
        for name, value in answer.model_dump(exclude={"text", "charts", "warnings", "status", "usage"}).items()
    }
    warnings = [*notes, *_cleaned(answer.warnings, policy), *text.notes]
    kept = {name: getattr(answer, name) for name in ("status", "usage", "charts") if hasattr(answer, name)}
    return Answer.model_validate({**carried, **kept, "text": text.text, "warnings": warnings})


def _cleaned(value: Any, policy: Policy) -> Any:
    """Clean every text inside plain data."""
    match value:
        case str():
            return clean(value, policy).text
        case dict():
            return {_cleaned(key, policy): _cleaned(item, policy) for key, item in value.items()}
        case list() | tuple():
            return [_cleaned(item, policy) for item in value]
        case _:
            return value
