"""Briefs in the workspace: every version is kept, undo goes back, and two editors don't overwrite each other."""

import json
import threading
from datetime import date

import pytest

from tools.brief import CampaignBrief
from tools.brief.drafting import draft
from tools.brief.store import BriefChanged, BriefStore, slug_of
from tools.errors import DataError, InputError

TODAY = date(2026, 3, 2)
BRIEF = draft("We are Lumen. Sell our desk lamps in May, €20k, search and Meta, CPA €28.", today=TODAY).brief


def renamed(name):
    return BRIEF.model_copy(update={"name": name})


@pytest.fixture
def store(tmp_path):
    return BriefStore(tmp_path / "briefs")


def test_a_brief_is_kept_with_who_and_when(store):
    saved = store.save("lamps", BRIEF, expected=0, by="Ana", change="drafted")
    assert store.load("lamps") == saved
    assert (saved.revision.number, saved.revision.by, saved.revision.change) == (1, "Ana", "drafted")
    assert json.loads((store.folder / "lamps" / "brief.json").read_text("utf-8"))["schema_version"] == 2


def test_each_version_stays_readable(store):
    store.save("lamps", BRIEF, expected=0, by="Ana", change="drafted")
    store.save("lamps", renamed("Second"), expected=1, by="Ben", change="renamed")
    assert store.load("lamps", 1).name == BRIEF.name
    assert [(r.number, r.by) for r in store.history("lamps")] == [(1, "Ana"), (2, "Ben")]


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(store):
    store.save("lamps", BRIEF, expected=0, by="Ana", change="drafted")
    store.save("lamps", renamed("Ben's"), expected=1, by="Ben", change="renamed")
    with pytest.raises(BriefChanged, match="version 2 now, saved by Ben"):
        store.save("lamps", renamed("Ana's"), expected=1, by="Ana", change="renamed")
    assert store.load("lamps").name == "Ben's"


def test_of_many_editors_at_once_exactly_one_wins(store):
    store.save("lamps", BRIEF, expected=0, by="Ana", change="drafted")
    won, lost = [], []

    def edit(n):
        try:
            won.append(store.save("lamps", renamed(f"by {n}"), expected=1, by=str(n), change="edit"))
        except BriefChanged:
            lost.append(n)

    threads = [threading.Thread(target=edit, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    assert store.load("lamps").name == won[0].name


def test_undo_goes_back_step_by_step_and_keeps_the_history(store):
    for number, name in enumerate(("One", "Two", "Three")):
        store.save("lamps", renamed(name), expected=number, by="Ana", change=name)
    assert store.undo("lamps", by="Ana").name == "Two"
    assert store.undo("lamps", by="Ana").name == "One"
    with pytest.raises(InputError, match="no change left to undo"):
        store.undo("lamps", by="Ana")
    assert len(store.history("lamps")) == 5
    store.save("lamps", renamed("Four"), expected=5, by="Ana", change="Four")
    assert store.undo("lamps", by="Ana").name == "One"


def test_a_crash_while_writing_leaves_the_old_version(store, monkeypatch):
    store.save("lamps", BRIEF, expected=0, by="Ana", change="drafted")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DataError, match="No space left"):
        store.save("lamps", renamed("Second"), expected=1, by="Ana", change="renamed")
    assert store.load("lamps").name == BRIEF.name
    assert [p.name for p in (store.folder / "lamps" / "versions").iterdir()] == ["0001.json"]


@pytest.mark.parametrize("name", ["../evil", "a/b", ".hidden", "", "UPPER", "a" * 80, "con\n"])
def test_a_name_that_leaves_the_folder_is_refused(store, name):
    with pytest.raises(InputError, match="can't name a brief"):
        store.save(name, BRIEF, expected=0, by="Ana", change="drafted")


def test_names_come_from_the_campaign_and_are_numbered_when_taken(store):
    assert slug_of("Été & Co: 20% off!") == "ete-co-20-off"
    assert slug_of("日本") == "campaign"
    store.save("lamps", BRIEF, expected=0, by="Ana", change="drafted")
    assert store.free_name("Lamps") == "lamps-2"


def test_a_brief_that_is_not_there_names_those_that_are(store):
    store.save("lamps", BRIEF, expected=0, by="Ana", change="drafted")
    with pytest.raises(InputError, match="There are: lamps"):
        store.load("chairs")
    with pytest.raises(InputError, match="no version 7"):
        store.load("lamps", 7)


def test_a_damaged_file_is_named(store):
    store.save("lamps", BRIEF, expected=0, by="Ana", change="drafted")
    (store.folder / "lamps" / "brief.json").write_text("{", "utf-8")
    with pytest.raises(DataError, match="not JSON"):
        store.load("lamps")


def test_a_brief_taken_from_the_disk_is_the_one_that_was_saved(store):
    saved = store.save("lamps", BRIEF, expected=0, by="Ana", change="drafted")
    assert isinstance(saved, CampaignBrief)
    assert store.load("lamps", 1) == saved
