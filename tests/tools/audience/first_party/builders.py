"""Tables of customers and orders, written as somebody would export them."""

import csv
from datetime import date, timedelta

CUSTOMERS = ("Customer ID", "Email", "Phone", "First Name", "Last Name", "Country", "Zip", "Consent")
ORDERS = ("customer_id", "order_date", "revenue", "discount")
LAST = date(2026, 6, 30)


def written(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


def days_ago(days):
    return (LAST - timedelta(days=days)).isoformat()


def a_hundred_customers(folder):
    """Customers c0 to c99: c0 has ordered most, most recently and for most; odd ones always with a discount."""
    rows = []
    for n in range(100):
        orders = range(5 - n // 20)
        rows += [(f"c{n}", days_ago(n * 3 + order * 20), 200 - n, 5 if n % 2 else 0) for order in orders]
    return written(folder / "orders.csv", ORDERS, rows)
