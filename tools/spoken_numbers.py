"""Numbers told in words, written in digits: "fifteen hundred dollars", "half a million impressions", "one in eight".

Only words that plainly give a figure are rewritten: those with a size ("thousand", "dozen", "grand"), those before a
unit ("two percent", "nine euros"), and shares ("one in eight"). "Two channels" and "the first one" stay as they are.
"""

import re

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 100, "thousand": 1_000, "grand": 1_000, "million": 1_000_000, "mil": 1_000_000, "mill": 1_000_000,
    "billion": 1_000_000_000, "dozen": 12,
}  # fmt: skip
_SMALL = "|".join(sorted(_ONES, key=len, reverse=True))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_WORD = rf"(?:{_SMALL}|{_SCALE})"
_NUMBER = rf"(?:{_SMALL})(?:[\s-]+(?:and[\s-]+)?{_WORD})*"
_UNIT = (
    r"(?=\s*(?:%|percent\b|per cent\b|pct\b|dollars?\b|euros?\b|pounds?\b|bucks\b|quid\b|cents?\b|percentage\b|[€$£]))"
)
_SIZED = re.compile(
    rf"(?<!per )(?<!cost of )(?<!each )\b(?:(?P<half>half an? )|(?P<article>an? (?:round |cool )?))?"
    rf"(?P<words>{_WORD}(?:[\s-]+(?:and[\s-]+)?{_WORD})*)\b",
    re.IGNORECASE,
)
"""A number with a size: "two thousand", "a hundred", "half a million", "fifteen hundred and fifty"."""
_WITH_UNIT = re.compile(rf"\b(?P<words>{_NUMBER})\b{_UNIT}", re.IGNORECASE)
_SHARE = re.compile(
    rf"\b(?P<part>{_SMALL})\s+(?P<in>in|out of)\s+(?:every\s+)?(?P<whole>{_NUMBER}|a hundred)\b"
    r"(?!\s+(?:days?|weeks?|months?|quarters?|years?)\b)",
    re.IGNORECASE,
)
_AFTER_DIGITS = re.compile(r"(?<=\d)\s*(?P<scale>mil|mill)\b", re.IGNORECASE)
_AND_A_HALF = re.compile(rf"\b(?P<one>\d+|{_SMALL}) and a half (?P<scale>{_SCALE})\b", re.IGNORECASE)


def with_digits(text: str) -> str:
    """Return the text with its numbers in words written in digits; everything else as it stands."""
    text = _AFTER_DIGITS.sub(" million", text)
    text = _AND_A_HALF.sub(lambda m: f"{(_small(m['one']) + 0.5) * _SCALES[m['scale'].lower()]:.10g}", text)
    text = _SHARE.sub(lambda m: f"{_value(m['part']):.10g} {m['in']} {_value(m['whole']):.10g}", text)
    text = _SIZED.sub(_sized, text)
    return _WITH_UNIT.sub(lambda m: f"{_value(m['words']):.10g}", text)


def _small(word: str) -> float:
    return float(word) if word.isdigit() else float(_ONES[word.lower()])


def _sized(match: re.Match[str]) -> str:
    words = re.findall(r"[a-z]+", match["words"].lower())
    told = match["half"] or match["article"] or words[0] in _ONES
    if not told or not _SCALES.keys() & set(words) or re.search(r"\d\s*$", match.string[: match.start()]):
        return match[0]  # "20 grand" has its digits, and "thousands of people" no number
    return f"{_value(match['words']) * (0.5 if match['half'] else 1.0):.10g}"


def _value(words: str) -> float:
    """Return the value of a run of number words: "two hundred and fifty thousand" is 250,000."""
    total, current = 0.0, 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _ONES:
            current += _ONES[word]
        elif word in _SCALES and _SCALES[word] <= _SCALES["hundred"]:
            current = max(current, 1.0) * _SCALES[word]
        elif word in _SCALES:
            total += max(current, 1.0) * _SCALES[word]
            current = 0.0
    return total + current
