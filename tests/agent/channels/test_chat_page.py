"""docs/chat.md shows what the program shows: its commands, its keys, and a conversation held for it.

`pytest --snapshot-update` writes them anew.
"""

import re
from pathlib import Path

import pytest

from agent.channels.chat.commands import COMMANDS
from agent.channels.chat.commands.general import KEYS, table_of
from tests.agent.channels.test_real_chat import Conversation, chatting

PAGE = Path(__file__).parents[3] / "docs" / "chat.md"
SHEET = """Week\tCampaign\tSpend\tConversions
2026-05-04\tBrand\t$1,200\t48
2026-05-04\tGeneric\t$2,400\t60
2026-05-11\tBrand\t$1,250\t50
2026-05-11\tGeneric\t$2,500\t41"""


def check(name, shown, request):
    """Compare a part of the page with what is shown, or write it there when snapshots are updated."""
    text = PAGE.read_text(encoding="utf-8")
    before, start, rest = text.partition(f"<!-- {name} -->\n")
    assert start
    written, end, after = rest.partition("<!-- end -->")
    if request.config.getoption("--snapshot-update") and written != shown:
        PAGE.write_text(before + start + shown + end + after, encoding="utf-8")
        written = shown
    assert written == shown


def test_the_commands_and_the_keys_are_those_of_the_program(request):
    check("commands", f"{table_of(COMMANDS)}\n", request)
    check("keys", f"{KEYS}\n", request)


@pytest.mark.process
def test_the_conversation_is_one_that_was_held(tmp_path, request):
    (tmp_path / "adroit.toml").write_text('model = "offline"\n')
    with chatting(tmp_path) as terminal:
        chat = Conversation(terminal)
        chat.say("/kpi cpa spend=$5,000 conversions=125")
        chat.say("/evidence")
        chat.say(SHEET, paste=True)
        held = terminal.text().removesuffix("you ›").rstrip()
    timeless = re.sub(r"(✓ \w+) \d+\.\d s", r"\1 0.1 s", held)
    check("transcript", f"```text\n{timeless}\n```\n", request)
