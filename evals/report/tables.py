"""A run as Markdown tables, which the terminal shows."""

from collections.abc import Sequence

from evals.report.summary import SuiteSummary
from evals.run import Record
from evals.statistics import Estimate

_LONGEST = 160


def as_markdown(model: str, found: Sequence[SuiteSummary], *, worst: int = 3) -> str:
    """Return the summaries of a run, with the worst cases of each suite."""
    has_change = any(s.change for s in found)
    head = [
        "Suite",
        "Right",
        "95% interval",
        "Cases",
        "Seconds",
        *(["Before", "Better", "Worse", "p"] if has_change else []),
    ]
    rows = [[s.suite, *_share(s.right), f"{s.right.count}", f"{s.seconds:.2f}", *_change(s, has_change)] for s in found]
    lines = [f"**Model: {model}**", "", *_table(head, rows)]
    for summary in found:
        lines += ["", f"**{summary.suite}** (set {summary.version})", ""]
        lines += _table(
            ["Scorer", "Mean", "95% interval", "Cases"],
            [[name, *_share(e), str(e.count)] for name, e in summary.scores.items()],
        )
        if summary.flaky:
            lines += ["", f"Right in some runs and wrong in others: {', '.join(summary.flaky)}."]
        for k, passed in summary.passes.items():
            lines.append(f"pass^{k}: {passed:.3f}")
        for record in summary.worst[:worst]:
            lines += ["", *_wrong(record)]
    return "\n".join(lines)


def _share(estimate: Estimate) -> list[str]:
    if not estimate.count:
        return ["none", ""]
    return [f"{estimate.value:.3f}", f"{estimate.low:.3f} to {estimate.high:.3f}"]


def _change(summary: SuiteSummary, has_change: bool) -> list[str]:  # noqa: FBT001 - a column is there or not
    if not has_change:
        return []
    if summary.change is None:
        return ["other set", "", "", ""]
    c = summary.change
    return [f"{c.before:.3f}", str(len(c.better)), str(len(c.worse)), f"{c.p_value:.3f}"]


def _wrong(record: Record) -> list[str]:
    lacking = ", ".join(f"{name} {score:.2f}" for name, score in record.scores.items() if score < 1)
    answer = " ".join(record.answer.split())[:_LONGEST]
    return [f"- `{record.case}`: {' | '.join(record.asked)}", f"  - lacks: {lacking}", f"  - said: {answer}"]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    marks = ["---", *["---:"] * (len(head) - 1)]
    cells = [head, marks, *([c.replace("|", "\\|") for c in row] for row in rows)]
    return [f"| {' | '.join(row)} |" for row in cells]
