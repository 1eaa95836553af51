"""Reads one paragraph, or a whole page of notes, about a campaign."""

from datetime import date

from tools.brief.reading.approvals import read_approvals
from tools.brief.reading.channel_split import read_channels
from tools.brief.reading.figures import Figures, read_figures
from tools.brief.reading.flight import read_flight
from tools.brief.reading.found import Reading
from tools.brief.reading.names import read_names
from tools.brief.reading.objective import read_objective
from tools.brief.reading.page import parted, read_page
from tools.brief.reading.people import read_ages, read_people
from tools.brief.reading.text import Text
from tools.brief.reading.where import read_places
from tools.brief.reading.wording import read_address, read_windows, read_wording
from tools.errors import InputError

MOST = 20_000
"""Characters: about eight pages."""
_AMERICAN = ("$", "USD", " US ", "United States", "U.S.")


def read_paragraph(written: str, *, today: date) -> tuple[Reading, Figures]:
    """Read what a text says of a campaign; what it does not say is absent.

    The order matters: what is plainest (addresses, windows, dates, ages, channels) is read first and taken out, so that
    the numbers left belong to budgets, targets and rates.

    Args:
        written: free text, labelled lines, or both; the text of a web page may stand among them.
        today: what relative dates count from.

    Raises:
        InputError: when the text is too long to be about one campaign.
    """
    if len(written) > MOST:
        raise InputError(
            f"The text has {len(written):,} characters, more than {MOST:,}", remedy="Give the part about the campaign."
        )
    said, page = parted(written)
    text, reading = Text.of(said), Reading()
    read_address(text, reading)
    read_windows(text, reading)
    read_flight(text, reading, today=today, month_first=any(word in said for word in _AMERICAN))
    read_ages(text, reading)
    read_channels(text, reading)
    figures = read_figures(text, reading)
    read_places(text, reading)
    read_names(text, reading)
    read_approvals(text, reading)
    read_people(text, reading)
    read_wording(text, reading)
    read_objective(text, reading)
    if page:
        if not reading.get("url"):
            read_address(Text.of(page), reading)
        read_page(page, reading)
    return reading, figures
