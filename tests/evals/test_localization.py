"""The localization benchmark meets its bars on the public sets."""

from pathlib import Path

import pytest

from evals.benchmarks.localization import BARS, Case, f1, read_leaves, run_set

SETS = Path(__file__).resolve().parents[3] / "shared" / "data" / "rca"


def element(text):
    return frozenset(tuple(part.split("=")) for part in text.split("&"))


def test_only_an_exactly_equal_element_counts():
    right = Case("1", frozenset({element("a=1&b=2")}), frozenset({element("b=2&a=1")}), 0.1)
    wider = Case("2", frozenset({element("a=1&b=2")}), frozenset({element("a=1")}), 0.1)
    assert f1([right]) == 1
    assert f1([wider]) == 0
    assert f1([right, wider]) == 0.5


def test_a_file_is_read_as_dimensions_and_two_columns(tmp_path):
    path = tmp_path / "1.csv"
    path.write_text("a,b,real,predict\na1,b1,2.0,3.5\na1,b2,0,1\n")
    dimensions, keys, actual, expected = read_leaves(path)
    assert dimensions == ["a", "b"]
    assert keys[1].tolist() == ["b1", "b2"]
    assert actual.tolist() == [2, 0]
    assert expected.tolist() == [3.5, 1]


@pytest.mark.skipif(not SETS.is_dir(), reason="the public sets S and L are not on this machine")
@pytest.mark.parametrize("name", sorted(BARS))
def test_the_public_sets_are_localized(name, tmp_path):
    import tarfile

    with tarfile.open(SETS / f"{name}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    assert f1(run_set(tmp_path / name)) >= BARS[name]
