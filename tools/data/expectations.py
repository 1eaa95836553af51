"""Columns of expected values: a forecast, a plan, a budget or a target of a measure that the table holds as well.

They are not used until a question is asked against them, so that a plan is never taken for a result.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tools.data.columns import Column
from tools.data.mapping import EXPECTED, MappingOverrides, expected_of
from tools.data.names import EXPECTATION_WORDS, UNCLEAR_NAMES, column_words, expectation_kind
from tools.data.notes import DataNote
from tools.data.numbers import DecimalMark
from tools.data.personal import masked
from tools.data.recognise import Draft, is_numeric, measure_of
from tools.errors import DataError, MissingInput

_VERSION = re.compile(r"v?\d+")
_NOT_A_PART = frozenset({"value", "values", "total", "the"})


@dataclass(frozen=True, slots=True)
class Expectation:
    """A column of expected values.

    Attributes:
        column: as the table writes it.
        kind: the word it is called by: forecast, plan, budget, target or expected.
        measure: what is expected; None when the name does not say.
    """

    column: str
    kind: str
    measure: str | None


def find_expectations(
    draft: Draft, columns: Sequence[Column], overrides: MappingOverrides, mark: DecimalMark
) -> list[Expectation]:
    """Return the numeric columns whose names say that they hold expected values."""
    found = []
    taken = {c for c in draft.taken() if not draft.ignored.get(c, "").startswith("a setting")}
    for column in columns:
        kind = expectation_kind(column.name)
        if kind is None or column.name in {*taken, *overrides.dimensions.values()}:
            continue
        measure = _expected_measure(column.name, draft)
        alone = not _rest(column.name)
        if (measure or alone) and is_numeric(column, mark):
            found.append(Expectation(column.name, kind, measure))
    return found


def _rest(name: str) -> str:
    words = column_words(name).words.split()
    return " ".join(
        w for w in words if w not in EXPECTATION_WORDS and w not in _NOT_A_PART and not _VERSION.fullmatch(w)
    )


def _expected_measure(name: str, draft: Draft) -> str | None:
    rest = _rest(name)
    found = measure_of(column_words(rest)) if rest else None
    if found:
        return found[0]
    held = [m for m in UNCLEAR_NAMES.get(rest, ()) if m in draft.measures]
    return held[0] if len(held) == 1 else None


def settle_expectations(
    draft: Draft, columns: Sequence[Column], overrides: MappingOverrides, mark: DecimalMark, source: str
) -> None:
    """Read the expected values that a question asks for; leave the other columns of that kind out.

    Raises:
        DataError: when the table has no such column.
        MissingInput: when two columns may be meant.
    """
    found = find_expectations(draft, columns, overrides, mark)
    chosen: dict[str, Expectation] = {}
    said = {m: c for m, c in draft.measures.items() if m == EXPECTED or m.startswith(f"{EXPECTED}_")}
    if overrides.expected and said and overrides.expected.casefold() in EXPECTATION_WORDS:
        chosen = {m: Expectation(c[0], overrides.expected, m.removeprefix(f"{EXPECTED}_")) for m, c in said.items()}
        draft.notes.append(_told(chosen))
    elif overrides.expected:
        found = _with_owners(found, draft, columns)
        chosen = _chosen(overrides.expected, found, columns, source)
        bare = chosen.get(EXPECTED)
        owners = _without_own(found, draft)
        if bare is not None and bare in found and len(owners) > 1:
            raise _unowned(bare, owners, source)
        for measure, one in chosen.items():
            draft.measures.setdefault(measure, (one.column,))
            draft.ignored.pop(one.column, None)
        draft.notes.append(_told(chosen))
    for one in found:
        if one.column not in {c.column for c in chosen.values()}:
            of = f" of {one.measure.replace('_', ' ')}" if one.measure else ""
            draft.ignored[one.column] = f"expected values{of}, read when a question is asked against the {one.kind}"


def _without_own(found: Sequence[Expectation], draft: Draft) -> list[str]:
    """Return the measures of the table that have no column of expected values of their own."""
    own = {e.measure for e in found}
    return [m for m in draft.measures if not m.startswith(EXPECTED) and m not in own]


def _with_owners(found: Sequence[Expectation], draft: Draft, columns: Sequence[Column]) -> list[Expectation]:
    """Return the expectations, those whose name says no measure with theirs where there is no doubt about it.

    There is none where only one measure lacks expected values, and where each of several columns of a kind stands right
    behind a measure of its own: Spend, Forecast, Revenue, Forecast.
    """
    owners = _without_own(found, draft)
    measure_of_column = {c: m for m in owners for c in draft.measures[m] if len(draft.measures[m]) == 1}
    before = {c.name: measure_of_column.get(left.name) for left, c in pairwise(columns)}
    settled: dict[str, str] = {}
    for kind in {e.kind for e in found}:
        bare = [e.column for e in found if e.kind == kind and e.measure is None]
        behind = [m for c in bare if (m := before.get(c)) is not None]
        if len(bare) == 1 and len(owners) == 1:
            settled[bare[0]] = owners[0]
        elif len(bare) > 1 and len(set(behind)) == len(bare):
            settled |= dict(zip(bare, behind, strict=True))
    return [replace(e, measure=settled.get(e.column, e.measure)) for e in found]


def _unowned(bare: Expectation, owners: Sequence[str], source: str) -> MissingInput:
    """Ask of what a column holds expected values: taking one measure's forecast for another's would mislead."""
    first = owners[0]
    line = f'{expected_of(first)} = "{bare.column}"'
    name = f"{first} {bare.kind}".replace("_", " ")
    return MissingInput(
        f"'{bare.column}' does not say what it is a {bare.kind} of: {' or '.join(m.replace('_', ' ') for m in owners)}",
        where=source,
        remedy=f"Call it '{name}', or say it in adroit.toml under [columns.measures]: {line}",
    )


def _chosen(asked: str, found: Sequence[Expectation], columns: Sequence[Column], source: str) -> dict[str, Expectation]:
    """Return the columns to read, by the name of the expected measure."""
    named = next((c for c in columns if c.name.casefold() == asked.strip().casefold()), None)
    named = named or next((c for c in columns if column_words(c.name).full == column_words(asked).full), None)
    one = next((e for e in found if named and e.column == named.name), None)
    if named and one is None:
        return {EXPECTED: Expectation(named.name, "expected", None)}
    if one is not None:
        alike = [e for e in found if e.kind == one.kind and e.measure != one.measure and e.measure and one.measure]
        return _by_measure([one, *alike], source)
    kind = expectation_kind(asked) if len(asked.split()) <= 3 and asked.casefold() in EXPECTATION_WORDS else None  # noqa: PLR2004
    if kind is None:
        raise _absent(asked, found, columns, source)
    same = [e for e in found if e.kind == kind]
    kinds = sorted({e.kind for e in found})
    if not same and len(kinds) > 1:
        raise MissingInput(
            f"'{source}' has no {kind}, but columns of {' and '.join(kinds)}",
            remedy=f"Say which to compare with, for example expected = {kinds[0]}.",
        )
    if not found:
        raise _absent(asked, found, columns, source)
    return _by_measure(same or list(found), source)


def _by_measure(some: Sequence[Expectation], source: str) -> dict[str, Expectation]:
    clear = [e for e in some if e.measure] or list(some)
    chosen: dict[str, Expectation] = {}
    for one in clear:
        name = expected_of(one.measure) if one.measure else EXPECTED
        if name in chosen:
            raise MissingInput(
                f"'{chosen[name].column}' and '{one.column}' both hold expected values of {one.measure or 'something'}",
                where=source,
                remedy="Name the column to compare with.",
            )
        chosen[name] = one
    return chosen


def _told(chosen: dict[str, Expectation]) -> DataNote:
    listed = ", ".join(
        f"'{masked(e.column)}'" + (f" ({e.measure.replace('_', ' ')})" if e.measure else "") for e in chosen.values()
    )
    return DataNote(
        code="expected_columns",
        severity="info",
        sentence=f"The expected values are those of {listed}.",
        meaning="Compared are the same rows: what was measured in them with what was expected of them.",
    )


def _absent(asked: str, found: Sequence[Expectation], columns: Sequence[Column], source: str) -> DataError:
    from difflib import get_close_matches

    near = [e.column for e in found] or get_close_matches(asked, [c.name for c in columns], n=2, cutoff=0.4)
    if asked.casefold() in EXPECTATION_WORDS and not found:
        return DataError(
            f"'{source}' has no column of expected values ({asked})",
            where=f"columns {masked(', '.join(c.name for c in columns[:12]))}",
            remedy="Add one for each measure, named like 'forecast revenue' or 'plan spend', with a value in each row; "
            "or compare with a period before.",
        )
    listed = masked(" or ".join(repr(n) for n in near) or ", ".join(repr(c.name) for c in columns[:10]))
    return DataError(
        f"'{source}' has no column '{asked[:60]}'", where="the expected values", remedy=f"It has {listed}."
    )
