"""What an answer says: facts told, figures given, wrong things left out, length."""

from evals.case import Case
from evals.outcome import Outcome
from evals.scoring.wordings import plain, tells
from tools.errors import ToolError
from tools.quantities import Quantity, Unit, find_quantities, parse_quantity

_HALF_UNIT = 0.5


def fact_coverage(case: Case, outcome: Outcome) -> float | None:
    """Share of the expected facts that the answer tells, each by one of its wordings."""
    facts = case.expected.facts
    if not facts:
        return None
    text = plain(outcome.answer.text)
    return sum(any(tells(text, wording) for wording in fact) for fact in facts) / len(facts)


def figure_exactness(case: Case, outcome: Outcome) -> float | None:
    """Share of the expected figures that the answer gives, in their unit, at the precision expected or finer."""
    wanted = case.expected.figures
    if not wanted:
        return None
    given = [quantity for _, _, quantity in find_quantities(outcome.answer.text)]
    return sum(any(_same(parse_quantity(w), w, g) for g in given) for w in wanted) / len(wanted)


def says_nothing_wrong(case: Case, outcome: Outcome) -> float | None:
    """1 when none of the wrong wordings stands in the answer."""
    wrong = case.expected.says_not
    if not wrong:
        return None
    text = plain(outcome.answer.text)
    return float(not any(tells(text, wording) for wording in wrong))


def brevity(case: Case, outcome: Outcome) -> float | None:
    """1 when the answer is no longer than it may be."""
    most = case.expected.most_words
    return None if most is None else float(len(outcome.answer.text.split()) <= most)


def _same(wanted: Quantity, written: str, given: Quantity) -> bool:
    if wanted.unit is not given.unit and not {wanted.unit, given.unit} <= {None, Unit.COUNT, Unit.RATIO}:
        return False
    if wanted.currency and given.currency and wanted.currency != given.currency:
        return False
    digits = written.partition(".")[2]
    step = 10.0 ** -sum(c.isdigit() for c in digits)
    scale = 0.01 if wanted.unit is Unit.RATE else 1.0
    suffix = written.rstrip().lower()[-1:]
    scale *= {"k": 1e3, "m": 1e6}.get(suffix, 1.0)
    return abs(wanted.value - given.value) <= _HALF_UNIT * step * scale * (1 + 1e-9)


def is_figure(text: str) -> bool:
    """Whether a text is a figure that can be compared; for those who write cases."""
    try:
        parse_quantity(text)
    except ToolError:
        return False
    return True
