"""Days ahead, as many equally likely courses that they may take.

Method: a structural time series (Harvey, "Forecasting, Structural Time Series Models and the Kalman Filter", 1989): a
level that wanders, an effect of each weekday, with a year and a half of history an effect of the season, and noise. It
is fitted to logarithms, or to square roots where a day may have nothing. How fast the level wanders can hardly be told
from a few weeks, so no single speed is chosen: the courses are drawn from several, each as often as the history
speaks for it (Bayesian model averaging: Hoeting and others, Statistical Science 1999). The filter is statsmodels'.

It assumes that what holds goes on: nobody edits budgets, bids, prices or tracking, and no day is special.
"""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COURSES = 2000
"""How many courses are drawn: quantiles of 10% and 90% are then off by about one percent of the spread."""
FEWEST_DAYS = 7
"""Active days below which no range is given: the noise can't be told from them."""
_WEEKDAY_DAYS = 15
_SEASON_DAYS = 548
_LONGEST = 1096
_YEAR = 365.25
_OFF_WEEKS, _OFF_SHARE = 6, 0.8
_SPEEDS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Variance of the level's step a day over that of the noise: from a level that stands to one that only wanders."""
_SMALL_COUNT = 12.0
_LOG, _ROOT = "log", "root"


def courses_of(
    days: Sequence[date], values: "Floats", ahead: Sequence[date], *, size: "Floats | None" = None, seed: int = 0
) -> "Floats | None":
    """Draw courses of a measure for the days ahead.

    Args:
        days: those of the history, ascending; missing ones are unknown, not zero.
        values: one a day. Days at zero count as days on which nothing ran, unless `size` says that something did.
        ahead: the days to draw, ascending, after the history.
        size: where the measure is a result of another (conversions of spend): that other one on the same days. The
            courses are then of the measure for one unit of `size`.
        seed: the same seed draws the same courses.

    Returns:
        One row a course and one column a day ahead, never negative; None where fewer than seven days were active.
    """
    import numpy as np

    dense, sizes = _dense(days, values, size)
    off = _off_weekdays(days, values) if size is None else frozenset[int]()
    active = (dense > 0) if sizes is None else (sizes > 0)
    active &= ~np.isnan(dense)
    if active.sum() < FEWEST_DAYS:
        return None
    form = _form(dense[active]) if sizes is None else _form_of_rate(dense[active])
    scale = float(np.mean(sizes[active])) if sizes is not None else 1.0
    unit = dense if sizes is None else np.divide(dense, sizes, out=np.full_like(dense, np.nan), where=active) * scale
    known = np.where(active, unit, np.nan)
    drawn = _drawn(_straight(known, form), days[-1], list(ahead), seed)
    courses = _back(drawn, form) / scale
    for place, day in enumerate(ahead):
        if day.weekday() in off:
            courses[:, place] = 0.0
    return courses


def _dense(days: Sequence[date], values: "Floats", size: "Floats | None") -> "tuple[Floats, Floats | None]":
    """Return one value for each calendar day of the last three years, NaN where the table has none."""
    import numpy as np

    first = max(days[0], days[-1] - timedelta(days=_LONGEST - 1))
    length = (days[-1] - first).days + 1
    dense, sizes = np.full(length, np.nan), np.full(length, 0.0)
    for place, day in enumerate(days):
        if day >= first:
            dense[(day - first).days] = values[place]
            sizes[(day - first).days] = size[place] if size is not None else 0.0
    return dense, sizes if size is not None else None


def _off_weekdays(days: Sequence[date], values: "Floats") -> frozenset[int]:
    """Return the weekdays on which, of late, nothing runs."""
    since = days[-1] - timedelta(weeks=_OFF_WEEKS)
    seen = [(day.weekday(), value) for day, value in zip(days, values, strict=True) if day > since]
    off = set()
    for weekday in range(7):
        own = [value for w, value in seen if w == weekday]
        if len(own) > 1 and sum(v <= 0 for v in own) >= _OFF_SHARE * len(own):
            off.add(weekday)
    return frozenset(off) if len(off) < 7 else frozenset()  # noqa: PLR2004 - of a week


def _form(active: "Floats") -> str:
    import numpy as np

    return _LOG if float(np.min(active)) > 0 and float(np.mean(active)) >= _SMALL_COUNT else _ROOT


