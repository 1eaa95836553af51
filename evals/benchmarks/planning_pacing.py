"""How often the end of a flight lies in the stated 80% range, and how long a check takes.

    python -m evals.benchmarks.planning_pacing [--flights 200]

The flights are planted: spend and conversions of a campaign with weekdays, a level that wanders at a speed drawn for
each, noise, and histories of four weeks to two years; half of the flight has passed. The seconds are those of the
whole tool on two years of daily rows.
"""

import argparse
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.planning.pacing import CheckPacing, check_pacing
from tools.planning.pacing.forecast import courses_of

Floats = NDArray[np.float64]
_HISTORIES = (28, 60, 120, 365, 730)
_AHEAD = 15
_FIRST = date(2024, 1, 1)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flights", type=int, default=200, help="for each length of history")
    flights = parser.parse_args().flights
    print(f"{'history':>9}  {'spend in range':>14}  {'conversions':>11}  {'CPA':>6}")
    found = []
    for history in _HISTORIES:
        inside = np.array([_covered(seed, history) for seed in range(flights)])
        found.append(inside)
        spend, conversions, cpa = inside.mean(axis=0)
        print(f"{history:>4} days  {spend:>14.1%}  {conversions:>11.1%}  {cpa:>6.1%}")
    every = np.vstack(found).mean(axis=0)
    print(f"{'all':>9}  {every[0]:>14.1%}  {every[1]:>11.1%}  {every[2]:>6.1%}   (stated: 80%)")
    print(f"two years of daily rows: {_seconds():.2f} s the first time, {_seconds():.2f} s again")


def _planted(seed: int, length: int) -> tuple[list[date], Floats, Floats]:
    draw = np.random.default_rng(seed)
    days = [_FIRST + timedelta(days=k) for k in range(length)]
    weekday = draw.normal(0.0, 0.2, 7)
    noise, step = draw.uniform(0.03, 0.2), 10 ** draw.uniform(-3.5, -1.3)
    level = draw.uniform(5.5, 8.5) + np.cumsum(draw.normal(0.0, step, length))
    spend = np.exp(level + weekday[[d.weekday() for d in days]] + draw.normal(0.0, noise, length))
    price = np.exp(np.log(draw.uniform(10, 60)) + np.cumsum(draw.normal(0.0, step / 2, length)))
    return days, spend, draw.poisson(spend / price).astype(np.float64)


def _covered(seed: int, history: int) -> tuple[bool, bool, bool]:
    days, spend, conversions = _planted(seed, history + _AHEAD)
    past, ahead = days[:history], days[history:]
    money = courses_of(past, spend[:history], ahead, seed=0)
    rate = courses_of(past, conversions[:history], ahead, size=spend[:history], seed=1)
    if money is None or rate is None:
        return False, False, False
    ends, results = money.sum(axis=1), (money * rate).sum(axis=1)
    truth, won = float(spend[history:].sum()), float(conversions[history:].sum())
    cpa = ends / np.maximum(results, 1e-9)
    return _inside(ends, truth), _inside(results, won), _inside(cpa, truth / max(won, 1e-9))


def _inside(courses: Floats, truth: float) -> bool:
    low, high = np.quantile(courses, [0.1, 0.9])
    return bool(low <= truth <= high)


def _seconds() -> float:
    days, spend, conversions = _planted(1, 730)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ads.csv"
        rows = [f"{d},Lamps,{s:.2f},{c:.0f}" for d, s, c in zip(days, spend, conversions, strict=True)]
        path.write_text("Date,Campaign,Cost (USD),Conversions\n" + "\n".join(rows), "utf-8")
        flight = f"{days[-15]}..{days[-1] + timedelta(days=15)}"
        begun = time.perf_counter()
        check_pacing(
            CheckPacing(data=str(path), flight=flight, budget="$50k", kpi="cpa"), today=days[-1] + timedelta(1)
        )
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
