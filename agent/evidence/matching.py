"""Whether an entry of the ledger supports a figure: value at the precision shown, unit, and all that it is said of."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache

from agent.evidence.direction import Way
from agent.evidence.ledger import Entry
from agent.evidence.marks import EXAMPLE, PeriodMark
from agent.evidence.scope import Said
from agent.evidence.shown_figure import Figure
from agent.evidence.vocabulary import Vocabulary
from tools.kpi.definitions import METRICS
from tools.quantities import Unit

_TINY = 1e-12
_SLACK = 1 + 1e-9
_CENTS_UP_TO = 10_000
_SMALL = 100
_P_VALUES = (0.001, 0.01, 0.05)


class Shelf:
    """Entries by the size of their value, so that the few of a figure's size are found at once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        sized = sorted((abs(v), i) for i, e in enumerate(entries) for v in shown_values(e))
        self._sizes = [size for size, _ in sized]
        self._places = [place for _, place in sized]

    def near(self, size: float, step: float) -> list[Entry]:
        """Return the entries whose value rounds to `size`, in the ledger's order."""
        reach = step * _SLACK + _TINY + abs(size) * 1e-12
        first, last = bisect_left(self._sizes, size - reach), bisect_right(self._sizes, size + reach)
        return [self.entries[i] for i in sorted(set(self._places[first:last]))]

    @cached_property
    def changes(self) -> dict[tuple[str, str, frozenset[tuple[str, str]]], float]:
        """The change of each metric in each segment, by evidence."""
        return {(e.source, e.metric, e.segment): e.value for e in self.entries if e.role == "change"}


@lru_cache(maxsize=16384)
def shown_values(entry: Entry) -> tuple[float, ...]:
    """Return the value, and the values that tools show it as: who rounds a rendering rounds those."""
    value = entry.value
    if entry.half_step:
        return (value,)
    match entry.unit:
        case Unit.MONEY | Unit.RATIO | None:
            places: tuple[int, ...] = (2,) if abs(value) < _CENTS_UP_TO else (2, 0)
        case Unit.RATE:
            places = (4, 3)
        case _:
            places = (1, 0)
    return tuple(dict.fromkeys((value, *(round(value, p) for p in places if round(value, p)))))


def candidates(shelf: Shelf, figure: Figure) -> list[Entry]:
    """Return the entries whose value and unit the figure may show, whatever they are of."""
    if figure.kind == "factor":
        low = shelf.near(abs(figure.value - 1), figure.half_step)
        found = [e for e in low if e.nature == "relative" and _rounds(1 + e.value, figure)]
        found = [e for e in found if on_factor_side(1 + e.value, figure)]
        return found + [
            e for e in shelf.near(figure.value, figure.half_step) if e.unit in {Unit.RATIO, None} and e.nature != "test"
        ]
    found = [e for e in shelf.near(abs(figure.value), figure.half_step) if unit_fits(e, figure) and _on_side(e, figure)]
    if figure.bound == "below" and figure.unit is None and figure.value in _P_VALUES:
        found += [
            e for e in shelf.entries if e.nature == "test" and e.unit is Unit.RATIO and 0 <= e.value < figure.value
        ]
    return found


def _rounds(value: float, figure: Figure) -> bool:
    return abs(value - figure.value) <= figure.half_step * _SLACK + _TINY


def on_factor_side(value: float, figure: Figure) -> bool:
    """Return whether a factor lies on the side told: "more than doubled"."""
    if figure.bound == "above":
        return value >= figure.value
    return figure.bound != "below" or value <= figure.value


def _on_side(entry: Entry, figure: Figure) -> bool:
    if not figure.bound or entry.half_step:
        return True
    sizes = [abs(v) for v in shown_values(entry)]
    limit = abs(figure.value)
    return max(sizes) >= limit - _TINY if figure.bound == "above" else min(sizes) <= limit + _TINY


def unit_fits(entry: Entry, figure: Figure) -> bool:
    """Return whether an entry of that unit can be shown so: points are no percent, dollars no euros."""
    unit = entry.unit
    if figure.unit is Unit.RATE:
        if unit is Unit.RATIO:
            return not figure.is_points and entry.nature == "level"
        return unit is Unit.RATE and figure.is_points == (entry.nature == "change")
    if figure.unit is Unit.MONEY:
        same = not (figure.currency and entry.currency) or figure.currency == entry.currency
        return same and (unit is Unit.MONEY or (unit is None and entry.origin == "words"))
    if figure.unit is None:
        return unit is not Unit.RATE
    if figure.unit is Unit.RATIO:
        return unit in {Unit.RATIO, None} and entry.nature != "test"
    return unit is figure.unit


