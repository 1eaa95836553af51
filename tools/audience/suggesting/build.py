"""One suggestion from its family's data and what is particular to the situation."""

from collections.abc import Sequence
from typing import Any

from tools.audience.policy import Rules
from tools.audience.suggesting.families import Kind, kinds, platform_data
from tools.audience.suggesting.situation import Situation
from tools.audience.suggesting.suggestion import AudienceSuggestion, Family

CONSENT_NOTE = (
    "use only people whose consent or other legal ground covers it, and leave out all who objected "
    "(guide: pitfalls#consent-and-privacy-law-in-outline)"
)
HASHING_NOTE = (
    "normalise and hash the list with SHA-256 before it leaves the company; it stays personal data "
    "(guide: pitfalls#hashing-customer-lists-and-data-minimisation)"
)
LIST_NOTES = (CONSENT_NOTE, HASHING_NOTE)
TAG_NOTE = (
    "only visitors who allowed it may enter the audience (guide: practices#clean-signals-consent-hashing-and-events)"
)


def suggestion(
    family: Family,
    situation: Situation,
    rules: Rules,
    *,
    who: Sequence[str],
    why: str = "",
    notes: Sequence[str] = (),
    **more: Any,
) -> AudienceSuggestion | None:
    """Return the suggestion of a family; None where policy forbids it, or it exists on none of the platforms there are.

    A family that is on no platform the user named is still returned, marked as outside: the caller decides.
    """  # fmt: skip
    kind = kinds()[family]
    if family in rules.left_out or not who:
        return None
    barred = rules.without(family)
    platforms = tuple(p for p in situation.platforms if p not in barred)
    objects = kind.on(platforms)
    is_outside = not objects
    if is_outside:
        everywhere = tuple(p for p in (*platform_data(), "Email") if p not in barred)
        objects, platforms = kind.on(everywhere), everywhere
    if not objects:
        return None
    return AudienceSuggestion(
        rank=1,
        family=family,
        name=kind.title,
        role=kind.role,
        who=tuple(who),
        why=_sentence(f"{why}; {kind.why}" if why else kind.why),
        anchor=kind.anchor,
        platforms=objects,
        is_outside=is_outside,
        sizing=_sentence(kind.sizing),
        overlap=_sentence(kind.overlap),
        minimum=kind.minimum(platforms),
        measure=_sentence(kind.measure),
        proof=_sentence(kind.proof),
        proof_anchor=kind.proof_anchor,
        notes=tuple(_sentence(n) for n in (*notes, *_notes(kind))),
        **more,
    )


def _notes(kind: Kind) -> tuple[str, ...]:
    found: list[str] = []
    if kind.needs == "list" and kind.family != "exclusions":
        found += LIST_NOTES
    if kind.family == "retargeting":
        found.append(TAG_NOTE)
    return tuple(found)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
