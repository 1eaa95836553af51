"""When a digest comes: "every Monday 9:00" in words, as a recurrence rule (RFC 5545), and as moments.

The clock of its time zone counts, whatever the season. Where the clock is put forward over the time, the digest comes
an hour later by the new clock, as if it had not been; where the clock is put back, it comes the first time only.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from agent.time_zones import find_time_zone
from tools.errors import InputError

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CODES = {name: name[:2].upper() for name in _DAYS}
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_LIST = rf"{_DAY}(?:(?:\s*(?:,|and|&|,\s*and)\s*){_DAY})*"
_NTH = "|".join(_NUMBERS)
_WHEN = rf"""(?:
    (?P<daily>(?:every|each)\s+(?:day|morning|evening)|daily)
  | (?P<work>(?:every|each)\s+(?:weekday|work(?:ing)?\s?day|business\s+day))
  | (?:(?:every|each)\s+week|weekly)\s+on\s+(?P<weekly>{_LIST})
  | (?:every|each)\s+(?P<days>{_LIST})
  | (?:(?:on\s+)?(?:the|every|each)\s+)(?P<nth>{_NTH})\s+(?P<nth_day>{_DAY})
    (?:\s+(?:of|in)\s+(?:the|every|each|a)\s+month)?
  | (?:(?:every|each)\s+month|monthly)\s+on\s+the\s+
    (?P<month_day>\d{{1,2}}(?=st|nd|rd|th|\b)|first|last)(?:st|nd|rd|th)?(?:\s+day)?
)"""
_TIME = r"""(?:\s*,?\s*(?:
    at\s+(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:\s*(?P<half>[ap])\.?m\b\.?)?(?:\s*o'clock)?
  | (?P<hour2>\d{1,2})[:.](?P<minute2>\d{2})(?:\s*(?P<half2>[ap])\.?m\b\.?)?
  | (?P<hour3>\d{1,2})\s*(?P<half3>[ap])\.?m\b\.?
  | (?:at\s+)?(?P<named>noon|midnight)
))"""
_ZONE = r"""(?:\s*\(?(?P<zone>(?-i:
    [A-Z][A-Za-z]+(?:/[A-Za-z_]+)+ | [A-Z][A-Za-z]+(?:\s[A-Z][a-z]+)?\s+time
  | (?:UTC|GMT|CES?T|[ECMP][SD]?T|BST|IST|JST|AEST)\b
))\)?)?"""
_LEADS = r"(?:please\s+)?(?:(?:schedule|set\s+up|make|add)\s+)?(?:a\s+)?(?:digest\b\s*:?\s*)?"
_TELLS = r"(?:please\s+)?(?:(?:tell|send|show|give)\s+(?:me|us)|post|say|answer|ask)?\s*"
_FIRST = re.compile(
    rf"{_LEADS}{_WHEN}{_TIME}{_ZONE}\s*[:,;–—-]*\s+?{_TELLS}(?P<question>\S.*)", re.IGNORECASE | re.VERBOSE | re.DOTALL
)
_LAST = re.compile(
    rf"{_LEADS}{_TELLS}(?P<question>\S.*?)[\s,;:–—-]+{_WHEN}{_TIME}{_ZONE}\s*[.!]?",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_NOON, _LAST_SURE_DAY, _FEWEST_WORDS = 12, 28, 2


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something comes again and again.

    Attributes:
        rule: of RFC 5545, without a start.
        words: `every Monday at 9:00`.
        zone: the time zone's IANA name; empty while nobody has said which.
    """

    rule: str
    words: str
    zone: str = ""

    def between(self, after: datetime, until: datetime) -> list[datetime]:
        """Return the moments after one and up to another, both with their zone, in UTC."""
        zone = ZoneInfo(self.zone or "UTC")
        day = timedelta(days=1)
        start = after.astimezone(zone).replace(tzinfo=None) - day
        end = until.astimezone(zone).replace(tzinfo=None) + day
        local = rrulestr(self.rule, dtstart=start.replace(hour=0, minute=0, second=0, microsecond=0)).between(
            start, end
        )
        # A time that the clock leaves out is read by the offset before: an hour later by the new clock.
        found = [moment.replace(tzinfo=zone, fold=0).astimezone(UTC) for moment in local]
        return [moment for moment in found if after < moment <= until]

    def next(self, after: datetime) -> datetime:
        """Return the first moment after another, in UTC."""
        return next(m for days in (8, 70, 800) for m in self.between(after, after + timedelta(days=days))[:1])


def read_schedule(text: str) -> tuple[Schedule, str] | None:
    """Return when something is to come and what, as in "every Monday 9:00: what changed last week and why".

    The time of the day must be said: "every Monday our CPA rises" asks for no digest.

    Raises:
        InputError: when there is no such time, or no time zone of that name.
    """
    plain = " ".join(text.split())
    match = _FIRST.fullmatch(plain) or _LAST.fullmatch(plain)
    if match is None or len(match["question"].split()) < _FEWEST_WORDS:
        return None
    hour, minute = _time(match)
    when, words = _rule(match)
    rule = f"{when};BYHOUR={hour};BYMINUTE={minute};BYSECOND=0"
    zone = find_time_zone(match["zone"]) if match["zone"] else ""
    return Schedule(rule, f"{words} at {hour}:{minute:02}", zone), match["question"].strip()


def _time(match: re.Match[str]) -> tuple[int, int]:
    if match["named"]:
        return (_NOON if match["named"].lower() == "noon" else 0), 0
    hour = int(match["hour"] or match["hour2"] or match["hour3"])
    minute = int(match["minute"] or match["minute2"] or 0)
    half = (match["half"] or match["half2"] or match["half3"] or "").lower()
    if half and not 1 <= hour <= _NOON:
        hour = 24
    elif half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004 - a clock
        raise InputError("There is no such time of the day", remedy="Write it like 9:00 or 4:30 pm.")
    return hour, minute


def _rule(match: re.Match[str]) -> tuple[str, str]:
    """Return the rule without its time, and its words."""
    if match["daily"]:
        return "FREQ=DAILY", "every day"
    if match["work"]:
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"
    if match["nth"]:
        day = _day(match["nth_day"])
        number = _NUMBERS[match["nth"].lower()]
        return f"FREQ=MONTHLY;BYDAY={number}{_CODES[day]}", f"every {match['nth'].lower()} {day.title()} of the month"
    if match["month_day"]:
        return _month_day(match["month_day"].lower())
    days = sorted({_day(d) for d in re.findall(_DAY, match["days"] or match["weekly"], re.IGNORECASE)}, key=_DAYS.index)
    named = [d.title() for d in days]
    listed = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
    return f"FREQ=WEEKLY;BYDAY={','.join(_CODES[d] for d in days)}", f"every {listed}"


def _month_day(written: str) -> tuple[str, str]:
    if written == "last":
        return "FREQ=MONTHLY;BYMONTHDAY=-1", "on the last day of every month"
    number = 1 if written == "first" else int(written)
    if not 1 <= number <= 31:  # noqa: PLR2004 - a month
        raise InputError("A month has no such day", remedy="Write a number from 1 to 31.")
    if number <= _LAST_SURE_DAY:
        return f"FREQ=MONTHLY;BYMONTHDAY={number}", f"on day {number} of every month"
    days = ",".join(str(d) for d in range(_LAST_SURE_DAY, number + 1))
    return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1", f"on day {number} of every month, or its last"


def _day(written: str) -> str:
    return next(day for day in _DAYS if day.startswith(written.lower()[:3]))
