"""What the names leave open: settled where the cells or the other columns tell, asked where they don't."""

from collections.abc import Iterable

from tools.data.columns import Column
from tools.data.names import CHANNEL_WORDS, UNCLEAR_NAMES, column_words
from tools.data.notes import DataNote
from tools.data.numbers import DecimalMark, is_blank, read_number
from tools.data.recognise import Draft, is_numeric, quoted_name
from tools.quantities import CURRENCIES, SYMBOLS

_COUNTS = frozenset({"conversions"})
_SHOWN = 4


def settle_unclear(draft: Draft, columns: tuple[Column, ...], mark: DecimalMark) -> None:
    """Give a meaning to columns such as "Sales" when only one is left, and ask about the others.

    A measure that another column holds is out; so are counts when the cells are amounts of money (a currency, or
    fractions).
    """
    for column in columns:
        may_be = UNCLEAR_NAMES.get(column_words(column.name).words)
        if not may_be or column.name in draft.taken() or not is_numeric(column, mark):
            continue
        money = _is_money(column, mark)
        left = [m for m in may_be if m not in draft.measures and not (money and m in _COUNTS)]
        if len(left) == 1:
            draft.measures[left[0]] = (column.name,)
        elif left:
            draft.ignored[column.name] = f"may be {' or '.join(left)}; say which"
            draft.notes.append(_which(column.name, left))
        else:
            draft.ignored[column.name] = f"could also be {may_be[0]}; {draft.measures[may_be[0]][0]} is used"


def ask_about_channels(draft: Draft, columns: tuple[Column, ...], mark: DecimalMark) -> None:
    """Ask what columns named after channels alone ("tv, radio, search") hold."""
    taken = draft.taken()
    found = [
        c.name
        for c in columns
        if c.name not in taken
        and set(column_words(c.name).words.split()) <= CHANNEL_WORDS | {"paid"}
        and is_numeric(c, mark)
    ]
    if len(found) < 2:  # noqa: PLR2004 - one column makes no split
        return
    for name in found:
        draft.ignored[name] = "named after a channel, without saying of what; say which measure it is"
    measure = next((m for m in ("spend", "impressions") if m not in draft.measures), "spend")
    line = ", ".join(f"{quoted_name(n)} = {quoted_name(n)}" for n in found)
    draft.notes.append(
        DataNote(
            code="unclear_columns",
            severity="warning",
            sentence=f"{', '.join(found[:_SHOWN])}{' and others' if len(found) > _SHOWN else ''} are named after "
            "channels, but not after what they hold.",
            meaning=f"They are not used until you say so; if they are {measure}, say: channels.{measure} = {{{line}}}.",
            column=found[0],
            options=(f"channels.{measure} = {{{line}}}",),
        )
    )


def _is_money(column: Column, mark: DecimalMark) -> bool:
    words = column_words(column.name)
    if any(w.upper() in CURRENCIES for w in (*words.full.split(), *words.bracketed)):
        return True
    cells = [c for c in column.sample[:400] if not is_blank(c)]
    return _signed(cells) or sum((read_number(c, mark) or 0.0) % 1 != 0 for c in cells) > 0.2 * len(cells)


def _signed(cells: Iterable[str]) -> bool:
    return any(sign in cell for cell in cells for sign in SYMBOLS)


def _which(column: str, may_be: list[str]) -> DataNote:
    options = tuple(f"measures.{m} = {quoted_name(column)}" for m in may_be)
    return DataNote(
        code="unclear_column",
        severity="warning",
        sentence=f"'{column}' may be {' or '.join(may_be)}, and nothing in the table tells which.",
        meaning=f"It is not used until you say so: {' or '.join(options)}.",
        column=column,
        options=options,
    )
