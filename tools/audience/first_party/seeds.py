"""Which customers to look for more of: the most valuable ones there are enough of, checked on later days.

A seed that is chosen by value is more valuable by that choice alone. So each candidate is also chosen as of an earlier
day, and its value after that day is set against that of all customers known then.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from tools.audience.first_party.base import USABLE, Base, customer_base
from tools.audience.first_party.platforms import LISTS, Platform
from tools.audience.first_party.rfm import best_share, score
from tools.audience.first_party.seed_report import SeedCandidate, SeedRecommendation

ADVISED = 1_000
"""Matched people that a seed should have: the lower end of the 1,000 to 5,000 that Meta advises."""
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
_HELD_OUT, _SHORTEST_CHECK = 0.25, 28
_NORMAL_95 = 1.96


def recommend(
    data: str, columns: Mapping[str, str], platform: Platform | None, match_rate: float, currency: str | None
) -> SeedRecommendation:
    """Return the seed to use, the candidates it was chosen from, and the base it is set against.

    Args:
        data: the table of orders.
        columns: role -> column, where the names don't tell.
        platform: whose minimum counts; the smallest of all when absent.
        match_rate: the share of customers that the platform will recognise.
        currency: of the amounts, where the table does not tell.

    Raises:
        DataError, MissingInput, InputError: as `customer_base` does.
    """
    with customer_base(data, columns) as base:
        lapse = score(base).lapse
        candidates = _candidates(base, lapse)
        [(value, repeat)] = base.engine.rows("SELECT avg(revenue), avg(CAST(orders > 1 AS INTEGER)) FROM people")
    fewest = LISTS[platform].fewest if platform else min(x.fewest for x in LISTS.values())
    chosen = _chosen(candidates, match_rate, fewest)
    return SeedRecommendation(
        table=base.table.name, period=base.period, platform=platform, match_rate=match_rate, fewest=fewest,
        advised=max(ADVISED, fewest), customers=base.customers, value=float(value), repeat_share=float(repeat),
        lapse_days=lapse, candidates=candidates, chosen=chosen, currency=base.currency or currency,
        notes=list(base.notes),
    )  # fmt: skip


def _chosen(candidates: list[SeedCandidate], match_rate: float, fewest: int) -> int | None:
    """Return the place of the most selective candidate that is large enough; of the largest, if it can serve at all."""
    advised = max(ADVISED, fewest)
    for place, each in enumerate(candidates):
        if each.customers * match_rate >= advised:
            return place
    if candidates and candidates[-1].customers * match_rate >= fewest:
        return len(candidates) - 1
    return None


def _candidates(base: Base, lapse: int) -> list[SeedCandidate]:
    """Return the best shares of the active customers by revenue, each with its value now and later."""
    found = []
    checked = _later(base, lapse)
    for share in SHARES:
        rows = base.engine.rows(
            "SELECT count(*), avg(revenue), avg(CAST(orders > 1 AS INTEGER)), min(revenue), "
            "sum(revenue) / nullif((SELECT sum(revenue) FROM people), 0) "
            f"FROM scored WHERE {best_share(share).format(lapse=lapse)}"
        )
        [(count, value, repeat, least, part)] = rows
        if not count:
            continue
        later = checked.get(share)
        found.append(
            SeedCandidate(
                share=share, customers=count, value=float(value), least=float(least), repeat_share=float(repeat),
                revenue_share=None if part is None else float(part),
                later_index=later[0] if later else None, later_low=later[1] if later else None,
                later_high=later[2] if later else None, checked_on=later[3].isoformat() if later else None,
            )
        )  # fmt: skip
    return found


def _later(base: Base, lapse: int) -> dict[float, tuple[float, float, float, date]]:
    """Return share -> how many times the base's revenue a customer it brought after the cutoff, with its 95% interval.

    The error is that of a ratio of two means, by the delta method on its logarithm; the seed is a part of the base, so
    it is on the wide side.
    """
    import math

    days = round((base.as_of - base.first).days * _HELD_OUT)
    if days < _SHORTEST_CHECK:
        return {}
    cutoff = base.as_of - timedelta(days=days)
    base.engine.execute(
        f"CREATE OR REPLACE TABLE followed AS WITH rows AS (SELECT * FROM ({base.rows}) WHERE {USABLE}), "
        "before AS (SELECT customer, sum(amount) AS so_far, max(day) AS last_day FROM rows "
        f"WHERE day <= DATE '{cutoff}' GROUP BY customer HAVING sum(amount) > 0), "
        f"after AS (SELECT customer, sum(amount) AS later FROM rows WHERE day > DATE '{cutoff}' GROUP BY customer) "
        f"SELECT coalesce(later, 0) AS later, DATE '{cutoff}' - last_day <= {lapse} AS is_active, CASE WHEN is_active "
        "THEN row_number() OVER (PARTITION BY is_active ORDER BY so_far DESC, customer) END AS place "
        "FROM before LEFT JOIN after USING (customer)"
    )
    [(n, mean, spread, active)] = base.engine.rows(
        "SELECT count(*), avg(later), stddev_samp(later), count(place) FROM followed"
    )
    if not mean or mean <= 0 or not spread:
        return {}
    found = {}
    for share in SHARES:
        taken = math.ceil(share * active)
        [(k, top, top_spread)] = base.engine.rows(
            f"SELECT count(*), avg(later), stddev_samp(later) FROM followed WHERE place <= {taken}"
        )
        if k < 10 or not top or top <= 0:  # noqa: PLR2004 - the mean of fewer says nothing
            continue
        error = math.sqrt((top_spread / top) ** 2 / k + (spread / mean) ** 2 / n)
        index = top / mean
        found[share] = (
            index, index * math.exp(-_NORMAL_95 * error), index * math.exp(_NORMAL_95 * error), cutoff,
        )  # fmt: skip
    return found