def sign_fits(entry: Entry, said: Said, shelf: Shelf) -> bool:
    """Return whether the direction told is the entry's: a fall is no rise, and a loss no profit."""
    figure, way = said.figure, said.way
    value = entry.value
    if entry.nature in {"change", "relative"} and entry.origin == "fact":
        if figure.kind == "factor" or abs(value) <= figure.half_step:
            return True
        if way.sign:
            return (value > 0) == (way.sign > 0)
        return value > 0 or way.is_neutral or way.is_contribution
    if entry.nature == "test":
        return True
    if entry.nature == "any" or entry.origin != "fact":
        return not figure.sign or not entry.value or (figure.sign == "-") == (value < 0) or entry.origin == "words"
    if way.is_reached and way.sign:
        change = shelf.changes.get((entry.source, entry.metric, entry.segment))
        if change and (change > 0) != (way.sign > 0):
            return False
    return abs(value - figure.value) <= abs(value) or value == figure.value or _is_loss(way, value)


def _is_loss(way: Way, value: float) -> bool:
    return value < 0 and way.sign <= 0


def nature_fits(entry: Entry, said: Said) -> bool:
    """Return whether a level is told as a level and a change as a change."""
    if (entry.role.startswith("interval") or entry.role in {"confidence", "power"}) and not said.is_interval:
        return False
    if (part := entry.role.split(" ")[0]) in {"mix", "rate"} and part not in said.parts:
        return False
    if said.figure.kind == "factor":
        return True
    if entry.nature == "share":
        return said.way.told != "change" or said.is_part
    if entry.nature in {"any", "test"}:
        return True
    is_change = entry.nature in {"change", "relative"}
    if said.way.told == "change":
        return is_change
    return not (said.way.told == "level" and is_change)


def metric_fits(entry: Entry, said: Said) -> bool:
    """Return whether the words beside the figure may name the entry's metric."""
    if entry.role.startswith("effect of ") and entry.role.removeprefix("effect of ") not in said.around:
        return False  # what a factor did is told beside the factor
    if entry.unit is Unit.COUNT and entry.origin == "fact" and entry.metric and entry.metric not in METRICS:
        noun = entry.metric.removeprefix("values of ").rstrip("s")  # rows, segments, values of a dimension
        return noun in said.beside or (entry.role == "count" and noun in said.words)
    is_bare = said.figure.unit is None and said.figure.kind == "number"
    is_small = said.figure.half_step >= 0.5 and abs(said.figure.value) < _SMALL  # noqa: PLR2004 - told to the unit
    if is_bare and is_small and entry.origin == "fact" and entry.unit in {Unit.MONEY, Unit.RATIO} and not said.metrics:
        return entry.nature != "level" or bool(entry.metrics & said.around)
    if not said.metrics or entry.metrics & said.metrics:
        return True
    if not entry.metrics:
        return entry.unit is not Unit.MONEY or any(METRICS[m].unit is Unit.MONEY for m in said.metrics)
    is_aim = entry.origin == "words" or entry.role in {"goal", "given"}
    return any(
        _is_called(m, s) or (is_aim and _is_called(s, m)) or (_is_part(m, s, of=said.is_part) and _is_rate(entry, said))
        for m in entry.metrics
        for s in said.metrics
    )


@lru_cache(maxsize=4096)
def _is_called(name: str, said: str) -> bool:
    """A qualified metric goes by the plain word: "sales conversion rate" by "conversion rate"."""
    if name not in METRICS or said not in METRICS:
        return False
    own, other = METRICS[name], METRICS[said]
    return own.label == other.label or own.label.lower().endswith(f" {other.label.lower()}")


@lru_cache(maxsize=4096)
def _is_part(name: str, said: str, *, of: bool) -> bool:
    """Return whether a rate goes by one of its measures; told "of" one, by what it is a part of."""
    if name not in METRICS or said not in METRICS[name].inputs:
        return False
    return not of or METRICS[name].balance is not None or METRICS[name].parsed.powers.get(said, 0) < 0


def _is_rate(entry: Entry, said: Said) -> bool:
    """A share may be told beside what it is a share of: "1.3% of impressions"."""
    return entry.unit is Unit.RATE and entry.nature in {"level", "share"} and said.way.told != "change"


