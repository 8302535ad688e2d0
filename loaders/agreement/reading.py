"""A facts file as a reading: tolerant of errors of form, never of a wrong text."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from loaders.agreement.fields import FieldReader, code
from loaders.agreement.kinds import elsewhere_of, kind_of, values_of
from loaders.agreement.model import FieldValue, ReaderKind, Reading, Unit
from loaders.agreement.places import Places
from loaders.errors import LoadersError
from loaders.evidence.sources import SourceText, load_source
from loaders.facts.flatten import flatten
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.problems import Position, Problem
from loaders.resolving.references import resolve_document
from loaders.resolving.resolver import Resolver
from loaders.workspace import Workspace
from loaders.yaml.bytes import read_bytes
from loaders.yaml.parse import Parsed, parse_document, read_tree
from loaders.yaml.reader import Map
from loaders.yaml.records import DocumentHeader
from loaders.yaml.salvage import readable_bytes, salvage_document

__all__ = ["CannotCompare", "Opened", "Shelf", "read_facts"]


class CannotCompare(LoadersError):
    """A reading cannot be used at all: no such file, no text, or no record that is sound."""


class Opened:
    """A reading with the text that it is of."""

    __slots__ = ("places", "reading", "source")

    def __init__(self, reading: Reading, source: SourceText, places: Places | None = None) -> None:
        self.reading = reading
        self.source = source
        self.places = places
        """Of a facts file: where its words stand."""


class Shelf:
    """A workspace whose documents are read: its authority files, headers and texts, read once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
        self.authority: Authority = load_authority(named)[0]
        self._known: dict[str, Parsed] = {}

    def known(self, document: str) -> Parsed | None:
        """Return the workspace's own facts of a document, or none."""
        path = self.workspace.facts_folder / f"{document}.yaml"
        if Path(document).name != document or not path.is_file():
            return None
        if document not in self._known:
            self._known[document] = parse_document(path, self.workspace.name_of(path))
        return self._known[document]

    def source(self, header: DocumentHeader, at: Position) -> SourceText:
        """Return the source text of a document.

        Raises:
            CannotCompare: no folder of texts holds it, or it cannot be read.
        """
        found = load_source(header, self.workspace.source_folders, at)
        if isinstance(found, SourceText):
            return found
        name = header.source.file
        raise CannotCompare(
            f"the source text {name} is not at hand, and readings are compared by the places of "
            "their words in it: set POLICYKG_SOURCES to its folder, or run `policykg texts`",
            f"没有原文 {name};两次阅读须按其文字在原文中的位置比较:"
            "请将 POLICYKG_SOURCES 设为其文件夹,或运行 policykg texts",
            [found] if found is not None else [],
        )


def read_facts(path: Path, shelf: Shelf, reader: str, kind: ReaderKind) -> Opened:
    """Read a facts file as a reading.

    Args:
        path: The file.
        shelf: The workspace that has the text and the authority files.
        reader: Name of who read.
        kind: A person, or a program.

    Raises:
        CannotCompare: the file cannot be used, or the text is not at hand.
    """
    name = shelf.workspace.name_of(path)
    data, told = _bytes_of(path, name)
    tree, _ = read_tree(data, name)
    known = next(
        (one for ref in (_own_id(tree), path.stem) if ref and (one := shelf.known(ref))), None
    )
    node = known.tree.get("document") if known is not None and known.tree is not None else None
    given = _given(tree)
    parsed = salvage_document(data, name, node if isinstance(node, Map) else None)
    parsed.problems[:0] = told
    if parsed.document is None:
        raise CannotCompare(
            f"{name} cannot be read as facts",
            f"{name} 无法作为事实文件读取",
            parsed.problems,
        )
    if known is not None and known.document is not None:
        header = _with_text_of(parsed.document.document, known.document.document, shelf.authority)
        parsed.document = parsed.document.model_copy(update={"document": header})
    own = path.resolve().parent == shelf.workspace.facts_folder.resolve()
    return _open(parsed, shelf, (reader, kind), given, own=own)


