"""Which characters of a brief no font of this machine can draw: typst shows a box for each, and says nothing."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from tools.brief.export.fonts import font_folders
from tools.brief.export.sheet import Sheet

_LAST_LATIN = 0x24F
"""The end of Latin Extended-B, which every font that the PDF uses has."""
_MOST_SHOWN = 12


def without_glyph(sheet: Sheet) -> str:
    """Return a sentence on the characters that are boxes in the PDF; empty where each can be drawn."""
    used = {c for c in _texts_of(asdict(sheet)) if ord(c) > _LAST_LATIN and not c.isspace()}
    if not used:
        return ""
    missing = sorted(used - _drawn(frozenset(used)))
    if not missing:
        return ""
    shown = "".join(missing[:_MOST_SHOWN]) + ("…" if len(missing) > _MOST_SHOWN else "")
    return (
        f"No font here has the characters {shown}: they are boxes in the PDF. Install a font with them, e.g. Noto "
        "Sans of that script, and export again; the Word file finds fonts on its reader's machine."
    )


def _texts_of(tree: Any) -> str:
    if isinstance(tree, dict):
        return "".join(_texts_of(value) for value in tree.values())
    if isinstance(tree, list | tuple):
        return "".join(_texts_of(value) for value in tree)
    return tree if isinstance(tree, str) else ""


@cache
def _drawn(used: frozenset[str]) -> frozenset[str]:
    """Return those of the characters that some font has; all of them where fontTools is not installed to look."""
    try:
        from fontTools.ttLib import TTLibError
    except ImportError:
        return used
    import typst

    wanted, found = {ord(c) for c in used}, set[int]()
    files = {f.path for f in typst.Fonts(font_paths=list(font_folders())).fonts() if f.path}
    for path in sorted(files):
        if wanted <= found:
            break
        try:
            found |= wanted & _characters(Path(path))
        except (TTLibError, OSError, KeyError, AssertionError):
            continue  # a broken font draws nothing
    return frozenset(chr(code) for code in found & wanted)


def _characters(path: Path) -> set[int]:
    from fontTools.ttLib import TTCollection, TTFont

    if path.suffix.lower() in {".ttc", ".otc"}:
        with TTCollection(path, lazy=True) as fonts:
            return {code for font in fonts for code in font.getBestCmap() or {}}
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap() or {})
