"""The tool `check_brief`: what arithmetic finds wrong in a brief, with the funnel's own arithmetic under it."""

from pydantic import Field

from tools.brief.brief import CampaignBrief
from tools.brief.checking import check
from tools.brief.finding import Finding, Severity
from tools.brief.outlook import outlook
from tools.brief.questions import Question, questions
from tools.brief.tools.workspace import BriefInput
from tools.brief.wording import brief_facts, findings_in_words
from tools.facts import Fact
from tools.result import ToolResult


class CheckBrief(BriefInput):
    """Check a campaign brief by arithmetic before launch.

    Finds splits that don't add up, dates that don't hold, targets above break-even or out of reach, tests without
    enough traffic, open website checks, restricted categories and long texts. For "is this brief ready?".
    """

    name: str | None = Field(default=None, description="the brief's name; the one changed last when left out")
    version: int | None = Field(default=None, description="an earlier version; the newest by default")


class CheckedBrief(ToolResult):
    """What checking a brief found."""

    name: str
    brief: CampaignBrief
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    paths: tuple[str, ...] = Field(default=(), description="how the funnel of each channel was computed")

    @property
    def is_complete(self) -> bool:
        """True when nothing stands in the way of the launch."""
        return not any(f.severity is Severity.ERROR for f in self.findings)

    def render(self) -> str:
        """Return the findings with the funnel's arithmetic under them."""
        counts = [(s, sum(f.severity is s for f in self.findings)) for s in Severity]
        head = ", ".join(f"{n} {severity}{'s' if n != 1 else ''}" for severity, n in counts if n) or "nothing to mend"
        blocks = [
            f"**{self.brief.name}**, version {self.brief.revision.number}: {head}.",
            findings_in_words(self.findings),
        ]
        if self.paths:
            blocks.append("How the funnel is computed:\n\n" + "\n".join(f"- {path}" for path in self.paths))
        return "\n\n".join(blocks)

    def facts(self) -> list[Fact]:
        """Return the brief's figures and those of the findings."""
        return [*brief_facts(self.brief), *(fact for f in self.findings for fact in f.figures)]


def check_brief(request: CheckBrief) -> CheckedBrief:
    """Check a brief.

    Raises:
        InputError: when there is no such brief or version.
        DataError: when it can't be read.
    """
    name = request.name or request.store.latest()
    brief = request.store.load(name, request.version)
    paths = tuple(f"{c.channel}: {path}" for c in outlook(brief).channels for path in c.paths)
    return CheckedBrief(
        name=name, brief=brief, findings=check(brief, today=request.day), questions=tuple(questions(brief)),
        paths=paths,
    )  # fmt: skip
