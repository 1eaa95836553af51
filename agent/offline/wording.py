"""Words the typed results of tools: what a model would write, from the same evidence."""

from dataclasses import dataclass

from agent.guide_tool import GuidePassages
from agent.offline.comparisons import compose_comparison
from agent.offline.extraction import Claim, compose
from agent.offline.requests import Intent, Request
from agent.offline.segments import segment_words, unnamed_words
from tools.data.column_talk import may_speak_of_columns
from tools.data.describe import DataDescription
from tools.result import ToolResult

_NEAR = 0.2
_COMPARISON = 3
"""Searches made for a comparison: for the question, and for each side."""
NOT_ENGLISH = "(Offline I answer in English; with a model connected I answer in your language.)"


@dataclass(frozen=True)
class Failure:
    """A tool call that ended in one of our errors, in its own words."""

    tool: str
    sentence: str


def word(request: Request, results: list[ToolResult | Failure]) -> str:
    """Return the answer in Markdown."""
    guide = [result for result in results if isinstance(result, GuidePassages)]
    if len(guide) == _COMPARISON:
        parts = [_compared(request, guide[0], (guide[1], guide[2]))]
    else:
        parts = [_worded(request, result) for result in _told(request, results)]
    if request.intent is Intent.EXPLAIN:
        parts.insert(0, _unknown_words(request, results))
    text = "\n\n".join(dict.fromkeys(p for p in parts if p))
    unread = [t for t in request.kpi.unread if any(c.isdigit() for c in t)]
    if request.intent is Intent.COMPUTE and unread:
        text += f"\n\nI could not tell what {', '.join(unread)} belongs to, and left it out."
    return f"{NOT_ENGLISH}\n\n{text}" if request.intent is Intent.OTHER_LANGUAGE else text


def _told(request: Request, results: list[ToolResult | Failure]) -> list[ToolResult | Failure]:
    """Leave out what was only looked up on the way to an explanation, or to see whether columns are meant."""
    if not request.columns and may_speak_of_columns(request.text):
        results = [r for r in results if not _is_look_up(r)] or results[-1:]
    looked_up = request.intent is Intent.EXPLAIN and len(results) > 1
    return [r for r in results if not (looked_up and isinstance(r, DataDescription))]


def _is_look_up(result: ToolResult | Failure) -> bool:
    return isinstance(result, DataDescription) or (isinstance(result, Failure) and result.tool == "describe_data")


def _unknown_words(request: Request, results: list[ToolResult | Failure]) -> str:
    """Say which words of the question name nothing in the data, so that nobody takes the answer for a narrower one."""
    data = next((r for r in results if isinstance(r, DataDescription)), None)
    unknown = unnamed_words(segment_words(request), data) if data else []
    if not unknown:
        return ""
    return f"Nothing in the data is called {' or '.join(repr(w) for w in unknown)}, so that is not looked at apart."


def _worded(request: Request, result: ToolResult | Failure) -> str:
    if isinstance(result, Failure):
        return result.sentence
    if isinstance(result, GuidePassages):
        return _guide_answer(request, result)
    return result.render()


def _compared(request: Request, found: GuidePassages, sides: tuple[GuidePassages, GuidePassages]) -> str:
    claims = compose_comparison(request.text, found, sides)
    return _quoted(claims) if found.covered or all(side.covered for side in sides) else _guide_answer(request, found)


def _guide_answer(request: Request, found: GuidePassages) -> str:
    if not found.covered:
        near = [p for p in found.passages if p.relevance >= _NEAR][:2]
        text = "The guide does not cover this, and I don't answer without a source."
        if near:
            text += " The nearest it has: " + "; ".join(f"[{p.citation}]" for p in near) + "."
        return text
    return _quoted(compose(request.text, found.passages))


def _quoted(claims: list[Claim]) -> str:
    return "\n\n".join(_cited(claim.text, claim.passage.citation) for claim in claims)


def _cited(text: str, citation: str) -> str:
    """Put the citation after a sentence, or on a line of its own after a list or a table."""
    last = text.rstrip().splitlines()[-1]
    is_block = last.lstrip().startswith(("-", "*", "|")) or last.lstrip()[:1].isdigit()
    return f"{text}\n\n[{citation}]" if is_block else f"{text} [{citation}]"
