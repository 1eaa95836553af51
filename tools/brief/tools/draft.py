"""The tool `draft_brief`: a brief from the user's words, or their answers added to one."""

from dataclasses import replace

from pydantic import Field

from tools.brief.brief import CampaignBrief
from tools.brief.checking import check
from tools.brief.drafting import Draft, draft, redraft
from tools.brief.finding import Finding, Severity
from tools.brief.interview import readings_of
from tools.brief.part import Part, Text
from tools.brief.past import Past, past_results
from tools.brief.paths import content_leaves
from tools.brief.questions import AT_A_TIME, Question, questions
from tools.brief.reference import channel
from tools.brief.revising import FieldChange, Patch, compare, revised
from tools.brief.revising.patch import SetCopy
from tools.brief.tools.workspace import BriefInput
from tools.brief.wording import brief_facts, questions_in_words, worded
from tools.errors import InputError
from tools.facts import Fact
from tools.result import ToolResult

_MADE_AGAIN = ("launch.creatives", "launch.utm", "launch.audiences", "measurement.", "risks")


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
    changes: tuple[FieldChange, ...] | None = Field(
        default=None, description="what an answer filled or changed; None for a new brief, which is shown whole"
    )

    is_kept: bool = Field(default=False, description="False for a preview, and where there is no workspace")

    def render(self) -> str:
        """Return the brief and the findings, or what an answer changed in it, and the next questions."""
        blocks = [worded(self.brief, self.findings)] if self.changes is None else self._answer(self.changes)
        if self.conflicts:
            blocks.append("Said in two ways: " + "; ".join(self.conflicts) + ".")
        if self.unread:
            blocks.append(f"I could not tell what {', '.join(self.unread)} belongs to, and left it out.")
        if self.questions:
            blocks.append("What I need to know next:\n\n" + questions_in_words(self.questions))
        elif self.changes is not None:
            blocks.append("I have no more questions: check the brief, or export it.")
        if self.is_kept:
            blocks.append(f"Kept as `{self.name}`, version {self.brief.revision.number}.")
        return "\n\n".join(blocks)

    def _answer(self, changes: tuple[FieldChange, ...]) -> list[str]:
        """Word what an answer changed; texts, links and rules made again from it are one line."""
        told = [c.line for c in changes if not c.path.startswith(_MADE_AGAIN)]
        if len(told) < len(changes):
            told.append("texts, links, rules and tests that follow from it are made again")
        blocks = [f"**{self.brief.name}**", "\n".join(f"- {line}" for line in told) or "Nothing changed."]
        asked = {q.field for q in self.questions}
        errors = [f.line for f in self.findings if f.severity is Severity.ERROR and f.field not in asked]
        return [*blocks, "To be mended:\n\n" + "\n".join(f"- {line}" for line in errors)] if errors else blocks

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
    found = preview_draft(request)
    if not request.briefs or found.changes == ():
        return found
    expected = found.brief.revision.number if request.name else 0
    change = "drafted" if not request.name else "answers added"
    saved = request.store.save(found.name, found.brief, expected=expected, by=request.by, change=change)
    return found.model_copy(update={"brief": saved, "is_kept": True})


def preview_draft(request: DraftBrief) -> DraftedBrief:
    """Return what `draft_brief` would keep, without keeping it.

    Raises:
        InputError, DataError: as `draft_brief` does.
    """
    past: Past | None = past_results(request.past_data) if request.past_data else None
    before = request.store.load(request.name) if request.name else None
    if before is not None:
        made, name = _answered(request, before, past), str(request.name)
    else:
        made = draft(request.text, today=request.day, currency=request.currency, past=past)
        name = request.store.free_name(made.brief.name) if request.briefs else made.brief.name
    if request.texts:
        _refuse_long_texts(request.texts)
        operations = tuple(
            SetCopy(channel=t.channel, headlines=t.headlines, descriptions=t.descriptions) for t in request.texts
        )
        made = replace(made, brief=revised(made.brief, Patch(operations=operations)))
    return DraftedBrief(
        name=name,
        brief=made.brief,
        questions=made.questions,
        findings=check(made.brief, today=request.day),
        unread=made.unread,
        conflicts=made.conflicts,
        changes=compare(before, made.brief) if before is not None else None,
    )


def _answered(request: DraftBrief, brief: CampaignBrief, past: Past | None) -> Draft:
    """Add an answer to a brief, in the reading that answers most of what was asked."""
    asked = questions(brief)[:AT_A_TIME]
    best, most = None, 0
    for text in readings_of(request.text, asked):
        again = redraft(brief, text, today=request.day, currency=request.currency, past=past)
        left = {q.field for q in again.questions}
        count = sum(q.field not in left for q in asked)
        if best is None or count > most:
            best, most = again, count
        if text == request.text and not most and content_leaves(again.brief) != content_leaves(brief):
            break
    return best or redraft(brief, request.text, today=request.day, currency=request.currency, past=past)


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
