"""Briefs as documents to send: PDF, DOCX, Markdown, JSON, and the launch checklist as CSV.

`sheet` says what the designed documents show, `pdf` and `word` lay it out, `checklist` is what is left to do, and
`files` names the documents and writes them so that nothing of anybody's is lost.
"""

from tools.brief.export.files import ExportedFile, export, file_name
from tools.brief.export.formats import FORMATS, Format, usual_formats

__all__ = ["FORMATS", "ExportedFile", "Format", "export", "file_name", "usual_formats"]
