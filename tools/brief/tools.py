"""The tools `draft_brief`, `revise_brief` and `check_brief`: what they take, return and do."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from tools.brief.brief import CampaignBrief
from tools.brief.checking import check
from tools.brief.drafting import Draft, draft, redraft
from tools.brief.finding import Finding, Severity
from tools.brief.outlook import outlook
from tools.brief.part import Part, Text
from tools.brief.past import Past, past_results
from tools.brief.questions import Question, questions
from tools.brief.reference import channel
from tools.brief.revising import FieldChange, Patch, compare, read_patch, revised
from tools.brief.revising.patch import SetCopy, SetField
from tools.brief.store import BriefStore
from tools.brief.wording import brief_facts, findings_in_words, questions_in_words, worded
from tools.errors import InputError, MissingInput
from tools.facts import Fact
from tools.result import ToolInput, ToolResult


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


class ChannelCopy(Part):
    """Texts for one channel's ads."""

    channel: Text
    headlines: tuple[Text, ...] = ()
    descriptions: tuple[Text, ...] = ()


class DraftBrief(BriefInput):
    """Draft a campaign brief from the user's words, or add their answers to one that exists.

    For "write a brief for...", "plan a campaign for...", and for answers to the questions that a draft asked. Give the
    user's words whole: every field is read from them, what is missing is assumed from the guide and labelled so, and at
    most three questions are asked. Not for changing a finished brief: use revise_brief.
    """

    text: str = Field(min_length=1, description="the user's words, a page's text, or answers such as 'Budget: $20k'")
    name: str | None = Field(default=None, description="the brief to add to; leave out for a new one")
    texts: list[ChannelCopy] = Field(
        default_factory=list, description="headlines and descriptions that you wrote, within each platform's lengths"
    )
    currency: str | None = Field(default=None, description="ISO 4217 code for money written without one")
    past_data: str | None = Field(default=None, description="the user's performance table, for past CPA by channel")


class DraftedBrief(ToolResult):
    """A drafted brief, with what is left to ask and what checking found."""

    name: str = Field(description="what the brief is called; the name to use in later calls")
    brief: CampaignBrief
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    unread: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    def render(self) -> str:
        """Return the brief, the findings, and the next questions."""
        blocks = [worded(self.brief, self.findings)]
        if self.conflicts:
            blocks.append("Said in two ways: " + "; ".join(self.conflicts) + ".")
        if self.unread:
            blocks.append(f"I could not tell what {', '.join(self.unread)} belongs to, and left it out.")
        if self.questions:
            blocks.append("What I need to know next:\n\n" + questions_in_words(self.questions))
        if self.brief.revision.number:
            blocks.append(f"Kept as `{self.name}`, version {self.brief.revision.number}.")
        return "\n\n".join(blocks)

    def facts(self) -> list[Fact]:
        """Return the brief's figures and those of the findings."""
        return [*brief_facts(self.brief), *(fact for f in self.findings for fact in f.figures)]


def draft_brief(request: DraftBrief) -> DraftedBrief:
    """Draft a brief, or add to one, and keep it.

    Raises:
        InputError: when a text of the model's is too long for its platform, or the brief to add to does not exist.
        BriefChanged: when somebody else saved it in the meantime.
        DataError: when the folder can't be written.
    """
    made, name = _drafted(request)
    brief = made.brief
    if request.briefs:
        store = request.store
        expected = store.load(name).revision.number if request.name else 0
        change = "drafted" if not request.name else "answers added"
        brief = store.save(name, brief, expected=expected, by=request.by, change=change)
    return _drafted_result(made, name, brief, request.day)


def preview_draft(request: DraftBrief) -> DraftedBrief:
    """Return what `draft_brief` would keep, without keeping it.

    Raises:
        InputError, DataError: as `draft_brief` does.
    """
    made, name = _drafted(request)
    return _drafted_result(made, name, made.brief, request.day)


def _drafted_result(made: Draft, name: str, brief: CampaignBrief, today: date) -> DraftedBrief:
    return DraftedBrief(
        name=name, brief=brief, questions=made.questions, findings=check(brief, today=today), unread=made.unread,
        conflicts=made.conflicts,
    )  # fmt: skip


def _drafted(request: DraftBrief) -> tuple[Draft, str]:
    past: Past | None = past_results(request.past_data) if request.past_data else None
    if request.name:
        brief = request.store.load(request.name)
        made = redraft(brief, request.text, today=request.day, currency=request.currency, past=past)
        name = request.name
    else:
        made = draft(request.text, today=request.day, currency=request.currency, past=past)
        name = request.store.free_name(made.brief.name) if request.briefs else made.brief.name
    if request.texts:
        _refuse_long_texts(request.texts)
        operations = tuple(
            SetCopy(channel=t.channel, headlines=t.headlines, descriptions=t.descriptions) for t in request.texts
        )
        brief = revised(made.brief, Patch(operations=operations))
        made = Draft(brief, made.questions, made.unread, made.conflicts)
    return made, name


def _refuse_long_texts(texts: list[ChannelCopy]) -> None:
    for copy in texts:
        known = channel(copy.channel)
        if known is None:
            continue
        for limit, lines in ((known.headline, copy.headlines), (known.description, copy.descriptions)):
            for line in lines:
                if limit is not None and len(line) > limit.most:
                    raise InputError(
                        f"'{line[:60]}' has {len(line)} characters, and {known.name} takes {limit.most}",
                        where=known.name,
                        remedy=f"Shorten it by {len(line) - limit.most} ({known.limits_source}).",
                    )


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
