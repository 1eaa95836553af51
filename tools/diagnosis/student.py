"""Student's t, without the half second that a statistics library takes to load: a report needs no other function of it.

The regularized incomplete beta function by its continued fraction (NIST Digital Library of Mathematical Functions,
8.17.22), evaluated from the front by the modified Lentz method (Thompson and Barnett 1986).
"""

import math

_MOST_TERMS = 500
_CLOSE = 1e-15
_TINY = 1e-300


def two_sided(distance: float, freedom: float) -> float:
    """Return the chance that |t| exceeds a distance.

    Args:
        distance: in standard errors, of either sign.
        freedom: degrees of freedom, above 0; not only whole ones.
    """
    if math.isinf(distance):
        return 0.0
    square = distance * distance
    x = freedom / (freedom + square)
    a, b = freedom / 2, 0.5
    if x < (a + 1) / (a + b + 2):
        return _front(a, b, math.log(x), -math.log1p(freedom / square)) * _fraction(a, b, x) / a
    other = square / (freedom + square)
    if not other:
        return 1.0
    return 1.0 - _front(b, a, math.log(other), -math.log1p(square / freedom)) * _fraction(b, a, other) / b


def _front(a: float, b: float, log_x: float, log_rest: float) -> float:
    """Return x^a (1 - x)^b / B(a, b)."""
    return math.exp(a * log_x + b * log_rest + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b))


def _fraction(a: float, b: float, x: float) -> float:
    upper, lower = 1.0, 1.0 / _not_zero(1.0 - (a + b) * x / (a + 1.0))
    value = lower
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for term in (even, odd):
            lower = 1.0 / _not_zero(1.0 + term * lower)
            upper = _not_zero(1.0 + term / upper)
            step = lower * upper
            value *= step
        if abs(step - 1.0) < _CLOSE:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
