"""A table whose questions are written down: the SQL that reached the engine, and how many rows came back."""

import dataclasses
from dataclasses import dataclass, field

from tools.data.mapping import MappingOverrides
from tools.data.open_source import open_source
from tools.data.prepare import RELATION, prepare
from tools.data.table import PerformanceTable
from tools.data.understand import understand


@dataclass
class Recorded:
    """One question."""

    sql: str
    rows_returned: int


@dataclass
class RecordingEngine:
    """An engine that notes what it is asked and lets the real one answer."""

    engine: object
    asked: list[Recorded] = field(default_factory=list)

    def rows(self, sql):
        found = self.engine.rows(sql)
        self.asked.append(Recorded(sql, len(found)))
        return found

    def arrays(self, sql):
        found = self.engine.arrays(sql)
        self.asked.append(Recorded(sql, max((len(a) for a in found.values()), default=0)))
        return found

    def execute(self, sql):
        self.engine.execute(sql)

    def close(self):
        self.engine.close()


def recorded_table(source, *, as_warehouse=False):
    """Open a table with a recording engine; give both.

    As a warehouse it is asked without anything that only the embedded database has or knows.
    """
    overrides = MappingOverrides()
    found = open_source(source, overrides)
    engine = RecordingEngine(found.engine)
    found = dataclasses.replace(found, engine=engine)
    prepared = prepare(found, understand(found, overrides), overrides)
    if as_warehouse:
        prepared = dataclasses.replace(
            prepared, relation=RELATION, is_embedded=False, clean=frozenset(), values={}, coded={}
        )
    return PerformanceTable(found, prepared), engine
