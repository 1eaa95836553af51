"""First-party data at size, and predictions where the answer is known.

    python -m evals.benchmarks.audience_files rfm          segments of 5 million orders: seconds, peak memory
    python -m evals.benchmarks.audience_files export       1 million customers for each platform: the same
    python -m evals.benchmarks.audience_files prediction   lift on planted data against the best there can be, and how
                                                           often "no signal" is said of 50 tables that hold none

The goals: 3 s; 15 s and 1 GB; within 5% of the best; 50 of 50. Each measurement is a process of its own.
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ORDERS, CUSTOMERS, NULL_TABLES = 5_000_000, 1_000_000, 50
_LAST = date(2026, 6, 30)
_PLATFORMS = ("google", "meta", "linkedin", "tiktok")
_ORDERS_SQL = """
COPY (SELECT 'C' || lpad(CAST(CAST(floor(pow(random(), 2) * {rows} / 5) AS BIGINT) AS VARCHAR), 8, '0') AS customer_id,
             i AS order_id, DATE '2024-01-01' + CAST(floor(random() * 900) AS INTEGER) AS order_date,
             round(exp(3.5 + random() * 1.5), 2) AS revenue,
             CASE WHEN random() < 0.3 THEN round(random() * 10, 2) ELSE 0 END AS discount
      FROM range({rows}) AS t (i)) TO '{path}' (FORMAT PARQUET)
"""
_CUSTOMERS_SQL = """
COPY (SELECT 'C' || lpad(CAST(i AS VARCHAR), 8, '0') AS "Customer ID",
             ' Customer.' || i || '+x@' || ['Gmail.com', 'example.com', 'mail.example.org'][1 + i % 3] AS "Email",
             CASE i % 4 WHEN 0 THEN '(212) ' || (200 + i % 799) || '-' || lpad(CAST(i % 10000 AS VARCHAR), 4, '0')
                        WHEN 1 THEN '0151 ' || (10000000 + i) WHEN 2 THEN '+44 20 ' || (1000 + i % 8999) || ' 0018'
                        ELSE '06 ' || (10 + i % 89) || ' ' || (10 + i % 71) || ' 56 78' END AS "Phone",
             ['Mary', 'Jürgen', 'Valéry', 'José'][1 + i % 4] AS "First Name",
             ['Smith', 'O''Brien', 'Müller', 'García Lopez'][1 + i % 4] AS "Last Name",
             ['US', 'DE', 'GB', 'FR'][1 + i % 4] AS "Country", CAST(10000 + i % 89999 AS VARCHAR) AS "Zip",
             'yes' AS "Consent"
      FROM range({rows}) AS t (i)) TO '{path}' (FORMAT CSV, HEADER)
