"""The documents open where people open them: LibreOffice and Poppler read each without a warning."""

import shutil
import subprocess

import pytest

from tests.tools.brief.export.briefs import EXAMPLES, HOSTILE, faulty, kept, laid_out, with_texts
from tools.brief.export.word import to_docx

BRIEFS = {name: kept(name) for name in EXAMPLES} | {"draft": faulty(), "hostile": with_texts(HOSTILE)}


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs pdftoppm, of Poppler")
@pytest.mark.parametrize("name", BRIEFS)
def test_each_page_of_a_pdf_is_drawn_without_a_warning(name, tmp_path):
    pytest.importorskip("typst", reason="needs typst: pip install 'adroit-marketing[pdf]'")
    from tools.brief.export.pdf import to_pdf

    (tmp_path / "brief.pdf").write_bytes(to_pdf(laid_out(BRIEFS[name])))
    drawn = subprocess.run(
        ["pdftoppm", "-r", "30", "-png", "brief.pdf", "page"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert (drawn.stdout, drawn.stderr) == ("", "")
    assert len(list(tmp_path.glob("page*.png"))) >= 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_opens_every_word_file_without_a_warning(tmp_path):
    for name, brief in BRIEFS.items():
        (tmp_path / f"{name}.docx").write_bytes(to_docx(laid_out(brief)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    opened = subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", "pdf", *(f"{name}.docx" for name in BRIEFS)],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=240,
    )  # fmt: skip
    told = [line for line in opened.stderr.splitlines() if "javaldx" not in line]  # it looks for Java, and needs none
    assert told == []
    assert all((tmp_path / f"{name}.pdf").stat().st_size > 10_000 for name in BRIEFS)
