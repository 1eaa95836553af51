"""A brief in words: each step with its fields, and what each rests on."""

from collections.abc import Iterable, Iterator

from tools.brief.brief import CampaignBrief
from tools.brief.finding import Finding, Severity
from tools.brief.labels import Basis
from tools.brief.markdown import escaped
from tools.brief.outlook import outlook
from tools.brief.questions import AT_A_TIME, Question
from tools.brief.steps import TestPlan
from tools.facts import Fact
from tools.kpi.definitions import find_metric
from tools.quantities import Unit, format_number, format_share

Row = tuple[str, str, str]
"""What it is, its value, and the path whose label says what it rests on; after `=`, what it rests on itself."""
_MARKS = {Basis.GIVEN: "given", Basis.ASSUMED: "assumed", Basis.COMPUTED: "computed"}


def worded(brief: CampaignBrief, findings: Iterable[Finding] = ()) -> str:
    """Return the brief in Markdown, step by step; with an error among the findings it is marked as a draft."""
    found = list(findings)
    is_draft = any(f.severity is Severity.ERROR for f in found)
    blocks = [f"# {escaped(brief.name)}" + (" (DRAFT)" if is_draft else "")]
    for title, rows in sections(brief):
        if title.startswith("5."):
            blocks.append(_split_table(brief))
        lines = [
            f"| {escaped(name)} | {escaped(value)} | {basis_of(brief, path)} |" for name, value, path in rows if value
        ]
        if lines:
            blocks.append(f"## {title}\n\n| | | rests on |\n|---|---|---|\n" + "\n".join(lines))
    blocks += [_texts(brief), findings_in_words(found)]
    return "\n\n".join(block for block in blocks if block)


def findings_in_words(findings: Iterable[Finding]) -> str:
    """Return the findings as a list, errors first; a sentence where there are none."""
    lines = [f"- {f.line}" for f in findings]
    return "## Findings\n\n" + ("\n".join(lines) if lines else "Nothing to mend.")


def questions_in_words(questions: Iterable[Question]) -> str:
    """Return the next questions, at most three."""
    asked = list(questions)[:AT_A_TIME]
    return "\n".join(f"{place}. {q.ask}" for place, q in enumerate(asked, 1))


def basis_of(brief: CampaignBrief, path: str) -> str:
    """Return `given`, `assumed` or `computed`, with the source of an assumption."""
    if path.startswith("="):
        return path[1:]
    label = brief.label(path)
    if label is None:
        return ""
    return _MARKS[label.basis] if label.basis is Basis.GIVEN else f"{_MARKS[label.basis]}: {escaped(label.reason)}"


def sections(brief: CampaignBrief) -> Iterator[tuple[str, list[Row]]]:
    """Yield each part of the brief with its rows, in the order of the seven steps."""
    yield "Campaign", _campaign(brief)
    message, positioning = brief.message, brief.positioning
    yield (
        "1. Message",
        [
            ("Message", message.core or "", "message.core"),
            ("Occasion", message.occasion or "", "message.occasion"),
            ("Action", ", ".join(message.actions), "message.actions"),
            ("Call to action", message.call_to_action or "", "message.call_to_action"),
            ("Tone", message.tone or "", "message.tone"),
        ],
    )
    yield (
        "2. Positioning",
        [
            ("Value", positioning.value or "", "positioning.value"),
            ("Reasons to believe", ", ".join(positioning.reasons_to_believe), "positioning.reasons_to_believe"),
            ("For whom", positioning.audience or "", "positioning.audience"),
            ("Against what", ", ".join(positioning.alternatives), "positioning.alternatives"),
        ],
    )
    yield "3. Targets", _targets(brief)
    yield (
        "5. Website readiness",
        [
            ("Landing page", brief.website.url or "", "website.url"),
            *((i.name, f"{i.state} ({i.owner or 'no owner'})", "website.checks") for i in brief.website.checks),
            *((i.name, f"{i.state} ({i.owner or 'no owner'})", "website.tracking") for i in brief.website.tracking),
        ],
    )
    yield "6. Creation and launch", _launch(brief)
    plan = brief.measurement
    yield (
        "7. Measurement and optimisation",
        [
            *((f"Every {r.every}", f"{r.look_at}; {r.act}", "measurement.rhythm") for r in plan.rhythm),
            *((f"Test: {t.name}", _test(t), f"measurement.tests[{t.name}]") for t in plan.tests),
            *(("Stop", rule, "measurement.stop_rules") for rule in plan.stop_rules),
            *(("Scale", rule, "measurement.scale_rules") for rule in plan.scale_rules),
        ],
    )
    yield (
        "Risks, approvals and sources",
        [
            *((r.name, r.response, "risks") for r in brief.risks),
            *((a.who, f"approves {a.what}: {a.state}", "approvals") for a in brief.approvals),
            *(("Source", source, "sources") for source in brief.sources),
        ],
    )


