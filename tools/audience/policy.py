"""What restricted subjects do to audiences: which kinds are left out, which platforms, which age, which exclusions."""

from dataclasses import dataclass

from tools.audience.suggesting.suggestion import Family, PolicyNote
from tools.policy import Kind, Mention, recognise

PERSONAL: frozenset[Family] = frozenset({
    "in-market", "interests", "life events", "professional", "lookalike", "predictive", "retargeting", "sequence",
})  # fmt: skip
"""Kinds that pick people by what is known or guessed of them."""
_LEFT_OUT: dict[Kind, frozenset[Family]] = {
    "special": frozenset({"in-market", "interests", "life events", "professional", "lookalike", "predictive"}),
    "trait": PERSONAL,
    "minors": frozenset({"predictive", "lookalike", "sequence"}),
    "adults": frozenset({"lookalike", "predictive", "life events"}),
    "unaccepted": PERSONAL | {"keywords", "broad", "brand return"},
}
_LISTS_REVEAL = frozenset({"health", "religion", "politics", "sexuality", "origin"})
_OF_AGE = 18
_NO_PERSONALISED_ADS = ("Google", "Microsoft")
"""Where ads for alcohol and gambling are not to be personalised: their search and their content remain."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one request.

    Attributes:
        mentions: the restricted subjects, with the words that say so.
        left_out: kinds of audience that must not be suggested.
        lowest_age: people below it must not be reached; None where no age is set, as for housing, credit and jobs.
        lists_reveal: True when a list of customers tells something protected about each of them.
    """

    mentions: tuple[Mention, ...]
    left_out: frozenset[Family]
    lowest_age: int | None
    lists_reveal: bool

    @property
    def is_special(self) -> bool:
        """True for housing, credit, employment and investments, which may not be targeted by age."""
        return any(m.category.kind == "special" for m in self.mentions)

    @property
    def is_for_children(self) -> bool:
        """True for what children use and adults buy."""
        return any(m.category.kind == "minors" for m in self.mentions)

    @property
    def is_for_adults(self) -> bool:
        """True for alcohol and gambling."""
        return any(m.category.kind == "adults" for m in self.mentions)

    def without(self, family: Family) -> tuple[str, ...]:
        """Return platforms on which a kind of audience is not to be used."""
        is_automatic = family == "broad"
        return _NO_PERSONALISED_ADS if self.is_for_adults and (family in PERSONAL or is_automatic) else ()

    def notes(self) -> tuple[PolicyNote, ...]:
        """Return what is said of each subject."""
        return tuple(
            PolicyNote(
                category=m.category.name,
                words=m.words,
                restricted=m.category.restricted,
                instead=m.category.instead,
                settings=m.category.settings,
                left_out=tuple(sorted(_LEFT_OUT[m.category.kind] - {"own channels"})),
                anchor=m.category.anchor,
            )
            for m in self.mentions
        )


def rules_for(text: str) -> Rules:
    """Return the rules for a product paragraph with all that is said of its audience."""
    mentions = recognise(text)
    left_out: frozenset[Family] = frozenset().union(*(_LEFT_OUT[m.category.kind] for m in mentions))
    if any(m.category.name == "gambling" for m in mentions):
        left_out |= {"interests", "in-market", "sequence"}
    if any(m.category.name == "employment" for m in mentions) and len(mentions) == 1:
        left_out -= {"professional"}
    aged = any(
        m.category.kind in {"minors", "adults", "unaccepted"} or m.category.name == "sexuality" for m in mentions
    )
    is_special = any(m.category.kind == "special" for m in mentions)
    return Rules(
        mentions=mentions,
        left_out=left_out,
        lowest_age=_OF_AGE if aged and not is_special else None,
        lists_reveal=any(m.category.name in _LISTS_REVEAL for m in mentions),
    )
