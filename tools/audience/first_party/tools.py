"""The tools about first-party data: what they take and do."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from tools.audience.first_party.export import ExportRequest, export
from tools.audience.first_party.exported import ExportedAudience
from tools.audience.first_party.platforms import LISTS
from tools.audience.first_party.predicting import predict
from tools.audience.first_party.prediction_report import CustomerPrediction
from tools.audience.first_party.seed_report import SeedRecommendation
from tools.audience.first_party.seeds import recommend
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

    platform: Literal["google", "meta", "linkedin", "tiktok"] = Field(
        description="whose list: it says what is hashed how"
    )
    data: str = Field(default="", description="the table of customers, or of orders with their addresses")
    segment: str = Field(
        default="all",
        description="who: all, champions, loyal, new, promising, at_risk, hibernating, repeat, one_time, high_value, "
        "lapsed, active, recent, discount_led, best_10 (the best 10% by revenue: a seed), likely_buyers or churn_risk",
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


class RecommendSeed(ToolInput):
    """Say which customers to take as the seed of a lookalike audience: who, how many, why, against which base.

    For "whom should our lookalike be built on?" when there is a file with one row an order. Checked on later days.
    """

    data: str = Field(description="the table of orders, a file")
    platform: Literal["google", "meta", "linkedin", "tiktok"] | None = Field(
        default=None, description="whose minimum size counts"
    )
    match_rate: float = Field(
        default=0.5, gt=0, le=1, description="share of the customers that the platform will recognise: 0.5"
    )
    columns: dict[str, str] = Field(default_factory=dict, description=_COLUMNS)
    currency: str | None = Field(default=None, description="ISO 4217 code of the order values")


class PredictCustomers(ToolInput):
    """Predict which customers will buy, stay away (churn) or spend most, checked on days the model has not seen.

    For "who is likely to buy again?", "who is about to leave?". Says "no signal" when the orders tell nothing, and that
    a plain rule does as well when it does. Gives counts and lift, never persons.
    """

    data: str = Field(description="the table of orders, a file")
    target: Literal["buys", "churns", "value"] = Field(
        default="buys", description="buys: an order in the days ahead; churns: none; value: revenue in them"
    )
    days: int | None = Field(default=None, ge=1, le=730, description="days ahead; 90 or a quarter of the history")
    customers: str | None = Field(
        default=None, description="a table with one row a customer, whose columns the model may also learn from"
    )
    columns: dict[str, str] = Field(default_factory=dict, description=_COLUMNS)
    currency: str | None = Field(default=None, description="ISO 4217 code of the order values")


def recommend_seed(request: RecommendSeed) -> SeedRecommendation:
    """Return the seed of a lookalike audience.

    Raises:
        DataError, MissingInput, InputError: when the table can't be read as orders.
    """
    return recommend(request.data, request.columns, request.platform, request.match_rate, request.currency)


def predict_customers(request: PredictCustomers) -> CustomerPrediction:
    """Return what customers will probably do, or that the data don't tell.

    Raises:
        MissingInput: when scikit-learn is not installed, or the data can't carry a model.
        DataError, InputError: when a table can't be read, or gives the answer away.
    """
    return predict(
        request.data, request.columns, request.target, horizon=request.days, attributes=request.customers,
        currency=request.currency,
    )  # fmt: skip


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
    if not request.data:
        raise MissingInput("There is no table of customers", remedy="Give a file: adroit chat --data customers.csv")
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
