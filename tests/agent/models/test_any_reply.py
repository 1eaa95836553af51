"""Whatever bytes a server sends, the turn ends in an answer: no traceback, nothing of the server's in it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.agent.models.test_failures import QUESTION
from tests.agent.openai_server import Turn, serving

SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "zebra", "\x1b[31mzebra", "{}", "[1]"])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
)
CALLS = st.fixed_dictionaries(
    {},
    optional={
        "id": SCALARS,
        "index": SCALARS,
        "type": st.sampled_from(["function", "custom", None]),
        "function": JSON | st.fixed_dictionaries({}, optional={"name": SCALARS, "arguments": JSON}),
    },
)
MESSAGES = st.fixed_dictionaries(
    {},
    optional={"role": SCALARS, "content": JSON, "tool_calls": JSON | st.lists(CALLS, max_size=2), "refusal": JSON},
)
CHOICE = {"index": st.just(0), "finish_reason": st.sampled_from(["stop", "length", "tool_calls", None, 7])}
CHOICES = st.fixed_dictionaries(CHOICE | {"message": MESSAGES}) | st.fixed_dictionaries(CHOICE | {"delta": MESSAGES})
AROUND = {"id": SCALARS, "model": SCALARS, "object": SCALARS, "usage": JSON, "error": JSON}
BODIES = (
    JSON
    | st.fixed_dictionaries({"choices": st.lists(CHOICES, min_size=1, max_size=2)}, optional=AROUND)
    | st.fixed_dictionaries({"choices": JSON}, optional=AROUND)
)
pytestmark = pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
LABELS = st.sampled_from(["application/json", "text/event-stream", "text/html", "application/octet-stream", ""])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, label=LABELS, is_stream=st.booleans())
def test_any_body_that_is_json_ends_in_an_answer(assistant_over, body, label, is_stream):
    written = json.dumps(body).encode()
    sent = b"data: " + written + b"\n\ndata: [DONE]\n\n" if is_stream else written
    with serving(Turn(body=sent, content_type=label)) as (url, received):
        answer = assistant_over(url, model_retries=1).ask(QUESTION)
    assert answer.text
    assert answer.status != "failed"
    assert len(received) <= 24
    if answer.warnings:
        assert "$40.00" in answer.text


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.binary(max_size=200), label=LABELS)
def test_any_bytes_end_in_an_answer(assistant_over, sent, label):
    with serving(Turn(body=sent, content_type=label)) as (url, _):
        answer = assistant_over(url, model_retries=0).ask(QUESTION)
    assert "$40.00" in answer.text
    assert answer.warnings
