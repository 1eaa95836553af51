"""Measures the exporting of briefs: how long each format takes, and whether other programs open what is written.

    python -m evals.benchmarks.briefs_export

Every paragraph of the drafting benchmark is drafted, and written as PDF and DOCX. Poppler draws each PDF and
LibreOffice converts each DOCX; what they write to standard error is a warning. A program that is absent is not asked.
"""

import shutil
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path

import yaml

from evals.benchmarks.briefs import DEVELOPMENT, HELD_BACK
from tools.brief.checking import check
from tools.brief.drafting import draft
from tools.brief.export.formats import Format, content_of

TODAY = date(2026, 3, 2)
_FORMATS: tuple[Format, ...] = ("pdf", "docx", "md", "json", "csv")


def main() -> None:
    """Write every brief, and print the figures."""
    cases = [case["text"] for path in (DEVELOPMENT, HELD_BACK) for case in yaml.safe_load(path.read_text("utf-8"))]
    with tempfile.TemporaryDirectory(prefix="adroit-") as name:
        folder = Path(name)
        seconds = {form: _written(cases, form, folder) for form in _FORMATS}
        print(f"{len(cases)} briefs")
        for form, times in seconds.items():
            first, *rest = times
            middle = sorted(rest)[len(rest) // 2] * 1000
            print(f"{form}: first {first * 1000:.0f} ms, median {middle:.0f} ms, slowest {max(times) * 1000:.0f} ms")
        print(f"PDF opened by pdftoppm: {_drawn(folder)}")
        print(f"DOCX opened by LibreOffice: {_converted(folder)}")


def _written(cases: list[str], form: Format, folder: Path) -> list[float]:
    """Write each brief in one format; return the seconds of each, the loading of libraries in the first."""
    seconds = []
    for place, text in enumerate(cases):
        brief = draft(text, today=TODAY).brief
        findings = check(brief, today=TODAY)
        started = time.perf_counter()
        content, _ = content_of(brief, findings, form)
        seconds.append(time.perf_counter() - started)
        (folder / f"{place}.{form}").write_bytes(content)
    return seconds


def _drawn(folder: Path) -> str:
    if shutil.which("pdftoppm") is None:
        return "not asked, it is absent"
    files, warned, pages = sorted(folder.glob("*.pdf")), 0, 0
    for file in files:
        told = subprocess.run(  # noqa: S603 - our own file
            ["pdftoppm", "-r", "30", "-png", str(file), str(file.with_suffix(""))],  # noqa: S607
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        warned += bool(told.returncode or told.stderr)
        pages += len(list(folder.glob(f"{file.stem}-*.png")))
    return f"{len(files) - warned} of {len(files)} without a warning, {pages / len(files):.1f} pages each"


def _converted(folder: Path) -> str:
    office = shutil.which("soffice")
    if office is None:
        return "not asked, it is absent"
    files = sorted(folder.glob("*.docx"))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    told = subprocess.run(  # noqa: S603 - our own files
        [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder / "office"), *map(str, files)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    warnings = [line for line in told.stderr.splitlines() if "javaldx" not in line]
    made = len(list((folder / "office").glob("*.pdf")))
    return f"{made} of {len(files)}, {len(warnings)} warnings"


if __name__ == "__main__":
    main()
