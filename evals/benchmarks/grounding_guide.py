"""Right answers that cite passages of the guide itself, and that describe a table, written by hand."""

from collections.abc import Iterator
from functools import cache

from agent.answer import Citation
from evals.benchmarks.grounding_evidence import Source, sourced
from tools.data.samples import sample_path

LOSES = "kpis › Why a high ROAS can lose money"
VERSUS = "kpis › ROAS versus return on investment (ROI)"
CITED = (
    f"A ROAS of 3.0 can still lose money: at a contribution margin of 25% each dollar brings back only 75 cents of margin [{LOSES}].",
    f"At a 25% margin, a ROAS of 3 leaves 75 cents of margin per dollar spent [{LOSES}].",
    f"The example shop loses 25 cents on every dollar it spends [{LOSES}].",
    f"**Why?** At a 50% margin, the same ROAS would return $1.50 of margin for each dollar [{LOSES}].",
    f"- ROAS 3.0, margin 25%: 75 cents back per dollar\n- ROAS 3.0, margin 50%: $1.50 back per dollar\n\n[{LOSES}]",
    f"With $1,800 of advertising and $7,200 of revenue at a 40% margin, gross profit is $2,880 and profit after ads $1,080 [{VERSUS}].",
    f"In the guide's example the campaign has a ROAS of 400%, but an ROI of 60% [{VERSUS}].",
    f"The same campaign can show a ROAS of 400% and an ROI of only 60% [{VERSUS}]. Check your margin first.",
    f"| | Example |\n|---|---|\n| Spend | $1,800 |\n| Revenue | $7,200 |\n| Margin | 40% |\n| ROI | 60% |\n\n[{VERSUS}]",
    f"$7,200 of revenue on $1,800 of spend is a ROAS of 4, i.e. 400% [{VERSUS}].",
    f"What remains after ads is $1,080, which is 60% of the $1,800 spent [{VERSUS}].",
    f"A ROI of zero means break-even [{VERSUS}]. In the example it is 60% [{VERSUS}].",
)
WRONG_CITED = (
    f"A ROAS of 3.0 can lose money: at a margin of 35% each dollar brings back only 75 cents [{LOSES}].",
    f"At a 25% margin, a ROAS of 3 leaves 85 cents of margin per dollar spent [{LOSES}].",
    f"The example shop loses $25 on every dollar it spends [{LOSES}].",
    f"At a 50% margin the same ROAS would return $2.50 of margin per dollar [{LOSES}].",
    "The example campaign has a ROAS of 400% and an ROI of 60%.",
    f"The example campaign has a ROAS of 400% and an ROI of 60% [{LOSES}].",
    f"Gross profit is $1,080 and profit after ads $2,880 [{VERSUS}].",
    f"The campaign has an ROI of 400% and a ROAS of 60% [{VERSUS}].",
    f"In the example, spend is $7,200 and revenue $1,800 [{VERSUS}].",
    "The campaign has an ROI of 60% [kpis › Return on everything].",
)
DESCRIBED = (
    "Your table has 2,128 rows, from 2026-03-30 to 2026-05-24.",
    "The data covers 30 March to 24 May 2026 and has 2,128 rows.",
    "I found 4 campaigns (Prospecting, Retargeting, Brand, Lamps) on three channels.",
    "There are four campaigns, three channels, three devices, eight audiences and seven creatives.",
    "- Rows: 2,128\n- Channels: 3\n- Campaigns: 4\n- Audiences: 8",
    "With 2,128 rows over eight weeks there is enough to compare weeks.",
    "| Dimension | Values |\n|---|---|\n| Channel | 3 |\n| Campaign | 4 |\n| Device | 3 |",
    "The last day of the table is May 24, 2026; the first is March 30, 2026.",
)
WRONG_DESCRIBED = (
    "Your table has 2,218 rows.",
    "The data covers 30 March to 31 May 2026.",
    "There are five campaigns on three channels.",
    "There are four channels and three campaigns.",
    "- Channels: 4\n- Campaigns: 3",
    "The table has 2,128 clicks.",
    "With 2,128 rows over twelve weeks there is enough.",
)


@cache
def _passages() -> tuple[Citation, ...]:
    from knowledge.chapters import chapters
    from knowledge.chunking import chunk_chapter

    chunks = [c for chapter in chapters() for c in chunk_chapter(chapter)]
    return tuple(
        Citation(label=c.citation, chunk_id=c.id, passage=c.text) for c in chunks if c.citation in {LOSES, VERSUS}
    )


@cache
def _sources() -> tuple[Source, Source]:
    asked = sourced("explain_kpi", {"kpi": "reach"}, "when does ROAS mislead?")
    described = sourced("describe_data", {"data": str(sample_path())}, "what is in my data?")
    return Source(asked.result, asked.evidence, asked.question, _passages()), described


def right_answers() -> Iterator[tuple[str, str, Source]]:
    """Yield name, text and source of each right answer."""
    cited, described = _sources()
    yield from ((f"guide {n}", text, cited) for n, text in enumerate(CITED))
    yield from ((f"described {n}", text, described) for n, text in enumerate(DESCRIBED))


def wrong_answers() -> Iterator[tuple[str, str, Source]]:
    """Yield name, text and source of each wrong answer: another figure, another passage, none."""
    cited, described = _sources()
    yield from ((f"guide {n}", text, cited) for n, text in enumerate(WRONG_CITED))
    yield from ((f"described {n}", text, described) for n, text in enumerate(WRONG_DESCRIBED))
