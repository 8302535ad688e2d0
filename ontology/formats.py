"""Every format of files and answers, a row each.

The command line, the server, the descriptions of the dataset (VoID, DCAT) and the documentation
read these rows; writers are registered under the name of a format (``graph.exports.writers``,
``graph.pictures.network_files``).  Tests name what a row or a writer lacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

Content = Literal["whole", "tables", "graph", "rows", "network", "linked", "page"]
"""What a format can hold.

whole    the whole graph, or documents of it, as a file: `policykg export`, downloads, DCAT
tables   the narrow tables: one (`policykg table`) or all of them (`policykg export`)
graph    triples or quads: the answer of CONSTRUCT and DESCRIBE, dumps of VoID
rows     the rows of SELECT and the truth value of ASK
network  nodes and edges, or their picture: `policykg network`
linked   the description of one thing, by its address
page     what a page of the explorer shows, by its address
"""


@dataclass(frozen=True, slots=True)
class Format:
    """One format."""

    name: str
    title: str
    suffix: str
    """With its dot; of a file that holds one thing, see :attr:`file_suffix`."""
    media_type: str
    """The registered type, without parameters."""
    holds: tuple[Content, ...]
    use_en: str = ""
    use_zh: str = ""
    """What it is good for."""
    archive: str = ""
    """The suffix of the whole graph where that takes several files in a ZIP archive."""
    aliases: tuple[str, ...] = ()
    """Other names by which people ask for it."""
    other_types: tuple[str, ...] = ()
    """Further media types by which clients ask for it."""
    wider_types: tuple[str, ...] = ()
    """Types as which it is sent to clients who take none of its own."""
    file_endings: tuple[str, ...] = ()
    """Further endings of files that hold it."""
    w3c: str = ""
    """Its name below http://www.w3.org/ns/formats/."""
    eu: str = ""
    """Its code among the file types of the EU's Publications Office, for which DCAT-AP asks."""

    @property
    def ending(self) -> str:
        """The suffix without its dot."""
        return self.suffix[1:]

    @property
    def content_type(self) -> str:
        """The value of ``Content-Type``: texts are UTF-8."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type

    @property
    def file_suffix(self) -> str:
        """The suffix of the whole graph in this format."""
        return self.archive or self.suffix

    @property
    def file_type(self) -> str:
        """The media type of the whole graph in this format."""
        return "application/zip" if self.archive else self.media_type


FORMATS: Final[dict[str, Format]] = {
    row.name: row
    for row in (
        Format(
            "turtle", "Turtle", ".ttl", "text/turtle", ("whole", "graph", "linked", "page"),
            "reading; one section a named graph", "便于阅读,每个命名图一节",
            aliases=("ttl",), other_types=("application/x-turtle", "text/n3", "text/rdf+n3"),
            w3c="Turtle",
            eu="RDF_TURTLE",
        ),
        Format(
            "ntriples", "N-Triples", ".nt", "application/n-triples", ("whole", "graph", "linked"),
            "the union of all graphs, one line a triple", "全部命名图之并,一行一条",
            aliases=("nt", "n-triples"), other_types=("text/plain",), w3c="N-Triples",
            eu="RDF_N_TRIPLES",
        ),
        Format(
            "jsonld", "JSON-LD", ".jsonld", "application/ld+json", ("whole", "graph", "linked"),
            "programs; compact, with a context", "供程序使用,带语境",
            aliases=("json-ld", "json"), wider_types=("application/json",), w3c="JSON-LD",
            eu="JSON_LD",
        ),
        Format(
            "rdfxml", "RDF/XML", ".rdf", "application/rdf+xml", ("whole", "graph", "linked"),
            "older tools", "供较旧的工具",
            aliases=("rdf", "rdf/xml", "xml"), wider_types=("application/xml", "text/xml"),
            file_endings=("xml", "owl"),
            w3c="RDF_XML",
            eu="RDF_XML",
        ),
        Format(
            "trig", "TriG", ".trig", "application/trig", ("whole", "graph"),
            "Turtle that keeps the named graphs", "按文献分图的 Turtle",
            other_types=("application/x-trig",), w3c="TriG",
            eu="RDF_TRIG",
        ),
        Format(
            "nquads", "N-Quads", ".nq", "application/n-quads", ("whole", "graph"),
            "the compiled graph as it is: sorted, one line a statement, good to compare",
            "编译原样:已排序,一行一条,便于比较",
            aliases=("nq", "n-quads"), other_types=("text/x-nquads",), w3c="N-Quads",
            eu="RDF_N_QUADS",
        ),
        Format(
            "json", "SPARQL JSON", ".srj", "application/sparql-results+json", ("rows",),
            "programs", "供程序使用",
            aliases=("srj",), other_types=("application/json",), w3c="SPARQL_Results_JSON",
        ),
        Format(
            "xml", "SPARQL XML", ".srx", "application/sparql-results+xml", ("rows",),
            "older tools", "供较旧的工具",
            aliases=("srx",), other_types=("application/xml", "text/xml"),
            w3c="SPARQL_Results_XML",
        ),
        Format(
            "csv", "CSV", ".csv", "text/csv", ("whole", "tables", "rows", "network", "page"),
            "statistics; a table a kind, or nodes and edges", "供统计使用,每类一表,或点表与边表",
            archive=".csv.zip", w3c="SPARQL_Results_CSV",
            eu="CSV",
        ),
        Format(
            "tsv", "TSV", ".tsv", "text/tab-separated-values", ("rows",),
            "programs; terms as SPARQL writes them", "供程序使用,词项按 SPARQL 写法",
            w3c="SPARQL_Results_TSV",
        ),
        Format(
            "xlsx", "XLSX", ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ("whole", "tables", "page"),
            "spreadsheets; a sheet a kind and a data dictionary", "电子表格,每类一页,附数据字典",
            eu="XLSX",
        ),
        Format(
            "parquet", "Parquet", ".parquet", "application/vnd.apache.parquet",
            ("whole", "tables"),
            "pandas, R's arrow, DuckDB; columns keep their types",
            "供 pandas、R、DuckDB,各列带类型",
            archive=".parquet.zip",
            eu="PARQUET",
        ),
        Format(
            "sqlite", "SQLite", ".sqlite", "application/vnd.sqlite3", ("tables",),
            "one file for SQL, R, Datasette, DuckDB; tables with keys, views with names",
            "单个文件,供 SQL、R、Datasette、DuckDB;表有主外键,视图带名称",
            aliases=("db", "sqlite3"), file_endings=("db", "sqlite3"),
        ),
        Format(
            "csl", "CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json",
            ("whole",),
            "the source documents, for Zotero, Pandoc and citeproc",
            "文献条目,供 Zotero、Pandoc、citeproc",
            eu="JSON",
        ),
        Format(
            "bibtex", "BibTeX", ".bib", "application/x-bibtex", ("whole", "page"),
            "the source documents, for LaTeX", "文献条目,供 LaTeX", aliases=("bib",),
            eu="TXT",
        ),
        Format(
            "svg", "SVG", ".svg", "image/svg+xml", ("network", "page"),
            "the picture as vectors, for print", "矢量图,可供排版",
        ),
        Format(
            "html", "HTML", ".html", "text/html", ("network",),
            "one file to explore offline and to send", "单个离线文件,可互动,可直接发给别人",
        ),
        Format(
            "png", "PNG", ".png", "image/png", ("network",),
            "the picture in pixels, for slides", "位图,可供幻灯片",
        ),
        Format(
            "graphml", "GraphML", ".graphml", "application/xml", ("network",),
            "for Gephi, yEd, igraph", "供 Gephi、yEd、igraph",
        ),
        Format(
            "gexf", "GEXF", ".gexf", "application/xml", ("network",),
            "for Gephi, with periods", "供 Gephi,含时间",
        ),
    )
}  # fmt: skip
"""Every format by its name; of those that fit a request equally well, the first is sent."""


@cache
def holding(content: Content) -> dict[str, Format]:
    """Return the formats that can hold something, by name, in the order of the rows."""
    return {name: row for name, row in FORMATS.items() if content in row.holds}


def named(word: str, content: Content) -> Format | None:
    """Return the format that a name, alias or suffix means, among those that hold something."""
    key = word.strip().lower().removeprefix(".")
    rows = holding(content)
    if key in rows:
        return rows[key]
    return next(
        (row for row in rows.values() if key in (*row.aliases, row.ending, row.file_suffix[1:])),
        None,
    )


def of_media_type(media_type: str, content: Content) -> Format | None:
    """Return the format that a media type means, among those that hold something."""
    rows = holding(content).values()
    return next((row for row in rows if media_type == row.media_type), None) or next(
        (row for row in rows if media_type in row.other_types), None
    )


def table(content: Content, language: Literal["en", "zh"] = "en") -> str:
    """Return the formats that hold something as a table of Markdown, for the documentation."""
    heads = {"en": "format | file | what it is good for", "zh": "格式 | 文件 | 用途"}
    rows = [f"| {heads[language]} |", "|---|---|---|"]
    for row in holding(content).values():
        whole = content == "whole"
        suffix = f"`{row.file_suffix if whole else row.suffix}`"
        use = row.use_en if language == "en" else row.use_zh
        rows.append(f"| `{row.name}` | {suffix} | {use} |")
    return "\n".join(rows) + "\n"
