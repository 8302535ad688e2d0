"""One thing to cite, as text in both languages, BibTeX, CSL-JSON and RIS.

BibTeX counts braces, RIS ends a field at the end of a line, and both know no other escape: names
from documents are made one line without control characters, and said in TeX, before they are
written.  CSL-JSON follows the Citation Style Language's schema for input data, version 1.0.2.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from graph.exports.citations import to_tex


class Said(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Return it in a language."""
        return self.zh if language == "zh" else self.en


class Kind(NamedTuple):
    """What something is called where it is cited."""

    csl: str
    ris: str
    words: Said


KINDS: Final = {
    "dataset": Kind("dataset", "DATA", Said("数据集", "data set")),
    "fact": Kind("entry", "ELEC", Said("事实", "fact")),
    "page": Kind("webpage", "ELEC", Said("网页", "page")),
    "table": Kind("dataset", "DATA", Said("表", "table")),
    "figure": Kind("figure", "FIGURE", Said("图", "figure")),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing to cite.

    Attributes:
        key: what it is called in a file of references; letters, digits and hyphens.
        kind: one of :data:`KINDS`.
        title: its title.
        container: the data set it is part of; empty for that itself.
        version: the hash of the data.
        release: the release they belong to, or nothing.
        url: its lasting address.
        archive: the file that holds these data, with their whole hash.
        notes: what else belongs to it: words, document, offsets, page, states.
        author: who made the data; empty where they do not say so.
        licence: address of the licence of the data; empty where none is given.
        accessed: the day on which it was looked at, ``2026-11-30``.
    """

    key: str
    kind: str
    title: Said
    container: Said
    version: str
    release: str
    url: str
    archive: str
    accessed: str
    notes: tuple[Said, ...] = ()
    author: str = ""
    licence: str = ""


def one_line(text: str) -> str:
    """Return a text as readers of all formats keep it: one line, single blanks, no controls."""
    kept = (" " if c.isspace() else c for c in text if c.isspace() or _kept(c))
    return " ".join("".join(kept).split())


def _kept(char: str) -> bool:
    return unicodedata.category(char)[0] != "C"


def _version(ref: Reference, language: str) -> str:
    release = (
        Said(f"（发布版 {ref.release}）", f" (release {ref.release})")
        if ref.release
        else Said("", "")
    )
    return one_line(Said(f"数据版本 {ref.version}{release.zh}",
                         f"data version {ref.version}{release.en}").of(language))  # fmt: skip


def to_text(ref: Reference, language: str) -> str:
    """Return a reference as a sentence or two."""
    zh = language == "zh"
    pieces = [ref.title.of(language)]
    if ref.container.of(language):
        pieces.append(("载：" if zh else "In: ") + ref.container.of(language))
    pieces += [note.of(language) for note in ref.notes]
    version = _version(ref, language)
    pieces += [version[:1].upper() + version[1:], ref.url]
    if ref.archive:
        pieces.append(("存档：" if zh else "Archive: ") + ref.archive)
    pieces.append(("访问日期：" if zh else "Accessed ") + ref.accessed)
    mark, gap = ("。", "") if zh else (".", " ")
    lines = [one_line(p) for p in pieces]
    return gap.join(p if p.endswith(("。", ".", "？", "?")) else p + mark for p in lines if p)


def _note(ref: Reference, language: str) -> str:
    told = [note.of(language) for note in ref.notes]
    told.append(_version(ref, language))
    if ref.archive:
        told.append(Said(f"存档：{ref.archive}", f"archive: {ref.archive}").of(language))
    return one_line("; ".join(piece.rstrip("。.") for piece in told if piece))


def _note_with_licence(ref: Reference, language: str) -> str:
    """Return the note of a form that has no field for the licence."""
    if not ref.licence:
        return _note(ref, language)
    licence = plain_url(ref.licence)
    return f"{_note(ref, language)}; {Said('许可：', 'licence: ').of(language)}{licence}"


def to_csl(ref: Reference, language: str) -> str:
    """Return a reference as CSL-JSON, a list of one item."""
    item: dict[str, Any] = {
        "id": ref.key,
        "type": KINDS[ref.kind].csl,
        "title": one_line(ref.title.of(language)),
        "version": ref.version,
        "URL": ref.url,
        "accessed": {"date-parts": [[int(n) for n in ref.accessed.split("-")]]},
        "note": _note_with_licence(ref, language),
        "language": language,
    }
    if ref.author:
        item["author"] = [{"literal": one_line(ref.author)}]
    if ref.container.of(language):
        item["container-title"] = one_line(ref.container.of(language))
    if ref.archive:
        item["archive_location"] = ref.archive
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def to_bibtex(ref: Reference, language: str) -> str:
    """Return a reference as BibTeX."""
    fields = {
        "author": f"{{{to_tex(one_line(ref.author))}}}" if ref.author else "",
        "title": f"{{{to_tex(one_line(ref.title.of(language)))}}}",
        "howpublished": to_tex(one_line(ref.container.of(language))),
        "version": to_tex(one_line(ref.version)),
        "url": plain_url(ref.url),
        "copyright": plain_url(ref.licence),
        "urldate": ref.accessed,
        "note": to_tex(_note(ref, language)),
        "language": {"zh": "chinese", "en": "english"}[language],
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items() if value)
    return f"@misc{{{ref.key},\n{lines}}}\n"


_CREATIVE: Final = re.compile(
    r"https?://creativecommons\.org/(?:licenses/([a-z-]{2,12})/([\d.]{1,5})"
    r"|publicdomain/(zero|mark)/([\d.]{1,5}))(?:/[a-z]{0,8})?/?\Z"
)


def licence_name(address: str) -> str:
    """Return what a licence is called by those who use it; else its address.

    >>> licence_name("https://creativecommons.org/licenses/by-sa/4.0/")
    'CC BY-SA 4.0'
    >>> licence_name("https://example.org/terms")
    'https://example.org/terms'
    """
    found = _CREATIVE.match(address)
    if found is None:
        return address
    if found[1]:
        return f"CC {found[1].upper()} {found[2]}"
    return f"{'CC0' if found[3] == 'zero' else 'Public Domain Mark'} {found[4]}"


_NOT_IN_URL: Final = re.compile(r"[{}\\\s\"<>^`|]")


def plain_url(url: str) -> str:
    """Return an address without what BibTeX counts or drops; programs read it the same."""
    return _NOT_IN_URL.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), url)


def to_ris(ref: Reference, language: str) -> str:
    """Return a reference as RIS."""
    fields = [
        ("TY", KINDS[ref.kind].ris),
        ("ID", ref.key),
        ("TI", one_line(ref.title.of(language))),
        ("T2", one_line(ref.container.of(language))),
        ("AU", one_line(ref.author)),
        ("ET", one_line(ref.version)),
        ("UR", one_line(ref.url)),
        ("Y2", ref.accessed.replace("-", "/")),
        ("LA", language),
        ("N1", _note_with_licence(ref, language)),
    ]
    lines = [f"{tag}  - {value}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


class Form(NamedTuple):
    """A way to write a reference: its name, media type, and writer."""

    title: str
    media_type: str
    write: Callable[[Reference, str], str]


FORMS: Final[dict[str, Form]] = {
    "txt": Form("Text", "text/plain", lambda ref, lang: to_text(ref, lang) + "\n"),
    "bib": Form("BibTeX", "application/x-bibtex", to_bibtex),
    "csl.json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json", to_csl),
    "ris": Form("RIS", "application/x-research-info-systems", to_ris),
}
"""Every way to write a reference, by the ending of its address."""
