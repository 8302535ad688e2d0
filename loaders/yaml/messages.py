"""What libyaml means by its messages, in words for people who write facts."""

from __future__ import annotations

from typing import Any, Final

from loaders.problems import Position, Problem

MAX_DEPTH: Final = 40
MAX_NODES: Final = 200_000

_MESSAGES: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "mapping values are not allowed",
        "a colon with a blank behind it makes a key here; put the text in quotation marks, "
        "or check the indentation of this line",
        "此处的英文冒号加空格被读作键;请给文字加引号,或检查本行缩进",
    ),
    (
        "could not find expected ':'",
        "a line without `key:` stands where one is expected; check its indentation, "
        "or put a text of several lines in quotation marks",
        "此处应有“键:”;请检查缩进,多行文字请加引号",
    ),
    (
        "did not find expected key",
        "this line fits no map: it is indented differently from its neighbours, "
        "or a quotation mark before it closes too early",
        "本行不属于任何映射:缩进与相邻行不同,或前面的引号过早闭合",
    ),
    (
        "did not find expected '-' indicator",
        "this line fits no list: it is indented differently from the items above",
        "本行不属于任何列表:缩进与上面各项不同",
    ),
    (
        "did not find expected ',' or '}'",
        "a { is not closed, or a comma between its keys is missing",
        "花括号 { 未闭合,或键之间缺少英文逗号",
    ),
    (
        "did not find expected ',' or ']'",
        "a [ is not closed, or a comma between its items is missing",
        "方括号 [ 未闭合,或各项之间缺少英文逗号",
    ),
    (
        "found unexpected end of stream",
        "a quotation mark or bracket that begins here is never closed",
        "此处开始的引号或括号没有闭合",
    ),
    (
        "found character that cannot start any token",
        "this character cannot begin a value (a tab, @, ` or %): indent with blanks, "
        "put the text in quotation marks",
        "值不能以此字符开头(制表符、@、` 或 %):请用空格缩进,给文字加引号",
    ),
    (
        "found a tab character",
        "a tab stands here: indent with blanks",
        "此处有制表符:请用空格缩进",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here: put `- ` on a line of its own",
        "列表不能在此开始:请将“- ”另起一行",
    ),
    (
        "block mapping",
        "a map cannot begin here: check the indentation",
        "映射不能在此开始:请检查缩进",
    ),
    (
        "found unknown escape character",
        "an unknown escape behind \\ in double quotation marks: use single ones",
        "双引号内 \\ 后的转义不认识:请改用单引号",
    ),
    (
        "did not find expected <document start>",
        "something stands before the document begins: the file is one map from its first line",
        "文档开始之前有多余内容:文件应从第一行起就是一个映射",
    ),
    (
        "while scanning an anchor",
        "& and * begin anchors and aliases, which are not used here: "
        "put the text in quotation marks",
        "& 与 * 用于锚点和别名,此处不使用:请给文字加引号",
    ),
    (
        "while scanning an alias",
        "a value that begins with * is an alias in YAML; if the text itself begins with *, "
        "put it in quotation marks",
        "以 * 开头的值在 YAML 中是别名;若文字本身以 * 开头,请加引号",
    ),
    (
        "while scanning a block scalar",
        "a text behind | or > is not indented as it should be",
        "| 或 > 之后的文字缩进有误",
    ),
    (
        "tag",
        "! begins a tag, which is not used here: put the text in quotation marks",
        "! 用于标签,此处不使用:请给文字加引号",
    ),
    (
        "directive",
        "% begins a directive, which is not used here: put the text in quotation marks",
        "% 用于指令,此处不使用:请给文字加引号",
    ),
    (
        "did not find expected node content",
        "a value is missing here: a comma too many, or an unclosed bracket",
        "此处缺少值:多了一个逗号,或括号未闭合",
    ),
)


def explain_syntax(error: Any, file: str) -> Problem:
    """Turn libyaml's error into a problem with a place and a repair."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    at = Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)
    problem = str(getattr(error, "problem", None) or error).replace("\n", " ")
    words = f"{problem} {getattr(error, 'context', None) or ''}"
    unclosed = "end of stream" in problem or "while parsing a flow" in words
    if unclosed and getattr(error, "context_mark", None):
        opened = error.context_mark
        at = Position(file, opened.line + 1, opened.column + 1)
    for needle, en, zh in _MESSAGES:
        if needle in words:
            return Problem("yaml-syntax", at, f"{en} ({problem})", f"{zh}({problem})")
    return Problem(
        "yaml-syntax", at, f"not readable as YAML: {problem}", f"无法按 YAML 读取:{problem}"
    )


TAG: Final = ("tags (!…) are not used here: remove it", "此处不使用标签(!…):请删去")
ANCHOR: Final = ("anchors (&…) are not used here: remove it", "此处不使用锚点(&…):请删去")
ALIAS: Final = (
    "a value that begins with * is an alias in YAML, which is not used here; "
    "if the text itself begins with *, put it in quotation marks",
    "以 * 开头的值在 YAML 中是别名,此处不使用;若文字本身以 * 开头,请加引号",
)
MERGE: Final = (
    "merge keys (<<) are not used here: write the keys out",
    "此处不使用合并键(<<):请逐一写出",
)
DIRECTIVE: Final = (
    "directives (%…) are not used here: remove the line",
    "此处不使用指令(%…):请删去该行",
)
DOCUMENTS: Final = (
    "a second document begins here: one file holds one document, remove the line ---",
    "此处开始了第二个文档:一个文件只放一个文档,请删去 --- 行",
)
ESCAPED: Final = (
    "an escape in this text stands for an invisible character: remove it",
    "此处文字中的转义代表不可见字符:请删去",
)
COMPLEX_KEY: Final = (
    "a key must be plain text, not a list or map",
    "键必须是文字,不能是列表或映射",
)
EMPTY_ITEM: Final = (
    "this item of the list is empty: write it, or remove it",
    "列表中此项为空:请填写或删去",
)


def too_many() -> tuple[str, str]:
    """Say that a file has too many values."""
    return (
        f"more than {MAX_NODES:,} values: divide the document",
        f"值超过 {MAX_NODES:,} 个:请拆分文档",
    )


def too_deep() -> tuple[str, str]:
    """Say that a file is nested too deeply."""
    return (f"nested deeper than {MAX_DEPTH} levels", f"嵌套超过 {MAX_DEPTH} 层")
