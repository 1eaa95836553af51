"""The fonts of the PDF: one that comes with the extra, then the system's."""

from functools import cache
from pathlib import Path

_PREFERRED = ("Source Sans Pro", "Source Sans 3", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")
"""The first that is there is used; typst carries the last one, and takes other scripts from any font there is."""


@cache
def font_folders() -> tuple[Path, ...]:
    """Return the folders of fonts beside the system's."""
    try:
        import font_source_sans_pro
    except ImportError:
        return ()
    return (Path(font_source_sans_pro.__file__).parent,)


@cache
def font_families() -> tuple[str, ...]:
    """Return the families to use, the preferred one first."""
    import typst

    there = set(typst.Fonts(font_paths=list(font_folders())).families())
    return tuple(name for name in _PREFERRED if name in there)
