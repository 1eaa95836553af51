"""All scorers by name, and the verdict on a case."""

from collections.abc import Callable, Mapping

from evals.case import Case
from evals.outcome import Outcome
from evals.scoring import conduct, content, grounds

Scorer = Callable[[Case, Outcome], float | None]

SCORERS: Mapping[str, Scorer] = {
    "facts": content.fact_coverage,
    "figures": content.figure_exactness,
    "nothing wrong": content.says_nothing_wrong,
    "brevity": content.brevity,
    "citation precision": grounds.citation_precision,
    "citation recall": grounds.citation_recall,
    "figure support": grounds.figure_support,
    "tools": conduct.trajectory,
    "status": conduct.right_status,
    "asks": conduct.asks_for_it,
}
NEEDED = {"facts": 0.7, "citation precision": 0.5}
"""How much is needed where not all is: an answer may leave out a minor fact, and cite a neighbour too."""


def scores_of(case: Case, outcome: Outcome) -> dict[str, float]:
    """Return the scores that apply to a case."""
    found = {name: scorer(case, outcome) for name, scorer in SCORERS.items()}
    return {name: score for name, score in found.items() if score is not None}


def is_right(scores: Mapping[str, float]) -> bool:
    """Whether a case counts as right: each score reaches what is needed of it."""
    return all(score >= NEEDED.get(name, 1.0) for name, score in scores.items())
