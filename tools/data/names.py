"""What advertising exports call their columns, normalised: the words of Google Ads, Microsoft Ads, Meta, LinkedIn, TikTok, MNTN, GA4."""

import re
from dataclasses import dataclass
from functools import cache

# The first names are the ones to prefer when a table has several of them.
MEASURE_NAMES: dict[str, tuple[str, ...]] = {
    "spend": (
        "spend", "cost", "amount spent", "total spent", "spent", "media spend", "ad spend", "media cost", "adspend",
        "ads cost", "advertiser ads cost", "total cost", "total spend", "costs", "spend amount", "amount", "net spend",
        "gross spend", "spendings", "kosten", "ausgaben", "budget spent", "client cost", "billed amount",
    ),
    "impressions": (
        "impressions", "impr", "impression", "imps", "displays", "ad impressions", "ads impressions", "views shown",
        "impressionen", "impressions served", "served impressions", "publisher impressions",
    ),
    "clicks": (
        "clicks", "link clicks", "clicks all", "clicks destination", "click", "outbound clicks", "ads clicks",
        "publisher ad clicks", "all clicks", "klicks", "inline link clicks", "clicks to landing page", "swipes",
    ),
    "conversions": (
        "conversions", "conv", "purchases", "website purchases", "orders", "conversion", "total conversion",
        "total conversions", "key events", "ecommerce purchases", "transactions", "complete payment",
        "total complete payment", "results", "all conv", "all conversions", "sales", "post click conversions", "total purchases",
        "post click conversion", "approved conversion", "approved conversions", "conversions all", "purchase",
        "omni purchase", "acquisitions", "konversionen", "ads purchases", "converted units", "installs",
        "external website conversions", "website conversions", "number of conversions",
    ),
    "revenue": (
        "revenue", "conversion value", "conv value", "conversions value", "total conv value", "purchases conversion value",
        "website purchases conversion value", "total revenue", "purchase revenue", "order value", "sales value",
        "total conversion value", "total purchase value", "complete payment value", "total complete payment value",
        "post click sales amount", "sales amount", "purchase value", "all conv value", "all conversion value",
        "event value", "gmv", "sales revenue", "revenues", "umsatz", "conversions value sum", "total sales",
        "ads revenue", "advertiser ads revenue", "website purchase conversion value",
    ),
    "reach": ("reach", "households reached", "unique reach", "unique users reached", "people reached", "reichweite"),
    "visits": (
        "sessions", "visits", "verified visits", "landing page views", "site visits", "website visits", "engaged visits",
        "page visits", "landing page view",
    ),
    "leads": (
        "leads", "lead", "lead form leads", "on facebook leads", "website leads", "form fills", "enquiries", "inquiries",
        "leads form", "total leads", "lead forms completed", "lead form submissions", "sign ups", "signups",
    ),
    "new_customers": (
        "new customers", "new customer orders", "new buyers", "first time purchasers", "first time buyers",
        "new to brand orders", "new customer conversions", "new purchasers",
    ),
    "engagements": (
        "engagements", "post engagements", "total engagements", "interactions", "engagement", "post engagement",
        "page engagement", "total interactions",
    ),
    "video_starts": (
        "video starts", "video plays", "video views", "video start", "video view", "views", "video play actions", "starts",
    ),
    "completed_views": (
        "completed views", "video completions", "video plays at 100", "completions", "video completes",
        "video views at 100", "complete views", "video views p100", "video completed views",
    ),
    "gross_profit": ("gross profit", "contribution margin", "profit", "margin value"),
}  # fmt: skip

DATE_NAMES = (
    "day", "date", "gregorian date", "reporting starts", "start date", "by day", "time period", "stat time day",
    "event date", "report date", "date start", "activity date", "dt", "ds", "tag", "datum", "segments date", "time",
    "timestamp", "week", "week start", "week starting", "month", "datetime", "stat date", "isoweek", "iso week", "year month",
    "date time", "hour", "order date", "reporting date", "day of report", "impression date", "fecha", "jour", "data",
)  # fmt: skip
DATE_END_NAMES = ("reporting ends", "end date", "date stop", "week end", "week ending", "period end")

