"""Charts as files of the web: an SVG that describes itself, and a page that needs no network; both light and dark."""

import html
from io import StringIO
from typing import TYPE_CHECKING

from tools.chart_pictures import DARK, printable

if TYPE_CHECKING:
    import altair as alt

    from tools.charts import Chart

_LAYOUT = """
body { margin: 0 auto; padding: 0 8px 24px; max-width: 1100px; font: 14px/1.5 system-ui, sans-serif; color: #222;
  background: white; }
#vis { max-width: 100%; overflow-x: auto; }
#vis svg { max-width: none; }
summary { cursor: pointer; color: #555; }
table { border-collapse: collapse; margin-top: 8px; }
th, td { padding: 2px 16px 2px 0; text-align: left; font-weight: normal; }
td { text-align: right; font-variant-numeric: tabular-nums; }
"""
_LAYOUT_IN_DARK = """
body { background: #16191d; color: #e6e9ec; }
summary { color: #a0a8b0; }
#vis svg { background-color: #16191d !important; }
#vg-tooltip-element { background: #2c3238 !important; color: #e6e9ec !important; border-color: #6b747d !important; }
#vg-tooltip-element td.key { color: #a0a8b0 !important; }
"""


def svg_of(picture: "alt.LayerChart", chart: "Chart") -> str:
    """Return a picture as SVG, with what it shows in words for those who don't see it."""
    draft = StringIO()
    picture.save(draft, format="svg")
    title, told = (html.escape(printable(text)) for text in (chart.title, chart.alt))
    opening, ending, rest = draft.getvalue().partition(">")
    head = f"<title>{title}</title><desc>{told}</desc><style>{_in_dark('svg ')}</style>"
    return f'{opening} role="img" aria-label="{title}: {told}"{ending}{head}{rest}'


def page_of(picture: "alt.LayerChart", chart: "Chart") -> str:
    """Return a picture as one interactive page: its script inside, nothing loaded from anywhere, no link to send it to.

    A name in the data that looks like the end of the script is written so that it is not one.
    """
    menu = {"export": True, "source": False, "compiled": False, "editor": False}
    page: str = picture.to_html(inline=True, embed_options={"actions": menu, "renderer": "svg"})
    script, opening, rest = page.rpartition("const spec =")
    data, closing, end = rest.partition("const embedOpt =")
    page = script + opening + data.replace("</", "<\\/") + closing + end
    style = f"<style>{_LAYOUT}{_in_dark('#vis svg ', _LAYOUT_IN_DARK)}</style>"
    head = (
        '<html lang="en">\n<head>\n  <meta charset="UTF-8">\n'
        '  <meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"  <title>{html.escape(printable(chart.title))}</title>\n  {style}"
    )
    page = page.replace("<html>\n<head>", head, 1)
    body, ending, rest = page.rpartition("</body>")
    return f"{body}{_figures(chart)}\n{ending}{rest}"


def _in_dark(inside: str, more: str = "") -> str:
    rules = "".join(
        f'{inside}[{what}="{light}"]{{{what}:{dark}}}' for light, dark in DARK.items() for what in ("fill", "stroke")
    )
    return f"@media (prefers-color-scheme: dark) {{{more}{rules}}}"


def _figures(chart: "Chart") -> str:
    """Return the figures as a table: a picture is not for everybody, and a table can be copied."""
    rows = "".join(
        f'<tr><th scope="row">{html.escape(printable(_named(p.label, p.role)))}</th>'
        f"<td>{html.escape(chart.shown(p))}</td></tr>"
        for p in chart.points
    )
    return f"<details><summary>The figures</summary><table>{rows}</table></details>"


def _named(label: str, role: str) -> str:
    return f"{label}, {role}" if role in {"mix", "rate"} else label
