"""Names the exported documents and writes them: made anew each time, but never over what somebody changed since."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from pydantic import Field

from tools.brief.brief import CampaignBrief
from tools.brief.export.formats import FORMATS, Format, content_of
from tools.brief.finding import Finding, Severity
from tools.brief.part import Part
from tools.brief.store import BriefStore
from tools.brief.writing import write_whole
from tools.errors import DataError

_RECORD = ".exports.json"
"""In a brief's folder: each exported file with the SHA-256 of what was written, to see whether it was changed since."""


class ExportedFile(Part):
    """One document."""

    format: Format
    path: Path = Field(description="where it lies")
    note: str = Field(default="", description="what to know of it")


def file_name(name: str, brief: CampaignBrief, form: Format, *, is_draft: bool) -> str:
    """Return what a document is called: `back-to-school-v3.pdf`, `back-to-school-v3-DRAFT.docx`."""
    kind = "-checklist" if form == "csv" else ""
    mark = "-DRAFT" if is_draft and form in {"pdf", "docx", "md"} else ""
    return f"{name}-v{brief.revision.number}{kind}{mark}.{form}"


def export(
    store: BriefStore,
    name: str,
    brief: CampaignBrief,
    findings: Sequence[Finding],
    formats: Sequence[Format],
    *,
    folder: Path | None = None,
) -> tuple[ExportedFile, ...]:
    """Write a brief in the formats wanted, all or none.

    A file that this made before is made anew. One that somebody changed since, or that was there before, is left as
    it is: the new one gets a number, and its note says so.

    Args:
        store: where briefs lie.
        name: the brief's.
        brief: its content, at one version.
        findings: what checking found; an error makes the documents drafts.
        formats: which, in any order.
        folder: where to write; the brief's own folder by default.

    Raises:
        MissingInput: for a PDF, when typst is not installed.
        DataError: when a document can't be made or written.
    """
    is_draft = any(f.severity is Severity.ERROR for f in findings)
    wanted = [f for f in FORMATS if f in formats]
    made = [(form, *content_of(brief, findings, form)) for form in wanted]
    place = store.place(name)
    target = place if folder is None else folder
    with store.locked(place):
        try:
            target.mkdir(parents=True, exist_ok=True)
            record = _read_record(place)
            found = []
            for form, content, note in made:
                path, moved = _free(target / file_name(name, brief, form, is_draft=is_draft), content, record)
                write_whole(path, content)
                record[str(path.resolve())] = _hash(content)
                found.append(ExportedFile(format=form, path=path, note=" ".join(n for n in (moved, note) if n)))
            write_whole(place / _RECORD, json.dumps(record, indent=1).encode())
        except OSError as error:
            raise DataError(
                f"The documents of '{name}' can't be written: {error.strerror or error}", where=str(target),
                remedy="Check the folder, or name another one.",
            ) from None  # fmt: skip
    return tuple(found)


def _free(path: Path, content: bytes, record: dict[str, str]) -> tuple[Path, str]:
    """Return where to write, and what to say when the usual name holds somebody else's work."""
    candidates = [path, *(path.with_stem(f"{path.stem}-{number}") for number in range(2, 1000))]
    chosen = next(p for p in candidates if _is_ours(p, content, record))
    if chosen == path:
        return path, ""
    return chosen, f"{path.name} was changed since it was made, or is not ours, so it was left alone."


def _is_ours(path: Path, content: bytes, record: dict[str, str]) -> bool:
    if path.is_symlink():
        return False
    if not path.exists():
        return True
    there = _hash(path.read_bytes())
    return there in {_hash(content), record.get(str(path.resolve()))}


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def _read_record(place: Path) -> dict[str, str]:
    """Return what was written before; empty where the record is absent or broken: then nothing there is ours."""
    try:
        found = json.loads((place / _RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
