"""Worked examples: the guide's fenced `example` blocks, for people and for the test that recomputes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

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
_FENCE = re.compile(r"^```example[ \t]*\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One example: either quantities that are given and what follows from them, or arithmetic to check.

    Quantities keep the author's own writing ("$5,000", "2.5%"), keyed by the measure or KPI they belong to.
    """

    title: str
    given: Mapping[str, str] = field(default_factory=dict)
    then: Mapping[str, str] = field(default_factory=dict)
    check: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The example as readable text: "Example: What one sale costs. Given ..., CPA is $40.00."."""
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
        GuideError: the block is not YAML, has no title, or has neither given and then, nor check.
    """
    import yaml

    remedy = "Give a title, then either given and then, or check."
    try:
        # BaseLoader keeps every scalar as written: "$40.00" must not lose its last digit.
        content = yaml.load(body, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader builds only text
    except yaml.YAMLError as error:
        raise GuideError("An example block is not YAML", where=where, remedy=str(error)) from error
    if not isinstance(content, dict) or not isinstance(content.get("title"), str):
        raise GuideError("An example block has no title", where=where, remedy=remedy)
    given, then, check = content.get("given"), content.get("then"), content.get("check")
    title = content["title"].strip().rstrip(".")
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


def _joined(parts: list[str]) -> str:
    if len(parts) < 2:  # noqa: PLR2004 - one part needs no "and"
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
