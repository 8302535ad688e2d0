"""Errors of the command line in Chinese: what click itself says, and the word before ours."""

from __future__ import annotations

import re
from typing import IO, Any, Final

import click

__all__ = ["told_in_chinese"]

_PATTERNS: Final = (
    (r"(?P<a>.+) is not one of (?P<b>.+)\.", "{a} 不在所列之中:{b}"),
    (r"(?P<a>.+) is not in the range (?P<b>.+)\.", "{a} 不在范围 {b} 之内"),
    (r"(?P<a>.+) is not a valid (?:integer|float)(?: range)?\.", "{a} 不是数字"),
    (r"(?P<a>.+) is not a valid .+\.", "{a} 不合要求"),
    (r"(?:File|Path|Directory) (?P<a>.+) does not exist\.", "{a} 不存在"),
    (r"(?:File|Path) (?P<a>.+) is a directory\.", "{a} 是文件夹"),
    (r"(?:Directory|Path) (?P<a>.+) is a file\.", "{a} 是文件,不是文件夹"),
    (r"(?:File|Path|Directory) (?P<a>.+) is not (?:readable|writable)\.", "{a} 不能读写"),
    (r"Option (?P<a>.+) requires (?:an argument|\d+ arguments)\.", "选项 {a} 须带值"),
    (r"Option (?P<a>.+) does not take a value\.", "选项 {a} 不带值"),
    (r"Got unexpected extra arguments? \((?P<a>.+)\)", "多出的参数:{a}"),
    (r"No such command (?P<a>[^ ]+)\. Did you mean (?P<b>.+)\?", "没有命令 {a};是否指 {b}?"),
    (r"No such command (?P<a>.+)\.", "没有命令 {a}"),
    (r"Could not open file (?P<a>.+?): .+", "打不开文件 {a}"),
)
"""What click says → the same in Chinese; click brings no Chinese of its own."""
_LINE: Final = 2000
"""Characters of a message that are compared with the patterns."""


class _InChinese(click.ClickException):
    """Another error, shown in Chinese: exit code 1."""

    def __init__(self, error: click.ClickException) -> None:
        super().__init__(_said(error))
        self._ctx = error.ctx if isinstance(error, click.UsageError) else None

    def show(self, file: IO[Any] | None = None) -> None:
        """Write how the command is called, where it was called wrongly, and what is wrong."""
        if self._ctx is not None:
            usage = self._ctx.get_usage().removeprefix("Usage: ").replace("[OPTIONS]", "[选项]")
            usage = usage.replace("COMMAND [ARGS]...", "命令 [参数]...")
            click.echo(f"用法: {usage.removeprefix('用法: ')}", file=file, err=file is None)
            click.echo(f"说明: {self._ctx.command_path} --help\n", file=file, err=file is None)
        click.echo(f"错误:{self.format_message()}", file=file, err=file is None)


class _MisuseInChinese(_InChinese):
    exit_code = 2


def told_in_chinese(error: click.ClickException) -> click.ClickException:
    """Return an error that says the same in Chinese, with the same exit code."""
    return (_MisuseInChinese if error.exit_code == _MisuseInChinese.exit_code else _InChinese)(
        error
    )


def _said(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        near = "、".join(error.possibilities or ())
        return f"没有选项 {error.option_name}" + (f";是否指 {near}?" if near else "")
    hint = ""
    if isinstance(error, click.BadParameter) and error.param is not None:
        hint = error.param.get_error_hint(error.ctx) if error.ctx else str(error.param.name)
        hint = hint.replace("'", "")
    if isinstance(error, click.MissingParameter):
        kind = "选项" if isinstance(error.param, click.Option) else "参数"
        return f"缺少{kind} {hint}".rstrip()
    if isinstance(error, click.BadParameter):
        return (
            f"{hint} 的值不对:{_translated(error.message)}" if hint else _translated(error.message)
        )
    return _translated(error.format_message() if type(error).__module__ == "click.exceptions"
                       else error.message)  # fmt: skip


def _translated(message: str) -> str:
    if len(message) > _LINE or "\n" in message:
        return message
    for pattern, words in _PATTERNS:
        if found := re.fullmatch(pattern, message):
            return words.format(**found.groupdict())
    return message
