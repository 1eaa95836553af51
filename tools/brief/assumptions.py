"""Fills what nobody gave, from the guide and from the user's own results; each assumption names its source."""

from datetime import timedelta
from typing import Any

from tools.brief import copywriting
from tools.brief.builder import Builder
from tools.brief.labels import Basis
from tools.brief.past import Past
from tools.brief.paths import find
from tools.brief.reference import anchor, channel, defaults
from tools.kpi.definitions import METRICS
from tools.policy import categories
from tools.quantities import Unit, format_number, format_share

_STOP_FACTOR = 3
_STEP = 0.20


def assume(made: Builder, past: Past | None) -> None:
    """Fill the fields that are still empty, in the order of the seven steps."""
    _objective_and_kpis(made)
    _channels(made, past)
    _budgets(made)
    _attribution(made)
    _readiness(made)
    _launch(made)
    _measurement(made)
    _risks(made)
    if past is not None:
        made.computed("sources", (f"past results: {past.source}",), "the data of this workspace")


def _objective(made: Builder) -> dict[str, Any]:
    return dict(defaults()["objectives"].get(made.get("objective") or "", {}))


def _objective_and_kpis(made: Builder) -> None:
    usual = _objective(made)
    if not usual:
        return
    reason = f"guide: {usual['anchor']}"
    if made.get("targets.primary") is None:
        made.tree.setdefault("targets", {})["primary"] = [{"kpi": usual["kpi"]}]
        made.label(
            f"targets.primary[{usual['kpi']}]", Basis.ASSUMED, f"the main KPI of {made.get('objective')}; {reason}"
        )
    primary = made.get("targets.primary")[0]["kpi"]
    chosen = [{"kpi": k} for k in usual["secondary"] if k != primary]
    if made.get("targets.secondary") is None:
        made.assumed("targets.secondary", chosen, f"explain the primary KPI; {reason}")
    made.assumed(
        "message.actions", (usual["action"],), f"the usual action for {made.get('objective')}; {anchor('message')}"
    )
    action = str(made.get("message.actions")[0])
    is_given = made.labels["message.actions"].basis is Basis.GIVEN
    call = action[:1].upper() + action[1:] if is_given else usual["cta"]
    made.computed("message.call_to_action", call[:60], "the words of the one action")
    audience = made.get("positioning.audience")
    if audience and made.get("launch.audiences") is None:
        rows = [{"name": "core audience", "kind": "prospecting", "description": audience}]
        made.computed("launch.audiences", rows, "the audience of the positioning")


def _channels(made: Builder, past: Past | None) -> None:
    usual = _objective(made)
    kpi = _primary(made)
    if made.get("channel_mix.channels") is None and usual:
        out = made.get("channel_mix.excluded") or ()
        names = [n for n in usual["channels"] if n not in out]
        if names:
            rows = [{"channel": name} for name in names]
            made.assumed("channel_mix.channels", rows, f"usual for {made.get('objective')}; {anchor('channels')}")
    for plan in made.get("channel_mix.channels") or ():
        known = channel(plan["channel"])
        path = f"channel_mix.channels[{plan['channel']}]"
        if known is not None:
            for name, value, reason in (
                ("role", known.role, f"guide: {known.anchor}"),
                ("bid_strategy", known.bid_strategy(kpi), anchor("bids")),
                ("formats", known.formats, f"the usual formats; {known.limits_source or f'guide: {known.anchor}'}"),
            ):
                if not plan.get(name):
                    plan[name] = value
                    made.label(f"{path}.{name}", Basis.ASSUMED, reason)
        if made.get("launch.audiences") and not plan.get("audiences"):
            plan["audiences"] = ("core audience",)
            made.label(f"{path}.audiences", Basis.ASSUMED, "the one audience of the brief")
        if past is not None:
            _past(made, plan, path, past, kpi)


