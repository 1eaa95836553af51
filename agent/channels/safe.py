"""Text that comes from a model, from data or from a document, made harmless for a terminal; `safe` is on all of it."""

from agent.security.controls import without_controls as safe

__all__ = ["one_line", "safe"]


def one_line(text: str, most: int = 80) -> str:
    """Return the text on one line, shortened, for lists and notes."""
    flat = " ".join(safe(text).split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
