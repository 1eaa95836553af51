"""Customer lists by talking: counts before the yes, a file after it, and no person's data anywhere on the way."""

import json
import logging
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agent.answer import Answer
from agent.assistant import Assistant
from agent.events import ConfirmationNeeded
from agent.settings import Settings
from agent.tracing import Tracing
from agent.workspace import Workspace
from tests.agent.threads.scripted import assistant_of, calling
from tests.tools.audience.first_party.builders import CUSTOMERS, ORDERS, a_hundred_customers, days_ago, written

CANARIES = ("canary.jane", "CanaryJane", "CanaryDoe", "2125550147", "555-0147", "c4n4ry")


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, is_configured=True)


@pytest.fixture
def customers(tmp_path):
    """Return a table of customers, each of whose cells would be known again."""
    rows = [
        (
            f"c4n4ry-{n}",
            f"canary.jane{n}@example.com",
            "(212) 555-0147",
            "CanaryJane",
            "CanaryDoe",
            "US",
            "10001",
            "yes",
        )
        for n in range(40)
    ]
    return written(tmp_path / "customers.csv", CUSTOMERS, rows)


def last(events):
    return list(events)[-1]


def everything_kept(workspace):
    """Return what every file of the workspace holds, but the user's own tables: index, ledger, threads, lists."""
    own = {"customers.csv", "orders.csv"}
    return b"".join(p.read_bytes() for p in workspace.folder.rglob("*") if p.is_file() and p.name not in own)


def assert_no_canary(held):
    raw = held if isinstance(held, bytes) else held.encode()
    assert not [c for c in CANARIES if c.encode().lower() in raw.lower()]


def test_plain_words_lead_to_a_question_with_counts_and_a_yes_to_the_file(workspace, customers):
    settings = Settings(model="offline", data=customers)
    assistant = Assistant.open(workspace, settings)
    question = last(assistant.stream("Export our customers for Google Customer Match", thread="t-1"))
    assert isinstance(question, ConfirmationNeeded)
    assert question.tool == "export_audience"
    assert "40 of 40 rows to write" in question.preview
    assert not workspace.audiences.exists()
    answer = last(assistant.resume("t-1", question.id, approved=True))
    assert isinstance(answer, Answer)
    assert "40 of 40 rows written" in answer.text
    assert [p.name for p in workspace.audiences.iterdir()] == ["google-all.csv"]
    assert_no_canary(question.preview + answer.model_dump_json())
    assert_no_canary(everything_kept(workspace))


def test_a_no_writes_nothing(workspace, customers):
    assistant = Assistant.open(workspace, Settings(model="offline", data=customers))
    question = last(assistant.stream("make a custom audience file for Meta", thread="t-1"))
    list(assistant.resume("t-1", question.id, approved=False))
    assert not workspace.audiences.exists()


def test_segments_are_answered_whole_and_no_figure_is_taken_out(workspace):
    orders = a_hundred_customers(workspace.folder)
    assistant = Assistant.open(workspace, Settings(model="offline", data=orders, currency="EUR"))
    for question in ("segment our customers", "which customers should our lookalike be built from?"):
        answer = last(assistant.stream(question, thread="t-1"))
        assert "100 customers" in answer.text
        assert not any("taken out" in w or "left out" in w for w in answer.warnings)


def test_no_cell_gets_into_prompts_logs_traces_or_anything_kept(workspace, customers, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("agent.assistant.open_tracing", lambda **_: Tracing(provider, with_content=True))
    orders = [(f"c4n4ry-{n}", days_ago(n * 9), 40 + n, 0) for n in range(40)]
    table = written(workspace.folder / "orders.csv", ORDERS, orders)
    script = (
        calling("segment_customers", call="c1"),
        calling("recommend_seed", call="c2"),
        calling("predict_customers", call="c3"),
        calling("describe_data", call="c4"),
        calling("export_audience", call="c5", platform="linkedin", segment="high_value", orders="orders.csv"),
        "Done.",
    )
    assistant, model = assistant_of(workspace, *script, data=Path(customers))
    monkeypatch.setattr(assistant, "_tracing", Tracing(provider, with_content=True), raising=False)
    question = last(assistant.stream(f"work with customers.csv and {table}", thread="t-1"))
    assert isinstance(question, ConfirmationNeeded)
    answer = last(assistant.resume("t-1", question.id, approved=True))
    assert isinstance(answer, Answer)
    assert len(model.received) == len(script)
    prompts = json.dumps([[m.model_dump(mode="json") for m in messages] for messages in model.received])
    assert "rows written" in prompts
    spans = "".join(span.to_json() for span in exporter.get_finished_spans())
    assert "export_audience" in spans
    for place in (prompts, caplog.text, spans, question.preview, answer.model_dump_json(), everything_kept(workspace)):
        assert_no_canary(place)


def test_a_model_can_name_no_table_outside_the_workspace(workspace, customers, tmp_path_factory):
    outside = a_hundred_customers(tmp_path_factory.mktemp("elsewhere"))
    script = (calling("export_audience", platform="google", segment="lapsed", orders=outside), "Done.")
    assistant, model = assistant_of(workspace, *script, data=Path(customers))
    last(assistant.stream("export the lapsed", thread="t-1"))
    assert "There is no such table in the workspace" in model.received[-1][-1].text
    assert not workspace.audiences.exists()
