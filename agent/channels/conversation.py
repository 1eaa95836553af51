"""The conversation in the terminal: a prompt at once, the assistant loaded behind it."""

import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from agent.channels.terminal import is_plain, note, safe, show_answer, show_markdown
from agent.errors import AdroitError
from agent.settings import Settings
from agent.workspace import Workspace

if TYPE_CHECKING:
    from agent.answer import Answer
    from agent.assistant import Assistant

_HELP = """- `/sources`: the passages behind the last answer
- `/evidence`: where each figure of the last answer comes from
- `/help`: this list
- `/quit`: leave (Ctrl-D does too)"""


def converse(workspace: Workspace, settings: Settings, *, data: Path | None, thread: str | None) -> None:
    """Read messages and show answers until the user leaves."""
    name = thread or f"chat-{uuid.uuid4().hex[:8]}"
    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(_open, workspace, settings, data)
        print(
            "Adroit. Ask about performance marketing, your figures, or why a KPI moved.\n"
            "/help for more, Ctrl-D to leave."
        )
        last: Answer | None = None
        for line in _lines():
            if line in {"/quit", "/exit"}:
                break
            if line.startswith("/"):
                _command(line, last)
            elif line:
                last = _turn(loading, line, name) or last


def _open(workspace: Workspace, settings: Settings, data: Path | None) -> "Assistant":
    from agent.assistant import Assistant
    from agent.threads import open_threads

    return Assistant.open(workspace, settings, data=data, checkpointer=open_threads(workspace))


def _lines() -> Iterator[str]:
    if is_plain(sys.stdin):
        yield from (line.strip() for line in sys.stdin)
        return
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import InMemoryHistory

    session: PromptSession[str] = PromptSession(history=InMemoryHistory())
    while True:
        try:
            yield session.prompt("\nyou › ").strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _turn(loading: "Future[Assistant]", line: str, thread: str) -> "Answer | None":
    from agent.answer import Answer
    from agent.events import ToolActivity

    try:
        assistant = loading.result()
        for event in assistant.stream(line, thread=thread):
            if isinstance(event, Answer):
                print()
                show_answer(event)
                return event
            if isinstance(event, ToolActivity) and event.is_done and not is_plain():
                note(f"{event.tool} took {event.seconds:.1f} s")
    except AdroitError as error:
        print(safe(str(error)), file=sys.stderr)
    except KeyboardInterrupt:
        note("Stopped. The conversation is kept.")
    return None


def _command(line: str, last: "Answer | None") -> None:
    if line == "/help":
        show_markdown(_HELP)
    elif line not in {"/sources", "/evidence"}:
        note(f"{line} is not a command; /help lists them.")
    elif last is None:
        note("There is no answer yet.")
    elif line == "/sources":
        found = [f"**[{c.label}]**\n\n{c.passage}" for c in last.citations]
        show_markdown("\n\n".join(found) or "The last answer cites no passage.")
    else:
        traced = [f"- {f.figure}: {f.source}" for f in last.figures]
        results = [f"\n**{e.id}** ({e.tool})\n\n{e.text}" for e in last.evidence if e.text]
        show_markdown("\n".join([*traced, *results]) or "The last answer holds no figures.")
