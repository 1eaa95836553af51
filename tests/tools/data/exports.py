"""The common advertising exports as their platforms write them, with small figures.

Every export tells of the same four days (1 to 4 May 2026) of two campaigns, Brand and Prospecting, so a reader that
loses, doubles or misreads anything gives another sum than the ones below.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = tuple(date(2026, 5, 1) + timedelta(days=n) for n in range(4))
SPEND, IMPRESSIONS, CLICKS, CONVERSIONS, REVENUE = 12_939.0, 360_000.0, 5_200.0, 280.0, 25_602.0


@dataclass(frozen=True)
class Row:
    """One campaign on one day."""

    day: date
    campaign: str
    cost: float
    impressions: int
    clicks: int
    orders: int
    value: float

    @property
    def ctr(self):
        return self.clicks / self.impressions

    @property
    def cpc(self):
        return self.cost / self.clicks

    @property
    def cpm(self):
        return 1000 * self.cost / self.impressions

    @property
    def american_day(self):
        return f"{self.day.month}/{self.day.day}/{self.day.year}"


BRAND = ("Brand", 1234.5, 10_000, 400, 40, 4000.0)
PROSPECTING = ("Prospecting", 2000.25, 80_000, 900, 30, 2400.5)
ROWS = [Row(day, *figures) for day in DAYS for figures in (BRAND, PROSPECTING)]


def german(number):
    """Write a number as Germans do: 1.234,50."""
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))


def table(header, rows, delimiter=",", quoting=csv.QUOTE_MINIMAL):
    """Write a header (names with a bar between) and rows as text."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerow(header.split("|"))
    writer.writerows(rows)
    return file.getvalue()


def plain(delimiter=",", header="Day|Campaign|Cost|Impressions|Clicks|Conversions|Revenue"):
    """A table as a person would make it."""
    rows = [(r.day, r.campaign, r.cost, r.impressions, r.clicks, r.orders, r.value) for r in ROWS]
    return table(header, rows, delimiter)


def google_ads():
    """Google Ads: two lines of preamble, quoted thousands, `--` for nothing, total lines at the end."""
    rows = [
        (
            r.day, "Enabled", r.campaign, "Search", "USD", f"{r.cost:,.2f}", f"{r.impressions:,}", r.clicks,
            f"{r.ctr:.2%}", f"{r.cpc:.2f}", f"{r.orders}.00", f"{r.value:,.2f}",
        )
        for r in ROWS
    ]  # fmt: skip
    rows.append(("2026-05-04", "Paused", "Old", "Search", "USD", "0.00", 0, 0, " --", " --", "0.00", "0.00"))
    for what in ("Campaigns", "Account"):
        sums = ("12,939.00", "360,000", "5,200", "1.44%", "2.49", "280.00", "25,602.00")
        rows.append((f"Total: {what}", " --", " --", " --", " --", *sums))
    header = (
        "Day|Campaign status|Campaign|Campaign type|Currency code|Cost|Impr.|Clicks|CTR|Avg. CPC|Conversions|"
        "Conv. value"
    )
    return 'Campaign performance\n"May 1, 2026 - May 4, 2026"\n' + table(header, rows)


def google_ads_german():
    """The same in German: semicolons, decimal commas, German names."""
    rows = [
        (
            f"{r.day:%d.%m.%Y}", r.campaign, "EUR", german(r.cost), german(r.impressions)[:-3], r.clicks,
            f"{german(100 * r.ctr)}%", f"{r.orders},00", german(r.value),
        )
        for r in ROWS
    ]  # fmt: skip
    rows.append(("Gesamt: Konto", "", "", "12.939,00", "360.000", 5200, "1,44%", "280,00", "25.602,00"))
    header = "Tag|Kampagne|Währungscode|Kosten|Impr.|Klicks|CTR|Conversions|Conv.-Wert"
    return "Kampagnenbericht\n1. Mai 2026 - 4. Mai 2026\n" + table(header, rows, ";")


def meta_ads():
    """Meta Ads Manager by day: a summary row, two columns of clicks, money named with its currency."""
    summary = ("2026-05-01", "2026-05-04", "", "", "", "", "", "", "", 300_000, 360_000, 1.2, SPEND)
    rows = [(*summary, 5200, 5640, 35.94, 280, REVENUE, 1.98)]
    rows += [
        (
            "2026-05-01", "2026-05-04", r.campaign, f"{r.campaign} broad", r.day, "active", "7-day click or 1-day view",
            r.orders + 5, "actions:offsite_conversion.fb_pixel_purchase", r.impressions - 500, r.impressions, 1.05,
            r.cost, r.clicks, r.clicks + 55, f"{r.cpm:.6f}", r.orders, r.value, f"{r.value / r.cost:.4f}",
        )
        for r in ROWS
    ]  # fmt: skip
    header = (
        "Reporting starts|Reporting ends|Campaign name|Ad set name|Day|Campaign delivery|Attribution setting|Results|"
        "Result indicator|Reach|Impressions|Frequency|Amount spent (EUR)|Link clicks|Clicks (all)|"
        "CPM (cost per 1,000 impressions) (EUR)|Purchases|Purchases conversion value|"
        "Purchase ROAS (return on ad spend)"
    )
    return table(header, rows, quoting=csv.QUOTE_ALL)


