"""The command that compares two readings of a document, and keeps readings."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from loaders.agreement.compare import compare_readings
from loaders.agreement.model import READER_KINDS
from loaders.states.signature_file import read_signatures, signatures_file
from ontology.files import write_whole
from ontology.messages import counted
from ontology.printable import printable
from policykg.cli.agreement_report import (
    KINDS,
    OWN_FACTS,
    READERS,
    as_data,
    differences_text,
    heading,
    tables_text,
)
from policykg.cli.context import Misuse, Settings, Stop, say
from policykg.cli.report import print_problems

if TYPE_CHECKING:
    from loaders.agreement.model import ReaderKind
    from loaders.agreement.reading import Opened, Shelf

READINGS = "readings"
"""The folder of kept readings, beside the facts."""


@click.command()
@click.argument("readings", nargs=-1, metavar="A B", required=True)
@click.option("--json", "json_", is_flag=True, help="The whole comparison as JSON.")
@click.option("--differences", is_flag=True, help="List every difference with its words.")
@click.option("--only", metavar="KIND", help="Only this kind of record: task, value, relation, …")
@click.option(
    "--first", metavar="KIND[:NAME]", help="Who made A: `person:NAME` or `machine-rereading:NAME`."
)
@click.option("--second", metavar="KIND[:NAME]", help="Who made B.")
@click.option("--keep", metavar="NAME", help="Keep readings of this reader, without their words.")
@click.option(
    "--reader-kind", type=click.Choice(READER_KINDS), help="With --keep: who or what read."
)
@click.option("--sign", metavar="NAME", help="Sign the fields of A that B says too, as NAME.")
@click.option("--date", metavar="DATE", help="With --sign: the day, as 2026-01-31; default: today.")
@click.pass_obj
def agree(
    settings: Settings,
    readings: tuple[str, ...],
    json_: bool,
    differences: bool,
    only: str | None,
    first: str | None,
    second: str | None,
    keep: str | None,
    reader_kind: str | None,
    sign: str | None,
    date: str | None,
) -> None:
    """Compare two independent readings A and B of a document, or keep readings.

    A reading is a facts file (FILE.yaml, or the id of a document of this workspace) or a kept
    reading (readings/DOCUMENT/NAME.txt, or its NAME).  Records are matched by the words they are
    about and their kind, then compared field by field.  A reading is a machine re-reading unless
    it is said to be a person's.

    \b
    Examples:
      policykg agree shaoxing-plan second.yaml
      policykg agree shaoxing-plan second.yaml --differences --only target
      policykg agree li.yaml wang.yaml --first person:Li --second person:Wang
      policykg agree --keep rereading-1 --reader-kind machine-rereading second.yaml
      policykg agree shaoxing-plan rereading-1 --json
      policykg agree shaoxing-plan rereading-1 --sign rereading-1
    """
    from loaders.agreement.reading import Shelf

    shelf = Shelf(settings.open_workspace())
    if keep is not None:
        _keep(readings, keep, reader_kind, shelf, settings)
        return
    if len(readings) != 2:
        raise Misuse(say("agree compares two readings: A and B", "agree 比较两次阅读:A 与 B"))
    if reader_kind is not None:
        raise Misuse(say("--reader-kind goes with --keep", "--reader-kind 只与 --keep 同用"))
    opened = _open_both(readings, (first, second), shelf)
    if sign is not None:
        _sign(readings, opened, sign, date, shelf, settings)
        return
    if date is not None:
        raise Misuse(say("--date goes with --sign", "--date 只与 --sign 同用"))
    _compare(opened, settings, json_=json_, differences=differences, only=only)


def _compare(
    opened: tuple[Opened, Opened],
    settings: Settings,
    *,
    json_: bool,
    differences: bool,
    only: str | None,
) -> None:
    if only is not None and only not in KINDS:
        names = ", ".join(KINDS)
        raise Misuse(say(f"--only {only}: kinds are {names}", f"--only {only}:可选的有 {names}"))
    comparison = compare_readings(opened[0].reading, opened[1].reading)
    if json_:
        click.echo(json.dumps(as_data(comparison, opened), ensure_ascii=False, indent=1))
        return
    for one in opened:
        print_problems(one.reading.problems, settings, err=True)
    click.echo(printable(heading(comparison, settings)))
    if differences:
        click.echo(printable(differences_text(comparison, opened, settings, only)))
        return
    on_screen = sys.stdout is not None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_screen else 0
    click.echo(printable(tables_text(comparison, settings, only, width)))


def _open_both(
    readings: tuple[str, ...], readers: tuple[str | None, str | None], shelf: Shelf
) -> tuple[Opened, Opened]:
    one = _open(_find(readings[0], shelf, None), readers[0], shelf)
    other = _open(_find(readings[1], shelf, one.reading.document), readers[1], shelf)
    if one.reading.source_sha256 != other.reading.source_sha256:
        raise Misuse(
            say(
                f"A reads {one.reading.document} and B {other.reading.document}: two readings "
                "are of one text",
                f"A 读的是 {one.reading.document},B 读的是 {other.reading.document}:"
                "两次阅读须为同一文本",
            )
        )
    return one, other


def _find(name: str, shelf: Shelf, document: str | None) -> Path:
    """Return the file of a reading: a path, a document's facts, or a kept reading."""
    workspace = shelf.workspace
    kept = workspace.root / READINGS
    candidates = [Path(name)]
    if Path(name).name == name:
        candidates.append(workspace.facts_folder / f"{name}.yaml")
        if document is not None:
            candidates.append(kept / document / f"{name}.txt")
    found = next((path for path in candidates if path.is_file()), None)
    if found is None:
        raise Misuse(
            say(
                f"{name}: no such reading; give a facts file, the id of a document, or the name "
                f"of a kept reading in {READINGS}/{document or 'DOCUMENT'}/",
                f"{name}:没有这样的阅读;请给出事实文件、文献标识,或 "
                f"{READINGS}/{document or '文献'}/ 中所存阅读的名称",
            )
        )
    return found


