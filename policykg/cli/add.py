"""The command that takes files from a researcher's shelf: add."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loaders.intake.ids import is_id
from loaders.intake.records import header_as_data
from loaders.problems import Problem
from policykg.cli.context import Misuse, Settings
from policykg.cli.report import print_problems

if TYPE_CHECKING:
    from loaders.intake.store import Added


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--id", "id_", metavar="ID", help="The document's id; default: its title in pinyin.")
@click.option(
    "--header/--no-header", default=True, help="Also draft a facts file with the proposed header."
)
@click.option("--json", "json_", is_flag=True, help="What became of each file, as JSON.")
@click.pass_obj
def add(
    settings: Settings, files: tuple[Path, ...], id_: str | None, header: bool, json_: bool
) -> None:
    """Add FILES (PDF, DOCX, HTML, TXT, or folders of them) to the workspace as source texts.

    Each becomes sources/ID.txt in reading order, without navigation, running heads and page
    numbers; the original is kept in sources/originals, and sources/ID.json holds the page or table
    cell of every character.  drafts/ID.yaml proposes the header with the words it was read from.
    A file that was added before changes nothing; a new version stands beside the old one.

    \b
    Examples:
      policykg add plan.pdf
      policykg add ~/shelf
      policykg add --id shaoxing-plan 市区发展行动方案.docx
    """
    from loaders.intake.adding import add_files

    workspace = settings.open_workspace()
    if id_ is not None:
        _check_id(settings, files, id_, sound=is_id(id_))
    problems: list[Problem] = []
    done: list[Added] = []
    for outcome in add_files(workspace, files, id_=id_, header=header):
        if isinstance(outcome, Problem):
            problems.append(outcome)
            continue
        done.append(outcome)
        if not json_:
            click.echo(told(outcome, settings))
    if json_:
        click.echo(json.dumps(_as_data(done, problems, settings), ensure_ascii=False, indent=2))
    else:
        print_problems(problems, settings)
        click.echo(_summary(done, problems, settings))
    if problems:
        raise SystemExit(1)


def _check_id(settings: Settings, files: tuple[Path, ...], id_: str, *, sound: bool) -> None:
    if not sound:
        raise Misuse(
            settings.say(
                f"{id_!r} is no id: small letters, digits and hyphens, beginning with a letter",
                f"{id_!r} 不能作标识:只用小写字母、数字和连字符,以字母开头",
            )
        )
    if len(files) > 1 or files[0].is_dir():
        raise Misuse(settings.say("--id names one document: give one file", "--id 只对应一个文件"))


def told(added: Added, settings: Settings) -> str:
    """Say in a few lines what became of a file."""
    if added.state == "same-file":
        return settings.say(
            f"{added.name}: added before as {added.id}; nothing changed",
            f"{added.name}:此前已添加为 {added.id},未作改动",
        )
    if added.state == "same-text":
        return settings.say(
            f"{added.name}: another file with the very text of {added.id}; nothing changed",
            f"{added.name}:与 {added.id} 文字完全相同,未作改动",
        )
    lines = [
        settings.say(
            f"{added.name} → {added.id}: {added.characters:,} characters",
            f"{added.name} → {added.id}:{added.characters:,} 字",
        )
        + (f" ({added.kind}, {added.encoding})" if added.encoding else f" ({added.kind})")
    ]
    lines += [f"  {name}" for name in added.written]
    lines += _header_lines(added, settings)
    if added.left_out:
        lines.append(_left_out(added, settings))
    lines += _pictures(added, settings)
    if added.state == "new-version":
        lines.append(_version(added, settings))
    return "\n".join(lines)


_FIELDS = {
    "title": ("title", "标题"),
    "number": ("number", "文号"),
    "issuer": ("issuer", "发文机关"),
    "written": ("date", "日期"),
    "jurisdiction": ("jurisdiction", "地区"),
    "genre": ("genre", "文种"),
}


def _header_lines(added: Added, settings: Settings) -> list[str]:
    """Show the proposed header, and the fields for which nothing was found."""
    if added.header is None:
        return []
    lines, absent = [], []
    for name, words in _FIELDS.items():
        found = added.header.fields.get(name)
        if found is None:
            absent.append(settings.say(*words))
        else:
            value = " ".join(found.value.split())[:100]
            lines.append(f"  {settings.say(*words)}: {value}")
    if absent:
        names = settings.say(", ", "、").join(absent)
        lines.append(f"  {settings.say('not found', '未找到')}: {names}")
    return lines


def _pictures(added: Added, settings: Settings) -> list[str]:
    """Warn of pages that are pictures: their words are not in the text."""
    pages = [words.removeprefix("page ") for why, words in added.left_out if why == "picture"]
    if not pages:
        return []
    some = ", ".join(pages[:20]) + (" …" if len(pages) > 20 else "")
    return [
        "  "
        + settings.say(
            f"pages that are pictures, whose words are missing: {some}",
            f"以下页为图像,其文字未读出:{some}",
        )
    ]


def _left_out(added: Added, settings: Settings) -> str:
    count = len(added.left_out)
    few = settings.say("; ", ";").join(words[:24] for _, words in added.left_out[:3])
    return "  " + settings.say(
        f"left out as navigation, heads or numbers: {count} lines ({few} …)",
        f"作为导航、页眉或页码略去 {count} 行({few}……)",
    )


def _version(added: Added, settings: Settings) -> str:
    from loaders.intake.versions import anchor_words

    line = settings.say(
        f"  a new version of {added.earlier}, which stays as it is",
        f"  是 {added.earlier} 的新版本,旧版保留",
    )
    if added.anchors is None or not added.anchors.total:
        return line
    en, zh = anchor_words(added.anchors)
    return line + settings.say(f"; of its quotes {en}", f";原引文中{zh}")


def _summary(done: list[Added], problems: list[Problem], settings: Settings) -> str:
    new = sum(one.state in ("added", "new-version") for one in done)
    old = len(done) - new
    return settings.say(
        f"{new} added, {old} unchanged, {len(problems)} not read",
        f"新增 {new} 个,未变 {old} 个,未读 {len(problems)} 个",
    )


def _as_data(done: list[Added], problems: list[Problem], settings: Settings) -> dict[str, Any]:
    return {
        "files": [
            {
                "name": one.name,
                "id": one.id,
                "state": one.state,
                "characters": one.characters,
                "kind": one.kind,
                "encoding": one.encoding,
                "written": one.written,
                "earlier": one.earlier,
                "header": header_as_data(one.header) if one.header else {},
                "anchors": None
                if one.anchors is None
                else {
                    "same": one.anchors.same,
                    "moved": [[m.words, m.old, m.new] for m in one.anchors.moved],
                    "vanished": one.anchors.vanished,
                },
            }
            for one in done
        ],
        "problems": [
            {
                "file": one.at.file,
                "rule": one.rule,
                "message": settings.say(one.en, one.zh),
            }
            for one in problems
        ],
    }
