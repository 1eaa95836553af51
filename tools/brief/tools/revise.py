"""The tool `revise_brief`: a change shown field by field and kept as a new version, or taken back."""

from typing import Any

from pydantic import Field

from tools.brief.brief import CampaignBrief
from tools.brief.checking import check
from tools.brief.finding import Finding, Severity
from tools.brief.revising import FieldChange, Patch, compare, read_patch, revised
from tools.brief.revising.patch import SetField
from tools.brief.tools.workspace import BriefInput
from tools.brief.wording import brief_facts
from tools.errors import MissingInput
from tools.facts import Fact
from tools.result import ToolResult


class ReviseBrief(BriefInput):
    """Change a campaign brief: "move 20% from search to CTV", "make it two weeks later", "undo that".

    Shows what changes field by field and keeps a new version. Give the user's words, or field
    paths with values. Not for a new brief or for answers to a draft's questions: use draft_brief.
    """

    name: str | None = Field(default=None, description="the brief's name; the one changed last when left out")
    change: str = Field(default="", description="the change in the user's words")
    fields: dict[str, Any] = Field(
        default_factory=dict,
        description="new values by field path, where words won't do",
        examples=[{"targets.primary[cpa].value": 35, "flight.end": "2026-06-30"}],
    )
    undo: bool = Field(default=False, description="take back the last change instead")
    expected_version: int | None = Field(default=None, description="the version that the change is meant for")


class RevisedBrief(ToolResult):
    """A revised brief: what changed, and what checking finds now."""

    name: str
    brief: CampaignBrief
    before: int = Field(description="the version that the change was made to")
    changes: tuple[FieldChange, ...]
    findings: tuple[Finding, ...]
    new_findings: tuple[str, ...] = Field(default=(), description="codes of errors and warnings that are new")

    def render(self) -> str:
        """Return the change field by field, then what it brought up."""
        number = self.brief.revision.number
        head = (
            f"**{self.brief.name}**, version {self.before} → {number}"
            if number != self.before
            else f"**{self.brief.name}**"
        )
        lines = [f"- {c.line}" for c in self.changes] or ["- nothing changed"]
        blocks = [head, "\n".join(lines)]
        fresh = [f for f in self.findings if f.code in self.new_findings]
        if fresh:
            blocks.append("This brings up:\n\n" + "\n".join(f"- {f.line}" for f in fresh))
        return "\n\n".join(blocks)

    def facts(self) -> list[Fact]:
        """Return the brief's figures and those of the findings."""
        return [*brief_facts(self.brief), *(fact for f in self.findings for fact in f.figures)]


def revise_brief(request: ReviseBrief) -> RevisedBrief:
    """Change a brief and keep a new version.

    Raises:
        InputError: when nothing to change can be read, or the brief or a part of it does not exist.
        MissingInput: when the change needs a figure that the brief lacks.
        BriefChanged: when somebody else saved it in the meantime.
    """
    store = request.store
    request = request.model_copy(update={"name": request.name or store.latest()})
    name = str(request.name)
    before = store.load(name)
    expected = before.revision.number if request.expected_version is None else request.expected_version
    if request.undo:
        after = store.undo(name, by=request.by, expected=expected)
        return _revised_result(request, before, after)
    found = _patched(request, before)
    if not compare(before, found):
        return _revised_result(request, before, before)
    words = request.change or ", ".join(request.fields)
    after = store.save(name, found, expected=expected, by=request.by, change=words)
    return _revised_result(request, before, after)


def preview_revision(request: ReviseBrief) -> RevisedBrief:
    """Return what `revise_brief` would change, without changing it.

    Raises:
        InputError, MissingInput: as `revise_brief` does.
    """
    store = request.store
    name = request.name or store.latest()
    request = request.model_copy(update={"name": name})
    before = store.load(name)
    if request.undo:
        number = before.revision.restores or before.revision.number
        after = store.load(name, max(1, number - 1))
        return _revised_result(request, before, after)
    return _revised_result(request, before, _patched(request, before))


def _patched(request: ReviseBrief, before: CampaignBrief) -> CampaignBrief:
    if request.fields:
        operations = tuple(SetField(path=path, value=value) for path, value in request.fields.items())
        before = revised(before, Patch(operations=operations))
        if not request.change.strip():
            return before
    if not request.change.strip():
        raise MissingInput("There is no change", remedy='Write it like "move 20% from search to CTV".')
    return revised(before, read_patch(request.change, before, today=request.day))


def _revised_result(request: ReviseBrief, before: CampaignBrief, after: CampaignBrief) -> RevisedBrief:
    findings = check(after, today=request.day)
    known = {(f.code, f.field) for f in check(before, today=request.day)}
    fresh = [f for f in findings if f.severity is not Severity.NOTE and (f.code, f.field) not in known]
    return RevisedBrief(
        name=str(request.name), brief=after, before=before.revision.number, changes=compare(before, after),
        findings=findings, new_findings=tuple(dict.fromkeys(f.code for f in fresh)),
    )  # fmt: skip
