"""The styles of the DOCX: how headings, tables and notes look is said here once, and a reader may change it in Word."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

TABLE, FACTS = "Brief Table", "Brief Facts"
NOTICE, LABEL, FIGURE, ASIDE = "Draft Notice", "Key Label", "Key Figure", "Aside"
HEAD, CELL, FIELD = "Table Head", "Table Text", "Table Field"
_INK, _MUTED, _ACCENT, _ALARM = "172233", "5C6878", "0C6B74", "B3261E"
_FONT = "Arial"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

_TABLE_STYLE = f"""
<w:style {_W} w:type="table" w:customStyle="1" w:styleId="BriefTable">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="6" w:space="0" w:color="{_ACCENT}"/>
      <w:bottom w:val="single" w:sz="6" w:space="0" w:color="{_ACCENT}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="D9DEE6"/>
    </w:tblBorders>
    <w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E6F0F1"/></w:tcPr>
  </w:tblStylePr>
</w:style>"""

_FACTS_STYLE = f"""
<w:style {_W} w:type="table" w:customStyle="1" w:styleId="BriefFacts">
  <w:name w:val="{FACTS}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders><w:insideV w:val="single" w:sz="24" w:space="0" w:color="FFFFFF"/></w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="60" w:type="dxa"/><w:left w:w="115" w:type="dxa"/>
      <w:bottom w:w="60" w:type="dxa"/><w:right w:w="115" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="F3F6F9"/></w:tcPr>
</w:style>"""


def set_styles(document: "Document") -> None:
    """Give the document its styles: the built-in ones restyled, and a few of its own."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.shared import Pt

    styles = document.styles
    _paragraph(styles["Normal"], size=9.5, colour=_INK, after=4)
    _paragraph(styles["Title"], size=22, colour=_INK, is_bold=True, after=2)
    _without_border(styles["Title"])
    _paragraph(styles["Subtitle"], size=11, colour=_MUTED, after=8)
    styles["Subtitle"].font.italic = False
    _paragraph(styles["Heading 1"], size=13, colour=_ACCENT, is_bold=True, before=14, after=4)
    _paragraph(styles["Heading 2"], size=10.5, colour=_INK, is_bold=True, before=9, after=3)
    _paragraph(styles["Intense Quote"], size=15, colour=_ACCENT, is_bold=True, before=10, after=2)
    _without_border(styles["Intense Quote"])
    styles["Intense Quote"].font.italic = False
    styles["Intense Quote"].paragraph_format.left_indent = styles["Intense Quote"].paragraph_format.right_indent = Pt(0)
    for name, size, colour, is_bold in (
        (NOTICE, 13, _ALARM, True), (LABEL, 7.5, _MUTED, True), (FIGURE, 14, _INK, True), (ASIDE, 8, _MUTED, False),
        (HEAD, 8, _ACCENT, True), (CELL, 9, _INK, False), (FIELD, 9, _INK, True),
    ):  # fmt: skip
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
        space = {NOTICE: 4.0, HEAD: 2.0, CELL: 2.0, FIELD: 2.0}.get(name, 1.0)
        before = 2.0 if name in {HEAD, CELL, FIELD, ASIDE} else 0.0
        _paragraph(made, size=size, colour=colour, is_bold=is_bold, before=before, after=space)
    styles[LABEL].font.all_caps = True
    styles[LABEL].paragraph_format.keep_with_next = True
    styles[HEAD].paragraph_format.keep_with_next = True
    styles[NOTICE].paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        _paragraph(styles[name], size=8, colour=_MUTED, after=0)
    styles["List Bullet"].paragraph_format.space_after = Pt(2)
    for source in (_TABLE_STYLE, _FACTS_STYLE):
        styles.element.append(parse_xml(source))


def _paragraph(
    style: Any, *, size: float, colour: str, is_bold: bool = False, before: float = 0, after: float = 0
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.size, style.font.bold = Pt(size), is_bold
    style.font.name, style.font.color.rgb = _FONT, RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for name in [n for n in fonts.attrib if n.endswith("Theme")]:
        del fonts.attrib[name]  # a theme's font would win over the name
    fonts.set(qn("w:cs"), _FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _without_border(style: Any) -> None:
    from docx.oxml.ns import qn

    border = style.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)
