"""Customer lifetime value from a table of orders, against plain Python and an independent likelihood."""

import csv
import math
import sys
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from tools.customers import EstimateCustomerValue, estimate_customer_value
from tools.errors import DataError

START, END = date(2025, 1, 1), date(2026, 6, 30)
TRUE = {"r": 0.6, "alpha": 6.0, "a": 0.9, "b": 2.5}
"""The BG/NBD process that makes the orders: purchases a week, and the chance to leave after each."""


def simulated_orders(customers=700):
    """Return orders of customers who buy and leave as the model says, with values that differ by customer."""
    random = np.random.default_rng(11)
    orders = []
    for number in range(customers):
        day = START + timedelta(days=int(random.integers(0, 180)))
        rate, leaves = random.gamma(TRUE["r"], 1 / TRUE["alpha"]), random.beta(TRUE["a"], TRUE["b"])
        worth = 40 / random.gamma(4, 1 / 3)
        while day <= END:
            orders.append((f"c{number}", day, round(worth * random.gamma(6, 1 / 6) + 1, 2)))
            if random.random() < leaves:
                break
            day += timedelta(days=min(5000, max(1, round(7 * random.exponential(1 / rate)))))
    return sorted(orders, key=lambda order: order[1])


ORDERS = simulated_orders()


def written(path, orders, header=("customer_id", "order_date", "amount")):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *((c, d.isoformat(), v) for c, d, v in orders)])
    return str(path)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return written(tmp_path_factory.mktemp("orders") / "orders.csv", ORDERS)


def months_later(day, months):
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def test_the_cohorts_add_up_what_customers_spent_by_each_age(table):
    found = estimate_customer_value(EstimateCustomerValue(data=table, predict=False))
    first = {}
    for customer, day, _ in ORDERS:
        first.setdefault(customer, day)
    cohorts = defaultdict(set)
    for customer, day in first.items():
        cohorts[f"{day:%Y-%m}"].add(customer)
    assert [c.month for c in found.cohorts] == sorted(cohorts)
    assert found.revenue == pytest.approx(sum(v for _, _, v in ORDERS))
    for cohort in found.cohorts:
        members = cohorts[cohort.month]
        own = [(c, d, v) for c, d, v in ORDERS if c in members]
        assert (cohort.customers, cohort.orders) == (len(members), len(own))
        assert cohort.repeat_share == pytest.approx(
            sum(len({d for c, d, _ in own if c == member}) > 1 for member in members) / len(members)
        )
        reached = [m for m in (1, 3, 6, 12, 24) if months_later(max(first[c] for c in members), m) <= END]
        assert sorted(cohort.value_at) == reached
        for age, value in cohort.value_at.items():
            spent = sum(v for c, d, v in own if d < months_later(first[c], age))
            assert value == pytest.approx(spent / len(members))


def summary(until):
    """Return frequency, recency and age in weeks of each customer, by hand."""
    days = defaultdict(set)
    for customer, day, _ in ORDERS:
        if day <= until:
            days[customer].add(day)
    rows = [(len(d) - 1, (max(d) - min(d)).days / 7, (until - min(d)).days / 7) for d in days.values()]
    return np.array(rows).T


def negative_log_likelihood(logs, x, recency, age):
    """Return equation 6 of Fader, Hardie and Lee (2005), negated."""
    r, alpha, a, b = np.exp(logs)
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    second = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    alive = -(r + x) * np.log(alpha + age)
    left = np.where(x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + recency), -np.inf)
    return -np.sum(first + second + np.logaddexp(alive, left))


def expected_purchases(parameters, data, weeks):
    """Return equation 10 of the same paper, summed over the customers."""
    (r, alpha, a, b), (x, recency, age) = parameters, data
    inner = hyp2f1(r + x, b + x, a + b + x - 1, weeks / (alpha + age + weeks))
    top = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + weeks)) ** (r + x) * inner)
    left = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + recency)) ** (r + x), 0)
    return float(np.sum(top / (1 + left)))


@pytest.fixture(scope="module")
def predicted(table):
    pytest.importorskip("pymc_marketing", reason="the clv extra is not installed")
    return estimate_customer_value(EstimateCustomerValue(data=table, margin=0.4, currency="USD"))


