"""A customer list for a platform: normalised, hashed, de-duplicated and written, without a cell leaving the engine.

Everything happens in the embedded database; what comes out of it are finished lines of the file and counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tools.audience.first_party import normalising as n
from tools.audience.first_party.base import Base, base_of, customer_base, customer_sql
from tools.audience.first_party.consent import consent_sql
from tools.audience.first_party.countries import country_codes
from tools.audience.first_party.exported import Dropped, ExportedAudience, KeyCount
from tools.audience.first_party.features import Target
from tools.audience.first_party.list_file import ListFile
from tools.audience.first_party.phones import e164_sql, prepare_phones
from tools.audience.first_party.platforms import CustomerList, Match
from tools.audience.first_party.predicting import best_ranked
from tools.audience.first_party.rfm import ALL_CUSTOMERS, SEGMENTS, members, rule, score
from tools.audience.first_party.table import CustomerTable, opened
from tools.data.engine import literal
from tools.errors import InputError, MissingInput

Purpose = Literal["include", "exclude"]
PREDICTED: Mapping[str, tuple[Target, str]] = {
    "likely_buyers": ("buys", "the fifth most likely to buy, by a model that was checked on later days"),
    "churn_risk": ("churns", "the fifth of the active most likely to stay away, by a model checked on later days"),
}
"""Segments that a model tells."""
_BATCH, _ROWS_A_PART = 20_000, 100_000
_WITHHELD, _UNRECORDED, _NO_KEY, _UNUSABLE, _KEPT = 1, 2, 3, 4, 0
_REASONS = {
    _WITHHELD: "consent withheld",
    _UNRECORDED: "consent not recorded",
    _NO_KEY: "no match key: the cells are empty",
    _UNUSABLE: "no match key: what is in the cells is no address or number",
}


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to write.

    Attributes:
        data: the table of customers, or of orders with their addresses.
        customer_list: the platform's.
        columns: role -> column, where the names don't tell.
        segment: all, or a segment's name.
        orders: the table of orders that tells the segment; `data` itself when absent.
        order_columns: role -> column of that table.
        purpose: to reach these customers, or to leave them out.
        country: two-letter code for phone numbers and rows without a country.
        in_clear: match keys to write that the platform takes unhashed alone.
    """

    data: str
    customer_list: CustomerList
    columns: Mapping[str, str]
    segment: str = ALL_CUSTOMERS
    orders: str | None = None
    order_columns: Mapping[str, str] | None = None
    purpose: Purpose = "include"
    country: str | None = None
    in_clear: Sequence[Match] = ()


def export(request: ExportRequest, folder: Path | None) -> ExportedAudience:
    """Write a customer list; without a folder, only count what would be written.

    Raises:
        DataError: when a table can't be read or the folder can't be written.
        MissingInput: when the table has no column that the platform can match, or none for the segment.
        InputError: for a segment, a column or a country that does not exist.
    """
    home = _country(request.country)
    with opened(request.data, request.columns) as table:
        matches = _matches(table, request)
        where, notes = _chosen(table, request)
        prepare_phones(table.engine)
        _prepare_countries(table)
        parts = _prepare(table, request.customer_list, matches, where, home)
        if folder is None:
            files, written = list[str](), sum(len(lines) for lines in _lines(table, request.customer_list, parts))
        else:
            files, written = _write(table, request, parts, folder)
        return _told(table, request, list(matches), files, [*table.notes, *notes], written=written)


def _matches(table: CustomerTable, request: ExportRequest) -> dict[Match, str]:
    """Return the match keys that the table has columns for.

    Raises:
        MissingInput: when it has none.
    """
    needs: Mapping[Match, tuple[str, ...]] = {
        "email": ("email",),
        "phone": ("phone",),
        "address": ("first_name", "last_name", "zip"),
        "name": ("first_name", "last_name"),
    }
    spec = request.customer_list
    found: dict[Match, str] = {
        key: sql
        for key, sql in spec.matches.items()
        if all(role in table.columns for role in needs[key]) and (key not in spec.optional or key in request.in_clear)
    }
    if "address" in found and "country" not in table.columns and request.country is None:
        del found["address"]
    if not found:
        wanted = ", ".join(key for key in spec.matches if key not in spec.optional)
        raise MissingInput(
            f"{spec.title} matches people by {wanted}, and no column is called like one of them",
            where=table.name,
            remedy="Name it: --column email=YOUR_COLUMN.",
        )
    return found


