"""docs/models.md and the tests name the same things."""

import re
from pathlib import Path

from agent.settings import Settings
from agent.usage.prices import load_prices

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_exists():
    written = "\n".join(p.read_text(encoding="utf-8") for p in Path(__file__).parent.glob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 20
    assert {name for name in named if f"def {name}(" not in written} == set()


def test_every_setting_that_the_page_names_exists_with_that_default():
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \|", PAGE, re.MULTILINE)
    fields = Settings.model_fields
    assert len(rows) > 8
    for name, written in rows:
        assert name in fields, name
        value = fields[name].get_default(call_default_factory=True)
        shown = f"{value:g}" if isinstance(value, float) else str(value or "none")
        assert written.strip().strip("`") == shown, name


def test_the_page_says_how_old_the_prices_are():
    assert load_prices().collected.isoformat() in PAGE
