"""`adroit why` as a user types it: text, JSON, and charts in every form."""

import json
import os
import subprocess
import sys

import pytest

from tools.data.samples import sample_path

pytestmark = pytest.mark.process


def why(*arguments, cwd):
    command = [sys.executable, "-m", "agent.cli", "--workspace", str(cwd), "why", *arguments]
    done = subprocess.run(
        [*command, "--data", str(sample_path())],
        capture_output=True,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"HOME": str(cwd)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_charts_are_saved_in_the_form_asked_for(tmp_path):
    why("cpa", "--svg", str(tmp_path / "svg"), "--html", str(tmp_path / "html"), cwd=tmp_path)
    names = {path.stem for path in (tmp_path / "svg").iterdir()}
    assert names == {
        "cpa-what-each-factor-did",
        "cpa-segments-that-drove-it",
        "cpa-mix-and-rate-by-dimension",
        "cpa-by-day",
    }
    pages = list((tmp_path / "html").iterdir())
    assert {page.stem for page in pages} == names
    assert all("<script src=" not in page.read_text() for page in pages)


def test_json_holds_the_whole_report(tmp_path):
    report = json.loads(why("cpa", "--json", cwd=tmp_path))
    assert report["verdict"] == "segments"
    assert report["drivers"][0]["segment"] == {"campaign": "Prospecting", "device": "Mobile"}
    assert report["drivers"][0]["started"]["day"] == "2026-05-18"
    assert report["context"]["weeks"] == 7


def test_a_baseline_in_words(tmp_path):
    shown = why("roas", "--baseline", "same days last week", "--where", "device=Mobile", cwd=tmp_path)
    assert "2026-05-11..2026-05-17" in shown
    assert "for device = Mobile" in shown