def test_the_prediction_is_the_maximum_of_the_likelihood_and_the_closed_form_on_it(predicted):
    data = summary(max(day for _, day, _ in ORDERS))
    best = minimize(
        negative_log_likelihood, np.zeros(4), args=tuple(data), method="Nelder-Mead",
        options={"maxiter": 5000, "xatol": 1e-8, "fatol": 1e-10},
    )  # fmt: skip
    found = [predicted.prediction.parameters[n] for n in ("r", "alpha", "a", "b")]
    assert found == pytest.approx(list(np.exp(best.x)), rel=1e-3)
    assert negative_log_likelihood(np.log(found), *data) == pytest.approx(best.fun, abs=1e-3)
    weeks = 12 * 365.25 / 12 / 7
    assert predicted.prediction.purchases == pytest.approx(expected_purchases(found, data, weeks), rel=1e-6)


def test_the_prediction_holds_on_the_part_of_the_data_it_did_not_see(predicted):
    test = predicted.prediction.backtest
    cutoff = date.fromisoformat(test.cutoff)
    known = {c for c, d, _ in ORDERS if d <= cutoff}
    assert test.actual == len({(c, d) for c, d, _ in ORDERS if d > cutoff and c in known})
    assert abs(test.error) < 0.15


def test_the_values_of_the_cohorts_average_to_the_whole(predicted):
    total = sum(c.expected * c.customers for c in predicted.cohorts)
    assert total / predicted.customers == pytest.approx(predicted.prediction.value_per_customer)
    assert predicted.prediction.value_per_customer > 0


def test_the_report_shows_cohorts_prediction_and_check(predicted):
    text = predicted.render()
    assert "| first order in | customers | order again | 1 mo. |" in text
    assert "next 12 mo." in text
    assert "of margin at 40%" in text
    assert "Checked on the past: fitted on orders up to" in text
    assert all(math.isfinite(fact.value) for fact in predicted.facts())


def test_no_customer_is_named(predicted):
    assert "c1" not in predicted.model_dump_json().replace("c1.", "")


def test_without_the_library_the_cohorts_stand_and_the_note_says_what_to_install(table, monkeypatch):
    monkeypatch.setitem(sys.modules, "pymc_marketing", None)
    found = estimate_customer_value(EstimateCustomerValue(data=table))
    assert found.prediction is None
    assert found.cohorts
    assert any("pip install 'adroit-marketing[clv]'" in note for note in found.notes)


def test_too_few_returning_customers_are_told_rather_than_fitted(tmp_path):
    pytest.importorskip("pymc_marketing", reason="the clv extra is not installed")
    few = written(tmp_path / "few.csv", [("a", START, 10), ("a", END, 20), ("b", START, 30)])
    found = estimate_customer_value(EstimateCustomerValue(data=few))
    assert found.prediction is None
    assert any("1 customers bought on a second day" in note for note in found.notes)


def test_a_european_export_with_refunds_is_read(tmp_path):
    path = tmp_path / "bestellungen.csv"
    path.write_text(
        "Kunde;Order Date;Order Value\nA;13.01.2026;1.250,50 €\nA;20.01.2026;-250,50 €\n"
        "B;31.01.2026;100,00 €\n;01.02.2026;9,00 €\n"
    )
    found = estimate_customer_value(EstimateCustomerValue(data=str(path), customer="Kunde", predict=False))
    (cohort,) = found.cohorts
    assert (cohort.customers, cohort.orders, cohort.revenue) == (2, 3, pytest.approx(1100))
    assert found.currency == "EUR"
    assert any("1 of 4 rows lack" in note for note in found.notes)


def test_a_table_without_customers_says_which_columns_there_are(tmp_path):
    path = written(tmp_path / "spend.csv", ORDERS[:5], header=("campaign", "day", "amount"))
    with pytest.raises(DataError, match=r"No column is called like customers.*--customer.*'campaign'"):
        estimate_customer_value(EstimateCustomerValue(data=path))
    with pytest.raises(DataError, match="no column 'buyer'"):
        estimate_customer_value(EstimateCustomerValue(data=path, customer="buyer"))
