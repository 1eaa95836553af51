"""Reads who has to approve the campaign."""

import re

from tools.brief.reading.found import Reading
from tools.brief.reading.text import Text

_APPROVAL = re.compile(
    r"(?P<who>(?:(?:[Tt]he|[Oo]ur)\s+)?[A-Z][\w&]*(?:\s+[A-Z]\w*){0,2}(?:\s*(?:,|and|"
    r"&)\s*(?:the\s+)?[\w&]+(?:\s+team)?){0,3}?|(?:[Tt]he|[Oo]ur)\s+[a-z]+(?:\s+team)?)\s+"
    r"(?:has to|have to|must|needs? to|should|will|signs? off|approves?|(?=sign))\s*(?:approves?|"
    r"sign(?:s)?[- ]?off|ok|okay|clear|review|green-?light|give (?:the )?(?:ok|approval))?"
    r"\s*(?P<what>(?:on\s+)?(?:the|all|every|our)?\s*[a-z][^.;\n]{0,50})?"
)
_APPROVED_BY = re.compile(
    r"\b(?:approv(?:al|ed)|sign(?:ed)?[- ]?off|signed off)\s*(?:by|from|:)\s*(?:the\s+|our\s+)?(?P<who>[^.;\n]{2,60})",
    re.IGNORECASE,
)


def read_approvals(text: Text, reading: Reading) -> None:
    """Put those whose approval the launch needs into the reading."""
    found: list[str] = []
    line = text.labelled("approvals", "approval", "approver", "approvers", "sign-off", "signed off by")
    if line is not None:
        found = _people(line.value)
    for match in [] if found else _APPROVAL.finditer(text.written):
        if not re.search(r"approv|sign|green|\bok\b|okay|clear\b|review", match[0]):
            continue
        found += _people(match["who"])
    for match in [] if found else _APPROVED_BY.finditer(text.written):
        found += _people(match["who"])
    reading.put("approvals", tuple(dict.fromkeys(found)), ", ".join(found))


def _people(written: str) -> list[str]:
    parts = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*", written)
    return [re.sub(r"^(?:[Tt]he|[Oo]ur|our)\s+", "", p.strip(" .")) for p in parts if p.strip(" .")]
