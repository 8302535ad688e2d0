"""Read source texts from where they lie: bounded, as UTF-8, and never from outside.

A source is named by its file's plain name.  It is looked for in the folders given, in order;
a name that leaves its folder, a link out of it, or anything but a regular file is refused.
"""

from __future__ import annotations

import hashlib
import os
import stat
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from loaders.evidence.limits import MAX_BYTES
from loaders.languages.folding import Folded, Folder
from loaders.languages.language import Language
from loaders.languages.model import ValueSpan
from loaders.languages.registry import required_language
from loaders.problems import Position, Problem
from loaders.yaml.records import Article, DocumentHeader
from ontology.files import READING

__all__ = ["SourceText", "folder_of", "load_source", "source_text"]


@dataclass
class SourceText:
    """A document's raw text, and all that is worked out from it once."""

    file: str
    text: str
    sha256: str
    folder: Folder
    start: int = 0
    """Where the article starts; what lies before cannot be quoted."""
    end: int = -1
    language: Language = field(kw_only=True)

    def __post_init__(self) -> None:
        if self.end < 0:
            self.end = len(self.text)

    @cached_property
    def folded(self) -> Folded:
        """The article under every rule that the document allows, with raw offsets."""
        folded = self.folder.fold(self.text[self.start : self.end])
        if self.start:
            for offsets in (folded.starts, folded.ends):
                for index in range(len(offsets)):
                    offsets[index] += self.start
        return folded

    @cached_property
    def values(self) -> list[ValueSpan]:
        """Every value in the folded article, with folded offsets."""
        return self.language.find_values(self.folded.text)

    def values_at(self, start: int, end: int) -> list[ValueSpan]:
        """Return the values that a folded span touches, in the order of the text."""
        values = self.values
        low = bisect_left(self._value_ends, start)
        high = low
        while high < len(values) and values[high].start <= end:
            high += 1
        return values[low:high]

    @cached_property
    def _value_ends(self) -> list[int]:
        return [value.end for value in self.values]


def folder_of(header: DocumentHeader) -> Folder:
    """Return the normalisations that a document's header allows."""
    tag = header.source.language
    language = required_language(tag)
    return language.folder(
        ((reading.raw, reading.reading) for reading in header.readings),
        ruby=header.ruby,
        script=tag != language.tags[0] or header.quotes not in (None, tag),
    )


def source_text(text: str, header: DocumentHeader, at: Position) -> SourceText | Problem:
    """Make a source of a raw text by what the document's header declares of it."""
    source = SourceText(
        file=header.source.file,
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        folder=folder_of(header),
        language=required_language(header.source.language),
    )
    if header.article is None:
        return source
    ends = []
    for name, words in (("from", header.article.from_), ("to", header.article.to)):
        spans = _find_all(source, words)
        if not spans:
            return Problem(
                rule="article-bounds",
                at=at,
                en=f"article.{name} does not stand in the source text: copy its words exactly",
                zh=f"article.{name} 在原文中找不到:请照原文抄写",
                quote=words,
            )
        ends.append(spans[0][0] if name == "from" else _last(source, header.article, spans))
    if ends[0] >= ends[1]:
        return Problem(
            rule="article-bounds",
            at=at,
            en="article.from stands behind article.to in the source text",
            zh="article.from 在原文中位于 article.to 之后",
        )
    return replace(source, start=ends[0], end=ends[1])


def _last(source: SourceText, article: Article, spans: list[tuple[int, int]]) -> int:
    """Return where the article ends: a page that shows it twice ends it before it begins anew."""
    starts = [start for start, _ in _find_all(source, article.from_)]
    ends = [end for start, end in spans if starts and start >= starts[0]]
    if not ends:
        return spans[-1][1]
    again = next((start for start in starts if start >= ends[0]), None)
    return max(end for end in ends if again is None or end <= again)


def _find_all(source: SourceText, words: str) -> list[tuple[int, int]]:
    found = [(at, at + len(words)) for at in _places(source.text, words)]
    if found:
        return found
    wanted = source.folder.fold(words.strip()).text
    if not wanted:
        return []
    folded = source.folded
    return [folded.span(at, at + len(wanted)) for at in _places(folded.text, wanted)]


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def load_source(
    header: DocumentHeader, folders: Sequence[Path], at: Position
) -> SourceText | Problem | None:
    """Read a document's source text; none where no folder holds it."""
    name = header.source.file
    if name != Path(name).name or name in ("", ".", "..") or "\\" in name or "\0" in name:
        return Problem(
            rule="source-path",
            at=at,
            en=f"source.file must be a plain file name, not a path: {name!r}",
            zh=f"source.file 只能写文件名,不能写路径:{name!r}",
        )
    for folder in folders:
        path = folder / name
        raw = _read(path, folder, at)
        if isinstance(raw, Problem):
            return raw
        if raw is not None:
            return _decoded(raw, header, at)
    return None


def _read(path: Path, folder: Path, at: Position) -> bytes | Problem | None:
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        descriptor = os.open(path, READING)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RuntimeError) as error:  # the last: links in a circle
        return _unreadable(at, path, str(error))
    try:
        state = os.fstat(descriptor)
        if not inside or not stat.S_ISREG(state.st_mode):
            return _unreadable(at, path, "not a regular file inside its folder")
        if state.st_size > MAX_BYTES:
            return _unreadable(at, path, f"longer than {MAX_BYTES} bytes")
        with os.fdopen(os.dup(descriptor), "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return _unreadable(at, path, str(error))
    finally:
        os.close(descriptor)
    return data if len(data) <= MAX_BYTES else _unreadable(at, path, "grows while read")


def _unreadable(at: Position, path: Path, why: str) -> Problem:
    return Problem(
        rule="source-unreadable",
        at=at,
        en=f"source text {path.name} cannot be read: {why}",
        zh=f"无法读取原文 {path.name}:{why}",
    )


def _encoding_of(raw: bytes) -> str | None:
    """Guess what else a Chinese text that is no UTF-8 may be."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    for name in ("GB18030", "BIG5"):
        try:
            raw.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return None


def _decoded(raw: bytes, header: DocumentHeader, at: Position) -> SourceText | Problem:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        name, seems = header.source.file, _encoding_of(raw)
        how = f"iconv -f {seems} -t UTF-8 {name} > new.txt" if seems else ""
        return Problem(
            rule="source-encoding",
            at=at,
            en=f"{name} is no UTF-8: byte {error.start}, line {line}; "
            + (f"it seems to be {seems}: `{how}`" if seems else "convert it"),
            zh=f"{name} 不是 UTF-8:第 {line} 行,字节 {error.start};"
            + (f"似为 {seems},请转换:`{how}`" if seems else "请转换编码"),
        )
    source = source_text(text, header, at)
    if isinstance(source, SourceText):
        source.sha256 = hashlib.sha256(raw).hexdigest()
    return source
