"""Tab offers commands, files, KPIs, dimensions and the values of the connected data, each where it fits."""

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from agent.channels.chat.completion import ChatCompleter
from agent.channels.chat.vocabulary import Vocabulary
from tools.data.mapping import MappingOverrides
from tools.data.samples import sample_path


@pytest.fixture(scope="module")
def words():
    found = Vocabulary()
    found.learn_metrics()
    found.learn_data(sample_path(), MappingOverrides())
    return found


def offered(text, words):
    """Return what the text becomes by each completion."""
    found = ChatCompleter(words).get_completions(Document(text), CompleteEvent())
    return [text[: len(text) + c.start_position] + c.text for c in found]


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("/da", "/data"),
        ("/", "/help"),
        ("/why roa", "/why roas"),
        ("/why cpa last w", "/why cpa last week"),
        ("/why cpa by dev", "/why cpa by device"),
        ("/kpi roas rev", "/kpi roas revenue="),
        ("/kpi cpa spend=5000 conv", "/kpi cpa spend=5000 conversions="),
        ("why did CPA rise for prosp", "why did CPA rise for Prospecting"),
        ("compare site vis", "compare Site visitors 30d"),
        ("why did cpa rise for device=mob", "why did cpa rise for device=Mobile"),
    ],
)
def test_what_fits_is_offered(text, completed, words):
    assert completed in offered(text, words)


@pytest.mark.parametrize("text", ["", "why did ", "/usage ", "/nonsense x", "/threads del", "zzz"])
def test_where_nothing_fits_nothing_is_offered(text, words):
    assert offered(text, words) == []


def test_files_are_offered_after_data_and_export(tmp_path, monkeypatch, words):
    (tmp_path / "ads May.csv").touch()
    (tmp_path / "reports").mkdir()
    monkeypatch.chdir(tmp_path)
    assert offered("/data a", words) == ["/data ads May.csv"]
    assert offered("/export re", words) == ["/export reports"]
    assert offered("/data reports/../ads", words) == ["/data reports/../ads May.csv"]


def test_values_that_could_not_be_typed_are_not_offered(tmp_path):
    table = tmp_path / "ads.csv"
    table.write_text("day,campaign,spend,conversions\n2026-05-01,\x1b[31mred,5,1\n2026-05-02,Plain,6,2\n")
    words = Vocabulary()
    words.learn_data(table, MappingOverrides())
    assert list(words.values) == ["Plain"]


def test_data_that_cannot_be_read_leaves_nothing_to_offer(tmp_path):
    words = Vocabulary(dimensions=["channel"], values=["CTV"])
    words.learn_data(tmp_path / "missing.csv", MappingOverrides())
    assert (list(words.dimensions), list(words.values)) == ([], [])