"""


def rfm(folder: Path) -> None:
    """Time the segments of 5 million orders."""
    from tools.audience.first_party.tools import SegmentCustomers, segment_customers

    path = folder / "orders.parquet"
    if not path.exists():
        _make(_ORDERS_SQL.format(rows=ORDERS, path=path))
    start = time.perf_counter(), time.process_time()
    found = segment_customers(SegmentCustomers(data=str(path)))
    _told(f"segments of {found.orders:,} orders, {found.customers:,} customers", start)


def export(folder: Path, platform: str) -> None:
    """Time the list of 1 million customers for one platform."""
    from tools.audience.first_party.tools import ExportAudience, export_audience

    path = folder / "customers.csv"
    if not path.exists():
        _make(_CUSTOMERS_SQL.format(rows=CUSTOMERS, path=path))
    request = ExportAudience.model_validate(
        {"platform": platform, "data": str(path), "audiences": str(folder / "lists"), "names_in_clear": True}
    )
    start = time.perf_counter(), time.process_time()
    found = export_audience(request)
    _told(f"{platform}: {found.written:,} of {found.rows:,} rows", start)


def prediction(folder: Path) -> None:
    """Print the lift on planted data against the best there can be, and how often a null table is known as one."""
    import numpy as np

    from tools.audience.first_party.predicting import SHARE, predict
    from tools.audience.first_party.validation import lift

    shares = []
    for seed in range(5):
        random = np.random.default_rng(seed)
        size, visits = random.normal(0, 1, 8000), random.normal(0, 1, 8000)
        rates = np.exp(-5.6 + 0.9 * size + 0.6 * visits)
        orders = _orders(folder / "planted.csv", rates, random)
        _customers(folder / "planted_customers.csv", size, visits)
        found = predict(str(orders), {}, "buys", attributes=str(folder / "planted_customers.csv"))
        known, bought = _truth(orders, found.days, rates)
        best = lift(known, bought, SHARE).value
        shares.append(found.lift.value / best)
        print(f"planted {seed}: {found.verdict}, lift {found.lift}, best possible {best:.2f}, share {shares[-1]:.3f}")
    print(f"mean share of the best possible lift: {np.mean(shares):.3f}, smallest {min(shares):.3f}")
    said = 0
    for seed in range(NULL_TABLES):
        random = np.random.default_rng(1000 + seed)
        orders = _orders(folder / "null.csv", np.full(2000, 1 / 120), random)
        said += predict(str(orders), {}, "buys").verdict == "no signal"
    print(f'"no signal" said of {said} of {NULL_TABLES} tables that hold none')


def _orders(path: Path, rates: "NDArray[np.float64]", random: "np.random.Generator") -> Path:
    """Write the orders of customers who buy at constant rates, first seen in the first half of 500 days."""
    import csv

    days = 500
    starts = random.integers(0, days // 2, len(rates))
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("customer_id", "order_date", "revenue"))
        for number, (rate, start) in enumerate(zip(rates, starts, strict=True)):
            count = random.poisson(rate * (days - start))
            for day in sorted({int(start), *(int(d) for d in random.integers(start + 1, days + 1, count))}):
                rows.writerow((f"c{number}", _LAST - timedelta(days=days - day), round(float(random.gamma(4, 10)), 2)))
    return path


def _customers(path: Path, size: "NDArray[np.float64]", visits: "NDArray[np.float64]") -> None:
    lines = [f"c{n},{a:.4f},{b:.4f}" for n, (a, b) in enumerate(zip(size, visits, strict=True))]
    path.write_text("\n".join(["customer_id,household,visits", *lines]) + "\n", encoding="utf-8")


def _truth(orders: Path, days: int, rates: "NDArray[np.float64]") -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Return the rate that each customer known at the cutoff was planted with, and whether they bought after it."""
    import csv

    import numpy as np

    with orders.open(encoding="utf-8", newline="") as file:
        rows = [(row["customer_id"], date.fromisoformat(row["order_date"])) for row in csv.DictReader(file)]
    cutoff = max(day for _, day in rows) - timedelta(days=days)
    known = sorted({customer for customer, day in rows if day <= cutoff})
    later = {customer for customer, day in rows if day > cutoff}
    return (
        np.array([rates[int(customer[1:])] for customer in known]),
        np.array([float(customer in later) for customer in known]),
    )


def _make(sql: str) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SELECT setseed(0.4)")
        connection.execute(sql)


def _told(what: str, start: tuple[float, float]) -> None:
    seconds, busy = time.perf_counter() - start[0], time.process_time() - start[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {seconds:.1f} s ({busy:.1f} s of processor time), peak memory {peak:,.0f} MB")


def _apart(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "evals.benchmarks.audience_files", *arguments], check=True)  # noqa: S603 - ourselves


def main() -> None:
    """Run one measurement, or all."""
    wanted, folder, *rest = [*sys.argv[1:], "", ""][:3] if len(sys.argv) > 1 else ["all", "", ""]
    if folder:
        place = Path(folder)
        {"rfm": lambda: rfm(place), "export": lambda: export(place, rest[0]), "prediction": lambda: prediction(place)}[
            wanted
        ]()
        return
    with tempfile.TemporaryDirectory(prefix="adroit-benchmark-") as made:
        if wanted in {"rfm", "all"}:
            for _ in range(2):  # the first makes the table, and its memory counts that
                _apart("rfm", made)
        if wanted in {"export", "all"}:
            _apart("export", made, _PLATFORMS[0])
            for platform in _PLATFORMS:
                _apart("export", made, platform)
        if wanted in {"prediction", "all"}:
            prediction(Path(made))


if __name__ == "__main__":
    main()
