"""A brief as DOCX: headings, tables and lists in styles, so that people can go on writing in it."""

import io
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tools.brief.export.sheet import Section, Sheet
from tools.brief.export.timeline import day_words
from tools.brief.export.word_styles import ASIDE, CELL, FACTS, FIELD, FIGURE, HEAD, LABEL, NOTICE, TABLE, set_styles
from tools.brief.finding import Severity

if TYPE_CHECKING:
    from docx.document import Document

_A4, _LETTER = (210.0, 297.0), (215.9, 279.4)
_MARGIN = 20.0


def to_docx(sheet: Sheet) -> bytes:
    """Return the brief as a DOCX; with an error among the findings it says DRAFT and lists them first."""
    import docx

    document = docx.Document()
    set_styles(document)
    _page(document, sheet)
    _properties(document, sheet)
    _head(document, sheet)
    for title, write in _parts(document, sheet):
        document.add_heading(title, level=1)
        write()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _parts(document: "Document", sheet: Sheet) -> list[tuple[str, Callable[[], None]]]:
    """Return the headings with what writes what stands under them, in the order of the seven steps."""
    parts: list[tuple[str, Callable[[], None]]] = []
    for section in sheet.sections:
        if section.title.startswith("5."):
            if sheet.split is not None:
                parts.append(("4. Channel mix", lambda: _split(document, sheet)))
            parts.append((section.title, lambda s=section: _website(document, s)))  # type: ignore[misc]
        else:
            parts.append((section.title, lambda s=section: _entries(document, s)))  # type: ignore[misc]
    if sheet.split is not None and not any(title.startswith("4.") for title, _ in parts):
        parts.append(("4. Channel mix", lambda: _split(document, sheet)))
    if sheet.timeline is not None:
        parts.append(("Flight timeline", lambda: _timeline(document, sheet)))
    if sheet.texts:
        parts.append(("Ad texts", lambda: _texts(document, sheet)))
    if sheet.items:
        parts.append(("Launch checklist", lambda: _checklist(document, sheet)))
    if any(r.severity != Severity.ERROR for r in sheet.remarks):
        parts.append(("What checking found", lambda: _findings(document, sheet)))
    return parts


def _page(document: "Document", sheet: Sheet) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    width, height = _LETTER if sheet.is_american else _A4
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    section.header_distance = section.footer_distance = Mm(9)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (header, footer):
        stops = line.style.paragraph_format.tab_stops if line.style else line.paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Mm(width - 2 * _MARGIN), _right())
    _write(header, f"{sheet.name}\t{'DRAFT, not to be launched' if sheet.is_draft else ''}")
    _write(footer, f"{sheet.version}\tPage ")
    _field(footer, "PAGE")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES")


def _right() -> Any:
    from docx.enum.text import WD_TAB_ALIGNMENT

    return WD_TAB_ALIGNMENT.RIGHT