def segment_fits(entry: Entry, said: Said) -> bool:
    """Return whether the figure is said of the entry's segment."""
    beyond = entry.segment - entry.where
    if not entry.is_scoped or entry.role == "count" or (entry.nature == "test" and not entry.segment):
        return True
    if entry.role.startswith("contribution of "):
        return said.is_open or not said.required
    if not beyond and (said.is_whole or said.may_be_whole):
        return True
    if said.is_whole and not said.required:
        return False
    if any(not (entry.segment & wanted) for wanted in said.required if not _is_foreign(wanted, entry)):
        return False
    if said.required and not entry.segment and not all(_is_foreign(w, entry) for w in said.required):
        return False
    extra = {p for p in beyond if not any(p in wanted for wanted in said.required) and not _is_optional(p, said)}
    return not extra or said.is_open or extra <= said.named


def _is_foreign(wanted: frozenset[tuple[str, str]], entry: Entry) -> bool:
    """A name without a dimension (side "B") says nothing of evidence that is split by dimensions, and the reverse."""
    is_split = any(d for d, _ in entry.segment | entry.where)
    return all(not d for d, _ in wanted) and (is_split or not entry.segment)


def _is_optional(pair: tuple[str, str], said: Said) -> bool:
    return pair[0] == "scenario" or (not pair[0] and pair != EXAMPLE and not said.required)


def period_fits(entry: Entry, said: Said, vocabulary: Vocabulary) -> bool:
    """Return whether the figure is said of the entry's period."""
    if (entry.period is None and not entry.position) or entry.nature == "test":
        return True
    if entry.nature in {"change", "relative"} and entry.against is not None:
        others = [m for m in said.other_sides if m.readings]
        if others and not any(entry.against in m.readings or _is_users_own(m, vocabulary) for m in others):
            return False
    named = said.when.period
    if named is not None:
        explicit = [m for m in said.when.others if m.readings]
        if named.end == 0 and entry.nature in {"change", "relative"}:
            return True  # a side of "from... to" is a level's; a change has both
        if named.end == 0 and len(explicit) > 1:  # "from" and "to" name no dates themselves
            return any(entry.period in m.readings for m in explicit) and is_of(entry, named, vocabulary)
        if is_of(entry, named, vocabulary):
            return True
        return said.when.is_compared and any(is_of(entry, m, vocabulary) for m in said.when.others if m is not named)
    if said.when.is_compared:
        dated = [m for m in said.when.others if not m.position]
        return not dated or any(is_of(entry, m, vocabulary) for m in said.when.others) or entry.position == "current"
    if entry.position != "baseline":
        return True
    return any(is_of(entry, m, vocabulary) for m in said.when.others)


def is_of(entry: Entry, mark: PeriodMark, vocabulary: Vocabulary) -> bool:
    """Return whether the entry is of the period named; a change is of both of its periods."""
    is_change = entry.nature in {"change", "relative"}
    is_beside = mark.is_compared or mark.is_joined
    if mark.position:
        is_scenario = any(d == "scenario" for d, _ in entry.segment)
        if is_scenario and mark.text.lower().strip() in {"now", "current", "currently", "today", "is"}:
            return True
        if is_change:
            return mark.position == "current" or is_beside or entry.period is None
        return not entry.position or entry.position == mark.position
    if is_change and mark.is_other_side and entry.against is not None:
        return entry.against in mark.readings
    if entry.period is None or entry.period in mark.readings:
        return True
    if is_change and is_beside and entry.against in mark.readings:
        return True
    return _is_users_own(mark, vocabulary)


def _is_users_own(mark: PeriodMark, vocabulary: Vocabulary) -> bool:
    """The user may call a period what they like, unless the words are another period's of the evidence."""
    return vocabulary.is_users(mark) and not (mark.readings & vocabulary.periods)


def misfits(entry: Entry, said: Said, shelf: Shelf, vocabulary: Vocabulary) -> list[str]:
    """Return in what the entry is not what the figure is said of; nothing when it supports it."""
    checks = {
        "subject": not said.is_of_others or entry.origin == "passage" or entry.role == "of others",
        "metric": metric_fits(entry, said),
        "segment": segment_fits(entry, said),
        "period": period_fits(entry, said, vocabulary),
        "direction": sign_fits(entry, said, shelf),
        "kind": nature_fits(entry, said),
    }
    return [name for name, fits in checks.items() if not fits]
