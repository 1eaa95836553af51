"""One specification, every form: pictures that open, terminal lines that fit."""

import shutil
import subprocess
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len

from tools.chart_pictures import DARK
from tools.charts import Band, Chart, Point
from tools.errors import DataError
from tools.quantities import Unit

WATERFALL = Chart(
    "waterfall",
    "CPA: what each factor did",
    "CPA from $40.00 to $46.00; CPM +$2.00, conversion rate +$4.00.",
    Unit.MONEY,
    (
        Point("baseline", 40, "total"),
        Point("CPM", 2, "up"),
        Point("conversion rate", 5, "up"),
        Point("a segment with a name that is far too long for the margin", -1, "down"),
        Point("current", 46, "total"),
    ),
    "USD",
)
LINE = Chart(
    "line",
    "CPA by day",
    "CPA by day.",
    Unit.MONEY,
    tuple(Point(f"2026-05-{day:02}", 40 + day % 5, "point") for day in range(1, 29)),
    "USD",
    (Band("2026-05-15", "2026-05-21", "baseline"), Band("2026-05-22", "2026-05-28", "current")),
)
MARKED = replace(LINE, mark="2026-05-23")
PARTS = Chart(
    "parts",
    "CPA: mix and rate by dimension",
    "By channel mix +$2.00 and rate -$0.50.",
    Unit.MONEY,
    (
        Point("channel", 2, "mix"),
        Point("channel", -0.5, "rate"),
        Point("device", 0, "mix"),
        Point("device", 1.5, "rate"),
    ),
    "USD",
)


@pytest.mark.parametrize("chart", [WATERFALL, LINE, MARKED, PARTS])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_terminal_line_is_wider_than_allowed(chart, width):
    lines = chart.to_terminal(width, colour=False).splitlines()
    assert max(map(len, lines)) <= max(width, 76 if chart.kind == "line" else width)
    assert chart.title in lines[0]


def test_without_colour_there_are_no_escapes():
    assert "\x1b" not in WATERFALL.to_terminal(80, colour=False)
    assert "\x1b" in WATERFALL.to_terminal(80, colour=True)


def test_a_waterfall_in_characters_shows_each_figure():
    shown = WATERFALL.to_terminal(80, colour=False)
    for figure in ("$40.00", "+$2.00", "+$5.00", "-$1.00", "$46.00"):
        assert figure in shown


@pytest.mark.parametrize("chart", [WATERFALL, LINE, MARKED, PARTS])
def test_pictures_are_what_they_say(chart, tmp_path):
    chart.to_png(tmp_path / "a.png")
    chart.to_svg(tmp_path / "a.svg")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert chart.title.split(":")[0] in (tmp_path / "a.svg").read_text()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.png", "a.svg"]


def test_the_forms_in_characters(snapshot):
    assert "\n\n".join(c.to_terminal(72, colour=False) for c in (WATERFALL, PARTS, MARKED)) == snapshot


def test_the_day_the_level_moved_is_marked(tmp_path):
    MARKED.to_svg(tmp_path / "a.svg")
    assert "another level from 2026-05-23" in (tmp_path / "a.svg").read_text()
    assert "^ = another level from 2026-05-23" in MARKED.to_terminal(80, colour=False)


