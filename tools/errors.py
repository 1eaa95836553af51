"""Everything that can go wrong in the tools.

ToolError
├── InputError        a value is not what it must be: an unknown KPI, a number without its unit, a period backwards
├── MissingInput      something needed was not given; says the smallest set that would do
├── UndefinedResult   the arithmetic has no answer (a zero denominator); never shown as 0, inf or NaN
└── DataError         a file or a table can't be used
"""


class ToolError(Exception):
    """What is wrong, where it is, and what would work: three parts of one sentence for the user."""

    def __init__(self, problem: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        place = f" ({where})" if where else ""
        advice = f" {remedy}" if remedy else ""
        super().__init__(f"{problem}{place}.{advice}")


class InputError(ToolError):
    """A value is not what it must be."""


class MissingInput(ToolError):  # noqa: N818 - reads as the fact it states, like KeyError's "missing key"
    """Something needed was not given."""


class UndefinedResult(ToolError):  # noqa: N818 - undefined is an answer, not a failure
    """The arithmetic has no answer; the message says which denominator is zero or missing."""


class DataError(ToolError):
    """A file or a table can't be used."""
