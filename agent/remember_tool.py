"""The tool `remember`: what the marketer should not have to say twice, kept once the user has said yes."""

from typing import TYPE_CHECKING

from pydantic import Field

from agent.confirmation import Question
from agent.context import propose
from tools.errors import MissingInput
from tools.facts import Fact
from tools.result import ToolInput, ToolResult

if TYPE_CHECKING:
    from agent.context import ContextStore


class Remember(ToolInput):
    """Keep what holds for all of the user's questions: brand, currency, time zone, margin, targets, their conversion.

    Only when the user asks for it ("remember that our margin is 42%", "our target CPA is $35 from now on", "forget the
    margin"), never for figures of one question. The user is asked before anything is kept.
    """

    brand: str | None = Field(default=None, description="what the company or brand is called")
    currency: str | None = Field(default=None, description="ISO code for money written without one")
    time_zone: str | None = Field(default=None, description="e.g. Europe/Berlin, or a city")
    margin: str | None = Field(default=None, description="contribution margin with its % sign, e.g. 42%")
    conversion: str | None = Field(default=None, description="what counts as a conversion, in the user's words")
    targets: dict[str, str] = Field(default_factory=dict, description='targets by KPI: {"cpa": "$35"}')
    forget: list[str] = Field(
        default_factory=list, description="names to forget: margin, brand, cpa (its target), targets, everything"
    )


class Remembered(ToolResult):
    """What was kept and forgotten."""

    changes: list[str] = Field(description="one sentence each")
    where: str = Field(description="the file's name")
    figures: list[Fact] = Field(default_factory=list)

    def render(self) -> str:
        """Return what changed and where it stands."""
        listed = "\n".join(f"- {change}" for change in self.changes)
        return f"Kept in {self.where}, for all conversations:\n\n{listed}"

    def facts(self) -> list[Fact]:
        """Return the figures that were kept."""
        return self.figures


def remember(store: "ContextStore", request: Remember) -> Remembered:
    """Keep what was confirmed.

    Raises:
        InputError: when a value can't be used, or nothing would change.
        MissingInput: when nothing was given.
        AgentError: when the file can't be written.
    """
    given = _given(request)
    proposed, changes = propose(store.current, given, tuple(request.forget))
    store.keep(changes)
    return Remembered(changes=[change.sentence for change in changes], where=store.path.name, figures=proposed.facts())


def remember_question(store: "ContextStore", request: Remember) -> Question:
    """Return what the user is asked before it is kept; what can't be kept is refused before anybody is asked.

    Raises:
        InputError, MissingInput: as `remember`.
    """
    _, changes = propose(store.current, _given(request), tuple(request.forget))
    verb = "Forget" if all(change.after is None for change in changes) else "Keep"
    return Question(
        f"{verb} this for all conversations, in {store.path.name}?", "\n".join(f"- {c.sentence}" for c in changes)
    )


def _given(request: Remember) -> dict[str, object]:
    given = {name: value for name, value in request.model_dump(exclude={"forget"}).items() if value}
    if not given and not request.forget:
        raise MissingInput("There is nothing to remember", remedy='Say it like "remember that our margin is 42%".')
    return given
