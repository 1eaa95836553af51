"""What every tool of briefs is given by the workspace: where briefs lie, which day it is, and who asks."""

from datetime import date
from pathlib import Path

from pydantic import Field

from tools.brief.store import BriefStore
from tools.errors import MissingInput
from tools.result import ToolInput


class BriefInput(ToolInput):
    """Base of the briefs' tools: where briefs lie, which day it is, and who asks. The workspace fills these in."""

    briefs: str = Field(default="", description="the workspace's folder of briefs; empty keeps nothing")
    today: date | None = Field(default=None, description="what relative dates count from")
    by: str = Field(default="", description="who makes the change")

    @property
    def day(self) -> date:
        """The day that "today" means."""
        return self.today or date.today()  # noqa: DTZ011 - the user's own calendar day

    @property
    def store(self) -> BriefStore:
        """The briefs of the workspace.

        Raises:
            MissingInput: when there is no workspace.
        """
        if not self.briefs:
            raise MissingInput("There is no folder for briefs", remedy="Make a workspace first: adroit init FOLDER")
        return BriefStore(Path(self.briefs))
