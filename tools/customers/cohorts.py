"""Historical lifetime value: what each cohort has spent by the time its customers were so many months old."""

from tools.customers.orders import Orders
from tools.customers.report import AGES, Cohort

_COHORTS = """
WITH firsts AS (SELECT customer, min(day) AS first_day, count(DISTINCT day) AS days FROM orders GROUP BY customer),
     joined AS (SELECT o.*, f.first_day FROM orders o JOIN firsts f USING (customer)),
     values AS (
       SELECT strftime(first_day, '%Y-%m') AS month, count(*) AS orders, sum(amount) AS revenue, {ages}
       FROM joined GROUP BY 1),
     sizes AS (
       SELECT strftime(first_day, '%Y-%m') AS month, count(*) AS customers, avg(CAST(days > 1 AS DOUBLE)) AS again,
              max(first_day) AS youngest
       FROM firsts GROUP BY 1)
SELECT month, customers, orders, revenue, again, {names}, {reached}
FROM values JOIN sizes USING (month) ORDER BY month
"""


def read_cohorts(orders: Orders) -> list[Cohort]:
    """Return the cohorts by month of the first order, oldest first.

    A customer's month runs from the day of the first order, so the value at 3 months holds the same stretch of time for
    each customer. An age is shown only when the youngest customer of the cohort has reached it.
    """
    last = f"DATE '{orders.last.isoformat()}'"
    sql = _COHORTS.format(
        ages=", ".join(f"sum(amount) FILTER (day < first_day + INTERVAL {age} MONTH) AS value_{age}" for age in AGES),
        names=", ".join(f"value_{age}" for age in AGES),
        reached=", ".join(f"youngest + INTERVAL {age} MONTH <= {last} + INTERVAL 1 DAY" for age in AGES),
    )
    found = []
    for row in orders.engine.rows(sql):
        month, customers, count, revenue, again, *rest = row
        sums, reached = rest[: len(AGES)], rest[len(AGES) :]
        value_at = {
            age: float(s or 0) / customers for age, s, is_reached in zip(AGES, sums, reached, strict=True) if is_reached
        }
        found.append(
            Cohort(
                month=month, customers=customers, orders=count, revenue=float(revenue), repeat_share=float(again),
                value_at=value_at,
            )
        )  # fmt: skip
    return found
