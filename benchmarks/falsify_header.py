"""Falsify the header of a document: title, number, issuer, date, place, genre, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, get_args

from benchmarks.falsify import Doc, Falsified, setting
from ontology import codes

_GENRES: Final = get_args(codes.Genre)


def _header(doc: Doc, kind: str, field: str, new: Any) -> Iterator[Falsified]:
    old = doc.root["document"].get(field)
    if old != new:
        yield Falsified(kind, "document", f"{field}: {old} → {new}",
                        setting(("document", field), new), "", field, ("document",))  # fmt: skip


def title(doc: Doc) -> Iterator[Falsified]:
    """Give the document the title of something else."""
    own = doc.root["document"]["title"]
    told = [fact for fact in doc.facts if fact.kind in ("policy", "task")]
    names = sorted({name for fact in told if (name := getattr(fact.record, "name", None))})
    for name in doc.rng.sample(names, min(4, len(names))):
        yield from _header(doc, "title", "title", {**own, "zh": name})
    yield from _header(doc, "title", "title", {**own, "zh": own["zh"] + "实施细则"})


def title_english(doc: Doc) -> Iterator[Falsified]:
    """Change the title's English."""
    own = doc.root["document"]["title"]
    for new in ("TODO", own["en"] + " 工程", own["en"] + " in 1987"):
        yield from _header(doc, "title in English", "title", {**own, "en": new})


def document_number(doc: Doc) -> Iterator[Falsified]:
    """Give the document a number that it does not have, or that another has."""
    told = re.findall(r"[一-鿿]{2,6}〔\d{4}〕\d+号", doc.folded)
    for new in (*sorted(set(told))[:3], "云政发〔2021〕7号", "云政办发〔2022〕3号"):
        yield from _header(doc, "document's number", "number", new)


def document_issuer(doc: Doc) -> Iterator[Falsified]:
    """Let another body issue the document."""
    own = doc.case.document.header.issuer
    bodies = sorted(set(doc.case.authority.organisations) - set(own))
    for new in doc.rng.sample(bodies, 6):
        yield from _header(doc, "document's issuer", "issuer", new)


def date(doc: Doc) -> Iterator[Falsified]:
    """Move the year in which the document was written."""
    own = doc.root["document"]["written"]
    for by in (-9, -5, -2, -1, 1, 2, 5, 9):
        new = re.sub(r"\d{4}", lambda m: str(int(m[0]) + by), own)  # noqa: B023
        yield from _header(doc, "document's date", "written", new)


def jurisdiction(doc: Doc) -> Iterator[Falsified]:
    """Let the document speak from another place."""
    own = doc.root["document"]["jurisdiction"]
    places = doc.case.authority.places
    kin = [one for one, record in places.items() if record.kind == places[own].kind and one != own]
    for new in [*doc.rng.sample(sorted(places), 4), *sorted(kin)[:3], places[own].in_]:
        yield from _header(doc, "document's place", "jurisdiction", new)


def genre(doc: Doc) -> Iterator[Falsified]:
    """Call the document one of another genre."""
    for new in _GENRES:
        yield from _header(doc, "document's genre", "genre", new)


def counts(doc: Doc) -> Iterator[Falsified]:
    """Count the parts otherwise."""
    own = doc.root["document"].get("counts", {})
    for name in own:
        for by in (-1, 1, 3):
            yield from _header(doc, "counts", "counts", {**own, name: str(int(own[name]) + by)})
    yield from _header(doc, "counts", "counts", {**own, "measures": "2"})


def article(doc: Doc) -> Iterator[Falsified]:
    """Let the article end or begin elsewhere."""
    own = doc.root["document"].get("article")
    sentences = [one for one in re.split("[。;]", doc.folded) if len(one) > 12]
    if own:
        for words in doc.rng.sample(sentences, 3):
            yield from _header(doc, "article", "article", {**own, "to": words[:12]})
            yield from _header(doc, "article", "article", {**own, "from": words[:12]})


def reading(doc: Doc) -> Iterator[Falsified]:
    """Read a damaged passage otherwise."""
    own = doc.root["document"].get("readings", [])
    for i, told in enumerate(own):
        changed = {**told, "reading": told["reading"] + "云"}
        yield from _header(doc, "reading", "readings", [*own[:i], changed, *own[i + 1 :]])
        yield from _header(doc, "reading", "readings", [*own[:i], *own[i + 1 :]])


def publisher(doc: Doc) -> Iterator[Falsified]:
    """Let another house publish the text, or give the text another title."""
    own = doc.root["document"]["source"]
    yield from _header(
        doc, "source's publisher or title", "source", {**own, "publisher": "云县日报"}
    )
    yield from _header(doc, "source's publisher or title", "source", {**own, "title": "云县公报"})
