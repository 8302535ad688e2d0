"""A graph on another SPARQL server, asked as if it were here.

Every command, notebook and saved question works on it: whoever outgrows one machine points
policykg at Virtuoso, GraphDB, QLever, Fuseki, Neptune or another policykg.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from graph.errors import GraphError
from graph.queries.query import run
from graph.queries.results import Result
from graph.queries.search import search
from graph.queries.tokens import tokens
from graph.rdf.store import Answer, GraphStore
from graph.rdf.terms import Value
from ontology.namespaces import DEFAULT_BASE, prefixes_for
from ontology.printable import one_line
from ontology.rdf import (
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from ontology.terms import DCAT
from policykg.kg import KG
from policykg.questions import shipped
from policykg.web import RemoteError, Reply, Web, shown_url
from policykg.workspaces import find_workspace, folders

if TYPE_CHECKING:
    from rdflib import Dataset

    from graph.networks.nx import Net
    from graph.tables.reader import Reader

_ROWS: Final = "application/sparql-results+json, application/json;q=0.5"
_GRAPH: Final = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.3"
_TRIPLES: Final = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
    "text/ntriples": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
WARNED: Final = 2_000
"""Characters of a server's warnings that are shown."""
NESTED: Final = 100
"""Brackets within brackets of an answer in JSON; results need five, triples within triples more."""
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")
_DESCRIBED: Final = "/graph/dataset"
"""How the IRI of a graph ends that describes the others."""
MANY: Final = 200
"""From so many named graphs on, they are not listed with every query."""
_LABELS: Final = """SELECT ?s ?p ?o {{ VALUES ?s {{ {things} }}
  VALUES ?p {{ rdfs:label skos:prefLabel }} ?s ?p ?o }}"""


class RemoteStore(GraphStore):
    """A graph behind a SPARQL endpoint."""

    def __init__(self, url: str, base: str = "", web: Web | None = None) -> None:
        self.url = url
        self.web = web or Web()
        self.base = DEFAULT_BASE
        self.prefixes = prefixes_for(self.base)
        self.warnings: list[str] = []
        """What the server said of the query it answered last."""
        self.version = ""
        self.raw = Store()
        """Labels fetched so far: all that views read by pattern."""
        self._asked: set[str] = set()
        self.base = base or self._base()
        self.prefixes = prefixes_for(self.base)

    def __len__(self) -> int:
        rows = self._rows("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        own = [row for row in rows if not _OF_THE_SERVER.match(row.get("g", ""))]
        try:
            return sum(int(row["n"][:20]) for row in own)
        except (KeyError, ValueError):
            raise _unreadable(self.url, "it holds no count") from None

    def query(self, text: str, *, union: bool = True) -> Answer:
        """Let the server evaluate a query.

        Raises:
            RemoteError: no answer, a refusal, or a body that does not parse.
        """
        pairs = [("query", self._declared(text))]
        if union:
            pairs += self._dataset
        answer = _read(self._post(pairs), self.url)
        return _truth(answer) if _form(text) == "ASK" else answer

    def _declared(self, text: str) -> str:
        """Put the prefixes that a query uses before it, on its first line, so lines still agree."""
        used = {name for name in self.prefixes if re.search(rf"(?<![\w-]){name}:", text)}
        head = "".join(f"PREFIX {name}: <{self.prefixes[name]}> " for name in sorted(used))
        return f"BASE <{self.base}> {head}{text}"

    def _post(self, pairs: list[tuple[str, str]]) -> Reply:
        body = urlencode(pairs).encode()
        headers = {
            "accept": _accept(pairs[0][1]),
            "content-type": "application/x-www-form-urlencoded",
        }
        reply = self.web.send("POST", self.url, body, headers)
        warning = one_line(reply.headers.get("x-policykg-warning", ""), WARNED)
        self.warnings = warning.split(" | ") if warning else []
        self.version = one_line(reply.headers.get("x-policykg-version", self.version), 100)
        return reply

    @cached_property
    def _dataset(self) -> list[tuple[str, str]]:
        """Return the parameters that make the default graph the union of all, if it is not."""
        if self._described and self.query(f"ASK {{ {self._about} }}", union=False):
            return []  # what the graph about the graph says is seen without naming that graph
        apart = "ASK { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
        graphs = self.graphs()
        if not 0 < len(graphs) <= MANY or not self.query(apart, union=False):
            return []
        keys = ("default-graph-uri", "named-graph-uri")
        return [(key, iri) for key in keys for iri in graphs]

    def _rows(self, text: str) -> list[dict[str, str]]:
        reply = self._post([("query", self._declared(text))])
        try:
            bindings = _json(reply, self.url)["results"]["bindings"]
            return [{k: _text(v["value"]) for k, v in row.items()} for row in bindings]
        except (KeyError, TypeError, AttributeError):
            raise _unreadable(self.url, "it holds no results") from None

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs that are the server's data, sorted."""
        return [iri for iri in self._graphs if not _OF_THE_SERVER.match(iri)]

    @cached_property
    def _graphs(self) -> list[str]:
        rows = self._rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        return sorted(row["g"] for row in rows if _IRI.fullmatch(row.get("g", "")))

    @cached_property
    def _described(self) -> list[str]:
        """The graphs that describe a graph of ours, found by an index; to list all graphs,
        a server may have to read every statement."""
        rows = self._rows(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?dataset a <{DCAT.Dataset}> }} }}")
        found = {row.get("g", "") for row in rows}
        return sorted(iri for iri in found if iri.endswith(_DESCRIBED) and _IRI.fullmatch(iri))

    @property
    def _about(self) -> str:
        return f"<{self.base}id/dataset> a <{DCAT.Dataset}>"

    def _base(self) -> str:
        found = self._described
        ending = _DESCRIBED.removeprefix("/")
        return found[0].removesuffix(ending) if len(found) == 1 else DEFAULT_BASE

    def prefetch(self, iris: Iterable[str]) -> None:
        """Fetch the labels of some things at once, rather than one by one."""
        wanted = [iri for iri in iris if iri not in self._asked]
        for start in range(0, len(wanted), 200):
            things = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + 200])
            answer: Any = self.query(_LABELS.format(things=things))
            self.raw.extend(Quad(*solution) for solution in answer)
        self._asked.update(wanted)

    def replace_graph(self, iri: str, nquads: bytes) -> None:
        """Refuse: a graph elsewhere is replaced by ``policykg push``."""
        raise GraphError("use policykg push", "请使用 policykg push")

    def rdflib(self) -> Dataset:
        """Refuse: rdflib has its own store for endpoints."""
        raise GraphError(
            "the graph is on another server: use rdflib's SPARQLStore, or export it there",
            "图在另一服务器上:请用 rdflib 的 SPARQLStore,或在那里导出",
        )


