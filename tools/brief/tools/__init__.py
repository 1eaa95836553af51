"""The tools of briefs, one file each: what they take, return and do."""

from tools.brief.tools.check import CheckBrief, CheckedBrief, check_brief
from tools.brief.tools.draft import DraftBrief, DraftedBrief, draft_brief, preview_draft
from tools.brief.tools.export import ExportBrief, ExportedBrief, export_brief, export_to, preview_export
from tools.brief.tools.revise import ReviseBrief, RevisedBrief, preview_revision, revise_brief
from tools.brief.tools.workspace import BriefInput

__all__ = [
    "BriefInput",
    "CheckBrief",
    "CheckedBrief",
    "DraftBrief",
    "DraftedBrief",
    "ExportBrief",
    "ExportedBrief",
    "ReviseBrief",
    "RevisedBrief",
    "check_brief",
    "draft_brief",
    "export_brief",
    "export_to",
    "preview_draft",
    "preview_export",
    "preview_revision",
    "revise_brief",
]
