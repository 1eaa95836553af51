"""Which column of a customer table is what: by what the user said, by its name, by its cells."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from tools.customers.orders import CUSTOMER_NAMES, DATE_NAMES, VALUE_NAMES
from tools.data.columns import Column
from tools.data.mapping import MappingOverrides
from tools.data.names import column_words
from tools.data.personal import personal_kind
from tools.errors import InputError, MissingInput

Role = Literal[
    "customer", "email", "phone", "first_name", "last_name", "country", "zip", "consent", "order", "date", "revenue",
    "discount",
]  # fmt: skip
"""What a column can be: who bought, how to recognise them elsewhere, what they allowed, and what they ordered."""
ROLES: tuple[Role, ...] = get_args(Role)
_NAMES: Mapping[Role, Sequence[str]] = {
    "customer": CUSTOMER_NAMES,
    "date": DATE_NAMES,
    "revenue": VALUE_NAMES,
    "email": (
        "email", "e mail", "email address", "e mail address", "customer email", "contact email", "billing email",
        "mail", "emailadresse", "adresse email", "correo electronico",
    ),
    "phone": (
        "phone", "phone number", "mobile", "mobile number", "mobile phone", "telephone", "telephone number", "tel",
        "cell", "cell phone", "customer phone", "billing phone", "contact phone", "telefon", "telefonnummer", "handy",
        "mobilnummer", "telefono",
    ),
    "first_name": (
        "first name", "firstname", "given name", "forename", "fname", "fn", "customer first name",
        "billing first name", "vorname", "prenom", "nombre",
    ),
    "last_name": (
        "last name", "lastname", "surname", "family name", "lname", "ln", "customer last name", "billing last name",
        "nachname", "nom", "nom de famille", "apellido", "apellidos",
    ),
    "country": (
        "country", "country code", "billing country", "shipping country", "country region", "land", "pays", "pais",
        "billing country code", "default address country code",
    ),
    "zip": (
        "zip", "zip code", "zipcode", "postal code", "postcode", "post code", "billing zip", "shipping zip",
        "default address zip", "plz", "postleitzahl", "code postal", "codigo postal",
    ),
    "consent": (
        "consent", "marketing consent", "ads consent", "ad consent", "advertising consent", "gdpr consent",
        "email consent", "ad user data", "opt in", "optin", "marketing opt in", "email opt in", "accepts marketing",
        "accepts email marketing", "email marketing consent", "subscribed", "einwilligung", "consentement",
    ),
    "order": (
        "order id", "order number", "order no", "order", "invoice", "invoice no", "invoice number", "transaction id",
        "receipt", "bestellnummer",
    ),
    "discount": (
        "discount", "discount amount", "total discount", "discounts", "discount value", "discount code", "coupon",
        "coupon code", "promo code", "promotion code", "voucher", "voucher code", "rabatt", "gutschein",
    ),
}  # fmt: skip
_BY_CELLS: Mapping[Role, str] = {"email": "email addresses", "phone": "phone numbers"}


def recognised(
    columns: Sequence[Column], said: Mapping[str, str], standing: MappingOverrides, table: str
) -> dict[Role, Column]:
    """Return the column of each role that the table has.

    Args:
        columns: of the table.
        said: role -> column for this question; a column that is not there is refused.
        standing: what `[columns]` of the workspace says, under `date`, `measures` and `dimensions`. It may be said of
            another table, so a column that is not there is passed over.
        table: its name, for messages.

    Raises:
        InputError: when a role or a column that was named does not exist.
    """
    by_name = {c.name: c for c in columns}
    by_words = {column_words(c.name).words: c for c in reversed(columns)}
    found: dict[Role, Column] = {}
    for role, name in _checked(said, table).items():
        column = by_name.get(name) or by_words.get(column_words(name).words)
        if column is None:
            raise InputError(f"There is no column '{name[:60]}'", where=table, remedy=_there(columns))
        found[role] = column
    for role, name in _standing(standing).items():
        if role not in found and name in by_name:
            found[role] = by_name[name]
    for role, names in _NAMES.items():
        column = next((by_words[n] for n in names if n in by_words), None)
        if role not in found and column is not None:
            found[role] = column
    for role, kind in _BY_CELLS.items():
        if role not in found:
            column = next((c for c in columns if c not in found.values() and personal_kind(c) == kind), None)
            if column is not None:
                found[role] = column
    return found


def is_role_name(text: str) -> bool:
    """Return whether a text is the name of a column of one of the roles: "E-Mail", "Phone number"."""
    words = column_words(text).words
    return any(words in names for names in _NAMES.values())


def needed(found: Mapping[Role, Column], role: Role, columns: Sequence[Column], table: str) -> Column:
    """Return the column of a role.

    Raises:
        MissingInput: when the table has none.
    """
    if role not in found:
        what = {"customer": "customers", "date": "order dates", "revenue": "order values"}.get(role, role)
        raise MissingInput(
            f"No column is called like {what}",
            where=table,
            remedy=f"Name it: --column {role}=YOUR_COLUMN. {_there(columns)}",
        )
    return found[role]


def _checked(said: Mapping[str, str], table: str) -> dict[Role, str]:
    for role in said:
        if role not in ROLES:
            raise InputError(
                f"'{role[:40]}' is nothing that a column can be", where=table, remedy=f"There are: {', '.join(ROLES)}."
            )
    return {role: said[role] for role in ROLES if role in said}


def _standing(overrides: MappingOverrides) -> dict[Role, str]:
    """Return what the workspace's `[columns]` says of these roles."""
    found: dict[Role, str] = {role: c for role in ROLES if (c := overrides.dimensions.get(role))}
    revenue = overrides.measures.get("revenue")
    if isinstance(revenue, str):
        found.setdefault("revenue", revenue)
    if overrides.date:
        found.setdefault("date", overrides.date)
    return found


def _there(columns: Sequence[Column]) -> str:
    return f"The table has: {', '.join(repr(c.name[:40]) for c in columns[:16])}."
