"""Characters that a file stores and no reader means: radicals, compatibility forms, controls.

PDF programs map a font's glyphs to the first character that looks so: ⾏ (Kangxi radical 144)
for 行.  NFKC maps the Kangxi radicals and the compatibility ideographs, and nothing else of it is
wanted here (it would turn ① into 1 and full-width signs into half-width ones).  The radicals of
the CJK Radicals Supplement have no such mapping but for two; their ideographs are listed below
after EquivalentUnifiedIdeograph.txt of the Unicode Character Database.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_SUPPLEMENT: Final = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺠民⺡氵⺢氺⺣灬"
    "⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊⺹耂⺺肀⺻聿⺼月⺽臼⺾艹⺿艹"
    "⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页"
    "⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀"
)
_NFKC_RANGES: Final = ((0x2F00, 0x2FD6), (0xF900, 0xFAFF), (0x2F800, 0x2FA1E))
_CONTROLS: Final[dict[int, str | None]] = {
    **{code: None for code in range(0x20) if chr(code) not in "\t\n"},
    **dict.fromkeys(range(127, 160)),
    **dict.fromkeys((173, 8203, 8204, 8205, 8288, 65279, 65534, 65535)),
    **dict.fromkeys(range(8234, 8239)),
    **dict.fromkeys(range(8294, 8298)),
    **dict.fromkeys(range(55296, 57344)),
    **{0xF000 + code: sign for code, sign in ((0xB7, "•"), (0xA7, "▪"), (0x6C, "●"), (0x6E, "■"))},
    0x2028: "\n",
    0x2029: "\n",
    0xA0: " ",
}


def _table() -> dict[int, str | None]:
    pairs = zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)
    table: dict[int, str | None] = {ord(radical): ideograph for radical, ideograph in pairs}
    for first, beyond in _NFKC_RANGES:
        for code in range(first, beyond):
            plain = unicodedata.normalize("NFKC", chr(code))
            if plain != chr(code):
                table[code] = plain
    for code in (0x2E9F, 0x2EF3):
        table[code] = unicodedata.normalize("NFKC", chr(code))
    return table | _CONTROLS


_TABLE: Final = _table()


def clean(text: str) -> str:
    """Return a text without radicals for ideographs and without invisible characters.

    >>> clean("⾏动⽅案，⻓期")
    '行动方案，长期'
    """
    return text.translate(_TABLE)


def is_cjk(char: str) -> bool:
    """Whether a character is an ideograph, or punctuation that stands with ideographs unspaced."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or 0x20000 <= code <= 0x3FFFF
        or char in "“”‘’…—·〔〕"
    )


def is_private(char: str) -> bool:
    """Whether a character says nothing to anybody but its own font."""
    code = ord(char)
    return 0xE000 <= code <= 0xF8FF or code == 0xFFFD or code >= 0xF0000
