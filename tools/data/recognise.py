"""From columns to their meaning: the date, the measures, and why the rest is left out."""

import re
from collections import Counter
from dataclasses import dataclass, field

from tools.data.columns import Column
from tools.data.dates import read_dates
from tools.data.mapping import MappingOverrides
from tools.data.names import (
    CURRENCY_NAMES,
    DATE_END_NAMES,
    DATE_NAMES,
    STATUS_NAMES,
    TOTAL_WORDS,
    ColumnWords,
    column_words,
    computed,
    expectation_kind,
    measure_by_name,
)
from tools.data.notes import DataNote
from tools.data.numbers import DecimalMark, is_blank, is_number
from tools.data.personal import masked, personal_kind
from tools.quantities import CURRENCIES

MOSTLY = 0.8
NOT_NUMBERS = "its cells are no numbers"
_COMPACT_DATE = 8
_NAMED_SHARE = 0.5
"""Under a name for dates, half the cells being dates makes it the column of dates; the others are then told."""
_TOTAL = re.compile(TOTAL_WORDS, re.IGNORECASE)


@dataclass(slots=True)
class Draft:
    """A mapping in the making."""

    date: tuple[str, ...] = ()
    dimensions: dict[str, str] = field(default_factory=dict)
    measures: dict[str, tuple[str, ...]] = field(default_factory=dict)
    products: tuple[str, ...] = ()
    wide: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)
    notes: list[DataNote] = field(default_factory=list)

    def taken(self) -> set[str]:
        """Return the columns that have a meaning already."""
        measured = {c for columns in self.measures.values() for c in columns}
        return {*self.date, *self.dimensions.values(), *measured, *self.ignored}


def is_numeric(column: Column, mark: DecimalMark) -> bool:
    """Return whether nearly all filled cells are numbers."""
    if column.kind == "number":
        return True
    # The names of a dimension come again and again: each is read once.
    counts = {cell: n for cell, n in Counter(column.sample).items() if not is_blank(cell)}
    filled = sum(counts.values())
    return filled > 0 and sum(n for cell, n in counts.items() if is_number(cell, mark)) >= MOSTLY * filled


def leave_out_unusable(draft: Draft, columns: tuple[Column, ...], overrides: MappingOverrides) -> None:
    """Leave out what the user named, empty columns, personal data and settings of the account.

    Personal data stays out even when the user names the column as a dimension.
    """
    named = {overrides.date, *overrides.dimensions.values(), *draft.taken()}
    for column in columns:
        kind = personal_kind(column)
        if column.name in overrides.ignore:
            draft.ignored[column.name] = "you asked to leave it out"
        elif column.kind == "other":
            draft.ignored[column.name] = "not a plain value"
        elif column.filled == 0:
            draft.ignored[column.name] = "empty"
        elif kind:
            draft.ignored[column.name] = f"personal data ({kind}), never read into an answer"
        elif holds_currency(column):
            draft.ignored[column.name] = "says the currency"
        elif column_words(column.name).words in STATUS_NAMES and column.name not in named:
            draft.ignored[column.name] = "a setting, not a result"


def holds_currency(column: Column) -> bool:
    """Return whether a column says the currency of its row: by its name and its cells, all of them currency codes."""
    words = column_words(column.name).words
    if words not in CURRENCY_NAMES and not {"currency", "ccy"} & set(words.split()):
        return False
    cells = [c for c in dict.fromkeys(column.sample) if not is_blank(c) and not _TOTAL.match(c)]
    return bool(cells) and all(c.strip().upper() in CURRENCIES for c in cells)


def find_date(draft: Draft, columns: tuple[Column, ...], overrides: MappingOverrides) -> None:
    """Choose the column of dates: by name and cells, else by cells alone; or a month and a day column together."""
    if overrides.date:
        draft.date = (overrides.date,)
        return
    free = [c for c in columns if c.name not in draft.taken()]
    ranks = {name: rank for rank, name in enumerate(DATE_NAMES)}
    named = sorted((c for c in free if _date_rank(c, ranks) is not None), key=lambda c: _date_rank(c, ranks) or 0)
    chosen = next((c for c in named if _holds_dates(c, named=True)), None)
    if chosen is None:
        pair = _month_and_day(free)
        if pair:
            draft.date = (pair[0].name, pair[1].name)
            return
        chosen = next((c for c in free if c.kind != "number" and _holds_dates(c, named=False)), None)
    if chosen is None:
        return
    draft.date = (chosen.name,)
    for column in free:
        if column is chosen:
            continue
        ends = column_words(column.name).words in DATE_END_NAMES
        if ends or column.kind == "date" or (column.kind == "text" and _holds_dates(column, named=column in named)):
            draft.ignored[column.name] = f"another date; {chosen.name} is used"


def _date_rank(column: Column, ranks: dict[str, int]) -> int | None:
    words = column_words(column.name)
    return ranks.get(words.words, ranks.get(words.full))


