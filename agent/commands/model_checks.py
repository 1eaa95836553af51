"""What `adroit doctor` says of models: which, who stands in, what a day may cost, and who is told of it."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from agent.errors import AdroitError

if TYPE_CHECKING:
    from agent.models import ModelChoice
    from agent.settings import Settings
    from agent.workspace import Workspace

Finding = tuple[str, str, str, str]
"""Name, state (ok, hint or problem), what was found, and what to do about it."""

_ON = {"1", "true", "yes", "on"}


def model_findings(workspace: "Workspace", settings: "Settings") -> Iterator[Finding]:
    """Yield what there is to say; nothing is called, and no key is shown."""
    from agent.models import COMPATIBLE_KEY, KEY, choose_fallback, choose_model

    try:
        choice = choose_model(settings)
        second = choose_fallback(settings)
    except AdroitError as error:
        yield "model", "problem", str(getattr(error, "problem", error)), str(getattr(error, "remedy", "") or "")
        return
    key = next((f"a key is present in {name}" for name in (COMPATIBLE_KEY, KEY) if os.environ.get(name)), "no key")
    if choice.kind == "offline":
        advice = f"For an LLM set {KEY}, or model and base_url."
        yield "model", "hint", f"offline planner ({choice.reason})", advice
    else:
        yield "model", "ok", f"{choice.kind}: {choice.name} ({choice.reason}; {key})", ""
        stands_in = f"{second.name}, then the offline planner" if second else "the offline planner"
        yield "fallback", "ok", stands_in, ""
        yield from _budget(workspace, settings, [choice, *([second] if second else [])])
    yield from _tracing()


def _budget(workspace: "Workspace", settings: "Settings", choices: "list[ModelChoice]") -> Iterator[Finding]:
    from agent.usage.ledger import UsageLedger
    from agent.usage.prices import load_prices
    from agent.usage.wording import money

    spent = money(UsageLedger.open(workspace).spent_today())
    unpriced = [c.name for c in choices if load_prices(settings.prices).price(c.name) is None]
    limit = "no daily_budget" if settings.daily_budget is None else f"{money(settings.daily_budget)} a day"
    found = f"{limit}, {spent} spent today as far as prices are known"
    if unpriced:
        yield "cost", "hint", f"{found}; no price for {', '.join(unpriced)}", "Give it under [prices] in adroit.toml."
    else:
        yield "cost", "ok", found, ""


def _tracing() -> Iterator[Finding]:
    from agent.tracing import open_tracing

    if os.environ.get("LANGSMITH_TRACING", "").lower() in _ON:
        yield "tracing", "hint", "LangSmith is told messages, arguments and results", "Unset LANGSMITH_TRACING to stop."
    if open_tracing().is_on:
        yield "tracing", "ok", "OpenTelemetry spans go to the endpoint in the environment", ""
