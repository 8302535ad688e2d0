"""What can go wrong in the graph, told in both languages with the repair.

```
GraphError
├── WrongUse             what was asked for makes no sense here
│   ├── QueryError       the query text: line, column, what, how to mend
│   │   └── QueryRefused valid SPARQL that is not run here: SERVICE, updates, too large
│   ├── UnknownQuestion  no saved question of that name; names the nearest
│   ├── UnknownNetwork   no network, analysis or table of that name; names the nearest
│   ├── BadParameter     a parameter of a question that is missing, unknown or of wrong type
│   ├── UnknownFormat    no such format, or none that fits
│   │   ├── UnknownEnding a file's name asks for no format
│   │   └── Inexpressible a format that cannot hold what is to be written
│   ├── UnknownDocument  no such document; names those there
│   ├── NoWorkspace      no policykg.yaml there or above
│   ├── TooLarge         what was asked for takes more memory than there is
│   ├── UnknownThing     nothing of that id or IRI; names the nearest
│   └── ReadOnlyGraph    somebody tried to change the graph through rdflib
├── BuildError           writing a generation
│   └── BuildBusy        another process builds; names it
├── NoBuild              nothing was built yet
├── DamagedBuild         a build that must not be served
├── BadQuestion          a saved question whose file is wrong
└── MissingPackage       an optional package that is not installed
```
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from ontology.messages import shortened


class GraphError(Exception):
    """Base of all errors of the graph; ``en`` and ``zh`` say what is wrong and how to mend it."""

    exit_code = 1
    """What a command ends with: 1 for problems in the data, 2 for wrong use."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(shortened(en))
        self.en = shortened(en)
        self.zh = shortened(zh)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[GraphError], args: tuple[Any, ...], state: dict[str, Any]) -> GraphError:
    """Make the error anew in another process, whatever its constructor asks for."""
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class WrongUse(GraphError):
    """What was asked for makes no sense here."""

    exit_code = 2


class QueryError(WrongUse):
    """A query that cannot be read; ``line`` and ``column`` count from 1."""

    def __init__(
        self,
        en: str,
        zh: str,
        *,
        line: int | None = None,
        column: int | None = None,
        text: str = "",
    ) -> None:
        super().__init__(en, zh)
        self.line = line
        self.column = column
        self.text = text

    def __str__(self) -> str:
        if self.line is None:
            return self.en
        return f"line {self.line}, column {self.column}: {self.en}{self.excerpt()}"

    def excerpt(self) -> str:
        """Return the line at fault with a caret below it, or nothing."""
        lines = self.text.splitlines()
        if self.line is None or not 0 < self.line <= len(lines):
            return ""
        line, column = lines[self.line - 1], (self.column or 1) - 1
        start = max(0, column - 60)
        shown = line[start : column + 40]
        pad = "".join("  " if ord(char) > 0x2E7F else " " for char in shown[: column - start])
        return f"\n    {shown}\n    {pad}^"


class QueryRefused(QueryError):
    """Valid SPARQL that is not run here."""


class BuildError(GraphError):
    """A generation that could not be written; what was there before stays in place."""


class BuildBusy(BuildError):
    """Another process is building."""

    def __init__(self, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        wer = f"进程 {pid}" if pid else "另一进程"
        super().__init__(
            f"{who} is building this graph already; wait until it has finished",
            f"{wer}正在构建此图;请等它完成",
        )
        self.pid = pid


class NoWorkspace(WrongUse):
    """There is no workspace where one was looked for."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"no policykg.yaml in {folder} or above: open the folder of a workspace, or make one "
            "by `policykg init NAME`",
            f"在 {folder} 及其上级未找到 policykg.yaml:请打开工作区的文件夹,"
            "或用 `policykg init NAME` 新建",
        )
        self.folder = folder


class NoBuild(GraphError):
    """Nothing was built yet."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"no graph in {folder}: it is a product of the facts, run `policykg build`",
            f"{folder} 中没有图:它由事实文件生成,请运行 `policykg build`",
        )
        self.folder = folder


class DamagedBuild(GraphError):
    """A build that is damaged or of another version, and therefore not served."""

    def __init__(self, folder: str, en: str, zh: str) -> None:
        super().__init__(
            f"the graph in {folder} cannot be used ({en}): "
            "it is a product of the facts, run `policykg build`",
            f"{folder} 中的图无法使用({zh}):它由事实文件生成,请运行 `policykg build`",
        )
        self.folder = folder


class UnknownFormat(WrongUse):
    """No such format, or none that fits what is to be written."""


class UnknownEnding(UnknownFormat, ValueError):
    """No format has the ending of a file's name."""


class Inexpressible(UnknownFormat):
    """A format that cannot hold what is to be written as it is; nothing is written."""


class UnknownDocument(WrongUse):
    """No document of that name in the graph."""


class UnknownThing(WrongUse):
    """Nothing of that name in the graph."""


class UnknownQuestion(WrongUse):
    """No saved question of that name."""


class UnknownNetwork(WrongUse, KeyError):
    """No network of that name; ``nearest`` holds those that are spelt like it.

    It is a ``KeyError`` too, since networks stand in a table by their names.
    """

    what = ("network", "网络")

    def __init__(self, name: str, known: Iterable[str]) -> None:
        listed = sorted(known)
        self.nearest = tuple(difflib.get_close_matches(str(name), listed, 3, 0.5))
        hint = f"did you mean {', '.join(self.nearest)}? " if self.nearest else ""
        tip = f"是否指 {'、'.join(self.nearest)}?" if self.nearest else ""
        super().__init__(
            f"no {self.what[0]} {name!r}; {hint}there are {', '.join(listed)}",
            f"没有名为 {name!r} 的{self.what[1]};{tip}可用:{'、'.join(listed)}",
        )

    def __str__(self) -> str:
        return self.en


class UnknownAnalysis(UnknownNetwork):
    """No analysis of that name."""

    what = ("analysis", "分析")


class UnknownTable(UnknownNetwork):
    """No narrow table of that name."""

    what = ("table", "表")


class UnknownColumn(UnknownNetwork):
    """The table has no column of that name."""

    what = ("column", "列")


class ReadOnlyGraph(WrongUse):
    """The graph is a product of the facts, and is not changed by anybody who reads it."""

    def __init__(self) -> None:
        super().__init__(
            "this graph is read-only: it is a product of the facts; edit them and build again, or "
            "copy the graph into an rdflib Dataset of your own",
            "此图只读:它由事实文件生成,请修改事实后重新构建,或将图复制到自己的 rdflib Dataset",
        )


class BadParameter(WrongUse):
    """A parameter that is missing, unknown or of the wrong type."""


class TooLarge(WrongUse):
    """What was asked for takes more memory than there is."""


class BadQuestion(GraphError):
    """A saved question whose file is wrong; ``path`` and ``line`` say where."""

    def __init__(self, path: str, line: int, en: str, zh: str) -> None:
        super().__init__(f"{path}:{line}: {en}", f"{path}:{line}:{zh}")
        self.path = path
        self.line = line


class MissingPackage(GraphError):
    """An optional package (or, without an extra, a program) that is not installed."""

    def __init__(self, package: str, extra: str, purpose_en: str, purpose_zh: str) -> None:
        mend = f"pip install 'policykg[{extra}]'" if extra else f"apt-get install {package.lower()}"
        super().__init__(
            f"{purpose_en} needs {package}: {mend}", f"{purpose_zh}需要 {package}:{mend}"
        )
        self.package = package
