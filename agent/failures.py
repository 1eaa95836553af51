"""How a call to a model fails: which kind, whether to try again, and what to tell the user.

The words are ours. A provider's message may hold the prompt, the key or an address, so none of it reaches the user,
the thread or a trace.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from agent.errors import ModelError


class FailureKind(StrEnum):
    """What went wrong with a model call; the value completes the sentence "MODEL ...", for the user."""

    RATE_LIMIT = "is over its rate limit"
    QUOTA = "has used up its account's quota"
    UNWELL = "is unwell: its server failed"
    UNREACHABLE = "could not be reached"
    TIMEOUT = "did not answer in time"
    INTERRUPTED = "broke off in the middle of its answer"
    KEY_REFUSED = "refused the key"
    NOT_ALLOWED = "may not be used with this key"
    NOT_FOUND = "is not known at its address"
    REJECTED = "rejected the request"
    NO_TOOLS = "can't call tools"
    TOO_LONG = "can't take a conversation this long"
    NOT_A_MODEL = "sent something that is no model's answer, so base_url may be wrong"
    EMPTY = "gave an empty answer"
    BROKEN_CALL = "kept sending tool calls that can't be read"
    REFUSED = "declined to answer"
    FILTERED = "had its answer stopped by its provider's content filter"
    ENDLESS = "came to no answer"
    OUT_OF_TIME = "used up the time for one answer"
    OTHER = "failed"


_TRANSIENT = frozenset(
    {
        FailureKind.RATE_LIMIT,
        FailureKind.UNWELL,
        FailureKind.UNREACHABLE,
        FailureKind.TIMEOUT,
        FailureKind.INTERRUPTED,
        FailureKind.BROKEN_CALL,
    }
)
_TOO_LONG_WORDS = ("context length", "context_length", "context window", "context size", "prompt is too long", "n_ctx")
_NO_TOOLS_WORDS = (
    "does not support tools",
    "tools is not supported",
    "tool use is not supported",
    "tool choice requires",
)
_OF_STATUS = {
    401: FailureKind.KEY_REFUSED,
    403: FailureKind.NOT_ALLOWED,
    404: FailureKind.NOT_FOUND,
    408: FailureKind.TIMEOUT,
    409: FailureKind.UNWELL,
    413: FailureKind.TOO_LONG,
    425: FailureKind.UNWELL,
    429: FailureKind.RATE_LIMIT,
}


class ReplyError(ModelError):
    """A reply came, and it is none: empty, refused, cut off, a web page.

    Attributes:
        kind: in which way.
    """

    def __init__(self, kind: FailureKind) -> None:
        self.kind = kind
        super().__init__(f"The model {kind}")


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed call.

    Attributes:
        is_transient: whether the same request may succeed later.
        retry_after: how many seconds the server asks to wait; None when it doesn't say.
    """

    kind: FailureKind
    is_transient: bool
    retry_after: float | None = None


def failure_of(error: Exception) -> Failure:
    """Classify what a model call raised: ours, LangChain's, the OpenAI client's, or anything else."""
    kind = _kind(error)
    return Failure(kind, kind in _TRANSIENT, _retry_after(_headers(error)))


def _kind(error: Exception) -> FailureKind:
    ours = _ours(error)
    if ours is not None:
        return ours.kind
    name = " ".join(c.__name__ for c in type(error).__mro__)
    said = f"{error} {getattr(error, 'body', '')}".lower()
    if "ContextOverflow" in name or any(words in said for words in _TOO_LONG_WORDS):
        return FailureKind.TOO_LONG
    if "insufficient_quota" in said:
        return FailureKind.QUOTA
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _of_status(status, said)
    return _of_connection(error, name)


def _of_status(status: int, said: str) -> FailureKind:
    if any(words in said for words in _NO_TOOLS_WORDS):
        return FailureKind.NO_TOOLS
    server_failed = 500  # and above: the server's own failure
    return _OF_STATUS.get(status, FailureKind.UNWELL if status >= server_failed else FailureKind.REJECTED)


def _of_connection(error: Exception, name: str) -> FailureKind:
    if "Timeout" in name:
        return FailureKind.TIMEOUT
    if "ConnectError" in type(error.__cause__).__name__:
        return FailureKind.UNREACHABLE
    if "ConnectionError" in name:
        return FailureKind.INTERRUPTED if _came_back(error) else FailureKind.UNREACHABLE
    if "APIError" in name or isinstance(error, (EOFError, OSError)):
        return FailureKind.INTERRUPTED
    if isinstance(error, (ValueError, TypeError, AttributeError, KeyError)):
        return FailureKind.NOT_A_MODEL  # the client could not make sense of what came
    return FailureKind.OTHER


def _ours(error: BaseException | None) -> ReplyError | None:
    """Return the ReplyError behind an error that the client wrapped it in."""
    while error is not None:
        if isinstance(error, ReplyError):
            return error
        error = error.__cause__
    return None


def _came_back(error: BaseException) -> bool:
    """Tell whether the server had begun to answer when the connection broke."""
    cause: BaseException | None = error
    while cause is not None:
        if type(cause).__name__ in {"ReadError", "RemoteProtocolError"}:
            return True
        cause = cause.__cause__
    return False


def _headers(error: Exception) -> Any:
    return getattr(getattr(error, "response", None), "headers", None) or {}


def _retry_after(headers: Any, now: datetime | None = None) -> float | None:
    """Return the wait asked for: OpenAI's milliseconds, or Retry-After in seconds or as a date (RFC 9110, 10.2.3)."""
    try:
        return max(0.0, float(headers["retry-after-ms"]) / 1000)
    except (KeyError, ValueError):
        pass
    written = headers.get("retry-after")
    if not written:
        return None
    try:
        return max(0.0, float(written))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(written)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())
