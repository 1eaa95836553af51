"""The tool `export_brief`: a brief as documents to send."""

from pathlib import Path

from pydantic import Field

from tools.brief.brief import CampaignBrief
from tools.brief.checking import check
from tools.brief.export import ExportedFile, Format, export, file_name, usual_formats
from tools.brief.export.formats import FORMATS, TITLES
from tools.brief.finding import Finding, Severity
from tools.brief.tools.workspace import BriefInput
from tools.brief.wording import brief_facts
from tools.facts import Fact
from tools.result import ToolResult


class ExportBrief(BriefInput):
    """Write a campaign brief as a document to send: PDF, Word, Markdown, JSON, or its launch checklist as CSV.

    For "export the brief as PDF", "send me the Word file", "give me the checklist". A brief with errors is exported
    as DRAFT with the findings in it. Not for showing a brief in the conversation: use check_brief.
    """

    name: str | None = Field(default=None, description="the brief's name; the one changed last when left out")
    version: int | None = Field(default=None, description="an earlier version; the newest by default")
    formats: list[Format] = Field(
        default_factory=list, description="pdf, docx (Word), md, json, csv (the launch checklist); empty for the usual"
    )

    @property
    def wanted(self) -> tuple[Format, ...]:
        """The formats to write, in a fixed order."""
        return tuple(f for f in FORMATS if f in self.formats) or usual_formats()


class ExportedBrief(ToolResult):
    """The documents of a brief."""

    name: str
    brief: CampaignBrief
    documents: tuple[ExportedFile, ...]
    findings: tuple[Finding, ...]

    @property
    def is_draft(self) -> bool:
        """True when the documents say DRAFT, because checking found an error."""
        return any(f.severity is Severity.ERROR for f in self.findings)

    def render(self) -> str:
        """Return which files were written, and why they are drafts where they are."""
        lines = [f"- {TITLES[d.format]}: `{d.path.name}`" + (f". {d.note}" if d.note else "") for d in self.documents]
        number = self.brief.revision.number
        head = f"**{self.brief.name}**, version {number}, is exported{' as DRAFT' if self.is_draft else ''}:"
        return "\n\n".join([head, "\n".join(lines), *_why_draft(self.findings)])

    def facts(self) -> list[Fact]:
        """Return the brief's figures and those of the findings."""
        return [*brief_facts(self.brief), *(fact for f in self.findings for fact in f.figures)]

    def files(self) -> list[Path]:
        """Return the documents."""
        return [d.path for d in self.documents]


def export_brief(request: ExportBrief) -> ExportedBrief:
    """Write a brief's documents into its folder.

    Raises:
        InputError: when there is no such brief or version.
        MissingInput: for a PDF, when typst is not installed.
        DataError: when a document can't be made or written.
    """
    return export_to(request, None)


def export_to(request: ExportBrief, folder: Path | None) -> ExportedBrief:
    """Write a brief's documents into a folder of the user's choice; None is the brief's own.

    Raises:
        InputError, MissingInput, DataError: as `export_brief` does.
    """
    name, brief, findings = _checked(request)
    documents = export(request.store, name, brief, findings, request.wanted, folder=folder)
    return ExportedBrief(name=name, brief=brief, documents=documents, findings=findings)


def preview_export(request: ExportBrief) -> tuple[str, str]:
    """Return the brief's name, and what would be written where, without writing it.

    Raises:
        InputError: when there is no such brief or version.
    """
    name, brief, findings = _checked(request)
    is_draft = any(f.severity is Severity.ERROR for f in findings)
    names = [file_name(name, brief, form, is_draft=is_draft) for form in request.wanted]
    lines = "\n".join(f"- `briefs/{name}/{each}`" for each in names)
    return name, "\n\n".join([lines, *_why_draft(findings)])


def _checked(request: ExportBrief) -> tuple[str, CampaignBrief, tuple[Finding, ...]]:
    name = request.name or request.store.latest()
    brief = request.store.load(name, request.version)
    return name, brief, check(brief, today=request.day)


def _why_draft(findings: tuple[Finding, ...]) -> list[str]:
    errors = [f for f in findings if f.severity is Severity.ERROR]
    if not errors:
        return []
    return ["It is a DRAFT until this is mended:\n\n" + "\n".join(f"- {f.line}" for f in errors)]