def _field(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields of its own


def _properties(document: "Document", sheet: Sheet) -> None:
    about = document.core_properties
    about.title, about.subject = sheet.name[:255], sheet.subtitle[:255]
    about.author = about.last_modified_by = sheet.author[:255]
    about.category, about.keywords, about.language = "Campaign brief", "campaign brief", "en"
    about.content_status = "Draft" if sheet.is_draft else "Final"
    about.comments = sheet.version[:255]
    if sheet.saved_at is not None:
        about.created = about.modified = sheet.saved_at.replace(tzinfo=None)


def _head(document: "Document", sheet: Sheet) -> None:
    _write(document.add_paragraph(style=LABEL), sheet.eyebrow)
    _write(document.add_paragraph(style="Title"), sheet.name)
    _write(document.add_paragraph(style="Subtitle"), sheet.subtitle or sheet.version)
    errors = sheet.remarks_of(Severity.ERROR)
    if errors:
        _write(document.add_paragraph(style=NOTICE), "DRAFT: to be mended before launch")
        for remark in errors:
            line = document.add_paragraph(style="List Bullet")
            _write(line, f"{_capital(remark.field)}. ", style="Strong")
            _write(line, f"{remark.message} {remark.suggestion}".strip())
    if sheet.facts:
        table = document.add_table(rows=3, cols=len(sheet.facts), style=FACTS)
        for column, fact in enumerate(sheet.facts):
            for row, text, style in ((0, fact.label, LABEL), (1, fact.value, FIGURE), (2, fact.detail, ASIDE)):
                cell = table.cell(row, column).paragraphs[0]
                cell.style = style
                _write(cell, text)
        _finish(table, repeats_header=False)
    core = next((e.value for e in sheet.section("Message").entries if e.label == "Message"), "")
    if core:
        _write(document.add_paragraph(style="Intense Quote"), core)


def _entries(document: "Document", section: Section) -> None:
    rows = [(_capital(e.label), e.value, f"{e.basis}: {e.reason}" if e.reason else e.basis) for e in section.entries]
    _table(document, ("Field", "Value", "Rests on"), rows, widths=(1.1, 2.6, 1.7))


def _website(document: "Document", section: Section) -> None:
    pages = [e for e in section.entries if e.label == "Landing page"]
    if pages:
        _entries(document, Section(section.title, tuple(pages)))
    note = "The checks of the site and of tracking stand in the launch checklist, with owner, state and due date."
    document.add_paragraph(note, style=ASIDE)


def _split(document: "Document", sheet: Sheet) -> None:
    split = sheet.split
    if split is None:
        return
    names = [
        "Channel",
        "Budget",
        "Share",
        "Role",
        "Bid strategy",
        f"{split.kpi} target",
        "Expected results",
        "Rests on",
    ]
    rows = [
        [_capital(r.channel), r.budget, r.share, r.role, r.bid_strategy, r.target, r.expected, r.basis]
        for r in split.rows
    ]
    filled = [n for n in range(len(names)) if any(row[n] for row in rows)]
    numbers = {"Budget", "Share", f"{split.kpi} target", "Expected results"}
    names = [names[n] for n in filled]
    widths = [{"Bid strategy": 1.7, "Channel": 1.2}.get(n, 0.95) for n in names]
    aligned = [n in numbers for n in names]
    _table(document, names, [[row[n] for n in filled] for row in rows], widths=widths, are_numbers=aligned)
    rest = [f"{s.name.capitalize()}: {s.says}." for s in split.segments if s.kind == "reserve"]
    lines = [
        *rest,
        *([split.note] if split.note else []),
        *([f"Ruled out: {split.excluded}."] if split.excluded else []),
    ]
    for line in lines:
        _write(document.add_paragraph(style=ASIDE), line)


def _timeline(document: "Document", sheet: Sheet) -> None:
    plan = sheet.timeline
    if plan is None:
        return
    rows = [(s.start, (s.name, day_words(s.start), day_words(s.end), s.says)) for s in plan.stretches]
    rows += [(m.day, (m.name, "", day_words(m.day), "done" if m.is_done else "due")) for m in plan.milestones]
    ordered = [cells for _, cells in sorted(rows, key=_first)]
    _table(document, ("What", "From", "Until", "Note"), ordered, widths=(1.6, 1, 1, 2))


def _first(row: tuple[Any, Any]) -> Any:
    return row[0]


def _texts(document: "Document", sheet: Sheet) -> None:
    for texts in sheet.texts:
        mark = " (draft)" if texts.is_draft else ""
        _write(document.add_heading(level=2), f"{_capital(texts.channel)}, {texts.format}{mark}")
        rows = [("Headline", text, str(count)) for text, count in texts.headlines]
        rows += [("Description", text, str(count)) for text, count in texts.descriptions]
        _table(document, ("Kind", "Text", "Characters"), rows, widths=(0.9, 4, 0.8), are_numbers=(False, False, True))


def _checklist(document: "Document", sheet: Sheet) -> None:
    rows = [(_capital(i.name), i.check, i.owner, i.state, day_words(i.due) if i.due else "") for i in sheet.items]
    _table(document, ("Item", "What to check", "Owner", "State", "Due"), rows, widths=(1.5, 2.6, 1.1, 0.8, 0.9))


def _findings(document: "Document", sheet: Sheet) -> None:
    rows = [
        (r.severity, _capital(r.field), r.message, r.suggestion) for r in sheet.remarks if r.severity != Severity.ERROR
    ]
    _table(document, ("Weight", "Field", "What was found", "What to do"), rows, widths=(0.7, 1.1, 2.6, 1.8))


def _table(
    document: "Document",
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[float],
    are_numbers: Sequence[bool] = (),
) -> None:
    """Add a table whose header row is repeated on every page; widths are relative."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    page = document.sections[0]
    usable = (page.page_width or 0) / Mm(1) - 2 * _MARGIN
    sizes = [Mm(usable * width / sum(widths)) for width in widths]
    table = document.add_table(rows=1 + len(rows), cols=len(names), style=TABLE)
    table.autofit = False
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = size
    for place, (row, cells) in enumerate(zip(table.rows, (names, *rows), strict=True)):
        for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = sizes[column]
            paragraph = cell.paragraphs[0]
            paragraph.style = HEAD if place == 0 else FIELD if column == 0 else CELL
            _write(paragraph, text)
            if are_numbers and are_numbers[column]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _finish(table, repeats_header=True)


def _finish(table: Any, *, repeats_header: bool) -> None:
    """Say which row is the header, keep rows whole, and let the style shade the header and the first column."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no word for these two
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0 and repeats_header:
            properties.append(OxmlElement("w:tblHeader"))
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001
    if look is not None:
        for name, value in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1")):
            look.set(qn(f"w:{name}"), value)


def _write(paragraph: Any, text: str, *, style: str | None = None) -> None:
    """Add text to a paragraph, from the right where its script is written so."""
    run = paragraph.add_run(text, style=style)
    if _is_right_to_left(text):
        from docx.oxml import OxmlElement

        run.font.rtl = True
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no direction of paragraphs
        properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)


_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
               "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl",
               "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange")  # fmt: skip
"""What the schema of DOCX wants after the direction of a paragraph."""


def _is_right_to_left(text: str) -> bool:
    strong = (unicodedata.bidirectional(c) for c in text)
    return next((kind in {"R", "AL"} for kind in strong if kind in {"L", "R", "AL"}), False)


def _capital(text: str) -> str:
    return text if "_" in text else text[:1].upper() + text[1:]
