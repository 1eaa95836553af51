"""A local server that speaks OpenAI's chat protocol from a script, so that the real client is tested over real HTTP."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def says(text):
    """A turn of the model's: words."""
    return {"role": "assistant", "content": text}


def calls(tool, **arguments):
    """A turn of the model's: one tool call."""
    function = {"name": tool, "arguments": json.dumps(arguments)}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c1", "type": "function", "function": function}],
    }


@contextmanager
def serving(*script):
    """Serve the turns of a script one after the other, the last for ever; an int is an HTTP status to fail with.

    Yields the base URL and the list of requests received.
    """
    turns, received = list(script), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            turn = turns.pop(0) if len(turns) > 1 else turns[0]
            failed = isinstance(turn, int)
            reason = "tool_calls" if not failed and turn.get("tool_calls") else "stop"
            body = {"error": {"message": "the server is unwell"}} if failed else {
                "id": "x", "object": "chat.completion", "created": 0, "model": "scripted",
                "choices": [{"index": 0, "message": turn, "finish_reason": reason}],
                "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
            }  # fmt: skip
            payload = json.dumps(body).encode()
            self.send_response(turn if failed else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", received
    finally:
        server.shutdown()
        server.server_close()
