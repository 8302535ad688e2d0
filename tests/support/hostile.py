"""Queries that have brought endpoints down, by name."""

from __future__ import annotations

from typing import Final

EVERY: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


def _doubling(times: int) -> str:
    binds = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(times))
    return f"SELECT (STRLEN(?x{times}) AS ?n) {{ BIND('xxxxxxxxxx' AS ?x0) {binds} }}"


QUERIES: Final[dict[str, str]] = {
    "nested STR": "SELECT * { FILTER(" + "STR(" * 1000 + "'x'" + ")" * 1000 + " = 'x') }",
    "ten thousand braces": "SELECT * " + "{" * 10_000 + "}" * 10_000,
    "ten thousand open braces": "SELECT * " + "{" * 10_000,
    "ten thousand NOT": "ASK { FILTER(" + "!" * 10_000 + "true) }",
    "ten thousand minus": "SELECT (" + "-" * 10_000 + "1 AS ?x) {}",
    "string doubling": _doubling(35),
    "a thousand patterns": "ASK {"
    + " ".join(f"?s{n} ?p{n} ?s{n + 1} ." for n in range(1000))
    + "}",
    "cross product": "SELECT * { " + EVERY + " }",
    "cross product counted": "SELECT (COUNT(*) AS ?n) { " + EVERY + " }",
    "order by everything": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?e ?d ?c LIMIT 1",
    "distinct over everything": "SELECT DISTINCT ?a ?f { ?a ?b ?c . ?d ?e ?f }",
    "group concat": "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "property paths": "SELECT * { ?a (!<x:x>|^!<x:x>)* ?b . ?b (!<x:x>|^!<x:x>)* ?c }",
    "nested stars": "ASK { ?a " + "(" * 50 + "<x:x>" + "*)" * 50 + "* ?b }",
    "long path": "ASK { ?a " + "/".join(["!<x:x>"] * 3000) + " ?b }",
    "huge regex": "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '" + "(a{1,1000}){1,1000}" + "')) }",
    "backtracking regex": "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '^(([a-z])+.)+[A-Z]+$')) }",
    "huge IN": "ASK { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(9_000))) + ")) }",
    "long sum": "SELECT (1" + " + 1" * 9_000 + " AS ?x) {}",
    "long or": "ASK { ?s ?p ?o FILTER(" + " || ".join(["?o = 1"] * 4_000) + ") }",
    "deep OPTIONAL": "SELECT * { ?a ?b ?c " + "OPTIONAL { ?a ?b ?c " * 60 + "}" * 61,
    "many UNION": "SELECT * { { ?a ?b ?c }" + " UNION { ?a ?b ?c }" * 2_000 + " }",
    "many OPTIONAL": "SELECT * { ?a ?b ?c" + " OPTIONAL { ?d ?e ?f }" * 20 + " }",
    "many EXISTS": "ASK { ?a ?b ?c FILTER("
    + " && ".join(["EXISTS { ?d ?e ?f . ?g ?h ?i }"] * 500)
    + ") }",
    "sub-selects": "SELECT * { " + "{ SELECT * { ?a ?b ?c . " * 30 + "}}" * 30 + " }",
    "a megabyte": "ASK { FILTER('" + "x" * 1_000_000 + "' = 'x') }",
    "two hundred thousand dots": "a." * 99_999,
    "many VALUES": "SELECT * { VALUES ?x { "
    + "1 " * 9_000
    + "} VALUES ?y { "
    + "1 " * 9_000
    + "} }",
    "random until dawn": "SELECT (SUM(RAND()) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}
