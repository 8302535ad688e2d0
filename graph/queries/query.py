"""Asking the graph: guard the text, bind its parameters, run it, and say plainly what is wrong.

By default a query sees the union of all named graphs; a query with ``FROM`` sees what it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from graph.errors import BadParameter, QueryError, QueryRefused
from graph.queries.results import Result
from graph.queries.stray import stray_sign
from graph.queries.tokens import Token, line_and_column, tokens
from graph.rdf.store import Answer, GraphStore
from graph.rdf.terms import Value, to_term
from ontology.caches import Cache


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a query may be.  The engine recurses and cannot be stopped, so size is bounded."""

    characters: int = 200_000
    depth: int = 64
    """Brackets within brackets."""
    tokens: int = 20_000
    run: int = 64
    """Signs in a row that each open one more level, such as ``!!!!``."""


LIMITS: Final = Limits()
_OPEN: Final = frozenset("({[")
_CLOSE: Final = frozenset(")}]")
_UNARY: Final = frozenset("!-+^")
_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_FORMS: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))


def guard(text: str, limits: Limits = LIMITS) -> Sequence[Token]:
    """Return the tokens of a query that may be run.

    Raises:
        QueryRefused: it holds ``SERVICE``, is an update, or exceeds a limit.
    """
    if len(text) > _KEPT:
        return _guarded(text, limits)
    return _KNOWN.get_or_make((text, limits), lambda: _guarded(text, limits))


def _guarded(text: str, limits: Limits) -> tuple[Token, ...]:
    if len(text) > limits.characters:
        raise QueryRefused(
            f"the query has {len(text):,} characters, at most {limits.characters:,} are run",
            f"查询有 {len(text):,} 个字符,最多 {limits.characters:,} 个",
        )
    found = tuple(islice(tokens(text), limits.tokens + 1))
    if len(found) > limits.tokens:
        raise _refused(
            text,
            found[limits.tokens],
            f"the query has more than {limits.tokens:,} words and signs; ask for less at once",
            f"查询超过 {limits.tokens:,} 个词和符号,请分次查询",
        )
    _guard_depth(text, found, limits)
    _guard_words(text, found)
    return found


# Saved questions are asked again and again; to read one takes as long as to answer it.
_KEPT: Final = 8_000
_TOKEN_BYTES: Final = 300
"""What a token takes: a tuple, its text, its place."""
_KNOWN: Final[Cache[tuple[str, Limits], tuple[Token, ...]]] = Cache(
    "queries", most=16 << 20, size=lambda found: len(found) * _TOKEN_BYTES
)


def _guard_depth(text: str, found: Sequence[Token], limits: Limits) -> None:
    depth = run = 0
    for token in found:
        run = run + 1 if token.text in _UNARY else 0
        if token.kind == "sign":
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if depth > limits.depth or run > limits.run:
            raise _refused(
                text,
                token,
                f"brackets or signs stand more than {limits.depth} deep; write the query flatter",
                f"括号或符号嵌套超过 {limits.depth} 层,请简化查询",
            )


def _guard_words(text: str, found: Sequence[Token]) -> None:
    form = ""
    for position, token in enumerate(found):
        if _asks_another_server(found, position):
            raise _refused(
                text,
                token,
                "SERVICE is not run: this graph asks no other server; remove the SERVICE part",
                "不执行 SERVICE:本图不访问其他服务器,请删去 SERVICE 部分",
            )
        if token.kind != "word":
            continue
        word = token.text.upper()
        if not form and word in _UPDATES:
            raise _refused(
                text,
                token,
                f"{word} changes data, and there is no write path: edit the facts and build again",
                f"{word} 会改动数据,而此处只读:请修改事实文件后重新构建",
            )
        if word in _FORMS:
            form = form or word


def _is_hidden(text: str) -> bool:
    """Tell whether a bracket, then SERVICE, then a # stand in a text, by three searches."""
    bracket = text.find(")")
    service = text.find("SERVICE", bracket + 1) if bracket >= 0 else -1
    return service >= 0 and text.find("#", service) >= 0


