"""Traces are off by default, go where the environment says, and hold no words of the user's unless asked."""

import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agent import tracing
from agent.tracing import Tracing, open_tracing
from tests.agent.models.test_failures import GOOD, QUESTION
from tests.agent.openai_server import calls, says, serving


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


def to(exporter, *, with_content=False):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Tracing(provider, with_content=with_content)


@pytest.fixture
def spans_of(assistant_over, exporter, monkeypatch):
    """Return the spans of one turn over a script, by name in the order they ended."""

    def run(*script, with_content=False, thread="acme-q3"):
        monkeypatch.setattr("agent.assistant.open_tracing", lambda **_: to(exporter, with_content=with_content))
        with serving(*script) as (url, _):
            assistant_over(url).ask(QUESTION, thread=thread)
        return exporter.get_finished_spans()

    return run


def test_a_turn_its_model_calls_and_its_tool_calls_are_spans_with_token_counts(spans_of):
    spans = spans_of(*GOOD)
    assert [s.name for s in spans] == [
        "chat scripted",
        "execute_tool compute_kpi",
        "chat scripted",
        "invoke_agent adroit",
    ]
    turn = spans[-1].context
    assert {s.parent.span_id for s in spans[:-1]} == {turn.span_id}
    assert spans[0].attributes["gen_ai.usage.input_tokens"] == 100
    assert spans[0].attributes["gen_ai.request.model"] == "scripted"
    assert spans[1].attributes["adroit.tool.status"] == "success"


def test_spans_hold_no_words_no_arguments_and_no_thread_names(spans_of):
    written = json.dumps([s.to_json() for s in spans_of(*GOOD)])
    for word in ("5,000", "125", "CPA is", "sales", "acme"):
        assert word not in written


def test_spans_hold_content_where_the_settings_say_so(spans_of):
    written = json.dumps([s.to_json() for s in spans_of(*GOOD, with_content=True)])
    assert "5,000" in written
    assert "Your CPA is" in written


def test_a_secret_in_what_was_said_stays_out_of_spans_all_the_same(exporter, monkeypatch):
    monkeypatch.setenv("SHOP_API_KEY", "canary-0123456789abcdef")
    tracing = to(exporter, with_content=True)
    with tracing.tool_call("describe_data") as span:
        tracing.add_content(span, "gen_ai.tool.call.arguments", {"words": "spend 5,000; key canary-0123456789abcdef"})
    (kept,) = exporter.get_finished_spans()
    assert "canary" not in kept.to_json()
    assert "5,000" in kept.to_json()


def test_a_failed_call_is_marked_by_the_kind_of_error_and_not_by_its_words(spans_of):
    spans = spans_of(calls("no_such_tool_of_acme"), says("Sorry."))
    written = json.dumps([s.to_json() for s in spans])
    assert "acme" not in written
    failed = next(s for s in spans_of(400) if not s.status.is_ok and "error.type" in s.attributes)
    assert failed.attributes["error.type"].endswith("Error")
    assert "unwell" not in failed.to_json()


def test_open_telemetry_is_off_without_an_endpoint(monkeypatch):
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    assert not open_tracing().is_on


def test_open_telemetry_is_on_with_one(monkeypatch):
    monkeypatch.setattr(tracing, "_TRACING", {})
    monkeypatch.setattr(tracing, "_exporter", lambda _protocol: InMemorySpanExporter())
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317")
    assert open_tracing().is_on
    assert open_tracing() is open_tracing()


ONE_TURN = """
import os, socket, sys
from pathlib import Path
reached = []
connect = socket.socket.connect
def watched(self, address):
    reached.append(str(address))
    return connect(self, address)
socket.socket.connect = watched
from agent.assistant import Assistant
from agent.settings import Settings
from agent.workspace import Workspace
assistant = Assistant.open(Workspace(Path(sys.argv[1]), True), Settings(model="offline"))
assert "$40.00" in assistant.ask("spent $5,000 for 125 sales, what is our CPA?").text
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
print(reached)
"""


def one_turn(folder, **environment):
    clean = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", ONE_TURN, str(folder)],
        capture_output=True, text=True, check=True, timeout=120, env=clean | environment,
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


@contextmanager
def collector():
    """A server that takes LangSmith's posts and keeps their paths."""
    posts = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(b"{}")

        def do_POST(self):
            posts.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(b"{}")

        def answer(self, body):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", posts
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.process
def test_nothing_leaves_the_machine_by_default(tmp_path):
    assert one_turn(tmp_path) == "[]"


@pytest.mark.process
def test_langsmith_is_switched_on_by_its_own_environment_variables(tmp_path):
    with collector() as (url, posts):
        one_turn(tmp_path, LANGSMITH_TRACING="true", LANGSMITH_ENDPOINT=url, LANGSMITH_API_KEY="ls-canary")
    assert posts
    assert all(path.startswith("/runs") for path in posts)