def _open(path: Path, reader: str | None, shelf: Shelf) -> Opened:
    from loaders.agreement.kept import is_kept, read_kept
    from loaders.agreement.reading import read_facts

    if is_kept(path):
        if reader is not None:
            raise Misuse(say(f"{path} says itself who read", f"{path} 自身已写明阅读者:不必再写"))
        return read_kept(path, shelf)
    own = _is_own(path, shelf)
    kind, name = _reader(reader)
    return read_facts(path, shelf, name or (OWN_FACTS if own else path.stem), kind)


def _is_own(path: Path, shelf: Shelf) -> bool:
    return path.resolve().parent == shelf.workspace.facts_folder.resolve()


def _sign(
    names: tuple[str, ...],
    opened: tuple[Opened, Opened],
    name: str,
    date: str | None,
    shelf: Shelf,
    settings: Settings,
) -> None:
    """Sign what the second reading says as well as the facts do."""
    from loaders.agreement.signing import agreed_claims, case_of

    first, second = opened[0].reading, opened[1].reading
    facts = _find(names[0], shelf, None)
    if not _is_own(facts, shelf):
        raise Misuse(
            say(
                "--sign: A must be the facts of a document of this workspace",
                "--sign:A 须为本工作区某一文献的事实文件",
            )
        )
    if facts.resolve() == _find(names[1], shelf, first.document).resolve():
        raise Misuse(
            say(
                "--sign: B is A; what is signed needs a second, independent reading",
                "--sign:B 与 A 相同;签核须有另一次独立的阅读",
            )
        )
    claims = agreed_claims(case_of(facts, shelf), compare_readings(first, second))
    signatures = read_signatures(shelf.workspace, first.document)
    day = date or datetime.now().astimezone().date().isoformat()
    signatures.sign(claims, signatures.reader(name, second.kind), "agreed", day)
    path = signatures_file(shelf.workspace, first.document)
    signatures.write(path)
    kind = settings.say(*READERS[second.kind])
    click.echo(
        settings.say(
            f"{path}: {counted(len(claims), 'field')} signed as agreed, by {name} ({kind})",
            f"{path}:{len(claims)} 个字段以“一致”签核,署名 {name}({kind})",
        ),
        err=True,
    )


def _reader(text: str | None) -> tuple[ReaderKind, str]:
    kind, _, name = (text or "machine-rereading").partition(":")
    if kind not in READER_KINDS:
        kinds = ", ".join(READER_KINDS)
        raise Misuse(say(f"{kind} is no kind of reader: {kinds}", f"{kind} 不是阅读者类别:{kinds}"))
    return kind, name.strip()


def _keep(
    files: tuple[str, ...], name: str, kind: str | None, shelf: Shelf, settings: Settings
) -> None:
    from loaders.agreement.kept import is_kept, kept_text, reader_name
    from loaders.agreement.reading import read_facts

    if kind is None:
        raise Misuse(
            say(
                "--keep needs --reader-kind: say whether a person or a program read",
                "--keep 须与 --reader-kind 同用:请写明是人还是程序所读",
            )
        )
    reader_name(name)
    for file in files:
        path = _find(file, shelf, None)
        if is_kept(path):
            raise Stop(say(f"{path} is kept already", f"{path} 已是所存阅读"))
        opened = read_facts(path, shelf, name, cast("ReaderKind", kind))
        print_problems(opened.reading.problems, settings, err=True)
        document = opened.reading.document
        if shelf.known(document) is None:
            raise Stop(
                say(
                    f"{path} reads {document}, which is no document of this workspace: its own "
                    "facts come first",
                    f"{path} 读的是 {document},本工作区没有这一文献:请先有其事实文件",
                )
            )
        target = shelf.workspace.root / READINGS / document / f"{name}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, kept_text(opened))
        count = len(opened.reading.units) - 1
        click.echo(
            settings.say(f"{target}: {counted(count, 'record')}", f"{target}:{count} 条记录"),
            err=True,
        )