def _asks_another_server(found: Sequence[Token], position: int) -> bool:
    """Tell whether a token holds the word SERVICE, as the engine reads it.

    The engine needs no blank between words (``SERVICESILENT``, ``trueSERVICE``), takes
    ``SERVICE:x {`` for the word and a name, and ``<`` in a comparison for an operator where
    the lexical grammar sees an IRI (``FILTER(1<2)SERVICE?s#>``).
    """
    token = found[position]
    if "SERVICE" not in (text := token.text.upper()):
        return False
    if token.kind == "word":
        return True
    if token.kind == "iri":
        return _is_hidden(text)
    if token.kind == "name" and "SERVICE" in text.partition(":")[0]:
        after = found[position + 1].text if position + 1 < len(found) else ""
        before = found[position - 1].text.upper() if position else ""
        return after == "{" and not before.endswith(("GRAPH", "NAMED", "FROM"))
    return False


def _refused(text: str, token: Token, en: str, zh: str) -> QueryRefused:
    line, column = line_and_column(text, token.start)
    return QueryRefused(en, zh, line=line, column=column, text=text)


def has_dataset_clause(found: Sequence[Token]) -> bool:
    """Tell whether a query names its own dataset by ``FROM``.

    The engine needs no blank: ``ASKFROM<g>`` and ``FROM:g`` are read too.
    """
    before = ""
    for token in found:
        if token.text == "{":
            return False
        own = token.kind == "word" or (token.kind == "name" and before != "PREFIX")
        if own and "FROM" in token.text.upper().partition(":")[0]:
            return True
        before = token.text.upper()
    return False


def bind(text: str, values: Mapping[str, Value], found: Sequence[Token] | None = None) -> str:
    """Put typed terms in the place of variables.

    Every ``?name`` or ``$name`` whose name is a key of ``values`` becomes its term, written by
    the engine's own writer, token by token: what a value holds can never become syntax.  In the
    head of a SELECT it becomes ``(term AS ?name)``, so that it is still a column.

    Raises:
        QueryError: a variable is to be bound that the query itself assigns.
        BadParameter: a value is no term, such as an IRI with a blank.
    """
    if not values:
        return text
    terms = {name: _written(name, value) for name, value in values.items()}
    pieces: list[str] = []
    at = 0
    clause, depth, before = "", 0, ""
    for token in found if found is not None else tokens(text):
        if token.kind == "word":
            clause = _clause_after(token.text.upper(), clause, depth)
        elif token.kind == "sign":
            depth += (token.text in "([") - (token.text in ")]")
            clause = "" if token.text in "{}" else clause
        elif token.kind == "variable" and (term := terms.get(token.text[1:])) is not None:
            if before == "AS":
                raise _assigned(text, token)
            head = clause if depth == 0 else ""
            pieces.append(text[at : token.start])
            pieces.append(_placed(term, token.text[1:], head))
            at = token.end
        before = token.text.upper()
    pieces.append(text[at:])
    return "".join(pieces)


def _written(name: str, value: Value) -> str:
    try:
        return str(to_term(value))
    except (TypeError, ValueError, ArithmeticError) as error:
        raise BadParameter(
            f"{name} = {str(value)[:80]!r} cannot stand in a query: {error}; give a text, number, "
            "date, or an IRI by kg.iri(…)",
            f"{name} = {str(value)[:80]!r} 不能用于查询:{error};"
            "请给出文字、数、日期,或用 kg.iri(…) 给出 IRI",
        ) from None


