"""Reads whom a campaign is for: the audience, its ages, and who is left out."""

import re
from collections.abc import Iterator

from tools.brief.reading.found import Reading
from tools.brief.reading.text import Text

_PEOPLE = (
    r"(?:[A-Za-z'-]+(?:ers|ors|ists|ents|ians|ants|ees|yers|owners|lovers|goers)|parents|"
    r"women|men|adults|couples|families|"
    r"students|people|homeowners|teams|companies|businesses|firms|households|moms|mums|dads|mothers|fathers|kids|fans|"
    r"professionals|executives|CTOs|CFOs|CMOs|CEOs|CIOs|CISOs|HR|SMEs|SMBs|start-?ups|"
    r"banks|schools|pupils|seniors|retirees|"
    r"cooks|athletes|enthusiasts|millennials|freelancers|agencies|brands|clinics|hospitals|"
    r"retailers|nurses|newlyweds|brides|heads of [a-z]+)"
)
_AGES = (
    re.compile(
        r"\b(?P<cue>aged?|ages|between|adults?|women|men|olds?|people|couples|users|students|"
        r"[a-z]+(?:ers|ors|als|ents|ists))"
        r"(?P<gap>[\s,:(]+(?:(?:aged?|ages|from|between|of|mostly|primarily|women|men|and)[\s,:]+)*)"
        r"(?P<low>[1-9]\d)\s*(?:-|–|to|and|until)\s*(?P<high>[1-9]\d)(?!\s*(?:%|[\w$€£.,]*\d|"
        r"k\b|employees|days|weeks|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*))\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<![\d$€£.,/-])(?P<low>[1-9]\d)\s*(?:-|–|to)\s*(?P<high>[1-9]\d)[\s-]*(?:year|yr|y/?o|olds)", re.IGNORECASE
    ),
    re.compile(
        r"(?:\baged?|\bages|\bover|\babove|\badults?|\b[a-z]+(?:ers|ors|ents)|\bwomen|\bmen|"
        r"\bpeople)(?P<gap>\s*,?\s*(?:over\s+|from\s+|aged?\s+)?)"
        r"(?P<low>[1-9]\d)\s*(?:\+|(?:and|or) (?:over|older|above|up)|plus\b)",
        re.IGNORECASE,
    ),
    re.compile(
        (
            r"\b(?:aged?|people|adults|women|men|anyone|[A-Za-z]+(?:ers|ors|als|ents|ists))(?P<gap>\s+)(?:over|"
            r"above|from)\s+(?P<low>[1-9]\d)\b(?!\s*[%kK])"
        ),
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:aged?|people|adults|women|men|anyone)\s+(?:under|below|up to)\s+(?P<high>[1-9]\d)\b(?!\s*[%kK])",
        re.IGNORECASE,
    ),
)
_LABELS = (
    "audience",
    "target audience",
    "audiences",
    "target group",
    "who",
    "for whom",
    "target",
    "persona",
    "personas",
    "customers",
    "targeting",
)
_INTRO = (
    re.compile(
        (
            r"\b(?:target(?:ed)?\s+audience|audience|target group|customers)\s*(?:is|are|:|=|"
            r"should be|would be)\s*(?:the\s+)?"
        ),
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:aim(?:ed|ing)?\s+at|target(?:s|ed|ing)?(?:\s+at)?:?|reach(?:ing)?|address(?:ing)?|"
        r"speak(?:ing)?\s+to|geared\s+to(?:wards)?|"
        r"appeal(?:s|ing)?\s+to|meant\s+for|made\s+for|intended\s+for|directed\s+at)\s+(?!of\b|"
        r"audience|group|is\b|cpa|cpl|roas|cac|cost|[$€£\d])(?:the\s+)?",
        re.IGNORECASE,
    ),
)
_SOLD_TO = re.compile(
    rf"\b(?:sell(?:s|ing)?|sold|market\w*|offer\w*|ship\w*)\b[^.;,]{{1,80}}?\bto\s+(?=(?:[\w-]+\s+){{0,3}}{_PEOPLE}\b)",
    re.IGNORECASE,
)
_LIST_END = re.compile(
    r"[.;:\n(]|,\s*(?=(?:but|and we|and it|which|with a budget|budget|mostly in|who "
    r"we|not|no|except|excluding|CPA|CPL|ROAS|from|"
    r"starting|we|our|the|at a|between \d+ [A-Z]|\d|[$€£]))|\s+(?:in|across|throughout)\s+(?:the\s+)?(?=[A-Z])|"
    r"\s[-–]\s|"
    r"\s+(?:from|between|until|starting|running|with a budget|for (?:a|the)|at a|to "
    r"(?:book|buy|sign|order|install|get|try|visit|request|download))\b"
)
_FROM_PEOPLE = re.compile(
    (
        rf"\b(?:leads|bookings|sign-?ups|orders|enquiries|registrations|demos|sales|applications|"
        rf"visits)\s+(?:from|by|among)\s+(?=(?:[a-z-]+\s+){{0,2}}{_PEOPLE}\b)"
    ),
    re.IGNORECASE,
)
_FOR_PEOPLE = re.compile(rf"\bfor\s+(?=(?:[a-z-]+\s+){{0,2}}{_PEOPLE}\b)", re.IGNORECASE)
_STARTS = re.compile(
    rf"^\s*(?:[-*•]\s*)?(?:and\s+)?(?P<people>(?:[A-Za-z]+[\s-]+){{0,3}}?{_PEOPLE})\b(?P<rest>[^.;\n]*)$", re.IGNORECASE
)
_RESULT = re.compile(
    (
        r"(?:more |new |win |get )*(?:new )?(?:customers|members|clients|subscribers|buyers|"
        r"users|leads)\b|(?:secondary|recruit\w*)"
    ),
    re.IGNORECASE,
)
_VERB = re.compile(
    (
        r"\b(?:should|must|want|wants|need|needs|will|is|are|has|have|can|get|gets|bring|"
        r"paid|pay|run|sells?|install|don't)\b"
    ),
    re.IGNORECASE,
)
_EXCLUSIONS = (
    re.compile(
        r"\b(?:exclud(?:e|es|ing)|leav(?:e|ing) out|except(?: for)?|suppress(?:ing)?|without(?= "
        r"(?:existing|current|past|our|recent)))\s+(?:the\s+)?"
        r"(?P<who>[^.;\n]+?)(?=$|[.;\n]|,\s*(?:and we|budget|from|we|the|but)|\s+from\b|\s+in\b)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:^|[,.;:]\s*|\band\s+)(?P<who>(?:all |any |our )?(?:people who|those who|anyone "
        r"who|everyone who|existing|current|past|recent|active)\s+[^.;,\n]{2,80}?)"
        r"\s+(?:must not|should not|shouldn't|mustn't|are not to|will not|won't|may not|"
        r"are not|aren't)\s+(?:be\s+)?(?:targeted|reached|shown|addressed|included|see\w*)\b|"
        r"(?:^|[,.;:]\s*|\band\s+)(?P<who2>(?:all |any |our )?(?:people who|those who|anyone "
        r"who|everyone who|existing|current|past|recent|active)\s+[^.;,\n]{2,80}?)"
        r"\s+(?:should|must|are to|have to|need to|will)\s+be\s+(?:excluded|left out|suppressed)",
        re.IGNORECASE,
    ),
    re.compile(
        (
            r"(?:^|[,.;:]\s*|\band\s+)(?P<who>(?:all |any |our )?(?:[\w-]+\s+){0,9}?(?:[a-z-]+s|"
            r"[a-z ]+? year))\s+(?:are\s+|is\s+|to be\s+|should be\s+)?excluded\b"
        ),
        re.IGNORECASE,
    ),
    re.compile(rf",?\s+(?:but\s+)?not\s+(?P<who>(?:to\s+)?(?:[a-z]+\s+){{0,2}}{_PEOPLE})(?=$|[.;,\n)])", re.IGNORECASE),
)


