"""The tools `segment_customers` and `export_audience`: what they take and do."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from tools.audience.first_party.export import ExportRequest, export
from tools.audience.first_party.exported import ExportedAudience
from tools.audience.first_party.platforms import LISTS
from tools.audience.first_party.segmenting import segment
from tools.audience.first_party.segments import CustomerSegments
from tools.errors import MissingInput
from tools.result import ToolInput

_COLUMNS = (
    "what a column is, where its name does not tell: customer, date, revenue, order, discount, email, phone, "
    "first_name, last_name, country, zip, consent -> the column"
)


class SegmentCustomers(ToolInput):
    """Part the customers of a table of orders into segments by recency, frequency and monetary value (RFM).

    For "who are our best customers?", "how many have lapsed?", "which buy only on discount?" when there is a file with
    one row an order. Gives sizes and value, never persons. Not for lifetime value by cohort: estimate_customer_value.
    """

    data: str = Field(description="the table of orders, a file")
    columns: dict[str, str] = Field(default_factory=dict, description=_COLUMNS)
    lapse_days: int | None = Field(
        default=None, ge=1, le=3650, description="days without an order after which a customer has lapsed"
    )
    currency: str | None = Field(default=None, description="ISO 4217 code of the order values")


class ExportAudience(ToolInput):
    """Write a customer list for upload to an ad platform: normalised, SHA-256 hashed, consent honoured.

    For "make a Customer Match file of our lapsed customers" or "a list to exclude our customers on Meta". It asks the
    user before it writes; what comes back are counts, never a person's data.
    """

    platform: Literal["google", "meta", "linkedin", "tiktok"]
    data: str = Field(description="the table of customers, or of orders with their addresses")
    segment: str = Field(
        default="all",
        description="who: all, champions, loyal, new, promising, at_risk, hibernating, repeat, one_time, high_value, "
        "lapsed, active, recent or discount_led",
    )
    orders: str | None = Field(
        default=None, description="the table of orders that tells the segment, where the customers are in another"
    )
    purpose: Literal["include", "exclude"] = Field(
        default="include", description="to reach these customers, or to leave them out"
    )
    country: str | None = Field(
        default=None, description="two-letter code for phone numbers without a country code, e.g. DE"
    )
    names_in_clear: bool = Field(
        default=False, description="LinkedIn alone: also write first and last names, which it takes unhashed"
    )
    columns: dict[str, str] = Field(default_factory=dict, description=_COLUMNS)
    audiences: str = Field(default="", description="the workspace's folder of lists")


def segment_customers(request: SegmentCustomers) -> CustomerSegments:
    """Return the segments of the customers in a table of orders.

    Raises:
        DataError, MissingInput, InputError: when the table can't be read as orders.
    """
    return segment(request.data, request.columns, request.lapse_days, request.currency)


def export_audience(request: ExportAudience) -> ExportedAudience:
    """Write a customer list into the folder of lists.

    Raises:
        MissingInput: when there is no folder, or no column that the platform can match.
        DataError, InputError: when a table can't be read, a segment does not exist, or the folder can't be written.
    """
    if not request.audiences:
        raise MissingInput("There is no folder for lists", remedy="Make a workspace first: adroit init FOLDER")
    return export(_wanted(request), Path(request.audiences))


def preview_export(request: ExportAudience) -> ExportedAudience:
    """Return what `export_audience` would write, without writing it.

    Raises:
        MissingInput, DataError, InputError: as `export_audience` does.
    """
    return export(_wanted(request), None)


def _wanted(request: ExportAudience) -> ExportRequest:
    return ExportRequest(
        data=request.data,
        customer_list=LISTS[request.platform],
        columns=request.columns,
        segment=request.segment.strip().lower().replace("-", "_").replace(" ", "_"),
        orders=request.orders,
        purpose=request.purpose,
        country=request.country,
        in_clear=("name",) if request.names_in_clear else (),
    )
