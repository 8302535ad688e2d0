"""A graph in a notebook: open it, ask it, draw it, export it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.builds.build import Generation
from graph.errors import BadParameter, UnknownAnalysis, UnknownThing
from graph.exports.export import export
from graph.exports.narrow import about_data, write_table
from graph.measures.registry import ANALYSES
from graph.networks.filters import Filters
from graph.networks.pages import pages_of
from graph.networks.specs import NETWORKS
from graph.pictures.network_files import write_network
from graph.pictures.network_lists import write_lists
from graph.queries.check_terms import absent, check_terms
from graph.queries.query import run
from graph.queries.results import Result
from graph.questions.defaults import Hint
from graph.questions.saved import Questions
from graph.rdf.labels import labels_for
from graph.rdf.store import GraphStore
from graph.rdf.terms import IRI, Value, expand, own_value
from graph.tables.declared import table as named_table
from graph.tables.frame import list_of_tables, to_frame
from graph.tables.reader import Reader, of_generation
from graph.tables.rows import chosen, rows
from graph.textgrid import DISPLAY
from ontology.messages import shortened
from ontology.namespaces import prefixes_for
from ontology.processes import without_collector
from policykg.searching import SearchResult, search_generation, source_folders

if TYPE_CHECKING:
    import pandas
    from rdflib import Dataset

    from explorer.i18n import Language
    from graph.figures.words import Languages
    from graph.measures.table import MeasureTable
    from graph.networks.nx import Net
    from graph.pictures.html import SafeNetwork

_NO_IRI: Final = re.compile('[\\x00-\\x20<>"{}|^`\\\\\ud800-\udfff]')
"""What no IRI holds (RFC 3987)."""


class KG:
    """A knowledge graph that can be asked.

    Examples:
        >>> import policykg
        >>> kg = policykg.open()                                # doctest: +SKIP
        >>> kg.ask("tasks-of", body="市发展改革委")              # doctest: +SKIP
    """

    def __init__(
        self, generation: Generation, workspace: Path, queries: Path | None = None
    ) -> None:
        self.generation = generation
        self.workspace = workspace
        self.queries_folder = queries or workspace / "queries"
        """Where the saved questions are."""

    @property
    def store(self) -> GraphStore:
        """The store itself, for code that reads quads."""
        return self.generation.store

    @property
    def base(self) -> str:
        """Base IRI of the things in the graph."""
        return self.generation.manifest.base

    @property
    def language(self) -> str:
        """The language in which a notebook shows tables and pictures: ``zh`` or ``en``."""
        return DISPLAY.language

    @property
    def documents(self) -> list[str]:
        """Ids of the documents in the graph."""
        return self.generation.documents

    @property
    def data_version(self) -> str:
        """Short checksum that names this state of the data; cite it with a number."""
        return self.generation.data_version

    @cached_property
    def questions(self) -> Questions:
        """The saved questions of the workspace."""
        return Questions(self.queries_folder)

    def query(self, sparql: str, /, **parameters: Value) -> Result:
        """Ask in SPARQL; the prefixes of the workspace need not be declared.

        Keyword arguments bind variables of the query as typed terms.

        Raises:
            QueryError: the query cannot be read; with line and column.
        """
        result = run(self.store, sparql, parameters)
        result.warnings = [Hint(found.en, found.zh) for found in check_terms(sparql, self.store)]
        return result

    def ask(self, name: str, /, **parameters: object) -> Result:
        """Ask a saved question, by its name or a unique beginning of it.

        Raises:
            UnknownQuestion: there is none of that name.
            BadParameter: a parameter is unknown or of the wrong type.
        """
        return self.questions.find(name).ask(self.store, parameters)

    def rdflib(self) -> Dataset:
        """Return the graph as an rdflib dataset whose default graph is the union of all.

        It is read-only: what would change it raises :class:`graph.errors.ReadOnlyGraph`.
        """
        return self.store.rdflib()

    def network(self, name: str, /, **options: Any) -> Net:
        """Return a declared network as a networkx graph; see :mod:`graph.networks.build`.

        Documents, campaigns and places are named by id, prefixed name or IRI.

        Raises:
            UnknownNetwork: there is no network of that name; the message names the nearest.
            UnknownThing: a filter names nothing in this graph.
            BadParameter: there is no filter of that name.
        """
        from graph.networks.build import cached_network

        return cached_network(self.generation, name, **self._narrowed(options))

    def write_lists(
        self, name: str, path: Path, /, **options: Any
    ) -> tuple[list[Path], int, int] | None:
        """Write nodes and edges of a network as CSV, without room for the network.

        Args:
            name: One of :attr:`networks`.
            path: The file; ``….csv`` stands for two, ``….nodes.csv`` and ``….edges.csv``.
            options: As :meth:`network` takes them, but for ``evidence``.

        Returns:
            The files, and how many nodes and edges they have; nothing is written where the
            network is empty, and nothing returned where it can only be made whole.

        Raises:
            UnknownNetwork, UnknownThing, BadParameter: as :meth:`network`.
        """
        from graph.networks.build import streamed_network

        try:
            with without_collector():  # it would look at all rows again and again
                made = streamed_network(self.generation, name, **self._narrowed(options))
                if made is None:
                    return None
                return write_lists(made, path) if made.ends else ([], 0, 0)
        except sqlite3.Error:
            return None  # the file of the pages is damaged; the graph itself says it too

    def measure(
        self,
        analysis: str,
        network: str | None = None,
        /,
        *,
        against: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> MeasureTable:
        """Take an analysis of a network; see :mod:`graph.measures.registry`.

        Args:
            analysis: Such as ``leadership`` or ``centralities``.
            network: Of which network, if not the usual one.
            against: For ``compare``: options of the second network.
            options: As :meth:`network` takes them.

        Raises:
            UnknownAnalysis, UnknownNetwork: there is none of that name; the message lists them.
        """
        if analysis not in ANALYSES:
            raise UnknownAnalysis(analysis, ANALYSES)
        chosen = ANALYSES[analysis]
        nets = [self.network(network or chosen.network, **options)]
        if against is not None:
            nets.append(self.network(network or chosen.network, **against))
        return chosen.measure(*nets)

    def around(self, thing: str, depth: int = 1, /, **options: Any) -> Net:
        """Return what lies within some steps of a thing, given by IRI, prefixed name or id.

        Raises:
            UnknownThing: it, or what a filter names, is not in this graph.
            BadParameter: there is no filter of that name.
        """
        from graph.networks.paths import ego_network

        return ego_network(self.store, self._held(thing), depth, **self._narrowed(options))

    def _narrowed(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return options whose names of things are IRIs of things that are there."""
        known = {*Filters.__slots__, "counting", "evidence", "most"}
        if wrong := sorted(options.keys() - known):
            there = ", ".join(sorted(known))
            raise BadParameter(
                f"there is no filter {wrong[0]}; there are: {there}",
                f"没有筛选条件 {wrong[0]};可用:{there}",
            )
        narrowed = dict(options)
        for key in ("document", "campaign", "place"):
            if given := options.get(key):
                named = [given] if isinstance(given, str) else given
                narrowed[key] = tuple(self._held(thing) for thing in named)
        for key in ("since", "until"):
            if narrowed.get(key) is not None:
                narrowed[key] = _year(key, narrowed[key])
        return narrowed

    def _held(self, thing: str) -> IRI:
        """Return the IRI of a thing that is in the graph.

        Raises:
            UnknownThing: it is not; the message names the nearest.
        """
        iri = self.iri(thing)
        if self._is_on_a_page(iri):
            return iri
        near = absent(iri, self.store)
        if near is not None:
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            tip = f";是否指 {'、'.join(near)}?" if near else ""
            raise UnknownThing(f"{thing} is not in this graph{hint}", f"本图中没有 {thing}{tip}")
        return iri

    def _is_on_a_page(self, iri: str) -> bool:
        """Tell whether the file that pages read knows a thing: no store is loaded for that."""
        pages = pages_of(self.generation)
        try:
            return pages is not None and pages.holds(iri)
        except sqlite3.Error:
            return False

    def iri(self, thing: str) -> IRI:
        """Return the IRI of a thing given by IRI, prefixed name or id; a query takes it as one.

        Raises:
            BadParameter: it is no text, or holds what no IRI can hold.
        """
        if not isinstance(thing, str) or not thing or _NO_IRI.search(thing):
            shown = shortened(repr(thing))
            raise BadParameter(
                f"{shown} is neither an IRI, a prefixed name nor an id: give one, such as "
                "id:shaoxing-drc; `kg.search(words)` finds them",
                f"{shown} 不是 IRI、前缀名或标识:请给出如 id:shaoxing-drc 者;"
                "可用 kg.search(词语) 查找",
            )
        return IRI(expand(thing if ":" in thing else f"id:{thing}", prefixes_for(self.base)))

    def label(self, thing: str, language: str = "zh") -> str:
        """Return the label of a thing, given by IRI, prefixed name or id.

        Raises:
            UnknownThing: it is not in this graph.
        """
        iri = self._held(thing)
        return labels_for(self.store, [iri], language)[iri]

    def search(
        self,
        words: str,
        most: int = 12,
        *,
        lang: Language = "zh",
        kind: str = "",
        sources: Iterable[str | Path] = (),
    ) -> SearchResult:
        """Return what the explorer's search page finds: things, quotes, words of source texts.

        Args:
            words: Names, kinds, places, years, numbers, pinyin; all of them must fit.  What
                had to be dropped is said.
            most: So many results of each kind; how many there are is told beside them.
            lang: Labels in ``zh`` or ``en``.
            kind: Only these: a slug of the explorer such as ``tasks``, ``quotes`` or ``texts``.
            sources: Further folders of source texts, after the workspace's own.

        Raises:
            BadParameter: there is no word, no such kind or language.
        """
        folders = source_folders(self.workspace, [Path(one) for one in sources])
        return search_generation(self.generation, words, folders, lang, most, kind)

    def tables(self, lang: str = "en") -> pandas.DataFrame:
        """Return the narrow tables with what a row of each is, in ``en`` or ``zh``.

        Raises:
            MissingPackage: pandas is not installed.
        """
        return list_of_tables(lang)

    def table(
        self,
        name: str,
        /,
        *,
        lang: str | None = None,
        columns: Sequence[str] | None = None,
        documents: Iterable[str] | None = None,
    ) -> pandas.DataFrame:
        """Return a narrow table as a data frame; see :mod:`graph.tables`.

        Args:
            name: Such as ``assignments``, ``tasks`` or ``values``; :meth:`tables` lists them.
            lang: ``en`` or ``zh``: names of things in that language alone; none: in both.
            columns: Which columns, in which order; none: all.
            documents: Ids; none: all documents.

        Returns:
            Nullable types: ``Int64``, ``Float64``, ``boolean``, ``string``, ``period[D]`` for
            days, categories for codes.  ``attrs["headings"]`` has the columns' headings,
            ``attrs["notes"]`` their meanings, ``attrs["data_version"]`` what is to be cited.

        Raises:
            UnknownTable: there is no table of that name; the message names the nearest.
            UnknownColumn: the table has no such column; the message names the nearest.
            UnknownDocument: there is no document of that id.
            MissingPackage: pandas is not installed.
        """
        declared = named_table(name)
        wanted = chosen(declared, columns, lang)
        frame = to_frame(declared, wanted, rows(declared, self._reader(), documents), lang)
        frame.attrs["data_version"] = self.data_version
        return frame

    def _reader(self) -> Reader:
        """Return what rows of narrow tables are computed from."""
        return of_generation(self.generation)

    @property
    def networks(self) -> list[str]:
        """Names of the networks that :meth:`network` gives."""
        return list(NETWORKS)

    def draw(
        self, network: str | Net, path: str | Path | None = None, /, **options: Any
    ) -> SafeNetwork | Path:
        """Draw a network: the picture for a notebook, or a file.

        Args:
            network: A name of :attr:`networks`, or a network.
            path: A file to write instead; its ending says what: ``.html``, ``.svg``, ``.png``.
            options: As :meth:`network` takes them, and ``language``: ``zh`` or ``en``
                (by default that of :func:`policykg.open`).

        Raises:
            UnknownNetwork: there is no network of that name; the message names the nearest.
            UnknownFormat: no picture has that ending.
        """
        from graph.pictures.html import picture

        language = options.pop("language", DISPLAY.language)
        net = self.network(network, **options) if isinstance(network, str) else network
        if path is None:
            return picture(net, language=language)
        return write_network(net, Path(path), language=language)[0]

    def write_table(
        self,
        name: str,
        path: str | Path,
        /,
        *,
        lang: str | None = None,
        columns: Sequence[str] | None = None,
        documents: Iterable[str] | None = None,
        excel: bool = False,
    ) -> Path:
        """Write a narrow table to a file that ends in ``.csv``, ``.xlsx`` or ``.parquet``.

        Args:
            name: As :meth:`table` takes it, and ``lang``, ``columns`` and ``documents`` too.
            path: The file.
            excel: For CSV: with a byte order mark, and no text that is taken for a formula.

        Raises:
            UnknownEnding: the file has another ending.
        """
        declared = named_table(name)
        chosen_documents = None if documents is None else list(documents)
        return write_table(
            declared,
            chosen(declared, columns, lang),
            self._reader(),
            Path(path),
            about_data(self.generation.manifest, chosen_documents),
            language=lang,
            documents=chosen_documents,
            excel=excel,
        )

    def figure(
        self,
        name: str,
        path: str | Path,
        /,
        *,
        width: int = 89,
        labels: Languages = "zh",
        font: str | Path | None = None,
        **filters: Any,
    ) -> Path:
        """Draw a figure for print: the one that the explorer's page saves, by the same filters.

        Args:
            name: ``leads``, ``pairs``, ``sankey``, ``network``, ``indicators``, ``results``,
                ``compare`` or ``timeline``.
            path: ends in ``.svg``, ``.pdf`` or ``.png``; ``.txt`` gives the caption alone.
            width: millimetres, 89 or 183.
            labels: ``zh``, ``en`` or ``both``.
            font: a font file with Chinese; by default one that is installed.
            filters: as the page's address has them, such as ``document="shaoxing-plan"``.

        Raises:
            BadParameter: there is no such figure, filter, width or language.
            UnknownEnding: no figure has that ending.
        """
        from policykg import figures

        made = figures.figure_of(self.generation, name, filters)
        chosen = Path(font) if font is not None else None
        return figures.write(made, Path(path), width=width, labels=labels, font=chosen)

    def export(
        self, format: str, path: str | Path, *, documents: Iterable[str] | None = None
    ) -> Path:
        """Write the graph, or some documents of it, to a file; see :mod:`graph.exports.export`."""
        return export(self.generation, format, Path(path), documents=documents)

    def stats(self) -> Result:
        """Return how many things of each class the graph holds."""
        return self.query(
            "SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) "
            "{ ?thing a ?class FILTER STRSTARTS(STR(?class), STR(pk:)) } "
            "GROUP BY ?class ORDER BY DESC(?things) ?class"
        )

    def states(self) -> Result:
        """Return how many fields of each document are proved, signed, inferred and open.

        English wording is no claim of the text and is not counted.
        """
        return self.query(
            "SELECT ?document ?proved ?signed ?inferred ?open { ?document "
            "pk:provedCount ?proved ; pk:signedCount ?signed ; pk:inferredCount ?inferred ; "
            "pk:openCount ?open } ORDER BY ?document"
        )

    def __repr__(self) -> str:
        manifest = self.generation.manifest
        return (
            f"<policykg graph: {len(self.documents)} documents, {manifest.quads:,} triples, "
            f"data version {self.data_version}>"
        )


def _year(name: str, value: object) -> int:
    """Return a year given as a number, of whatever library.

    Raises:
        BadParameter: it is none.
    """
    try:
        year = own_value(value)
        if isinstance(year, str | int | float | Decimal) and int(year) == Decimal(str(year)):
            return int(year)
    except (ValueError, ArithmeticError):
        pass
    raise BadParameter(
        f"{name} = {value!r} is no year; write a whole number, such as {name}=2010",
        f"{name} = {value!r} 不是年份;请写整数,如 {name}=2010",
    )
