"""Formulas asked for: "how is ROAS calculated?" is answered by the definition, with a worked example."""

from collections.abc import Sequence

from agent.offline.skill import Ask, Clause, Part, Results, Skill
from agent.offline.thread import PlannedCall


def _claim(clause: Clause) -> float | None:
    """A formula is asked for of named KPIs, without figures to put into it."""
    named = _named(clause)
    if not named or clause.signs.numbers:
        return None
    calls = clause.figures.calls
    return 1.0 if calls and calls[0].tool == "explain_kpi" else 0.0


def _plan(part: Part, results: Results) -> Sequence[PlannedCall] | Ask:
    return [PlannedCall("explain_kpi", {"kpi": name}) for name in _named(part.clause)][len(results) :]


def _named(clause: Clause) -> list[str]:
    metrics = [m.candidates[0] for m in clause.signs.mentions if not m.is_time]
    return list(dict.fromkeys(m.name for m in metrics if m.is_kpi))


FORMULA = Skill("formula", _claim, _plan)
