"""Right answers written by hand, each in a manner of its own; every second one is held back."""

from collections.abc import Iterator
from functools import cache

from agent.answer import Citation
from evals.benchmarks import grounding_handwritten_change, grounding_handwritten_roas
from evals.benchmarks.grounding_evidence import Source, evidence_of, sourced
from tools.catalog import tool
from tools.data.samples import sample_path

CHANGE = (
    "Your CPA rose 19.9% last week, from $26.03 to $31.20.",
    "CPA went up by $5.17 (+19.9%) and now stands at $31.20.",
    "Cost per acquisition climbed to $31.20 in the week of 2026-05-18, up from $26.03 the week before.",
    "You paid about $31 for each conversion last week, against $26 the week before.",
    "Spend hardly moved ($56,513 before, $56,473 now), but conversions dropped from 2,171 to 1,810.",
    "You lost 361 conversions week over week: 1,810 instead of 2,171, on practically the same spend of $56.5k.",
    "The conversion rate fell from 3.79% to 3.20%, a drop of 15.6%. That alone added $4.83 to CPA.",
    "**What happened:** CPA is up 19.9%.\n\n**Why:** the conversion rate fell by 15.6% (3.79% → 3.20%), while CPM rose 2.2%.",
    "Most of the $5.17 increase, namely $4.83, comes from a lower conversion rate; CPM added another $0.61 and CTR took off $0.27.",
    "Two segments stand out:\n\n1. Prospecting on Mobile: CPA went from $37.74 to $105.01.\n2. CTV: CPA went from $41.93 to $51.66.",
    "Prospecting on Mobile contributed $3.43 of the $5.17, i.e. 66% of the rise.",
    "In Prospecting / Mobile the conversion rate collapsed from 1.96% to 0.71%, which is why its CPA nearly tripled to $105.01.",
    "CTV got more expensive: its CPM rose from $28.40 to $33.58, and its CPA from $41.93 to $51.66.",
    "Brand stayed flat ($8.13 before, $8.17 after), and Retargeting only crept up from $22.41 to $23.46.",
    "| Campaign | CPA before | CPA after |\n|---|---|---|\n| Prospecting | $39.86 | $63.98 |\n| Lamps | $29.56 | $33.29 |\n| Brand | $8.13 | $8.17 |",
    "By campaign, Prospecting contributed the most (+$4.10), followed by Lamps (+$0.73) and Retargeting (+$0.23).",
    "- Clicks: 57,298 → 56,577 (-1.3%)\n- Impressions: 3.51m → 3.44m (-2.2%)\n- CTR: 1.63% → 1.65% (+1.0%)",
    "Traffic is not the problem: clicks are down just 1.3% and CTR even improved slightly, from 1.63% to 1.65%.",
    "The change in Prospecting on Mobile would rarely come from chance (p = 0.002), and its level moved on 2026-05-18.",
    "Lamps' CPA rose from $29.56 to $33.29, contributing $0.73, whereas Brand's contribution was only $0.11.",
    "With 1,810 conversions on $56,473 you ended at a CPA of $31.20; a week earlier it was 2,171 conversions on $56,513.",
    "CPM is 2.2% higher ($16.43 vs $16.08). Everything else contributed $0.89 beyond the two segments named.",
    "### Prospecting\n\nIts CPA jumped from $39.86 to $63.98, which contributed $4.10 to the total.",
    "If you look at CTV alone, CPA rose by 23.2%, from $41.93 to $51.66.",
    "Overall CPA is $31.20. On Prospecting it is $63.98, roughly twice as much.",
    "The CPA of Prospecting ($63.98) is $30.69 higher than that of Lamps ($33.29).",
    "Compared with the week of 2026-05-11, we see 16.6% fewer conversions and a 15.6% lower conversion rate.",
    "Nothing dramatic on price: CPM moved from $16.08 to $16.43, which accounts for $0.61 of the rise.",
    "Together, Prospecting and Lamps contributed $4.83 of the change.",
    "Short version: same money, fewer sales. 2,171 sales became 1,810, so each one cost $31.20 rather than $26.03.",
    "Conversions were down by about 17%, and CPA was up by about 20%.",
    "**CPA** $26.03 → **$31.20**\n**Conversion rate** 3.79% → **3.20%**\n**Spend** $56,513 → **$56,473**",
    "The rate part of CTV's contribution is +$0.85; its mix part is zero.",
)  # fmt: skip
COMPUTED = (
    "Your cost per acquisition is $40.00.",
    "$5,000 divided by 125 orders makes **$40.00 per order**.",
    "At $40 a sale and an average order of $120, you earn three times what you spend: a ROAS of 3.0.",
    "Your ROAS is 3:1, which equals an ACOS of 33.3%.",
    "A third of your revenue goes into ads (ACOS 33.33%).",
    "- Spend: $5k\n- Sales: 125\n- Revenue: $15k\n- CPA: $40\n- ROAS: 3x",
    "With 125 conversions the CPA of $40.00 is uncertain: the 95% interval runs from $33.57 to $48.05.",
    "Each order brings in $120.00 on average and costs you $40.00 to acquire.",
    "You made $15,000 from $5,000 of spend.",
    "On $5,000 of spend came $15,000 in revenue, so ROAS is 3.00.",
    "Five thousand dollars bought you 125 sales at forty dollars each.",
)  # fmt: skip
FUNNEL = (
    "For $20,000 you get about 1.33 million impressions, 16,000 clicks and 480 conversions.",
    "Expect roughly 1.3m impressions; at a 1.2% CTR that is 16,000 clicks, and at 3% conversion 480 sales, for $41.67 each.",
    "| Stage | Volume | Cost per unit |\n|---|---:|---:|\n| Clicks | 16,000 | $1.25 |\n| Conversions | 480 | $41.67 |",
    "A click would cost $1.25 and a conversion $41.67.",
    "The CPC works out at $1.25 (= $20,000 / 16,000), the CPA at $41.67.",
)  # fmt: skip
COMPARED = (
    "B converts better: 4.41% against A's 3.00%.",
    "Variant A converted 36 of 1,200 clicks (3.00%), variant B 52 of 1,180 (4.41%).",
    "B's conversion rate is 1.41 percentage points higher than A's.",
    "A: 3.00% (95% interval 2.17% to 4.13%)\n\nB: 4.41% (95% interval 3.38% to 5.73%)",
    "The conversion rate of B is 46.9% higher than that of A.",
)  # fmt: skip
CITED = (
    "A CPM is the price of 1,000 impressions [kpis › Cost per thousand impressions (CPM)].",
    "Of 120,000 impressions 1,500 were clicked, a CTR of 1.25% [kpis › Click-through rate (CTR)].",
    "In the guide's example, $1,800 spent on 120,000 impressions gives a CPM of $15.00.\n\n[kpis › Cost per thousand impressions (CPM)]",
    "The worked example has 1,500 clicks on 120,000 impressions [kpis › Click-through rate (CTR)].",
    "- A CTR of 1.25% follows from 1,500 clicks.\n- They came from 120,000 impressions.\n\n[kpis › Click-through rate (CTR)]",
    "Judge CTR only against your own history. The example shows 1.25% [kpis › Click-through rate (CTR)].",
)  # fmt: skip
PASSAGES = (
    Citation(
        label="kpis › Cost per thousand impressions (CPM)",
        chunk_id="kpis#cpm",
        passage="CPM is the cost of 1,000 impressions. Example: $1,800 for 120,000 impressions is a CPM of $15.00.",
    ),
    Citation(
        label="kpis › Click-through rate (CTR)",
        chunk_id="kpis#ctr",
        passage="CTR is clicks divided by impressions. Of 120,000 impressions, 1,500 were clicked: a CTR of 1.25%.",
    ),
)