def _past(made: Builder, plan: dict[str, Any], path: str, past: Past, kpi: str | None) -> None:
    found = past.channels.get(plan["channel"])
    if found is None or not _same_currency(made, past):
        return
    figures = {
        "cpm": found.ratio("spend", "impressions", 1000), "ctr": found.ratio("clicks", "impressions"),
        "conversion_rate": found.ratio(found.result, "clicks"), "cpa": found.cpa,
    }  # fmt: skip
    expected = plan.setdefault("expected", {})
    for name, value in figures.items():
        is_share = name in {"ctr", "conversion_rate"}
        if value is None or name in expected or (is_share and value > 1):
            continue
        expected[name] = value
        made.label(
            f"{path}.expected.{name}",
            Basis.COMPUTED,
            f"past results, {found.results:,.0f} {found.result} in {past.source}",
        )
    if not plan["expected"]:
        del plan["expected"]
    if kpi in {"cpa", "cac"} and found.cpa and plan.get("target") is None and _target(made) is None:
        interval = found.cpa_range
        reason = f"past cost per result in {past.source}"
        if interval and interval[1] is not None:
            ends = [format_number(v, Unit.MONEY, made.get("budget.currency")) for v in interval if v is not None]
            reason += f", 95% interval {ends[0]} to {ends[1]}"
        plan["target"] = round(found.cpa, 2)
        made.label(f"{path}.target", Basis.ASSUMED, reason)


def _same_currency(made: Builder, past: Past) -> bool:
    return past.currency is None or made.get("budget.currency") in {None, past.currency}


def _budgets(made: Builder) -> None:
    plans = made.get("channel_mix.channels") or ()
    amount = made.get("budget.amount")
    empty = [p for p in plans if p.get("budget") is None]
    if not empty or amount is None:
        return
    rules = defaults()["split"]
    given = sum(p["budget"] for p in plans if p.get("budget") is not None)
    if len(empty) == len(plans) and len(plans) > 1 and made.get("budget.reserve") is None:
        made.assumed("budget.reserve", rules["reserve"], f"the part for tests; guide: {rules['reserve_anchor']}")
    left = amount - given - amount * (made.get("budget.reserve") or 0.0)
    if left <= 0:
        return
    weights = {p["channel"]: _weight(p, rules["capture_weight"]) for p in empty}
    whole, spent = sum(weights.values()), 0.0
    for place, plan in enumerate(empty):
        share = weights[plan["channel"]] / whole
        value = round(left * share, 2) if place < len(empty) - 1 else round(left - spent, 2)
        spent += value
        plan["budget"] = value
        reason = f"a first split that funds demand capture first ({format_share(round(share, 4))} of what is left)"
        if len(plans) == 1:
            reason = "the one channel takes the budget"
        made.label(
            f"channel_mix.channels[{plan['channel']}].budget", Basis.ASSUMED, f"{reason}; guide: {rules['anchor']}"
        )


def _weight(plan: dict[str, Any], capture: float) -> float:
    return capture if plan.get("role") == "capture demand" else 1.0


def _primary(made: Builder) -> str | None:
    rows = made.get("targets.primary")
    return rows[0]["kpi"] if rows else None


def _target(made: Builder) -> float | None:
    rows = made.get("targets.primary")
    return rows[0].get("value") if rows else None


def _attribution(made: Builder) -> None:
    rules = defaults()["attribution"]
    made.assumed("targets.measured_by", rules["measured_by"], f"guide: {rules['measured_anchor']}")
    for name in ("click_window_days", "view_window_days"):
        made.assumed(f"targets.{name}", rules[name], f"a common default; guide: {rules['anchor']}")
    end, window = made.get("flight.end"), made.get("targets.click_window_days")
    if end is not None and window is not None:
        made.computed(
            "targets.judged_on",
            end + timedelta(days=window + 1),
            f"the end plus the {window}-day window; {anchor('lag')}",
        )
    if made.get("launch.exclusions") is None and made.get("objective") in {"new customers", "leads", "app installs"}:
        made.assumed("launch.exclusions", ("existing customers",), anchor("exclusions"))


def _readiness(made: Builder) -> None:
    made.assumed("website.checks", [dict(item) for item in defaults()["website"]], anchor("website"))
    made.assumed("website.tracking", [dict(item) for item in defaults()["tracking"]], anchor("tracking"))


