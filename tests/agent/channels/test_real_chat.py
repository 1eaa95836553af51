"""`adroit chat` as installed, with the offline planner: data, short questions, threads, in a real terminal."""

import pytest

from tests.agent.channels.pseudo_terminal import PseudoTerminal
from tests.agent.openai_server import hangs, says, serving
from tools.data.samples import sample_path

pytestmark = pytest.mark.process


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "adroit.toml").write_text('model = "offline"\n')
    (tmp_path / "ads.csv").write_bytes(sample_path().read_bytes())
    return tmp_path


def chatting(folder, *arguments, **options):
    return PseudoTerminal("-m", "agent.start", "chat", *arguments, cwd=folder, lines=60, **options)


class Conversation:
    """Types a message when the prompt is there, and waits for the next one."""

    def __init__(self, terminal):
        self.terminal = terminal
        terminal.wait_until(self.is_ready, "the prompt")

    def is_ready(self):
        """Return whether an empty prompt waits below all else."""
        return self.terminal.text().splitlines()[-1:] == ["you ›"]

    def say(self, message, *, paste=False):
        """Send a message and return what was shown since."""
        before = self.terminal.text()
        (self.terminal.paste if paste else self.terminal.type)(message)
        self.terminal.wait_until(lambda: not self.is_ready(), "the message")
        self.terminal.type("\r")
        self.terminal.wait_until(self.is_ready, "the next prompt")
        shown = self.terminal.text()
        return shown.removeprefix(before)


def test_a_pasted_sheet_is_described_and_its_question_answered(workspace):
    sheet = "Day\tCampaign\tSpend\tConversions\n" + "\n".join(
        f"2026-05-{day:02}\tBrand\t${1000 + day}\t{40 - day}" for day in range(1, 15)
    )
    with chatting(workspace) as terminal:
        chat = Conversation(terminal)
        shown = chat.say(f"{sheet}\nwhy did CPA rise last week?", paste=True)
        assert "pasted-table.csv: 14 rows, 2026-05-01..2026-05-14" in shown
        assert "spend (USD)" in shown
        assert "✓ explain_change" in shown
        assert "CPA rose from" in shown
        shown = chat.say("/why spend")
        assert "Asking: Why did spend change?" in shown
        kept = list((workspace / ".adroit").rglob("pasted-table.csv"))
        assert len(kept) == 1
        assert kept[0].parent.stat().st_mode & 0o077 == 0


def test_a_file_is_connected_said_of_and_asked_about(workspace):
    with chatting(workspace) as terminal:
        chat = Conversation(terminal)
        assert "No data is connected" in chat.say("/data")
        assert "No data is connected" in chat.say("/why cpa")
        assert "There is no file" in chat.say("/data adz.csv")
        assert "ads.csv: 2,128 rows" in chat.say("/data ads.csv")
        assert "Conversions    conversions" in chat.say("/columns leave out Clicks")
        shown = chat.say("/why cpa last week")
        assert "CPA rose from $26.03 to $31.20" in shown
        assert "CPA by day" in shown
        assert "e1: " in chat.say("/evidence")


def test_a_file_dropped_on_the_terminal_is_connected(workspace):
    (workspace / "my ads.csv").write_bytes(sample_path().read_bytes())
    with chatting(workspace) as terminal:
        assert "my ads.csv: 2,128 rows" in Conversation(terminal).say(f"'{workspace}/my ads.csv'", paste=True)


def test_threads_are_listed_taken_up_copied_renamed_exported_and_deleted(workspace):
    with chatting(workspace, "--data", "ads.csv") as terminal:
        chat = Conversation(terminal)
        chat.say("/kpi cpa spend=5000 conversions=125")
        chat.say("/clear")
        chat.say("why did CPA rise last week?")
        listed = chat.say("/threads")
        assert "why did CPA rise last week?" in listed
        assert "What is the cpa with spend 5000" in listed
        shown = chat.say("/threads 2")
        assert "You are in 'What is the cpa with spend 5000, conversions 125?' now." in shown
        assert "40.00" in shown
        assert "40.00" in chat.say("/evidence")
        chat.say("/threads rename The simple one")
        chat.say("/fork")
        assert "The simple one" in chat.say("/threads find simple one")
        chat.say("/export copy.json")
        chat.say("/export copy")
        terminal.type("/threads delete The simple one\r")
        terminal.wait_for("[y/n]")
        terminal.type("y\r")
        terminal.wait_for("Deleted.")
    assert "# The simple one" in (workspace / "copy.md").read_text()
    assert '"turns": [' in (workspace / "copy.json").read_text()
    with chatting(workspace, "--thread", "why did CPA rise last week?") as terminal:
        terminal.wait_for("You are in 'why did CPA rise last week?' now.")
        chat = Conversation(terminal)
        assert "CPA rose from" in chat.terminal.text()
        assert "Mobile" in chat.say("and only for mobile?")


