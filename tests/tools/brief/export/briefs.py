"""The briefs that the tests of exporting are about."""

from datetime import UTC, date, datetime

from tests.tools.brief.test_examples import EXAMPLES, TODAY, example
from tools.brief.brief import CampaignBrief, Revision
from tools.brief.checking import check
from tools.brief.export.sheet import sheet_of

__all__ = ["EMPTY", "EXAMPLES", "HOSTILE", "LATE", "TODAY", "faulty", "kept", "laid_out", "with_texts"]

HOSTILE = (
    '#panic("typst") #import "x" $x$ *bold* _it_ `raw` <label> @ref \\ // <script>alert(1)</script> [l](javascript:1) '
    "=1+1|cell <w:p/> ]]> &amp; {{x}} %s"
)
"""Text that is markup in one of the formats."""


def kept(name="ctv"):
    """Return an example brief as its second version."""
    revision = Revision(number=2, at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), by="Ana", change="landing page is done")
    return example(name).model_copy(update={"revision": revision})


def faulty(name="b2b-leads"):
    """Return a brief whose channels take more than its budget."""
    brief = kept(name)
    return brief.model_copy(update={"budget": brief.budget.model_copy(update={"amount": 50_000.0})})


def laid_out(brief, today=TODAY):
    """Return the sheet of a brief with what checking finds."""
    return sheet_of(brief, check(brief, today=today))


def with_texts(text, brief=None):
    """Return a brief in which every free text is `text`."""
    brief = brief or kept()
    plan = brief.channel_mix.channels[0].model_copy(update={"bid_strategy": text, "audiences": (text,)})
    creative = brief.launch.creatives[1].model_copy(update={"headlines": (text,), "descriptions": (text,)})
    return CampaignBrief.model_validate(
        brief.model_copy(
            update={
                "name": text.replace("[", "(").replace("]", ")")[:120],
                "brand": text,
                "offer": text,
                "message": brief.message.model_copy(update={"core": text, "actions": (text,), "tone": text}),
                "positioning": brief.positioning.model_copy(
                    update={"value": text, "reasons_to_believe": (text, text), "audience": text}
                ),
                "channel_mix": brief.channel_mix.model_copy(update={"channels": (plan,)}),
                "launch": brief.launch.model_copy(update={"creatives": (creative,), "exclusions": (text,)}),
                "sources": (text,),
                "labels": {},
            }
        ).model_dump()
    )


EMPTY = CampaignBrief(name="Nothing yet")
"""A brief without a single field."""
LATE = date(2026, 9, 12)
"""Two days before the flight of the CTV example."""
