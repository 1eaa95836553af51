"""Cases and outcomes as the scorers get them."""

import pytest

from agent.answer import Answer, Citation, Evidence
from evals.case import Case, Expected
from evals.outcome import Call, Outcome
from tools.facts import Fact
from tools.quantities import Unit


@pytest.fixture
def case():
    """Make a case from what is expected."""

    def made(*turns, **expected):
        return Case(id="c", suite="s", turns=list(turns) or ["what is our CPA?"], expected=Expected(**expected))

    return made


@pytest.fixture
def outcome():
    """Make an outcome: what was said, on which facts and passages, after which calls."""

    def made(text, *, facts=(), passages=(), calls=(), said=(), status="answered", rendering=""):
        given = [Fact(metric="cpa", value=value, unit=Unit.COUNT) for value in facts]
        evidence = Evidence(id="e1", tool="compute_kpi", arguments={}, facts=given, text=rendering)
        citations = [Citation(label=label, chunk_id=label, passage=passage) for label, passage in passages]
        answer = Answer(text=text, status=status, citations=citations, evidence=[evidence])
        return Outcome(answer=answer, calls=[Call(tool=t, arguments=a) for t, a in calls], said=list(said))

    return made
