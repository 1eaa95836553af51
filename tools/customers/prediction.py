"""Predicted lifetime value: BG/NBD for how often customers will buy, Gamma-Gamma for how much they will spend.

Fader, Hardie and Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005); Fader and Hardie, "The
Gamma-Gamma Model of Monetary Value" (2013). Both are fitted by maximum likelihood with PyMC-Marketing: flat priors make
its most probable parameters the maximum-likelihood ones.
"""

import logging
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tools.customers.orders import Orders
from tools.customers.report import Backtest, Prediction
from tools.errors import MissingInput

if TYPE_CHECKING:
    from pandas import DataFrame

FEWEST_REPEATERS = 30
"""Customers with a second purchase below which the seven parameters are guesswork."""
_WEEKS_A_MONTH = 365.25 / 12 / 7
_HELD_OUT = 0.25
_SUMMARY = """
WITH bought AS (
       SELECT customer, day, sum(amount) AS amount FROM orders WHERE day <= {until}
       GROUP BY ALL HAVING sum(amount) > 0),
     firsts AS (SELECT customer, min(day) AS first_day FROM bought GROUP BY customer)
SELECT strftime(first_day, '%Y-%m') AS cohort,
       count(*) - 1 AS frequency,
       (max(day) - first_day) / 7.0 AS recency,
       ({until} - first_day) / 7.0 AS age,
       coalesce(avg(amount) FILTER (day > first_day), 0) AS monetary_value
FROM bought JOIN firsts USING (customer) GROUP BY customer, first_day ORDER BY customer
"""


def predict(orders: Orders, months: int, discount_rate: float) -> tuple[Prediction, dict[str, float]]:
    """Return the prediction over all customers, and the expected value per customer of each cohort.

    Raises:
        MissingInput: when the library is not installed, or too few customers came back to learn from.
    """
    table = _summary(orders, orders.last)
    _check_enough(table)
    with _quiet():
        buying, spending = _fit(table)
        ahead = _expected_purchases(buying, table, months * _WEEKS_A_MONTH)
        worth = spending.expected_customer_lifetime_value(
            transaction_model=buying, data=table, future_t=months, discount_rate=discount_rate, time_unit="W"
        )
        alive = buying.expected_probability_alive(table)
    values = worth.mean(("chain", "draw")).to_numpy()
    by_cohort = {str(month): float(values[rows].mean()) for month, rows in table.groupby("cohort").indices.items()}
    found = Prediction(
        months=months,
        purchases=float(ahead.sum()),
        value_per_customer=float(values.mean()),
        alive=float(alive.mean()),
        parameters={**_parameters(buying, "r", "alpha", "a", "b"), **_parameters(spending, "p", "q", "v")},
        backtest=_backtest(orders),
    )
    return found, by_cohort


def _backtest(orders: Orders) -> Backtest | None:
    """Fit on the first three quarters of the days, and compare the purchases of the rest; None for little data."""
    cutoff = orders.last - timedelta(days=round((orders.last - orders.first).days * _HELD_OUT))
    early = _summary(orders, cutoff)
    if (early["frequency"] > 0).sum() < FEWEST_REPEATERS:
        return None
    with _quiet():
        buying = _fit_buying(early)
        expected = _expected_purchases(buying, early, (orders.last - cutoff).days / 7)
    [(actual,)] = orders.engine.rows(
        "WITH bought AS (SELECT customer, day FROM orders GROUP BY ALL HAVING sum(amount) > 0), "
        f"known AS (SELECT DISTINCT customer FROM bought WHERE day <= {_sql(cutoff)}) "
        f"SELECT count(*) FROM bought JOIN known USING (customer) WHERE day > {_sql(cutoff)}"
    )
    return Backtest(cutoff=cutoff.isoformat(), predicted=float(expected.sum()), actual=float(actual))


def _summary(orders: Orders, until: date) -> "DataFrame":
    """Return each customer's repeat purchases, recency and age in weeks, and mean value of a repeat purchase.

    Purchases of one day count as one; a day whose refunds outweigh its purchases counts as none.
    """
    try:
        import pandas as pd
        import pymc_marketing  # noqa: F401 - asked for here, so that its absence is told before any work
    except ImportError:
        raise MissingInput(
            "Predicting customer value needs PyMC-Marketing, which is not installed",
            remedy="Install it with: pip install 'adroit-marketing[clv]'. The cohorts need nothing more.",
        ) from None
    columns = orders.engine.arrays(_SUMMARY.format(until=_sql(until)))
    table = pd.DataFrame({name: list(column) for name, column in columns.items()}).rename(columns={"age": "T"})
    table["customer_id"] = range(len(table))
    numeric = ["frequency", "recency", "T", "monetary_value"]
    return table.astype(dict.fromkeys(numeric, float))


def _check_enough(table: "DataFrame") -> None:
    repeaters = int((table["frequency"] > 0).sum())
    if repeaters < FEWEST_REPEATERS:
        raise MissingInput(
            f"{repeaters} customers bought on a second day, too few to predict from",
            remedy=f"It takes {FEWEST_REPEATERS}; give a table over a longer time.",
        )


def _fit(table: "DataFrame") -> tuple[Any, Any]:
    from pymc_extras.prior import Prior
    from pymc_marketing.clv import GammaGammaModel

    buying = _fit_buying(table)
    flat = {name: Prior("HalfFlat") for name in ("p", "q", "v")}
    spending = GammaGammaModel(data=table[table["frequency"] > 0], model_config=flat)
    spending.fit(method="map", progressbar=False)
    _check_finite(spending, "p", "q", "v")
    return buying, spending


def _fit_buying(table: "DataFrame") -> Any:
    from pymc_extras.prior import Prior
    from pymc_marketing.clv import BetaGeoModel

    flat = {name: Prior("HalfFlat") for name in ("r", "alpha", "a", "b")}
    model = BetaGeoModel(data=table, model_config=flat)
    model.fit(method="map", progressbar=False)
    _check_finite(model, "r", "alpha", "a", "b")
    return model


def _check_finite(model: Any, *names: str) -> None:
    if not all(0 < value < math.inf for value in _parameters(model, *names).values()):
        raise MissingInput(
            "The purchases follow no pattern that the model can learn", remedy="Give a table over a longer time."
        )


def _parameters(model: Any, *names: str) -> dict[str, float]:
    return {name: float(model.fit_result[name].mean()) for name in names}


def _expected_purchases(model: Any, table: "DataFrame", weeks: float) -> Any:
    return model.expected_purchases(table, future_t=weeks)


def _sql(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's progress and warnings out of the user's terminal."""
    loggers = [logging.getLogger(name) for name in ("pymc", "pytensor", "pymc_marketing", "arviz")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
