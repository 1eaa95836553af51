"""Waits before retries, without waiting: what is waited is written down instead."""

from datetime import UTC, datetime

import pytest
from langchain.agents.middleware.types import ModelRequest, ModelResponse
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage

from agent.failures import FailureKind, ReplyError, _retry_after, failure_of
from agent.middleware.retry import RetryModel
from agent.turn_record import TurnRecord, running

REQUEST = ModelRequest(model=FakeListChatModel(responses=[]), messages=[HumanMessage("hello")])


class UnwellError(Exception):
    status_code = 503

    def __init__(self, **headers):
        self.response = type("Response", (), {"headers": headers})()
        super().__init__("secret words of the server's")


def retried(*outcomes, retries=5, jitter=0.0, left=1000.0):
    """Return what was waited for, and whether it ended in a reply."""
    waited, script = [], list(outcomes)

    def call(_request):
        outcome = script.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return ModelResponse(result=[AIMessage(outcome)])

    middleware = RetryModel(retries, 1.0, wait=waited.append, jitter=lambda: jitter)
    with running(TurnRecord(left, now=lambda: 0.0)):
        try:
            middleware.wrap_model_call(REQUEST, call)
        except (UnwellError, ReplyError):
            return waited, False
    return waited, True


def test_waits_double_and_are_capped():
    waited, answered = retried(*[UnwellError()] * 7, "hi", retries=7)
    assert answered
    assert waited == [1, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize(("jitter", "first"), [(-1, 0.75), (0, 1.0), (1, 1.25)])
def test_jitter_moves_a_wait_by_a_quarter_either_way(jitter, first):
    assert retried(UnwellError(), "hi", jitter=jitter)[0] == [first]


def test_retry_after_goes_before_the_doubling():
    assert retried(UnwellError(**{"retry-after": "7"}), UnwellError(), "hi")[0] == [7, 2]


def test_a_wait_that_would_outlast_the_turn_is_not_begun():
    assert retried(UnwellError(**{"retry-after": "9"}), "hi", left=10) == ([], False)  # models have 80% of the turn


def test_a_failure_that_no_retry_can_mend_is_raised_at_once():
    assert retried(ReplyError(FailureKind.REFUSED), "hi") == ([], False)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Thu, 14 May 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Thu, 14 May 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, 0),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_the_standard_says(headers, seconds):
    assert _retry_after(headers, now=datetime(2026, 5, 14, 12, tzinfo=UTC)) == seconds


def test_a_failures_words_are_never_the_servers():
    assert "secret" not in failure_of(UnwellError()).kind
