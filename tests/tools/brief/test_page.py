"""Drafting from a web page's text that the user pasted: the page's own facts, and none of its furniture."""

from datetime import date

import pytest

from tools.brief.drafting import draft
from tools.brief.reading.page import parted

TODAY = date(2026, 3, 2)
SHOP = """Draft a brief from this page, budget €30k, April to June 2026:

https://www.nordlicht-lamps.example/orbit

Skip to content
Free shipping on orders over €75
NORDLICHT
Shop  Sale  About us  Journal  Cart (0)
Home / Desk lamps / Orbit

Orbit Desk Lamp
★★★★★ 4.8 (1,204 reviews)
€149.00  was €179.00
Add to cart
The light that follows your day. Orbit adjusts its colour temperature, so your eyes never tire.

Why Orbit?
- Flicker-free LED, tested by TÜV Rheinland
- Ten-year guarantee

30-day returns. Pay later with Klarna.
Sign up for our newsletter and get 10% off your first order
© 2026 Nordlicht A/S. Privacy policy. Cookie settings. Terms
"""
SOFTWARE = """write a campaign brief for https://brightdesk.example/payroll - here is what the page says:

Brightdesk | Payroll software for small businesses
Product Pricing Customers Resources Log in  Start free trial
Payroll that runs itself
Run payroll in minutes, not days. Brightdesk files your taxes and pays your team.
Start your 30-day free trial
Trusted by 12,000 small businesses
"We cut payroll from two days to 20 minutes." Dana Ruiz, owner, Ruiz Bakery
Plans from $39 a month plus $6 per employee
Unlike Gusto and ADP, there are no setup fees.
FAQ
"""
APP = """Draft a campaign brief from this page. We have $15,000 for March and want installs at $2.50 in the US.

Trailmate - Offline hiking maps
Features Maps Pricing Support Download
Never lose the trail again
Trailmate works where your phone has no signal. Download maps of 40 national parks before you go.
Download the app
★ 4.9 in the App Store, 58,000 ratings
• Works fully offline
• Live location sharing with friends
© 2026 Trailmate Inc. All rights reserved. Privacy Policy
"""
HOTEL = """Hotel Seeblick am Bodensee
Zimmer Wellness Restaurant Kontakt
MENU
Book now
Your lakeside break in Lindau
Wake up with a view over Lake Constance. Our 42 rooms combine quiet design with regional cooking.
Double room from €139 per night
Free cancellation until 48 hours before arrival
Newsletter
Contact us
© Hotel Seeblick GmbH | Privacy policy | Cookie settings

make a brief of this, budget €12,000, May to September 2026, goal is direct bookings with ROAS 6"""


def drafted(text):
    return draft(text, today=TODAY).brief


def test_a_shops_page_gives_brand_product_price_proofs_and_offer():
    brief = drafted(SHOP)
    assert (brief.brand, brief.product) == ("Nordlicht", "Orbit Desk Lamp")
    assert brief.economics.average_order_value == 149
    assert brief.positioning.value == "The light that follows your day"
    assert brief.positioning.reasons_to_believe[:2] == (
        "Flicker-free LED, tested by TÜV Rheinland",
        "Ten-year guarantee",
    )
    assert brief.offer == "10% off your first order"
    assert (brief.objective, brief.message.actions) == ("sales", ("order online",))


def test_budget_dates_and_market_come_from_the_users_words_only():
    brief = drafted(SHOP)
    assert brief.budget.amount == 30_000
    assert (brief.flight.start, brief.flight.end) == (date(2026, 4, 1), date(2026, 6, 30))
    assert brief.market.countries == ()
    assert drafted(HOTEL).budget.amount == 12_000


def test_what_a_page_gave_says_so():
    brief = drafted(SHOP)
    assert brief.label("product").words == "given: 'Orbit Desk Lamp' (on the page)"
    assert brief.label("economics.average_order_value").words == "given: '€149.00' (the price on the page)"
    assert brief.label("budget.amount").words == "given: 'budget €30k'"


def test_the_furniture_of_a_page_is_no_field():
    for page in (SHOP, SOFTWARE, APP, HOTEL):
        brief = drafted(page)
        told = " ".join(str(v) for v in (brief.product, brief.brand, brief.positioning.audience, brief.message.core))
        for furniture in ("newsletter", "Cookie", "Log in", "Pricing", "shipping", "https", "©", "Cart"):
            assert furniture not in told


def test_a_software_page_gives_title_audience_message_and_rivals():
    brief = drafted(SOFTWARE)
    assert (brief.brand, brief.product) == ("Brightdesk", "Payroll software")
    assert brief.positioning.audience == "small businesses"
    assert brief.message.core == "Payroll that runs itself"
    assert brief.positioning.value == "Run payroll in minutes, not days"
    assert brief.positioning.alternatives == ("Gusto", "ADP")
    assert brief.positioning.reasons_to_believe == ("Trusted by 12,000 small businesses",)
    assert brief.economics.average_order_value is None, "several prices, and none of one order"


def test_the_users_words_go_before_the_pages():
    brief = drafted(APP)
    assert (brief.brand, brief.objective) == ("Trailmate", "app installs")
    assert brief.targets.primary[0].value == 2.5
    assert brief.message.core == "Never lose the trail again"
    named = drafted(f"Brand: Trailmate Pro\n{APP}")
    assert named.brand == "Trailmate Pro"


def test_a_page_without_an_address_may_come_first():
    brief = drafted(HOTEL)
    assert (brief.brand, brief.message.actions) == ("Hotel Seeblick", ("book online",))
    assert brief.targets.primary[0].kpi == "roas"
    assert brief.positioning.value == "Wake up with a view over Lake Constance"


@pytest.mark.parametrize(
    "text",
    [
        "Sell our desk lamps in Germany in May, €20k, search and Meta, CPA €28",
        "Brand: Lumen\nProduct: desk lamps\nBudget: €20k\nFlight: May 2026\nAudience: students\nAction: order online",
        "Notes from the call\n\nThey want leads.\nBudget is 20k.\n\nFree shipping is the offer.",
    ],
)
def test_notes_are_no_page(text):
    assert parted(text) == (text, "")


def test_a_page_alone_is_a_page():
    said, page = parted(SHOP.split("\n\n", 2)[2])
    assert said == ""
    assert "Orbit Desk Lamp" in page
