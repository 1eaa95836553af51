"""`adroit kpi`: the calculator."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.commands.customer_value import customer_value
from agent.commands.options import JsonFlag, print_json, workspace_of
from tools.errors import InputError, MissingInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.kpi.questions import KpiCall

_EXAMPLES = """Compute KPIs, from flags or in words.

Examples:

  adroit kpi cpa --spend 5000 --conversions 125

  adroit kpi "spend 20k cpm 15 ctr 1.2% cvr 3%"

  adroit kpi "what CTR do we need for a $30 CPA at a $12 CPM and 3% conversion?"

  adroit kpi plan --spend 20k --cpm 15 --ctr 1.2% --cvr 3% --aov 80

  adroit kpi "CPM 12, CTR 1%, CVR 3%: what happens to CPA if CTR rises 20%?"

  adroit kpi "30 sales from 1000 clicks against 52 from 1100, is that a real difference?"

  adroit kpi "is a 1.2% CTR better than 1%?"

  adroit kpi clv --data transactions.csv   what customers are worth, by cohort

  adroit kpi list          all KPIs and measures

  adroit kpi explain roas  one of them, in full

Options: --currency EUR, --exchange-rate EUR/USD=1.1, --interval jeffreys, --confidence 99%
"""
_OPTIONS = ("currency", "exchange-rate", "interval", "confidence")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "kpi",
        help=_EXAMPLES,
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )(kpi)


def kpi(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(help="A KPI, or a question in words.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Compute KPIs, from flags or in words."""
    given, rest = _flags([*(words or []), *context.args])
    if rest[:1] == ["clv"] and "data" in given:
        customer_value(context, given, as_json=as_json)
        return
    options = _options({name: given.pop(name) for name in _OPTIONS if name in given})
    if rest[:1] == ["list"] and not given:
        _list(as_json=as_json)
    elif rest[:1] == ["explain"] and not given:
        _explain(" ".join(rest[1:]), as_json=as_json)
    else:
        calls = [_from_flags(given, rest)] if given else _read(" ".join(rest))
        _answer([call.with_options(options) for call in calls], _currency(context), as_json=as_json)


def _options(written: dict[str, str]) -> dict[str, Any]:
    """Return the tools' options as flags give them."""
    from tools.quantities import parse_digits, parse_quantity

    options: dict[str, Any] = {}
    if "currency" in written:
        options["currency"] = written["currency"]
    if "interval" in written:
        options["interval"] = written["interval"].lower()
    if "confidence" in written:
        options["confidence"] = parse_quantity(written["confidence"]).value
    if "exchange-rate" in written:
        pair, _, rate = written["exchange-rate"].partition("=")
        try:
            options["exchange_rates"] = {pair.strip(): parse_digits(rate.strip())}
        except ValueError:
            problem = f"'{written['exchange-rate']}' is not an exchange rate"
            raise InputError(problem, remedy="Write it like --exchange-rate EUR/USD=1.1.") from None
    return options


def _from_flags(given: dict[str, str], rest: list[str]) -> "KpiCall":
    """Return the call for figures in flags: `plan` for the whole funnel, else the KPIs named."""
    from tools.kpi.questions import KpiCall

    if rest == ["plan"]:
        return KpiCall("plan_funnel", {"given": given})
    return KpiCall("compute_kpi", {"given": given, "targets": rest})


def _flags(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """Split `--spend 5000 --cpm=12 cpa` into figures and the rest."""
    given: dict[str, str] = {}
    rest: list[str] = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if not word.startswith("--"):
            rest.append(word)
            continue
        name, has_value, value = word[2:].partition("=")
        if not has_value:
            if not queue:
                raise InputError(f"{word} has no figure", remedy=f"Write it like {word} 5000.")
            value = queue.pop(0)
        if name in given:
            raise InputError(f"{word} is given twice", remedy="Give it once.")
        given[name] = value
    return given, rest


def _read(text: str) -> "Sequence[KpiCall]":
    """Return the tool call of each question in a text."""
    if not text.strip():
        raise InputError("There is nothing to compute", remedy="Try: adroit kpi cpa --spend 5000 --conversions 125")
    from tools.kpi.definitions import find_metric
    from tools.kpi.questions import read_question

    calls = read_question(text).calls
    if not calls:
        if re.fullmatch(r"[\w\s:/-]+", text):
            metric = find_metric(text)
            formula = metric.formula or "a measure, so it is given, not computed"
            raise MissingInput(
                f"There are no figures to compute {metric.label} from",
                remedy=f"It is {formula}; see: adroit kpi explain {metric.name}",
            )
        raise InputError(
            "That holds no KPI with figures to compute", remedy='Try: adroit kpi "spend 20k cpm 15 ctr 1.2% cvr 3%"'
        )
    return calls


def _currency(context: typer.Context) -> str | None:
    """Return the workspace's currency, without loading settings where there are none."""
    import os

    workspace = workspace_of(context)
    if not workspace.is_configured and "ADROIT_CURRENCY" not in os.environ:
        return None
    from agent.settings import load_settings

    return load_settings(workspace).currency


def _answer(calls: "Sequence[KpiCall]", currency: str | None, *, as_json: bool) -> None:
    from agent.channels.terminal import show_markdown

    answers = [call.run(currency) for call in calls]
    if as_json:
        print_json(answers[0] if len(answers) == 1 else [a.model_dump(mode="json") for a in answers])
    else:
        show_markdown("\n\n".join(answer.render() for answer in answers))
    if not all(getattr(answer, "is_complete", True) for answer in answers):
        raise typer.Exit(1)


def _list(*, as_json: bool) -> None:
    from agent.channels.terminal import show_markdown
    from tools.kpi.definitions import METRICS, kpis

    if as_json:
        print_json([{"name": m.name, "title": m.title, "formula": m.formula, "unit": m.unit} for m in METRICS.values()])
        return
    rows = [f"| {m.name} | {m.title} | {m.formula} |" for m in kpis()]
    plain = [f"| {m.name} | {m.answers} |" for m in METRICS.values() if not m.is_kpi]
    show_markdown(
        "\n".join(
            ["| KPI | Name | Formula |", "|---|---|---|", *rows, "", "| Measure | Meaning |", "|---|---|", *plain]
        )
    )


def _explain(name: str, *, as_json: bool) -> None:
    if not name.strip():
        raise MissingInput("There is no KPI to explain", remedy="Name one: adroit kpi explain roas")
    from agent.channels.terminal import show_markdown
    from tools.kpi.explain import ExplainKpi, explain_kpi

    found = explain_kpi(ExplainKpi(kpi=name))
    if as_json:
        print_json(found)
    else:
        show_markdown(found.render())