_OF_THE_SERVER: Final = re.compile(
    r"http://www\.openlinksw\.com/|http://localuriqaserver/|urn:(?:core|activitystreams|rules)|"
    r"http://localhost:8890/(?:DAV|sparql)|http://www\.w3\.org/(?:ns/ldp|2002/07/owl)#"
)
"""Graphs that Virtuoso brings along."""


def _form(text: str) -> str:
    """Return what a query asks for: ``SELECT``, ``ASK``, …; empty where no word says so."""
    for token in tokens(text):
        if token.kind == "word" and token.text.upper() in _FORMS:
            return token.text.upper()
    return ""


_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


def _accept(text: str) -> str:
    """Return the types that fit the form of a query; some servers do not look at it themselves."""
    return _GRAPH if _form(text) in ("CONSTRUCT", "DESCRIBE") else _ROWS


def _truth(answer: Answer) -> Answer:
    """Return the answer to an ASK query where a server tells it in rows.

    Virtuoso 7 gives no row, or one of ``__ASK_RETVAL`` with 1 or 0.
    """
    if not isinstance(answer, QuerySolutions):
        return answer
    row = next(answer, None)
    value = "0" if row is None else str(getattr(row[0], "value", row[0]))
    told = b'{"head":{},"boolean":%s}' % (b"false" if value in ("0", "false") else b"true")
    return parse_query_results(told, format=QueryResultsFormat.JSON)


def _json(reply: Reply, url: str) -> Any:
    """Return what a body says that is JSON from its first to its last sign.

    Raises:
        RemoteError: it is cut off, nested absurdly, or something else: it is no answer.
    """
    if nesting(reply.body) > NESTED:
        raise _unreadable(url, "it is nested too deeply")
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise _unreadable(url, str(error)) from None


