"""A run as one HTML page that needs nothing else: no script, no network, light and dark."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals.report.summary import SuiteSummary
from evals.run import Run


def write_page(run: Run, found: Sequence[SuiteSummary], path: Path) -> Path:
    """Write the page and return its path. What answers and tables say is escaped: it is text, whatever it holds."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = templates.get_template("page.html.j2").render(run=run, found=found)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path
