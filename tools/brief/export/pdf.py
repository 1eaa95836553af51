"""A brief as PDF: laid out by typst, which compiles `brief.typ` with the brief as data."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import as_file, files
from typing import Any

from tools.brief.export.fonts import font_families, font_folders
from tools.brief.export.sheet import Entry, Sheet
from tools.brief.export.split import Split
from tools.brief.export.timeline import Timeline, day_words
from tools.brief.finding import Severity
from tools.errors import DataError, MissingInput
from tools.quantities import format_share

_OWN_PAGE = ("Targets", "Creation and launch", "Measurement and optimisation", "Risks, approvals and sources")


def to_pdf(sheet: Sheet) -> bytes:
    """Return the brief as a PDF of one to three pages, more for a long one; the same brief gives the same file.

    Raises:
        MissingInput: when typst is not installed.
        DataError: when typst can't lay the brief out.
    """
    try:
        import typst
    except ImportError:
        raise MissingInput(
            "A PDF needs typst, which is not installed",
            remedy="Install it with: pip install 'adroit-marketing[pdf]'. The other formats need nothing more.",
        ) from None
    content = json.dumps({**_content(sheet), "fonts": font_families()}, ensure_ascii=False)
    with as_file(files("tools.brief.export") / "brief.typ") as layout:
        compiler = typst.Compiler(layout, font_paths=list(font_folders()), sys_inputs={"brief": content})
        try:
            made = compiler.compile(format="pdf")
        except typst.TypstError as error:
            raise DataError(f"The brief can't be laid out: {error}", where=sheet.name) from None
    if not isinstance(made, bytes):
        raise DataError("The brief can't be laid out: typst returned no PDF", where=sheet.name)
    return made


def _content(sheet: Sheet) -> dict[str, Any]:
    """Return what the layout is given, as JSON takes it."""
    saved = sheet.saved_at
    message = {e.label: e for e in sheet.section("Message").entries}
    core = message.get("Message", Entry("", ""))
    return {
        "name": sheet.name, "eyebrow": sheet.eyebrow, "subtitle": sheet.subtitle, "version": sheet.version,
        "author": sheet.author, "is_draft": sheet.is_draft,
        "saved": None if saved is None else {
            "year": saved.year, "month": saved.month, "day": saved.day,
            "hour": saved.hour, "minute": saved.minute, "second": saved.second,
        },
        "paper": "us-letter" if sheet.is_american else "a4",
        "facts": [asdict(f) for f in sheet.facts],
        "errors": [asdict(r) for r in sheet.remarks_of(Severity.ERROR)],
        "warnings": [asdict(r) for r in sheet.remarks_of(Severity.WARNING)],
        "notes": [asdict(r) for r in sheet.remarks_of(Severity.NOTE)],
        "message": None if not message and not sheet.section("Positioning").entries else {
            "core": core.value, "basis": core.basis,
            "action": message.get("Action", Entry("", "")).value,
            "call": message.get("Call to action", Entry("", "")).value,
            "entries": [asdict(e) for name, e in message.items() if not core.value or name in {"Occasion", "Tone"}],
        },
        "positioning": [asdict(e) for e in _campaign(sheet)],
        "split": None if sheet.split is None else _split(sheet.split),
        "timeline": None if sheet.timeline is None else _timeline(sheet.timeline),
        "parts": [
            {"title": _without_number(s.title), "entries": [asdict(e) for e in s.entries]}
            for s in sheet.sections if s.title.endswith(_OWN_PAGE)
        ],
        "texts": [asdict(t) for t in sheet.texts],
        "checklist": [
            {"name": i.name, "check": i.check, "owner": i.owner, "state": i.state,
             "due": f"{i.due.day} {i.due:%b}" if i.due else ""}
            for i in sheet.items
        ],
        "assumptions": _assumptions(e for s in sheet.sections for e in s.entries),
    }  # fmt: skip


def _campaign(sheet: Sheet) -> list[Entry]:
    """Return the positioning, with what else says whom the campaign is for and what it offers."""
    offer = [e for e in sheet.section("Campaign").entries if e.label == "Offer"]
    page = [e for e in sheet.section("Website readiness").entries if e.label == "Landing page"]
    return [*sheet.section("Positioning").entries, *offer, *page]


def _without_number(title: str) -> str:
    return title.split(". ", 1)[-1]


def _split(split: Split) -> dict[str, Any]:
    parts = "; ".join(f"{s.name} {s.says}, {format_share(round(s.share, 3))}" for s in split.segments)
    return asdict(split) | {
        "segments": [asdict(s) | {"percent": format_share(round(s.share, 2))} for s in split.segments],
        "alt": f"The budget by channel: {parts}",
    }


def _timeline(plan: Timeline) -> dict[str, Any]:
    stretches = [
        {"name": s.name, "kind": s.kind, "says": s.says, "from": plan.place(s.start),
         "to": plan.place(s.end, is_end=True)}
        for s in plan.stretches
    ]  # fmt: skip
    milestones = [
        {"name": m.name, "says": day_words(m.day), "done": m.is_done, "at": plan.place(m.day)} for m in plan.milestones
    ]
    told = [f"{s['name']}: {s['says']}" for s in stretches] + [f"{m['name']}: {m['says']}" for m in milestones]
    return {
        "stretches": stretches,
        "milestones": milestones,
        "ticks": [{"at": plan.place(t), "says": f"{t.day} {t:%b}"} for t in plan.ticks],
        "alt": f"The flight in time. {'. '.join(told)}.",
    }


def _assumptions(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """Return the reasons, each once with the fields that rest on it."""
    found: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        if entry.reason:
            fields = found.setdefault((entry.basis, entry.reason), [])
            if entry.label not in fields:
                fields.append(entry.label)
    return [{"fields": ", ".join(f), "basis": basis, "reason": reason} for (basis, reason), f in found.items()]
