"""The words of periods: months, weekdays, counts, and the patterns of a day and of a calendar unit."""

import calendar

from tools.holidays import PATTERN as HOLIDAY

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n} | {
    name.lower(): n for n, name in enumerate(calendar.month_abbr) if n
} | {"sept": 9}  # fmt: skip
WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
COUNT_WORDS = {
    "a": 1, "one": 1, "two": 2, "couple of": 2, "few": 3, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "thirty": 30, "sixty": 60,
    "ninety": 90,
}  # fmt: skip
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(WEEKDAYS)
NUMBER = rf"\d{{1,6}}|{'|'.join(COUNT_WORDS)}"
ISO = r"\d{4}-\d{2}-\d{2}"
DOM = r"(?:3[01]|[12][0-9]|0?[1-9])"
TH = r"(?:st|nd|rd|th)?"
TO = r"\s*(?:\.\.+|/|to|until|through|thru|till|–|—|-|and)\s*(?:the |and )?"
YEAR = r"(?:,? (?P<year>\d{4}))?"
DAY_FORM = (
    rf"(?:the )?(?:{ISO}|(?:{MONTH})\.? {DOM}{TH}|{DOM}{TH}(?: of)? (?:{MONTH})\b\.?|{DOM}(?:st|nd|rd|th)|"
    rf"\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|(?:last |on )?(?:{WEEKDAY})|yesterday|today|{HOLIDAY})(?:,? \d{{4}})?"
)
WHOLE = (
    rf"(?:the )?(?:(?:{MONTH})(?:,? \d{{4}})?|q[1-4](?:[ -]?\d{{4}})?|(?:last|this|previous) (?:week|month|"
    rf"quarter|year)|"
    r"(?:the )?(?:week|month|quarter|year)|\d{4})"
)
