"""What a user is asked before a customer list is written: how many rows, of whom, and where to. Counts alone."""

from agent.confirmation import Question
from tools.audience.first_party.tools import ExportAudience, preview_export


def audience_question(request: ExportAudience) -> Question:
    """Return the question with what would be written.

    Raises:
        ToolError: when the list can't be made at all.
    """
    found = preview_export(request)
    return Question(f"Write this customer list for {found.title} into {request.audiences}?", found.render())