def microsoft_ads():
    """Microsoft Advertising: a long preamble with commas, American dates, a copyright line at the end."""
    above = (
        "Report Name: Campaign performance",
        "Report Time: 5/1/2026,5/4/2026",
        "Time Zone: (GMT-08:00) Pacific Time (US & Canada), Tijuana",
        "Last Completed Available Day: 5/5/2026 11:00:00 PM (GMT)",
        "Report Aggregation: Daily",
        "Report Filter: ",
        "Potential Incomplete Data: false",
        "Rows: 8",
    )
    rows = [
        (
            r.american_day, "Shop", r.campaign, "Computer", "USD", r.impressions, r.clicks, f"{r.ctr:.2%}",
            f"{r.cpc:.2f}", r.cost, r.orders, r.value,
        )
        for r in ROWS
    ]  # fmt: skip
    header = (
        "Gregorian date|Account name|Campaign name|Device type|Currency code|Impressions|Clicks|CTR(%)|Average CPC|"
        "Spend|Conversions|Revenue"
    )
    body = table(header, rows, quoting=csv.QUOTE_ALL)
    return (
        "\n".join(f'"{line}"' for line in above) + f'\n\n{body}\n"©2026 Microsoft Corporation. All rights reserved. "\n'
    )


def linkedin_ads():
    """LinkedIn Campaign Manager: tabs, a preamble, `(in UTC)` names; the platform writes it as UTF-16."""
    above = (
        "Campaign Performance Report (in UTC)\nReport Start: May 1, 2026, 12:00 AM\n"
        "Report End: May 4, 2026, 11:59 PM\nDate Generated: May 6, 2026, 9:13 AM\n\n"
    )
    rows = [
        (
            f"{r.day:%m/%d/%Y}", "Shop", "USD", "Always on", r.campaign, "Active", r.cost, f"{r.impressions:,}",
            r.clicks, f"{r.ctr:.2%}", f"{r.cpm:.2f}", r.orders, r.value, 12, 700,
        )
        for r in ROWS
    ]  # fmt: skip
    header = (
        "Start Date (in UTC)|Account Name|Currency|Campaign Group Name|Campaign Name|Campaign Status|Total Spent|"
        "Impressions|Clicks|Click Through Rate|Average CPM|Conversions|Total Conversion Value|Leads|Total Engagements"
    )
    return above + table(header, rows, "\t")


def tiktok_ads():
    """TikTok Ads Manager: the rows of its workbook, with its own total line."""
    rows = [
        (
            r.campaign, str(r.day), r.cost, r.cpc, r.cpm, r.impressions, r.clicks, r.ctr, r.orders, r.value,
            r.impressions // 2, "USD",
        )
        for r in ROWS
    ]  # fmt: skip
    sums = (SPEND, 2.49, 35.9, IMPRESSIONS, CLICKS, 0.0144, CONVERSIONS, REVENUE, 180_000, "-")
    header = (
        "Campaign name|By Day|Cost|CPC (destination)|CPM|Impressions|Clicks (destination)|CTR (destination)|"
        "Conversions|Total purchase value|Video views|Currency"
    )
    return [header.split("|"), *rows, ("Total of 8 results", "-", *sums)]


def mntn():
    """MNTN performance TV: dollar signs, households, visits, rates written as 1.20x."""
    rows = [
        (
            r.american_day, "CTV", r.campaign, f"${r.cost:,.2f}", f"{r.impressions:,}", r.impressions // 3,
            r.impressions - 300, "97.0%", r.clicks, f"{r.ctr:.3%}", f"${r.cpc:.2f}", r.orders, f"${r.value:,.2f}",
            f"${r.value / r.orders:.2f}", f"{r.value / r.cost:.2f}x",
        )
        for r in ROWS
    ]  # fmt: skip
    header = (
        "Day|Campaign Group|Campaign|Spend|Impressions|Households Reached|Completed Views|VCR|Verified Visits|"
        "Visit Rate|CPV|Conversions|Order Value|AOV|ROAS"
    )
    return table(header, rows)


def ga4():
    """A Google Analytics 4 exploration: a preamble behind #, compact dates, a grand total with one cell too many."""
    above = "# -----\n# Free form 1\n# Shop (GA4)\n# 20260501-20260504\n# -----\n\n"
    rows = [("", "", "", 5200, 0.61, 280, REVENUE, SPEND, "Grand total")]
    rows += [(f"{r.day:%Y%m%d}", r.campaign, "Paid Search", r.clicks, 0.61, r.orders, r.value, r.cost) for r in ROWS]
    header = (
        "Date|Session campaign|Session default channel group|Sessions|Engagement rate|Key events|Total revenue|"
        "Advertiser ad cost"
    )
    return above + table(header, rows)


def wide():
    """One column a channel, as media-mix models want it."""
    (_, cost, shown, _, orders, value), (_, cost2, shown2, _, orders2, value2) = BRAND, PROSPECTING
    rows = [(day, cost, cost2, shown, shown2, orders + orders2, value + value2) for day in DAYS]
    return table("date|facebook_spend|google_spend|facebook_impressions|google_impressions|conversions|revenue", rows)