def _clause_after(word: str, clause: str, depth: int) -> str:
    """Return in which head (SELECT … or GROUP/ORDER BY …) the next tokens stand."""
    if word == "SELECT":
        return "select"
    if word == "BY":
        return "by"
    if depth == 0 and word in ("WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "VALUES", "FILTER"):
        return ""
    return clause


def _placed(term: str, name: str, head: str) -> str:
    if head == "select":
        return f"({term} AS ?{name})"
    return f"({term})" if head == "by" else term


def _assigned(text: str, token: Token) -> QueryError:
    line, column = line_and_column(text, token.start)
    return QueryError(
        f"{token.text} is a parameter and cannot be assigned by AS; use another name",
        f"{token.text} 是参数,不能用 AS 赋值,请改用其他名称",
        line=line,
        column=column,
        text=text,
    )


_AT: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def explain(error: Exception, text: str) -> QueryError:
    """Turn the engine's complaint into one that people can read."""
    message = str(error)
    match = _AT.match(message)
    if match is None:
        return QueryError(message, f"查询无法执行:{message}", text=text)
    line, column = int(match[1]), int(match[2])
    en, zh = _cause(match[3], text, line, column)
    return QueryError(en, zh, line=line, column=column, text=text)


def _cause(expected: str, text: str, line: int, column: int) -> tuple[str, str]:
    here = _word_at(text, line, column)
    if "Prefix not found" in expected:
        prefix = _prefix_before(text, line, column)
        return (
            f"the prefix {prefix} is not known; declare it by PREFIX {prefix} <…>",
            f"前缀 {prefix} 未定义,请用 PREFIX {prefix} <…> 声明",
        )
    if "variable that is unbound" in expected:
        return (
            "a selected variable is neither grouped nor aggregated; "
            "name it in GROUP BY or wrap it, as in (SAMPLE(?x) AS ?y)",
            "所选变量既未分组也未聚合:请写入 GROUP BY,或如 (SAMPLE(?x) AS ?y) 那样聚合",
        )
    if stray := stray_sign(text, line, column):
        return stray
    names = _expected(expected)
    hint = f"; expected one of {names}" if names else ""
    tip = f";此处可为 {names}" if names else ""
    if not here:
        return f"the query ends too early{hint}", f"查询不完整{tip}"
    return f"not understood at “{here}”{hint}", f"此处“{here}”有误{tip}"


_EXPECTED: Final = 4_000
"""Characters of the engine's complaint that are read."""
_NAMED: Final = 80
"""Characters around a place in which a prefix is looked for."""
_NOISE: Final = frozenset(("OPTIONAL", "BIND", "LATERAL", "SERVICE", "ADJUST"))


def _expected(text: str) -> str:
    """Return what the engine would have taken here, without its character classes."""
    plain = re.sub(r"\[[^\[\]]*\]", "", text[:_EXPECTED])
    words = re.findall(r'"([^"\s]{1,12})"|\b([A-Z]{2,20})\b', plain)
    names = [quoted or word for quoted, word in words]
    return " ".join(name for name in names if name not in _NOISE and name != "{|")


def _word_at(text: str, line: int, column: int) -> str:
    rest = "\n".join(text.splitlines()[line - 1 :])[column - 1 :].strip()
    return rest.split()[0][:30] if rest else ""


def _prefix_before(text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    before = lines[line - 1][: column - 1] if 0 < line <= len(lines) else ""
    after = lines[line - 1][column - 1 :] if 0 < line <= len(lines) else ""
    pattern = r"(?<![\w.-])([\w.-]*:)"
    names = re.findall(rf"{pattern}\S*", before[-_NAMED:]) or re.findall(pattern, after[:_NAMED])
    return names[-1] if names else ":"


def run(
    store: GraphStore,
    text: str,
    parameters: Mapping[str, Value] | None = None,
    *,
    limits: Limits = LIMITS,
) -> Result:
    """Ask the graph.

    Args:
        store: the graph.
        text: SPARQL; the workspace's prefixes need not be declared.
        parameters: values for variables of the query, bound as typed terms.
        limits: how large a query may be.

    Raises:
        QueryRefused: a query that is not run here.
        QueryError: it cannot be read; with line and column.
    """
    found = guard(text, limits)
    missing = set(parameters or ()) - {
        token.text[1:] for token in found if token.kind == "variable"
    }
    if missing:
        names = ", ".join(f"${name}" for name in sorted(missing))
        raise QueryError(f"the query has no variable {names}", f"查询中没有变量 {names}", text=text)
    bound = bind(text, parameters or {}, found)
    union = not has_dataset_clause(found)

    def evaluate() -> Answer:
        try:
            return store.query(bound, union=union)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise explain(error, bound) from None

    return Result(evaluate, store, text=bound)
