"""The workspace: the user's folder with adroit.toml, and `.adroit/` for what Adroit keeps there."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from agent.errors import WorkspaceError

CONFIG = "adroit.toml"
_HIDDEN = ".adroit"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder of the user's.

    Attributes:
        folder: where adroit.toml lies, or where Adroit keeps its own things when there is none.
        is_configured: True when an adroit.toml was found.
        aside: where index, threads and ledger go instead, as the folder can't be written.
    """

    folder: Path
    is_configured: bool
    aside: Path | None = None

    @property
    def config(self) -> Path:
        """The settings file, existing or not."""
        return self.folder / CONFIG

    @property
    def hidden(self) -> Path:
        """The folder for index, threads and ledger."""
        return self.aside or self.folder / _HIDDEN

    @property
    def index(self) -> Path:
        """The retrieval index."""
        return self.hidden / "index"

    @property
    def threads(self) -> Path:
        """The conversations' database."""
        return self.hidden / "threads.sqlite"

    @property
    def charts(self) -> Path:
        """Where charts are saved as pictures."""
        return self.folder / "charts"

    @property
    def briefs(self) -> Path:
        """Where campaign briefs are kept, one folder each."""
        return self.folder / "briefs"

    @property
    def note(self) -> str:
        """What the user should know of the folder before work starts; empty when there is nothing."""
        if self.aside is None:
            return ""
        return (
            f"{self.folder} can't be written, so conversations and the index are kept in {self.aside}. Briefs can't be "
            "kept; for that, choose another folder with --workspace or change its permissions."
        )

    @property
    def audiences(self) -> Path:
        """Where customer lists for ad platforms are written."""
        return self.folder / "audiences"

    def writable(self, folder: Path) -> Path:
        """Return `folder`, made if need be.

        Raises:
            WorkspaceError: when it can't be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unwritable(folder, error) from None
        if not os.access(folder, os.W_OK):
            raise self._unwritable(folder, None)
        return folder

    def _unwritable(self, folder: Path, error: OSError | None) -> WorkspaceError:
        reason = f": {error.strerror}" if error and error.strerror else ""
        return WorkspaceError(
            f"The folder {folder} can't be written{reason}",
            remedy="Choose another with --workspace FOLDER or ADROIT_WORKSPACE, or change its permissions.",
        )


def find_workspace(named: Path | None = None) -> Workspace:
    """Return the workspace: the one named, else the nearest folder upwards with an adroit.toml, else the user's own.

    Without any adroit.toml the index and the threads go to the user's data folder, so that no working folder is
    littered. A workspace that can't be written, such as a shared one, has its own place there too.

    Raises:
        WorkspaceError: when the folder named does not exist.
    """
    if named is not None:
        folder = named.expanduser().absolute()
        if not folder.is_dir():
            raise WorkspaceError(
                f"The workspace {named} is not a folder", remedy="Make one there with: adroit init FOLDER"
            )
        return _settled(folder, is_configured=(folder / CONFIG).is_file())
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file():
            return _settled(folder, is_configured=True)
    return Workspace(_own_folder(), is_configured=False)


def _settled(folder: Path, *, is_configured: bool) -> Workspace:
    hidden = folder / _HIDDEN
    if os.access(hidden if hidden.exists() else folder, os.W_OK):
        return Workspace(folder, is_configured)
    name = f"{folder.name}-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    return Workspace(folder, is_configured, aside=_own_folder() / "workspaces" / name)


def _own_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("adroit", appauthor=False)
