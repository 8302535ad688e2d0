"""`policykg --lang zh … --help`: every command and option explains itself in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from graph.textgrid import width
from policykg.cli import COMMANDS, cli
from policykg.cli.chinese import catalogue, examples, in_chinese, option_name, words

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def commands() -> Iterator[tuple[str, click.Command]]:
    yield "policykg", cli
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {own}", below) for own, below in command.commands.items())


ALL = dict(commands())


def help_of(*words: str, **environment: str) -> str:
    outcome = CliRunner().invoke(cli, [*words], env=environment, terminal_width=80)
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


@pytest.mark.parametrize("name", ALL)
def test_nothing_of_a_command_lacks_its_chinese(name: str) -> None:
    command = ALL[name]
    lacking = [
        option_name(option)
        for option in command.params
        if isinstance(option, click.Option)
        and option.help
        and not option.hidden
        and option_name(option) != "--version"  # click's own
        and not words(name, option_name(option))
    ]
    lacking += [of for of in ("short", "help") if not words(name, of) and name != "policykg"]
    assert lacking == [], f"write the Chinese of {name} {lacking} into policykg/cli/help.zh.yaml"


@pytest.mark.parametrize("name", ALL)
def test_chinese_and_english_show_the_same_examples(name: str) -> None:
    english = ALL[name].epilog or ALL[name].help or ""
    shown = [re.split(" {2,}", line)[0] for line in examples(english)[1]]
    chinese = in_chinese(ALL[name], name)
    lines = examples((chinese.epilog or chinese.help or "").replace("示例:", "Examples:"))[1]
    assert [re.split(" {2,}", line)[0] for line in lines] == shown


def test_the_catalogue_has_nothing_that_no_command_has() -> None:
    known = {
        name: {
            "short",
            "help",
            "examples",
            *(option_name(option) for option in command.params if isinstance(option, click.Option)),
        }
        for name, command in ALL.items()
    }
    known["*"] = set().union(*known.values())
    strange = {
        f"{name} {of}"
        for name, entry in catalogue().items()
        for of in entry
        if of not in known.get(name, set())
    }
    assert strange == set()


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["--lang", "zh", "network", "--help"], {}),
        (["network", "-h"], {"POLICYKG_LANG": "zh"}),
        (["network", "-h"], {"LC_ALL": "zh_CN.UTF-8"}),
    ],
    ids=["option", "POLICYKG_LANG", "terminal"],
)
def test_help_is_in_the_language_of_the_reader(
    words: list[str], environment: dict[str, str]
) -> None:
    text = help_of(*words, **environment)
    assert text.startswith("用法: ")
    assert "选项:" in text
    assert "显示本说明并退出。" in text
    assert "Usage" not in text


ERRORS = [
    (["network", "-o", "x.html"], "没有选项 -o"),
    (["check", "--bogus"], "没有选项 --bogus"),
    (["network", "leads", "--depth", "9"], "--depth 的值不对:9 不在范围 1<=x<=4 之内"),
    (["network", "leads", "--depth", "many"], "不是数字"),
    (["network", "leads", "--counting", "half"], "不在所列之中"),
    (["review"], "缺少参数 FILE.xlsx"),
    (["review", "none.xlsx"], "none.xlsx: 没有此文件或文件夹"),
    (["lok"], "没有命令 lok;是否指 lock?"),
    (["texts", "ad"], "没有命令"),
    (["stats", "more"], "多出的参数:more"),
    (["table", "assignments", "--rows"], "须带值"),
]


@pytest.mark.parametrize(("words", "said"), ERRORS, ids=" ".join)
def test_an_error_is_in_the_language_of_the_reader(words: list[str], said: str) -> None:
    chinese = CliRunner().invoke(cli, ["--lang", "zh", *words])
    english = CliRunner().invoke(cli, ["--lang", "en", *words])
    assert chinese.exit_code == english.exit_code != 0
    line = chinese.stderr.splitlines()[-1]
    assert line.startswith("错误:") and said in line
    assert not re.search("Usage|Error|Try ", chinese.stderr)
    assert "Error: " in english.stderr and not CHINESE.search(english.stderr)


def test_an_option_outweighs_the_terminal() -> None:
    assert help_of("--lang", "en", "--help", LC_ALL="zh_CN.UTF-8").startswith("Usage: ")


def test_the_list_of_commands_is_chinese_once_with_its_examples() -> None:
    text = help_of("--lang", "zh", "--help")
    assert text.count("示例:") == 1
    listed = re.findall(r"^  (\w+) {2,}(.+)$", text[text.index("命令:") :], re.MULTILINE)
    assert [name for name, line in listed if CHINESE.search(line)] == list(COMMANDS)


@pytest.mark.parametrize("name", ALL)
def test_no_line_of_chinese_help_runs_over_the_terminal(name: str) -> None:
    path = [] if name == "policykg" else name.split()
    text = help_of("--lang", "zh", *path, "--help")
    lines = text.splitlines()
    sentences = [one for one in lines if CHINESE.search(one) and "policykg " not in one]
    assert [line for line in sentences if width(line) > 80] == []
    assert not re.search(r"^ *[,。;、)]", text, re.MULTILINE)
