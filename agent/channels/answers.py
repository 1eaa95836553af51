"""Shows an `Answer` in the terminal: its text, charts, files, notes and cost; its sources and evidence when asked."""

from typing import TYPE_CHECKING

from agent.channels.safe import safe
from agent.channels.terminal import note, show_chart, show_markdown

if TYPE_CHECKING:
    from agent.answer import Answer, Usage


def show_answer(answer: "Answer", *, with_sources: bool = False) -> None:
    """Print an answer with its charts and warnings; with the cited passages when asked."""
    show_markdown(answer.text.rstrip())
    for chart in answer.charts:
        show_chart(chart)
    for file in answer.files:
        print(f"\nSaved: {safe(str(file))}")
    cost = cost_line(answer.usage)
    notes = [*answer.warnings, *([cost] if cost else [])]
    if notes:
        print()
    for remark in notes:
        note(remark)
    if with_sources and answer.citations:
        show_markdown(f"\n## Sources\n\n{sources(answer)}")


def sources(answer: "Answer") -> str:
    """Return the passages that an answer cites, in Markdown."""
    found = [f"**[{c.label}]**\n\n{c.passage}" for c in answer.citations]
    return "\n\n".join(found) or "The last answer cites no passage."


def evidence(answer: "Answer", only: str | None = None) -> str:
    """Return where each figure of an answer comes from, then the results themselves, in Markdown.

    Args:
        answer: the answer.
        only: the id of one result to show, e.g. e1.
    """
    results = [e for e in answer.evidence if e.text and only in {None, e.id}]
    shown = [f"**{e.id}** ({e.tool})\n\n{e.text}" for e in results]
    if only is not None:
        known = ", ".join(e.id for e in answer.evidence) or "none"
        return "\n\n".join(shown) or f"The last answer has no evidence '{only}'; there is: {known}."
    by_source: dict[str, list[str]] = {}
    for trace in answer.figures:
        said_of = ", ".join(part for part in (trace.metric, trace.segment, trace.period) if part)
        origin = f"**{trace.derivation or trace.source}**" + (f" {said_of}" if said_of else "")
        by_source.setdefault(origin, []).append(trace.figure)
    traced = "\n".join(f"- {origin}: {', '.join(dict.fromkeys(figures))}" for origin, figures in by_source.items())
    return "\n\n".join(part for part in (traced, *shown) if part) or "The last answer holds no figures."


def cost_line(usage: "Usage | None") -> str | None:
    """Return what a turn cost, in one line; None when it cost nothing."""
    if usage is None or not usage.cost:
        return None
    from agent.usage.wording import money

    return f"{money(usage.cost)}, {usage.input_tokens + usage.output_tokens:,} tokens, {usage.seconds:.1f} s"
