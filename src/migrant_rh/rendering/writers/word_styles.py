"""Styles, settings and bullets of our Word documents; no theme, so that the fonts are ours."""

from __future__ import annotations

from dataclasses import dataclass

from migrant_rh.rendering.document import DEEPEST_HEADING
from migrant_rh.rendering.writers.paper import SIZES
from migrant_rh.rendering.writers.wordml import NAMESPACES
from migrant_rh.words import Language

LATIN = "Times New Roman"
SONG = "SimSun"
HEI = "SimHei"

_HEADING_SIZES = (14, 12, 10.5, 10.5, 10.5)
_GREY = "595959"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A paragraph style: names, type, and properties in the order of the schema."""

    id: str
    name: str
    paragraph: str = ""
    chinese: str = SONG
    size: float = 10.5
    bold: bool = False
    colour: str = ""
    following: str = ""
    own: bool = False

    def xml(self) -> str:
        """Write the style down."""
        based = "" if self.id == "Normal" else '<w:basedOn w:val="Normal"/>'
        following = f'<w:next w:val="{self.following}"/>' if self.following else ""
        kind = ' w:default="1"' if self.id == "Normal" else ' w:customStyle="1"' * self.own
        return (
            f'<w:style w:type="paragraph"{kind} w:styleId="{self.id}">'
            f'<w:name w:val="{self.name}"/>{based}{following}<w:qFormat/>'
            f"<w:pPr>{self.paragraph}</w:pPr>{self._characters()}</w:style>"
        )

    def _characters(self) -> str:
        """Write down type: every style names its fonts."""
        bold = "<w:b/><w:bCs/>" if self.bold else ""
        colour = f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        half_points = round(2 * self.size)
        size = f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        return f"<w:rPr>{fonts(self.chinese)}{bold}{colour}{size}</w:rPr>"


def fonts(chinese: str) -> str:
    """Name the fonts of both scripts."""
    return f'<w:rFonts w:ascii="{LATIN}" w:eastAsia="{chinese}" w:hAnsi="{LATIN}" w:cs="{LATIN}"/>'


def styles(language: Language) -> str:
    """Write all styles down: each is used, and each names its East Asian font."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(SONG)}"
        '<w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        f'<w:name w:val="Normal Table"/><w:rPr>{fonts(SONG)}</w:rPr>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    looks = "".join(
        look.xml() for look in (*_text(language), *_headings(language), *_tables(language))
    )
    return f"<w:styles {NAMESPACES}>{defaults}{looks}{table}</w:styles>"


def settings() -> str:
    """Write the settings down: current Word, no compatibility mode."""
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def numbering() -> str:
    """Write the one bullet down."""
    return (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0">'
        '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="420" w:hanging="280"/></w:pPr><w:rPr>{fonts(SONG)}</w:rPr>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        "</w:numbering>"
    )


def _spacing(before: int, after: int, line: int = 240) -> str:
    """Write spacing down: twentieths of a point around, 240ths of a line within."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _text(language: Language) -> tuple[_Look, ...]:
    """List the styles of running text."""
    indent = '<w:ind w:firstLineChars="200" w:firstLine="420"/>' if language == "zh" else ""
    bullet = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    ruled = (
        '<w:pBdr><w:left w:val="single" w:sz="24" w:space="6" w:color="9A5B00"/></w:pBdr>'
        '<w:shd w:val="clear" w:color="auto" w:fill="FFF6E5"/>'
    )
    centre = '<w:jc w:val="center"/>'
    return (
        _Look(id="Normal", name="Normal"),
        _Look(id="BodyText", name="Body Text", paragraph=_spacing(0, 100, 320) + indent),
        _Look(id="ListBullet", name="List Bullet", paragraph=bullet + _spacing(0, 60, 300)),
        _Look(own=True, id="Notice", name="Notice", paragraph=ruled + _spacing(80, 160)),
        _Look(id="Header", name="header", paragraph=centre, size=8, colour=_GREY),
        _Look(id="Footer", name="footer", paragraph=centre, size=8, colour=_GREY),
    )


def _headings(language: Language) -> tuple[_Look, ...]:
    """List the styles of the title and the headings; Chinese ones are heavy without being bold."""
    bold = language == "en"
    title = _Look(
        id="Title",
        name="Title",
        paragraph=_spacing(0, 240) + '<w:jc w:val="center"/>',
        chinese=HEI,
        size=18,
        bold=bold,
        following="BodyText",
    )
    return (
        title,
        *(
            _Look(
                id=f"Heading{level}",
                name=f"heading {level}",
                paragraph=f"<w:keepNext/><w:keepLines/>{_spacing(280 - 40 * level, 100)}"
                f'<w:outlineLvl w:val="{level - 1}"/>',
                chinese=HEI,
                size=_HEADING_SIZES[level - 1],
                bold=bold,
                following="BodyText",
            )
            for level in range(1, DEEPEST_HEADING + 1)
        ),
    )


def _tables(language: Language) -> tuple[_Look, ...]:
    """List the styles of tables, figures and what stands around them."""
    centre = '<w:jc w:val="center"/>'
    caption = _Look(
        id="Caption",
        name="caption",
        paragraph=_spacing(160, 80) + centre,
        chinese=HEI,
        size=9,
        bold=language == "en",
    )
    return (
        caption,
        _Look(
            own=True,
            id="Figure",
            name="Figure",
            paragraph=f"<w:keepNext/>{_spacing(120, 0)}{centre}",
        ),
        *(
            _Look(own=True, id=name, name=_spaced(name), paragraph=_spacing(15, 15), size=size)
            for size, name in SIZES.items()
        ),
        _Look(
            own=True,
            id="TableNote",
            name="Table Note",
            paragraph="<w:keepLines/>" + _spacing(20, 0),
            size=7.5,
        ),
    )


def _spaced(name: str) -> str:
    """Put a blank before every capital but the first."""
    return "".join(f" {each}" if each.isupper() else each for each in name).strip()
