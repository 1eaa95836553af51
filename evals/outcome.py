"""What the assistant did with a case, as plain data: it goes into a log and comes back the same."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from agent.answer import Answer


class Call(BaseModel):
    """A tool call that the model made."""

    model_config = ConfigDict(frozen=True)

    tool: str
    arguments: dict[str, Any]


class Outcome(BaseModel):
    """What became of a case.

    Attributes:
        answer: the last turn's.
        calls: the tools that the last turn called.
        said: all that the user wrote, from which figures may come too.
        seconds: of the last turn.
    """

    model_config = ConfigDict(frozen=True)

    answer: Answer
    calls: list[Call] = Field(default_factory=list)
    said: list[str] = Field(default_factory=list)
    seconds: float = 0.0
