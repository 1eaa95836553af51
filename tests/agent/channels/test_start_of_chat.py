"""The prompt comes first: what is loaded before it is drawn, and the short way past the library of the command line."""

import json

import pytest

from agent.start import ChatFlags, chat_flags
from tests.agent.channels.pseudo_terminal import PseudoTerminal

HEAVY = {
    "typer",
    "rich",
    "pydantic",
    "langchain",
    "langchain_core",
    "langgraph",
    "openai",
    "chromadb",
    "numpy",
    "duckdb",
}
UNTIL_DRAWN = """
import json, os, pathlib, sys
from agent.channels.loading import Loading

def start(self):
    pathlib.Path("loaded.json").write_text(json.dumps(sorted({m.partition(".")[0] for m in sys.modules})))

Loading.start = start
from agent.start import main
sys.argv = ["adroit", "chat"]
main()
"""


@pytest.mark.process
def test_nothing_heavy_is_loaded_before_the_prompt_is_drawn(tmp_path):
    with PseudoTerminal("-c", UNTIL_DRAWN, cwd=tmp_path) as terminal:
        terminal.wait_for("you ›")
        terminal.wait_until((tmp_path / "loaded.json").exists)
        loaded = set(json.loads((tmp_path / "loaded.json").read_text()))
    assert "prompt_toolkit" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    ("line", "flags"),
    [
        ("chat", ChatFlags()),
        ("chat --data ads.csv", ChatFlags(data="ads.csv")),
        ("chat --data=ads.csv -m offline --thread May", ChatFlags(data="ads.csv", model="offline", thread="May")),
        ("-w shop chat -d ads.csv", ChatFlags(workspace="shop", data="ads.csv")),
        ("--workspace=shop chat", ChatFlags(workspace="shop")),
    ],
)
def test_a_plain_chat_takes_the_short_way(line, flags):
    assert chat_flags(line.split()) == flags


@pytest.mark.parametrize(
    "line",
    [
        "", "ask chat", "kpi cpa --spend 5", "chat --help", "--help chat", "chat --data", "chat --data --model offline",
        "chat --nonsense 5", "chat now", "chat --data a --data b", "--debug chat", "chat -dads.csv", "chat -w shop",
        "--data ads.csv chat", "chat --data=", "chat chat",
    ],
)  # fmt: skip
def test_what_needs_explaining_is_left_to_the_command_line(line):
    assert chat_flags(line.split()) is None


@pytest.mark.process
@pytest.mark.parametrize("program", ["agent.start", "agent.cli"])
def test_settings_that_cannot_be_used_end_the_chat_with_one_sentence(tmp_path, program):
    (tmp_path / "adroit.toml").write_text('nonsense = "yes"\n')
    with PseudoTerminal("-m", program, "chat", cwd=tmp_path) as terminal:
        assert terminal.wait_for_end() == 1
        terminal.wait_for("adroit: 'nonsense' is not a setting")
        assert "Traceback" not in terminal.text()