def _campaign(brief: CampaignBrief) -> list[Row]:
    flight, budget = brief.flight, brief.budget
    days = f" ({flight.period.days} days)" if flight.period else ""
    dates = f"{flight.start or '?'} to {flight.end or '?'}{days}" if flight.start or flight.end else ""
    return [
        ("Brand", brief.brand or "", "brand"),
        ("Product", brief.product or "", "product"),
        ("Offer", brief.offer or "", "offer"),
        ("Objective", brief.objective or "", "objective"),
        ("Market", ", ".join((*brief.market.countries, *brief.market.regions)), "market.countries"),
        ("Budget", _money(budget.amount, brief), "budget.amount"),
        ("Held back for tests", format_share(budget.reserve) if budget.reserve else "", "budget.reserve"),
        ("Flight", dates, "flight.start"),
    ]


def _targets(brief: CampaignBrief) -> list[Row]:
    targets, worth, ahead = brief.targets, brief.economics, outlook(brief)
    rows: list[Row] = []
    for target in targets.primary:
        today = (
            f" (today {format_number(target.baseline, target.metric.unit, brief.currency)})" if target.baseline else ""
        )
        rows.append(("Primary KPI", f"{target.shown(brief.currency)}{today}", f"targets.primary[{target.kpi}]"))
    rows += [
        ("Secondary KPIs", ", ".join(t.shown(brief.currency) for t in targets.secondary), _first_secondary(brief)),
        ("Results wanted", format_number(targets.volume, Unit.COUNT) if targets.volume else "", "targets.volume"),
        ("Value of an order", _money(worth.average_order_value, brief), "economics.average_order_value"),
        ("Margin", format_share(worth.margin) if worth.margin else "", "economics.margin"),
        ("Lifetime value", _money(worth.lifetime_value, brief), "economics.lifetime_value"),
        (
            "Lead-to-sale rate",
            format_share(round(worth.lead_to_sale_rate, 6)) if worth.lead_to_sale_rate else "",
            "economics.lead_to_sale_rate",
        ),
        ("Break-even cost of a result", _money(ahead.break_even_cpa, brief), f"=computed: {ahead.break_even_path}"),
        ("Expected", _expected(brief), "=computed: each channel's funnel, see the check"),
        ("Measured by", targets.measured_by or "", "targets.measured_by"),
        ("Attribution", _windows(brief), "targets.click_window_days"),
        ("Judged on", str(targets.judged_on or ""), "targets.judged_on"),
    ]
    return rows


def _first_secondary(brief: CampaignBrief) -> str:
    rows = brief.targets.secondary
    return f"targets.secondary[{rows[0].kpi}]" if rows else "targets.secondary"


def _windows(brief: CampaignBrief) -> str:
    click, view = brief.targets.click_window_days, brief.targets.view_window_days
    parts = [
        f"{click} days after a click" if click is not None else "",
        f"{view} after a view" if view is not None else "",
    ]
    return ", ".join(p for p in parts if p)


def _expected(brief: CampaignBrief) -> str:
    ahead = outlook(brief)
    if not ahead.results or ahead.low is None or ahead.cpa is None:
        return ""
    high = format_number(float(round(ahead.high)), Unit.COUNT) if ahead.high is not None else "more"
    part = "" if ahead.is_whole else f", from the {_money(ahead.spend, brief)} whose prices and rates are known"
    count, low = (format_number(float(round(n)), Unit.COUNT) for n in (ahead.results, ahead.low))
    return f"{count} results (95% interval {low} to {high}) at {_money(ahead.cpa, brief)} each{part}"


