"""The last lines of a terminal, drawn again and again while something is going on."""

from math import ceil
from typing import TYPE_CHECKING

from agent.channels.terminal import console, width

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.segment import Segment

_HIDE, _SHOW = "\x1b[?25l", "\x1b[?25h"
_ERASE_LINE = "\x1b[2K"
_MARGIN = 2


class LiveArea:
    """An area at the bottom of the terminal that is drawn over.

    It never grows beyond the screen: of a longer text its last lines are shown, because lines that have scrolled away
    can't be drawn over. When the terminal was made narrower meanwhile, the lines that it has folded are counted.
    """

    def __init__(self) -> None:
        self._drawn: list[int] = []  # the width in cells of each line on the screen

    def draw(self, *parts: "RenderableType") -> None:
        """Show these in place of what the area showed, one below the other."""
        lines = [line for part in parts for line in _lines(part)][-max(1, console().height - _MARGIN) :]
        self._write(lines)
        self._drawn = [sum(segment.cell_length for segment in line) for line in lines]

    def clear(self) -> None:
        """Take the area away and leave the cursor where it began."""
        self._write([])
        self._drawn = []
        console().file.write(_SHOW)
        console().file.flush()

    def _write(self, lines: "list[list[Segment]]") -> None:
        """Write over what is there line by line: terminals keep a copy of a screen that is erased from its top."""
        from rich.segment import SegmentLines

        across = max(1, console().width)
        up = min(sum(max(1, ceil(cells / across)) for cells in self._drawn), max(0, console().height - 1))
        with console().capture() as drawn:
            if lines:
                console().print(SegmentLines(lines, new_lines=True), end="")
        left = max(0, up - len(lines))
        written = [*drawn.get().split("\n")[: len(lines)], *[""] * left]
        text = "".join(f"{_ERASE_LINE}{line}\n" for line in written) + _upwards(left)
        # In one piece, so that the terminal never shows a half-drawn area.
        console().file.write(f"{_HIDE}\r{_upwards(up)}{text}")
        console().file.flush()


def _lines(part: "RenderableType") -> "list[list[Segment]]":
    options = console().options.update(width=width(), height=None)
    return console().render_lines(part, options, pad=False)


def _upwards(lines: int) -> str:
    return f"\x1b[{lines}A" if lines else ""
