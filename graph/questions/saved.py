"""Saved questions: SPARQL files with a bilingual header and typed parameters.

A header line is a comment that begins with ``#+``:

```sparql
#+ title-en: Tasks that a body leads
#+ title-zh: 某单位牵头的任务
#+ description-en: …
#+ description-zh: …
#+ theme: leads
#+ keywords: lead, task, 牵头
#+ parameter: body | name | 市发展改革委 | Body, as a text writes it | 单位(文中写法)
```

A parameter is ``name | type | default | English label | Chinese label``, with a class at the
end where one is to be chosen among its instances.  In the query it is ``$name``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, get_args

from graph.errors import BadParameter, BadQuestion, QueryError, UnknownQuestion
from graph.queries.query import bind, run
from graph.queries.results import Result
from graph.queries.tokens import tokens
from graph.questions.defaults import Questioned, strangers, suited
from graph.questions.parameters import Parameter, ParameterType, typed
from graph.rdf.store import GraphStore
from graph.rdf.terms import Value
from ontology.files import read_whole
from ontology.namespaces import DEFAULT_BASE, prefixes_for

THEMES: Final[dict[str, tuple[str, str]]] = {
    "leads": ("Who leads what", "谁牵头什么"),
    "together": ("Who works together", "谁与谁协同"),
    "targets": ("Targets and indicators", "目标与指标"),
    "places": ("Places", "地方"),
    "economy": ("Enterprises and projects", "企业与项目"),
    "policies": ("Policies", "政策"),
    "people": ("People, events, recognitions", "人物、事件与荣誉"),
    "evidence": ("Evidence", "依据"),
    "overview": ("The graph itself", "图谱概况"),
}
"""Themes in the order they are listed, in English and Chinese."""

_HEADER: Final = re.compile(r"#\+\s*([a-z-]+):(.*)", re.DOTALL)
_TEXTS: Final = ("title-en", "title-zh", "description-en", "description-zh", "theme", "keywords")


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question."""

    name: str
    path: Path
    sparql: str
    """The query, without its header."""
    title: Mapping[str, str]
    description: Mapping[str, str]
    theme: str
    keywords: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    starts: int = 1
    """The line of the file where the query begins."""

    def values(self, given: Mapping[str, object], prefixes: Mapping[str, str]) -> dict[str, Value]:
        """Return a typed value for every parameter, defaults filled in.

        Raises:
            BadParameter: one is unknown, or its value does not fit its type.
        """
        for name in given:
            if name not in self.parameters:
                raise self._unknown(name)
        return {
            name: typed(parameter, given.get(name, parameter.default), prefixes)
            for name, parameter in self.parameters.items()
        }

    def suited(self, store: Questioned, given: Collection[str] = ()) -> Question:
        """Return the question with defaults of which this graph knows something.

        Args:
            store: The graph.
            given: Names of parameters that have a value, so that their default does not matter.
        """
        return replace(self, parameters=suited(self.parameters, store, given))

    def bound(self, given: Mapping[str, object], prefixes: Mapping[str, str]) -> str:
        """Return the query with typed terms in the place of its parameters."""
        return bind(self.sparql, self.values(given, prefixes))

    def ask(self, store: GraphStore, given: Mapping[str, object] | None = None) -> Result:
        """Ask the graph this question; defaults that say nothing to it give way to others.

        Raises:
            BadParameter: a parameter is unknown, or its value does not fit its type.
            BadQuestion: the query in its file cannot be run.
        """
        question = self.suited(store, given or ())
        values = question.values(given or {}, store.prefixes)
        try:
            result = run(store, self.sparql, values)
        except QueryError as error:
            raise self._faulty(error) from None
        result.warnings = [*strangers(question.parameters, values, store, given or ())]
        return result

    def _faulty(self, error: QueryError) -> BadQuestion:
        line = (error.line or 1) + self.starts - 1
        return BadQuestion(
            self.path.name, line, f"{error.en}{error.excerpt()}", f"{error.zh}{error.excerpt()}"
        )

    def _unknown(self, name: str) -> BadParameter:
        there = ", ".join(self.parameters) or "none"
        near = difflib.get_close_matches(name, self.parameters, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        tip = f";是否指 {near[0]}?" if near else ""
        return BadParameter(
            f"question {self.name} has no parameter {name} (it has: {there}){hint}",
            f"问题 {self.name} 没有参数 {name}(可用:{there}){tip}",
        )


def read_question(path: Path) -> Question:
    """Read a saved question.

    Raises:
        BadQuestion: its header is wrong; with file, line and what to do.
    """
    texts: dict[str, str] = {}
    parameters: dict[str, Parameter] = {}
    body: list[str] = []
    lines = _lines(path)
    for number, line in enumerate(lines, 1):
        if not line.startswith("#+"):
            body.append(line)
            continue
        match = _HEADER.match(line)
        if match is None:
            raise BadQuestion(path.name, number, "write “#+ key: value”", "请写成“#+ 键: 值”")
        key, value = match[1], match[2].strip()
        if key == "parameter":
            parameter = _parameter(path, number, value)
            if parameter.name in parameters:
                raise BadQuestion(
                    path.name,
                    number,
                    f"the parameter {parameter.name} is given twice; rename or remove one",
                    f"参数 {parameter.name} 重复,请改名或删去其一",
                )
            parameters[parameter.name] = parameter
        elif key not in _TEXTS or key in texts:
            raise BadQuestion(
                path.name,
                number,
                f"{key} is unknown or given twice; keys are {', '.join(_TEXTS)}, parameter",
                f"{key} 未知或重复;可用的键:{'、'.join(_TEXTS)}、parameter",
            )
        else:
            texts[key] = value
    _complete(path, texts)
    sparql = "\n".join(body).strip() + "\n"
    _used(path, sparql, parameters)
    return Question(
        name=path.stem,
        path=path,
        sparql=sparql,
        title={"en": texts["title-en"], "zh": texts["title-zh"]},
        description={"en": texts["description-en"], "zh": texts["description-zh"]},
        theme=texts["theme"],
        keywords=tuple(word.strip() for word in re.split("[,,、]", texts["keywords"])),
        parameters=parameters,
        starts=_begins(lines),
    )


_MOST_BYTES: Final = 1_000_000


def _lines(path: Path) -> list[str]:
    """Return the lines of a file, as the engine counts them.

    Raises:
        BadQuestion: it cannot be read as UTF-8.
    """
    try:
        return read_whole(path, _MOST_BYTES).decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        en, zh = "this is not UTF-8; save the file as UTF-8", "不是 UTF-8 编码,请另存为 UTF-8"
    except OSError as error:
        line, en, zh = 1, f"cannot be read: {error.strerror}", f"无法读取:{error.strerror}"
    raise BadQuestion(path.name, line, en, zh)


def _begins(lines: list[str]) -> int:
    """Return the first line that belongs to the query."""
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#+"):
            return number
    return 1


def _complete(path: Path, texts: Mapping[str, str]) -> None:
    for key in _TEXTS:
        if not texts.get(key):
            raise BadQuestion(path.name, 1, f"“#+ {key}: …” is missing", f"缺少“#+ {key}: …”")
    if texts["theme"] not in THEMES:
        names = ", ".join(THEMES)
        raise BadQuestion(
            path.name,
            1,
            f"theme {texts['theme']} is unknown; choose one of {names}",
            f"主题 {texts['theme']} 未知,可选:{names}",
        )


def _used(path: Path, sparql: str, parameters: Mapping[str, Parameter]) -> None:
    """Check that every parameter is used as ``$name`` only, and its default fits its type."""
    variables = {token.text for token in tokens(sparql) if token.kind == "variable"}
    for name, parameter in parameters.items():
        if f"${name}" not in variables:
            raise BadQuestion(path.name, 1, f"${name} is never used", f"${name} 没有用到")
        if f"?{name}" in variables:
            raise BadQuestion(
                path.name,
                1,
                f"?{name} is the same variable as the parameter ${name}; rename one of them",
                f"?{name} 与参数 ${name} 是同一变量,请改名",
            )
        try:
            typed(parameter, parameter.default, prefixes_for(DEFAULT_BASE))
        except BadParameter as error:
            raise BadQuestion(path.name, 1, error.en, error.zh) from None


def _parameter(path: Path, line: int, text: str) -> Parameter:
    cells = [cell.strip() for cell in text.split("|")]
    if len(cells) not in (5, 6) or cells[1] not in get_args(ParameterType):
        raise BadQuestion(
            path.name,
            line,
            "write “name | type | default | English label | Chinese label”, type one of "
            + ", ".join(get_args(ParameterType)),
            "请写成“名称 | 类型 | 默认值 | 英文标签 | 中文标签”,类型为 "
            + "、".join(get_args(ParameterType)),
        )
    name, kind, default, en, zh = cells[:5]
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        raise BadQuestion(
            path.name,
            line,
            f"{name!r} is no name of a parameter; write letters, digits and _",
            f"{name!r} 不能作参数名,请用字母、数字和 _",
        )
    return Parameter(
        name,
        kind,  # type: ignore[arg-type]
        default,
        {"en": en, "zh": zh},
        cells[5] if len(cells) == 6 else "",
    )


class Questions(Mapping[str, Question]):
    """All saved questions of a folder, by name; a unique beginning of a name will do.

    A file that cannot be read is no question and stands in the way of none: it is in ``faults``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: dict[str, BadQuestion] = {}
        """What is wrong with files that hold no question, by name."""
        self._questions: dict[str, Question] = {}
        for path in sorted(folder.glob("*.rq")) if folder.is_dir() else []:
            try:
                self._questions[path.stem] = read_question(path)
            except BadQuestion as fault:
                self.faults[path.stem] = fault

    def __getitem__(self, name: str) -> Question:
        if name in self._questions:
            return self._questions[name]
        for beginning in (f"{name}-", name):
            starting = [key for key in self._questions if name and key.startswith(beginning)]
            if len(starting) == 1:
                return self._questions[starting[0]]
        raise KeyError(name)

    def find(self, name: str) -> Question:
        """Return a question by name.

        Raises:
            UnknownQuestion: there is none; the message names the nearest.
            BadQuestion: its file is wrong.
        """
        if name in self.faults:
            raise self.faults[name]
        if not self._questions:
            raise UnknownQuestion(
                f"there are no saved questions in {self.folder}: put files like those of a new "
                "workspace there (`policykg init NAME` makes one)",
                f"{self.folder} 中没有现成问题:可参照新工作区中的文件添加"
                "(`policykg init 名称` 可新建工作区)",
            )
        try:
            return self[name]
        except KeyError:
            starting = [key for key in self._questions if name and key.startswith(name)]
            near = (
                starting[:5]
                or difflib.get_close_matches(name, self._questions, 3, 0.4)
                or _by_number(name, self._questions)
            )
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            tip = f";是否指 {'、'.join(near)}?" if near else ""
            raise UnknownQuestion(
                f"no single question is called {name}{hint} (`policykg ask` lists all)",
                f"没有唯一名为 {name} 的问题{tip}(`policykg ask` 可列出全部)",
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._questions)

    def __len__(self) -> int:
        return len(self._questions)

    def by_theme(self) -> dict[str, list[Question]]:
        """Return the questions by theme, themes in their order."""
        grouped: dict[str, list[Question]] = {theme: [] for theme in THEMES}
        for question in self._questions.values():
            grouped[question.theme].append(question)
        return {theme: found for theme, found in grouped.items() if found}

    def search(self, words: str) -> list[Question]:
        """Return the questions whose titles, descriptions or keywords hold all the words."""
        wanted = words.lower().split()
        return [
            question
            for question in self._questions.values()
            if all(word in _haystack(question) for word in wanted)
        ]

    def __repr__(self) -> str:
        return "\n".join(
            f"{name}: {question.title['en']} / {question.title['zh']}"
            for name, question in self._questions.items()
        )


def _haystack(question: Question) -> str:
    texts = (question.name, *question.title.values(), *question.description.values())
    return " ".join((*texts, *question.keywords)).lower()


def _by_number(name: str, known: Iterable[str]) -> list[str]:
    """Return the questions whose numbers come nearest to that of a short name such as ``q99``."""
    wanted = _NUMBERED.match(name)
    if wanted is None:
        return []
    numbered = [(match, key) for key in known if (match := _NUMBERED.match(key)) is not None]
    same = [(abs(int(m[2]) - int(wanted[2])), key) for m, key in numbered if m[1] == wanted[1]]
    return [key for _, key in sorted(same)[:3]]


_NUMBERED: Final = re.compile(r"([a-z]{1,10})0{0,9}([0-9]{1,9})(?![0-9])", re.ASCII)