def _holds_dates(column: Column, *, named: bool) -> bool:
    """Return whether the cells are dates; day numbers and years count only under a name for dates."""
    if column.kind == "date":
        return True
    cells = tuple(c for c in dict.fromkeys(column.sample) if not is_blank(c) and not _TOTAL.match(c))[:500]
    if not cells or (not named and any(c.strip().isdigit() and len(c.strip()) != _COMPACT_DATE for c in cells)):
        return False
    found = read_dates(cells)
    if found.clashing or found.ambiguous:
        return True
    return len(found.days) >= (_NAMED_SHARE if named else MOSTLY) * len(cells) and len(set(found.days.values())) > 0


def _month_and_day(free: list[Column]) -> tuple[Column, Column] | None:
    month = next((c for c in free if column_words(c.name).words == "month"), None)
    day = next((c for c in free if column_words(c.name).words == "day"), None)
    if month is None or day is None:
        return None
    joined = {f"{m} {d}" for m in set(month.sample[:300]) for d in set(day.sample[:300]) if d.strip().isdigit()}
    readable = read_dates(joined, year=2024)
    return (month, day) if len(readable.days) >= MOSTLY * max(1, len(joined)) else None


def find_measures(draft: Draft, columns: tuple[Column, ...], overrides: MappingOverrides, mark: DecimalMark) -> None:
    """Choose a column for each measure; of several, the commonest name wins and the others are noted."""
    for measure, chosen in overrides.measures.items():
        draft.measures[measure] = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    free = [c for c in columns if c.name not in draft.taken() | set(overrides.dimensions.values())]
    candidates: dict[str, list[tuple[int, Column]]] = {}
    for column in free:
        found = measure_of(column_words(column.name))
        is_result = found and not computed(column.name) and expectation_kind(column.name) is None
        if found and is_result and is_numeric(column, mark):
            candidates.setdefault(found[0], []).append((found[1], column))
    for measure, ranked in candidates.items():
        ranked.sort(key=lambda pair: pair[0])
        if measure in draft.measures:
            for _, column in ranked:
                draft.ignored[column.name] = f"you named another column for {measure}"
            continue
        draft.measures[measure] = (ranked[0][1].name,)
        first = ranked[0][1]
        for _, other in ranked[1:]:
            draft.ignored[other.name] = f"could also be {measure}; {first.name} is used"
        differing = [c.name for _, c in ranked[1:] if c.sample != first.sample]
        if differing:
            draft.notes.append(_several(measure, [first.name, *differing]))


def quoted_name(column: str) -> str:
    """Return a column name as a TOML string."""
    import json

    return json.dumps(column, ensure_ascii=False)


def _several(measure: str, names: list[str]) -> DataNote:
    return DataNote(
        code="several_columns",
        severity="warning",
        sentence=f"{measure.capitalize()} could be any of {', '.join(names[:4])}; {names[0]} was taken.",
        meaning=f"If another one counts for you, say: measures.{measure} = {quoted_name(names[1])}.",
        column=names[0],
        options=tuple(f"measures.{measure} = {quoted_name(n)}" for n in names),
    )


def measure_of(words: ColumnWords) -> tuple[str, int] | None:
    """Return the measure a name stands for and how good a name it is."""
    names = measure_by_name()
    for text in (words.full, words.words):
        plain = " ".join(w for w in text.split() if w.upper() not in CURRENCIES)
        if plain in names:
            return names[plain]
        for prefix in ("total ", "sum of ", "sum ", "ad ", "ads ", "media ", "actual ", "actuals "):
            if plain.startswith(prefix) and plain.removeprefix(prefix) in names:
                measure, rank = names[plain.removeprefix(prefix)]
                return measure, rank + 50
        for suffix in (" actual", " actuals"):
            if plain.endswith(suffix) and plain.removesuffix(suffix) in names:
                measure, rank = names[plain.removesuffix(suffix)]
                return measure, rank + 50
    return None


def derive_revenue(draft: Draft, columns: tuple[Column, ...]) -> None:
    """Multiply a value per conversion by the conversions when the table gives no revenue itself."""
    if "revenue" in draft.measures or "conversions" not in draft.measures:
        return
    for column in columns:
        words = column_words(column.name).words
        per_conversion = ("revenue per conversion", "value per conversion", "value conv", "value conversion")
        if words in (*per_conversion, "average order value", "aov", "avg order value"):
            draft.measures["revenue"] = (*draft.measures["conversions"], column.name)
            draft.products = (*draft.products, "revenue")
            draft.ignored.pop(column.name, None)


def unreadable_measures(draft: Draft, columns: tuple[Column, ...]) -> list[DataNote]:
    """Return a note for each column whose name is a measure's and whose cells can't be read: formulas, error values."""
    notes = []
    for column in columns:
        found = measure_of(column_words(column.name))
        if not found or found[0] in draft.measures or draft.ignored.get(column.name) != NOT_NUMBERS:
            continue
        shown = masked(column.sample[0])[:40]
        notes.append(
            DataNote(
                code="unreadable_numbers",
                severity="problem",
                sentence=f"The cells of '{column.name}' are no numbers (for example {shown!r}).",
                meaning=f"So the table has no {found[0]}; save it with values instead of formulas or texts.",
                column=column.name,
            )
        )
    return notes
