"""Links and images in what leaves: an address can carry away what the conversation holds, so only known hosts stay."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLOCK = re.compile(r"<(script|style|iframe|object|svg)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*|/)?>")
_OPEN_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://)")
_TITLE = r"""(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?"""
_LABEL = r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
_IMAGE = re.compile(rf"!{_LABEL}(?:\(\s*(?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*){_TITLE}\s*\)|\[[^\[\]]*\])")
_INLINE = re.compile(rf"{_LABEL}\(\s*(<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*){_TITLE}\s*\)")
_DEFINITION = re.compile(rf"^[ \t>]*\[[^\[\]\n]+\]:[ \t]*\n?[ \t]*(<[^<>\n]*>|\S+){_TITLE}[ \t]*$", re.MULTILINE)
_ANGLED = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*|[^<>\s@]+@[^<>\s]+)(\|[^<>]*)?>")
_BARE = re.compile(
    r"(?<![\w.])(?:[a-zA-Z][a-zA-Z0-9+.-]{1,20}://|//(?=[\w-]+\.)|www\.)[^\s<>\"'`|]*[^\s<>\"'`|.,;:!?)\]}*_]"
)
_SCHEME = re.compile(
    r"\b(?:javascript:(?=\S)|data:(?=[a-z]+/[a-z0-9.+-]+[;,])|vbscript:(?=\S)|blob:(?=\S)|file:(?=/)|ftp:(?=/)"
    r"|(?:mailto|sms|tel):(?=[^\s,;]))\S+",
    re.IGNORECASE,
)
_FILE_ENDINGS = r"(?:csv|tsv|txt|xlsx?|parquet|json|md|toml|ya?ml|py|pdf|docx|html?|png|svg|db|duckdb|sqlite3?)\b"
_HOST_WITH_PATH = re.compile(
    rf"(?<![\w.@/-])(?:[a-z0-9-]+\.)+(?!{_FILE_ENDINGS})[a-z]{{2,24}}(?::\d+)?[/?#][^\s<>\"'`|)\]]*[\w=/]",
    re.IGNORECASE,
)
_HIDDEN_IN_HOST = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9-]+\.)*[a-z0-9-]{24,}\.(?:[a-z0-9-]+\.)*[a-z]{2,24}\b", re.IGNORECASE
)
_WEB = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Links:
    """A text whose foreign addresses are gone, and the hosts that they named."""

    text: str
    removed: list[str]


def addresses_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the web addresses that stand in texts, such as the user's own words, as they are written."""
    return frozenset(_plain(match[0]) for text in texts for match in _BARE.finditer(text))


def without_foreign_links(text: str, known: Collection[str] = (), hosts: Collection[str] = ()) -> Links:
    """Return the text with images, HTML and unknown addresses taken out; a link's words stay.

    Markdown's inline, reference and angled links, Slack's, bare addresses, addresses without a scheme, and schemes that
    are not the web's are all read as addresses.

    Args:
        text: Markdown.
        known: addresses that may stay as they are, to the letter: a longer one could carry something away.
        hosts: hosts that any address may point to.
    """
    removed: list[str] = []

    def stays(address: str) -> bool:
        scheme, host = urlsplit_safely(address.strip("<> "))
        return scheme in _WEB and bool(host) and (host in hosts or _plain(address) in known)

    def checked(address: str) -> bool:
        is_fine = stays(address)
        if not is_fine:
            removed.append(_host(address.strip("<> ")) or address.partition(":")[0][:20] or "an address")
        return is_fine

    text = _COMMENT.sub("", text)
    text = _BLOCK.sub("", text)
    while _IMAGE.search(text):
        text = _IMAGE.sub(lambda m: m[1], text)
    while any(not stays(m[2]) for m in _INLINE.finditer(text)):
        text = _INLINE.sub(lambda m: m[0] if checked(m[2]) else m[1], text)
    text = _DEFINITION.sub(lambda m: m[0] if checked(m[1]) else "", text)
    text = _ANGLED.sub(lambda m: m[0] if checked(m[1]) else (m[2] or "").lstrip("|"), text)
    text = _OPEN_TAG.sub("< ", _TAG.sub("", text))
    for pattern in (_BARE, _SCHEME, _HOST_WITH_PATH, _HIDDEN_IN_HOST):
        text = pattern.sub(lambda m: m[0] if checked(_with_scheme(m[0])) else "(link removed)", text)
    return Links(text, list(dict.fromkeys(removed)))


def _plain(address: str) -> str:
    return _with_scheme(address.strip("<> ")).rstrip("/")


def _with_scheme(address: str) -> str:
    has_scheme = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address) and not re.match(r"[^/]*:\d+(?:[/?#]|$)", address)
    return address if has_scheme else "https://" + address.lstrip("/")


def _host(address: str) -> str:
    return urlsplit_safely(_with_scheme(address))[1]


def urlsplit_safely(address: str) -> tuple[str, str]:
    """Return an address's scheme and host in lower case; empty where it can't be read or hides its host."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    if "@" in parts.netloc or "\\" in address:
        return "", ""
    return parts.scheme.lower(), host.lower()
