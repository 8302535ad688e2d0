"""A graph in a notebook: open it, ask it, draw it, export it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.build import Generation, open_current
from graph.errors import NoBuild
from graph.query import run
from graph.questions import Questions
from graph.results import Result
from graph.store import GraphStore
from graph.terms import Value, expand

if TYPE_CHECKING:
    from rdflib import Dataset

    from graph.nx import Net

WORKSPACE_FILE = "policykg.yaml"


def find_workspace(start: Path | None = None) -> Path | None:
    """Return the folder with ``policykg.yaml`` at or above a folder, or nothing."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / WORKSPACE_FILE).is_file():
            return folder
    return None


def open_graph(path: str | Path | None = None) -> KG:
    """Open a built graph.

    Args:
        path: a workspace folder, or any folder within; none: the working folder; or the
            address of a SPARQL endpoint that holds a graph (``https://…/sparql``).

    Raises:
        NoBuild: there is no workspace, or nothing was built yet.
        DamagedBuild: the build cannot be trusted; build again.
    """
    if isinstance(path, str) and path.startswith(("http://", "https://")):
        from policykg.remote import open_remote

        return open_remote(path)
    workspace = find_workspace(Path(path) if path is not None else None)
    if workspace is None:
        raise NoBuild(str(path or Path.cwd()))
    return KG(open_current(workspace / "build"), workspace)


class KG:
    """A knowledge graph that can be asked.

    Examples:
        >>> import policykg
        >>> kg = policykg.open()                                # doctest: +SKIP
        >>> kg.ask("tasks-of", body="市发展改革委")              # doctest: +SKIP
    """

    def __init__(self, generation: Generation, workspace: Path) -> None:
        self.generation = generation
        self.workspace = workspace

    @property
    def store(self) -> GraphStore:
        """The store itself, for code that reads quads."""
        return self.generation.store

    @property
    def base(self) -> str:
        """Base IRI of the things in the graph."""
        return self.generation.manifest.base

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
        return Questions(self.workspace / "queries")

    def query(self, sparql: str, /, **parameters: Value) -> Result:
        """Ask in SPARQL; the prefixes of the workspace need not be declared.

        Keyword arguments bind variables of the query as typed terms.

        Raises:
            QueryError: the query cannot be read; with line and column.
        """
        from graph.check_terms import check_terms

        result = run(self.store, sparql, parameters)
        result.warnings = [warning.en for warning in check_terms(sparql, self.store)]
        return result

    def ask(self, name: str, /, **parameters: object) -> Result:
        """Ask a saved question, by its name or a unique beginning of it.

        Raises:
            UnknownQuestion: there is none of that name.
            BadParameter: a parameter is unknown or of the wrong type.
        """
        return self.questions.find(name).ask(self.store, parameters)

    def rdflib(self) -> Dataset:
        """Return the graph as an rdflib dataset whose default graph is the union of all."""
        return self.store.rdflib()

    def network(self, name: str, /, **options: Any) -> Net:
        """Return a declared network as a networkx graph; see :mod:`graph.networks`.

        Raises:
            KeyError: there is no network of that name; the message lists them.
        """
        from graph.networks import build_network

        return build_network(self.store, name, **options)

    def around(self, thing: str, depth: int = 1, /, **options: Any) -> Net:
        """Return what lies within some steps of a thing, given by IRI, prefixed name or id."""
        from graph.network_paths import ego_network

        return ego_network(self.store, self.iri(thing), depth, **options)

    def iri(self, thing: str) -> str:
        """Return the IRI of a thing given by IRI, prefixed name or id."""
        return expand(thing if ":" in thing else f"id:{thing}", self.store.prefixes)

    def export(
        self, format: str, path: str | Path, *, documents: Iterable[str] | None = None
    ) -> Path:
        """Write the graph, or some documents of it, to a file; see :mod:`graph.exports`."""
        from graph.exports import export

        return export(self.generation, format, Path(path), documents=documents)

    def stats(self) -> Result:
        """Return how many things of each class the graph holds."""
        return self.query(
            "SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) "
            "{ ?thing a ?class FILTER STRSTARTS(STR(?class), STR(pk:)) } "
            "GROUP BY ?class ORDER BY DESC(?things) ?class"
        )

    def __repr__(self) -> str:
        manifest = self.generation.manifest
        return (
            f"<policykg graph: {len(self.documents)} documents, {manifest.quads:,} triples, "
            f"data version {self.data_version}>"
        )
