"""Things by words of their names, for whoever knows no id."""

from __future__ import annotations

from graph.errors import BadParameter
from graph.queries.query import run
from graph.queries.results import Result
from graph.rdf.store import GraphStore

MOST_WORDS = 8


def search(store: GraphStore, words: str, most: int = 20) -> Result:
    """Return the things in one of whose names all words occur, the shortest names first.

    Args:
        store: the graph.
        words: parts of a name or label in any language, separated by blanks.
        most: so many things.

    Returns:
        Columns ``thing``, ``name`` (the shortest that fits) and ``class``.

    Raises:
        BadParameter: there is no word, or there are too many.
    """
    parts = words.lower().split()
    if not 0 < len(parts) <= MOST_WORDS:
        raise BadParameter(
            f"search for 1 to {MOST_WORDS} words, not {len(parts)}",
            f"请用 1 到 {MOST_WORDS} 个词搜索,现有 {len(parts)} 个",
        )
    tests = " && ".join(f"CONTAINS(?lower, $word{at})" for at in range(len(parts)))
    text = f"""SELECT ?thing (MIN(?found) AS ?name) (MIN(?kind) AS ?class) {{
  {{ SELECT ?thing (MIN(STRLEN(?n)) AS ?length) {{
      ?thing rdfs:label|pk:name ?n .
      BIND(LCASE(STR(?n)) AS ?lower) FILTER({tests}) }} GROUP BY ?thing }}
  ?thing rdfs:label|pk:name ?found ; a ?kind .
  BIND(LCASE(STR(?found)) AS ?lower)
  FILTER(STRLEN(?found) = ?length && {tests} && STRSTARTS(STR(?kind), STR(pk:)))
}} GROUP BY ?thing ORDER BY STRLEN(?name) ?thing LIMIT {int(most)}"""
    return run(store, text, {f"word{at}": part for at, part in enumerate(parts)})
