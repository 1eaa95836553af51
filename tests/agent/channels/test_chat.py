"""The conversation as a person meets it: keys, tools at work, streaming, questions, stopping, leaving."""

import re
from pathlib import Path

import pytest

from tests.agent.channels.pseudo_terminal import PseudoTerminal

pytestmark = pytest.mark.process


REPOSITORY = Path(__file__).parents[3]


def chatting(folder, *, environment=None, **options):
    here = {"PYTHONPATH": str(REPOSITORY)} | (environment or {})
    return PseudoTerminal("-m", "tests.agent.channels.scripted_chat", cwd=folder, environment=here, **options)


@pytest.fixture
def chat(tmp_path):
    with chatting(tmp_path) as terminal:
        terminal.wait_for("you ›")
        yield terminal


@pytest.fixture
def release(tmp_path):
    """Keep turns waiting until this is called."""
    file = tmp_path / "hold a turn"
    file.touch()
    return file.unlink


@pytest.fixture
def release_loading(tmp_path):
    """Keep the assistant loading until this is called."""
    file = tmp_path / "hold loading"
    file.touch()
    return file.unlink


def test_a_turn_shows_its_tools_with_their_time_then_the_answer(chat, snapshot):
    chat.type("report\r")
    chat.wait_for("may still get conversions")
    chat.wait_for("you ›", times=2)
    assert chat.text() == snapshot


def test_a_tool_at_work_is_named_while_it_works(chat, release):
    chat.type("report\r")
    chat.wait_for("explain_change")
    assert "✓ explain_change" not in chat.text()
    release()
    chat.wait_for("✓ explain_change 0.8 s")
    chat.wait_for("you ›", times=2)
    assert chat.text().count("explain_change") == 1


def test_a_turn_says_that_the_assistant_is_still_loading(tmp_path, release_loading):
    with chatting(tmp_path) as chat:
        chat.wait_for("you ›")
        chat.type("hello\r")
        chat.wait_for("Loading the assistant")
        release_loading()
        chat.wait_for("You said: 'hello'")
        assert "Loading" not in chat.text()


def test_what_is_typed_while_the_assistant_loads_is_kept(tmp_path, release_loading):
    with chatting(tmp_path) as chat:
        chat.wait_for("you ›")
        chat.type("hello there")
        chat.wait_for("hello there")
        release_loading()
        chat.type("\r")
        chat.wait_for("You said: 'hello there'")


def test_what_is_typed_while_an_answer_is_written_waits_for_the_prompt(chat, release):
    chat.type("slowly\r")
    chat.wait_for("line 4")
    chat.type("next question")
    release()
    chat.wait_for("The end.")
    chat.wait_for("you › next question")
    assert chat.text().count("next question") == 1


def test_a_long_answer_streams_within_the_screen_and_is_whole_in_the_end(tmp_path):
    with chatting(tmp_path, lines=12) as chat:
        chat.wait_for("you ›")
        chat.type("slowly 60\r")
        chat.wait_for("The end.")
        chat.wait_for("you ›", times=2)
        shown = [line.strip(" •") for line in chat.lines() if "of a long answer" in line]
        assert shown == [f"line {n} of a long answer" for n in range(60)]


def test_ctrl_c_stops_the_answer_and_keeps_what_was_shown(chat, release):
    chat.type("hang\r")
    chat.wait_for("So far")
    chat.type("\x03")
    chat.wait_for("Stopped. The conversation is kept.")
    assert "So far" in chat.text()
    release()
    chat.type("hello\r")
    chat.wait_for("You said: 'hello'")
    assert "too late" not in chat.text()


def test_ctrl_c_clears_the_line_first_and_leaves_when_pressed_twice(chat):
    chat.type("hello\r")
    chat.wait_for("you ›", times=2)
    chat.type("half a question")
    chat.wait_for("half a question")
    chat.type("\x03")
    chat.wait_until(lambda: "half a question" not in chat.text())
    chat.type("\x03")
    chat.wait_for("Ctrl-C again leaves")
    chat.type("\x03")
    assert chat.wait_for_end() == 0


def test_ctrl_d_and_quit_leave(tmp_path):
    for keys in ("\x04", "/quit\r"):
        with chatting(tmp_path) as chat:
            chat.wait_for("you ›")
            chat.type("hello\r")
            chat.wait_for("You said: 'hello'")
            chat.wait_for("you ›", times=2)
            chat.type(keys)
            assert chat.wait_for_end() == 0


@pytest.mark.usefixtures("release_loading")
def test_leaving_does_not_wait_for_the_assistant_to_load(tmp_path):
    with chatting(tmp_path) as chat:
        chat.wait_for("you ›")
        chat.type("\x04")
        assert chat.wait_for_end() == 3  # the script's way to say that something was still at work


@pytest.mark.parametrize("key", ["\x1b\r", "\n", "\\\r"], ids=["Alt-Enter", "Ctrl-J", "backslash Enter"])
def test_a_message_may_have_several_lines(chat, key):
    chat.type(f"first{key}second\r")
    chat.wait_for(r"You said: 'first\nsecond'")


def test_pasted_lines_stay_one_message(chat):
    chat.paste("first line\nsecond line\n\nfourth")
    chat.wait_for("fourth")
    chat.type("\r")
    chat.wait_for(r"You said: 'first line\nsecond line\n\nfourth'")


