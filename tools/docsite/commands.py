"""Reference pages of the command line, in both languages, made from its own parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import click

from policykg.cli import COMMANDS, cli
from policykg.cli.chinese import examples, in_chinese, words
from tools.docsite.plan import LANGUAGES, Language, Page

_WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "group": "Commands",
        "all": "Every command",
        "about": "Made from the program itself: what `policykg --help` and `policykg COMMAND "
        "--help` say. Options that stand before the command hold for all of them.",
        "command": "command",
        "does": "what it does",
        "usage": "Usage",
        "options": "Options",
        "option": "option",
        "meaning": "meaning",
        "default": "default",
        "required": "required",
        "choices": "One of",
        "examples": "Examples",
        "more": "More about it",
        "help": "Show this message and exit.",
    },
    "zh": {
        "group": "命令",
        "all": "全部命令",
        "about": "由程序自身生成,与 `policykg --help`、`policykg 命令 --help` 所示相同。"
        "写在命令之前的选项对所有命令有效。",
        "command": "命令",
        "does": "作用",
        "usage": "用法",
        "options": "选项",
        "option": "选项",
        "meaning": "说明",
        "default": "默认",
        "required": "必填",
        "choices": "可选",
        "examples": "示例",
        "more": "另见",
        "help": "显示本说明并退出。",
    },
}

_HELP: Final = ("-h", "--help")
"""As the program's own settings name it."""


def command_pages(docs: Mapping[str, Page]) -> list[Page]:
    """Return a page a command and one that lists them, in each language.

    Args:
        docs: The other pages by source; a command's page names those that tell most of it.
    """
    made = []
    for language in LANGUAGES:
        lines = [f"# {_WORDS[language]['all']}\n", f"{_WORDS[language]['about']}\n"]
        lines += _table(language, "command", "does")
        for name, (_, line) in COMMANDS.items():
            told = line if language == "en" else words(name, "short")
            lines.append(f"| [`policykg {name}`](command:{name}) | {_cell(told)} |")
        own = cli if language == "en" else in_chinese(cli, "policykg")
        text = "\n".join([*lines, "", *_about(own, "policykg", language)])
        made.append(_page("policykg", "index", language, text))
        for name in COMMANDS:
            made.append(_page(name, name, language, _reference(name, language, docs)))
    return made


def _page(name: str, file: str, language: Language, text: str) -> Page:
    here = {"en": f"commands/{file}.html", "zh": f"zh/commands/{file}.html"}
    other = here["zh" if language == "en" else "en"]
    source = f"the command {name}"
    return Page(source, here[language], language, text, _WORDS[language]["group"], other)


def _reference(name: str, language: Language, docs: Mapping[str, Page]) -> str:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    lines = [f"# policykg {name}\n", *_command(command, name, language, level=2)]
    if isinstance(command, click.Group):
        for own, below in command.commands.items():
            lines += [f"\n## policykg {name} {own}\n"]
            lines += _command(below, f"{name} {own}", language, level=3)
    if tells := _telling(name, language, docs):
        lines += [f"\n## {_WORDS[language]['more']}\n"]
        lines += [f"- [{_heading(page)}](page:{page.source})" for page in tells]
    return "\n".join(lines) + "\n"


def _command(command: click.Command, name: str, language: Language, level: int) -> Iterator[str]:
    """Yield what a command does, how it is called, its options and examples."""
    told, example_lines = examples(command.help or "")
    if language == "zh":
        told = words(name, "help")
        example_lines = words(name, "examples").splitlines() or example_lines
        command = in_chinese(command, name)
    yield from ("\n\n".join(_paragraph(part) for part in re.split(r"\n\s*\n", told)), "")
    # click keeps the help option that a command is first asked for: it must be the program's.
    context = click.Context(command, info_name=f"policykg {name}", help_option_names=list(_HELP))
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    say = _WORDS[language]
    yield from (f"{'#' * level} {say['usage']}\n", "```text", usage, "```", "")
    yield from _options(command, language, level)
    if example_lines:
        yield from (f"{'#' * level} {say['examples']}\n", "```text")
        yield from (line.strip() for line in example_lines)
        yield from ("```", "")


def _about(command: click.Command, name: str, language: Language) -> list[str]:
    return [*_options(command, language, 2)] if name else []


def _options(command: click.Command, language: Language, level: int) -> Iterator[str]:
    """Yield the table of options; `--help` stands last, as in the program."""
    say = _WORDS[language]
    yield f"{'#' * level} {say['options']}\n"
    yield from _table(language, "option", "meaning")
    context = click.Context(command, help_option_names=list(_HELP))
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            yield f"| {_names(parameter, context)} | {_meaning(parameter, language)} |"
    yield f"| {', '.join(f'`{name}`' for name in _HELP)} | {say['help']} |"
    yield ""


def _names(option: click.Option, context: click.Context) -> str:
    """Return the names of an option, and what it takes behind the last of them."""
    takes = ""
    if not (option.is_flag or option.count or isinstance(option.type, click.Choice)):
        takes = f" {option.make_metavar(context)}"
    *others, last = [*option.opts, *option.secondary_opts]
    return ", ".join([*(f"`{name}`" for name in others), f"`{last}{takes}`"]).replace("|", "\\|")


def _meaning(option: click.Option, language: Language) -> str:
    say = _WORDS[language]
    parts = [option.help or ""]
    if option.name == "version":
        parts = ["Show the version and exit." if language == "en" else "显示版本并退出。"]
    if isinstance(option.type, click.Choice):
        parts.append(f"{say['choices']}: {', '.join(f'`{one}`' for one in option.type.choices)}.")
    if option.required:
        parts.append(f"({say['required']})")
    if option.show_default and option.default not in (None, False):
        parts.append(f"({say['default']}: `{option.default}`)")
    return _cell(" ".join(filter(None, parts)))


def _table(language: Language, *columns: str) -> list[str]:
    heads = " | ".join(_WORDS[language][name] for name in columns)
    return [f"| {heads} |", f"|{'---|' * len(columns)}"]


def _cell(text: str) -> str:
    return _paragraph(text).replace("|", "\\|")


def _paragraph(text: str) -> str:
    """Return a paragraph of help as Markdown: nothing in it is taken for marks but code."""
    flat = " ".join(text.split())
    return re.sub(r"(?<![`\w])([*_<\[#])(?![^`]*`(?:[^`]*`[^`]*`)*[^`]*$)", r"\\\1", flat)


def _telling(name: str, language: Language, docs: Mapping[str, Page]) -> list[Page]:
    """Return the three pages that name a command most often, of one language or of English."""
    pattern = re.compile(rf"policykg (?:--?\S+ \S+ )*{name}\b")
    counts = [
        (len(pattern.findall(page.text)), page.language == language, page)
        for page in docs.values()
        if page.source not in ("CHANGELOG.md", "README.md", "docs/README.zh.md")
        and (page.language == language or not page.counterpart)
    ]
    found = [(own, count, page) for count, own, page in counts if count]
    found.sort(key=lambda row: (-row[0], -row[1], row[2].address))
    return [page for _, _, page in found[:3]]


def _heading(page: Page) -> str:
    return next((x[2:].strip() for x in page.text.splitlines() if x.startswith("# ")), page.source)
