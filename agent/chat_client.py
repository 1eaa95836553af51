"""The chat model over HTTP, made careful: no answer outlasts its turn, and no tool call that was cut off is run.

It is LangChain's ChatOpenAI with two additions. Its HTTP client ends a request when the turn's time for models is up,
also when bytes keep trickling in. And a tool call whose arguments were cut off is refused: LangChain mends partial JSON
while streaming, which would run a tool on "$5,0" where "$5,000" was meant.
"""

import contextlib
import functools
import importlib
import json
import socket
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import openai
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

from agent.failures import FailureKind, ReplyError
from agent.turn_record import current_record

# Of a reply in a wrong shape pydantic would print parts to the terminal; the reply is checked here, and refused.
warnings.filterwarnings("ignore", message="Pydantic serializer warnings", category=UserWarning)

_LONGEST_CONNECT = 10.0
_JSON_STARTS = (b"{",)
_EVENT_STARTS = (b"data:", b"event:", b":")


class CarefulChatOpenAI(ChatOpenAI):
    """ChatOpenAI that raises ReplyError for streamed tool calls whose arguments are no whole JSON object."""

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        arguments: dict[Any, str] = {}
        for chunk in super()._stream(*args, **kwargs):
            if isinstance(chunk.message, AIMessageChunk):
                for part in chunk.message.tool_call_chunks:
                    arguments[part["index"]] = arguments.get(part["index"], "") + (part["args"] or "")
            yield chunk
        if not all(_is_object(text) for text in arguments.values()):
            raise ReplyError(FailureKind.BROKEN_CALL)


def _is_object(text: str) -> bool:
    try:
        return not text or isinstance(json.loads(text), dict)
    except ValueError:
        return False


def watched_http_client() -> Any:
    """Return the OpenAI client's own kind of HTTP client, with the turn's deadline upon it."""
    return openai.DefaultHttpxClient(event_hooks={"request": [_limit_request], "response": [_watch_response]})


def timeouts(silence: float) -> openai.Timeout:
    """Return how long to wait for a server.

    Args:
        silence: the longest pause in seconds while it answers; to be let in at all, ten at most.
    """
    return openai.Timeout(silence, connect=min(silence, _LONGEST_CONNECT))


def _limit_request(request: Any) -> None:
    record = current_record()
    record.check()
    if record.left_for_models <= 0:
        raise ReplyError(FailureKind.OUT_OF_TIME)
    allowed = request.extensions.get("timeout") or {}
    request.extensions["timeout"] = {
        name: record.left_for_models if seconds is None else min(seconds, record.left_for_models)
        for name, seconds in allowed.items()
    }


def _watch_response(response: Any) -> None:
    response.stream = _watched_stream(response.stream, response.extensions.get("network_stream"))
    declared = response.headers.get("content-type", "")
    if not response.is_success or "json" in declared or "event-stream" in declared:
        return
    # Some servers mislabel a good answer; a web page (a proxy's, a login's) is none, whatever it is called.
    body = response.read().lstrip()
    if body.startswith(_JSON_STARTS):
        response.headers["content-type"] = "application/json"
    elif body.startswith(_EVENT_STARTS):
        response.headers["content-type"] = "text/event-stream"
    else:
        raise ReplyError(FailureKind.NOT_A_MODEL)


def _watched_stream(stream: Any, connection: Any) -> Any:
    """Return the stream of a response's bytes, which breaks off when the turn's time for models is up."""
    record = current_record()
    plug = connection.get_extra_info("socket") if connection is not None else None
    pull = functools.partial(_pull, plug)
    record.at_stop.add(pull)
    timer = None
    if record.left_for_models < threading.TIMEOUT_MAX:
        # The read timeout restarts at every byte; pulling the plug is the only end that a trickle can't put off.
        timer = threading.Timer(max(0.0, record.left_for_models), pull)
        timer.daemon = True
        timer.start()

    class Watched(_http_library().SyncByteStream):  # type: ignore[misc]  # its base is known at run time only
        def __iter__(self) -> Iterator[bytes]:
            for piece in stream:
                record.check()
                yield piece

        def close(self) -> None:
            if timer is not None:
                timer.cancel()
            record.at_stop.discard(pull)
            stream.close()

    return Watched()


def _pull(plug: socket.socket | None) -> None:
    with contextlib.suppress(OSError):  # closed already
        if plug is not None:
            plug.shutdown(socket.SHUT_RDWR)


def _http_library() -> Any:
    """Return the module of the HTTP library under the installed OpenAI client: httpx, or its successor."""
    bases = (c.__module__.partition(".")[0] for c in openai.DefaultHttpxClient.__mro__)
    return importlib.import_module(next(name for name in bases if name.startswith("httpx")))