_OUTSIDE: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[^"\[\]{}]++', re.DOTALL)


def nesting(body: bytes) -> int:
    """Return how deep brackets stand within each other in JSON, in one pass."""
    deep = most = 0
    for bracket in _OUTSIDE.sub(b"", body):
        deep += 1 if bracket in b"[{" else -1
        most = max(most, deep)
    return most


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _unreadable(url: str, why: str) -> RemoteError:
    where, why = shown_url(url), one_line(why, 200)
    return RemoteError(
        f"{where} answered 200 with a body that does not parse ({why}): most likely it was cut "
        "off by a limit there; ask for less",
        f"{where} 返回 200,但内容无法解析({why}):可能被对方限制截断,请缩小查询",
        200,
    )


def _read(reply: Reply, url: str) -> Answer:
    kind = reply.media_type
    try:
        if kind.endswith("json"):
            _json(reply, url)
            _read_through(parse_query_results(reply.body, format=QueryResultsFormat.JSON))
            return parse_query_results(reply.body, format=QueryResultsFormat.JSON)
        if kind in _TRIPLES:
            return _triples(reply.body, _TRIPLES[kind])
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise _unreadable(url, str(error)) from None
    where = shown_url(url)
    raise RemoteError(
        f"{where} answered with {kind}, which is no SPARQL result; is this a SPARQL endpoint?",
        f"{where} 返回 {kind},不是 SPARQL 结果;这是 SPARQL 端点吗?",
    )


def _read_through(answer: Answer) -> None:
    """Read an answer to its end: what is wrong in its last row is an error now, and not later."""
    if isinstance(answer, QuerySolutions):
        for _ in answer:
            pass


def _triples(body: bytes, kind: RdfFormat) -> QueryTriples:
    if kind is RdfFormat.RDF_XML and b"<!ENTITY" in body:
        raise ValueError("it declares entities, which could grow without end")
    store = Store()
    store.extend(Quad(*quad.triple) for quad in parse(body, kind))
    found = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(found, QueryTriples)
    return found


def _questions(workspace: Path | None) -> Path:
    """Return the saved questions of the workspace here, or those that come with policykg."""
    own = folders(workspace)[1] if workspace else None
    return own if own and own.is_dir() else shipped()


class RemoteKG(KG):
    """A knowledge graph on another server."""

    def __init__(self, store: RemoteStore, workspace: Path | None) -> None:
        self._store = store
        self.workspace = workspace or Path()
        self.queries_folder = _questions(workspace)

    @property
    def store(self) -> RemoteStore:
        """The store behind the endpoint."""
        return self._store

    @property
    def base(self) -> str:
        """Base IRI of the things in the graph."""
        return self._store.base

    @cached_property
    def documents(self) -> list[str]:
        """Ids of the documents in the graph."""
        prefix = self._store.prefixes["id"]
        rows = self._store.query("SELECT DISTINCT ?d { ?d a pk:Document }")
        iris: Iterator[str] = (row[0].value for row in rows)  # type: ignore[union-attr]
        return sorted(iri.removeprefix(prefix) for iri in iris)

    @property
    def data_version(self) -> str:
        """The version that the server names; empty where it names none."""
        return self._store.version

    def query(self, sparql: str, /, **parameters: Value) -> Result:
        """Ask in SPARQL; the prefixes of the workspace need not be declared.

        Raises:
            RemoteError: no answer, a refusal, or a body that does not parse.
        """
        result = run(self._store, sparql, parameters)
        result.warnings = list(self._store.warnings)
        return result

    def search(  # type: ignore[override]  # a server gives rows
        self, words: str, most: int = 20, **_: object
    ) -> Result:
        """Return the things in whose names all words occur; see :mod:`graph.queries.search`.

        A server has neither the explorer's tables nor source texts: names alone are searched.
        """
        return search(self._store, words, most)

    def network(self, name: str, /, **options: Any) -> Net:
        """Return a declared network as a networkx graph; see :mod:`graph.networks.build`.

        Raises:
            UnknownNetwork: there is no network of that name; the message names the nearest.
        """
        from graph.networks.build import build_network

        return build_network(self._store, name, **self._narrowed(options))

    def write_lists(self, name: str, path: Path, /, **options: Any) -> None:
        """Return nothing: a network that is asked of a server is made whole."""

    def _is_on_a_page(self, iri: str) -> bool:
        """Tell nothing of pages: a server is asked."""
        return False

    def export(self, format: str, path: str | Path, **_: object) -> Path:
        """Refuse: exports are made of a build."""
        raise GraphError(
            "exports are made where the graph was built", "导出须在构建该图的机器上进行"
        )

    def _reader(self) -> Reader:
        """Refuse: rows of narrow tables are computed of a build."""
        raise GraphError(
            "narrow tables are made where the graph was built; here, ask a question or a query",
            "窄表须在构建该图的机器上生成;此处可用问题或查询",
        )

    def __repr__(self) -> str:
        return f"<policykg graph at {shown_url(self._store.url)}>"


def open_with(url: str, web: Web) -> RemoteKG:
    """Open the graph behind a SPARQL endpoint with a client of its own.

    Raises:
        RemoteError: it does not answer, or is no SPARQL endpoint.
    """
    return RemoteKG(RemoteStore(url, "", web), find_workspace())


def open_remote(
    url: str,
    *,
    user: str = "",
    password: str = "",
    token: str = "",
    timeout: float = 120.0,
    base: str = "",
) -> RemoteKG:
    """Open the graph behind a SPARQL endpoint.

    Args:
        url: the endpoint.
        user: name for Basic or Digest authentication.
        password: password.
        token: what is sent as a Bearer token, where there is no user.
        timeout: seconds for an answer, to its last byte.
        base: base IRI of things; none: found from the named graphs.

    Raises:
        RemoteError: it does not answer, or is no SPARQL endpoint.
    """
    store = RemoteStore(url, base, Web(user, password, timeout, token=token))
    return RemoteKG(store, find_workspace())
