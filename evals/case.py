"""A case: what is asked, on which data, and what a good answer holds. Cases are YAML that people review."""

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.errors import SettingsError

Split = Literal["development", "held-back"]


class ExpectedCall(BaseModel):
    """A tool that has to run, with the arguments that matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict)


class Expected(BaseModel):
    """What a good answer holds. What is left out is not scored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    facts: list[list[str]] = Field(
        default_factory=list, description="each fact as the wordings that tell it; a wording may use * for any word"
    )
    figures: list[str] = Field(default_factory=list, description="as they should read: $40.00, 3.2%, 1,500")
    sections: list[str] = Field(
        default_factory=list, description="sections of the guide that the answer may rest on, as chapter#anchor"
    )
    calls: list[ExpectedCall] | None = Field(default=None, description="an empty list: no tool may run")
    status: Literal["answered", "needs_input", "not_covered"] | None = None
    asks_for: list[str] = Field(default_factory=list, description="one of these words stands in the question back")
    says_not: list[str] = Field(default_factory=list, description="wordings that would be wrong here")
    most_words: int | None = Field(default=None, description="of the whole answer")


class Case(BaseModel):
    """One case.

    Attributes:
        turns: the user's messages in one thread; the last answer is scored.
        data: the table that the thread is about: none, or the sample.
        reason: why this case is here: what a marketer would lose by a wrong answer.
        source: where the case comes from.
        tags: slices of the report.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    suite: str = ""
    split: Split = "development"
    turns: list[str] = Field(min_length=1)
    data: Literal["none", "sample"] = "none"
    expected: Expected
    reason: str = ""
    source: str = "written by hand"
    tags: list[str] = Field(default_factory=list)


class CaseSet(BaseModel):
    """A file of cases of one suite, with the version that a run names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    suite: str
    version: str
    about: str
    cases: list[Case]


def read_set(path: Path) -> CaseSet:
    """Return the cases of a file.

    Raises:
        SettingsError: when the file is not a set of cases; it names the case and the field.
    """
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = CaseSet.model_validate(given)
    except (yaml.YAMLError, ValidationError, OSError) as error:
        raise SettingsError(f"{path.name} is no set of cases: {error}", where=str(path)) from None
    ids = [case.id for case in found.cases]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise SettingsError(f"{path.name} has the case {twice[0]} twice", where=str(path))
    cases = [case.model_copy(update={"suite": found.suite}) for case in found.cases]
    return found.model_copy(update={"cases": cases})
