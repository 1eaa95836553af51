"""The PDF: one to three pages that say what the brief says, whatever is written in it."""

import builtins
import io

import pytest
from pypdf import PdfReader

from tests.tools.brief.export.briefs import EMPTY, EXAMPLES, HOSTILE, LATE, faulty, kept, laid_out, with_texts
from tools.brief.export.glyphs import without_glyph
from tools.brief.export.pdf import to_pdf
from tools.errors import MissingInput

pytest.importorskip("typst", reason="needs typst: pip install 'adroit-marketing[pdf]'")


def read(brief, **more):
    return PdfReader(io.BytesIO(to_pdf(laid_out(brief, **more))))


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_fits_on_three_pages_and_shows_its_figures(name):
    reader = read(kept(name))
    assert 1 <= len(reader.pages) <= 3
    text = words(reader)
    for figure in {"e-commerce": ("€60,000", "42 days", "€14.00", "€17.10", "Your locker stays yours"),
                   "b2b-leads": ("£90,000", "84 days", "£110.00", "LinkedIn", "Ruled out: Meta, TikTok."),
                   "ctv": ("$240,000", "70 days", "$180.00", "1,560", "30 Nov 2026")}[name]:  # fmt: skip
        assert figure in text


def test_every_page_has_its_number_and_the_version():
    reader = read(kept())
    for number, page in enumerate(reader.pages, 1):
        text = " ".join(page.extract_text().split())
        assert f"Page {number} of {len(reader.pages)}" in text
        assert "Version 2, 2 Mar 2026, Ana" in text


def test_the_document_says_what_it_is_and_who_saved_it():
    about = read(kept()).metadata
    assert about.title == "Nimbus Sleep cooling mattress, September 2026"
    assert about.author == "Ana"
    assert about.creation_date.isoformat().startswith("2026-03-02T09:30")


def test_the_same_brief_gives_the_same_file():
    assert to_pdf(laid_out(kept())) == to_pdf(laid_out(kept()))


def test_a_brief_with_errors_says_draft_on_every_page_and_lists_them():
    reader = read(faulty())
    assert all("DRAFT" in page.extract_text() for page in reader.pages)
    text = words(reader)
    assert "To be mended before launch" in text
    assert "£36,000 more than the budget of £50,000" in text
    assert "The channels take £36,000 too much." in text


def test_a_brief_without_errors_says_nowhere_that_it_is_a_draft():
    assert "DRAFT" not in words(read(kept()))


def test_what_checking_warns_of_stands_in_the_document():
    text = words(read(kept(), today=LATE))
    assert "To be mended before launch" in text
    assert "4 of 5 website checks are open" in text


def test_an_assumption_is_marked_and_its_reason_is_given():
    text = words(read(kept()))
    assert "a assumed from the guide or past results" in text
    assert "guide, “Which KPI fits which goal”" in text


def test_markup_in_a_brief_is_shown_and_never_run():
    text = words(read(with_texts(HOSTILE)))
    for part in ('#panic("typst")', "*bold*", "`raw`", "<script>alert(1)</script>", "=1+1|cell", "&amp;"):
        assert part in text.replace("\u200b", "")


def links(reader):
    found = [a.get_object() for page in reader.pages for a in page.get("/Annots") or ()]
    return [a["/A"]["/URI"] for a in found if "/URI" in a.get("/A", {})]


def test_the_landing_page_opens_on_a_click_and_nothing_else_does():
    assert links(read(kept())) == ["https://nimbus.example"]
    for page in ("javascript:alert(1)", "file:///etc/passwd", "see our site"):
        website = kept().website.model_copy(update={"url": page})
        assert links(read(kept().model_copy(update={"website": website}))) == []


def test_a_brief_can_read_no_file_of_the_machine():
    assert "root:" not in words(read(with_texts('#read("/etc/passwd") #include "/etc/passwd"')))


@pytest.mark.parametrize("text", ["Long words in a long sentence " * 19, "x" * 570], ids=["spoken", "unbroken"])
def test_a_long_text_runs_over_lines_and_not_over_the_margin(text):
    lines = [line for page in read(with_texts(text.strip())).pages for line in page.extract_text().splitlines()]
    assert max(len(line.replace("\u200b", "")) for line in lines) < 160


def test_a_brief_without_a_single_field_is_a_page_that_says_what_is_missing():
    reader = read(EMPTY)
    text = words(reader)
    assert "Nothing yet" in text
    assert "Budget is not given" in text
    assert "DRAFT" in text


@pytest.mark.parametrize("text", ["Лампы для дома и офиса", "Φώτα για το σπίτι", "Światło żółte"])
def test_other_alphabets_are_drawn(text):
    assert text in words(read(with_texts(text)))
    assert without_glyph(laid_out(with_texts(text))) == ""


@pytest.mark.parametrize(
    "text", ["日本の寝具", "مصابيح المكتب", "מנורות שולחן", "💡 lamps", "\U000e0001\x00\x1b[31mred\u202eevil"]
)
def test_no_script_breaks_the_layout(text):
    assert len(read(with_texts(text)).pages) >= 1


def test_characters_that_no_font_has_are_named():
    note = without_glyph(laid_out(with_texts("\U0001faf8 \ua000\ua001")))
    assert note == "" or ("\ua000" in note and "boxes in the PDF" in note)


def test_control_characters_are_left_out():
    text = words(read(with_texts("calm\x00\x07 and \x1b[31mred\x1b[0m")))
    assert "calm and [31mred[0m" in text


def test_paper_is_letter_in_america_and_a4_elsewhere():
    assert round(float(read(kept("ctv")).pages[0].mediabox.width)) == 612
    assert round(float(read(kept("b2b-leads")).pages[0].mediabox.width)) == 595


def test_without_typst_it_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name == "typst":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingInput, match=r"pip install 'adroit-marketing\[pdf\]'"):
        to_pdf(laid_out(kept()))
