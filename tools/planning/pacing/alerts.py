"""What a flight's standing calls for: alerts, the gravest first, each with its reason in the guide."""

from collections.abc import Iterator, Sequence

from tools.data.notes import DataNote
from tools.diagnosis.report import ChangeReport, shown
from tools.kpi.definitions import METRICS
from tools.planning.pacing.flight import Flight
from tools.planning.pacing.outlooks import TOLERANCE
from tools.planning.pacing.report import Alert, DailyNeed, Outlook
from tools.quantities import format_number, format_relative, format_share

GUIDE_SECTIONS = {
    "pacing": "kpis › Budget pacing",
    "forecast": "measurement › Pacing and forecast to the end of flight",
    "jumps": "pitfalls › Sudden budget jumps",
    "tracking": "pitfalls › Broken conversion tracking",
    "change": "measurement › How to read a KPI change",
}
"""Where the guide treats each topic, as it is cited: chapter › heading."""
_STEP = 0.2
"""Rule of thumb, as in the guide: larger daily steps may unsettle delivery."""


def alerts_of(
    flight: Flight,
    spend: Outlook | None,
    results: Sequence[Outlook],
    need: DailyNeed | None,
    *,
    notes: Sequence[DataNote],
    diagnosis: ChangeReport | None,
) -> list[Alert]:
    """Return what to look at: faults of the data before money, money before results."""
    return [
        *_data(notes),
        *(_spend(spend, need) if spend and spend.plan else ()),
        *(alert for r in results if r.plan for alert in _result(r, is_over=not flight.ahead)),
        *(_drift(diagnosis) if diagnosis else ()),
    ]


def _data(notes: Sequence[DataNote]) -> Iterator[Alert]:
    for note in notes:
        if note.severity == "problem":
            yield Alert(kind="data", sentence=note.sentence, advice=note.meaning, guide=GUIDE_SECTIONS["tracking"])


def _spend(spend: Outlook, need: DailyNeed | None) -> Iterator[Alert]:
    plan = spend.plan or 0.0
    if need is None:
        off = (spend.so_far or 0.0) / plan - 1
        if abs(off) > TOLERANCE:
            yield Alert(
                kind="ended",
                sentence=f"The flight ended {format_relative(off)} against its budget.",
                advice="Plan the next flight with this flight's own weekdays and prices.",
                guide=GUIDE_SECTIONS["pacing"],
            )
        return
    if need.a_day is None:
        yield Alert(
            kind="over", sentence="The budget is spent, and days are left.",
            advice="Stop or extend the budget on purpose; every further day adds to the overspend.",
            guide=GUIDE_SECTIONS["pacing"],
        )  # fmt: skip
        return
    if spend.course in {"over", "under"} and spend.likely is not None:
        money = format_number(abs(spend.likely - plan), spend.unit, spend.currency)
        side = "above" if spend.course == "over" else "below"
        yield Alert(
            kind="over" if spend.course == "over" else "under",
            sentence=f"At the present course the flight ends about {money} {side} its budget.",
            advice=_change_of_pace(need, spend),
            guide=GUIDE_SECTIONS["pacing"],
        )


def _change_of_pace(need: DailyNeed, spend: Outlook) -> str:
    a_day = format_number(need.a_day or 0.0, spend.unit, spend.currency)
    if not need.of_late:
        return f"Set the daily budgets to {a_day} altogether."
    change = (need.a_day or 0.0) / need.of_late - 1
    words = f"Set the daily budgets to {a_day} altogether, {format_relative(change)} against the last seven active days"
    if abs(change) <= _STEP:
        return f"{words}."
    return f"{words}; go there in steps, because jumps of more than about {format_share(_STEP)} may unsettle delivery."


def _result(outlook: Outlook, *, is_over: bool) -> Iterator[Alert]:
    metric, plan = METRICS[outlook.metric], outlook.plan or 0.0
    target = format_number(plan, outlook.unit, outlook.currency)
    name = f"{outlook.label[0].upper()}{outlook.label[1:]}"
    if is_over or outlook.course is None:
        if outlook.so_far is not None and _is_worse(outlook.so_far, plan, higher_is_better=metric.higher_is_better):
            now = format_number(outlook.so_far, outlook.unit, outlook.currency)
            yield Alert(
                kind="target", sentence=f"{name} is {now}, against a target of {target}.",
                advice="See which segments are behind it before changing the budget.", guide=GUIDE_SECTIONS["forecast"],
            )  # fmt: skip
    elif outlook.course != "on plan":
        may = "may miss" if outlook.course == "open" else "will probably miss"
        yield Alert(
            kind="target",
            sentence=f"{name} {may} its target of {target}: {format_share(round(outlook.chance or 0.0, 2))} of the "
            "courses meet it.",
            advice="Treat the KPI before the pace: spending on time at a bad price is no success.",
            guide=GUIDE_SECTIONS["forecast"],
        )


def _is_worse(value: float, plan: float, *, higher_is_better: bool | None) -> bool:
    return value < plan if higher_is_better else value > plan


def _drift(diagnosis: ChangeReport) -> Iterator[Alert]:
    """Tell when the watched KPI got worse beyond its normal variation."""
    kpi, metric = diagnosis.kpi, METRICS[diagnosis.kpi.metric]
    if kpi.change is None or kpi.baseline is None or kpi.current is None or diagnosis.verdict == "normal variation":
        return
    if metric.higher_is_better is None or (kpi.change > 0) is metric.higher_is_better:
        return
    led = "; ".join(
        f"{d.name} contributed {shown(d.contribution, kpi, signed=True)} of {shown(kpi.change, kpi, signed=True)}"
        for d in diagnosis.drivers[:2]
    )
    yield Alert(
        kind="drift",
        sentence=f"{kpi.label} drifts: {shown(kpi.baseline, kpi)} in {diagnosis.baseline}, {shown(kpi.current, kpi)} "
        f"in {diagnosis.current}, beyond normal variation{': ' + led if led else ''}.",
        advice=diagnosis.checks[0].advice if diagnosis.checks else "See which segments are behind it.",
        guide=diagnosis.checks[0].guide if diagnosis.checks else GUIDE_SECTIONS["change"],
    )
