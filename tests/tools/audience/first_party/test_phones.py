"""Phone numbers in E.164: the tables in SQL say what the library says, for any number and any country."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.audience.first_party.phones import e164, e164_sql, prepare_phones
from tools.data.engine import open_engine

REGIONS = [None, *sorted(phonenumbers.SUPPORTED_REGIONS)]
CODES = [str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE]
DIGITS = st.text("0123456789", min_size=2, max_size=13)
WRITTEN = st.one_of(
    st.builds("+{}{}".format, st.sampled_from(CODES), DIGITS),
    st.builds("{}{}".format, st.sampled_from(["0", "1", "8", "00", "011", ""]), DIGITS),
    st.builds("+{} ({}) {}".format, st.sampled_from(CODES), st.sampled_from(["0", "20", "151"]), DIGITS),
    st.text("0123456789 +-()./x", max_size=18),
)


@pytest.fixture(scope="module")
def engine():
    opened = open_engine()
    prepare_phones(opened)
    opened.execute("CREATE TABLE numbers (place INTEGER, number VARCHAR, region VARCHAR)")
    yield opened
    opened.close()


def in_sql(engine, numbers):
    cursor = engine.cursor()
    cursor.execute("DELETE FROM numbers")
    cursor.executemany("INSERT INTO numbers VALUES (?, ?, ?)", [(n, *pair) for n, pair in enumerate(numbers)])
    rows = engine.rows(f"SELECT place, e164 FROM ({e164_sql('SELECT * FROM numbers', 'number', 'region')})")
    return dict(rows)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(WRITTEN, st.sampled_from(REGIONS)), min_size=1, max_size=60))
def test_the_tables_say_what_the_library_says(engine, numbers):
    assert in_sql(engine, numbers) == {n: e164(*pair) for n, pair in enumerate(numbers)}


def test_every_country_s_example_number_is_read_in_each_of_its_forms(engine):
    forms = [
        (phonenumbers.format_number(phonenumbers.example_number(r), form), r) for r in REGIONS[1:] for form in range(4)
    ]
    assert in_sql(engine, forms) == {n: e164(*pair) for n, pair in enumerate(forms)}


@pytest.mark.parametrize(
    ("number", "region", "expected"),
    [
        ("(650)555-1212", "US", "+16505551212"),
        ("0151 23456789", "DE", "+4915123456789"),
        ("+44 (0)20 7946 0018", None, "+442079460018"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("0039 06 1234 5678", "DE", "+390612345678"),
        ("0151 23456789", None, None),
        ("call me", "DE", None),
        ("12", "US", None),
    ],
)
def test_numbers_as_people_write_them(engine, number, region, expected):
    assert in_sql(engine, [(number, region)]) == {0: expected}
