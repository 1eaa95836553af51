"""What each platform takes: the columns of its customer list, how each is written, and how many rows it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tools.audience.first_party import normalising as n

Platform = Literal["google", "meta", "linkedin", "tiktok"]
Match = Literal["email", "phone", "address", "name"]
"""What a platform can recognise a person by; an address is both names, country and postal code."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a platform's file.

    Attributes:
        header: as the platform's template writes it.
        sql: the normalised cell, over the roles in the platform's form.
        match: the match key that it belongs to.
        is_hashed: whether the file holds its SHA-256; otherwise it stands there in clear.
    """

    header: str
    sql: str = "''"
    match: Match | None = None
    is_hashed: bool = True

    def cell(self, normalised: str) -> str:
        """Return SQL for the cell of the file, given that of the normalised one."""
        return n.hashed(normalised) if self.is_hashed else n.cell(normalised)


@dataclass(frozen=True, slots=True)
class CustomerList:
    """A platform's customer list.

    Attributes:
        platform: its name in commands.
        title: the platform's name for the list.
        forms: role -> the platform's form of it, over email (lower case), phone (E.164), first_name, last_name, country
            (ISO 3166-1 alpha-2) and zip; a role that is not named stays as it is.
        columns: of the file, in the template's order.
        matches: match key -> SQL that is true where a row has it.
        fewest: rows below which the platform takes no list or serves nothing to it.
        fewest_meaning: the same in words.
        most_rows: rows that one file may have; None for no limit.
        most_bytes: the same for its size.
        documents: pages of the platform that say all this.
        optional: match keys that are written only when asked for, because the file holds them in clear.
    """

    platform: Platform
    title: str
    forms: Mapping[str, str]
    columns: tuple[ListColumn, ...]
    matches: Mapping[Match, str]
    fewest: int
    fewest_meaning: str
    documents: tuple[str, ...]
    most_rows: int | None = None
    most_bytes: int | None = None
    optional: tuple[Match, ...] = ()


_ADDRESS = "first_name <> '' AND last_name <> '' AND country <> '' AND zip <> ''"


def _if_address(role: str) -> str:
    """Return the cell of an address where the whole address is there; a part of one matches nobody."""
    return f"CASE WHEN {_ADDRESS} THEN {role} ELSE '' END"


GOOGLE = CustomerList(
    platform="google",
    title="Google Ads Customer Match",
    forms={
        "email": n.google_email("email"),
        "first_name": n.google_name("first_name"),
        "last_name": n.google_name("last_name"),
        "zip": n.google_zip("zip", "country"),
    },
    columns=(
        ListColumn("Email", "email", "email"),
        ListColumn("Phone", "phone", "phone"),
        ListColumn("First Name", _if_address("first_name"), "address"),
        ListColumn("Last Name", _if_address("last_name"), "address"),
        ListColumn("Country", _if_address("country"), "address", is_hashed=False),
        ListColumn("Zip", _if_address("zip"), "address", is_hashed=False),
    ),
    matches={"email": "email <> ''", "phone": "phone <> ''", "address": _ADDRESS},
    fewest=100,
    fewest_meaning="100 matched users who were active in the last 30 days, or the list serves nothing",
    documents=(
        "support.google.com/google-ads/answer/7476159 (hashed data)",
        "developers.google.com/data-manager/api/devguides/concepts/formatting",
    ),
)
META = CustomerList(
    platform="meta",
    title="Meta custom audience from a customer list",
    forms={
        "phone": n.digits("phone"),
        "first_name": n.meta_name("first_name"),
        "last_name": n.meta_name("last_name"),
        "zip": n.meta_zip("zip", "country"),
    },
    columns=(
        ListColumn("email", "email", "email"),
        ListColumn("phone", "phone", "phone"),
        ListColumn("fn", "first_name", "address"),
        ListColumn("ln", "last_name", "address"),
        ListColumn("zip", "zip", "address"),
        ListColumn("country", "lower(country)", "address"),
    ),
    matches={"email": "email <> ''", "phone": "phone <> ''", "address": _ADDRESS},
    fewest=100,
    fewest_meaning="100 people, below which Meta advises against a list",
    documents=(
        "facebook.com/business/help/2082575038703844 (how to format a customer list)",
        "developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters",
    ),
)
LINKEDIN = CustomerList(
    platform="linkedin",
    title="LinkedIn contact list",
    forms={"first_name": n.shown_name("first_name"), "last_name": n.shown_name("last_name")},
    columns=(
        ListColumn("email", "email", "email"),
        ListColumn("firstname", "first_name", "name", is_hashed=False),
        ListColumn("lastname", "last_name", "name", is_hashed=False),
        ListColumn("jobtitle", is_hashed=False),
        ListColumn("employeecompany", is_hashed=False),
        ListColumn("country", "country", is_hashed=False),
        ListColumn("googleaid", is_hashed=False),
    ),
    matches={"email": "email <> ''", "name": "first_name <> '' AND last_name <> ''"},
    fewest=300,
    fewest_meaning="300 rows to be taken and 300 matched members to serve; LinkedIn advises 10,000 addresses",
    documents=(
        "linkedin.com/help/lms/answer/a1489764 (contact targeting lists)",
        "learn.microsoft.com/linkedin/marketing/matched-audiences/create-and-manage-list-uploads",
    ),
    most_rows=300_000,
    most_bytes=20_000_000,
    optional=("name",),
)
TIKTOK = CustomerList(
    platform="tiktok",
    title="TikTok customer file",
    forms={"email": n.tiktok_email("email"), "phone": n.digits("phone")},
    columns=(ListColumn("Email_SHA256", "email", "email"), ListColumn("Phone_SHA256", "phone", "phone")),
    matches={"email": "email <> ''", "phone": "phone <> ''"},
    fewest=1_000,
    fewest_meaning="1,000 entries, or TikTok takes no file",
    documents=(
        "ads.tiktok.com/help/article/list-of-supported-ids-and-formats-for-a-customer-file",
        "ads.tiktok.com/help/article/how-to-create-a-custom-audience-with-a-customer-file",
    ),
    most_bytes=1_000_000_000,
)
LISTS: Mapping[Platform, CustomerList] = {c.platform: c for c in (GOOGLE, META, LINKEDIN, TIKTOK)}
