"""The types of suggested audiences."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal["prospecting", "consideration", "retargeting", "exclusion"]
Family = Literal[
    "keywords", "context", "in-market", "interests", "life events", "professional", "lookalike", "predictive", "broad",
    "retargeting", "brand return", "own channels", "sequence", "exclusions",
]  # fmt: skip


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlatformObject(_Part):
    """What an audience is on one platform."""

    platform: str
    object: str = Field(description="the platform's own name for it, and where it works")


class MinimumSize(_Part):
    """The smallest list that a platform serves."""

    platform: str
    people: int
    of: str = Field(description="what is counted: matched members, active users")
    source: str


class Window(_Part):
    """One stage of retargeting: who reached it, for how long they are addressed, and what they are shown."""

    intent: str = Field(description="what they did last: left a cart, saw a product")
    days: int = Field(description="since they did it")
    multiple: int = Field(description="of the days that buyers take from the first visit to the order")
    message: str
    leaves_out: str = Field(description="who is excluded from it")


class Step(_Part):
    """One step of a sequence."""

    number: int
    platform: str
    message: str
    entry: str = Field(description="what must have happened before")
    gap_days: int = Field(description="shortest time after the step before; 0 for the first")
    cap_a_week: int = Field(description="most impressions for each person or household in a week")
    leaves: str = Field(description="what ends the sequence for a person")


class AudienceSuggestion(_Part):
    """One audience that a media buyer could set up as it stands."""

    rank: int
    family: Family
    name: str
    role: Role
    who: tuple[str, ...] = Field(description="segments, keywords, lists: what it is made of")
    why: str
    anchor: str = Field(description="the guide's section that says so: practices#what-are-lookalike-audiences")
    platforms: tuple[PlatformObject, ...]
    is_outside: bool = Field(default=False, description="on none of the channels that the user named")
    sizing: str
    overlap: str
    minimum: tuple[MinimumSize, ...] = ()
    measure: str
    proof: str = Field(description="the hold-out that would show its effect")
    proof_anchor: str
    share: float | None = Field(default=None, description="of the budget, a fraction; all of them add up to 1")
    amount: float | None = Field(default=None, description="of the budget, in its currency; they add up to it")
    results: float | None = Field(default=None, description="what the amount pays for at the target cost")
    windows: tuple[Window, ...] = ()
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()


class PolicyNote(_Part):
    """A restricted subject that was recognised, and what follows."""

    category: str
    words: str = Field(description="the user's words that say so")
    restricted: str
    instead: str
    settings: str
    left_out: tuple[str, ...] = Field(description="kinds of audience that are not suggested for it")
    anchor: str
