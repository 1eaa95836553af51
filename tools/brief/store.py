"""Keeps briefs in the workspace: one folder a brief, every version, and no edit lost silently.

briefs/back-to-school/brief.json            the newest version
briefs/back-to-school/versions/0003.json    each version, never changed again
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tools.brief.brief import CampaignBrief, Revision
from tools.brief.document import read_brief, write_brief
from tools.brief.writing import write_whole
from tools.errors import DataError, InputError, MissingInput

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_LOCK_SECONDS = 10


class BriefChanged(DataError):  # noqa: N818 - reads as the fact it states
    """Somebody saved the brief since it was read: the edit is not written over theirs."""


def slug_of(name: str) -> str:
    """Return the folder's name for a campaign: `Back to school 2026` is `back-to-school-2026`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "campaign"


class BriefStore:
    """The briefs of one workspace.

    Args:
        folder: the workspace's `briefs/`, made when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """Return the names of all briefs, sorted."""
        if not self.folder.is_dir():
            return []
        return sorted(p.parent.name for p in self.folder.glob("*/brief.json") if _SLUG.fullmatch(p.parent.name))

    def latest(self) -> str:
        """Return the name of the brief that was changed last.

        Raises:
            MissingInput: when there is none yet.
        """
        saved = [(self.load(name).revision.at, name) for name in self.names()]
        dated = [(at, name) for at, name in saved if at is not None]
        if not dated:
            raise MissingInput("There is no brief yet", remedy="Draft one first, from a paragraph about the campaign.")
        return max(dated)[1]

    def free_name(self, wanted: str) -> str:
        """Return a name for a new brief: the campaign's, with a number where it is taken."""
        name, taken = slug_of(wanted), set(self.names())
        return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 10_000))) if n not in taken)

    def place(self, name: str) -> Path:
        """Return the folder of a brief, existing or not; exports go there too.

        Raises:
            InputError: when the name can't be a folder's.
        """
        if not _SLUG.fullmatch(name):
            raise InputError(
                f"'{name[:60]}' can't name a brief",
                remedy="Use lower-case letters, digits and hyphens: back-to-school.",
            )
        return self.folder / name

    def load(self, name: str, version: int | None = None) -> CampaignBrief:
        """Return a brief, the newest version by default.

        Raises:
            InputError: when there is no such brief or version.
            DataError: when its file can't be read.
        """
        place = self.place(name)
        path = place / "brief.json" if version is None else place / "versions" / f"{version:04d}.json"
        try:
            return read_brief(path.read_text("utf-8"), where=f"{name}/{path.name}")
        except FileNotFoundError:
            raise self._absent(name, version) from None
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"The brief '{name}' can't be read: {error}", where=str(path.name)) from None

    def history(self, name: str) -> list[Revision]:
        """Return every version's number, time, author and change, the oldest first.

        Raises:
            InputError: when there is no such brief.
            DataError: when a version can't be read.
        """
        self.load(name)
        numbers = sorted(int(p.stem) for p in (self.place(name) / "versions").glob("[0-9]*.json") if p.stem.isdigit())
        return [self.load(name, number).revision for number in numbers]

    def save(
        self,
        name: str,
        brief: CampaignBrief,
        *,
        expected: int,
        by: str,
        change: str,
        restores: int | None = None,
        at: datetime | None = None,
    ) -> CampaignBrief:
        """Write a new version, whole or not at all.

        Args:
            name: the brief's.
            brief: its content; the revision in it is replaced.
            expected: the version that the edit began from; 0 for a new brief.
            by: who made the change.
            change: what changed, in one line.
            restores: the version whose content this takes back.
            at: when; now by default.

        Returns:
            The brief as saved, with its revision.

        Raises:
            BriefChanged: when another version was saved in the meantime.
            DataError: when the folder can't be written.
        """
        place = self.place(name)
        with self.locked(place):
            current = self._current(name)
            if current != expected:
                raise self._stale(name, current, expected)
            revision = Revision(
                number=current + 1, at=at or datetime.now(UTC).replace(microsecond=0), by=by or "unknown",
                change=" ".join(change.split())[:1000], restores=restores,
            )  # fmt: skip
            saved = brief.model_copy(update={"revision": revision})
            text = write_brief(saved)
            try:
                (place / "versions").mkdir(exist_ok=True)
                write_whole(place / "versions" / f"{revision.number:04d}.json", text.encode())
                write_whole(place / "brief.json", text.encode())
            except OSError as error:
                raise _unwritable(name, error) from None
        return saved

    def undo(self, name: str, *, by: str, expected: int | None = None) -> CampaignBrief:
        """Take back the last change that is not taken back yet, as a new version; the history keeps both.

        Raises:
            InputError: when there is no change left to take back.
            BriefChanged: when another version was saved in the meantime.
        """
        now = self.load(name)
        shown = now.revision.restores or now.revision.number
        before = self.load(name, shown).revision if shown > 1 else None
        target = (before.restores or before.number) - 1 if before is not None else 0
        if target < 1:
            raise InputError(f"'{name}' has no change left to undo", remedy="See: adroit brief list NAME")
        earlier = self.load(name, target)
        target = earlier.revision.restores or target
        change = f"undo: back to version {target}"
        at = now.revision.number if expected is None else expected
        return self.save(name, earlier, expected=at, by=by, change=change, restores=target)

    def _current(self, name: str) -> int:
        return self.load(name).revision.number if (self.place(name) / "brief.json").exists() else 0

    @contextmanager
    def locked(self, place: Path) -> Iterator[None]:
        """Keep everybody else from writing a brief's folder, which is made where it is absent.

        Raises:
            BriefChanged: when somebody else holds it for long.
            DataError: when the folder can't be written.
        """
        from filelock import FileLock, Timeout

        try:
            place.mkdir(parents=True, exist_ok=True)
            with FileLock(place / ".lock", timeout=_LOCK_SECONDS):
                yield
        except Timeout:
            raise BriefChanged(
                f"The brief '{place.name}' is being written by somebody else", remedy="Try again in a moment."
            ) from None
        except OSError as error:
            raise _unwritable(place.name, error) from None

    def _stale(self, name: str, current: int, expected: int) -> DataError:
        if expected == 0:
            return BriefChanged(
                f"There is a brief called '{name}' already", remedy="Choose another name, or revise that one."
            )
        if current == 0:
            return BriefChanged(f"The brief '{name}' was deleted in the meantime", remedy="Save it under another name.")
        last = self.load(name).revision
        return BriefChanged(
            f"'{name}' is at version {current} now, saved by {last.by}, and this edit began from version {expected}",
            remedy=f"Look at it (adroit brief diff {name} {expected} {current}), then make the change again.",
        )

    def _absent(self, name: str, version: int | None) -> InputError:
        if version is not None and (self.place(name) / "brief.json").exists():
            return InputError(f"'{name}' has no version {version}", remedy=f"It is at version {self._current(name)}.")
        there = ", ".join(self.names()[:8])
        return InputError(
            f"There is no brief called '{name}'",
            remedy=f"There are: {there}." if there else "Draft one: adroit brief new.",
        )


def _unwritable(name: str, error: OSError) -> DataError:
    return DataError(
        f"The brief '{name}' can't be written: {error.strerror or error}", remedy="Check the folder's permissions."
    )
