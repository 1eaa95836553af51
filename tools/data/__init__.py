"""Performance tables from anything: open one, see what its columns mean, ask for grouped sums.

`open_table` reads a file or a warehouse; its `PerformanceTable` gives leaves, days, values and checks, never rows.
"""

from tools.data.leaves import DailySeries, Leaves, Segment
from tools.data.mapping import ColumnMapping, MappingOverrides
from tools.data.notes import DataNote
from tools.data.table import PerformanceTable, open_table

__all__ = [
    "ColumnMapping", "DailySeries", "DataNote", "Leaves", "MappingOverrides", "PerformanceTable", "Segment",
    "open_table",
]  # fmt: skip
