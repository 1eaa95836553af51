"""A private folder for what has to be converted: outside the user's own, readable by the user only, gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a new private folder and remove it at the end, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="adroit-table-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
