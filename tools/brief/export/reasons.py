"""What a field rests on and where it stands, in words for people outside the program."""

import re

from tools.brief.brief import CampaignBrief
from tools.brief.labels import Basis
from tools.brief.paths import steps_of
from tools.kpi.definitions import METRICS

_ANCHOR = re.compile(r"\bguide: (?:\d+-)?(?P<chapter>[\w-]+)#(?P<section>[\w-]+)")
_PREFIX = re.compile(r"\b(de|pre|re|post|co) (?=\w)")
_SHORT = {m.label.lower(): m.label for m in METRICS.values() if m.label.isupper()} | {
    "kpi": "KPI", "kpis": "KPIs", "utm": "UTM", "ctv": "CTV", "smm": "SMM", "seo": "SEO", "tiktok": "TikTok",
    "youtube": "YouTube",
}  # fmt: skip


def reason_in_words(reason: str) -> str:
    """Return a reason with the guide's sections as titles: `guide, "Which KPI fits which goal"`."""
    return _ANCHOR.sub(lambda m: f"guide, “{_title(m['section'])}”", reason)


def _title(section: str) -> str:
    words = [_SHORT.get(word, word) for word in section.split("-")]
    text = _PREFIX.sub(r"\1-", " ".join(words)).replace("a b test", "A/B test")
    return text[:1].upper() + text[1:]


def field_in_words(path: str) -> str:
    """Return a field path for people: `channel_mix.channels[Meta].budget` is `channel mix, Meta: budget`."""
    steps = steps_of(path)
    names = [s[1:-1] if s.startswith("[") else s.replace("_", " ") for s in steps]
    kept = [n for place, n in enumerate(names) if not _is_followed_by_key(steps, place) or place == 0]
    return ": ".join([", ".join(kept[:-1]), kept[-1]]) if len(kept) > 1 else kept[0]


def _is_followed_by_key(steps: tuple[str, ...], place: int) -> bool:
    return place + 1 < len(steps) and steps[place + 1].startswith("[")


def rests_on(brief: CampaignBrief, path: str) -> tuple[str, str]:
    """Return what a field rests on and why: `("assumed", "guide, ...")`; after `=`, the path says both itself."""
    if path.startswith("="):
        basis, _, reason = path[1:].partition(": ")
        return basis, reason
    label = brief.label(path)
    if label is None:
        return "", ""
    return str(label.basis), "" if label.basis is Basis.GIVEN else reason_in_words(label.reason)
