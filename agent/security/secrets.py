"""Secrets: the values that the environment holds, and the shapes that keys are known by; found in disguise too."""

import base64
import binascii
import codecs
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

REMOVED = "[secret removed]"
_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|DSN|AUTH|COOKIE|SIGNATURE", re.IGNORECASE)
_SHORTEST = 8
_WINDOW = 16
"""So many letters and digits in a row of a secret, in any disguise, give it away."""

_SHAPES = re.compile(
    r"""
      \bsk-[A-Za-z0-9_-]{16,}                       # OpenAI, Anthropic and others
    | \bxox[abeoprs]-[A-Za-z0-9-]{10,} | \bxapp-[A-Za-z0-9-]{10,}   # Slack
    | \b(?:AKIA|ASIA)[A-Z0-9]{16}\b                 # AWS access key id
    | \bAIza[A-Za-z0-9_-]{30,} | \bya29\.[A-Za-z0-9_-]{20,}         # Google
    | \bgh[opsur]_[A-Za-z0-9]{30,} | \bgithub_pat_[A-Za-z0-9_]{30,} # GitHub
    | \bEAA[A-Za-z0-9]{40,}                         # Meta access token
    | \blsv2_[a-z]{2}_[A-Za-z0-9_]{20,}             # LangSmith
    | \b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}        # Stripe
    | \beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}  # JSON web token
    | -----BEGIN[ ][A-Z ]*PRIVATE[ ]KEY-----.*?(?:-----END[ ][A-Z ]*PRIVATE[ ]KEY-----|\Z)
    | (?<=://)[^\s/:@]{1,64}:[^\s/@]{3,}(?=@)       # user and password of an address
    """,
    re.VERBOSE | re.DOTALL,
)


def environment_secrets(environment: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return the values of the environment that are secrets by their names, and the passwords in its addresses."""
    found = set()
    for name, value in (os.environ if environment is None else environment).items():
        if len(value) >= _SHORTEST and _NAMES.search(name):
            found.add(value)
        elif "://" in value and (password := _password(value)):
            found.add(password)
    return frozenset(found)


def _password(address: str) -> str | None:
    try:
        password = urlsplit(address).password
    except ValueError:
        return None
    return password if password and len(password) >= _SHORTEST else None


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A text's letters and digits in lower case, each with its place in the text."""

    letters: str
    places: list[int]


def without_secrets(text: str, secrets: Iterable[str] | None = None) -> str:
    """Return the text with every secret replaced by a mark.

    A secret is found as it is; spelled out with anything between its characters; reversed; in base64, hexadecimal,
    percent-encoding, rot13 or character codes, and in two of these on top of each other. Part of a long one counts. A
    determined model can invent a disguise that is not listed, which is why secrets never reach a prompt to begin with.

    Args:
        text: anything that leaves, or is about to reach a prompt.
        secrets: the values to look for; those of the environment when None. Known shapes of keys are always looked for.
    """
    text = _SHAPES.sub(REMOVED, text)
    values = environment_secrets() if secrets is None else frozenset(s for s in secrets if len(s) >= _SHORTEST)
    return _without(text, _windows(values), REMOVED) if values else text


def without_passage(text: str, passage: str, *, window: int, mark: str) -> str:
    """Return the text with every run of `window` letters and digits that the passage holds too replaced by a mark.

    The passage is found in the same disguises as a secret.
    """
    return _without(text, _passage_windows(passage, window), mark)


def _without(text: str, windows: Mapping[int, frozenset[str]], mark: str) -> str:
    squeezed = _squeeze(text)
    spans = list(_joined(_matches(squeezed, windows)))
    for start, end in reversed(spans):
        text = text[: squeezed.places[start]] + mark + text[squeezed.places[end - 1] + 1 :]
    return text


def _squeeze(text: str) -> _Squeezed:
    places = [i for i, c in enumerate(text) if c.isascii() and c.isalnum()]
    return _Squeezed("".join(text[i] for i in places).lower(), places)


def _matches(squeezed: _Squeezed, windows: Mapping[int, frozenset[str]]) -> Iterator[tuple[int, int]]:
    for size, known in windows.items():
        for start in range(len(squeezed.letters) - size + 1):
            if squeezed.letters[start : start + size] in known:
                yield start, start + size


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join spans that touch, in reading order."""
    first, last = -1, -1
    for start, end in sorted(spans):
        if start > last:
            if first >= 0:
                yield first, last
            first, last = start, end
        last = max(last, end)
    if first >= 0:
        yield first, last


@lru_cache(maxsize=8)
def _windows(values: frozenset[str]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for value in values:
        for form in _disguises(value):
            _add_windows(found, form, _WINDOW)
    return {size: frozenset(known) for size, known in found.items()}


@lru_cache(maxsize=8)
def _passage_windows(passage: str, window: int) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for form in (passage, *(disguise(passage) for disguise in _DISGUISES)):
        _add_windows(found, form, window)
    return {size: frozenset(known) for size, known in found.items()}


def _add_windows(found: dict[int, set[str]], form: str, window: int) -> None:
    letters = _squeeze(form).letters
    size = min(window, len(letters))
    if size >= min(window, _SHORTEST):
        found.setdefault(size, set()).update(letters[i : i + size] for i in range(len(letters) - size + 1))


def _disguises(value: str) -> set[str]:
    once = {disguise(value) for disguise in _DISGUISES}
    return {value} | once | {disguise(form) for form in once for disguise in _DISGUISES}


def _base64(value: str, lead: int) -> str:
    """The value inside a longer text's base64, where it may start at any of three places in a group."""
    whole = base64.b64encode(b"\0" * lead + value.encode()).decode().rstrip("=")
    return whole[(4 if lead else 0) : len(whole) - (1 if (lead + len(value.encode())) % 3 else 0)]


_DISGUISES = (
    lambda value: value[::-1],
    lambda value: _base64(value, 0),
    lambda value: _base64(value, 1),
    lambda value: _base64(value, 2),
    lambda value: base64.b32encode(value.encode()).decode().rstrip("="),
    lambda value: binascii.hexlify(value.encode()).decode(),
    lambda value: quote(value, safe=""),
    lambda value: "".join(f"%{byte:02x}" for byte in value.encode()),
    lambda value: codecs.encode(value, "rot13"),
    lambda value: " ".join(str(byte) for byte in value.encode()),
)
