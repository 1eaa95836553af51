"""The Word file: styles, headings and tables that people can go on writing in."""

import io

import docx
import pytest
from docx.oxml.ns import qn

from tests.tools.brief.export.briefs import EMPTY, EXAMPLES, HOSTILE, faulty, kept, laid_out, with_texts
from tools.brief.export.word import to_docx


def read(brief, **more):
    return docx.Document(io.BytesIO(to_docx(laid_out(brief, **more))))


def text_of(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def headings(document, level):
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_seven_steps_are_headings_in_their_order(name):
    assert headings(read(kept(name)), 1) == [
        "Campaign", "1. Message", "2. Positioning", "3. Targets", "4. Channel mix", "5. Website readiness",
        "6. Creation and launch", "7. Measurement and optimisation", "Risks, approvals and sources",
        "Flight timeline", "Ad texts", "Launch checklist", "What checking found",
    ]  # fmt: skip


def test_each_table_repeats_its_header_row_and_keeps_rows_whole():
    tables = [t for t in read(kept()).tables if t.style.name == "Brief Table"]
    assert len(tables) > 10
    for table in tables:
        first, *rest = (row._tr.trPr for row in table.rows)
        assert first.find(qn("w:tblHeader")) is not None
        assert all(p.find(qn("w:tblHeader")) is None for p in rest)
        assert all(p.find(qn("w:cantSplit")) is not None for p in (first, *rest))


def test_a_value_stands_beside_its_field_with_what_it_rests_on():
    rows = [[c.text for c in row.cells] for table in read(kept()).tables for row in table.rows]
    assert ["Product", "cooling mattress", "given"] in rows
    assert ["Break-even cost of a result", "$315.00", "computed: order value x margin"] in rows
    secondary = next(row for row in rows if row[0] == "Secondary KPIs")
    assert secondary[2] == "assumed: explain the primary KPI; guide, “Which KPI fits which goal”"


def test_the_channels_stand_in_one_table_with_their_money():
    [table] = [t for t in read(kept()).tables if t.cell(0, 0).text == "Channel"]
    assert [c.text for c in table.rows[0].cells][:5] == ["Channel", "Budget", "Share", "Role", "Bid strategy"]
    assert [[c.text for c in row.cells][:3] for row in table.rows[1:]] == [
        ["CTV", "$120,000", "50%"], ["Paid search", "$70,000", "29.17%"], ["Meta", "$50,000", "20.83%"],
    ]  # fmt: skip


def test_no_run_is_formatted_by_hand():
    document = read(faulty())
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    for paragraph in paragraphs:
        for run in paragraph.runs:
            font = run.font
            assert (font.bold, font.italic, font.size, font.name, font.color.rgb) == (None,) * 5, run.text


def test_the_properties_say_what_it_is():
    about = read(kept()).core_properties
    assert about.title == "Nimbus Sleep cooling mattress, September 2026"
    assert (about.author, about.category, about.content_status) == ("Ana", "Campaign brief", "Final")
    assert about.created.isoformat().startswith("2026-03-02T09:30")


def test_pages_are_numbered_by_fields():
    footer = read(kept()).sections[0].footer.paragraphs[0]
    assert [f.get(qn("w:instr")) for f in footer._p.findall(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_a_brief_with_errors_is_a_draft_that_lists_them_first():
    document = read(faulty())
    texts = [p.text for p in document.paragraphs]
    place = texts.index("DRAFT: to be mended before launch")
    assert "£36,000 more than the budget of £50,000" in texts[place + 1]
    assert document.paragraphs[place + 1].style.name == "List Bullet"
    assert "DRAFT, not to be launched" in document.sections[0].header.paragraphs[0].text
    assert document.core_properties.content_status == "Draft"


def test_markup_in_a_brief_is_text():
    shown = text_of(read(with_texts(HOSTILE)))
    assert '#panic("typst")' in shown
    assert "<w:p/> ]]> &amp; {{x}} %s" in shown


@pytest.mark.parametrize("text", ["日本の寝具", "Лампы", "💡 lamps", "calm\x00\x0b\ufffe red"])
def test_other_scripts_are_kept_and_what_no_file_may_hold_is_left_out(text):
    kept_text = "".join(c for c in text if c not in "\x00\x0b\ufffe") if "calm" not in text else "calm red"
    assert kept_text in text_of(read(with_texts(text)))


def test_a_script_from_right_to_left_is_set_so():
    document = read(with_texts("مصابيح المكتب"))
    title = next(p for p in document.paragraphs if p.style.name == "Title")
    assert title.runs[0].font.rtl
    assert title._p.pPr.find(qn("w:bidi")) is not None


def test_an_empty_brief_and_a_long_one_are_documents_too():
    assert "Budget is not given" in text_of(read(EMPTY))
    assert ("x" * 600) in text_of(read(with_texts("x" * 600)))
