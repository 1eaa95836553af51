"""What a column's name says: measures, dimensions, dates, settings, by the words of the common exports.

The words stand in `export_names.toml`; add a name there to have a new export understood.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_WORDS = tomllib.loads(files("tools.data").joinpath("export_names.toml").read_text("utf-8"))
MEASURE_NAMES: dict[str, list[str]] = _WORDS["measures"]
DIMENSION_NAMES: dict[str, list[str]] = _WORDS["dimensions"]
DATE_NAMES: list[str] = _WORDS["dates"]
DATE_END_NAMES: list[str] = _WORDS["date_ends"]
CURRENCY_NAMES: list[str] = _WORDS["currencies"]
STATUS_NAMES = frozenset(_WORDS["status"])
RATIO_WORDS = frozenset(_WORDS["ratio_words"])
PERSONAL_NAMES = frozenset(_WORDS["personal"])
CHANNEL_WORDS = frozenset(_WORDS["channel_words"])
CODE_WORDS = frozenset(_WORDS["code_words"])
UNCLEAR_NAMES: dict[str, list[str]] = _WORDS["unclear"]
"""Names that stand for one measure in one export and for another elsewhere: name -> the measures it may be."""
EXPECTATION_WORDS: dict[str, str] = {word: kind for kind, words in _WORDS["expectations"].items() for word in words}
"""Words of a column of expected values -> the kind: forecast, plan, budget, target, expected."""
TOTAL_WORDS = (
    r"^\s*(grand\s+total|totals?|total\s*[:\-–—].*|totals?\s+of\s+\d+.*|total\s*\(.*\)|sum|overall total|summe|gesamt|"
    r"gesamtsumme|итого|report total)\s*$"
)
_UNIT = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column name, normalised.

    Attributes:
        words: lower case, separated by single blanks, without punctuation, units in brackets and API prefixes.
        full: the same with what stood in brackets.
        bracketed: what stood in brackets, as written.
        in_micros: True for money in millionths, as advertising APIs report it.
    """

    words: str
    full: str
    bracketed: tuple[str, ...]
    in_micros: bool


@cache
def column_words(name: str) -> ColumnWords:
    """Normalise a column name: "Amount spent (USD)" and "metrics.cost_micros" become "amount spent" and "cost"."""
    bracketed = tuple(a or b for a, b in _UNIT.findall(name))
    words = _plain(_UNIT.sub(" ", name))
    in_micros = words.endswith(" micros")
    return ColumnWords(_api(words.removesuffix(" micros")), _api(_plain(name)), bracketed, in_micros)


def _plain(name: str) -> str:
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    text = text.replace("%", " percent ").replace("&", " and ")
    letters = unicodedata.normalize("NFKD", text.casefold())
    text = re.sub(r"[^\w]+|_", " ", "".join(c for c in letters if not unicodedata.combining(c)))
    return " ".join(text.split())


def _api(words: str) -> str:
    """Drop the prefixes of advertising APIs (`metrics.clicks`) and of attribution windows ("7 Day Total Orders")."""
    plain = re.sub(r"^(metrics|segments|metric|dimensions?) (?=\w)", "", words)
    return re.sub(r"^\d{1,2} days? (?=\w)", "", plain)


def snake_case(name: str) -> str:
    """Return a column's own name as a dimension name."""
    return re.sub(r"\W+", "_", column_words(name).full).strip("_") or "column"


@cache
def measure_by_name() -> dict[str, tuple[str, int]]:
    """Return normalised name -> measure and its rank among that measure's names, 0 first."""
    return {alias: (measure, rank) for measure, aliases in MEASURE_NAMES.items() for rank, alias in enumerate(aliases)}


@cache
def dimension_by_name() -> dict[str, tuple[str, int]]:
    """Return normalised name -> dimension and its rank, 0 first."""
    return {alias: (name, rank) for name, aliases in DIMENSION_NAMES.items() for rank, alias in enumerate(aliases)}


def known(name: str) -> bool:
    """Return whether a cell reads like the name of a column in some export; used to find the header line."""
    words = column_words(name)
    return any(
        w in measure_by_name() or w in dimension_by_name() or w in DATE_NAMES or w in STATUS_NAMES or is_ratio(w)
        for w in (words.words, words.full)
    )


def is_ratio(words: str) -> bool:
    """Return whether a column is computed from others (a rate, an average): it can't be added up."""
    return bool(RATIO_WORDS & set(words.split())) and words not in measure_by_name()


def computed(name: str) -> bool:
    """Return whether a name says that its figures are computed: a rate, an average, "Cost / conv.", "(ACOS)"."""
    words = column_words(name)
    first, slash, second = name.partition("/")
    divided = slash and second.strip() and column_words(first).words in measure_by_name()
    return bool(divided) or is_ratio(words.words) or is_ratio(words.full)


def expectation_kind(name: str) -> str | None:
    """Return what kind of expected values a text speaks of (forecast, plan, budget, target); None for results.

    "Goal completions" is a result: a name that exports use for a measure is that measure.
    """
    words = column_words(name).full
    if words in measure_by_name():
        return None
    return next((EXPECTATION_WORDS[word] for word in words.split() if word in EXPECTATION_WORDS), None)
