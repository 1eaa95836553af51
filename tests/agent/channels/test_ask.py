"""`adroit ask` in a pipe, in a terminal and for programs."""

import json
import os
import subprocess
import sys

import pytest

from tests.agent.channels.pseudo_terminal import PseudoTerminal
from tools.data.samples import sample_path

pytestmark = pytest.mark.process
TABLE = sample_path().read_bytes()


def adroit(*arguments, cwd, piped):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ADROIT_", "OPENAI_", "PYTHONDONTWRITE"))}
    return subprocess.run(
        [sys.executable, "-m", "agent.start", *map(str, arguments)],
        cwd=cwd, input=piped, capture_output=True, check=False, env=kept | {"HOME": str(cwd)},
    )  # fmt: skip


@pytest.fixture(scope="module")
def parquet():
    import duckdb

    return duckdb.sql(f"SELECT * FROM read_csv('{sample_path()}')")


def test_a_table_comes_through_a_pipe(tmp_path):
    done = adroit("ask", "why did CPA rise last week?", cwd=tmp_path, piped=TABLE)
    assert done.returncode == 0, done.stderr
    assert b"CPA rose from $26.03 to $31.20" in done.stdout
    assert b"\x1b" not in done.stdout


def test_a_table_that_is_no_text_comes_through_a_pipe_too(tmp_path, parquet):
    file = tmp_path / "ads.parquet"
    parquet.write_parquet(str(file))
    done = adroit("ask", "why did CPA rise last week?", "--json", cwd=tmp_path, piped=file.read_bytes())
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert "$31.20" in answer["text"]
    assert answer["evidence"][0]["tool"] == "explain_change"


def test_a_question_comes_through_a_pipe(tmp_path):
    done = adroit("ask", cwd=tmp_path, piped=b"we spent $5,000 for 125 sales, what is our CPA?")
    assert b"$40.00" in done.stdout
    assert done.returncode == 0


def test_a_pasted_table_and_its_question_come_through_one_pipe(tmp_path):
    done = adroit(
        "ask", cwd=tmp_path, piped=b"what is in my data?\n\nday,spend,conversions\n2026-05-01,5,1\n2026-05-02,6,2\n"
    )
    assert b"2 rows" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "piped", "code", "says"),
    [
        ((), b"", 2, "There is no question"),
        ((), TABLE, 2, "There is no question"),
        (("why did CPA rise?",), b"PK\x03\x04 no workbook", 1, "damaged"),
        ((), b"word " * 10_000, 2, "characters long"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence_and_an_exit_code(tmp_path, arguments, piped, code, says):
    done = adroit("ask", *arguments, cwd=tmp_path, piped=piped)
    assert says in (done.stderr + done.stdout).decode()
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_in_a_terminal_the_tools_are_shown_with_their_time(tmp_path):
    question = "we spent $5,000 for 125 sales, what is our CPA?"
    with PseudoTerminal("-m", "agent.start", "ask", question, cwd=tmp_path) as terminal:
        assert terminal.wait_for_end() == 0
        assert "✓ compute_kpi" in terminal.text()
        assert "CPA: $40.00" in terminal.text()


def test_ctrl_c_ends_it(tmp_path):
    with PseudoTerminal("-m", "agent.start", "ask", "how do I set a target CPA?", cwd=tmp_path) as terminal:
        terminal.wait_for("Thinking")
        terminal.type("\x03")
        assert terminal.wait_for_end() == 130
        assert "Traceback" not in terminal.text()
