"""Orders of customers whose future is known: planted in attributes, in behaviour, or not there at all."""

from datetime import timedelta

import numpy as np

from tests.tools.audience.first_party.builders import LAST, ORDERS, written


def days_bought(rates, days, random):
    """Return for each customer the days of a Poisson process of that rate, from a first order on."""
    starts = random.integers(0, days // 2, len(rates))
    starts[0] = 0
    return [
        np.unique(np.r_[start, random.integers(start + 1, days + 1, random.poisson(rate * (days - start)))])
        for start, rate in zip(starts, rates, strict=True)
    ]


def orders_of(folder, rates, *, days=400, seed=1, name="orders.csv"):
    """Write the orders of customers who buy at constant rates, first seen in the first half of the days."""
    random = np.random.default_rng(seed)
    first = LAST - timedelta(days=days)
    rows = []
    for number, bought in enumerate(days_bought(rates, days, random)):
        worth = random.gamma(4, 10, len(bought))
        rows += [
            (f"c{number}", (first + timedelta(days=int(day))).isoformat(), round(float(euros), 2), 0)
            for day, euros in zip(bought, worth, strict=True)
        ]
    return written(folder / name, ORDERS, rows)


def alike(customers, rate=1 / 90):
    """Return rates of customers whose past says nothing of their future: all the same."""
    return np.full(customers, rate)


def different(customers, seed=1):
    """Return rates that differ by orders of magnitude."""
    return np.exp(np.random.default_rng(seed).normal(-5.0, 1.2, customers))
