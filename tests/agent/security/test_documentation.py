"""docs/security.md names tests that exist, a row for each item of the list, and figures that hold."""

import re
from pathlib import Path

from tests.agent.security.test_attacks import ALL

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_exists():
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert {name for name in named if f"def {name}(" not in written} == set()


def test_every_item_of_the_list_has_a_row_with_a_test():
    rows = re.findall(r"^\| LLM(\d\d) [^|]+\|[^|]+\|([^|]+)\|", PAGE, re.MULTILINE)
    assert [number for number, _ in rows] == [f"{n:02d}" for n in range(1, 11)]
    assert all("`test_" in tests for _, tests in rows)


def test_the_number_of_attacks_is_the_one_that_the_page_names():
    assert f"{len(ALL)} attacks" in PAGE