@pytest.mark.parametrize("chart", [WATERFALL, MARKED, PARTS])
def test_a_page_loads_nothing_from_outside(chart, tmp_path):
    chart.to_html(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    assert "<script src=" not in page
    assert "<link" not in page


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(DataError, match="can't be saved"):
        WATERFALL.to_png(tmp_path / "nowhere" / "a.png")


def test_a_page_loads_nothing_and_links_nowhere(tmp_path):
    page = tmp_path / "chart.html"
    WATERFALL.to_html(page)
    text = page.read_text("utf-8")
    assert "<script src" not in text
    assert "<link" not in text
    assert '"editor": false' in text
    assert "<title>CPA: what each factor did</title>" in text


def test_a_name_in_the_data_can_not_end_the_pages_script(tmp_path):
    page = tmp_path / "chart.html"
    nasty = Point("</script><script>alert(1)</script>", 1, "up")
    replace(WATERFALL, points=(*WATERFALL.points[:1], nasty, *WATERFALL.points[1:])).to_html(page)
    assert "</script><script>alert" not in page.read_text("utf-8")


def test_names_of_any_kind_can_be_drawn(tmp_path):
    names = ("a\x01b\x1b[31m", "Supercalifragilistic_campaign_name_without_blanks", "2026 | Mobile", "'; drop", "")
    points = (WATERFALL.points[0], *(Point(name, 1, "up") for name in names), WATERFALL.points[-1])
    for suffix in ("png", "svg"):
        path = tmp_path / f"chart.{suffix}"
        getattr(replace(WATERFALL, points=points), f"to_{suffix}")(path)
        assert path.stat().st_size > 1000


def test_an_axis_of_money_has_its_currencys_sign(tmp_path):
    path = tmp_path / "chart.svg"
    replace(WATERFALL, currency="EUR").to_svg(path)
    assert ">€44.00<" in path.read_text("utf-8")


def test_labels_of_wide_signs_keep_the_bars_in_line():
    names = ("baseline", "広告キャンペーン日本語の長い名前です", "🚀 Launch", "current")
    roles = ("total", "up", "down", "total")
    points = tuple(Point(n, v, r) for n, v, r in zip(names, (20, 5, -2, 23), roles, strict=True))
    chart = Chart("waterfall", "CPA", "CPA rose", Unit.MONEY, points, currency="USD")
    lines = chart.to_terminal(80, colour=False).splitlines()[2:]
    assert {cell_len(line) for line in lines} == {80}
    assert "日本語の…" in lines[1]


def test_totals_are_drawn_in_the_terminals_own_ink_which_no_background_swallows():
    assert "\x1b[39m█" in WATERFALL.to_terminal(80, colour=True)


def test_levels_below_zero_stay_in_the_picture_and_in_the_terminal(tmp_path):
    steps = (Point("baseline", -1200, "total"), Point("Search", -400, "down"), Point("current", -1600, "total"))
    chart = replace(WATERFALL, points=steps)
    assert max(map(len, chart.to_terminal(80, colour=False).splitlines())) <= 80
    low, high = chart.window()
    assert low < -1600 < -1200 < high < 0
    chart.to_png(tmp_path / "chart.png")


def test_days_without_a_period_to_mark_can_be_drawn(tmp_path):
    replace(LINE, bands=(), points=LINE.points[:2]).to_png(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("chart", [WATERFALL, MARKED, PARTS])
def test_an_svg_says_what_it_shows_and_has_a_dark_side(chart, tmp_path):
    chart.to_svg(tmp_path / "chart.svg")
    root = ET.parse(tmp_path / "chart.svg").getroot()  # noqa: S314 - our own file
    parts = {child.tag.rpartition("}")[2]: child.text or "" for child in root}
    assert (parts["title"], parts["desc"]) == (chart.title, chart.alt)
    assert root.get("role") == "img"
    assert "prefers-color-scheme: dark" in parts["style"]
    used = {
        value
        for element in root.iter()
        for name in ("fill", "stroke")
        if (value := element.get(name)) not in {None, "none", "transparent"}
    }
    assert used <= set(DARK)


@pytest.mark.parametrize("chart", [WATERFALL, MARKED, PARTS])
def test_a_page_has_its_figures_as_a_table_too(chart, tmp_path):
    chart.to_html(tmp_path / "chart.html")
    page = (tmp_path / "chart.html").read_text(encoding="utf-8")
    table = page[page.rindex("<table>") : page.rindex("</table>")]
    assert all(chart.shown(point) in table for point in chart.points)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium to open a page")
def test_a_page_draws_itself_in_a_browser_without_a_network(tmp_path):
    MARKED.to_html(tmp_path / "chart.html")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=4000", "--dump-dom"]
    page = subprocess.run(
        ["chromium", *flags, (tmp_path / "chart.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert "<svg" in page
    assert "another level from 2026-05-23" in page[page.index("<svg") :]


@pytest.mark.parametrize("form", ["png", "svg", "html"])
def test_a_line_without_periods_to_shade_is_drawn(tmp_path, form):
    path = tmp_path / f"chart.{form}"
    chart = replace(LINE, bands=())
    {"png": chart.to_png, "svg": chart.to_svg, "html": chart.to_html}[form](path)
    assert path.stat().st_size > 1000
    assert "from $40.00 to $44.00" in chart.to_terminal()


@pytest.mark.parametrize(("levels", "says"), [((5.0, 100.0), False), ((90.0, 100.0), True), ((-5.0, 10.0), False)])
def test_a_line_says_when_its_axis_leaves_zero_out(levels, says, tmp_path):
    days = tuple(Point(f"2026-05-0{n}", level, "point") for n, level in enumerate(levels, 1))
    Chart("line", "CPA by day", "CPA by day", Unit.MONEY, days, currency="USD").to_html(tmp_path / "line.html")
    assert ("does not start at zero" in (tmp_path / "line.html").read_text()) is says
