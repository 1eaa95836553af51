"""/why, /kpi, /brief and /audience: short forms of questions. Each becomes a message, so that it can be followed up."""

from agent.channels.chat.commands.command import Command
from agent.channels.chat.session import ChatSession
from agent.channels.short_forms import audience_request, brief_request, kpi_lookup, kpi_question, why_question
from agent.channels.terminal import note, show_markdown


def why(session: ChatSession, words: str) -> str | None:
    """Ask why a KPI changed: /why cpa last week by device."""
    if not words:
        note("Name a KPI, and a period if you like: /why cpa last week")
        return None
    if session.data() is None:
        note("No data is connected, so there is nothing to look into. Give a file: /data ads.csv, or paste a table.")
        return None
    return why_question(words)


def kpi(_session: ChatSession, words: str) -> str | None:
    """Compute: /kpi cpa spend=5000 conversions=125; define: /kpi roas; list: /kpi."""
    known = kpi_lookup(words)
    if known is None:
        return kpi_question(words)
    show_markdown(known)
    return None


def brief(session: ChatSession, words: str) -> str | None:
    """Ask for a campaign brief."""
    return _with_tool(session, "brief", brief_request(words))


def audience(session: ChatSession, words: str) -> str | None:
    """Ask for audiences."""
    return _with_tool(session, "audience", audience_request(words))


def _with_tool(session: ChatSession, subject: str, request: str) -> str | None:
    """Return the message when the catalog holds a tool for the subject."""
    if not any(subject in name for name in session.assistant.toolbox.tools):
        note("No tool for this is in Adroit's catalog yet. The guide covers the subject: just ask.")
        return None
    return request


QUESTIONS = (
    Command("/why", "KPI [PERIOD] [by DIMENSION]", "why a KPI changed: /why cpa last week", why, "change"),
    Command("/kpi", "[KPI] [FIGURES]", "compute: /kpi cpa spend=5000 conversions=125", kpi, "figures"),
    Command("/brief", "[WORDS]", "draft a campaign brief", brief),
    Command("/audience", "[WORDS]", "suggest audiences", audience),
)
