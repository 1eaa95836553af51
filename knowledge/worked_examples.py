"""Worked examples: the guide's fenced `example` blocks, for people and for the test that recomputes them.

Three forms, each with a title: `given` and `then` (quantities, and the KPIs that follow), `check` (lines of
arithmetic), or `tool`, `input` and `shows` (what one of Adroit's tools is given, and texts that stand in its answer).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.errors import GuideError

_ACRONYMS = frozenset(
    {
        "acos",
        "aov",
        "arpu",
        "cac",
        "clv",
        "cpa",
        "cpc",
        "cpcv",
        "cpl",
        "cpm",
        "ctr",
        "kpi",
        "ltv",
        "mer",
        "poas",
        "roas",
        "roi",
        "vcr",
    }
)
_SPOKEN = {
    "ltv_cac": "LTV:CAC",
    "clv_revenue": "CLV in revenue",
    "clv_subscription": "CLV of a subscriber",
    "clv_retention": "discounted CLV of a subscriber",
    "churn_and_discount": "churn plus discount rate",
    "net_profit": "profit after ads",
}
SAMPLE = "sample"
"""The `data` of a tool's example: the sample table that comes with Adroit."""
_FENCE = re.compile(r"^```example[ \t]*\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One example: quantities and what follows from them, or arithmetic to check, or a tool with what it answers.

    Quantities keep the author's own writing ("$5,000", "2.5%"), keyed by the measure or KPI they belong to.

    Attributes:
        title: what it is about.
        given: quantities that are known.
        then: KPIs that follow from them.
        check: lines of arithmetic, "left = right".
        tool: name of the tool that is asked.
        input: its arguments; every value is a text as written, a list or a mapping of such.
        shows: texts that stand in the tool's answer, word for word.
    """

    title: str
    given: Mapping[str, str] = field(default_factory=dict)
    then: Mapping[str, str] = field(default_factory=dict)
    check: tuple[str, ...] = ()
    tool: str = ""
    input: Mapping[str, Any] = field(default_factory=dict)
    shows: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The example as readable text: "Example: What one sale costs. Given ..., CPA is $40.00."."""
        if self.tool:
            given = "; ".join(f"{quantity_name(name)}: {_spoken(value)}" for name, value in self.input.items())
            answer = _joined([f'"{text.rstrip(".")}"' for text in self.shows])
            return f"Example: {self.title}. Adroit's {self.tool}, given {given}, answers among other things {answer}."
        if self.check:
            return f"Example: {self.title}. {'; '.join(self.check)}."
        given = _joined([f"{quantity_name(name)} {value}" for name, value in self.given.items()])
        then = _joined([f"{quantity_name(name)} is {value}" for name, value in self.then.items()])
        return f"Example: {self.title}. Given {given}, {then}."


def quantity_name(name: str) -> str:
    """A quantity's name as a marketer says it: `break_even_roas` is 'break even ROAS'."""
    if name in _SPOKEN:
        return _SPOKEN[name]
    return " ".join(word.upper() if word in _ACRONYMS else word for word in name.split("_"))


def read_example(body: str, where: str | None = None) -> WorkedExample:
    """The example that a fenced block's YAML describes.

    Raises:
        GuideError: the block is not YAML, has no title, or has none of: given and then; check; tool, input and shows.
    """
    import yaml

    remedy = "Give a title, then given and then, or check, or tool, input and shows."
    try:
        # BaseLoader keeps every scalar as written: "$40.00" must not lose its last digit.
        content = yaml.load(body, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader builds only text
    except yaml.YAMLError as error:
        raise GuideError("An example block is not YAML", where=where, remedy=str(error)) from error
    if not isinstance(content, dict) or not isinstance(content.get("title"), str):
        raise GuideError("An example block has no title", where=where, remedy=remedy)
    given, then, check = content.get("given"), content.get("then"), content.get("check")
    title = content["title"].strip().rstrip(".")
    if "tool" in content:
        if found := _tool_example(title, content):
            return found
        raise GuideError(f"The example '{title}' of a tool is incomplete", where=where, remedy=remedy)
    if isinstance(check, list) and given is None and then is None:
        return WorkedExample(title, check=tuple(str(line) for line in check))
    if isinstance(given, dict) and isinstance(then, dict) and check is None:
        return WorkedExample(title, given=given, then=then)
    raise GuideError(f"The example '{title}' is incomplete", where=where, remedy=remedy)


def read_examples(text: str, where: str | None = None) -> tuple[WorkedExample, ...]:
    """Every example of a chapter's Markdown, in order.

    Raises:
        GuideError: as read_example.
    """
    return tuple(read_example(match["body"], where) for match in _FENCE.finditer(text))


def _tool_example(title: str, content: Mapping[str, Any]) -> WorkedExample | None:
    """Return the example of a tool; None where a part is missing, empty, of the wrong kind or foreign to this form."""
    name, given, shows = content.get("tool"), content.get("input"), content.get("shows")
    is_whole = isinstance(name, str) and isinstance(given, dict) and isinstance(shows, list)
    if not is_whole or not (name and given and shows) or set(content) != {"title", "tool", "input", "shows"}:
        return None
    return WorkedExample(title, tool=str(name), input=given, shows=tuple(str(text) for text in shows))


def _spoken(value: str | Sequence[Any] | Mapping[str, Any]) -> str:
    """Return an argument of a tool as it reads in a sentence: 'clicks 1,200 and conversions 36'."""
    if isinstance(value, Mapping):
        return _joined([f"{quantity_name(name)} {_spoken(one)}" for name, one in value.items()])
    if isinstance(value, str):
        is_name = value.isidentifier() and value.islower()
        return "the sample data" if value == SAMPLE else quantity_name(value) if is_name else value
    return _joined([_spoken(one) for one in value])


def _joined(parts: list[str]) -> str:
    if len(parts) < 2:  # noqa: PLR2004 - one part needs no "and"
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
