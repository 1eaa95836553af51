"""Reads what the campaign says: message, action, offer, value, reasons, occasion, tone, page and measurement."""

import re

from tools.brief.reading.found import Reading
from tools.brief.reading.offer import find_offer, read_offer
from tools.brief.reading.text import NEAR, Text

_VERBS = (
    "book|request|get|order|buy|shop|sign up|register|download|install|try|visit|subscribe|"
    "call|contact|apply|start|find|"
    "join|reserve|schedule|claim|learn|see|watch|donate|compare|create|open|ask for|take|plan|discover|enrol|enroll"
)
_ACTION_LABELS = ("cta", "call to action", "call-to-action", "action", "desired action", "action wanted", "button")
_ACTIONS = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        (
            r"\b(?:CTA|call[- ]to[- ]action|button|action)\s*(?:(?:is|:|=|should be|says?)\s*\"?|"
            r"\")(?P<a>[^.;\n\",]{3,60})\"?"
        ),
        r"\bthe ads? should (?:say|read|ask)\s+\"?(?P<a>[^.;\n\"]{3,60})\"?",
        (
            rf"\b(?:people|visitors|users|viewers|customers|they|them|everyone|prospects|parents|"
            rf"readers|leads|buyers|companies|[a-z]+ers)\s+"
            rf"(?:should|to|must|can|will|shall)\s+(?P<a>(?:{_VERBS})\b(?:\s+(?!in\b|from\b|at\b|"
            rf"with\b|when\b|because\b|for (?:less|under)\b|instead\b)[\w'-]+){{0,5}})"
        ),
        (
            rf"\b(?:ask|get|want|bring|invite|encourage|persuade|drive|push|move|convince)\s+(?:them|"
            rf"people|[a-z]+(?:ers|ors|ents))\s+to\s+"
            rf"(?P<a>(?:{_VERBS})\b(?:\s+(?!in\b|from\b|at\b|with\b|instead\b|on\b)[\w'-]+){{0,5}})"
        ),
    )
)
_IMPERATIVE = re.compile(
    rf"(?:{_VERBS})\s+(?:(?:an?|the|your|our|now|online|with|for|free|today|more|in|to|"
    rf"us|models|prices)\b)(?:\s+[A-Za-z'-]+){{0,4}}|"
    r"(?:sign up|subscribe|register|download|install|compare|visit|join|apply|shop|donate)(?:\s+[A-Za-z'-]+){0,4}",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\s+(?:and|or|but|to|a|an|the|our|for|as|so|while|if)$|\s+(?:online now)$", re.IGNORECASE)
_VALUE_LABELS = (
    "value",
    "usp",
    "positioning",
    "value proposition",
    "unique",
    "what makes us different",
    "differentiator",
    "benefit",
    "promise",
    "usps",
    "why us",
)
_VALUES = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        (
            r"\b(?:what (?:makes|sets) (?:us|them|it) (?:different|apart)|our (?:usp|edge|difference|"
            r"advantage)|the difference|usp|unlike [\w ]+)\s*(?:is(?: that)?|:|,)\s*(?P<v>[^.;\n]{4,120}?)(?=[.;\n]|"
            r"$)"
        ),
        (
            r"\b(?:unlike|in contrast to|compared (?:with|to))\s+[^,.]{2,40},\s*(?:(?:it|we|"
            r"they|ours?|the \w+)\s+(?:has|have|is|are|offers?|comes? with)\s+)?(?P<v>[^.;\n]{4,120}?)(?=[.;\n]|"
            r"$)"
        ),
        (
            r"\b(?:stands? out (?:because|with|by)|different because|chosen because|people choose "
            r"\w+ (?:because|for))\s+(?P<v>[^.;\n]{4,120}?)(?=[.;\n]|$)"
        ),
    )
)
_REASON_LABELS = ("reasons to believe", "rtb", "rtbs", "proof", "proof points", "reasons", "reason to believe")
_MESSAGE_LABELS = (
    "message",
    "core message",
    "key message",
    "main message",
    "headline",
    "slogan",
    "the one thing people should take away",
    "claim",
)
_MESSAGES = (
    re.compile(
        r"\b(?:message|slogan|claim|headline|tagline)\s*(?:is|:|should be|=)\s*\"?(?P<m>[^\".\n;]{4,120})\"?",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:say|tell (?:them|people)|communicate|get across)\s+(?:that\s+)?\"(?P<m>[^\"\n]{4,120})\"", re.IGNORECASE
    ),
    re.compile(r"\b(?:take[- ]?away|one thing[^:.\n]{0,40})\s*(?:is|:)\s*\"?(?P<m>[^\".\n;]{4,120})\"?", re.IGNORECASE),
)
_OCCASIONS = re.compile(
    r"\b(?:Black Friday(?: and Cyber Monday)?|Cyber (?:Monday|Week)|Christmas|Xmas|Mother'?s'? "
    r"Day|Father'?s'? Day|Valentine'?s(?: Day)?|"
    r"Easter|Back[- ]to[- ][Ss]chool|Halloween|Thanksgiving|Singles'? Day|Prime Day|"
    r"Ramadan|Diwali|New Year(?:'?s)?|Super Bowl|World Cup|"
    r"Oktoberfest|Lunar New Year|Independence Day|Memorial Day|Labor Day|holiday (?:sale|"
    r"season)|summer sale|winter sale|spring sale|end-of-season sale)\b",
    re.IGNORECASE,
)
_SEASON = re.compile(
    (
        r"\b(?:for|for the|this)\s+(?P<s>spring|summer|autumn|fall|winter)(?=\s*(?:[,.;:]|"
        r"we\b|campaign|push|season|collection|range|launch))"
    ),
    re.IGNORECASE,
)
_TONE_LABELS = ("tone", "tone of voice", "look and feel", "mood", "style", "imagery")
_TONE = re.compile(r"\b(?:tone|mood)\s*(?:of voice)?\s*(?:is|:|should be)\s*(?P<t>[^.;\n]{3,80})", re.IGNORECASE)
_URL = re.compile(
    (
        r"\b(?:https?://[^\s,;)>\]]+|(?:www\.)?[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|"
        r"net|org|io|co\.uk|de|at|ch|fr|es|it|nl|eu|app|shop|store|example|ai|dev|us|ca|"
        r"uk)(?:/[^\s,;)>\]]*)?)(?![\w@])"
    ),
    re.IGNORECASE,
)
_WINDOW = re.compile(
    (
        r"\b(?P<n>\d{1,2})[ -]?days?(?:\s+after(?:\s+an?)?|\s+post)?[ -]+(?P<kind>click|"
        r"view)(?:[- ](?:through|based))?|\b(?P<kind2>click|view)(?:[- ]through)?\s*(?:window)?\s*(?:of|"
        r":|is)?\s*(?P<n2>\d{1,2})\s*days?"
    ),
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:[Mm]easured?(?:\s+\w+){0,2}?\s+(?:in|by|with|via)|[Tt]racked (?:in|by|with|"
    r"via)|track(?:ing)? (?:in|with|via)|source of truth (?:is|:)|counted (?:in|by)|"
    r"reported (?:in|by))\s+"
    r"(?P<m>(?:our\s+|the\s+)?[A-Z][\w ]{1,40}?|(?:our|the)\s+(?:back ?end|CRM|shop "
    r"system|data warehouse))(?=[.;,\n)]|$|\s+(?:and|with|using|over)\b)"
)
_MEASURED_LABELS = ("measured by", "measurement", "source of truth", "tracking", "analytics", "measured in")


def read_wording(text: Text, reading: Reading) -> None:
    """Put message, action, offer, positioning, occasion, page and measurement into the reading."""
    _label_or_pattern(text, reading, "action", _ACTION_LABELS, _ACTIONS)
    _imperative(text, reading)
    if reading.get("action"):
        reading.fields["action"] = reading.fields["action"].__class__(
            _without_tail(reading.get("action")), reading.fields["action"].words
        )
    read_offer(text, reading)
    _label_or_pattern(text, reading, "value", _VALUE_LABELS, _VALUES)
    _label_or_pattern(text, reading, "message", _MESSAGE_LABELS, _MESSAGES)
    _label_or_pattern(text, reading, "tone", _TONE_LABELS, (_TONE,))
    _label_or_pattern(text, reading, "measured_by", _MEASURED_LABELS, (_MEASURED,))
    reasons = text.labelled(*_REASON_LABELS)
    if reasons is not None:
        parts = [p.strip(" .") for p in re.split(r"\s*[,;]\s*(?:and\s+)?", reasons.value) if p.strip(" .")]
        reading.put("reasons", tuple(parts), reasons.value)
    occasion = text.labelled("occasion", "season", "event")
    found = _OCCASIONS.search(text.written) or _SEASON.search(text.written)
    if occasion is not None:
        reading.put("occasion", occasion.value, occasion.value)
    elif found is not None:
        reading.put("occasion", found.groupdict().get("s") or found[0], found[0])


def read_address(text: Text, reading: Reading) -> None:
    """Put the landing page into the reading, and mark it as read, so that nothing else is read from its letters."""
    rivals = reading.get("alternatives") or ()
    for match in _URL.finditer(text.written):
        text.take(match.start(), match.end())
        before = text.written[max(0, match.start() - NEAR) : match.start()]
        is_rival = match[0] in rivals or re.search(
            r"\b(?:instead of|against|versus|vs\.?|compet\w+(?: with| are)?)\s+(?:\w+\s+and\s+)?$", before
        )
        if not is_rival and "@" not in before[-1:]:
            reading.put("url", match[0].rstrip("."), match[0])


def read_windows(text: Text, reading: Reading) -> None:
    """Put the attribution windows into the reading, and mark them as read."""
    for match in _WINDOW.finditer(text.written):
        kind = (match["kind"] or match["kind2"]).lower()
        reading.put(f"{kind}_window_days", int(match["n"] or match["n2"]), match[0])
        text.take(match.start(), match.end())


def _label_or_pattern(
    text: Text, reading: Reading, field: str, labels: tuple[str, ...], patterns: tuple[re.Pattern[str], ...]
) -> None:
    """Read a field from its labelled line, else by the first pattern that fits, from the pattern's one named group."""
    line = text.labelled(*labels)
    if line is not None:
        reading.put(field, line.value.strip(' "'), line.value)
        return
    for pattern in patterns:
        match = pattern.search(text.written)
        if match is not None:
            reading.put(field, next(iter(match.groupdict().values())).strip(' ",'), match[0])
            return


def _imperative(text: Text, reading: Reading) -> None:
    """Read a sentence that is nothing but the action: "Request a demo."."""
    for start, end, sentence in text.sentences():
        match = _IMPERATIVE.fullmatch(sentence.strip(' .!;\n"'))
        if match and not text.is_taken(start, end) and find_offer(sentence) is None:
            reading.put("action", sentence.strip(' .!;\n"'), sentence)
            return


def _without_tail(action: str) -> str:
    previous = ""
    while action != previous:
        previous, action = action, _TRAILING.sub("", action)
    return action
