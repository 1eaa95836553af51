"""Who buys next: checked on days the model has not seen, against a plain rule; "no signal" where there is none."""

import json
import sys
from datetime import timedelta

import numpy as np
import pytest

from tests.tools.audience.first_party.builders import LAST, ORDERS, days_ago, written
from tests.tools.audience.first_party.planted import alike, different, orders_of
from tools.audience.first_party.base import customer_base
from tools.audience.first_party.features import FEATURES, keep_buys, snapshot
from tools.audience.first_party.tools import PredictCustomers, predict_customers
from tools.audience.first_party.validation import advantage, area, lift, tenths
from tools.errors import DataError, MissingInput

pytest.importorskip("sklearn", reason="the predict extra is not installed")


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return orders_of(tmp_path_factory.mktemp("orders"), different(2000))


@pytest.fixture(scope="module")
def found(table):
    return predict_customers(PredictCustomers(data=table))


def test_the_ranking_is_better_than_chance_and_told_with_its_interval(found):
    assert found.verdict in {"model", "rule"}
    assert found.lift.low > 1.5
    assert found.area.low > 0.6
    assert found.lift_by_tenth[0] > 1.8
    assert found.lift_by_tenth[-1] < 0.6
    assert np.mean(found.lift_by_tenth) == pytest.approx(1)


def test_it_is_checked_on_days_after_those_it_has_learnt_from(found):
    assert found.checked_on == days_ago(found.days)
    assert found.learnt_on == days_ago(2 * found.days)
    assert found.days == 90


def test_what_it_predicts_happens_as_often_as_it_says(found):
    for band in found.calibration:
        error = (band.predicted * (1 - band.predicted) / band.customers) ** 0.5
        assert abs(band.predicted - band.actual) < 0.03 + 4 * error


def test_the_same_orders_give_the_same_answer(table, found):
    assert predict_customers(PredictCustomers(data=table)) == found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_signal_is_said_where_the_past_tells_nothing(tmp_path, seed):
    table = orders_of(tmp_path, alike(1000), seed=seed)
    found = predict_customers(PredictCustomers(data=table))
    assert found.verdict == "no signal"
    assert "**No signal.**" in found.render()
    assert "Expected of" not in found.render()


def test_churn_is_asked_of_the_active_and_value_is_money(table):
    churn = predict_customers(PredictCustomers(data=table, target="churns"))
    assert churn.verdict != "no signal"
    assert churn.customers < 2000
    value = predict_customers(PredictCustomers(data=table, target="value", currency="EUR"))
    assert value.area is None
    assert "€" in value.render()
    assert value.lift.low > 1.5


def test_features_see_nothing_after_the_cutoff(tmp_path):
    cutoff = LAST - timedelta(days=60)
    rows = [(f"c{n % 40}", days_ago(60 + n), 10 + n, 0) for n in range(200)]
    later = [(f"c{n % 40}", days_ago(n % 59), 999, 0) for n in range(300)]
    got = []
    for name, orders in (("before.csv", rows), ("all.csv", rows + later)):
        with customer_base(written(tmp_path / name, ORDERS, orders), {}) as base:
            keep_buys(base)
            got.append(snapshot(base, cutoff, 30, "buys", 365))
    assert np.array_equal(got[0].features, got[1].features)
    assert got[0].names == FEATURES
    assert got[0].outcome.sum() == 0 < got[1].outcome.sum()


def customers_table(folder, *columns):
    """Write a table of 2,500 customers with columns that are functions of their number."""
    rows = [(f"c{n}", *(make(n) for _, make in columns)) for n in range(2500)]
    return written(folder / "customers.csv", ("customer_id", *(name for name, _ in columns)), rows)


def test_a_copy_of_the_answer_and_a_day_from_the_future_are_left_out_and_named(table, tmp_path):
    with customer_base(table, {}) as base:
        keep_buys(base)
        early = snapshot(base, LAST - timedelta(days=180), 90, "buys", 365)
    bought = dict(zip(early.customers, early.outcome, strict=True))
    columns = (
        ("segment code", lambda n: 7 if bought.get(f"c{n}") else 3),
        ("last seen", lambda n: days_ago(n % 50)),
        ("shop size", lambda n: n % 7),
        ("tier", lambda n: ["gold", "silver"][n % 2]),
    )
    found = predict_customers(PredictCustomers(data=table, customers=customers_table(tmp_path, *columns)))
    notes = " ".join(found.notes)
    assert "Column 'segment code' is left out: alone it tells nearly everything" in notes
    assert "shop size" not in notes
    assert found.area.value < 0.98


def test_a_model_that_is_too_good_is_refused_where_columns_of_the_user_s_own_may_be_why(tmp_path):
    regular = [(f"c{n}", days_ago(day), 10, 0) for n in range(120) for day in range(n % 20, 400, 40)]
    gone = [(f"c{n}", days_ago(300 + n % 90), 10, 0) for n in range(120, 300)]
    table = written(tmp_path / "orders.csv", ORDERS, regular + gone)
    assert predict_customers(PredictCustomers(data=table)).area.value > 0.98
    customers = customers_table(tmp_path, ("size", lambda n: n % 5))
    with pytest.raises(DataError, match="nearly without error"):
        predict_customers(PredictCustomers(data=table, customers=customers))


def test_a_short_history_and_few_buyers_carry_no_model(tmp_path):
    short = orders_of(tmp_path, alike(200), days=30)
    with pytest.raises(MissingInput, match="30 days of orders are too few"):
        predict_customers(PredictCustomers(data=short))
    few = orders_of(tmp_path, alike(150, 1 / 600), name="few.csv")
    with pytest.raises(MissingInput, match="a model takes 100 of each"):
        predict_customers(PredictCustomers(data=few))


def test_without_the_library_it_says_what_to_install(table, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(MissingInput, match=r"pip install 'adroit-marketing\[predict\]'"):
        predict_customers(PredictCustomers(data=table))


def test_no_customer_is_named(found):
    shown = found.render() + json.dumps(found.model_dump(mode="json"))
    assert '"c1' not in shown
    assert " c1" not in shown


def test_lift_shares_ties_and_falls_to_one_at_the_whole():
    outcome = np.array([1.0, 1, 0, 0, 0, 1, 0, 0, 0, 1])
    assert lift(np.zeros(10), outcome, 0.3).value == pytest.approx(1)
    assert lift(outcome, outcome, 0.4).value == pytest.approx(2.5)
    assert lift(np.arange(10.0), outcome, 1.0).value == pytest.approx(1)
    assert tenths(-np.arange(10.0), outcome) == pytest.approx(outcome / 0.4)


def test_the_area_is_that_of_all_pairs():
    random = np.random.default_rng(4)
    score, outcome = random.integers(0, 6, 80).astype(float), (random.random(80) < 0.4).astype(float)
    yes, no = score[outcome > 0], score[outcome == 0]
    pairs = (yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2
    assert area(score, outcome).value == pytest.approx(pairs)


def test_a_ranking_has_no_advantage_over_itself():
    random = np.random.default_rng(5)
    score, outcome = random.random(500), (random.random(500) < 0.3).astype(float)
    found = advantage(score, score, outcome, 0.2)
    assert (found.value, found.low, found.high) == (0, 0, 0)
