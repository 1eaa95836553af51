"""The small parts of the conversation: paths, history, loading, short forms of questions, costs."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from agent.answer import Usage
from agent.channels.answers import cost_line
from agent.channels.chat.commands import COMMANDS, find_command
from agent.channels.chat.commands.questions import audience, brief, kpi
from agent.channels.chat.history import PrivateHistory
from agent.channels.chat.paths import dropped_file, path_of
from agent.channels.loading import Loading
from tools.kpi.questions import read_question


def test_files_as_terminals_write_them(tmp_path):
    file = tmp_path / "ads (May) 'final'.csv"
    file.touch()
    escaped = str(file).translate({ord(c): f"\\{c}" for c in " ()'"})
    for written in (str(file), f'"{file}"', escaped, f"{file} ".strip()):
        assert path_of(written) == file
        assert dropped_file(written) == file


@pytest.mark.parametrize("message", ["/data ads.csv", "why?", "/nowhere/ads.csv", "/\0", "/" * 5000, "~", "~nobody/x"])
def test_words_are_no_dropped_file(message):
    assert dropped_file(message) is None


def test_history_keeps_questions_and_leaves_tables_out(tmp_path):
    path = tmp_path / "deep" / "history"
    history = PrivateHistory(path)
    for message in ("why?\nand how?", "day\tspend\n2026-05-01\t5", "x" * 3000):
        history.store_string(message)
    assert list(PrivateHistory(path).load_history_strings()) == ["why?\nand how?"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_history_that_cannot_be_written_costs_nothing(tmp_path):
    (tmp_path / "file").touch()
    history = PrivateHistory(tmp_path / "file" / "history")
    history.store_string("why?")
    assert list(history.load_history_strings()) == []


def test_a_long_history_drops_its_older_half(tmp_path):
    path = tmp_path / "history"
    path.write_text("".join(f"\n# then\n+question {n}\n" for n in range(60_000)))
    found = list(PrivateHistory(path).load_history_strings())
    assert found[0] == "question 59999"
    assert len(found) < 40_000
    assert all(line.startswith("question ") for line in found)


def test_what_is_loaded_is_loaded_once_and_a_failure_is_told():
    began = []
    loading = Loading(lambda: began.append(1) or "ready")
    loading.start()
    assert (loading.result(), loading.result(), began) == ("ready", "ready", [1])
    told = []
    failing = Loading(lambda: 1 / 0, told.append)
    with pytest.raises(ZeroDivisionError):
        failing.result()
    failing._thread.join()
    assert len(told) == 1


@pytest.mark.parametrize(
    ("words", "given", "targets"),
    [
        ("cpa spend=5000 conversions=125", {"spend": "5000", "conversions": "125"}, ["cpa"]),
        ("roas, cpa spend=$5,000 revenue=20k conversions = 50", {"spend": "$5,000"}, ["roas", "cpa"]),
        ("cpa cpm=12 ctr=1.2% cvr=3%", {"cpm": "12", "ctr": "1.2%", "conversion_rate": "3%"}, ["cpa"]),
        ("spend=5000 conversions=125", {"spend": "5000", "conversions": "125"}, []),
    ],
)
def test_figures_after_kpi_are_read_as_they_were_given(words, given, targets):
    [call] = read_question(kpi(None, words)).calls
    assert call.tool == "compute_kpi"
    assert given.items() <= call.arguments["given"].items()
    assert call.arguments["targets"] == targets


def with_tools(*names):
    """Return as much of a session as says which tools there are."""
    return SimpleNamespace(assistant=SimpleNamespace(toolbox=SimpleNamespace(tools=dict.fromkeys(names))))


def test_what_there_is_no_tool_for_is_said_plainly(capsys):
    assert brief(with_tools("explain_change"), "for lamps") is None
    assert audience(with_tools("draft_brief"), "for lamps") is None
    assert capsys.readouterr().out.count("No tool for this is in Adroit's catalog yet.") == 2


@pytest.mark.parametrize(
    ("words", "asked"), [("", ""), ("lamps", " for lamps"), ("for lamps", " for lamps"), ("at $5k", " at $5k")]
)
def test_a_tool_in_the_catalog_is_asked_for(words, asked):
    assert brief(with_tools("draft_brief"), words) == f"Draft a campaign brief{asked}"
    assert audience(with_tools("suggest_audiences"), words) == f"Suggest audiences{asked}"


def test_every_command_is_told_apart_and_described():
    assert len({c.name for c in COMMANDS}) == len(COMMANDS)
    assert all(c.name.startswith("/") and c.summary for c in COMMANDS)
    assert find_command("/HELP") is find_command("/?")
    assert find_command("/nonsense") is None


def test_a_cost_is_shown_only_where_there_is_one():
    assert cost_line(None) is None
    assert cost_line(Usage(model="offline planner", cost=Decimal(0))) is None
    assert cost_line(Usage(model="unpriced", input_tokens=5)) is None
    paid = Usage(model="m", input_tokens=1200, output_tokens=34, seconds=2.0, cost=Decimal("0.0123"), currency="USD")
    assert cost_line(paid) == "$0.0123, 1,234 tokens, 2.0 s"