def _chosen(table: CustomerTable, request: ExportRequest) -> tuple[str, list[str]]:
    """Return SQL that is true for the rows of the segment, and what is to be said of it."""
    if request.segment == ALL_CUSTOMERS:
        return "TRUE", []
    if request.orders is None:
        found, meaning = _members(base_of(table), request.segment)
    else:
        with customer_base(request.orders, request.order_columns or {}) as base:
            found, meaning = _members(base, request.segment)
    cursor = table.engine.cursor()
    cursor.execute("CREATE OR REPLACE TABLE chosen (customer VARCHAR)")
    for start in range(0, len(found), _BATCH):
        cursor.execute("INSERT INTO chosen SELECT unnest(?)", [found[start : start + _BATCH]])
    by_address = "customer" not in table.columns or any("@" in c for c in found[:50])
    key = f"lower({table.text('email')})" if by_address else customer_sql(table.column("customer"))
    return f"{key} IN (SELECT customer FROM chosen)", [f"Who: {meaning}."]


def _members(base: Base, segment: str) -> tuple[list[str], str]:
    """Return the keys of a segment's members, and its rule in words.

    Raises:
        InputError: when there is no such segment.
        MissingInput: when it takes a model, and the orders can't carry one.
    """
    if segment in PREDICTED:
        target, meaning = PREDICTED[segment]
        return best_ranked(base, target), meaning
    wanted = rule(segment)
    if wanted is None:
        names = ", ".join([ALL_CUSTOMERS, *(s.name for s in SEGMENTS), "best_10", *PREDICTED])
        raise InputError(f"'{segment[:40]}' is no segment", remedy=f"There are: {names}.")
    thresholds = score(base)
    rows = base.engine.rows(f"SELECT customer FROM scored WHERE {members(wanted, thresholds)}")
    return [str(customer) for (customer,) in rows], wanted.meaning.format(lapse=thresholds.lapse)


def _country(given: str | None) -> str | None:
    if given is None:
        return None
    code = country_codes().get(given.strip().upper())
    if code is None:
        raise InputError(f"'{given[:40]}' is no country that Adroit knows", remedy="Use its two letters, e.g. DE.")
    return code


def _prepare_countries(table: CustomerTable) -> None:
    rows = ", ".join(f"({literal(name)}, {literal(code)})" for name, code in country_codes().items())
    table.engine.execute(f"CREATE OR REPLACE TABLE countries AS SELECT * FROM (VALUES {rows}) AS t (written, code)")


def _prepare(
    table: CustomerTable, spec: CustomerList, matches: Mapping[Match, str], where: str, home: str | None
) -> int:
    """Make the table `prepared`: for each row of the segment why it is kept or dropped, its match keys, its cells.

    Returns:
        In how many parts the table is to be gone through.
    """
    consent = consent_sql(table.text("consent")) if "consent" in table.columns else "TRUE"
    raw = ", ".join(
        f"{table.text(role)} AS {role}" for role in ("email", "phone", "first_name", "last_name", "country", "zip")
    )
    rows = f"SELECT {raw}, {consent} AS consent FROM {table.source.relation} WHERE {where}"
    otherwise = literal(home) if home else "NULL"
    located = (
        f"SELECT r.* EXCLUDE (country), coalesce(code, {otherwise}) AS region FROM ({rows}) AS r "
        "LEFT JOIN countries ON written = upper(replace(r.country, '.', ''))"
    )
    called = e164_sql(located, "phone", "region") if "phone" in matches else f"SELECT *, NULL AS e164 FROM ({located})"
    phone = f"CASE WHEN regexp_full_match(lower(phone), '{n.HASHED}') THEN lower(phone) ELSE coalesce(e164, '') END"
    given = {"email": "email <> ''", "phone": "phone <> ''", "name": "first_name <> '' AND last_name <> ''"}
    given["address"] = "first_name <> '' AND last_name <> '' AND zip <> ''"
    cleaned = (
        f"SELECT consent, {', '.join(f'({given[key]}) AS given_{key}' for key in matches)}, "
        f"{n.email('email')} AS email, {phone} AS phone, first_name, last_name, coalesce(region, '') AS country, zip "
        f"FROM ({called})"
    )
    forms = ", ".join(f"{sql} AS {role}" for role, sql in spec.forms.items())
    formed = f"SELECT * REPLACE ({forms}) FROM ({cleaned})"
    keyed = f"SELECT *, {', '.join(f'({sql}) AS has_{key}' for key, sql in matches.items())} FROM ({formed})"
    usable = " OR ".join(f"has_{key}" for key in matches)
    anything = " OR ".join(f"given_{key}" for key in matches)
    reason = (
        f"CASE WHEN consent IS NULL THEN {_UNRECORDED} WHEN NOT consent THEN {_WITHHELD} "
        f"WHEN {usable} THEN {_KEPT} WHEN {anything} THEN {_UNUSABLE} ELSE {_NO_KEY} END"
    )
    flags = ", ".join(f"given_{key}, has_{key}" for key in matches)
    cells = ", ".join(
        f"{c.sql if c.match is None or c.match in matches else literal('')} AS cell_{place}"
        for place, c in enumerate(spec.columns)
    )
    [(total,)] = table.engine.rows(f"SELECT count(*) FROM {table.source.relation}")
    parts = int(total) // _ROWS_A_PART + 1
    every = ", ".join(f"cell_{place}" for place in range(len(spec.columns)))
    table.engine.execute(
        f"CREATE OR REPLACE TABLE prepared AS SELECT *, CAST(hash({every}) % {parts} AS USMALLINT) AS part FROM "
        f"(SELECT reason, {flags}, {cells} FROM (SELECT *, {reason} AS reason FROM ({keyed})))"
    )
    return parts


