"""Tables with one column a channel: "facebook_spend, facebook_clicks, tv_spend" are one measure split by channel."""

from tools.data.columns import Column
from tools.data.names import CHANNEL_WORDS, column_words, measure_by_name
from tools.data.numbers import DecimalMark
from tools.data.recognise import Draft, is_numeric

CHANNEL = "channel"
_WORDS_IN_MEASURE = 3


def find_wide_measures(draft: Draft, columns: tuple[Column, ...], mark: DecimalMark) -> None:
    """Recognise columns that are a channel's share of a measure.

    A label is a channel when two measures have it ("Channel0_impression", "Channel0_spend") or when it is a word for a
    channel ("tv_spend"). One label alone makes no table wide: "google_ads_cost" is just the spend.
    """
    found: dict[str, dict[str, str]] = {}
    taken = draft.taken()
    for column in columns:
        if column.name in taken or column_words(column.name).words in measure_by_name():
            continue
        split = _label_and_measure(column.name)
        if split and is_numeric(column, mark):
            label, measure = split
            found.setdefault(measure, {}).setdefault(label, column.name)
    counts: dict[str, int] = {}
    for labels in found.values():
        for label in labels:
            counts[label] = counts.get(label, 0) + 1
    for measure, labels in found.items():
        channels = {x: c for x, c in labels.items() if counts[x] > 1 or _is_channel(x)}
        if measure in draft.measures:
            continue
        if len(labels) == 1 and channels:
            draft.measures[measure] = tuple(channels.values())
        elif len(channels) > 1:
            draft.wide[measure] = {_shown(label, column): column for label, column in channels.items()}
            draft.measures[measure] = tuple(channels.values())


def _label_and_measure(name: str) -> tuple[str, str] | None:
    """Split a column name into the channel's label and the measure, whichever comes first."""
    tokens = column_words(name).words.split()
    for size in range(min(_WORDS_IN_MEASURE, len(tokens) - 1), 0, -1):
        for measure_part, label in ((tokens[-size:], tokens[:-size]), (tokens[:size], tokens[size:])):
            known = measure_by_name().get(" ".join(measure_part))
            if known:
                return " ".join(label), known[0]
    return None


def _is_channel(label: str) -> bool:
    return bool(CHANNEL_WORDS & set(label.split()))


def _shown(label: str, column: str) -> str:
    """Return the label as the column writes it, e.g. "Channel0" and not "channel0"."""
    position = column.casefold().find(label)
    if position >= 0:
        return column[position : position + len(label)]
    joined = column.casefold().replace("_", " ").replace("-", " ").find(label)
    return column[joined : joined + len(label)].replace("_", " ") if joined >= 0 else label
