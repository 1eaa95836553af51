"""A suite is run end to end, kept, read again and reported."""

import pytest

from agent.errors import SettingsError
from evals.case import Case, read_set
from evals.report.files import read_run, write_run
from evals.report.summary import summarise
from evals.report.tables import as_markdown
from evals.run import Run, record_of
from evals.subject import subject
from evals.suites import CASES, Suite, suites


@pytest.fixture(scope="module")
def offline():
    with subject() as opened:
        yield opened


@pytest.fixture(scope="module")
def kpi():
    return suites(["kpi"])[0]


@pytest.fixture(scope="module")
def run(offline, kpi):
    records = [record_of(case, offline.answer(case)) for case in kpi.cases[:4]]
    return Run(model=offline.model, versions={"kpi": kpi.version}, records=records)


def test_inspect_runs_a_suite_to_the_same_records(offline, kpi, run, tmp_path):
    pytest.importorskip("inspect_ai", reason="inspect_ai is not installed")
    from evals.run import evaluate

    found = evaluate([Suite("kpi", "1", "", kpi.cases[:4])], offline, log_folder=tmp_path)
    assert [r.model_dump(exclude={"seconds"}) for r in found.records] == [
        r.model_dump(exclude={"seconds"}) for r in sorted(run.records, key=lambda r: r.case)
    ]
    assert list(tmp_path.glob("*.json"))


def test_a_run_is_the_same_bytes_twice_and_reads_back(offline, kpi, run, tmp_path):
    again = Run(
        model=run.model, versions=run.versions, records=[record_of(c, offline.answer(c)) for c in kpi.cases[:4]]
    )
    first, second = write_run(run, tmp_path / "a"), write_run(again, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    assert read_run(tmp_path / "a").rights("kpi") == run.rights("kpi")


def test_a_file_that_is_no_run_is_said_to_be_none(tmp_path):
    (tmp_path / "scores.json").write_text("[]")
    with pytest.raises(SettingsError, match="no run of an evaluation"):
        read_run(tmp_path)


def test_a_summary_counts_cases_epochs_and_changes(run):
    failing = [r.model_copy(update={"right": False, "epoch": 2}) for r in run.records[:1]]
    twice = run.model_copy(update={"records": [*run.records, *failing]})
    (found,) = summarise(twice, run)
    assert found.flaky == [run.records[0].case]
    assert found.right.count == len(run.records)
    assert found.change is not None
    assert found.change.worse == [run.records[0].case]
    text = as_markdown("planner", [found])
    assert "| kpi |" in text
    assert run.records[0].case in text


def test_another_version_of_a_set_is_not_compared(run):
    other = run.model_copy(update={"versions": {"kpi": "0"}})
    (found,) = summarise(run, other)
    assert found.change is None


def test_every_set_of_cases_reads_and_every_case_says_why_it_is_there():
    for path in CASES.glob("*.yaml"):
        found = read_set(path)
        assert found.suite == path.stem
        assert all(case.reason for case in found.cases), path


def test_a_set_with_a_fault_names_it(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("suite: x\nversion: '1'\nabout: x\ncases: [{id: a, turns: [], expected: {}}]")
    with pytest.raises(SettingsError, match="turns"):
        read_set(path)
    case = "{id: a, turns: [b], expected: {}}"
    path.write_text(f"suite: x\nversion: '1'\nabout: x\ncases: [{case}, {case}]")
    with pytest.raises(SettingsError, match="twice"):
        read_set(path)


def test_a_suite_that_does_not_exist_is_named_with_those_that_do():
    with pytest.raises(SettingsError, match="not a suite"):
        suites(["nonsense"])


def test_a_case_in_a_thread_is_scored_by_its_last_answer(offline):
    case = Case(
        id="two", suite="kpi", turns=["spent 500 for 20 sales, CPA?", "and for 40 sales?"],
        expected={"figures": ["12.50"]}, reason="x",
    )  # fmt: skip
    assert record_of(case, offline.answer(case)).right