def test_a_file_is_replaced_only_after_a_yes(workspace):
    (workspace / "notes.md").write_text("mine")
    with chatting(workspace) as terminal:
        Conversation(terminal).say("hello")
        terminal.type("/export notes.md\r")
        terminal.wait_for("'notes.md' exists. Replace it? [y/n]")
        terminal.type("n\r")
        terminal.wait_for("Not written.")
    assert (workspace / "notes.md").read_text() == "mine"


def test_cells_that_hold_escape_sequences_do_not_drive_the_terminal(workspace):
    evil = "\x1b]0;pwned\x07\u202eevil"
    rows = "".join(
        f"2026-05-{day:02},{name},100,{20 if day < 8 else later}\n"
        for day in range(1, 15)
        for name, later in (("Brand", 20), ("Generic keywords", 20), ("Retargeting visitors", 20), (evil, 5))
    )
    (workspace / "evil.csv").write_text("day,campaign,spend,conversions\n" + rows)
    with chatting(workspace) as terminal:
        chat = Conversation(terminal)
        assert "56 rows" in chat.say("/data evil.csv")
        shown = chat.say("/why cpa last week")
        assert "CPA rose" in shown
        assert "evil" in shown
        assert b"\x1b]0;pwned" not in terminal.raw
        assert "\u202e" not in terminal.text()
        assert terminal.screen.title == ""


def test_context_is_kept_after_a_yes_and_shown(workspace):
    with chatting(workspace) as terminal:
        chat = Conversation(terminal)
        assert "Nothing is set." in chat.say("/context")
        for keys, times in (("n", 1), ("y", 2)):
            terminal.type("/context margin is 42%\r")
            terminal.wait_for("[y/n]", times=times)
            assert "contribution margin: 42%" in terminal.text()
            terminal.type(f"{keys}\r")
            terminal.wait_until(chat.is_ready)
            known = "margin: 42%" in chat.say("/context")
            assert known is (keys == "y")
    assert "42%" in (workspace / "adroit.toml").read_text()


def test_a_model_that_hangs_is_stopped_and_the_next_question_answered_at_once(workspace):
    with serving(hangs(says("never")), says("CPA is what a conversion costs.")) as (url, requests):
        (workspace / "adroit.toml").write_text(f'model = "openai-compatible:scripted"\nbase_url = "{url}"\n')
        with chatting(workspace) as terminal:
            chat = Conversation(terminal)
            terminal.type("what is CPA?\r")
            terminal.wait_until(lambda: requests, "the request")
            terminal.type("\x03")
            terminal.wait_for("Stopped. The conversation is kept.")
            terminal.wait_until(chat.is_ready, "the prompt")
            assert "what a conversion costs" in chat.say("and in one sentence?")
            terminal.type("\x04")
            assert terminal.wait_for_end() == 0
            assert "HTTP" not in terminal.text()  # what libraries log stays off the screen


def test_a_turn_that_cost_something_says_so(workspace):
    with serving(says("CPA is what a conversion costs.")) as (url, _):
        (workspace / "adroit.toml").write_text(
            f'model = "openai-compatible:scripted"\nbase_url = "{url}"\n'
            "[prices.scripted]\ninput = 20.0\noutput = 100.0\n"
        )
        with chatting(workspace) as terminal:
            chat = Conversation(terminal)
            assert "Note: $0.0030, 110 tokens" in chat.say("what is CPA?")
            assert "110 tokens" not in chat.say("/usage")
            assert "cost $0.0030" in chat.say("/usage")