def _launch(brief: CampaignBrief) -> list[Row]:
    launch = brief.launch
    ages = f"{launch.age_from or ''} to {launch.age_to or ''}".strip() if launch.age_from or launch.age_to else ""
    return [
        *((a.name, f"{a.kind}: {a.description or ''}", "launch.audiences") for a in launch.audiences),
        ("Left out", ", ".join(launch.exclusions), "launch.exclusions"),
        ("Ages", ages.replace(" to", " and over") if ages.endswith("to") else ages, "launch.age_from"),
        ("utm_campaign", launch.utm.campaign or "", "launch.utm.campaign"),
        ("utm_content", launch.utm.content_pattern or "", "launch.utm.content_pattern"),
        *(
            (f"Links, {k.channel}", f"utm_source={k.source}, utm_medium={k.medium}", "launch.utm.links")
            for k in launch.utm.links
        ),
    ]


def _test(test: TestPlan) -> str:
    size = f"; {format_number(test.sample_per_group, Unit.COUNT)} per group" if test.sample_per_group else ""
    return f"{test.hypothesis} Judged on {find_metric(test.metric).label}{size}."


def _split_table(brief: CampaignBrief) -> str:
    plans = brief.channel_mix.channels
    if not plans:
        return ""
    amount = brief.budget.amount
    head = (
        "## 4. Channel mix\n\n| channel | budget | share | role | bid strategy | rests "
        "on |\n|---|---:|---:|---|---|---|\n"
    )
    lines = []
    for plan in plans:
        share = format_share(round(plan.budget / amount, 4)) if plan.budget is not None and amount else ""
        basis = basis_of(brief, f"channel_mix.channels[{plan.channel}].budget")
        cells = (plan.channel, _money(plan.budget, brief), share, plan.role or "", plan.bid_strategy or "")
        lines.append("| " + " | ".join([*(escaped(cell) for cell in cells), basis]) + " |")
    out = f"\n\nRuled out: {escaped(', '.join(brief.channel_mix.excluded))}." if brief.channel_mix.excluded else ""
    return head + "\n".join(lines) + out


def _texts(brief: CampaignBrief) -> str:
    lines = []
    for creative in brief.launch.creatives:
        if creative.headlines or creative.descriptions:
            mark = " (draft)" if creative.is_draft else ""
            lines.append(f"- **{escaped(creative.channel)}**, {escaped(creative.format)}{mark}")
            lines += [f"  - {escaped(text)} ({len(text)})" for text in (*creative.headlines, *creative.descriptions)]
    return "## Texts\n\nThe number is how many characters each has.\n\n" + "\n".join(lines) if lines else ""


def _money(value: float | None, brief: CampaignBrief) -> str:
    return "" if value is None else format_number(value, Unit.MONEY, brief.currency)


def brief_facts(brief: CampaignBrief) -> list[Fact]:
    """Return every figure of the brief that an answer may quote."""
    money, ahead = brief.currency, outlook(brief)
    found = [
        Fact(value=value, unit=Unit.MONEY, currency=money, metric=metric)
        for metric, value in (
            ("budget", brief.budget.amount), ("aov", brief.economics.average_order_value),
            ("clv", brief.economics.lifetime_value), ("break_even_cpa", ahead.break_even_cpa), ("cpa", ahead.cpa),
        )
        if value is not None
    ]  # fmt: skip
    found += [
        Fact(value=value, unit=Unit.RATE, metric=metric)
        for metric, value in (
            ("margin", brief.economics.margin),
            ("lead_to_sale_rate", brief.economics.lead_to_sale_rate),
        )
        if value is not None
    ]
    for target in (*brief.targets.primary, *brief.targets.secondary):
        unit = target.metric.unit
        for role, value in (("target", target.value), ("baseline", target.baseline)):
            if value is not None:
                currency = money if unit is Unit.MONEY else None
                found.append(Fact(value=value, unit=unit, currency=currency, metric=target.kpi, role=role))
    counts = (("conversions", ahead.results, "value"), ("conversions", ahead.low, "interval"),
              ("conversions", ahead.high, "interval end"), ("conversions", brief.targets.volume, "target"))  # fmt: skip
    found += [Fact(value=float(round(v)), unit=Unit.COUNT, metric=m, role=r) for m, v, r in counts if v is not None]
    if brief.flight.period is not None:
        found.append(Fact(value=float(brief.flight.period.days), unit=Unit.DAYS, metric="days_total"))
    for plan in brief.channel_mix.channels:
        if plan.budget is None:
            continue
        segment = f"channel = {plan.channel}"
        found.append(Fact(value=plan.budget, unit=Unit.MONEY, currency=money, metric="budget", segment=segment))
        if brief.budget.amount:
            share = round(plan.budget / brief.budget.amount, 4)
            found.append(Fact(value=share, unit=Unit.RATE, metric="budget", segment=segment, role="share"))
    return found
