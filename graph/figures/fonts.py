"""The one font of a figure: how wide its text is, and the glyphs that a file embeds.

A family that holds Chinese is looked for where systems keep fonts.  Noto Sans CJK has one file for
several languages with the same glyphs; text without Chinese is set with its Korean face, whose
quotation marks and apostrophes are as narrow as Latin text wants them.
"""

from __future__ import annotations

import io
import os
import sys
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal

from graph.errors import GraphError, MissingPackage

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

Script = Literal["han", "latin"]
EXTRA: Final = "figures"
RESTRICTED: Final = 0x0002
"""Bit of ``OS/2.fsType`` (OpenType 1.9): the maker allows no embedding."""
FILES: Final = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
    "SourceHanSans.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "msyh.ttc",
    "Deng.ttf",
)
"""Files that hold a Chinese sans serif, the ones that may be embedded freely first."""
_FOLDERS: Final = {
    "linux": ("~/.local/share/fonts", "~/.fonts", "/usr/local/share/fonts", "/usr/share/fonts"),
    "darwin": ("~/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts"),
    "win32": (r"~\AppData\Local\Microsoft\Windows\Fonts", r"C:\Windows\Fonts"),
}
_SIMPLIFIED: Final = (" SC", " CN", "YaHei", "GB", "DengXian")
_LATIN: Final = (" KR", " K")


class NoFont(GraphError):
    """No font with Chinese glyphs is at hand, or the one named cannot be used."""


_reading: Final = threading.RLock()
"""A font is read from its file as it is wanted, and one reader at a time may move in it."""


@dataclass(frozen=True)
class Face:
    """One face of a font file."""

    path: Path
    number: int
    family: str

    @cached_property
    def _open(self) -> TTFont:
        return _library()(str(self.path), fontNumber=self.number, lazy=True)

    @cached_property
    def units(self) -> int:
        """Units of an em."""
        with _reading:
            return int(self._open["head"].unitsPerEm)

    @cached_property
    def glyphs(self) -> dict[int, str]:
        """Names of glyphs by character."""
        with _reading:
            return dict(self._open.getBestCmap())

    @cached_property
    def _advances(self) -> dict[str, tuple[int, int]]:
        with _reading:
            return dict(self._open["hmtx"].metrics)

    def advance(self, char: str) -> float:
        """Return the width of a character in ems; one that is missing is as wide as an em."""
        name = self.glyphs.get(ord(char))
        return self._advances[name][0] / self.units if name else 1.0

    def close(self) -> None:
        """Close the file of a face that will not be used."""
        self._open.close()

    def has(self, char: str) -> bool:
        """Tell whether there is a glyph for a character."""
        return ord(char) in self.glyphs

    def embedded(self, characters: Iterable[str]) -> bytes:
        """Return a TrueType font of some characters, with quadratic outlines."""
        with _reading:
            return self._embedded(characters)

    def _embedded(self, characters: Iterable[str]) -> bytes:
        from fontTools.fontBuilder import FontBuilder
        from fontTools.pens.cu2quPen import Cu2QuPen
        from fontTools.pens.ttGlyphPen import TTGlyphPen

        wanted = {ord(c): self.glyphs[ord(c)] for c in sorted(set(characters)) if self.has(c)}
        order = [".notdef", *dict.fromkeys(n for n in wanted.values() if n != ".notdef")]
        source = self._open.getGlyphSet()
        drawn: dict[str, Any] = {}
        for name in order:
            pen = TTGlyphPen(None)
            source[name].draw(Cu2QuPen(pen, max_err=self.units / 1000, reverse_direction=True))
            drawn[name] = pen.glyph()
        builder = FontBuilder(self.units, isTTF=True)
        builder.setupGlyphOrder(order)
        builder.setupCharacterMap(wanted)
        builder.setupGlyf(drawn)
        glyf = builder.font["glyf"]
        builder.setupHorizontalMetrics(
            {n: (self._advances[n][0], getattr(glyf[n], "xMin", 0) or 0) for n in order}
        )
        head = self._open["hhea"]
        builder.setupHorizontalHeader(ascent=head.ascent, descent=head.descent)
        builder.setupNameTable({"familyName": self.family, "styleName": "Regular"})
        builder.setupOS2(fsType=0)
        builder.setupPost(keepGlyphNames=False)
        # Same figure, same bytes: no time of making.
        builder.font["head"].created = builder.font["head"].modified = 0
        builder.font.recalcTimestamp = False
        out = io.BytesIO()
        builder.save(out)
        return out.getvalue()


