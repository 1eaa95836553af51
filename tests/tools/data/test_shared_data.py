"""Real public tables load without a word of configuration; skipped where the folder with them is absent."""

import os
from pathlib import Path

import pytest

from tests.tools.data.builders import codes, opened, totals
from tools.periods import Period

FOLDER = Path(os.environ.get("ADROIT_SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))


def shared(name):
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not here (set ADROIT_SHARED_DATA to the folder with the public tables)")
    return path


def halves(table):
    span = table.span()
    middle = span.start.fromordinal((span.start.toordinal() + span.end.toordinal()) // 2)
    return Period(span.start, middle), Period(middle.fromordinal(middle.toordinal() + 1), span.end)


def test_facebook_ads_of_one_advertiser():
    with opened(shared("facebook_ads_kag.csv")) as table:
        assert table.row_count == 1143
        assert list(table.mapping.dimensions) == ["campaign", "age", "gender", "audience"]
        assert totals(table)["spend"] == pytest.approx(58_705.23)
        assert totals(table)["clicks"] == 38_165
        [question] = table.mapping.questions
        assert question.options == (
            'measures.conversions = "Total_Conversion"', 'measures.conversions = "Approved_Conversion"'
        )  # fmt: skip
        baseline, current = halves(table)
        assert "last_day_unfinished" in codes(table.check(baseline, current, ["spend", "clicks"]))


def test_weekly_media_of_20_regions_with_one_column_a_channel():
    with opened(shared("meridian_geo_media.csv")) as table:
        assert table.row_count == 3120
        assert table.mapping.grain == "week"
        assert table.dimensions_for(["spend", "impressions"]) == ("region", "channel")
        assert table.dimensions_for(["spend", "conversions"]) == ("region",)
        assert [v for v, _ in table.values("channel")] == ["Channel0", "Channel1", "Channel2", "Channel3"]
        assert len(table.values("region")) == 20
        assert table.values("region")[0] == ("Geo0", 156)
        assert table.mapping.products == ("revenue",)


def test_display_ads_with_a_month_and_a_day_and_no_year():
    with opened(shared("online_advertising.csv"), year=2019) as table:
        assert table.mapping.date == ("month", "day")
        assert table.row_count == 15_403
        assert str(table.span()) == "2019-04-01..2019-06-30"
        assert list(table.mapping.dimensions) == ["campaign", "audience", "creative", "placement"]
        baseline, current = halves(table)
        found = codes(table.check(baseline, current, ["spend", "clicks", "impressions", "conversions"]))
        assert {"clicks_exceed_impressions", "vanished_segments"} <= set(found)
    with opened(shared("online_advertising.csv")) as table:
        assert "year_missing" in codes(table.mapping.notes)