def read_ages(text: Text, reading: Reading) -> None:
    """Put the age range into the reading, and mark its words as read."""
    for pattern in _AGES:
        match = pattern.search(text.written)
        if match is None:
            continue
        groups = match.groupdict()
        low, high = groups.get("low"), groups.get("high")
        if low and high and int(low) > int(high):
            continue
        if low:
            reading.put("age_from", int(low), match[0])
        if high:
            reading.put("age_to", int(high), match[0])
        start = match.start("gap") if groups.get("gap") is not None else match.start()
        text.take(start, match.end())
        reading.put("ages_at", (start, match.end()), match[0])
        return


def read_people(text: Text, reading: Reading) -> None:
    """Put the audience and the exclusions into the reading."""
    spans = _read_exclusions(text, reading)
    line = text.labelled(*_LABELS)
    if line is not None and not re.search(r"\b(?:CPA|CPL|ROAS|CAC|\d+%|[$€£])", line.value):
        _put_audience(text, reading, line.start, line.end, spans)
        return
    place = next((p for p in _places(text) if _ok(p[0], spans)), None)
    if place is not None:
        _put_audience(text, reading, *place, spans)


def _places(text: Text) -> Iterator[tuple[int, int]]:
    """Yield where an audience may stand, the plainest first: after a cue, as its own sentence, after "to" and "for"."""
    named = re.compile(rf"(?:[\w'-]+[\s,]+){{0,6}}?{_PEOPLE}\b", re.IGNORECASE)
    for pattern in _INTRO:
        for match in pattern.finditer(text.written):
            if named.match(text.written, match.end()):
                yield match.end(), _end(text, match.end())
    for _, end, sentence in text.sentences():
        own = _STARTS.match(sentence.rstrip(" .;\n"))
        if own is None or _RESULT.match(own["people"]) or _VERB.search(own["people"]):
            continue
        start = end - len(sentence) + own.start("people")
        is_sentence_of_its_own = not _VERB.search(own["rest"].split(",")[0][:40].split(" who ")[0])
        if is_sentence_of_its_own and not text.is_taken(start, start + len(own["people"])):
            yield start, min(end, _end(text, start))
    for pattern in (_FROM_PEOPLE, _SOLD_TO, _FOR_PEOPLE):
        for match in pattern.finditer(text.written):
            yield match.end(), _end(text, match.end())


