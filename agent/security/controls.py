"""Characters that drive a terminal, turn the reading direction or hide text: no answer, cell or document needs one."""

import re

_SEQUENCES = re.compile(
    r"(?:\x1b[PX^_\]]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"  # strings: titles, links, clipboards
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor moves, reports
    r"|\x1b[ -/]*[0-~]"  # the short ones: reset, save, character sets
)
_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, 8-bit ones too
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the reading direction
    "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # nothing to see: words broken or hidden
    "\U000e0000-\U000e0fff]"  # tags, which carry whole hidden sentences
)
_HALVES = re.compile("[\ud800-\udfff]")


def without_controls(text: str) -> str:
    """Return the text without whatever could drive a terminal or hide from the eye; line ends become newlines.

    A cell may hold an escape sequence that retitles the window, a hidden link, or a mark by which a figure reads
    backwards. Sequences go with what they carry; a link's words stay. Joiners inside emoji and Persian words stay, and
    so do combining marks.
    """
    without = _SEQUENCES.sub("", text)
    return _HALVES.sub("\ufffd", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", without)))
