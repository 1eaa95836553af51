"""A local server that speaks OpenAI's chat protocol from a script, well or badly, for the real client over real HTTP.

A script is a list of turns. `says` and `calls` are good ones; an int fails with that status; the others misbehave as
their names say. Each is streamed (server-sent events) when the client asks for a stream, and whole when it doesn't.
"""

import json
import socket
import struct
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
MODEL = "scripted"


@dataclass(frozen=True)
class Turn:
    """One reply of the server's."""

    message: dict = field(default_factory=dict)
    finish: str = "stop"
    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes | None = None  # sent as it is, instead of the message
    content_type: str | None = None
    ending: str = "whole"  # whole, reset, hang, trickle: how the response ends
    usage: dict | None = field(default_factory=lambda: dict(USAGE))
    rejects: tuple = ()  # parameters that this server does not know
    can_stream: bool = True
    model: str = MODEL


def says(text, **more):
    """A turn of the model's: words."""
    return Turn({"role": "assistant", "content": text}, **more)


def calls(tool, **arguments):
    """A turn of the model's: one tool call."""
    return calls_at_once((tool, arguments))


def calls_at_once(*asked, ids=None):
    """A turn of the model's: several tool calls, each a name with its arguments (a dict, or text as it is sent)."""
    found = [
        {
            "id": (ids or [f"c{n}" for n in range(1, 100)])[n],
            "type": "function",
            "function": {"name": name, "arguments": given if isinstance(given, str) else json.dumps(given)},
        }
        for n, (name, given) in enumerate(asked)
    ]
    return Turn({"role": "assistant", "content": None, "tool_calls": found}, finish="tool_calls")


def fails(status, *, retry_after=None, message="the server is unwell", code=None):
    """An error of the server's, with or without Retry-After."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = json.dumps({"error": {"message": message, "code": code}}).encode()
    return Turn(status=status, headers=headers, body=body, content_type="application/json")


def too_long(message="This model's maximum context length is 4096 tokens.", code="context_length_exceeded"):
    """The conversation does not fit into the model's window."""
    return fails(400, message=message, code=code)


def web_page():
    """A 200 that is a proxy's or a login's page."""
    return Turn(body=b"<!doctype html><html><body>Sign in</body></html>", content_type="text/html; charset=utf-8")


def refuses(text="I can't help with that."):
    """The model declines, in the protocol's own field."""
    return Turn({"role": "assistant", "content": None, "refusal": text})


def empty():
    """A reply without words and without calls."""
    return says("")


def mislabelled(turn, content_type="text/plain"):
    """A good reply under a wrong content type."""
    return replace(turn, content_type=content_type)


def resets(turn):
    """The connection breaks in the middle of the reply."""
    return replace(turn, ending="reset")


def hangs(turn):
    """The reply begins, and nothing more comes."""
    return replace(turn, ending="hang")


def trickles(turn):
    """The reply begins, and then only signs of life come."""
    return replace(turn, ending="trickle")


def without_usage(turn):
    """A server that counts no tokens."""
    return replace(turn, usage=None)


def rejecting(turn, *parameters):
    """A server that answers 400 to requests with these parameters."""
    return replace(turn, rejects=parameters)


def ignoring_stream(turn):
    """A server that sends the whole answer where a stream was asked for."""
    return replace(turn, can_stream=False)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, script):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.turns = [fails(t) if isinstance(t, int) else t for t in script]
        self.received, self.is_over = [], threading.Event()

    def next_turn(self, request):
        turn = self.turns[0]
        unknown = [name for name in turn.rejects if request.get(name)]
        if unknown:
            return fails(400, message=f"Unknown parameter: '{unknown[0]}'.")
        if len(self.turns) > 1 and (turn.can_stream or not request.get("stream")):
            self.turns.pop(0)
        return turn

    def handle_error(self, *_):
        pass  # a client that hung up is what some tests are about


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append(request)
        turn = self.server.next_turn(request)
        if turn.body is None and request.get("stream") and turn.can_stream:
            self.stream(turn, with_usage=(request.get("stream_options") or {}).get("include_usage"))
        else:
            self.send_whole(turn)

    def send_whole(self, turn):
        body = turn.body if turn.body is not None else json.dumps(_completion(turn)).encode()
        self.begin(turn, turn.content_type or "application/json", length=len(body))
        self.finish_with(turn, [body])

    def stream(self, turn, *, with_usage):
        events = [f"data: {json.dumps(chunk)}\n\n".encode() for chunk in _chunks(turn, with_usage=with_usage)]
        self.begin(turn, turn.content_type or "text/event-stream", length=None)
        self.finish_with(turn, [*events, b"data: [DONE]\n\n"])

    def begin(self, turn, content_type, length):
        self.send_response(turn.status)
        self.send_header("Content-Type", content_type)
        self.send_header("Connection", "close")
        for name, value in turn.headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.close_connection = True

    def finish_with(self, turn, pieces):
        if turn.ending == "whole":
            for piece in pieces:
                self.wfile.write(piece)
            return
        first = pieces[0] if len(pieces) > 1 else pieces[0][: len(pieces[0]) // 2]
        self.wfile.write(first)
        self.wfile.flush()
        if turn.ending == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        while turn.ending in {"hang", "trickle"} and not self.server.is_over.wait(0.02):
            if turn.ending == "trickle":
                self.wfile.write(b": still here\n\n" if len(pieces) > 1 else b" ")

    def log_message(self, *_):
        pass


@contextmanager
def serving(*script):
    """Serve the turns of a script one after the other, the last for ever.

    Yields the base URL and the list of requests received.
    """
    server = _Server(script)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", server.received
    finally:
        server.is_over.set()
        server.shutdown()
        server.server_close()


def _completion(turn):
    found = {
        "id": "x", "object": "chat.completion", "created": 0, "model": turn.model,
        "choices": [{"index": 0, "message": turn.message, "finish_reason": turn.finish}],
    }  # fmt: skip
    return found if turn.usage is None else found | {"usage": turn.usage}


def _chunks(turn, *, with_usage):
    base = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": turn.model}

    def chunk(delta, finish=None):
        return base | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    yield chunk({"role": "assistant", "content": ""})
    for word in (turn.message.get("content") or "").split(" "):
        yield chunk({"content": word + " "})
    if turn.message.get("refusal"):
        yield chunk({"refusal": turn.message["refusal"]})
    for n, call in enumerate(turn.message.get("tool_calls") or ()):
        name, given = call["function"]["name"], call["function"]["arguments"]
        head = {"index": n, "id": call["id"], "type": "function", "function": {"name": name, "arguments": ""}}
        yield chunk({"tool_calls": [head]})
        for at in range(0, len(given), 7):
            yield chunk({"tool_calls": [{"index": n, "function": {"arguments": given[at : at + 7]}}]})
    yield chunk({}, turn.finish)
    if with_usage and turn.usage is not None:
        yield base | {"choices": [], "usage": turn.usage}
