"""`adroit pacing` as a user types it."""

import json

from typer.testing import CliRunner

from agent.cli import app
from tools.data.samples import sample_path
from tools.errors import InputError, MissingInput


def pacing(*arguments, cwd):
    return CliRunner().invoke(app, ["--workspace", str(cwd), "pacing", *arguments])


def test_the_check_is_printed_with_its_chart_and_saved_in_the_form_asked_for(tmp_path):
    flags = ["--data", str(sample_path()), "--flight", "May 2026", "--budget", "260k"]
    done = pacing(*flags, "--png", str(tmp_path / "png"), cwd=tmp_path)
    assert done.exit_code == 0, done.output
    assert "$193,432 is spent" in done.output
    assert "Spend of the flight, summed by day" in done.output
    assert [p.name for p in (tmp_path / "png").iterdir()] == ["spend-of-the-flight-summed-by-day.png"]


def test_json_holds_the_report_and_only_the_rows_asked_for(tmp_path):
    flags = ["--data", str(sample_path()), "--flight", "May 2026", "--where", "channel=CTV", "--json"]
    report = json.loads(pacing(*flags, cwd=tmp_path).stdout)
    assert report["where"] == {"channel": "CTV"}
    assert report["spend"]["so_far"] < 60_000


def test_no_table_and_a_broken_condition_are_told_with_what_would_do(tmp_path):
    assert isinstance(pacing(cwd=tmp_path).exception, MissingInput)
    broken = pacing("--data", str(sample_path()), "--where", "CTV", cwd=tmp_path)
    assert isinstance(broken.exception, InputError)
    assert "channel=Meta" in str(broken.exception)
