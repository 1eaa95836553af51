"""Checks an answer statement by statement: each figure's source with what it is of, or why there is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agent.answer import Citation, Evidence, FigureTrace
from agent.evidence.blocks import Statement, read_on
from agent.evidence.dates import Calendar
from agent.evidence.derivations import derive
from agent.evidence.figures import CITATION, find_figures
from agent.evidence.ledger import Entry, open_ledger
from agent.evidence.matching import Shelf, candidates, misfits
from agent.evidence.order import faults_of
from agent.evidence.otherwise import counts_names, in_column, other_readings
from agent.evidence.progress import Progress
from agent.evidence.scope import Reader, Said
from agent.evidence.shown_figure import Figure
from agent.evidence.written import passage_entries, rendered_entries, word_entries
from tools.quantities import format_number

NOWHERE = "no tool result, cited passage or word of the user holds it"
UNCITED = "it stands in {label}, which the paragraph does not cite"
UNRETRIEVED = "no passage of that name was retrieved"


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure or citation without support, with the metrics that it is said of."""

    text: str
    sentence: str
    reason: str
    metrics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """One statement with the sources of its figures, and what lacks one."""

    statement: Statement
    traces: tuple[FigureTrace, ...]
    gaps: tuple[Gap, ...]
    cited: tuple[Citation, ...]


class Checker:
    """Everything that the answers of one turn may rest on.

    Args:
        evidence: tool results, this turn's first.
        passages: what was retrieved in the thread.
        user_words: what the user wrote.
        today: what relative dates count from.
        own_words: what Adroit itself says of itself; it may stand as it is, and vouches for nothing else.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        passages: Sequence[Citation] = (),
        user_words: Sequence[str] = (),
        today: date | None = None,
        own_words: Sequence[str] = (),
    ) -> None:
        self.today = today
        self.labels = {normal(p.label): p for p in passages}
        typed, self.vocabulary = open_ledger(evidence, user_words=user_words, today=today)
        rendered = [
            entry
            for e in evidence
            if e.text
            for entry in rendered_entries(e, [t for t in typed if t.source == e.id], self.vocabulary)
        ]
        facts = {e.value for e in typed}
        words = word_entries(user_words, self.vocabulary)  # what a tool read of them says it better
        told = [e for e in words if len(e.metrics) == 1 or e.value not in facts]
        self.entries = [*typed, *rendered, *told]
        self.currencies = frozenset(e.currency for e in self.entries if e.currency)
        self.shelf = Shelf(self.entries)
        self.passages = Shelf(passage_entries(passages))
        self.calendar = Calendar(self.entries, evidence, passages, user_words, self.vocabulary)
        self._rendered = [(e.id, _Rendering(e.text, e.vouched)) for e in evidence if e.text]
        self._rendered += [("Adroit", _Rendering(words, words)) for words in own_words]

    def check(self, text: str) -> list[Checked]:
        """Return each statement of an answer with the sources of its figures, in reading order."""
        return self.check_on(text, Progress.start(self.vocabulary))

    def check_on(self, text: str, progress: Progress) -> list[Checked]:
        """Check the next part of an answer, and move the progress behind it.

        Args:
            text: whole lines, or the rest of a line that was cut.
            progress: what the parts before said.
        """
        first = progress.place.line
        statements = read_on(text, progress.place)
        lines = [normal(line) for line in text.splitlines()]
        cited = self._cited_by_block(statements, progress)
        found = []
        for statement in statements:
            line = lines[statement.line - first]
            header = progress.header_of(statement, line)
            verbatim = self._verbatim(statement, line, header)
            shelf = progress.shown_in(statement.block)
            found.append(self._check(statement, progress.reader, cited[statement.block], shelf, verbatim))
        return found

    def _verbatim(self, statement: Statement, line: str, header: str) -> str:
        """Return the evidence whose rendering holds the statement as it stands, or an empty string.

        The statement's line and its table's header line come normal: one line may hold thousands of statements.
        """
        for source, rendering in self._rendered:
            if statement.is_cell:
                is_held = rendering.has_line(line) and rendering.has_line(header)
            else:
                is_held = rendering.has_line(line) or rendering.has_sentence(statement.text)
            if is_held:
                return source
        return ""

    def _cited_by_block(self, statements: Sequence[Statement], progress: Progress) -> dict[int, frozenset[str]]:
        """Return the passages that each paragraph cites; a block that only cites stands for the one before it."""
        for s in statements:
            progress.say(s, frozenset(self._cites(s.text)), says=_WORD.search(CITATION.sub("", s.text)) is not None)
        cited = {}
        for before, block, after in progress.neighbours():
            cited[block.number] = block.cites
            if after is not None and after.cites and not after.says:
                cited[block.number] |= after.cites
            if before is not None and before.cites and before.is_open:
                cited[block.number] |= before.cites
        return cited

    def _cites(self, text: str) -> list[str]:
        return [normal(m[1]) for m in CITATION.finditer(text) if normal(m[1]) in self.labels]

    def _check(
        self, statement: Statement, reader: Reader, cited: frozenset[str], shown: list[Entry], verbatim: str
    ) -> Checked:
        names = self.vocabulary.names_with_digits
        figures = find_figures(statement.text, today=self.today, names=names)
        if statement.is_cell and statement.over:
            figures = [in_column(f, statement.over[0]) for f in figures]
        gaps = [
            Gap(m[0], statement.text, UNRETRIEVED)
            for m in CITATION.finditer(statement.text)
            if normal(m[1]) not in self.labels
        ]
        said_of = reader.read(statement, figures)
        found: dict[int, FigureTrace] = {}
        lacking: list[tuple[int, Said, str]] = []
        for place, said in enumerate(said_of):
            trace, entry, reason = self._trace(said, statement, cited, verbatim)
            if trace is None:
                lacking.append((place, said, reason))
                continue
            found[place] = trace
            if entry is not None:
                shown.append(entry)
        for place, said, reason in lacking:  # what follows from the others, once they are known
            derived = None if said.figure.kind == "date" else self._derived(said, statement, shown)
            if derived is None:
                gaps.append(Gap(said.figure.text, statement.text, reason, said.metrics))
            else:
                found[place] = derived
        if not verbatim:
            gaps += [
                Gap(t, statement.text, why) for t, why in faults_of(statement, said_of, self.entries, self.vocabulary)
            ]
        traces = [found[place] for place in sorted(found)]
        sources = tuple(self.labels[n] for n in dict.fromkeys(self._cites(statement.text)))
        return Checked(statement, tuple(traces), tuple(gaps), sources)

    def _derived(self, said: Said, statement: Statement, shown: Sequence[Entry]) -> FigureTrace | None:
        if said.is_of_others:
            return None
        derivation = derive(said, statement.text, shown, self.entries, self.vocabulary)
        return _derived(said.figure, derivation.words, derivation.entries) if derivation is not None else None

    def _trace(
        self, said: Said, statement: Statement, cited: frozenset[str], verbatim: str
    ) -> tuple[FigureTrace | None, Entry | None, str]:
        figure = said.figure
        if figure.kind == "date":
            source = self.calendar.source_of(figure, said, cited) or verbatim
            return (FigureTrace(figure=figure.text, source=source), None, "") if source else (None, None, NOWHERE)
        near = candidates(self.shelf, figure)
        fitting = self._fitting(said, statement)
        if fitting is None and verbatim:
            entry = next((e for e in near if e.source == verbatim), None)
            return (_traced(figure, entry) if entry else FigureTrace(figure=figure.text, source=verbatim)), entry, ""
        if fitting is not None:
            return _traced(figure, fitting), fitting, ""
        quoted = candidates(self.passages, figure)
        for entry in quoted:
            if normal(entry.source[1:-1]) in cited and not misfits(entry, said, self.passages, self.vocabulary):
                return _traced(figure, entry), None, ""
        if said.figure.unit is None and (counted := counts_names(said, self.vocabulary)):
            return FigureTrace(figure=figure.text, source=self._source_of(counted)), None, ""
        if self.calendar.is_length(figure):
            return FigureTrace(figure=figure.text, source=self.calendar.length_source(figure)), None, ""
        return None, None, self._reason(said, near, quoted)

    def _source_of(self, dimension: str) -> str:
        return next((e.source for e in self.entries if any(d == dimension for d, _ in e.segment)), "names")

    def _fitting(self, said: Said, statement: Statement) -> Entry | None:
        """Return the entry that a figure shows, read as it stands or as people also tell such a value."""
        for read in (said, *other_readings(said, statement, self.currencies)):
            for entry in candidates(self.shelf, read.figure):
                if not misfits(entry, read, self.shelf, self.vocabulary):
                    return entry
        return None

    def _reason(self, said: Said, near: Sequence[Entry], quoted: Sequence[Entry]) -> str:
        if near:
            ranked = sorted(near, key=lambda e: len(misfits(e, said, self.shelf, self.vocabulary)))
            wrong = misfits(ranked[0], said, self.shelf, self.vocabulary)
            return f"{_told(ranked[0])} is what {ranked[0].source} holds: {' and '.join(wrong)} of the sentence differ"
        return UNCITED.format(label=quoted[0].source) if quoted else NOWHERE


class _Rendering:
    """A tool's own text, looked up by line; by sentence only where no name of the user's data stands."""

    def __init__(self, text: str, vouched: str) -> None:
        self._lines = {normal(line) for line in text.splitlines() if line.strip()}
        self._text = vouched

    @cached_property
    def _whole(self) -> str:
        return normal(self._text)

    def has_line(self, line: str) -> bool:
        """Tell whether a line, already normal, is one of the text's."""
        return line in self._lines

    def has_sentence(self, sentence: str) -> bool:
        plain = normal(sentence)
        return len(plain.split()) >= _FEWEST_WORDS and plain in self._whole


