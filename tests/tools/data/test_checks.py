"""What bends a comparison: each check with its figure and with what it means for the question.

Every table holds the four weeks from 4 to 31 May 2026: two campaigns, of each 100.00 spend, 1,000 impressions, 50
clicks, 10 conversions and 500.00 revenue a day. The last week is compared with the one before, and each test
breaks one thing.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from tests.tools.data.builders import opened, text_file
from tools.periods import Period

FIRST, LAST = date(2026, 5, 4), date(2026, 5, 31)
BASELINE, CURRENT = Period(date(2026, 5, 18), date(2026, 5, 24)), Period(date(2026, 5, 25), LAST)
MEASURES = ("spend", "impressions", "clicks", "conversions", "revenue")


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    day: date
    campaign: str
    spend: float = 100.0
    impressions: int = 1000
    clicks: int = 50
    conversions: int = 10
    revenue: float = 500.0
    more: dict = field(default_factory=dict)


def plain():
    days = [FIRST + timedelta(days=n) for n in range(28)]
    return [Line(day, campaign) for day in days for campaign in ("Brand", "Prospecting")]


def notes(folder, lines, *, baseline=BASELINE, current=CURRENT, measures=MEASURES):
    """Check a comparison over these lines; give each kind of note once."""
    extra = list(dict.fromkeys(name for line in lines for name in line.more))
    header = ["Day", "Campaign", "Cost", "Impressions", "Clicks", "Conversions", "Revenue", *extra]
    rows = [
        [
            x.day,
            x.campaign,
            x.spend,
            x.impressions,
            x.clicks,
            x.conversions,
            x.revenue,
            *(x.more.get(n, "") for n in extra),
        ]
        for x in lines
    ]
    text = "\n".join(",".join(map(str, row)) for row in [header, *rows])
    with opened(text_file(folder, text)) as table:
        found = table.check(baseline, current, [m for m in measures if m in table.mapping.measures])
    assert all(note.sentence.endswith(".") and note.meaning.endswith((".", "?")) for note in found)
    return {note.code: note for note in found}


def edited(where, **changes):
    """Give the plain lines with some of them changed; a change may be a function of the line."""
    return [
        replace(line, **{k: v(line) if callable(v) else v for k, v in changes.items()}) if where(line) else line
        for line in plain()
    ]


def test_a_sound_table_gives_no_note(tmp_path):
    assert notes(tmp_path, plain()) == {}


def test_missing_days(tmp_path):
    gone = {date(2026, 5, 26), date(2026, 5, 28)}
    note = notes(tmp_path, [x for x in plain() if x.day not in gone])["missing_days"]
    assert "2 of 7 days of the current period have no rows: 2026-05-26, 2026-05-28" in note.sentence
    assert "Totals are lower" in note.meaning


def test_a_business_that_rests_on_sundays_misses_no_day(tmp_path):
    assert "missing_days" not in notes(tmp_path, [x for x in plain() if x.day.weekday() != 6])


def test_a_segment_that_is_missing_on_some_days_while_others_go_on(tmp_path):
    gone = [x for x in plain() if not (x.campaign == "Brand" and x.day in {date(2026, 5, 26), date(2026, 5, 27)})]
    note = notes(tmp_path, gone)["missing_segment_days"]
    assert "Brand (campaign) has no rows on 2 of 7 days of the current period: 2026-05-26, 2026-05-27" in note.sentence


def test_a_period_that_reaches_beyond_the_table(tmp_path):
    later = Period(date(2026, 5, 28), date(2026, 6, 3))
    found = notes(tmp_path, plain(), baseline=later.previous(), current=later)
    assert "has 3 of its 7 days outside the table" in found["period_cut_short"].sentence
    assert found["period_cut_short"].severity == "problem"


def test_a_period_without_any_data(tmp_path):
    found = notes(tmp_path, plain(), baseline=Period(date(2025, 5, 26), date(2025, 6, 1)))
    assert "The baseline period 2025-05-26..2025-06-01 has no data" in found["no_data"].sentence


def test_periods_of_unequal_length(tmp_path):
    found = notes(tmp_path, plain(), baseline=Period(date(2026, 5, 4), date(2026, 5, 24)))
    assert "7 days, the baseline 21" in found["unequal_periods"].sentence


def test_a_last_day_that_is_not_over(tmp_path):
    lines = edited(lambda x: x.day == LAST, spend=20.0, impressions=200, clicks=10, conversions=2, revenue=100.0)
    note = notes(tmp_path, lines)["last_day_unfinished"]
    assert "2026-05-31, has spend of 40.00; usual is 200.00" in note.sentence


def test_rows_that_are_there_twice(tmp_path):
    again = [x for x in plain() if x.day >= date(2026, 5, 25)]
    note = notes(tmp_path, [*plain(), *again])["duplicate_rows"]
    assert note.severity == "problem"
    assert "14 of 42 rows repeat another row exactly (spend 1,400" in note.sentence


def test_money_in_several_currencies(tmp_path):
    lines = [replace(x, more={"Currency": "USD" if x.campaign == "Brand" else "EUR"}) for x in plain()]
    note = notes(tmp_path, lines)["several_currencies"]
    assert note.severity == "problem"
    assert "EUR (28 rows" in note.sentence
    assert "USD (28 rows" in note.sentence


def test_conversions_that_stop_while_clicks_go_on_are_a_tracking_break(tmp_path):
    lines = edited(lambda x: x.day >= date(2026, 5, 29), conversions=0, revenue=0.0)
    found = notes(tmp_path, lines)
    note = found["tracking_break"]
    assert note.severity == "problem"
    assert "Conversions of the whole table are zero since 2026-05-29 while clicks go on (about 60" in note.sentence
    assert "2026-05-29" in note.sentence
    assert "broken tag or pixel" in note.meaning


def test_a_tracking_break_of_one_segment_names_the_segment(tmp_path):
    lines = edited(lambda x: x.campaign == "Brand" and x.day >= date(2026, 5, 28), conversions=0, revenue=0.0)
    note = notes(tmp_path, lines, measures=("conversions", "clicks"))["tracking_break"]
    assert (
        "Conversions of campaign = Brand are zero since 2026-05-28 while clicks go on (about 40 were" in note.sentence
    )


def test_a_tracking_break_that_was_mended_before_the_period_ended_is_found_too(tmp_path):
    lines = edited(lambda x: date(2026, 5, 26) <= x.day <= date(2026, 5, 28), conversions=0)
    note = notes(tmp_path, lines, measures=("conversions", "clicks"))["tracking_break"]
    assert "from 2026-05-26 to 2026-05-28" in note.sentence


def test_a_small_number_of_conversions_may_be_zero_by_chance(tmp_path):
    lines = edited(lambda _: True, conversions=lambda x: 1 if x.day.day % 4 == 0 and x.campaign == "Brand" else 0)
    assert "tracking_break" not in notes(tmp_path, lines, measures=("conversions", "clicks"))


def test_a_pause_of_everything_is_no_tracking_break(tmp_path):
    lines = edited(lambda x: x.day >= date(2026, 5, 29), spend=0.0, impressions=0, clicks=0, conversions=0, revenue=0.0)
    assert "tracking_break" not in notes(tmp_path, lines)


def test_conversions_of_the_last_days_are_still_on_their_way(tmp_path):
    lag = {date(2026, 5, 29): 6, date(2026, 5, 30): 4, LAST: 1}
    lines = edited(lambda x: x.day in lag, conversions=lambda x: lag[x.day])
    note = notes(tmp_path, lines)["conversion_lag"]
    assert "have 22 conversions where the rate of 2026-05-25..2026-05-28 would give 60 (63% fewer)" in note.sentence
    assert "late conversions" in note.meaning


def test_a_fall_that_began_before_the_last_days_is_no_lag(tmp_path):
    lines = edited(lambda x: x.day >= CURRENT.start, conversions=5)
    assert "conversion_lag" not in notes(tmp_path, lines)


def test_new_and_vanished_segments(tmp_path):
    lines = edited(lambda x: x.campaign == "Prospecting" and x.day >= CURRENT.start, campaign="Lookalikes")
    found = notes(tmp_path, lines)
    assert "Lookalikes (campaign) is only in the current period, with 700.00" in found["new_segments"].sentence
    assert "Prospecting (campaign) is only in the baseline period" in found["vanished_segments"].sentence
    assert "(50%)" in found["new_segments"].sentence


def test_a_total_among_its_parts(tmp_path):
    parts = [replace(x, campaign=f"{x.campaign} {n}") for x in plain() for n in (1, 2)]
    total = [replace(x, campaign="Account", spend=400.0, impressions=4000, clicks=200, conversions=40, revenue=2000.0)
             for x in plain() if x.campaign == "Brand"]  # fmt: skip
    note = notes(tmp_path, [*parts, *total])["hidden_totals"]
    assert note.severity == "problem"
    assert "campaign = Account holds exactly as much as all others together: spend 5,600" in note.sentence.replace(
        ".00", ""
    )


def test_total_rows_are_left_out_and_told(tmp_path):
    total = [replace(x, campaign="Total", spend=200.0) for x in plain() if x.campaign == "Brand"]
    found = notes(tmp_path, [*plain(), *total])
    assert "28 rows with totals (spend 5,600" in found["totals_rows"].sentence
    assert "hidden_totals" not in found


def test_negative_values(tmp_path):
    lines = edited(lambda x: x.day == LAST and x.campaign == "Brand", revenue=-250.0)
    note = notes(tmp_path, lines)["negative_values"]
    assert "1 row has negative revenue, -250.00 in all" in note.sentence
    assert "refunds" in note.meaning


def test_more_clicks_than_impressions(tmp_path):
    lines = edited(lambda x: x.day == LAST, impressions=20)
    note = notes(tmp_path, lines)["clicks_exceed_impressions"]
    assert "2 rows have more clicks than impressions (100 clicks in them)" in note.sentence


def test_a_changed_attribution_setting(tmp_path):
    lines = [
        replace(x, more={"Attribution setting": "1-day click" if x.day >= CURRENT.start else "7-day click"})
        for x in plain()
    ]
    note = notes(tmp_path, lines)["attribution_changed"]
    assert note.severity == "problem"
    assert "100% of the spend runs under another attribution setting" in note.sentence
    assert "7-day click, now 1-day click" in note.sentence


def test_an_attribution_setting_that_stays_is_no_news(tmp_path):
    lines = [replace(x, more={"Attribution setting": f"{len(x.campaign)}-day click"}) for x in plain()]
    assert "attribution_changed" not in notes(tmp_path, lines)


def test_one_name_written_in_two_ways(tmp_path):
    lines = edited(lambda x: x.campaign == "Brand" and x.day.day % 2 == 0, campaign="brand ")
    note = notes(tmp_path, lines)["spelling_variants"]
    assert "Brand / brand" in note.sentence or "brand / Brand" in note.sentence


def test_reach_can_not_be_added_up(tmp_path):
    lines = [replace(x, more={"Reach": 700}) for x in plain()]
    found = notes(tmp_path, lines, measures=("reach", "spend"))
    assert "counts twice" in found["reach_not_additive"].meaning


def test_a_weekly_table_and_a_period_that_cuts_its_weeks(tmp_path):
    weekly = [x for x in plain() if x.day.weekday() == 0]
    middle = Period(date(2026, 5, 20), date(2026, 5, 26))
    found = notes(tmp_path, weekly, baseline=middle.previous(), current=middle)
    assert "one row a week" in found["period_cuts_grain"].sentence
    assert notes(tmp_path, weekly) == {}


def test_problems_come_first(tmp_path):
    lines = edited(lambda x: x.day >= date(2026, 5, 29), conversions=0, revenue=-1.0)
    order = [n.severity for n in notes(tmp_path, lines).values()]
    assert order == sorted(order, key=["problem", "warning", "info"].index)


@pytest.mark.parametrize("measures", [("spend",), ("clicks", "impressions"), ("conversions", "spend"), ("revenue",)])
def test_only_what_the_question_needs_is_checked_for_its_figures(tmp_path, measures):
    lines = edited(lambda x: x.day == LAST, revenue=-1.0)
    assert ("negative_values" in notes(tmp_path, lines, measures=measures)) == ("revenue" in measures)