@cache
def _sources() -> dict[str, Source]:
    arguments = {"kpi": "cpa", "current": "last week"}
    report = tool("explain_change").run({"data": str(sample_path()), **arguments})
    computed = {"given": {"spend": "$5,000", "conversions": "125", "revenue": "$15,000"}}
    funnel = {"given": {"spend": "$20,000", "cpm": "$15", "ctr": "1.2%", "conversion_rate": "3%"}}
    sides = {"first": {"clicks": "1,200", "conversions": "36"}, "second": {"clicks": "1,180", "conversions": "52"}}
    guide = sourced("explain_kpi", {"kpi": "reach"}, "what is a CPM, and what is a CTR?")
    return {
        "change": Source(report, evidence_of("explain_change", arguments, report), "why did CPA rise last week?"),
        "computed": sourced("compute_kpi", computed, "We spent $5,000 for 125 sales and $15,000 of revenue. How good is that?"),
        "funnel": sourced("plan_funnel", funnel, "What do we get for $20,000 at a $15 CPM, 1.2% CTR and 3% conversion?"),
        "compared": sourced(
            "compare_rates", {"kpi": "conversion_rate", **sides},
            "A had 36 conversions from 1,200 clicks, B 52 from 1,180. Which is better?",
        ),
        "cited": Source(guide.result, guide.evidence, guide.question, PASSAGES),
    }  # fmt: skip


def handwritten() -> Iterator[tuple[str, str, Source]]:
    """Yield name, text and source of each answer."""
    arguments = {"kpi": "roas", "current": "last week"}
    report = tool("explain_change").run({"data": str(sample_path()), **arguments})
    fall = Source(report, evidence_of("explain_change", arguments, report), "why did ROAS fall last week?")
    yield from ((f"handwritten roas {n}", text, fall) for n, text in enumerate(grounding_handwritten_roas.ALL))
    groups = {
        "change": (*CHANGE, *grounding_handwritten_change.ALL),
        "computed": COMPUTED,
        "funnel": FUNNEL,
        "compared": COMPARED,
        "cited": CITED,
    }
    for name, texts in groups.items():
        for number, text in enumerate(texts):
            yield f"handwritten {name} {number}", text, _sources()[name]
