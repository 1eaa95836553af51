"""What a user is asked before a campaign brief is kept or changed: the draft, or the change field by field."""

from agent.confirmation import Question
from tools.brief.tools import DraftBrief, ReviseBrief, preview_draft, preview_revision


def brief_question(request: DraftBrief | ReviseBrief) -> Question:
    """Return the question with what would be written.

    Raises:
        ToolError: when the draft or the change can't be made at all.
    """
    if isinstance(request, ReviseBrief):
        change = preview_revision(request)
        verb = "Undo the last change of" if request.undo else "Change"
        return Question(f"{verb} the brief '{change.name}'?", change.render())
    drafted = preview_draft(request)
    verb = "Add this to" if request.name else "Keep this as"
    return Question(f"{verb} the brief '{drafted.name}'?", drafted.render())
