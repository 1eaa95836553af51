"""Which reader a source needs: by what it is, not by what it is called."""

from pathlib import Path

from tools.data.excel_source import open_excel
from tools.data.file_kinds import check_is_file, file_kind
from tools.data.mapping import MappingOverrides
from tools.data.source import Source
from tools.data.sqlite_source import open_sqlite
from tools.data.text_source import open_text
from tools.data.typed_source import open_duckdb, open_parquet
from tools.data.warehouse import is_address, open_warehouse

_READERS = {"excel": open_excel, "parquet": open_parquet, "duckdb": open_duckdb, "sqlite": open_sqlite}


def open_source(source: str | Path, overrides: MappingOverrides) -> Source:
    """Open a file or a warehouse's table; `#name` after either names a sheet or a table.

    Raises:
        DataError: when it is missing, empty or no table.
        MissingInput: when it holds several tables and none was named.
    """
    if is_address(str(source)):
        return open_warehouse(str(source), overrides)
    path, part = _path_and_part(str(source))
    if part and overrides.table is None:
        overrides = overrides.model_copy(update={"table": part})
    check_is_file(path)
    kind = file_kind(path)
    reader = _READERS.get(kind)
    return reader(path, overrides) if reader else open_text(path, overrides, gzipped=kind == "gzip")


def _path_and_part(text: str) -> tuple[Path, str | None]:
    """Split `file#part`, unless a file has that whole name."""
    path = Path(text).expanduser()
    if path.exists() or "#" not in path.name:
        return path, None
    name, _, part = path.name.partition("#")
    return path.with_name(name) if name else path, part or None
