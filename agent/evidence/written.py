"""Entries of figures that are only known as written: in a tool's rendering, in a passage, in the user's own words.

Each gets its scope from the line that it stands in, read the same way as an answer's.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from agent.answer import Citation, Evidence
from agent.evidence.blocks import statements_of
from agent.evidence.figures import find_figures
from agent.evidence.ledger import Entry, Nature
from agent.evidence.marks import EXAMPLE, Pair, metric_marks
from agent.evidence.matching import Shelf, candidates, misfits
from agent.evidence.scope import Reader, Said
from agent.evidence.shown_figure import Figure
from agent.evidence.vocabulary import Vocabulary
from tools.quantities import Unit

_READ: OrderedDict[tuple[str, str, frozenset[Pair]], tuple[Entry, ...]] = OrderedDict()
"""Renderings read already: a thread's evidence is met again at every later turn."""
_MOST_READ = 128


def rendered_entries(evidence: Evidence, typed: Sequence[Entry], vocabulary: Vocabulary) -> tuple[Entry, ...]:
    """Return the figures of a tool's rendering that its typed facts lack."""
    key = (evidence.id, evidence.vouched, vocabulary.pairs)
    if key not in _READ:
        _READ[key] = tuple(dict.fromkeys(_rendered(evidence, typed, vocabulary)))
        while len(_READ) > _MOST_READ:
            _READ.popitem(last=False)
    return _READ[key]


def _rendered(evidence: Evidence, typed: Sequence[Entry], vocabulary: Vocabulary) -> Iterator[Entry]:
    shelf = Shelf(typed)
    is_scoped = any(e.is_scoped for e in typed)
    reader = Reader(vocabulary)
    for statement in statements_of(evidence.vouched):
        figures = find_figures(statement.text, names=vocabulary.names_with_digits)
        for said in reader.read(statement, figures):
            if said.figure.kind == "number" and not _is_typed(said, shelf, vocabulary):
                yield _entry(said, evidence.id, "rendering", is_scoped=is_scoped)


def _is_typed(said: Said, shelf: Shelf, vocabulary: Vocabulary) -> bool:
    return any(not misfits(e, said, shelf, vocabulary) for e in candidates(shelf, said.figure))


def word_entries(words: Iterable[str], vocabulary: Vocabulary) -> list[Entry]:
    """Return the figures that the user stated, each of the metric and the segment that they stated it of."""
    found = []
    for text in dict.fromkeys(words):
        reader = Reader(vocabulary)
        for statement in statements_of(text):
            figures = find_figures(statement.text, names=vocabulary.names_with_digits)
            found += [
                _entry(s, "your words", "words", is_scoped=True)
                for s in reader.read(statement, figures)
                if s.figure.kind != "date"
            ]
    return list(dict.fromkeys(found))


def passage_entries(passages: Iterable[Citation]) -> list[Entry]:
    """Return the figures of passages; they hold only where the passage is cited."""
    return [entry for p in dict.fromkeys(passages) for entry in _passage_entries(p.label, p.passage)]


@lru_cache(maxsize=256)
def _passage_entries(label: str, passage: str) -> tuple[Entry, ...]:
    heading = {n for m in metric_marks(label) for n in m.names}
    found = []
    reader = Reader(Vocabulary(()))
    for block in passage.split("\n\n"):
        around = frozenset(heading | {n for m in metric_marks(block) for n in m.names})
        for statement in statements_of(block):
            said_of = reader.read(statement, find_figures(statement.text))
            found += [_plain(s.figure, f"[{label}]", s.metrics or around) for s in said_of if s.figure.kind != "date"]
    return tuple(dict.fromkeys(found))


def _plain(figure: Figure, source: str, metrics: frozenset[str]) -> Entry:
    nature: Nature = "change" if figure.is_points else "relative" if figure.kind == "factor" else "any"
    value = figure.value - 1 if figure.kind == "factor" else figure.value
    unit = Unit.RATE if figure.kind == "factor" else figure.unit
    step = figure.half_step
    return Entry(source, value, unit, figure.currency, metrics=metrics, nature=nature, origin="passage", half_step=step)


def _entry(said: Said, source: str, origin: str, *, is_scoped: bool) -> Entry:
    figure = said.figure
    segment = frozenset(next(iter(wanted)) for wanted in said.required if len(wanted) == 1)
    is_example = EXAMPLE in said.named and not segment and origin == "rendering"
    nature: Nature = "change" if figure.is_points else "any"
    reading = said.when.period.readings if said.when.period is not None and origin == "rendering" else frozenset()
    return Entry(
        source,
        figure.value,
        figure.unit,
        figure.currency,
        metric=next(iter(sorted(said.metrics)), "") if len(said.metrics) == 1 else "",
        metrics=said.metrics,
        segment=frozenset({EXAMPLE}) if is_example else segment,
        period=next(iter(reading)) if len(reading) == 1 else None,
        position=said.when.period.position if said.when.period is not None and origin == "rendering" else "",
        nature=nature,
        origin="rendering" if origin == "rendering" else "words",
        half_step=figure.half_step,
        role="of others" if said.is_of_others else "",
        is_scoped=is_scoped and bool(segment or is_example or origin == "rendering"),
    )
