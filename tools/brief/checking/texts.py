"""Whether the texts of the ads fit the platforms."""

from collections.abc import Iterator

from tools.brief.brief import CampaignBrief
from tools.brief.copywriting import too_long
from tools.brief.finding import Finding, Severity
from tools.brief.reference import Channel, channel
from tools.brief.steps import Creative


def check_texts(brief: CampaignBrief) -> Iterator[Finding]:
    """Find texts that are too long, formats that lack texts, and channels without a creative."""
    there = {c.channel for c in brief.launch.creatives}
    for plan in brief.channel_mix.channels:
        if plan.channel not in there:
            yield Finding(
                code="no-creative", severity=Severity.NOTE, field="launch.creatives",
                message=f"{plan.channel} has no creative.", figure=plan.channel, suggestion="Plan at least one.",
            )  # fmt: skip
    for creative in brief.launch.creatives:
        known = channel(creative.channel)
        if known is not None:
            yield from _lengths(creative, known)


def _lengths(creative: Creative, known: Channel) -> Iterator[Finding]:
    field = f"launch.creatives[{creative.name}]"
    for kind, texts, limit in (
        ("headline", creative.headlines, known.headline),
        ("description", creative.descriptions, known.description),
    ):
        if limit is None:
            continue
        for text in too_long(texts, limit):
            yield Finding(
                code="text-too-long", severity=Severity.ERROR, field=field,
                message=f"The {kind} '{text}' has {len(text)} characters, and {known.name} takes {limit.most}.",
                figure=str(len(text)),
                suggestion=f"Shorten it by {len(text) - limit.most} ({known.limits_source}).",
            )  # fmt: skip
        if len(texts) < limit.needed:
            yield Finding(
                code="too-few-texts", severity=Severity.NOTE, field=field,
                message=f"{known.name} needs at least {limit.needed} of its {kind}s; there are {len(texts)}.",
                figure=str(len(texts)),
                suggestion=f"Write {limit.needed - len(texts)} more.",
            )  # fmt: skip
