import pytest

from knowledge.errors import GuideError
from knowledge.worked_examples import quantity_name, read_example, read_examples

FULL = "title: What one sale costs\ngiven:\n  spend: $5,000\n  conversions: 125\nthen:\n  cpa: $40.00\n"


def test_an_example_reads_as_a_sentence():
    assert read_example(FULL).sentence == (
        "Example: What one sale costs. Given spend $5,000 and conversions 125, CPA is $40.00."
    )


def test_three_quantities_are_joined_with_commas_and_one_and():
    text = "title: Reach\ngiven: {spend: $1, clicks: 2, revenue: $3}\nthen: {roas: 3.0}\n"
    assert read_example(text).sentence == "Example: Reach. Given spend $1, clicks 2 and revenue $3, ROAS is 3.0."


def test_arithmetic_lines_are_told_as_they_stand():
    example = read_example("title: A mix\ncheck:\n  - 0.6 * 40 + 0.4 * 20 = 32\n  - 1250 / 48 = 26.04\n")
    assert example.sentence == "Example: A mix. 0.6 * 40 + 0.4 * 20 = 32; 1250 / 48 = 26.04."


def test_quantities_keep_the_digits_their_author_wrote():
    assert read_example(FULL).then == {"cpa": "$40.00"}
    assert read_example("title: x\ngiven: {ctr: 2.50%}\nthen: {cpm: 10.00}").then == {"cpm": "10.00"}


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("cpa", "CPA"),
        ("break_even_roas", "break even ROAS"),
        ("ltv_cac", "LTV:CAC"),
        ("new_customers", "new customers"),
    ],
)
def test_a_quantity_is_called_what_marketers_call_it(name, spoken):
    assert quantity_name(name) == spoken


TOOL = """title: Two ads
tool: compare_rates
input:
  kpi: ctr
  first: {impressions: "10,000", clicks: 120}
  second: {impressions: "9,800", clicks: 90}
  names: [Old, New]
shows:
  - Old has the higher CTR.
  - 1.20%
"""


def test_an_example_of_a_tool_keeps_what_it_is_given_and_what_it_shows():
    example = read_example(TOOL)
    assert example.tool == "compare_rates"
    assert example.input["first"] == {"impressions": "10,000", "clicks": "120"}
    assert example.shows == ("Old has the higher CTR.", "1.20%")


def test_an_example_of_a_tool_reads_as_a_sentence():
    assert read_example(TOOL).sentence == (
        "Example: Two ads. Adroit's compare_rates, given KPI: CTR; first: impressions 10,000 and clicks 120; "
        'second: impressions 9,800 and clicks 90; names: Old and New, answers among other things "Old has the higher '
        'CTR" and "1.20%".'
    )


def test_the_sample_data_are_called_by_what_they_are():
    assert "data: the sample data" in read_example("title: x\ntool: t\ninput: {data: sample}\nshows: [y]\n").sentence


@pytest.mark.parametrize(
    "body",
    [
        "title: x\ntool: t\ninput: {a: 1}",
        "title: x\ntool: t\nshows: [y]",
        "title: x\ntool: t\ninput: {a: 1}\nshows: []",
        "title: x\ntool: t\ninput: {a: 1}\nshows: y",
        "title: x\ntool: t\ninput: {a: 1}\nshows: [y]\ncheck: [1 + 1 = 2]",
    ],
)
def test_an_example_of_a_tool_needs_all_its_parts_and_no_others(body):
    with pytest.raises(GuideError, match=r"line 7.*tool, input and shows"):
        read_example(body, "kpis, line 7")


@pytest.mark.parametrize("body", ["title: only a title", "given: {a: 1}\nthen: {b: 2}", "title: [", "just text", ""])
def test_a_block_that_is_no_example_says_what_one_needs(body):
    with pytest.raises(GuideError, match="line 7"):
        read_example(body, "kpis, line 7")


def test_all_examples_of_a_chapter_are_found_in_order():
    text = f"## A\n\n```example\n{FULL}```\n\nText.\n\n```example\ntitle: B\ncheck:\n  - 1 + 1 = 2\n```\n"
    assert [example.title for example in read_examples(text)] == ["What one sale costs", "B"]
