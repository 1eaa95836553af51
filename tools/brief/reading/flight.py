"""Reads the flight: its first and last day, from ranges, single days with a cue, months, and durations."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from tools.brief.reading.days import DayMention, find_days
from tools.brief.reading.found import Reading
from tools.brief.reading.text import NEAR, Text
from tools.periods import Period

_TO = re.compile(
    r"\s*,?\s*(?:to|until|till|thru|through|up to|–|—|-|and\s+(?:(?:it\s+)?(?:ends?|"
    r"ending|runs?)\s+(?:on\s+|until\s+)?)?|"
    r"(?:and\s+)?(?:ends?|ending|finish\w*)(?:\s+(?:on|by))?|&)\s*(?:the\s+)?",
    re.IGNORECASE,
)
_START = re.compile(
    r"\b(?:from|start(?:s|ing|ed)?|launch(?:es|ing)?|live|begin(?:s|ning)?|kick(?:s|"
    r"ing)?[- ]?off|as of|between|go live|"
    r"goes live|running|runs?|start date|dates?|flight)\s*(?:is|:|-|on|from|at|in|date|the|about)?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_END = re.compile(
    (
        r"\b(?:until|till|through|ends?|ending|finish(?:es|ing)?|end date|up to|to)\s*(?::|"
        r"on|by|at|in|the|is)?\s*(?:the\s+)?$"
    ),
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:before|by|since|ordered by|due|deadline|last|approv\w* (?:by|on))\s+(?:the\s+)?$", re.IGNORECASE
)
_COUNTS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
DURATION = re.compile(
    (
        rf"\b(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})[ -](?:full[ -])?(?P<unit>day|week|month)s?\b(?!\s+(?:click|"
        rf"view|trial|post|free))"
    ),
    re.IGNORECASE,
)
_RUN_BEFORE = re.compile(
    r"\b(?:run(?:s|ning)?|flight|campaign|lasts?|lasting|live|over|the next|duration|per (?:day|week|month)|"
    r"a (?:day|week|month)|/\s?(?:day|week|month)|daily|weekly|monthly|start\w*[^.;]{0,40}|begin\w*[^.;]{0,40}|"
    r"launch\w*[^.;]{0,40}|live[^.;]{0,40})\s*(?:is|of|about|for|:|,|over)?\s*(?:the next\s+|a total of\s+|about\s+)?$",
    re.IGNORECASE,
)
_RUN_AFTER = re.compile(
    (
        r"\s*,?\s*(?:start(?:ing|s)?|begin(?:ning|s)?|from|as of|flight|campaign|long|in "
        r"total|run\b|push|burst|sprint|test\b)"
    ),
    re.IGNORECASE,
)
_NEXT = re.compile(r"\bthe next\s*$", re.IGNORECASE)


def read_flight(text: Text, reading: Reading, *, today: date, month_first: bool = False) -> None:
    """Put `start` and `end` into the reading, as far as the text says them, and mark their words as read."""
    mentions = find_days(text.written, today=today, month_first=month_first)
    for mention in mentions:
        text.take(mention.start, mention.end)
    usable = [m for m in mentions if not _OTHER.search(text.written[max(0, m.start - NEAR) : m.start])]
    ranged = _range(text.written, usable, reading)
    if not ranged:
        _singles(text.written, usable, reading)
    _duration(text, reading, today)


def _range(written: str, mentions: list[DayMention], reading: Reading) -> bool:
    """Read "6 April to 17 May", "May and June", "between 1 and 30 June"; the first range in the text counts."""
    for first, second in pairwise(_listed(written, mentions)):
        between = written[first.end : second.start]
        if not _TO.fullmatch(between):
            continue
        start, end = _same_years(first, second)
        words = written[first.start : second.end]
        reading.put("start", start.period.start, words)
        reading.put("end", end.period.end, words)
        return True
    short = (
        re.search(
            r"\b(\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|to|and|until)\s*$",
            written[max(0, mentions[0].start - NEAR) : mentions[0].start],
        )
        if mentions
        else None
    )
    if short is not None and mentions[0].is_day and int(short[1]) <= mentions[0].period.start.day:
        day = mentions[0].period.start
        words = written[short.start() : mentions[0].end]
        reading.put("start", day.replace(day=max(1, int(short[1]))), words)
        reading.put("end", day, words)
        return True
    late = (
        re.match(r"\s*(?:-|–|to|until|through)\s*(\d{1,2})(?:st|nd|rd|th)?\b(?!\s*[%\w])", written[mentions[0].end :])
        if mentions
        else None
    )
    if late is not None and mentions[0].is_day and int(late[1]) > mentions[0].period.start.day:
        day = mentions[0].period.start
        try:
            last = day.replace(day=int(late[1]))
        except ValueError:
            return False
        words = written[mentions[0].start : mentions[0].end] + late[0]
        reading.put("start", day, words)
        reading.put("end", last, words)
        return True
    return False


def _listed(written: str, mentions: list[DayMention]) -> list[DayMention]:
    """Leave out the middle months of "September, October and November"."""
    found: list[DayMention] = []
    for place, mention in enumerate(mentions):
        after = mentions[place + 1] if place + 1 < len(mentions) else None
        is_middle = (
            found
            and after is not None
            and not (mention.is_day or found[-1].is_day or after.is_day)
            and re.fullmatch(r"\s*,\s*", written[found[-1].end : mention.start])
            and re.fullmatch(r"\s*,?\s*(?:and|to|&)?\s*", written[mention.end : after.start])
        )
        if is_middle:
            found[-1] = replace(found[-1], end=mention.end)
        else:
            found.append(mention)
    return found


def _same_years(first: DayMention, second: DayMention) -> tuple[DayMention, DayMention]:
    """Let a year written once hold for both; without one, the end is the first such day after the start."""
    if second.has_year and not first.has_year:
        start = _in_year(first.period, second.period.end.year)
        if start.start > second.period.end:
            start = _in_year(first.period, second.period.end.year - 1)
        return replace(first, period=start), second
    if not second.has_year:
        end = _in_year(second.period, first.period.start.year)
        if end.end < first.period.start:
            end = _in_year(second.period, first.period.start.year + 1)
        return first, replace(second, period=end)
    return first, second


def _in_year(period: Period, year: int) -> Period:
    shift = year - period.start.year
    return Period(_moved(period.start, shift), _moved(period.end, shift))


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _singles(written: str, mentions: list[DayMention], reading: Reading) -> None:
    for mention in mentions:
        before = written[max(0, mention.start - NEAR) : mention.start]
        if _END.search(before):
            reading.put("end", mention.period.end, mention.text)
        elif _START.search(before) or mention.is_day:
            reading.put("start", mention.period.start, mention.text)
            if not mention.is_day and not re.search(
                r"\b(?:from|start\w*|launch\w*|begin\w*|live)\W+(?:in\W+)?$", before, re.IGNORECASE
            ):
                reading.put("end", mention.period.end, mention.text)
        else:
            reading.put("start", mention.period.start, mention.text)
            reading.put("end", mention.period.end, mention.text)
    start, end = reading.get("start"), reading.get("end")
    if start and end and end < start:
        moved = [m for m in mentions if m.text == reading.fields["end"].words and not m.has_year]
        if moved:
            later = _in_year(moved[0].period, start.year + (moved[0].period.end.replace(year=start.year) < start))
            reading.fields["end"] = replace(reading.fields["end"], value=later.end)


def _duration(text: Text, reading: Reading, today: date) -> None:
    for match in DURATION.finditer(text.written):
        before, after = text.written[max(0, match.start() - 60) : match.start()], text.written[match.end() :]
        if not (_RUN_BEFORE.search(before) or _RUN_AFTER.match(after)):
            continue
        text.take(match.start(), match.end())
        count = _COUNTS.get(match["count"].lower()) or int(match["count"])
        if not count:
            continue
        reading.put("duration", (count, match["unit"].lower()), match[0])
        start, end = reading.get("start"), reading.get("end")
        if start is None and end is None and _NEXT.search(before):
            start = today + timedelta(days=1)
            reading.put("start", start, match[0], "from tomorrow")
        if start is not None and end is None:
            reading.put(
                "end", added(start, count, match["unit"]) - timedelta(days=1), match[0], f"{match[0]} from {start}"
            )
        elif end is not None and start is None:
            reading.put(
                "start", added(end, -count, match["unit"]) + timedelta(days=1), match[0], f"{match[0]} to {end}"
            )
        return


def added(day: date, count: int, unit: str) -> date:
    """Return the day that many days, weeks or months on; a month's missing day is its last."""
    if unit.startswith("day"):
        return day + timedelta(days=count)
    if unit.startswith("week"):
        return day + timedelta(days=7 * count)
    index = day.year * 12 + day.month - 1 + count
    year, number = divmod(index, 12)
    last = (date(year + (number == 11), (number + 1) % 12 + 1, 1) - timedelta(days=1)).day  # noqa: PLR2004 - December
    return date(year, number + 1, min(day.day, last))
