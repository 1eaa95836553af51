"""The common platforms' exports are understood without a word from the user: every figure, no total twice."""

import pytest

from tests.tools.data import exports
from tests.tools.data.builders import codes, opened, text_file, totals, workbook
from tools.errors import DataError

ALL = {
    "spend": exports.SPEND,
    "impressions": exports.IMPRESSIONS,
    "clicks": exports.CLICKS,
    "conversions": exports.CONVERSIONS,
    "revenue": exports.REVENUE,
}


def assert_understood(table, *, currency, without=()):
    assert str(table.span()) == "2026-05-01..2026-05-04"
    found = totals(table)
    assert {m: found[m] for m in ALL if m not in without} == pytest.approx(
        {m: v for m, v in ALL.items() if m not in without}
    )
    assert table.mapping.currency == currency
    assert {"Brand", "Prospecting"} <= {v for v, _ in table.values("campaign")}
    assert not [n for n in table.mapping.notes if n.severity == "problem"]


def test_google_ads_with_its_preamble_and_total_lines(tmp_path):
    with opened(text_file(tmp_path, exports.google_ads())) as table:
        assert_understood(table, currency="USD")
        assert table.mapping.dimensions == {"campaign": "Campaign", "channel": "Campaign type"}
        [note] = table.mapping.notes
        assert note.code == "totals_rows"
        assert "2 rows" in note.sentence
        assert "$25,878" in note.sentence


def test_google_ads_as_tabs_in_utf_16_which_its_download_for_excel_writes(tmp_path):
    table_text = exports.plain("\t", "Day|Campaign|Cost|Impr.|Clicks|Conversions|Conv. value")
    with opened(text_file(tmp_path, table_text, encoding="utf-16")) as table:
        assert_understood(table, currency=None)


def test_google_ads_in_german_with_semicolons_and_decimal_commas(tmp_path):
    with opened(text_file(tmp_path, exports.google_ads_german())) as table:
        assert_understood(table, currency="EUR")
        assert table.mapping.measures["revenue"] == "Conv.-Wert"


def test_google_ads_api_names_with_money_in_micros(tmp_path):
    header = "segments.date|campaign.name|segments.device|metrics.cost_micros|metrics.clicks|customer.currency_code"
    rows = [(r.day, r.campaign, "MOBILE", round(r.cost * 1e6), r.clicks, "USD") for r in exports.ROWS]
    with opened(text_file(tmp_path, exports.table(header, rows))) as table:
        assert totals(table) == pytest.approx({"spend": exports.SPEND, "clicks": exports.CLICKS})
        assert table.mapping.currency == "USD"


def test_meta_takes_purchases_and_link_clicks_and_asks_whether_that_is_right(tmp_path):
    with opened(text_file(tmp_path, exports.meta_ads())) as table:
        assert_understood(table, currency="EUR")
        assert table.mapping.measures["clicks"] == "Link clicks"
        assert table.mapping.measures["conversions"] == "Purchases"
        assert table.mapping.dimensions["attribution_setting"] == "Attribution setting"
        asked = {q.column: q.options for q in table.mapping.questions}
        assert 'measures.clicks = "Clicks (all)"' in asked["Link clicks"]


def test_meta_summary_row_without_a_day_counts_as_a_total(tmp_path):
    with opened(text_file(tmp_path, exports.meta_ads())) as table:
        assert "totals_rows" in codes(table.mapping.notes)
        assert table.row_count == 8
        assert table.values("campaign") == [("Brand", 4), ("Prospecting", 4)]


def test_microsoft_ads_with_its_nine_lines_above_and_its_copyright_below(tmp_path):
    with opened(text_file(tmp_path, exports.microsoft_ads())) as table:
        assert_understood(table, currency="USD")
        assert codes(table.mapping.notes) == ["footer"]


def test_linkedin_in_utf_16_with_tabs_and_quoted_thousands(tmp_path):
    with opened(text_file(tmp_path, exports.linkedin_ads(), encoding="utf-16")) as table:
        assert_understood(table, currency="USD")
        assert totals(table)["leads"] == 96
        assert table.mapping.date == "Start Date (in UTC)"


def test_tiktok_from_a_workbook_with_its_total_line(tmp_path):
    with opened(workbook(tmp_path, {"Sheet1": exports.tiktok_ads()})) as table:
        assert_understood(table, currency="USD")
        assert table.mapping.measures["clicks"] == "Clicks (destination)"