_FEWEST_WORDS = 5
_WORD = re.compile(r"[^\W\d_]{2,}")


def normal(text: str) -> str:
    """Return the text in lower case with single spaces: labels and lines are compared so."""
    return " ".join(text.lower().split())


def _traced(figure: Figure, entry: Entry) -> FigureTrace:
    return FigureTrace(
        figure=figure.text,
        source=entry.source,
        metric=entry.metric,
        segment=entry.segment_words,
        period=entry.period_words,
    )


def _derived(figure: Figure, words: str, entries: Sequence[Entry]) -> FigureTrace:
    same = len({e.segment for e in entries}) == 1
    metrics = dict.fromkeys(e.metric for e in entries if e.metric)
    return FigureTrace(
        figure=figure.text,
        source=", ".join(dict.fromkeys(e.source for e in entries)),
        metric=" / ".join(metrics),
        segment=entries[0].segment_words if same else "; ".join(e.segment_words or "all" for e in entries),
        derivation=words,
    )


def _told(entry: Entry) -> str:
    value = format_number(entry.value, entry.unit, entry.currency) if entry.unit else f"{entry.value:,.10g}"
    scope = ", ".join(part for part in (entry.segment_words, entry.period_words) if part)
    return f"{value} of {entry.metric or 'something else'}{f' ({scope})' if scope else ''}"
