"""Words as the lexical search sees them: cut, levelled between British and American spelling, stemmed."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import pairwise
from threading import local

LEXICON_VERSION = 4
"""Goes up when the same text gives other stems; kept stems of another version are made again."""

_WORD = re.compile(r"[a-z0-9]+")
_JOINED = (
    (re.compile(r"\ba\s?/\s?b\b"), "abtest"),
    (re.compile(r"\b(e|m)-(commerce|mail)\b"), r"\1\2"),
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    (re.compile(r"['\u2019]s\b"), ""),
    (re.compile(r"\b(can|wo)(?:n)?['\u2019]t\b"), "will not"),
    (re.compile(r"n['\u2019]t\b"), " not"),
)
_AMERICAN = (
    (re.compile(r"is(e[drs]?|ing|ations?|ers)$"), r"iz\1"),
    (re.compile(r"ys(e[drs]?|ing)$"), r"yz\1"),
    (re.compile(r"our(s|al|able|ed|ing|ite)?$"), r"or\1"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
    (re.compile(r"ll(ed|ing|er)$"), r"l\1"),
    (re.compile(r"programme(s?)$"), r"program\1"),
)
_LEVELLED_FROM = 6
_ANY_NUMBER = "#"

STOPWORDS = frozenset(
    {
        "a", "about", "actually", "after", "again", "aint", "all", "also", "am", "an", "and", "any", "anybody",
        "anyone", "anything", "are", "arent", "as", "at", "basically", "be", "because", "been", "before",
        "being", "bit", "both", "but", "by", "can", "cant", "could", "couldnt", "define", "did", "didnt", "do",
        "does", "doesnt", "doing", "don", "done", "dont", "each", "either", "else", "ever", "every", "exactly",
        "explain", "few", "for", "from", "further", "get", "gets", "getting", "give", "given", "go", "goes",
        "going", "got", "had", "has", "hasnt", "have", "havent", "having", "he", "her", "here", "hers", "hey",
        "hi", "him", "his", "how", "hows", "i", "if", "im", "in", "into", "is", "isnt", "it", "its", "itself",
        "ive", "just", "know", "let", "like", "ll", "lot", "lots", "many", "may", "me", "mean", "meaning",
        "means", "might", "mine", "more", "most", "much", "must", "my", "near", "need", "no", "nor", "not",
        "now", "of", "off", "ok", "okay", "on", "once", "one", "only", "or", "other", "our", "ours", "out",
        "over", "own", "please", "put", "rather", "really", "s", "same", "say", "see", "shall", "she", "should",
        "shouldnt", "since", "so", "some", "somebody", "someone", "something", "stand", "stands", "still",
        "such", "t", "take", "tell", "than", "that", "thats", "the", "their", "them", "then", "there", "these",
        "they", "theyre", "thing", "things", "this", "those", "through", "to", "tons", "too", "under", "until",
        "up", "upon", "us", "use", "used", "using", "ve", "very", "via", "want", "was", "wasnt", "way", "we",
        "well", "were", "what", "whats", "when", "where", "wheres", "whether", "which", "while", "who", "whom",
        "whos", "whose", "why", "will", "with", "within", "without", "won", "wont", "would", "wouldnt", "yes",
        "yet", "you", "your", "youre", "yours",
    }
)  # fmt: skip


def stems(text: str) -> list[str]:
    """The stems of a text's content words, in order: "Optimizing CPAs" gives ["optim", "cpas"]-like stems."""
    return [stem(word) for word in words(text)]


def wording(text: str) -> list[str]:
    """How a text is worded: the stem of every word, function words too, and every two that stand side by side.

    "how many ... do I need" and "when should I ..." tell two questions about one subject apart. Any number counts as
    `#`: "10 leads from 80 clicks" is worded like "12 leads from 90 clicks", and like no text that happens to say 80.
    """
    every = [_ANY_NUMBER if word.isdigit() else stem(word) for word in raw_words(text)]
    return [*every, *(f"{one}_{next_one}" for one, next_one in pairwise(every))]


def words(text: str) -> list[str]:
    """A text's content words in lower case, in order; words that carry no subject are left out."""
    return [word for word in raw_words(text) if word not in STOPWORDS]


def raw_words(text: str) -> list[str]:
    """Every word of a text in lower case and without accents, in order."""
    lowered = without_accents(text.casefold())
    for pattern, replacement in _JOINED:
        lowered = pattern.sub(replacement, lowered)
    return _WORD.findall(lowered)


def without_accents(text: str) -> str:
    """A text with its accents taken off: `Qualität` and `qualitat` are then one word."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A lower-case word's stem, the same for British and American spelling."""
    levelled = word
    if len(word) >= _LEVELLED_FROM:
        for pattern, replacement in _AMERICAN:
            levelled = pattern.sub(replacement, levelled)
    return _stemmers().stem_word(levelled)


class _Stemmer(local):
    """The stemmer of one thread: it keeps the word at hand in itself, so two threads must not share one."""

    def __init__(self) -> None:
        import snowballstemmer

        self.stem_word: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord


@cache
def _stemmers() -> _Stemmer:
    return _Stemmer()
