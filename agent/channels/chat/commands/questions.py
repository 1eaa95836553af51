"""/why, /kpi, /brief and /audience: short forms of questions. Each becomes a message, so that it can be followed up."""

import re

from agent.channels.chat.commands.command import Command
from agent.channels.chat.session import ChatSession
from agent.channels.terminal import note, show_markdown

_JOINS = re.compile(r"(?:for|in|on|by|since|compared|vs\.?|versus|against|with|at|than|over)\b", re.IGNORECASE)
_GIVEN = re.compile(r"([A-Za-z][\w-]*)\s*=\s*(\S+)")


def why(session: ChatSession, words: str) -> str | None:
    """Ask why a KPI changed: /why cpa last week by device."""
    if not words:
        note("Name a KPI, and a period if you like: /why cpa last week")
        return None
    if session.data() is None:
        note("No data is connected, so there is nothing to look into. Give a file: /data ads.csv, or paste a table.")
        return None
    kpi, _, rest = words.partition(" ")
    return f"Why did {kpi} change {rest.strip()}".rstrip(" ?") + "?"


def kpi(_session: ChatSession, words: str) -> str | None:
    """Compute: /kpi cpa spend=5000 conversions=125; define: /kpi roas; list: /kpi."""
    from tools.kpi.definitions import kpis
    from tools.kpi.explain import ExplainKpi, explain_kpi

    if not words:
        rows = "\n".join(f"| {m.name} | {m.title} | {m.formula} |" for m in kpis())
        show_markdown(f"| KPI | Name | Formula |\n|---|---|---|\n{rows}")
        return None
    if not re.search(r"\d", words):
        show_markdown(explain_kpi(ExplainKpi(kpi=words)).render())
        return None
    return _question(words)


def _question(words: str) -> str:
    """Return figures given as name=value as a question in words."""
    given = [f"{name} {value.rstrip(',;')}" for name, value in _GIVEN.findall(words)]
    asked = [name for name in re.split(r"[\s,;]+", _GIVEN.sub(" ", words)) if name]
    if not given or not asked:
        return words
    return f"What is the {' and the '.join(asked)} with {', '.join(given)}?"


def brief(session: ChatSession, words: str) -> str | None:
    """Ask for a campaign brief."""
    return _with_tool(session, "brief", "Draft a campaign brief", words)


def audience(session: ChatSession, words: str) -> str | None:
    """Ask for audiences."""
    return _with_tool(session, "audience", "Suggest audiences", words)


def _with_tool(session: ChatSession, subject: str, request: str, words: str) -> str | None:
    """Return the message when the catalog holds a tool for the subject."""
    if not any(subject in name for name in session.assistant.toolbox.tools):
        note("No tool for this is in Adroit's catalog yet. The guide covers the subject: just ask.")
        return None
    joined = f" for {words}" if words and not _JOINS.match(words) else f" {words}"
    return f"{request}{joined}".strip()


QUESTIONS = (
    Command("/why", "KPI [PERIOD] [by DIMENSION]", "why a KPI changed: /why cpa last week", why, "change"),
    Command("/kpi", "[KPI] [FIGURES]", "compute: /kpi cpa spend=5000 conversions=125", kpi, "figures"),
    Command("/brief", "[WORDS]", "draft a campaign brief", brief),
    Command("/audience", "[WORDS]", "suggest audiences", audience),
)