DIMENSION_NAMES: dict[str, tuple[str, ...]] = {
    "channel": (
        "channel", "media channel", "marketing channel", "session default channel group", "default channel group",
        "first user default channel group", "channel group", "channel grouping", "media type", "advertising channel type",
        "campaign type", "session primary channel group", "primary channel group", "kanal",
    ),
    "platform": ("platform", "publisher platform", "publisher", "ad platform", "site", "operating platform"),
    "source": ("source", "session source", "traffic source", "utm source", "first user source", "manual source"),
    "medium": ("medium", "session medium", "utm medium", "first user medium", "manual medium"),
    "source_medium": ("source medium", "session source medium", "first user source medium"),
    "account": ("account", "account name", "advertiser", "advertiser name", "customer name", "client"),
    "campaign": (
        "campaign", "campaign name", "session campaign", "utm campaign", "campaign number", "session campaign name",
        "first user campaign", "kampagne", "session google ads campaign",
    ),
    "campaign_group": ("campaign group", "campaign group name", "portfolio", "insertion order"),
    "ad_group": (
        "ad group", "ad group name", "ad set name", "adset name", "ad set", "adset", "adgroup", "adgroup name",
        "anzeigengruppe", "line item", "line item name",
    ),
    "ad": ("ad", "ad name", "ad title", "ads"),
    "creative": (
        "creative", "creative name", "ad creative", "banner", "asset", "headline", "creative type", "ad format",
        "creative direct sponsored content name", "image", "video name", "creative message",
    ),
    "device": ("device", "device type", "device category", "impression device", "device platform", "user device", "gerat"),
    "audience": (
        "audience", "audience name", "audience segment", "targeting", "segment", "interest", "interests", "audience type",
        "user engagement", "age and gender",
    ),
    "placement": ("placement", "placements", "position", "ad placement", "platform position", "delivery location"),
    "network": ("network", "network with search partners", "ad network type", "network type", "ad distribution"),
    "keyword": ("keyword", "search keyword", "keywords", "keyword text", "search term", "query", "manual term"),
    "match_type": ("match type", "keyword match type", "search keyword match type", "delivered match type"),
    "country": ("country", "country territory", "country region", "land", "user country", "country code"),
    "region": ("region", "state", "geo", "province", "dma", "dma region", "market", "geography", "state province"),
    "city": ("city", "town", "metro", "metro area"),
    "age": ("age", "age group", "age range", "age bracket", "alter"),
    "gender": ("gender", "sex", "geschlecht"),
    "product": ("product", "product name", "item name", "product title", "item", "product category", "brand", "sku"),
    "landing_page": ("landing page", "final url", "landing page url", "destination url", "page", "page path"),
    "objective": ("objective", "campaign objective", "goal", "optimization goal"),
    "attribution_setting": ("attribution setting", "attribution window", "attribution model"),
    "network_show": ("tv network", "station", "show"),
    "daypart": ("daypart", "hour of day"),
    "result_type": ("result indicator", "result type", "conversion action", "event name", "conversion name"),
    "new_or_returning": ("new or returning", "new returning", "user type", "new established"),
    "language": ("language",),
    "os": ("os", "operating system"),
    "browser": ("browser",),
}  # fmt: skip

