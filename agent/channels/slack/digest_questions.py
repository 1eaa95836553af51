"""What a digest asks: "what changed last week and why" names no KPI, so it is asked of those the team goes by."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from agent.channels.short_forms import why_question

if TYPE_CHECKING:
    from tools.data.mapping import MappingOverrides

_OPEN = re.compile(
    r"(?:please\s+)?(?:what(?:'s|\s+has|\s+have|\s+was|\s+is)?\s+(?:changed|happened|moved|new|different)|"
    r"how\s+(?:did|are|have)\s+(?:we|things|our\s+(?:ads|campaigns|numbers|kpis))\s+(?:do|doing|gone?|done))"
    r"\s*(?P<when>.*?)\s*(?:,?\s*(?:and|or)\s+(?:why|how)\b.*)?[?.!]*",
    re.IGNORECASE,
)
_USUAL = ("cpa", "roas", "cpl", "cpc", "cpm")
_MOST = 2


def questions_of(question: str, kpis: Sequence[str]) -> str:
    """Return a digest's question, asked of each KPI where it asks what changed and names none.

    Args:
        question: as it was said.
        kpis: the KPIs that the team goes by.
    """
    from tools.kpi.mentions import find_mentions

    match = _OPEN.fullmatch(" ".join(question.split()))
    if match is None or not kpis or any(mention.candidates[0].is_kpi for mention in find_mentions(question)):
        return question
    return " ".join(why_question(f"{kpi} {match['when'] or 'last week'}") for kpi in kpis)


def kpis_of(targets: Sequence[str], data: Path | None, columns: "MappingOverrides") -> list[str]:
    """Return the KPIs that a team goes by: those with a target, else the usual ones that its table can give.

    Args:
        targets: the KPIs that the team has set targets for.
        data: the table; None without one.
        columns: what was said of its columns.

    Raises:
        ToolError: when the table can't be read.
    """
    from tools.data.table import open_table
    from tools.kpi.definitions import METRICS

    if data is None:
        return []
    with open_table(data, overrides=columns) as table:
        there = set(table.mapping.measures)
    found = [name for name in (*targets, *_USUAL) if name in METRICS and set(METRICS[name].inputs) <= there]
    return [METRICS[name].label for name in dict.fromkeys(found)][:_MOST]
