"""OpenTelemetry spans of a turn, its model calls and its tool calls; off unless an endpoint is set.

`OTEL_EXPORTER_OTLP_ENDPOINT` (or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`) switches it on. Names follow OpenTelemetry's
conventions for generative AI. A span holds names, durations and token counts; what people wrote, what tools were given
and what went wrong in words stay out of it, unless `trace_content = true`; keys and passwords stay out of it even then.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from agent.security.secrets import without_secrets

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_LONGEST = 4_000  # characters of content in a span


class Tracing:
    """Makes spans, or nothing at all.

    Args:
        provider: where spans go; None for nowhere.
        with_content: whether spans may hold messages and arguments.
    """

    def __init__(self, provider: "TracerProvider | None" = None, *, with_content: bool = False) -> None:
        self._tracer = provider.get_tracer("adroit") if provider else None
        self._with_content = with_content

    @property
    def is_on(self) -> bool:
        """Whether spans go anywhere."""
        return self._tracer is not None

    @contextmanager
    def turn(self, thread: str) -> "Iterator[Span | None]":
        """Make the span of a turn. The thread's id may be a customer's name, so only a digest of it is kept."""
        digest = hashlib.sha256(thread.encode()).hexdigest()[:16]
        with self._span("invoke_agent adroit", {"gen_ai.conversation.id": digest}) as span:
            yield span

    @contextmanager
    def model_call(self, model: str) -> "Iterator[Span | None]":
        """Make the span of one call to a model."""
        named = {"gen_ai.operation.name": "chat", "gen_ai.request.model": model}
        with self._span(f"chat {model}", named) as span:
            yield span

    @contextmanager
    def tool_call(self, tool: str) -> "Iterator[Span | None]":
        """Make the span of one tool call."""
        named = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": tool}
        with self._span(f"execute_tool {tool}", named) as span:
            yield span

    def add_content(self, span: "Span | None", name: str, content: Any) -> None:
        """Put what was said or given into a span, where the settings allow it; a secret in it never."""
        if span is not None and self._with_content:
            span.set_attribute(name, without_secrets(str(content))[:_LONGEST])

    @contextmanager
    def _span(self, name: str, attributes: dict[str, Any]) -> "Iterator[Span | None]":
        if self._tracer is None:
            yield None
            return
        from langgraph.errors import GraphBubbleUp
        from opentelemetry.trace import StatusCode

        # An exception's message may hold data, so the library's own recording of it is off: its type is enough.
        with self._tracer.start_as_current_span(
            name, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except GraphBubbleUp:  # a question to the user, no failure
                raise
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(StatusCode.ERROR)
                raise


_TRACING: dict[bool, Tracing] = {}


def open_tracing(*, with_content: bool = False) -> Tracing:
    """Return the tracing that the environment asks for; one a process, as it holds a connection."""
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        return Tracing()
    if with_content not in _TRACING:
        _TRACING[with_content] = Tracing(_exporting_provider(), with_content=with_content)
    return _TRACING[with_content]


def _exporting_provider() -> "TracerProvider | None":
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return None
    exporter = _exporter(os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"))
    if exporter is None:
        return None
    # A provider of our own, not the process's: other libraries' spans are not ours to send.
    provider = TracerProvider(resource=Resource.create({"service.name": "adroit"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _exporter(protocol: str) -> Any:
    try:
        if protocol.startswith("http"):
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # type: ignore[import-not-found,unused-ignore]  # its own install
                OTLPSpanExporter,
            )
        else:
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    except ImportError:
        return None
    return OTLPSpanExporter()