@dataclass(frozen=True)
class Font:
    """The faces of a figure: for text with Chinese in it, and for text without."""

    han: Face
    latin: Face

    def face(self, text: str) -> Face:
        """Return the face that a text is set in."""
        return self.han if script(text) == "han" else self.latin

    def width(self, text: str, size: float) -> float:
        """Return the width of a text in points."""
        face = self.face(text)
        return size * sum(face.advance(char) for char in text)


def script(text: str) -> Script:
    """Tell whether any character of a text is Chinese."""
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in text)
    return "han" if wide else "latin"


def clean(text: str) -> str:
    """Return a text as it can be drawn: one line, without control and format characters."""
    shown = (" " if c.isspace() else c for c in text if c.isspace() or _drawable(c))
    return " ".join("".join(shown).split())


def _drawable(char: str) -> bool:
    return unicodedata.category(char)[0] != "C"


def _library() -> Any:
    try:
        from fontTools.ttLib import TTFont
    except ImportError:
        raise MissingPackage("fontTools", EXTRA, "drawing a figure", "绘制图件") from None
    return TTFont


def find_font(path: Path | None = None) -> Font:
    """Return the font that figures are set in.

    Args:
        path: a font file to use; by default the first of :data:`FILES` that is installed.

    Raises:
        NoFont: there is none, it cannot be read, lacks Chinese, or may not be embedded.
        MissingPackage: fontTools is not installed.
    """
    chosen = path or next(_installed(), None)
    if chosen is None:
        raise NoFont(
            "no font with Chinese glyphs is installed: install Noto Sans CJK "
            "(apt-get install fonts-noto-cjk), or name a font file",
            "未安装含汉字的字体：请安装 Noto Sans CJK"
            "（apt-get install fonts-noto-cjk），或指定字体文件",
        )
    return _opened(chosen)


@lru_cache(maxsize=4)
def _opened(path: Path) -> Font:
    library = _library()
    from fontTools.ttLib import TTLibError

    try:
        with path.open("rb") as file:
            faces = list(_faces(path, file, library))
    except (OSError, TTLibError) as error:
        raise NoFont(
            f"{path} is no font that can be read ({error}); name a .ttf, .otf or .ttc file",
            f"{path} 不是可读的字体（{error}）；请指定 .ttf、.otf 或 .ttc 文件",
        ) from None
    han = _first(faces, _SIMPLIFIED) or faces[0]
    if not han.has("政"):
        han.close()
        raise NoFont(
            f"{path} has no Chinese glyphs; name another font", f"{path} 不含汉字，请另选字体"
        )
    return Font(han, _first(faces, _LATIN) or han)


def _faces(path: Path, file: BinaryIO, library: Any) -> Iterator[Face]:
    """Yield the faces of a font file.

    Raises:
        NoFont: one of them may not be embedded.
    """
    from fontTools.ttLib.sfnt import readTTCHeader

    several = file.read(4) == b"ttcf"
    file.seek(0)
    count = readTTCHeader(file).numFonts if several else 1
    for number in range(count):
        face = library(file, fontNumber=number if several else -1, lazy=True)
        if face["OS/2"].fsType & 0xF == RESTRICTED:
            raise NoFont(
                f"{path}: its maker allows no embedding; name another font",
                f"{path}：字体不许嵌入，请另选字体",
            )
        yield Face(path, number if several else -1, str(face["name"].getBestFamilyName()))


def _first(faces: Iterable[Face], endings: Iterable[str]) -> Face | None:
    ends = tuple(endings)
    return next((f for f in faces if any(e in f.family for e in ends) and "Mono" not in f.family),
                None)  # fmt: skip


def _installed() -> Iterator[Path]:
    here = _all_files()
    yield from (here[name] for name in FILES if name in here)


@lru_cache(maxsize=1)
def _all_files() -> dict[str, Path]:
    """Return the font files of the system that are among :data:`FILES`, by name."""
    found: dict[str, Path] = {}
    for folder in _FOLDERS.get(sys.platform, _FOLDERS["linux"]):
        for at, folders, names in os.walk(Path(folder).expanduser()):
            folders.sort()
            for name in sorted(set(names) & set(FILES)):
                found.setdefault(name, Path(at) / name)
    return found
