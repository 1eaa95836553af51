"""The lines that are drawn over, as a screen shows them."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from agent.channels import live
from agent.channels.live import LiveArea


class Screen:
    """A screen that an area writes to: what Rich prints goes to pyte."""

    def __init__(self, columns, lines):
        self.screen = pyte.HistoryScreen(columns, lines, history=1000, ratio=0.01)
        self._stream = pyte.Stream(self.screen)
        self.console = Console(file=self, width=columns, height=lines, force_terminal=True, color_system=None)

    def write(self, text):
        self._stream.feed(text.replace("\n", "\r\n"))

    def flush(self):
        pass

    def text(self):
        gone = ["".join(row[c].data for c in range(self.screen.columns)) for row in self.screen.history.top]
        return "\n".join(line.rstrip() for line in (*gone, *self.screen.display)).rstrip()


@pytest.fixture
def screen_of(monkeypatch):
    def screen(columns, lines):
        found = Screen(columns, lines)
        monkeypatch.setattr(live, "console", lambda: found.console)
        monkeypatch.setattr(live, "width", lambda: found.console.width)
        return found

    return screen


def test_each_drawing_takes_the_place_of_the_one_before(screen_of):
    screen = screen_of(20, 10)
    screen.write("before\n")
    area = LiveArea()
    for text in ("one\ntwo\nthree", "a line exactly wide\n" + "x" * 20, "last"):
        area.draw(Text(text))
        assert screen.text() == f"before\n{text}"
    area.clear()
    screen.write("after\n")
    assert screen.text() == "before\nafter"


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.integers(2, 12), st.integers(1, 30))
def test_nothing_of_any_drawing_stays_and_nothing_before_it_is_lost(sizes, lines, columns):
    screen = Screen(columns, lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "console", lambda: screen.console)
        patch.setattr(live, "width", lambda: columns)
        screen.write("b\n")
        area = LiveArea()
        for size in sizes:
            area.draw(Text("\n".join(f"{n}" for n in range(size))))
        area.clear()
        screen.write("a\n")
    assert screen.text() == "b\na"
