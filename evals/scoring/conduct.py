"""How an answer came about: which tools ran, whether it refused or asked where it should."""

from evals.benchmarks.planner_matching import differences
from evals.case import Case
from evals.outcome import Outcome

_LOOKING = {"explain_change": {"describe_data"}, "search_guide": {"search_guide"}}
"""Calls that may go before or beside an expected one without being needless."""


def trajectory(case: Case, outcome: Outcome) -> float | None:
    """1 when every expected tool ran with the arguments that matter, and no other."""
    wanted = case.expected.calls
    if wanted is None:
        return None
    left = [(call.tool, call.arguments) for call in outcome.calls]
    for expected in wanted:
        fitting = next(
            (c for c in left if c[0] == expected.tool and not differences({"arguments": expected.arguments}, c)), None
        )
        if fitting is None:
            return 0.0
        left.remove(fitting)
    allowed = {tool for expected in wanted for tool in _LOOKING.get(expected.tool, ())}
    return float(all(tool in allowed for tool, _ in left))


def right_status(case: Case, outcome: Outcome) -> float | None:
    """1 when the answer answers, asks back or refuses as it should."""
    wanted = case.expected.status
    return None if wanted is None else float(outcome.answer.status == wanted)


def asks_for_it(case: Case, outcome: Outcome) -> float | None:
    """1 when the question back names what is missing."""
    words = case.expected.asks_for
    if not words:
        return None
    text = outcome.answer.text.lower()
    return float(any(word.lower() in text for word in words))
