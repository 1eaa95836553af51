"""Phone numbers in E.164, as the phonenumbers library (a port of Google's libphonenumber) reads them.

A million numbers take that library a quarter of a minute. Most are plain: a plus sign, a known calling code and a
length that the country has; or the country's trunk prefix before such a number. For these the answer is read off the
library's own tables in SQL, and only the rest is handed to the library. A property test holds that both say the same.
"""

from functools import cache
from typing import TYPE_CHECKING

from tools.data.engine import Engine, literal

if TYPE_CHECKING:
    from phonenumbers import PhoneMetadata

_SEPARATORS = r"[\s\x{A0}\x{2000}-\x{200D}\x{202F}\x{3000}().\-/‐‑–]+"
_NORTH_AMERICA = 1
_LONGEST_CODE = 3


def e164(number: str | None, region: str | None) -> str | None:
    """Return a phone number in E.164 with its plus sign; None when it is none.

    Args:
        number: as somebody wrote it.
        region: two-letter code of the country that a number without a calling code belongs to.
    """
    import phonenumbers

    try:
        read = phonenumbers.parse(number or "", region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(read):
        return None
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def prepare_phones(engine: Engine) -> None:
    """Make what `e164_sql` needs in an engine: tables of calling codes and regions, the library as a function."""
    from duckdb.func import FunctionNullHandling

    codes, regions = _plain_codes(), _plain_regions()
    engine.execute(
        "CREATE OR REPLACE TABLE calling_codes AS SELECT * FROM (VALUES "
        + ", ".join(f"({literal(c)}, {literal(prefix)}, {list(lengths)})" for c, prefix, lengths in codes)
        + ") AS t (code, prefix, lengths)"
    )
    engine.execute(
        "CREATE OR REPLACE TABLE dialling_regions AS SELECT * FROM (VALUES "
        + ", ".join(f"({literal(r)}, {literal(c)}, {literal(p)}, {list(n)})" for r, c, p, n in regions)
        + ") AS t (home, home_code, trunk, home_lengths)"
    )
    engine.connection.create_function(
        "read_phone", e164, ["VARCHAR", "VARCHAR"], "VARCHAR", null_handling=FunctionNullHandling.SPECIAL
    )


def e164_sql(rows: str, number: str, region: str) -> str:
    """Return SQL for `rows` with one more column, `e164`: NULL where the number is none.

    Args:
        rows: a query.
        number: its column of numbers as written, never NULL.
        region: its column of two-letter codes, NULL where the country is not known.
    """
    return f"""
    SELECT plain_rows.* EXCLUDE (plain, code_of), CASE
        WHEN code IS NOT NULL AND list_contains(lengths, length(plain) - 1 - length(code))
             AND (prefix = '' OR NOT starts_with(substr(plain, 2 + length(code)), prefix)) THEN plain
        WHEN home_code = '1' AND regexp_full_match(plain, '[2-9][0-9]{{9}}') THEN '+1' || plain
        WHEN home_code <> '1' AND trunk <> '' AND starts_with(plain, trunk)
             AND regexp_full_match(plain, '[0-9]{{5,15}}') AND NOT starts_with(plain, trunk || trunk)
             AND list_contains(home_lengths, length(plain) - length(trunk))
             THEN '+' || home_code || substr(plain, 1 + length(trunk))
        WHEN {number} = '' THEN NULL
        ELSE read_phone({number}, {region}) END AS e164
    FROM (
        SELECT *, CASE
            WHEN NOT regexp_full_match(plain, '\\+[1-9][0-9]{{6,14}}') THEN NULL
            WHEN plain[2] IN ('1', '7') THEN plain[2]
            WHEN plain[2:3] IN ({_two_digit_codes()}) THEN plain[2:3]
            ELSE plain[2:4] END AS code_of
        FROM (SELECT *, regexp_replace({number}, '{_SEPARATORS}', '', 'g') AS plain FROM ({rows}))
    ) AS plain_rows
    LEFT JOIN calling_codes ON code = code_of
    LEFT JOIN dialling_regions ON home = plain_rows.{region}
    """


def _metadata(region: str) -> "PhoneMetadata | None":
    from phonenumbers import PhoneMetadata

    return PhoneMetadata.metadata_for_region(region, None)


def _trunk(metadata: "PhoneMetadata") -> str | None:
    """Return the digits that stand before a number at home, empty for none; None where that takes more than digits."""
    prefix = metadata.national_prefix_for_parsing
    if metadata.national_prefix_transform_rule or (prefix and not prefix.isdigit()):
        return None
    return prefix or ""


def _lengths(metadata: "PhoneMetadata") -> tuple[int, ...]:
    return tuple(metadata.general_desc.possible_length) if metadata.general_desc else ()


@cache
def _plain_codes() -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    """Return calling code, trunk prefix and lengths of the numbers, of the codes that the tables alone can answer."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    found = []
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        metadata = _metadata(regions[0])
        if metadata is not None and (trunk := _trunk(metadata)) is not None:
            found.append((str(code), trunk, _lengths(metadata)))
    return tuple(found)


@cache
def _plain_regions() -> tuple[tuple[str, str, str, tuple[int, ...]], ...]:
    """Return region, calling code, trunk prefix and lengths, of the regions whose numbers at home are plain."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, country_code_for_region

    found = []
    for region in sorted(SUPPORTED_REGIONS):
        code = country_code_for_region(region)
        metadata = _metadata(region)
        is_main = COUNTRY_CODE_TO_REGION_CODE[code][0] == region
        if metadata is None or not (is_main or code == _NORTH_AMERICA):
            continue
        trunk = _trunk(metadata)
        if trunk is not None or (code == _NORTH_AMERICA and region in {"US", "CA"}):
            found.append((region, str(code), trunk or "", _lengths(metadata)))
    return tuple(found)


@cache
def _two_digit_codes() -> str:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return ", ".join(f"'{code}'" for code in COUNTRY_CODE_TO_REGION_CODE if len(str(code)) < _LONGEST_CODE and code > 9)  # noqa: PLR2004
