"""One KPI question, as it was read."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class KpiAsk:
    """One question: the figures it gives and the metrics it asks for.

    Attributes:
        given: metric name -> the number as written.
        targets: metrics asked for; empty for everything that follows.
    """

    given: Mapping[str, str]
    targets: tuple[str, ...] = ()
