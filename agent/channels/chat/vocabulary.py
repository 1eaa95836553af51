"""The words of the connected data and of the KPI algebra, for completion."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from agent.channels.safe import one_line
from agent.errors import AdroitError

if TYPE_CHECKING:
    from tools.data.mapping import MappingOverrides

_MOST_VALUES = 2_000
_LONGEST = 80


@dataclass(slots=True)
class Vocabulary:
    """What Tab may offer besides commands and files.

    Attributes:
        metrics: KPIs and measures by their names.
        dimensions: how the connected table can be split.
        values: of all its dimensions, the commonest first.
    """

    metrics: Sequence[str] = ()
    dimensions: Sequence[str] = ()
    values: Sequence[str] = field(default_factory=tuple)

    def learn_metrics(self) -> None:
        """Take up the names of the KPIs and the measures."""
        from tools.kpi.definitions import kpis, measures

        self.metrics = [m.name for m in (*kpis(), *measures())]

    def learn_data(self, data: Path | None, columns: "MappingOverrides") -> None:
        """Take up the dimensions and values of a table; a table that can't be read has none."""
        from tools.data.table import open_table

        self.dimensions, self.values = (), ()
        if data is None:
            return
        with suppress(*AdroitError), open_table(data, overrides=columns) as table:
            self.dimensions = list(table.mapping.dimensions)
            found = [value for name in self.dimensions for value, _ in table.values(name)[:_MOST_VALUES]]
            # A value that can't be written as it is can't be asked for by name either.
            self.values = [v for v in dict.fromkeys(found) if v and v == one_line(v, _LONGEST)]