def test_earlier_messages_are_found_in_the_next_session(tmp_path):
    for messages, keys, shown in (
        (["why did CPA rise?", "how about ROAS?"], "\x1b[A", "you › how about ROAS?"),
        ([], "\x12cpa", "you › why did CPA rise?"),
    ):
        with chatting(tmp_path) as chat:
            chat.wait_for("you ›")
            for n, message in enumerate(messages, start=2):
                chat.type(f"{message}\r")
                chat.wait_for("you ›", times=n)
            asked = chat.text().count(shown)
            chat.type(keys)
            chat.wait_for(shown, times=asked + 1)
    assert (tmp_path / ".adroit" / "history").stat().st_mode & 0o777 == 0o600


def test_a_question_of_a_tool_is_answered_by_yes_or_no(chat):
    for times, (keys, outcome) in enumerate((("y\r", "approved"), ("n\r", "refused"), ("\x03", "refused")), start=1):
        chat.type("remember 42%\r")
        chat.wait_for("[y/n]", times=times)
        assert "margin: 42%" in chat.text()
        chat.type(keys)
        chat.wait_for(f"q1 was {outcome}", times=max(1, times - 1))


def test_errors_are_sentences_and_the_conversation_goes_on(chat):
    chat.type("refuse nonsense\r")
    chat.wait_for("'nonsense' is not a KPI. Name one.")
    chat.type("break\r")
    chat.wait_for("Something went wrong inside Adroit (RuntimeError: a fault of ours)")
    chat.type("hello\r")
    chat.wait_for("You said: 'hello'")
    assert "Traceback" not in chat.text()


def test_sources_and_evidence_are_those_of_the_last_answer(chat):
    chat.type("/sources\r")
    chat.wait_for("There is no answer yet.")
    chat.type("report\r")
    chat.wait_for("may still get conversions")
    chat.type("/sources\r")
    chat.wait_for("CPA is spend by conversions.")
    chat.type("/evidence\r")
    chat.wait_for("e1: $26.03, $31.20")
    chat.type("/evidence e9\r")
    chat.wait_for("no evidence 'e9'; there is: e1")


def test_help_lists_each_command_and_a_misspelt_one_is_said_to_be_none(chat):
    chat.type("/help\r")
    chat.wait_for("earlier messages, search in them")
    commands = (
        "/help",
        "/data",
        "/why",
        "/kpi",
        "/brief",
        "/audience",
        "/sources",
        "/evidence",
        "/usage",
        "/context",
        "/threads",
        "/export",
        "/clear",
    )
    for name in commands:
        assert name in chat.text()
    chat.type("/wyh cpa\r")
    chat.wait_for("/wyh is not a command; /help lists them.")


def test_the_window_may_change_while_an_answer_is_written(chat, release):
    chat.type("slowly 8\r")
    chat.wait_for("line 7")
    for columns, lines in ((40, 20), (100, 10), (30, 40)):
        chat.resize(columns, lines)
    release()
    chat.wait_for("The end.")
    chat.type("hello\r")
    chat.wait_for("You said: 'hello'")


@pytest.mark.parametrize("columns", [40, 20])
def test_a_narrow_terminal_shows_everything(tmp_path, columns):
    with chatting(tmp_path, columns=columns) as chat:
        chat.wait_for("you ›")
        chat.type("report\r")
        chat.wait_for("you ›", times=2)
        for figure in ("$26.03", "$31.20", "$105.01", "$51.66"):
            assert figure in chat.text()


def colours(chat):
    return set(re.findall(rb"\x1b\[([0-9;]*)m", chat.raw))


def test_only_the_terminals_own_colours_are_used(chat):
    chat.type("report\r")
    chat.wait_for("you ›", times=2)
    fixed = {code for code in colours(chat) if b"38;" in code or b"48;" in code}
    assert not fixed


def test_no_colour_when_the_user_wants_none(tmp_path):
    with chatting(tmp_path, environment={"NO_COLOR": "1"}) as chat:
        chat.wait_for("you ›")
        chat.type("report\r")
        chat.wait_for("you ›", times=2)
        parts = {part for code in colours(chat) for part in code.split(b";")}
        assert not {p for p in parts if p and 30 <= int(p) <= 49 and int(p) not in (39, 49)}


def test_a_dumb_terminal_gets_plain_lines(tmp_path, snapshot):
    with chatting(tmp_path, environment={"TERM": "dumb"}) as chat:
        chat.wait_for("you >")
        chat.type("report\n")
        chat.wait_for("may still get conversions")
        chat.wait_for("you >", times=2)
        assert b"\x1b" not in chat.raw
        assert chat.text() == snapshot
        chat.type("\x04")
        assert chat.wait_for_end() == 0


@pytest.mark.parametrize(
    "attack",
    [
        "\x1b]0;pwned\x07title",
        "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ here",
        "\x9b31mred",
        "&#27;[31mred",
        "safe &#8238;desrever",
        "![logo](https://evil.example/x.png)\x1b[2J",
    ],
)
def test_an_answer_cannot_drive_the_terminal(chat, attack):
    chat.type("hello\r")
    chat.wait_for("you ›", times=2)
    before = len(chat.raw)
    chat.paste(f"markdown {attack}")
    chat.type("\r")
    chat.wait_for("you ›", times=3)
    shown = chat.raw[before:].rpartition(b"\x1b[?25l")[2]
    assert b"\x1b]" not in shown
    assert b"\x1b[31m" not in shown
    assert b"\x1b[2J" not in shown
    assert "\u202e" not in chat.text()
