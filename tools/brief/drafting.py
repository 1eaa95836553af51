"""Drafts a brief from free text: what it says is given, what follows computed, what is missing assumed or asked."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tools.brief.assumptions import assume
from tools.brief.brief import CampaignBrief
from tools.brief.builder import Builder
from tools.brief.carrying import carried_over
from tools.brief.channel_budgets import put_channels
from tools.brief.labels import Basis, given_label
from tools.brief.past import Past
from tools.brief.questions import Question, questions
from tools.brief.reading.figures import Figures
from tools.brief.reading.flight import added
from tools.brief.reading.found import Reading
from tools.brief.reading.paragraph import read_paragraph
from tools.brief.rereading import NAMES, PLAIN_FIELDS, as_reading
from tools.quantities import Quantity, Unit, format_number

__all__ = ["Draft", "draft", "redraft"]
_SUMS = frozenset({"budget", "budget_rate"})
"""A sum that nothing calls a budget may be the first one, and never takes the place of a known one."""
_PRIMARY_ORDER = ("roas", "cac", "cpa", "cpl", "cpc", "cost_per_visit", "cpcv", "cpm", "cost_per_engagement")
_OBJECTIVE_OF_KPI = {
    "cpa": "sales", "roas": "sales", "cac": "new customers", "cpl": "leads", "cpc": "traffic",
    "cost_per_visit": "traffic",
    "cpm": "awareness", "reach": "awareness", "vcr": "awareness", "cpcv": "awareness", "engagement_rate": "engagement",
    "cost_per_engagement": "engagement",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted brief.

    Attributes:
        brief: all fields that could be filled, each labelled.
        questions: what is left to ask, the most important first.
        unread: amounts in the text that belong to no field.
        conflicts: what the text says twice, differently.
    """

    brief: CampaignBrief
    questions: tuple[Question, ...]
    unread: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


def draft(text: str, *, today: date, currency: str | None = None, past: Past | None = None) -> Draft:
    """Draft a brief from free text.

    Args:
        text: a paragraph, notes, or a page's text.
        today: what relative dates count from.
        currency: of money written without one.
        past: the user's own results, for costs and rates by channel.

    Raises:
        InputError: when the text is too long, or holds an impossible number.
    """
    reading, figures = read_paragraph(text, today=today)
    return _assembled(reading, figures, currency=currency, past=past)


def redraft(
    brief: CampaignBrief, text: str, *, today: date, currency: str | None = None, past: Past | None = None
) -> Draft:
    """Draft a brief again with more text: the answers to its questions, or corrections; the later word counts.

    Raises:
        InputError: as `draft` does.
    """
    earlier, figures = as_reading(brief)
    reading, more = read_paragraph(text, today=today)
    unclaimed = [f.words for n, f in reading.fields.items() if n in _SUMS and "budget" in earlier.fields
                 and not f.is_labelled]  # fmt: skip
    if "budget" in reading.fields and not unclaimed:
        earlier.fields.pop("budget_rate", None)
    for name, found in reading.fields.items():
        if name in NAMES and name in earlier.fields and not found.is_labelled:
            continue
        if name in _SUMS and unclaimed:
            continue
        if name in {"channels", "excluded"} and name in earlier.fields:
            both = tuple(dict.fromkeys((*earlier.get(name), *found.value)))
            earlier.fields[name] = replace(
                found, value=both if name == "excluded" or not reading.get("split") else found.value
            )
        elif name == "split":
            earlier.fields[name] = replace(found, value={**(earlier.get(name) or {}), **found.value})
        else:
            earlier.fields[name] = found
    out = set(reading.get("excluded") or ())
    if out and earlier.get("channels"):
        kept = tuple(c for c in earlier.get("channels") if c not in out)
        earlier.fields["channels"] = replace(earlier.fields["channels"], value=kept)
    earlier.conflicts, earlier.unread = reading.conflicts, [*unclaimed, *reading.unread]
    merged = Figures(
        {**figures.targets, **more.targets}, {**figures.baselines, **more.baselines}, {**figures.kpis, **more.kpis},
        [*more.expected, *figures.expected],
    )  # fmt: skip
    again = _assembled(earlier, merged, currency=currency or brief.currency, past=past)
    whole = carried_over(brief, again.brief)
    kept_brief = whole.model_copy(update={"revision": brief.revision, "name": brief.name})
    return replace(again, brief=kept_brief, questions=tuple(questions(kept_brief)))


def _assembled(reading: Reading, figures: Figures, *, currency: str | None, past: Past | None) -> Draft:
    made = Builder()
    _plain(made, reading)
    _money(made, reading, currency, past)
    _flight_from_duration(made, reading)
    if "action" in reading.fields:
        found = reading.fields["action"]
        made.given("message.actions", (found.value,), found.words)
    if "approvals" in reading.fields:
        found = reading.fields["approvals"]
        what = "creatives and plan before launch"
        made.given("approvals", [{"who": _key(who), "what": what} for who in found.value], found.words)
    _targets(made, reading, figures)
    put_channels(made, reading, figures)
    assume(made, past)
    made.put("name", _name(made), Basis.COMPUTED, "from brand, product or occasion, and month")
    brief = made.brief()
    return Draft(brief, tuple(questions(brief)), tuple(reading.unread), tuple(reading.conflicts))


