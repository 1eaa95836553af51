"""Three complete briefs from plain paragraphs, kept as documentation in docs/briefs and held to what the program makes.

To write them again: ADROIT_WRITE_EXAMPLES=1 pytest tests/tools/brief/test_examples.py, then look at them.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from tools.brief.checking import check
from tools.brief.drafting import draft, redraft
from tools.brief.finding import Severity
from tools.brief.paths import content_leaves
from tools.brief.questions import questions
from tools.brief.revising import read_patch, revised
from tools.brief.wording import worded

FOLDER = Path(__file__).parents[3] / "docs" / "briefs"
TODAY = date(2026, 3, 2)
EXAMPLES = {
    "e-commerce": (
        ("We are Holt, a padlock maker. For back-to-school we want to push the new Campus "
"lock in Germany and Austria: free "
        "shipping on two. Message: Your locker stays yours. Budget €60,000 from 3 August to 13 September 2026, split "
        "search 50%, Meta 30% and retail media 20%. Parents should order online at https://holt.example/school. "
"CPA must "
        "stay below €14, today it's €16. Average order is €38 and our margin is 45%. CPM "
"is €9, CTR 1.4%, conversion rate "
        "5%. Why us: the only school lock with a lifetime guarantee. Against Master Lock and Abus."),
        "Audience: parents of pupils. Tone: calm, a little funny. Reasons to believe: tested by TÜV, 2 million sold",
    ),
    "b2b-leads": (
        ("Brief for Brightpath, payroll software for mid-sized firms. We need leads from "
"HR managers in the UK and Ireland, "
        "£90,000 between 7 September and 29 November 2026. LinkedIn 60%, paid search 30%, and 10% held back for tests. "
        "CPL target £110, baseline £135. CTA: book a demo. CPC is £5 and the landing page "
"converts at 6%. Close rate is "
        "12%, average contract £9,600, margin 70%. No Meta, no TikTok. Landing page https://brightpath.example/demo. "
        "Offer: free migration within two weeks. The CMO has to approve the creatives."),
        ("Value: payroll that closes in one day. Exclusions: existing customers\nReasons to believe: 4.7 stars, "
        "used by 900 firms\nAgainst: Sage, spreadsheets"),
    ),
    "ctv": (
        ("Nimbus Sleep wants new customers for its cooling mattress in the United States. "
"$240,000 from 14 September to 22 "
        "November 2026: CTV gets $120k, paid search $70k, Meta the rest. CAC has to stay "
"under $180, we pay $205 today. "
        "Price is $900, contribution margin 35%. CPM $24, CTR 1.2%, conversion rate 1.3%. Adults aged 30-60 who sleep "
        "badly. People should try the mattress for 100 nights: https://nimbus.example. Value: stays cool all night. "
        "Attribution: 7-day click, 1-day view."),
        "Offer: 100 nights on trial, free returns. Message: Wake up cool\nAgainst: Casper, Purple",
    ),
}  # fmt: skip


def example(name):
    paragraph, answers = EXAMPLES[name]
    brief = redraft(draft(paragraph, today=TODAY).brief, answers, today=TODAY).brief
    return revised(brief, read_patch("landing page is done", brief, today=TODAY))


def page(name):
    brief = example(name)
    paragraph, answers = EXAMPLES[name]
    said = "\n".join(f"> {line}" for line in f"{paragraph}\n\n{answers}".split("\n"))
    return f"{worded(brief, check(brief, today=TODAY))}\n\n## What was said\n\n{said}\n"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_kept_example_is_what_the_program_makes(name):
    path = FOLDER / f"{name}.md"
    if os.environ.get("ADROIT_WRITE_EXAMPLES"):
        path.write_text(page(name), "utf-8")
    assert path.read_text("utf-8") == page(name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_complete_and_sound(name):
    brief = example(name)
    assert questions(brief) == []
    assert [f.line for f in check(brief, today=TODAY) if f.severity is not Severity.NOTE] == []
    assert [path for path in content_leaves(brief) if brief.label(path) is None] == []
