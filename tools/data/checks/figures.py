"""Are the figures possible? Negative ones, more clicks than impressions, rows twice there, sums that can't be made."""

from tools.data.checks.comparison import Comparison, words
from tools.data.engine import quoted
from tools.data.notes import DataNote

_DOUBLE_LOAD = 0.2
_WORTH_TELLING = 0.01
_MANY_ROWS = 100_000


def check_figures(comparison: Comparison) -> list[DataNote]:
    """Return notes on impossible figures and repeated rows of both periods."""
    return [*_negative(comparison), *_more_clicks(comparison), *_repeated(comparison), *_not_additive(comparison)]


def _negative(comparison: Comparison) -> list[DataNote]:
    notes = []
    sums = ", ".join(
        f"count(CASE WHEN {quoted(m)} < 0 THEN 1 END), sum(CASE WHEN {quoted(m)} < 0 THEN {quoted(m)} END)"
        for m in comparison.measures
    )
    row = comparison.engine.rows(f"SELECT {sums} FROM {comparison.prepared.relation} WHERE {comparison.either}")[0]
    for place, measure in enumerate(comparison.measures):
        rows, total = int(row[2 * place]), float(row[2 * place + 1] or 0.0)
        if rows:
            notes.append(
                DataNote(
                    code="negative_values",
                    severity="warning",
                    sentence=f"{rows:,} row{'s have' if rows != 1 else ' has'} negative {words(measure)}, "
                    f"{comparison.shown(measure, total)} in all.",
                    meaning="Corrections or refunds are booked on their own day, not on the day they belong to.",
                )
            )
    return notes


def _more_clicks(comparison: Comparison) -> list[DataNote]:
    measures = comparison.prepared.mapping.measures
    if "clicks" not in measures or "impressions" not in measures or "clicks" in comparison.prepared.mapping.unsplit:
        return []
    rows, clicks = comparison.count('"clicks" > "impressions"', "clicks")
    if not rows:
        return []
    return [
        DataNote(
            code="clicks_exceed_impressions",
            severity="warning",
            sentence=f"{rows:,} row{'s have' if rows != 1 else ' has'} more clicks than impressions "
            f"({clicks:,.0f} clicks in them).",
            meaning="A click-through rate over 100% is impossible: impressions are missing, or the columns don't "
            "belong together.",
        )
    ]


def _repeated(comparison: Comparison) -> list[DataNote]:
    """Look for rows that agree in everything and have results: a file loaded twice, or exports pasted together."""
    mapping, weight = comparison.prepared.mapping, quoted(comparison.weight)
    alike = ", ".join(["day", *(quoted(n) for n in (*mapping.dimensions, *mapping.measures))])
    if comparison.prepared.is_embedded:
        alike = f"hash({alike})"  # 64 bits tell rows apart as surely, and take a third of the time
    relation = f"{comparison.prepared.relation} WHERE {comparison.either} AND {weight} > 0"
    if comparison.prepared.is_embedded and sum(comparison.days.values()) > _MANY_ROWS:
        # Rows that agree in everything fall into the same eighth: where it has hardly any, the table has not either.
        hashed = f"SELECT {alike} AS alike, {weight} FROM {relation}"
        rows, extra, _ = _repeats(comparison, f"({hashed}) AS hashed WHERE alike % 8 = 0", "alike")
        if extra < _WORTH_TELLING / 2 * rows:
            return []
    rows, extra, total = _repeats(comparison, relation, alike)
    if rows == 0 or extra / rows < _WORTH_TELLING:
        return []
    hidden = [c for c, why in mapping.ignored.items() if why.startswith("nearly every row")]
    told_apart = f"; they may differ in {hidden[0]}, which is not used" if hidden else ""
    severity = "problem" if extra / rows >= _DOUBLE_LOAD and not hidden else "warning" if not hidden else "info"
    return [
        DataNote(
            code="duplicate_rows",
            severity=severity,
            sentence=f"{extra:,.0f} of {rows:,.0f} rows repeat another row exactly "
            f"({words(comparison.weight)} {comparison.shown(comparison.weight, total)}){told_apart}.",
            meaning="If the same export was loaded twice, totals are too high; ratios hardly change.",
        )
    ]


def _repeats(comparison: Comparison, rows: str, alike: str) -> tuple[float, float, float]:
    """Return how many rows there are, how many repeat another one, and what they weigh."""
    weight = quoted(comparison.weight)
    groups = f"SELECT count(*) AS times, sum({weight}) AS total FROM {rows} GROUP BY {alike}"
    sql = (
        "SELECT sum(times), sum(times - 1), sum(CASE WHEN times > 1 THEN total * (times - 1) / times ELSE 0 END) "
        f"FROM ({groups}) AS repeated"
    )
    count, extra, total = (float(x or 0.0) for x in comparison.engine.rows(sql)[0])
    return count, extra, total


def _not_additive(comparison: Comparison) -> list[DataNote]:
    if "reach" not in comparison.measures:
        return []
    return [
        DataNote(
            code="reach_not_additive",
            severity="warning",
            sentence="Reach of days and segments is added up here.",
            meaning="One person reached on two days counts twice, so the sum is above the true reach.",
        )
    ]
