"""The help of the command line in Chinese.

English help stands in the code of each command, as click has it; its Chinese stands in
``help.zh.yaml`` beside this file, by command and option.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, cast

import click

from graph.textgrid import pad, width
from loaders.yaml.reader import read_yaml

CATALOGUE: Final = Path(__file__).with_name("help.zh.yaml")
_EXAMPLES: Final = re.compile(r"\n*^[ \t]*\x08\n[ \t]*Examples?:\n(?P<lines>.*)\Z", re.S | re.M)
_BROKEN: Final = re.compile(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])")
"""The end of a line within a paragraph, where Chinese has no blank."""
_WORDS: Final = {
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示本说明并退出。",
    "Show the version and exit.": "显示版本并退出。",
}
"""What click itself says, and has no Chinese for."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the Chinese by command (``texts add``) and ``short``, ``help`` or ``--option``."""
    found, problems = read_yaml(CATALOGUE.read_bytes(), CATALOGUE.name)
    if problems:
        raise ValueError(f"{problems[0].at}: {problems[0].en}")
    return cast("dict[str, dict[str, str]]", found)


def words(command: str, of: str) -> str:
    """Return the Chinese of one thing that a command's help says; empty where there is none."""
    known = catalogue()
    found = known.get(command, {}).get(of, known["*"].get(of, "")).strip()
    return _BROKEN.sub("", found)


def option_name(option: click.Option) -> str:
    """Return the name by which the catalogue has an option: its first long one."""
    return next((name for name in option.opts if name.startswith("--")), option.opts[0])


def examples(text: str) -> tuple[str, list[str]]:
    """Return English help without its examples, and their lines."""
    found = _EXAMPLES.search(text)
    if found is None:
        return text.strip(), []
    lines = [line.strip() for line in found["lines"].splitlines() if line.strip()]
    return text[: found.start()].strip(), lines


def in_chinese(command: click.Command, name: str) -> click.Command:
    """Return a command that does the same and explains itself in Chinese.

    Args:
        command: The command with its English help, which stays as it is.
        name: By which the catalogue has it, such as ``texts add``.
    """
    made = copy.copy(command)
    made.context_class = ChineseContext
    made.short_help = words(name, "short") or command.short_help
    made.help = words(name, "help") or command.help
    if command.epilog:
        made.epilog = _example_block(name, command.epilog)
    elif block := _example_block(name, command.help or ""):
        made.help = f"{made.help}\n\n{block}"
    made.options_metavar = "[选项]"
    made.params = [_parameter(parameter, name) for parameter in command.params]
    if isinstance(made, click.Group):
        made.subcommand_metavar = "命令 [参数]..."
        made.commands = {
            own: in_chinese(below, f"{name} {own}") for own, below in made.commands.items()
        }
    return made


def _example_block(name: str, english: str) -> str:
    """Return the examples below a heading, as click keeps lines: after a backspace."""
    lines = words(name, "examples").splitlines() or examples(english)[1]
    return "\b\n示例:\n" + "\n".join(f"  {line}" for line in lines) if lines else ""


def _parameter(parameter: click.Parameter, name: str) -> click.Parameter:
    if not isinstance(parameter, click.Option) or parameter.help is None:
        return parameter
    made = copy.copy(parameter)
    made.help = words(name, option_name(parameter)) or parameter.help
    return made


class ChineseFormatter(click.HelpFormatter):
    """Help whose headings are Chinese and whose lines end where a terminal's do."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args, prefix or "用法: ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(_WORDS.get(heading, heading))

    def write_text(self, text: str) -> None:
        """Write paragraphs; lines after a backspace stay as they are."""
        room = max(self.width - self.current_indent, 11)
        blocks = [
            "\n".join(
                block.split("\n")[1:]
                if block.startswith("\b")
                else wrapped(" ".join(block.split()), room)
            )
            for block in text.split("\n\n")
        ]
        for line in "\n\n".join(blocks).split("\n"):
            self.write(f"{'':>{self.current_indent}}{line}".rstrip() + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str | None]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms and what they mean in two columns."""
        listed = [(term, _told(text or "")) for term, text in rows]
        first = min(max((width(term) for term, _ in listed), default=0), col_max) + col_spacing
        room = max(self.width - first - self.current_indent, 10)
        indent = " " * self.current_indent
        for term, text in listed:
            lines = wrapped(text, room) if text else []
            if width(term) > first - col_spacing or not lines:
                self.write(f"{indent}{term}\n")
            else:
                self.write(f"{indent}{pad(term, first)}{lines.pop(0)}\n")
            for line in lines:
                self.write(f"{indent}{' ' * first}{line}\n")


class ChineseContext(click.Context):
    """A context whose help is laid out for Chinese."""

    formatter_class = ChineseFormatter


def _told(text: str) -> str:
    """Return what click says in brackets behind an option in Chinese, and its own lines."""
    text = text.replace("[required]", "[必填]").replace("[default: ", "[默认: ")
    return _WORDS.get(text, text)


def wrapped(text: str, columns: int) -> list[str]:
    """Break a text into lines of so many columns: at blanks and between Chinese characters.

    No line begins with a mark that closes, as Chinese is set.
    """
    lines, line, used = [], "", 0
    for piece in re.findall(r"(?:[\x21-\x7e]+|[^\x21-\x7e])[,。;:、?!)》”’…]* *", text):
        size = width(piece.rstrip())
        if line and used + size > columns:
            lines.append(line.rstrip())
            line, used = "", 0
        line, used = line + piece, used + width(piece)
    return [*lines, line.rstrip()] if line.strip() else lines
