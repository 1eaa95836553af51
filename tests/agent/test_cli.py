"""The command line as a user and as a program meets it: output, exit codes, bad input."""

import json
import os
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from agent.cli import app
from tools.data.samples import sample_path

pytestmark = pytest.mark.process


def adroit(*arguments, cwd, **environment):
    """Run the command as a user does, with an empty home."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ADROIT_", "OPENAI_"))}
    return subprocess.run(
        [sys.executable, "-m", "agent.cli", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        env=kept | {"HOME": str(cwd)} | environment,
    )


def test_a_kpi_from_flags(tmp_path):
    done = adroit("kpi", "cpa", "--spend", "5000", "--conversions", "125", cwd=tmp_path)
    assert done.returncode == 0
    assert "CPA: 40.00" in done.stdout
    assert done.stderr == ""


def test_a_kpi_as_json_is_nothing_but_json(tmp_path):
    done = adroit("kpi", "cpa", "--spend", "$5,000", "--conversions=125", "--json", cwd=tmp_path)
    [result] = json.loads(done.stdout)["results"]
    assert result["value"] == 40
    assert result["currency"] == "USD"


def test_a_pipe_gets_no_decoration(tmp_path):
    done = adroit("kpi", "explain", "roas", cwd=tmp_path)
    assert "\x1b" not in done.stdout
    assert "revenue / spend" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("kpi", "nonsense", "--spend", "5"), 2, "'nonsense' is not a KPI"),
        (("kpi", "cpa", "--spend", "abc", "--conversions", "1"), 2, "'abc' is not a number"),
        (("kpi", "cpa", "--spend"), 2, "--spend has no figure"),
        (("kpi", "cpa", "--spend", "-5", "--conversions", "1"), 2, "can't be negative"),
        (("kpi", "ctr", "--clicks", "50", "--impressions", "20"), 2, "exceed impressions"),
        (("kpi", "cpa"), 1, "no figures to compute CPA"),
        (("kpi",), 2, "nothing to compute"),
        (("why", "cpa"), 1, "no data"),
        (("why", "cpa", "--data", "missing.csv"), 1, "missing.csv"),
        (("why", "nonsense", "--data", str(sample_path())), 2, "'nonsense' is not a KPI"),
        (("why", "cpa", "--data", str(sample_path()), "--current", "soonish"), 2, "soonish"),
        (("why", "cpa", "--data", str(sample_path()), "--where", "channel"), 2, "is not a condition"),
        (("guide", "astrology"), 1, "astrology"),
        (("--workspace", "nowhere", "doctor"), 1, "nowhere"),
    ],
)
def test_bad_input_is_one_sentence_and_an_exit_code(tmp_path, arguments, code, says):
    done = adroit(*arguments, cwd=tmp_path)
    assert says in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert done.returncode == code


def test_debug_shows_the_traceback(tmp_path):
    assert "Traceback" in adroit("--debug", "kpi", "nonsense", "--spend", "5", cwd=tmp_path).stderr


def test_an_undefined_kpi_says_why_and_is_no_answer(tmp_path):
    done = adroit("kpi", "cpa", "--spend", "100", "--conversions", "0", cwd=tmp_path)
    assert "undefined, because conversions is 0" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", "", "empty"),
        ("undated.csv", "Campaign,Cost,Conversions\nA,10,1\n", "date"),
        ("letters.csv", "hello\nworld\n", "letters.csv"),
    ],
)
def test_a_table_that_can_not_be_used_is_named_and_left_alone(tmp_path, name, content, says):
    file = tmp_path / name
    file.write_text(content)
    done = adroit("why", "cpa", "--data", file, cwd=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert file.read_text() == content
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".csv"] == [name]


def test_an_unreadable_config_is_named(tmp_path):
    (tmp_path / "adroit.toml").write_text("model = [")
    done = adroit("ask", "what is CPA?", cwd=tmp_path)
    assert done.returncode == 1
    assert "adroit.toml is not valid TOML" in done.stderr


def test_init_makes_a_workspace_and_never_changes_an_existing_one(tmp_path):
    assert adroit("init", "brand", cwd=tmp_path).returncode == 0
    config = tmp_path / "brand" / "adroit.toml"
    assert "OPENAI_API_KEY" in config.read_text()
    assert (tmp_path / "brand" / "data").is_dir()
    config.write_text('model = "offline"\n')
    assert adroit("init", "brand", cwd=tmp_path).returncode == 0
    assert config.read_text() == 'model = "offline"\n'


def test_the_doctor_shows_that_a_key_is_there_and_never_the_key(tmp_path):
    done = adroit("doctor", cwd=tmp_path, OPENAI_API_KEY="sk-canary-123")
    assert done.returncode == 0
    assert "a key is present" in done.stdout
    assert "sk-canary-123" not in done.stdout + done.stderr


def test_the_doctor_goes_on_after_a_problem(tmp_path):
    (tmp_path / "adroit.toml").write_text('data = "gone.csv"\nmodel = "offline"\n')
    done = adroit("doctor", "--json", cwd=tmp_path)
    checks = {c["name"]: c for c in json.loads(done.stdout)}
    assert done.returncode == 1
    assert checks["data"]["state"] == "problem"
    assert checks["model"]["state"] == "hint"


def test_every_command_has_help_with_an_example():
    runner = CliRunner()
    for command in ("ask", "chat", "why", "kpi", "guide", "index", "tools", "init", "doctor", "demo"):
        shown = runner.invoke(app, [command, "--help"], env={"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "120"})
        assert shown.exit_code == 0
        assert f"adroit {command}" in shown.output, command


def test_tools_lists_every_tool_with_its_schema(tmp_path):
    listed = json.loads(adroit("tools", "--json", cwd=tmp_path).stdout)
    assert {"search_guide", "compute_kpi", "explain_change"} <= {t["name"] for t in listed}
    assert all(f.get("description") for t in listed for f in t["input"]["properties"].values())


def test_a_chat_reads_lines_from_a_pipe(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "agent.cli", "chat"],
        input="spent $5,000 for 125 sales, what is our CPA?\n/evidence\n/nonsense\n",
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")} | {"HOME": str(tmp_path)},
    )
    assert "CPA: $40.00" in done.stdout
    assert re.search(r"^- \*\*e1\*\*.*: .*\$40\.00", done.stdout, re.MULTILINE)
    assert "/nonsense is not a command" in done.stdout
    assert done.returncode == 0


def test_the_demo_answers_every_question(tmp_path):
    folder = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    shown = subprocess.run(
        [sys.executable, "-m", "agent.cli", "demo"], env=folder, capture_output=True, text=True, check=True
    ).stdout
    assert "No, search engine optimisation (SEO) is not a performance channel" in shown
    assert "CPA rose from $26.03 to $31.20" in shown