def _ok(position: int, spans: list[tuple[int, int]]) -> bool:
    return not any(s <= position < e for s, e in spans)


def _end(text: Text, start: int) -> int:
    _, sentence_end = text.sentence(start)
    match = _LIST_END.search(text.written, start + 2, sentence_end)
    return match.start() if match else sentence_end


def _put_audience(text: Text, reading: Reading, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    end = min([end, *(s for s, _ in spans if start < s < end)])
    written = text.written[start:end]
    ages = reading.get("ages_at")
    if ages and start <= ages[0] < end:
        written = text.written[start : ages[0]] + " " + text.written[ages[1] : max(end, ages[1])]
    written = re.sub(r"\b(?:aged?|ages|between|mostly|of age)\s*$", "", written.strip(" .,;:\n"), flags=re.IGNORECASE)
    written = re.sub(r"\s*,?\s*\bnot\b[^,]*$", "", " ".join(written.split()))
    written = re.sub(r"\b(?:aged?|ages)\b\s*(?=,|$|and\b|with\b|who\b|in\b)", "", written).strip(" ,.;:")
    if written:
        reading.put("audience", " ".join(written.split()), text.written[start:end])


def _read_exclusions(text: Text, reading: Reading) -> list[tuple[int, int]]:
    """Read who is left out; returns where that stands."""
    found: list[str] = []
    spans: list[tuple[int, int]] = []
    line = text.labelled("exclusions", "exclude", "excluded", "excluded audiences", "negative audiences")
    if line is not None and not text.is_taken(line.start, line.end):
        found += [p.strip() for p in re.split(r",|\band\b|;", line.value) if p.strip()]
        spans.append((line.start, line.end))
    for pattern in _EXCLUSIONS:
        for match in pattern.finditer(text.written):
            group = "who2" if match.groupdict().get("who2") else "who"
            start, end = match.span(group)
            if text.is_taken(start, end) or not _ok(start, spans):
                continue
            who = re.sub(r"^(?:to|the)\s+", "", match[group].strip(" ,.:"))
            if who:
                found.append(who)
                spans.append((match.start(), match.end()))
    reading.put("exclusions", tuple(dict.fromkeys(found)), "; ".join(found))
    return spans
