"""Where exports go: named by version, whole or not at all, and never over somebody's work."""

import json
from pathlib import Path

import pytest

from tests.tools.brief.export.briefs import TODAY, faulty, kept
from tools.brief.checking import check
from tools.brief.document import read_brief
from tools.brief.export import export, usual_formats
from tools.brief.export import files as export_files
from tools.brief.store import BriefStore
from tools.errors import DataError

PLAIN = ("docx", "md", "json", "csv")


@pytest.fixture
def store(tmp_path):
    return BriefStore(tmp_path / "briefs")


def exported(store, brief, formats=PLAIN, folder=None):
    return export(store, "mattress", brief, check(brief, today=TODAY), formats, folder=folder)


def test_documents_lie_beside_the_brief_and_are_named_by_version(store):
    made = exported(store, kept())
    assert [f.path.name for f in made] == [
        "mattress-v2.docx", "mattress-v2.md", "mattress-v2.json", "mattress-v2-checklist.csv",
    ]  # fmt: skip
    assert all(f.path.parent == store.place("mattress") and f.path.is_file() for f in made)


def test_a_draft_is_called_one(store):
    names = [f.path.name for f in exported(store, faulty())]
    assert names[:2] == ["mattress-v2-DRAFT.docx", "mattress-v2-DRAFT.md"]


def test_the_json_is_the_brief(store):
    [made] = exported(store, kept(), ["json"])
    assert read_brief(made.path.read_text("utf-8")) == kept()


def test_an_export_is_made_anew_without_a_word(store):
    first, again = exported(store, kept(), ["md"]), exported(store, kept(), ["md"])
    assert first == again
    assert again[0].note == ""


def test_a_document_that_somebody_changed_is_left_alone(store):
    [made] = exported(store, kept(), ["md"])
    made.path.write_text("my own words", "utf-8")
    [again] = exported(store, kept(), ["md"])
    assert made.path.read_text("utf-8") == "my own words"
    assert again.path.name == "mattress-v2-2.md"
    assert "mattress-v2.md was changed since it was made" in again.note
    [third] = exported(store, kept(), ["md"])
    assert third.path == again.path


def test_a_file_that_was_there_before_is_left_alone(store, tmp_path):
    folder = tmp_path / "to-send"
    folder.mkdir()
    (folder / "mattress-v2.json").write_text("{}", "utf-8")
    [made] = exported(store, kept(), ["json"], folder=folder)
    assert (folder / "mattress-v2.json").read_text("utf-8") == "{}"
    assert made.path == folder / "mattress-v2-2.json"


def test_a_link_is_not_written_through(store, tmp_path):
    store.place("mattress").mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere.md"
    (store.place("mattress") / "mattress-v2.md").symlink_to(elsewhere)
    [made] = exported(store, kept(), ["md"])
    assert made.path.name == "mattress-v2-2.md"
    assert not elsewhere.exists()


def test_a_broken_record_of_exports_overwrites_nothing(store):
    [made] = exported(store, kept(), ["md"])
    made.path.write_text("my own words", "utf-8")
    (made.path.parent / ".exports.json").write_text("[", "utf-8")
    assert exported(store, kept(), ["md"])[0].path.name == "mattress-v2-2.md"


def test_when_one_format_can_not_be_made_none_is_written(store, monkeypatch):
    real = export_files.content_of

    def failing(brief, findings, form):
        if form == "csv":
            raise DataError("no")
        return real(brief, findings, form)

    monkeypatch.setattr(export_files, "content_of", failing)
    with pytest.raises(DataError):
        exported(store, kept())
    assert not store.place("mattress").exists()


def test_a_folder_that_can_not_be_made_is_told(store, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(DataError, match="can't be written"):
        exported(store, kept(), ["md"], folder=tmp_path / "file" / "sub")


def test_no_half_written_file_is_left(store):
    exported(store, kept())
    names = {p.name for p in store.place("mattress").iterdir()}
    assert {n for n in names if n.startswith(".")} == {".exports.json", ".lock"}
    record = json.loads((store.place("mattress") / ".exports.json").read_text("utf-8"))
    assert {Path(p).name for p in record} == {n for n in names if not n.startswith(".")}


def test_the_usual_format_is_one_that_can_be_made():
    assert usual_formats() in {("pdf",), ("docx",)}
