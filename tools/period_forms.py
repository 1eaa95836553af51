"""The ways marketers name a period: patterns with the function that reads each."""

import re
from collections.abc import Callable
from datetime import date

from tools.holidays import PATTERN as HOLIDAY
from tools.period import DAY, Period, week_of
from tools.period_readers import (
    count_of,
    half_of_year,
    read_before_last,
    read_calendar_week,
    read_dotted_day,
    read_half_year,
    read_holiday,
    read_iso_day,
    read_iso_range,
    read_iso_week_of,
    read_last_weekday,
    read_month,
    read_quarter,
    read_rolling,
    read_spoken_day,
    read_spoken_range,
    read_to_date,
    read_units_ago,
    read_weekend,
    read_year,
    read_yesterday,
    units_back,
)
from tools.period_words import (
    DAY_FORM,
    DOM,
    ISO,
    MONTH,
    NUMBER,
    ORDINALS,
    TH,
    TO,
    WEEKDAY,
    WHOLE,
    YEAR,
)

Reader = Callable[[re.Match[str], date], Period | None]


def _inner(text: str, today: date) -> Period | None:
    """Read a period that stands inside another form."""
    plain = re.sub(r"^\W*(?:the )?(?:(?:beginning|start) of )?(?:the )?", "", text.strip(), flags=re.IGNORECASE).strip()
    lone = re.fullmatch(r"(?P<unit>week|month|quarter|year)", plain, re.IGNORECASE)
    if lone:
        return _current(lone["unit"].lower(), today)
    if re.fullmatch(rf"{DOM}(?:st|nd|rd|th)", plain, re.IGNORECASE):
        return _day_of_this_month(int(plain[:-2]), today)
    weekday = re.fullmatch(rf"(?:last |on )?(?P<weekday>{WEEKDAY})", plain, re.IGNORECASE)
    if weekday:
        return read_last_weekday(weekday, today)
    this = re.fullmatch(r"this (?P<unit>week|month|quarter|year)", plain, re.IGNORECASE)
    if this:
        return _current(this["unit"].lower(), today)
    for pattern, read in (*FORMS, BARE_MONTH, BARE_YEAR):
        match = pattern.fullmatch(plain)
        if match:
            return read(match, today)
    return None


def _current(unit: str, today: date) -> Period:
    """Return the whole unit that today is in."""
    return week_of(today) if unit == "week" else units_back(unit, 0, 1, today)


def _day_of_this_month(number: int, today: date) -> Period | None:
    for back in (0, 1, 2):
        within = units_back("month", back, 1, today)
        if number <= within.days and within.start + (number - 1) * DAY <= today:
            day = within.start + (number - 1) * DAY
            return Period(day, day)
    return None


def _range_of_days(match: re.Match[str], today: date) -> Period | None:
    start, end = _inner(match["one"], today), _inner(match["other"], today)
    if start is None or end is None:
        return None
    if start.start > end.end:
        start = Period(_a_year_back(start.start), start.end) if not re.search(r"\d{4}", match["one"]) else start
    return Period(start.start, end.end) if start.start <= end.end else None


def _a_year_back(day: date) -> date:
    from dateutil.relativedelta import relativedelta

    return day - relativedelta(years=1)


def _since(match: re.Match[str], today: date) -> Period | None:
    start = _inner(match["day"], today)
    if start is None or start.start >= today:
        return None
    return Period(start.start, today - DAY)


_LATE, _EARLY, _QUARTER = 20, 10, 92


def _part_of(match: re.Match[str], today: date) -> Period | None:
    """Read "first half of May", "the last two weeks of March", "the second week of April"."""
    whole = _inner(match["whole"], today)
    if whole is None:
        return None
    which, unit = match["which"].lower(), match["unit"].lower()
    if unit == "half" and whole.days > _QUARTER:
        return half_of_year(whole.start.year, is_first=which in {"first", "1st"})
    if unit == "half":
        middle = whole.start + (whole.days // 2 - 1) * DAY
        return Period(whole.start, middle) if which in {"first", "1st"} else Period(middle + DAY, whole.end)
    size = {"day": 1, "week": 7, "fortnight": 14, "weekend": 2}[unit.removesuffix("s")]
    length = size * count_of(match["count"])
    if which in {"last", "final"}:
        return Period(max(whole.start, whole.end - (length - 1) * DAY), whole.end)
    skipped = 0 if match["count"] else size * (ORDINALS.get(which, 1) - 1)
    start = whole.start + skipped * DAY
    return Period(start, min(whole.end, start + (length - 1) * DAY)) if start <= whole.end else None


def _time_of_month(match: re.Match[str], today: date) -> Period | None:
    whole = _inner(match["whole"], today)
    if whole is None or whole.days > 31:  # noqa: PLR2004 - a month
        return None
    first, last = {"early": (1, _EARLY), "mid": (_EARLY + 1, _LATE), "late": (_LATE + 1, 31)}[match["when"].lower()]
    return Period(whole.start + (first - 1) * DAY, min(whole.end, whole.start + (last - 1) * DAY))


def _form(pattern: str, read: Reader) -> tuple[re.Pattern[str], Reader]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), read


FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    _form(rf"(?:between |from )?({ISO}){TO}({ISO})", read_iso_range),
    _form(rf"week (?:of|from|starting|beginning) ({ISO})", read_iso_week_of),
    _form(
        rf"since (?P<day>(?:the )?(?:beginning|start) of {WHOLE}|{DAY_FORM}|{WHOLE})",
        _since,
    ),
    _form(
        rf"(?:the )?(?P<which>first|last|final|second|third|fourth|1st|2nd|3rd|4th) (?:(?P<count>{NUMBER}) )?"
        rf"(?P<unit>half|days?|weeks?|fortnight|weekend) (?:of|in) (?P<whole>{WHOLE})",
        _part_of,
    ),
    _form(rf"(?P<when>early|mid|late)[ -](?P<whole>(?:{MONTH})(?:,? \d{{4}})?|last month|this month)", _time_of_month),
    _form(
        rf"(?:between |from )?(?P<m1>{MONTH})\.? (?P<d1>{DOM}){TH}{TO}"
        rf"(?:(?P<m2>{MONTH})\.? )?(?P<d2>{DOM}){TH}{YEAR}",
        read_spoken_range,
    ),
    _form(
        rf"(?:between |from )?(?:the )?(?P<d1>{DOM}){TH}(?:(?: of)? (?P<m1>{MONTH})\.?)?{TO}"
        rf"(?P<d2>{DOM}){TH}(?: of)? (?P<m2>{MONTH})\b\.?{YEAR}",
        read_spoken_range,
    ),
    _form(rf"(?:between|from) (?P<one>{DAY_FORM}){TO}(?P<other>{DAY_FORM})", _range_of_days),
    _form(rf"({ISO})", read_iso_day),
    _form(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", read_dotted_day),
    _form(
        rf"(?P<week>week (?:of|from|starting|beginning) )?(?:the )?(?:(?P<m1>{MONTH})\.? (?P<d1>{DOM}){TH}"
        rf"|(?P<d2>{DOM}){TH}(?: of)? (?P<m2>{MONTH})\b\.?){YEAR}",
        read_spoken_day,
    ),
    _form(rf"(?:in |during |of |for )?(?P<month>{MONTH}) (?:of )?(?P<back>last year)", read_month),
    _form(rf"(?:last )?(?P<holiday>{HOLIDAY})(?: (?P<year>\d{{4}})| (?P<back>last year))?", read_holiday),
    _form(
        r"(?:last )?q(?P<quarter>[1-4])(?:(?: of)?[ -]?(?P<year>\d{4})|(?: of)? (?P<back>last year))?",
        read_quarter,
    ),
    _form(r"(?:the )?(?P<unit>day|week|month|quarter|year) before last", read_before_last),
    _form(
        rf"(?:the )?(?:last|past|previous|prior|trailing)(?: (?P<count>{NUMBER}))? (?:full |complete )?"
        r"(?P<unit>days?|weeks?|months?|quarters?|years?|fortnights?)",
        read_rolling,
    ),
    _form(rf"(?P<count>{NUMBER}) (?P<unit>days?|weeks?|months?|quarters?) ago", read_units_ago),
    _form(r"(?:the )?(?P<which>last|this|previous|past) weekend", read_weekend),
    _form(r"(?:this|current) (?P<unit>week|month|quarter|year)(?: to date| so far)?", read_to_date),
    _form(r"(?P<unit>week|month|quarter|year)[- ]to[- ]date", read_to_date),
    _form(r"(?P<unit>[wmqy])td", read_to_date),
    _form(rf"(?:last|on(?: last)?) (?P<weekday>{WEEKDAY})", read_last_weekday),
    _form(r"yesterday|today|last night", read_yesterday),
    _form(r"(?:the )?(?P<ordinal>first|second|third|fourth) quarter(?: of (?P<year>\d{4}))?", read_quarter),
    _form(r"h(?P<half>[12])[ -](?P<year>\d{4})", read_half_year),
    _form(r"(?:calendar week|cw|kw) ?(?P<number>\d{1,2})(?:[ /]?(?P<year>\d{4}))?", read_calendar_week),
    _form(rf"(?:in |during |of |for |month of |last |this )(?P<month>{MONTH})(?:,? (?P<year>\d{{4}}))?", read_month),
    _form(rf"(?P<month>{MONTH}),? (?P<year>\d{{4}})", read_month),
    _form(
        r"(?:in|during|for) (?P<year>20\d\d)(?=\s*(?:[,.?!;:]|$|(?:vs|and|than|against|compared|versus)\b))", read_year
    ),
)
"""The longest forms first: a form never takes characters that an earlier one has read."""
BARE_MONTH = _form(rf"(?P<month>{MONTH})", read_month)
BARE_YEAR = _form(r"(?P<year>20\d\d)", read_year)
"""Forms for a text that is a period as a whole: "may" and "2026" in a sentence are other things."""
