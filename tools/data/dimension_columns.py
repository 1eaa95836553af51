"""Which columns split the results: names, codes and categories; not rates, free text or a new value each row."""

import re

from tools.data.columns import Column
from tools.data.mapping import MappingOverrides
from tools.data.names import CODE_WORDS, column_words, computed, dimension_by_name, snake_case
from tools.data.numbers import DecimalMark, is_blank
from tools.data.personal import masked
from tools.data.recognise import MOSTLY, NOT_NUMBERS, Draft, is_numeric, measure_of
from tools.errors import InputError

RESERVED = frozenset({"day", "of_source"})
"""What the prepared relation calls its own columns, so no dimension may be called that."""
_MANY = 200
_FEW_CODES = 120
_LONG_TEXT = 120
_FIGURE = re.compile(r"\W{0,3}\d[\d.,]*\s?(?:x|:1|%|[a-z]{1,3})?", re.IGNORECASE)
_FORMULA = re.compile(r'=(?!"[^"]*"$).+', re.DOTALL)


def find_dimensions(draft: Draft, columns: tuple[Column, ...], overrides: MappingOverrides, mark: DecimalMark) -> None:
    """Name the dimensions; leave out rates, unclear numbers and columns in which every row has its own value.

    Raises:
        InputError: when the user names a column with personal data as a dimension.
    """
    for name, chosen in overrides.dimensions.items():
        if draft.ignored.get(chosen, "").startswith("personal"):
            raise InputError(
                f"'{masked(chosen)}' can't be the dimension {name}: it holds {draft.ignored[chosen]}",
                remedy="Take a column that groups people, such as an audience or a country.",
            )
        draft.dimensions[name] = chosen
    free = [c for c in columns if c.name not in draft.taken()]
    ranked = sorted(free, key=lambda c: (_dimension(c)[1], columns.index(c)))
    names: dict[str, str] = {}
    for column in ranked:
        why = _why_no_dimension(column, mark)
        if why:
            draft.ignored[column.name] = why
            continue
        name = _dimension(column)[0]
        while name in draft.dimensions or name in names or name in draft.measures or name in RESERVED:
            own = snake_case(column.name)
            name = own if own != name else f"{name}_2"
        names[name] = column.name
    by_column = {column: name for name, column in names.items()}
    for column in free:
        if column.name in by_column:
            draft.dimensions[by_column[column.name]] = column.name


def _dimension(column: Column) -> tuple[str, int]:
    """Return the dimension a column is and how good its name is; names come before ids."""
    words, known = column_words(column.name), dimension_by_name()
    for text in (words.words, words.full):
        if text in known:
            return known[text]
    stem = words.words.removesuffix(" id").removesuffix(" name").removesuffix(" code")
    if stem in known:
        return known[stem][0], 60
    last = stem.split()[-1] if stem else ""
    if stem != words.words and last in known:
        return known[last][0], 80
    return snake_case(column.name), 99


def _mostly_figures(column: Column) -> bool:
    """Return whether the cells are figures with a unit, such as "3.24x" or "1.2 %"."""
    cells = [c for c in column.sample[:400] if not is_blank(c)]
    return bool(cells) and sum(_FIGURE.fullmatch(c.strip()) is not None for c in cells) >= MOSTLY * len(cells)


def _mostly_formulas(column: Column) -> bool:
    """Return whether the cells are formulas; a text that is only protected from a spreadsheet, ="0123", is none."""
    cells = [c for c in column.sample[:400] if not is_blank(c)]
    return bool(cells) and sum(_FORMULA.fullmatch(c.strip()) is not None for c in cells) >= MOSTLY * len(cells)


def _why_no_dimension(column: Column, mark: DecimalMark) -> str | None:
    words = column_words(column.name).words
    known = _dimension(column)[1] < 99  # noqa: PLR2004 - the rank of a column's own name
    numeric = is_numeric(column, mark)
    if computed(column.name) and (numeric or _mostly_figures(column)):
        return "a rate or an average; it is computed from its parts instead"
    if measure_of(column_words(column.name)) and not numeric:
        return NOT_NUMBERS
    if _mostly_formulas(column):
        return "formulas without their results; save the table with values to use it"
    if column.distinct > _MANY and column.distinct > 0.5 * len(column.sample):
        return f"nearly every row has its own value ({column.distinct:,} in {len(column.sample):,} rows)"
    if numeric and not known:
        whole = all(c.strip().removesuffix(".0").lstrip("-").isdigit() for c in column.sample[:500])
        coded = bool(CODE_WORDS & set(words.split()))
        if not (whole and coded) or column.distinct > _FEW_CODES or column.distinct > 0.2 * len(column.sample):
            return "a number whose meaning is unclear; name it under measures or dimensions to use it"
    if column.sample and sum(len(c) for c in column.sample[:200]) > _LONG_TEXT * len(column.sample[:200]):
        return "free text"
    return None