def _lines(table: CustomerTable, spec: CustomerList, parts: int) -> Iterator[list[str]]:
    """Yield the different lines of the file.

    A part of them at a time, so that memory holds no more; within it in the order of the lines, which are hashes: what
    stands where says nothing about the user's table.
    """
    every = ", ".join(f"cell_{place}" for place in range(len(spec.columns)))
    line = " || ',' || ".join(f"({c.cell(f'cell_{place}')})" for place, c in enumerate(spec.columns))
    for part in range(parts):
        rows = table.engine.rows(
            f"SELECT {line} AS line FROM (SELECT DISTINCT {every} FROM prepared "
            f"WHERE reason = {_KEPT} AND part = {part}) ORDER BY line"
        )
        yield [line for (line,) in rows]


def _write(table: CustomerTable, request: ExportRequest, parts: int, folder: Path) -> tuple[list[str], int]:
    """Write the file; return where, and how many rows it has."""
    spec = request.customer_list
    name = f"{spec.platform}-{request.segment.replace('_', '-')}{'-exclude' if request.purpose == 'exclude' else ''}"
    header = ",".join(column.header for column in spec.columns)
    written = 0
    with ListFile(folder, name, header, most_rows=spec.most_rows, most_bytes=spec.most_bytes) as file:
        for lines in _lines(table, spec, parts):
            file.write(lines)
            written += len(lines)
        return [str(path) for path in file.keep()], written


def _told(
    table: CustomerTable,
    request: ExportRequest,
    matches: Sequence[Match],
    files: list[str],
    notes: list[str],
    *,
    written: int,
) -> ExportedAudience:
    spec = request.customer_list
    counted = {int(r): int(c) for r, c in table.engine.rows("SELECT reason, count(*) FROM prepared GROUP BY reason")}
    dropped = [Dropped(reason=words, rows=counted[r]) for r, words in _REASONS.items() if r in counted]
    if same := counted.get(_KEPT, 0) - written:
        dropped.append(Dropped(reason="the same customer again", rows=same))
    sums = ", ".join(f"count(*) FILTER (given_{key}), count(*) FILTER (has_{key})" for key in matches)
    [figures] = table.engine.rows(f"SELECT {sums} FROM prepared")
    keys = [
        KeyCount(key=key, given=figures[2 * place], usable=figures[2 * place + 1]) for place, key in enumerate(matches)
    ]
    return ExportedAudience(
        platform=spec.platform, title=spec.title, table=table.name, segment=request.segment, purpose=request.purpose,
        written_to=files, rows=sum(counted.values()), written=written, keys=keys, dropped=dropped, fewest=spec.fewest,
        fewest_meaning=spec.fewest_meaning, documents=list(spec.documents),
        notes=[table.read_as(), *notes, *_advice(table, request, keys, written)],
    )  # fmt: skip


def _advice(table: CustomerTable, request: ExportRequest, keys: Sequence[KeyCount], written: int) -> list[str]:
    """Return what to know before the upload."""
    spec, said = request.customer_list, []
    if written < spec.fewest:
        said.append(f"{written:,} rows are too few: it takes {spec.fewest_meaning}.")
    elif request.purpose == "include":
        said.append(f"Not every row is matched; it takes {spec.fewest_meaning}.")
    if "consent" not in table.columns:
        said.append(
            "No column tells consent, so every customer is taken. You vouch that each agreed to this use; otherwise "
            "add the column, or name it: --column consent=YOUR_COLUMN."
        )
    phone = next((k for k in keys if k.key == "phone"), None)
    if phone and phone.usable < 0.5 * phone.given and request.country is None:
        said.append("Most phone numbers lack a country code; say whose they are: --country DE.")
    if spec.optional and "name" not in request.in_clear:
        said.append("LinkedIn takes names in clear only; they are left out, and the addresses are matched alone.")
    return said
