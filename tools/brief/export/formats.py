"""The formats that a brief is exported in, and what makes each."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Literal, get_args

from tools.brief.brief import CampaignBrief
from tools.brief.document import write_brief
from tools.brief.export.checklist import checklist_csv
from tools.brief.export.sheet import sheet_of
from tools.brief.finding import Finding
from tools.brief.wording import worded

Format = Literal["pdf", "docx", "md", "json", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)
TITLES: dict[Format, str] = {
    "pdf": "PDF", "docx": "Word", "md": "Markdown", "json": "JSON", "csv": "launch checklist",
}  # fmt: skip


def usual_formats() -> tuple[Format, ...]:
    """Return what "export the brief" means: the PDF, or the Word file where no PDF can be made."""
    return ("pdf",) if find_spec("typst") else ("docx",)


def content_of(brief: CampaignBrief, findings: Sequence[Finding], form: Format) -> tuple[bytes, str]:
    """Return a brief in one format, and what to say beside it; empty where there is nothing to say.

    Raises:
        MissingInput: for a PDF, when typst is not installed.
        DataError: when it can't be laid out.
    """
    match form:
        case "pdf":
            from tools.brief.export.glyphs import without_glyph
            from tools.brief.export.pdf import to_pdf

            sheet = sheet_of(brief, tuple(findings))
            return to_pdf(sheet), without_glyph(sheet)
        case "docx":
            from tools.brief.export.word import to_docx

            return to_docx(sheet_of(brief, tuple(findings))), ""
        case "md":
            return (worded(brief, findings) + "\n").encode(), ""
        case "json":
            return write_brief(brief).encode(), ""
        case "csv":
            return checklist_csv(brief).encode(), ""