STATUS_NAMES = frozenset(
    [
        "campaign status",
        "ad group status",
        "status",
        "delivery",
        "campaign delivery",
        "ad set delivery",
        "campaign state",
        "ad group state",
        "bid strategy type",
        "bid strategy",
        "budget",
        "budget type",
        "campaign budget",
        "daily budget",
        "ad set budget",
        "ad set budget type",
        "ends",
        "starts on",
        "ad status",
        "account status",
        "time zone",
        "account timezone",
        "labels",
        "currency",
        "currency code",
        "account currency",
        "currency iso code",
        "account id",
        "account number",
        "customer id",
        "quality score",
        "optimization score",
        "target cpa",
        "target roas",
        "max cpc",
        "final url suffix",
        "tracking template",
        "date generated",
        "delivery status",
        "delivery level",
        "bid",
        "bid type",
        "last significant edit",
    ]
)
CURRENCY_NAMES = ("currency", "currency code", "account currency", "currency iso code", "customer currency code")
RATIO_WORDS = frozenset(
    [
        "ctr",
        "cpc",
        "cpm",
        "cpa",
        "cpl",
        "cpv",
        "cpp",
        "cpi",
        "cvr",
        "roas",
        "rate",
        "avg",
        "average",
        "per",
        "ratio",
        "share",
        "percent",
        "pct",
        "frequency",
        "roi",
        "ecpm",
        "acos",
        "tacos",
        "vtr",
        "vcr",
        "mean",
        "median",
        "aov",
        "position",
        "score",
        "rank",
        "eroas",
        "cos",
    ]
)
PERSONAL_NAMES = frozenset(
    [
        "email",
        "e mail",
        "mail",
        "email address",
        "customer email",
        "user email",
        "phone",
        "phone number",
        "mobile number",
        "telephone",
        "first name",
        "last name",
        "full name",
        "surname",
        "family name",
        "given name",
        "customer name",
        "contact name",
        "user name",
        "username",
        "address",
        "street",
        "street address",
        "postal address",
        "ip",
        "ip address",
        "user ip",
        "date of birth",
        "birthday",
        "dob",
        "ssn",
        "passport",
        "gclid",
        "fbclid",
        "msclkid",
        "ttclid",
        "user id",
        "client id",
        "visitor id",
        "device id",
        "idfa",
        "gaid",
        "advertising id",
        "cookie id",
        "customer id hash",
        "hashed email",
        "lead name",
        "iban",
        "credit card",
        "card number",
        "user pseudo id",
        "person id",
        "member id",
        "email hash",
    ]
)
CHANNEL_WORDS = frozenset(
    [
        "facebook",
        "fb",
        "meta",
        "instagram",
        "google",
        "adwords",
        "search",
        "youtube",
        "yt",
        "tiktok",
        "tv",
        "ctv",
        "ott",
        "radio",
        "display",
        "social",
        "bing",
        "microsoft",
        "linkedin",
        "pinterest",
        "snapchat",
        "snap",
        "twitter",
        "x",
        "reddit",
        "email",
        "affiliate",
        "affiliates",
        "print",
        "newspaper",
        "ooh",
        "outdoor",
        "video",
        "audio",
        "podcast",
        "spotify",
        "amazon",
        "criteo",
        "programmatic",
        "native",
        "shopping",
        "pmax",
        "brand",
        "nonbrand",
        "generic",
        "retargeting",
        "influencer",
        "sms",
        "mail",
        "direct",
        "organic",
        "sem",
        "seo",
        "ppc",
        "mntn",
        "roku",
        "hulu",
        "newsletter",
        "cinema",
        "dsp",
        "partner",
        "partners",
    ]
)
TOTAL_WORDS = r"^\s*(grand\s+total|totals?|total\s*[:\-–—].*|totals?\s+of\s+\d+.*|total\s*\(.*\)|sum|overall total|summe|gesamt|gesamtsumme|итого|report total)\s*$"

_UNIT = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column name, normalised.

    Attributes:
        words: lower case, separated by single blanks, without punctuation, units in brackets and API prefixes.
        full: the same with what stood in brackets.
        bracketed: what stood in brackets, as written.
        in_micros: True for money in millionths, as advertising APIs report it.
    """

    words: str
    full: str
    bracketed: tuple[str, ...]
    in_micros: bool


@cache
def column_words(name: str) -> ColumnWords:
    """Normalise a column name: "Amount spent (USD)" and "metrics.cost_micros" become "amount spent" and "cost"."""
    bracketed = tuple(a or b for a, b in _UNIT.findall(name))
    words = _plain(_UNIT.sub(" ", name))
    in_micros = words.endswith(" micros")
    return ColumnWords(_api(words.removesuffix(" micros")), _api(_plain(name)), bracketed, in_micros)


def _plain(name: str) -> str:
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    text = text.replace("%", " percent ").replace("&", " and ")
    text = re.sub(r"[^\w]+|_", " ", text.casefold().replace("ä", "a").replace("ö", "o").replace("ü", "u"))
    return " ".join(text.split())


def _api(words: str) -> str:
    """Drop the prefixes of advertising APIs: `metrics.clicks`, `segments.device`."""
    return re.sub(r"^(metrics|segments|metric|dimensions?) (?=\w)", "", words)


def snake_case(name: str) -> str:
    """Return a column's own name as a dimension name."""
    return re.sub(r"\W+", "_", column_words(name).full).strip("_") or "column"


@cache
def measure_by_name() -> dict[str, tuple[str, int]]:
    """Return normalised name -> measure and its rank among that measure's names, 0 first."""
    return {alias: (measure, rank) for measure, aliases in MEASURE_NAMES.items() for rank, alias in enumerate(aliases)}


@cache
def dimension_by_name() -> dict[str, tuple[str, int]]:
    """Return normalised name -> dimension and its rank, 0 first."""
    return {alias: (name, rank) for name, aliases in DIMENSION_NAMES.items() for rank, alias in enumerate(aliases)}


def known(name: str) -> bool:
    """Return whether a cell reads like the name of a column in some export; used to find the header line."""
    words = column_words(name)
    return any(
        w in measure_by_name() or w in dimension_by_name() or w in DATE_NAMES or w in STATUS_NAMES or is_ratio(w)
        for w in (words.words, words.full)
    )


def is_ratio(words: str) -> bool:
    """Return whether a column is computed from others (a rate, an average): it can't be added up."""
    return bool(RATIO_WORDS & set(words.split())) and words not in measure_by_name()