def _slug(text: str) -> str:
    import re
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def _launch(made: Builder) -> None:
    plans = made.get("channel_mix.channels") or ()
    brand, start = made.get("brand") or made.get("product"), made.get("flight.start")
    what = made.get("message.occasion") or made.get("objective")
    parts = [_slug(str(p)) for p in (brand, what, f"{start:%Y_%m}" if start else None) if p]
    if parts:
        made.computed(
            "launch.utm.campaign", "_".join(parts)[:100], f"brand, occasion or objective, and month; {anchor('utm')}"
        )
    made.assumed("launch.utm.content_pattern", "{audience}_{format}_{version}", anchor("utm"))
    known = {p["channel"]: channel(p["channel"]) for p in plans}
    links = [{"channel": name, "source": k.source, "medium": k.medium} for name, k in known.items() if k is not None]
    made.assumed("launch.utm.links", links, anchor("utm"))
    texts = copywriting.CopyParts(
        brand=made.get("brand") or "", product=made.get("product") or "", offer=made.get("offer") or "",
        value=made.get("positioning.value") or "", message=made.get("message.core") or "",
        call=made.get("message.call_to_action") or "",
        reasons=tuple(made.get("positioning.reasons_to_believe") or ()),
    )  # fmt: skip
    rows = []
    for name, k in known.items():
        if k is None:
            continue
        row: dict[str, Any] = {"name": f"{name} 1", "channel": name, "format": k.formats[0]}
        if texts.product or texts.brand:
            if k.headline is not None:
                row["headlines"] = copywriting.headlines(texts, k.headline)
            if k.description is not None:
                row["descriptions"] = copywriting.descriptions(texts, k.description)
        rows.append(row)
    made.assumed("launch.creatives", rows, "drafts from patterns, for a person to rewrite; " + anchor("message"))


def _measurement(made: Builder) -> None:
    made.assumed("measurement.rhythm", [dict(row) for row in defaults()["rhythm"]], anchor("rhythm"))
    kpi, target, currency = _primary(made), _target(made), made.get("budget.currency")
    label = METRICS[kpi].label if kpi else "the primary KPI"
    if kpi in {"cpa", "cpl", "cac"} and target:
        limit = format_number(target * _STOP_FACTOR, Unit.MONEY, currency)
        rule = f"Pause an ad set that has spent {limit}, three times the target {label}, without a result."
        made.computed("measurement.stop_rules", (rule, *_COMMON_STOPS), f"3 x the target; {anchor('stop')}")
    rule = f"Pause what misses the target {label} in two weekly reviews in a row, mature results only."
    made.assumed("measurement.stop_rules", (rule, *_COMMON_STOPS), anchor("stop"))
    step = format_share(_STEP)
    scale = (
        f"Raise a budget by about {step} at a time while mature {label} holds its target; wait a week between steps."
    )
    made.assumed("measurement.scale_rules", (scale,), anchor("scale"))
    _test(made)


_COMMON_STOPS = ("Pause at once for broken tracking, a wrong price or a policy problem.",)


def _test(made: Builder) -> None:
    plans = [p for p in made.get("channel_mix.channels") or () if p.get("expected", {}).get("ctr")]
    rules = defaults()["tests"]
    first = made.get("positioning.value") or made.get("message.core") or "the value"
    second = made.get("offer") or "proof from customers"
    row: dict[str, Any] = {
        "name": "value against offer" if made.get("offer") else "value against proof",
        "hypothesis": f'Because people need a reason to act, "{second}" earns more clicks than "{first}".',
        "metric": "ctr",
        "uplift": rules["uplift"],
    }
    made.assumed("measurement.tests", [row], f"one hypothesis, one difference; guide: {rules['anchor']}")
    if not plans or made.labels["measurement.tests"].basis is not Basis.ASSUMED:
        return
    plan = max(plans, key=lambda p: p.get("budget") or 0.0)
    baseline = plan["expected"]["ctr"]
    row = find(made.tree, "measurement.tests")[0]
    wanted = min(1.0, baseline * (1 + row["uplift"]))
    if wanted > baseline:
        row |= {"channel": plan["channel"], "baseline": baseline}
        row["sample_per_group"] = float(round(16 * baseline * (1 - baseline) / (wanted - baseline) ** 2))
        path = f"measurement.tests[{row['name']}]"
        made.label(
            f"{path}.sample_per_group",
            Basis.COMPUTED,
            f"16 p (1 - p) / d², for 95% confidence and 80% power; guide: {rules['sample_anchor']}",
        )


def _risks(made: Builder) -> None:
    parts = [str(made.get(p) or "") for p in ("product", "offer", "brand", "positioning.value")]
    text = " . ".join([*parts, f"for {made.get('positioning.audience') or ''}"])
    rows = [
        {
            "name": "creative fatigue",
            "response": "Watch seven-day frequency and CTR weekly; have the next concept ready.",
        }
    ]
    rows += [{"name": f"policy: {c.name}", "response": c.reason} for c in categories() if c.find(text)]
    made.assumed("risks", rows, anchor("fatigue"))
