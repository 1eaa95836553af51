"""What a user is asked before a campaign brief is kept, changed or exported: what would be written."""

from agent.confirmation import Question
from tools.brief.tools import DraftBrief, ExportBrief, ReviseBrief, preview_draft, preview_export, preview_revision


def brief_question(request: DraftBrief | ExportBrief | ReviseBrief) -> Question:
    """Return the question with what would be written.

    Raises:
        ToolError: when the draft or the change can't be made at all.
    """
    if isinstance(request, ExportBrief):
        name, preview = preview_export(request)
        return Question(f"Export the brief '{name}'?", preview)
    if isinstance(request, ReviseBrief):
        change = preview_revision(request)
        verb = "Undo the last change of" if request.undo else "Change"
        return Question(f"{verb} the brief '{change.name}'?", change.render())
    drafted = preview_draft(request)
    verb = "Add this to" if request.name else "Keep this as"
    return Question(f"{verb} the brief '{drafted.name}'?", drafted.render())
