"""The launch checklist: everything to do before and around the flight, with who, until when, and how far it is."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from tools.brief.brief import CampaignBrief
from tools.brief.export.timeline import launch_due
from tools.brief.plain import safe_cell

_COLUMNS = ("area", "item", "what to check", "owner", "state", "due")
_MARK = "\ufeff"
"""A byte-order mark: without it Excel reads UTF-8 as the local code page."""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to do.

    Attributes:
        area: website, tracking, texts, audiences, tests, approvals or result.
        name: what it is.
        check: the question that closes it.
        owner: who does it; empty where the brief does not say.
        state: open, in progress, done or not needed.
        due: until when; None without a flight.
    """

    area: str
    name: str
    check: str
    owner: str
    state: str
    due: date | None


def checklist(brief: CampaignBrief) -> tuple[ChecklistItem, ...]:
    """Return what a launch needs, in the order of the work; what has no date of its own is due before the flight."""
    due = launch_due(brief)
    items = [
        ChecklistItem(area, item.name, item.question, item.owner or "", item.state, due)
        for area, rows in (("website", brief.website.checks), ("tracking", brief.website.tracking))
        for item in rows
    ]
    items += [
        ChecklistItem("texts", f"{c.name}: {c.format}", "Are the words written by a person and approved?", "",
                      "open" if c.is_draft else "done", due)
        for c in brief.launch.creatives
    ]  # fmt: skip
    items += [
        ChecklistItem("audiences", a.name, "Is the audience built, and large enough on each channel?", "", "open", due)
        for a in brief.launch.audiences
    ]
    items += [
        ChecklistItem("audiences", f"leave out: {name}", "Is the exclusion set on each channel?", "", "open", due)
        for name in brief.launch.exclusions
    ]
    items += [
        ChecklistItem("tests", t.name, t.hypothesis, "", "open", brief.flight.start) for t in brief.measurement.tests
    ]
    items += [
        ChecklistItem("approvals", a.what, "Has the approval come in writing?", a.who, a.state, a.due or due)
        for a in brief.approvals
    ]
    if brief.targets.judged_on is not None:
        check = "Are late conversions in, and is the primary KPI read from the system that counts?"
        items.append(ChecklistItem("result", "judge the result", check, "", "open", brief.targets.judged_on))
    return tuple(items)


def checklist_csv(brief: CampaignBrief) -> str:
    """Return the checklist as CSV that Excel, Sheets and LibreOffice open as text: no cell is ever computed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for item in checklist(brief):
        row = (item.area, item.name, item.check, item.owner, item.state, str(item.due or ""))
        writer.writerow([safe_cell(cell) for cell in row])
    return _MARK + out.getvalue()
