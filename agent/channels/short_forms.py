"""The short forms of questions (why, kpi, brief, audience), put into the words that the assistant is asked in."""

import re

_JOINS = re.compile(r"(?:for|in|on|by|since|compared|vs\.?|versus|against|with|at|than|over)\b", re.IGNORECASE)
_GIVEN = re.compile(r"([A-Za-z][\w-]*)\s*=\s*(\S+)")


def why_question(words: str) -> str:
    """Return `cpa last week by device` as a question."""
    kpi, _, rest = words.partition(" ")
    return f"Why did {kpi} change {rest.strip()}".rstrip(" ?") + "?"


def kpi_question(words: str) -> str:
    """Return `cpa spend=5000 conversions=125` as a question; words that give no figure by name stay as they are."""
    given = [f"{name} {value.rstrip(',;')}" for name, value in _GIVEN.findall(words)]
    asked = [name for name in re.split(r"[\s,;]+", _GIVEN.sub(" ", words)) if name]
    if not given or not asked:
        return words
    return f"What is the {' and the '.join(asked)} with {', '.join(given)}?"


def kpi_lookup(words: str) -> str | None:
    """Return the list of KPIs for no words, the definition for a name, in Markdown; None for figures to compute with.

    Raises:
        InputError: when no KPI is called so.
    """
    from tools.kpi.definitions import kpis
    from tools.kpi.explain import ExplainKpi, explain_kpi

    if not words:
        rows = "\n".join(f"| {m.name} | {m.title} | {m.formula} |" for m in kpis())
        return f"| KPI | Name | Formula |\n|---|---|---|\n{rows}"
    return None if re.search(r"\d", words) else explain_kpi(ExplainKpi(kpi=words)).render()


def brief_request(words: str) -> str:
    """Return the request for a campaign brief."""
    return _request("Draft a campaign brief", words)


def audience_request(words: str) -> str:
    """Return the request for audiences."""
    return _request("Suggest audiences", words)


def _request(request: str, words: str) -> str:
    joined = f" for {words}" if words and not _JOINS.match(words) else f" {words}"
    return f"{request}{joined}".strip()
