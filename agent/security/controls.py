"""Characters that drive a terminal or hide text: no answer, cell or document needs one."""

import re

_ESCAPE_SEQUENCES = re.compile(
    r"""
      (?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)         # OSC: titles, clipboard, hyperlinks
    | (?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c]*(?:\x1b\\|\x9c|$)  # DCS, SOS, PM, APC
    | (?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]                               # CSI: colour, cursor, screen
    | \x1b[ -/]*[0-~]                                                # two-character escapes
    """,
    re.VERBOSE,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HIDING = re.compile(
    "["
    "\u00ad\u061c\u180e\u200b\u200e\u200f"  # soft hyphen, marks of direction, zero-width space
    "\u2028\u2029\u202a-\u202e"  # line separators, overrides of direction
    "\u2060-\u206f\ufeff\ufff9-\ufffb"  # joiners, isolates, annotations
    "\U000e0000-\U000e0fff"  # tags and their variation selectors: text nobody sees
    "]"
)


def without_controls(text: str) -> str:
    """Return the text without escape sequences, control characters and invisible text.

    Line breaks and tabs stay, and so do the joiners that emoji and Persian need. Sequences are taken out whole, with
    what they carry: the address of a terminal hyperlink goes, its words stay.
    """
    plain = text.replace("\r\n", "\n")
    return _HIDING.sub("", _CONTROLS.sub("", _ESCAPE_SEQUENCES.sub("", plain)))