def _plain(made: Builder, reading: Reading) -> None:
    for name, path in PLAIN_FIELDS.items():
        found = reading.fields.get(name)
        if found is not None:
            made.given(path, found.value, found.words, found.reason)
    regions = reading.fields.get("countries_of_regions")
    if regions is not None:
        made.computed("market.countries", regions.value, f"where {regions.words} lies")


def _money(made: Builder, reading: Reading, currency: str | None, past: Past | None) -> None:
    if currency:
        made.assumed("budget.currency", currency, "the workspace's currency")
    if past and past.currency:
        made.assumed("budget.currency", past.currency, f"the currency of {past.source}")
    rate = reading.fields.get("budget_rate")
    start, end = made.get("flight.start"), made.get("flight.end")
    if rate is not None and start and end and end >= start:
        amount, unit = rate.value
        units = _units_between(start, end, unit, reading.get("duration"))
        shown = format_number(amount, Unit.MONEY, made.get("budget.currency"))
        made.computed("budget.amount", round(amount * units, 2), f"{shown} a {unit} for {units:g} {unit}s")
    split: dict[str, Quantity] = reading.get("split") or {}
    sums = [q.value for q in split.values() if q.unit is Unit.MONEY]
    named = reading.fields.get("budget")
    total = round(sum(sums), 2)
    if sums and len(sums) == len(split) and "rest" not in reading.fields:
        is_one_of_them = named is None or named.value in sums
        if is_one_of_them and total != (named.value if named else None):
            made.tree.get("budget", {}).pop("amount", None)
            made.computed("budget.amount", total, f"the channels' sums, {reading.fields['split'].words}")


def _units_between(start: date, end: date, unit: str, duration: tuple[int, str] | None) -> float:
    if duration is not None and duration[1] == unit:
        return float(duration[0])
    days = (end - start).days + 1
    if unit == "month":
        months = (end.year - start.year) * 12 + end.month - start.month
        whole = added(start, months + 1, "month") - timedelta(days=1)
        return float(months + 1) if whole == end else round(days / (365.25 / 12), 2)
    return days / 7 if unit == "week" else float(days)


def _flight_from_duration(made: Builder, reading: Reading) -> None:
    duration, start = reading.get("duration"), made.get("flight.start")
    if duration and start and not made.get("flight.end"):
        end = added(start, duration[0], duration[1]) - timedelta(days=1)
        made.given("flight.end", end, reading.fields["duration"].words, f"from {start}")


def _targets(made: Builder, reading: Reading, figures: Figures) -> None:
    named = [k for k, is_secondary in figures.kpis.items() if not is_secondary and not k.endswith(" again")]
    with_goal = [k for k in named if k in figures.targets]
    with_past = [k for k in named if k in figures.baselines]
    primary = with_goal or with_past[:1] or sorted(named, key=_rank)[:1]
    rows: list[dict[str, Any]] = []
    for kpi in primary:
        row: dict[str, Any] = {"kpi": kpi}
        words = []
        for part, source in (("value", figures.targets), ("baseline", figures.baselines)):
            if kpi in source:
                row[part] = source[kpi][0]
                words.append(source[kpi][1])
        rows.append(row)
        made.labels[f"targets.primary[{kpi}]"] = given_label(", ".join(dict.fromkeys(words)) or kpi.upper())
    if rows:
        made.tree.setdefault("targets", {})["primary"] = rows
    secondary = [k for k, is_secondary in figures.kpis.items() if is_secondary and k not in primary]
    secondary += [k for k in named if k not in primary]
    if secondary:
        made.tree.setdefault("targets", {})["secondary"] = [{"kpi": k} for k in secondary]
        for kpi in secondary:
            made.labels[f"targets.secondary[{kpi}]"] = given_label(kpi)
    if primary and primary[0] in _OBJECTIVE_OF_KPI:
        made.computed("objective", _OBJECTIVE_OF_KPI[primary[0]], f"what {primary[0].upper()} is the KPI of")
    if not made.get("objective") and reading.get("volume_of"):
        of = {"leads": "leads", "new_customers": "new customers", "conversions": "sales", "visits": "traffic"}
        made.computed("objective", of.get(reading.get("volume_of"), ""), f"'{reading.fields['volume_of'].words}'")


def _rank(kpi: str) -> int:
    return _PRIMARY_ORDER.index(kpi) if kpi in _PRIMARY_ORDER else len(_PRIMARY_ORDER)


def _name(made: Builder) -> str:
    start = made.get("flight.start")
    what = made.get("message.occasion") or made.get("product")
    parts = [made.get("brand"), what]
    text = " ".join(str(p) for p in parts if p) or "Untitled campaign"
    when = f", {start:%B %Y}" if start else ""
    return _key(text[: 110 - len(when)] + when)


def _key(name: str) -> str:
    """Return a name that a field path can hold."""
    return name[:120].translate(str.maketrans("[]", "()"))
