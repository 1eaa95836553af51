"""The launch checklist: everything to do with owner, state and due date, and no cell that a spreadsheet computes."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.brief.export.briefs import EMPTY, kept, with_texts
from tools.brief.brief import Approval
from tools.brief.export.checklist import checklist, checklist_csv
from tools.brief.plain import safe_cell

FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")


def rows(brief):
    return list(csv.DictReader(io.StringIO(checklist_csv(brief).removeprefix("\ufeff"))))


def test_each_item_has_its_owner_state_and_due_date():
    [first, *_] = rows(kept())
    assert first == {
        "area": "website", "item": "landing page", "owner": "web", "state": "done", "due": "2026-09-13",
        "what to check": "Is a dedicated landing page needed, and does it repeat the ad's promise and its one action?",
    }  # fmt: skip


def test_it_holds_what_the_launch_needs_beyond_the_site():
    areas = [row["area"] for row in rows(kept("b2b-leads"))]
    assert list(dict.fromkeys(areas)) == ["website", "tracking", "texts", "audiences", "tests", "approvals", "result"]


def test_an_approval_is_due_on_its_own_day():
    brief = kept().model_copy(update={"approvals": (Approval(who="CMO", what="creatives", due=date(2026, 8, 1)),)})
    [approval] = [i for i in checklist(brief) if i.area == "approvals"]
    assert (approval.owner, approval.due) == ("CMO", date(2026, 8, 1))


def test_without_a_flight_nothing_is_due_and_without_items_there_is_a_header():
    assert rows(EMPTY) == []
    assert checklist_csv(EMPTY).startswith("\ufeffarea,item,what to check,owner,state,due")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r\n=1", "'=1"),
        ("\x00=1", "'=1"),
        ("＝1", "'＝1"),
        ("plain, with a comma", "plain, with a comma"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_formula_is_shown_and_not_computed(text, cell):
    assert safe_cell(text) == cell


@given(st.text(max_size=60))
def test_no_text_makes_a_formula(text):
    cell = safe_cell(text)
    assert not cell.startswith(FORMULA_SIGNS)
    assert not set(cell) & set("\t\r\n\x00")


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=60, alphabet="=+-@\t\r\n\"',;x 1|"))
def test_no_text_of_a_brief_makes_a_cell_or_a_row_of_its_own(text):
    if not text.strip():
        return
    found = rows(with_texts(text))
    assert all(None not in row and len(row) == 6 for row in found)
    assert not any(value.startswith(FORMULA_SIGNS) for row in found for value in row.values())
    assert len(found) == len(checklist(with_texts(text)))