def test_mntn_with_dollar_signs_and_rates_written_as_1_20x(tmp_path):
    with opened(text_file(tmp_path, exports.mntn())) as table:
        assert_understood(table, currency="USD", without=("clicks",))
        found = totals(table)
        assert found["visits"] == exports.CLICKS
        assert found["completed_views"] == exports.IMPRESSIONS - 8 * 300
        assert "roas" not in table.mapping.dimensions
        assert table.mapping.ignored["ROAS"].startswith("a rate")


def test_ga4_with_its_comment_lines_and_a_grand_total_that_has_one_cell_too_many(tmp_path):
    with opened(text_file(tmp_path, exports.ga4())) as table:
        assert_understood(table, currency=None, without=("impressions", "clicks"))
        assert totals(table)["visits"] == exports.CLICKS
        assert table.mapping.dimensions["channel"] == "Session default channel group"


def test_one_column_a_channel_becomes_a_dimension_channel(tmp_path):
    with opened(text_file(tmp_path, exports.wide())) as table:
        assert totals(table) == pytest.approx({m: v for m, v in ALL.items() if m != "clicks"})
        assert table.values("channel") == [("facebook", 4), ("google", 4)]
        assert table.row_count == 4
        by_channel = table.leaves(table.span(), table.span(), dimensions=["channel"], measures=["spend"])
        assert list(by_channel.current["spend"]) == [4 * 1234.5, 4 * 2000.25]


def test_a_total_beside_the_channels_columns_is_not_split_by_channel(tmp_path):
    with opened(text_file(tmp_path, exports.wide())) as table:
        assert table.dimensions_for(["spend"]) == ("channel",)
        assert table.dimensions_for(["spend", "conversions"]) == ()
        with pytest.raises(DataError, match="Conversions can't be split by channel"):
            table.leaves(table.span(), table.span(), dimensions=["channel"], measures=["conversions"])


OTHERS = {
    "Amazon": (
        ("Date|Campaign Name|Match Type|Currency|Impressions|Clicks|Click-Thru Rate (CTR)|Spend|"
        "Total Advertising Cost of Sales (ACOS)|7 Day Total Sales|7 Day Total Orders (#)"),
        lambda r: (
            f"{r.day:%b %d, %Y}", r.campaign, "BROAD", "USD", r.impressions, r.clicks, "1.0%", f"${r.cost}", "25.1%",
            f"${r.value}", r.orders,
        ),
    ),
    "Snapchat": (
        ("Start time|End time|Campaign Name|Ad Squad Name|Amount Spent|Paid Impressions|Swipe Ups|eCPM|Purchases|"
        "Purchases Value"),
        lambda r: (
            f"{r.day} 00:00:00", f"{r.day} 23:59:59", r.campaign, "Squad", r.cost, r.impressions, r.clicks, 3.2,
            r.orders, r.value,
        ),
    ),
    "Pinterest": (
        ("Date|Campaign name|Spend in account currency|Impressions|Outbound clicks|Total conversions (Checkout)|"
        "Total order value (Checkout)"),
        lambda r: (r.day, r.campaign, r.cost, r.impressions, r.clicks, r.orders, r.value),
    ),
    "Display & Video 360": (
        ("Date|Advertiser Currency|Campaign|Line Item|Media Cost (Advertiser Currency)|Impressions|Clicks|"
        "Total Conversions|Revenue"),
        lambda r: (
            f"{r.day:%Y/%m/%d}", "USD", r.campaign, "item", r.cost, r.impressions, r.clicks, r.orders, r.value
        ),
    ),
    "French": (
        "Jour|Campagne|Coût|Impressions|Clics|Conversions|Valeur de conv.|Appareil",
        lambda r: (
            f"{r.day:%Y-%m-%d}", r.campaign, f"{r.cost:.2f} €".replace(".", ","), r.impressions, r.clicks,
            f"{r.orders},0", f"{r.value:.2f} €".replace(".", ","), "Mobile",
        ),
    ),
    "Spanish": (
        "Día|Campaña|Coste|Impresiones|Clics|Conversiones|Valor de conv.",
        lambda r: (
            f"{r.day:%Y-%m-%d}", r.campaign, exports.german(r.cost), r.impressions, r.clicks, r.orders,
            exports.german(r.value),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("platform", OTHERS)
def test_other_exports_by_the_same_names(tmp_path, platform):
    header, row = OTHERS[platform]
    text = exports.table(header, [row(r) for r in exports.ROWS])
    with opened(text_file(tmp_path, text)) as table:
        assert totals(table) == pytest.approx(ALL)
