"""The tool `draft_brief`: a brief from the user's words, or their answers added to one."""

from datetime import date

from pydantic import Field

from tools.brief.brief import CampaignBrief
from tools.brief.checking import check
from tools.brief.drafting import Draft, draft, redraft
from tools.brief.finding import Finding
from tools.brief.part import Part, Text
from tools.brief.past import Past, past_results
from tools.brief.questions import Question
from tools.brief.reference import channel
from tools.brief.revising import Patch, revised
from tools.brief.revising.patch import SetCopy
from tools.brief.tools.workspace import BriefInput
from tools.brief.wording import brief_facts, questions_in_words, worded
from tools.errors import InputError
from tools.facts import Fact
from tools.result import ToolResult


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