def _bytes_of(path: Path, name: str) -> tuple[bytes, list[Problem]]:
    data, problems = read_bytes(path, name)
    if data is None:
        raise CannotCompare(f"{name} cannot be read", f"无法读取 {name}", problems)
    return readable_bytes(data, name)


def _own_id(tree: Map | None) -> str | None:
    header = tree.get("document") if tree is not None else None
    found = header.get("id") if isinstance(header, Map) else None
    return found if isinstance(found, str) else None


def _given(tree: Map | None) -> frozenset[str]:
    header = tree.get("document") if tree is not None else None
    return frozenset(header) if isinstance(header, Map) else frozenset()


def _with_text_of(
    own: DocumentHeader, known: DocumentHeader, authority: Authority
) -> DocumentHeader:
    """Let a header name and fold the text as the workspace's own does.

    Two readings are compared by places of one text and by folded words, so what the article is
    and which normalisations hold may not differ; damaged places that only this reader declared
    stay declared.
    """
    declared = {reading.raw for reading in known.readings}
    readings = [*known.readings, *(one for one in own.readings if one.raw not in declared)]
    year = None
    place = authority.resolve(("place",), own.jurisdiction, None, year).id
    return own.model_copy(
        update={
            "id": known.id,
            "source": known.source,
            "ruby": known.ruby,
            "quotes": known.quotes,
            "article": known.article,
            "readings": readings,
            "jurisdiction": own.jurisdiction if place is not None else known.jurisdiction,
        }
    )


def _open(
    parsed: Parsed,
    shelf: Shelf,
    who: tuple[str, ReaderKind],
    given: frozenset[str],
    *,
    own: bool,
) -> Opened:
    assert parsed.document is not None
    facts, problems = flatten(parsed, shelf.authority, keep_clashes=True)
    problems = [*parsed.problems, *(one for one in problems if one.rule != "key-clash")]
    if facts is None:
        raise CannotCompare(f"{parsed.path} cannot be used", f"{parsed.path} 无法使用", problems)
    source = shelf.source(facts.header, Position(parsed.path))
    names = resolve_document(facts, shelf.authority, shelf.workspace.base)
    places = Places(facts, source)
    fields = FieldReader(names, source.folder)
    units = [_header(facts.header, names, fields, given, parsed.path)]
    lost = []
    for fact in facts.facts:
        kind = kind_of(fact)
        spans = places.passages(fact)
        if not spans:
            lost.append(_not_located(fact.key, fact.at))
        more = elsewhere_of(fields, fact, with_authority=own)
        core, values = places.core(fact, kind), values_of(fields, fact)
        units.append(Unit(fact.key, kind, core, spans, values, fact.at, more))
    reading = Reading(
        facts.header.id, who[0], who[1], units, source.file, source.sha256, [*problems, *lost]
    )
    return Opened(reading, source, places)


def _not_located(key: str, at: Position) -> Problem:
    return Problem(
        "reading-unlocated",
        at,
        "no quote of this record stands in the text: it can have no partner",
        "该记录的引文均不见于原文,无从与另一次阅读对应",
        record=key,
        severity="warning",
    )


def _header(
    header: DocumentHeader,
    names: Resolver,
    fields: FieldReader,
    given: frozenset[str],
    file: str,
) -> Unit:
    """Return the unit of the document itself, with the fields that the reader gave."""
    issuers = [
        one for name in header.issuer if (one := fields.named(name, names.issuers.get(name)))
    ]
    joined = FieldValue("|".join(sorted(one.identity or one.text or "" for one in issuers)))
    values = {
        "title": fields.words(header.title.zh),
        "genre": code(header.genre),
        "jurisdiction": fields.named(header.jurisdiction, names.home),
        "written": fields.time(header.written),
        "number": fields.words(header.number),
        "issuer": joined if issuers else None,
    }
    found = {key: value for key, value in values.items() if value is not None and key in given}
    for name, count in header.counts.items():
        found[f"counts-{name}"] = FieldValue(
            str(count), number=Fraction(count), scale=name, is_code=True
        )
    at = names.facts.positions.get("id", Position(file))
    return Unit("document", "document", {}, (), found, at)