def _form_of_rate(results: "Floats") -> str:
    import numpy as np

    return _LOG if float(np.min(results)) >= _SMALL_COUNT else _ROOT


def _straight(values: "Floats", form: str) -> "Floats":
    import numpy as np

    return np.log(values) if form == _LOG else np.sqrt(values)


def _back(drawn: "Floats", form: str) -> "Floats":
    import numpy as np

    return np.exp(drawn) if form == _LOG else np.square(np.maximum(drawn, 0.0))


def _drawn(series: "Floats", last: date, ahead: Sequence[date], seed: int) -> "Floats":
    """Draw courses of the straightened series, each speed of the level as often as the history speaks for it."""
    import numpy as np
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    known = int((~np.isnan(series)).sum())
    steps = (ahead[-1] - last).days
    calendar = [last + timedelta(days=k) for k in range(1 - len(series), steps + 1)]
    shape = _calendar_effects(calendar, ~np.isnan(series))
    past, future = shape[: len(series)], shape[len(series) :]
    model = UnobservedComponents(series, level="llevel", exog=past if past.shape[1] else None, mle_regression=False)
    weights, scales = [], []
    for speed in _SPEEDS:
        errors = model.filter([1.0, speed]).standardized_forecasts_error[0]
        errors = errors[~np.isnan(errors)][model.loglikelihood_burn :]
        scale = max(float(np.mean(np.square(errors))), 1e-12)
        scales.append(scale)
        weights.append(float(model.loglike([scale, speed * scale])))
    odds = np.exp(np.array(weights) - max(weights))
    draw = np.random.default_rng(seed)
    counts = draw.multinomial(COURSES, odds / odds.sum())
    freedom = max(known - past.shape[1] - 1, 3)
    found = []
    for speed, scale, count in zip(_SPEEDS, scales, counts, strict=True):
        if count:
            fitted = model.filter([scale, speed * scale])
            found.append(
                _paths(fitted, future, variances=(scale, speed * scale), freedom=freedom, count=int(count), draw=draw)
            )
    wanted = [(day - last).days - 1 for day in ahead]
    return np.asarray(np.vstack(found)[:, wanted], dtype=np.float64)


def _paths(
    fitted: Any,
    future: "Floats",
    *,
    variances: tuple[float, float],
    freedom: int,
    count: int,
    draw: "np.random.Generator",
) -> "Floats":
    """Draw courses from where the filter ends: the state it is unsure of, the level's steps, the noise of each day.

    All is widened by one draw of the unknown variance a course, so that a short history gives Student's tails.
    """
    import numpy as np

    noise, step = variances
    mean, covariance = fitted.predicted_state[:, -1], fitted.predicted_state_cov[:, :, -1]
    spread = np.sqrt(freedom / draw.chisquare(freedom, size=(count, 1)))
    state = draw.multivariate_normal(np.zeros(len(mean)), covariance, size=count, method="eigh")
    steps = draw.normal(0.0, math.sqrt(step), size=(count, len(future)))
    steps[:, 0] = 0.0  # the first day's step is in the predicted state
    off = state[:, :1] + np.cumsum(steps, axis=1) + state[:, 1:] @ future.T
    off += draw.normal(0.0, math.sqrt(noise), size=off.shape)
    return np.asarray(mean[0] + future @ mean[1:] + off * spread, dtype=np.float64)


def _calendar_effects(calendar: Sequence[date], known: "NDArray[np.bool_]") -> "Floats":
    """Return the regressors of a calendar: weekdays seen twice, and two waves a year where the history has enough."""
    import numpy as np

    columns = []
    days = [day.weekday() for day, is_known in zip(calendar, known, strict=False) if is_known]
    seen = [w for w in range(7) if days.count(w) > 1]
    if len(days) >= _WEEKDAY_DAYS:
        columns += [[float(d.weekday() == w) - float(d.weekday() == seen[-1]) for d in calendar] for w in seen[:-1]]
    if len(days) >= _SEASON_DAYS:
        for wave in (1, 2):
            turn = [2 * math.pi * wave * day.toordinal() / _YEAR for day in calendar]
            columns += [[math.sin(t) for t in turn], [math.cos(t) for t in turn]]
    return np.array(columns, dtype=np.float64).T if columns else np.empty((len(calendar), 0))
