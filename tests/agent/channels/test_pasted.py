"""A table pasted into a message is told from words, and read as it stood in the sheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.channels.pasted import find_table

SHEET = "Day\tCampaign\tSpend\tConversions\n2026-05-01\tBrand\t$1,200.50\t40\n2026-05-02\tBrand\t$1,310.00\t38"


def test_cells_copied_from_a_sheet():
    found = find_table(SHEET)
    assert found.header == ("Day", "Campaign", "Spend", "Conversions")
    assert found.rows[0] == ("2026-05-01", "Brand", "$1,200.50", "40")
    assert found.words == ""
    assert list(csv.reader(io.StringIO(found.to_csv())))[1][2] == "$1,200.50"


@pytest.mark.parametrize("message", [f"why did CPA rise?\n{SHEET}", f"{SHEET}\n\nwhy did CPA rise?"])
def test_a_question_above_or_below_is_kept(message):
    found = find_table(message)
    assert len(found.rows) == 2
    assert found.words == "why did CPA rise?"


def test_a_csv_with_quoted_cells():
    found = find_table('campaign,spend,conversions\n"Brand, UK","1,200",40\nGeneric,900,12\nwhich is best?')
    assert found.rows == (("Brand, UK", "1,200", "40"), ("Generic", "900", "12"))
    assert found.words == "which is best?"


def test_a_cell_with_a_line_end_in_quotes():
    found = find_table('name\tspend\n"two\nlines"\t5\nthree\t7')
    assert found.rows == (("two\nlines", "5"), ("three", "7"))


def test_a_semicolon_file_with_decimal_commas():
    found = find_table("Kampagne;Kosten;Conversions\nMarke;1.200,50;40\nGenerisch;900,00;12")
    assert found.rows[0] == ("Marke", "1.200,50", "40")


def test_a_markdown_table():
    found = find_table(
        "Here:\n\n| channel | spend |\n|:--|--:|\n| CTV \\| video | 500 |\n| Search | 700 |\n\nWhat is CPA?"
    )
    assert found.rows == (("CTV | video", "500"), ("Search", "700"))
    assert found.words == "Here:\n\n\nWhat is CPA?"


@pytest.mark.parametrize(
    "words",
    [
        "why did CPA rise?",
        "Hello Anna, thanks\nWe spent, 500",
        "We spent $5,000, got 125 sales\nand CPM was $12, CTR 1.2%\nwhat is our CPA, and our CVR?",
        "First, do this\nThen, do that\nLast, do nothing",
        "- a, b, c\n- d, e, f\n- g, h, i",
        "spend\t5000\nconversions\t125",
        "a; b\nc; d",
        "name\tnote\nx\ty",
        "1,2,3\n4,5,6",
        "same,same,other\n1,2,3\n4,5,6",
        "|",
        "a|b",
        "",
    ],
)
def test_words_are_no_table(words):
    assert find_table(words) is None


def test_a_long_paste_that_is_no_table_is_given_up_soon():
    assert find_table("1,2,3\n" * 100_000) is None
    assert find_table("one, two, three\n" * 100_000) is None
    assert find_table("a title,,\nanother,,\nday,spend,clicks\n2026-05-01,5,7").header == ("day", "spend", "clicks")


names = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12).filter(str.strip)
cells = st.text(st.characters(categories=["L", "N", "P"], exclude_characters='"'), max_size=12).map(str.strip)


@given(
    st.lists(names, min_size=2, max_size=5, unique_by=str.casefold).flatmap(
        lambda header: st.tuples(
            st.just(header),
            st.lists(
                st.tuples(st.integers(0, 10**6), *[cells for _ in header[1:]]), min_size=1, max_size=8
            ),
        )
    ),
    st.sampled_from(["", "why did CPA rise?"]),
)  # fmt: skip
def test_any_sheet_comes_through_cell_by_cell(table, question):
    header, rows = table
    lines = "\n".join("\t".join(map(str, row)) for row in [header, *rows])
    found = find_table(f"{question}\n{lines}" if question else lines)
    assert found.header == tuple(header)
    assert found.rows == tuple(tuple(map(str, row)) for row in rows)
    assert found.words == question
