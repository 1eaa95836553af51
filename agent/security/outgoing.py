"""The last step before a channel: what leaves holds no secret, no instructions, no foreign address, no control code."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from agent.security.controls import without_controls
from agent.security.links import without_foreign_links
from agent.security.secrets import REMOVED, without_passage, without_secrets

PROMPT_REMOVED = "[internal instructions removed]"
LONGEST = 40_000
_PROMPT_WINDOW = 30
"""So many letters and digits in a row that stand in the instructions too are the instructions, not a coincidence."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What may leave in one turn.

    Attributes:
        known_addresses: addresses that may stand in an answer, to the letter: those that the user wrote.
        known_hosts: hosts that any address may point to: those that the settings allow.
        instructions: the system prompt, which stays inside.
        secrets: values that never leave; those of the environment when None.
    """

    known_addresses: frozenset[str] = frozenset()
    known_hosts: frozenset[str] = frozenset()
    instructions: str = ""
    secrets: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text that may leave, and what was taken out of it, in words for the user."""

    text: str
    notes: list[str] = field(default_factory=list)


def clean(text: str, policy: Policy) -> Outgoing:
    """Return the text as it may leave.

    Safe text comes back unchanged, so this costs nothing of a right answer; cleaning twice changes nothing more.
    """
    notes = []
    plain = without_controls(text)
    if len(plain) > LONGEST:
        plain = plain[:LONGEST].rsplit(" ", 1)[0] + " …"
        notes.append(f"The answer was longer than {LONGEST:,} characters and was cut.")
    linked = without_foreign_links(plain, policy.known_addresses, policy.known_hosts)
    if linked.removed:
        notes.append(f"A link to an address that you did not name was taken out: {_listed(linked.removed)}.")
    plain = without_secrets(linked.text, policy.secrets)
    if plain.count(REMOVED) > linked.text.count(REMOVED):
        notes.append("Something that looks like a key or a password was taken out.")
    if policy.instructions:
        inside = without_passage(plain, policy.instructions, window=_PROMPT_WINDOW, mark=PROMPT_REMOVED)
        if inside != plain:
            notes.append("Adroit's own instructions were taken out.")
        plain = inside
    return Outgoing(plain, notes)


def clean_all(texts: Iterable[str], policy: Policy) -> list[str]:
    """Return short texts, such as warnings and names, as they may leave."""
    return [clean(text, policy).text for text in texts]


def _listed(hosts: Collection[str]) -> str:
    # Written so that no channel makes a link of it, and short enough to carry nothing away.
    shown = ["[.]".join(label[:24] for label in host.split(".")[-2:]) for host in hosts]
    shown = list(dict.fromkeys(shown))
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")  # noqa: PLR2004 - three
