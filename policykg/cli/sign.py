"""The command by which readers sign fields that they have compared with their words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from loaders.checking.listing import states_of_workspace
from loaders.errors import SignatureRefused
from loaders.states.signature_file import documents_signed, read_signatures, signatures_file
from loaders.states.signatures import How, ReaderKind
from loaders.states.words import TRANSLATION
from ontology.messages import counted
from policykg.cli import complete
from policykg.cli.context import Settings, Stop
from policykg.cli.sign_glosses import sign_glosses, tidy_glosses, withdraw_from_glosses
from policykg.cli.states import shown

if TYPE_CHECKING:
    from loaders.checking.states import DocumentStates
    from loaders.states.model import FieldState
    from loaders.states.signatures import Signatures
    from loaders.workspace import Workspace


@click.command()
@click.argument("document", required=False, shell_complete=complete.documents)
@click.option("--as", "name", metavar="NAME", help="The name to sign under, of your choice.")
@click.option(
    "--kind", type=click.Choice(get_args(ReaderKind)), default="person", show_default=True,
    help="Who or what reads.",
)  # fmt: skip
@click.option(
    "--fields", "patterns", multiple=True, metavar="PATTERN",
    help="Only fields so called: `relation.subject`, `*.period`, `task_7*`.",
)  # fmt: skip
@click.option("--group", is_flag=True, help="Show all, then sign all at once.")
@click.option("--settled", is_flag=True, help="Signed after a difference was settled.")
@click.option(
    "--from-agreement", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Sign what a second reading agrees with: a file of lines, fact and field between tabs.",
)  # fmt: skip
@click.option(
    "--from-list", "listed", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Sign what you have compared with its words and listed: lines as of --from-agreement.",
)  # fmt: skip
@click.option("--looks", is_flag=True, help="Read again the twentieth drawn from signed groups.")
@click.option("--withdraw", metavar="NAME", help="Take a name back; what it signed stays signed.")
@click.option("--tidy", is_flag=True, help="Take out signatures that are void.")
@click.option("--glosses", is_flag=True, help="Sign the English under quotes, no fields.")
@click.option("--yes", is_flag=True, help="With --group: do not ask.")
@click.option("--date", "day", metavar="DATE", help="ISO date; by default today's.")
@click.pass_obj
def sign(
    settings: Settings,
    document: str | None,
    name: str | None,
    kind: str,
    patterns: tuple[str, ...],
    group: bool,
    settled: bool,
    from_agreement: Path | None,
    listed: Path | None,
    looks: bool,
    withdraw: str | None,
    tidy: bool,
    glosses: bool,
    yes: bool,
    day: str | None,
) -> None:
    """Sign fields of DOCUMENT that you have compared with their words.

    Every open field is shown with its words and asked for.  With --group all are shown, and signed
    at once; a random twentieth of them is then to be read again by --looks, and its error is told.
    A signature holds as long as the field, its words and what it refers to stay as they are.

    \b
    Examples:
      policykg sign shaoxing-plan --as "Reader 1"
      policykg sign shaoxing-plan --as "Reader 1" --fields "relation.*" --group
      policykg sign shaoxing-plan --as "Reader 1" --from-list read.tsv
      policykg sign shaoxing-plan --looks
      policykg sign shaoxing-plan --as "Reader 1" --glosses
      policykg sign --withdraw "Reader 1"
    """
    workspace = settings.open_workspace()
    if withdraw is not None:
        _withdraw(workspace, withdraw, settings)
        return
    if document is None:
        raise click.UsageError(settings.say("name a DOCUMENT", "请写明文件标识"))
    if glosses:
        _glosses(workspace, document, settings, (name, kind), day, group=group, tidy=tidy, yes=yes)
        return
    found = _states(workspace, document, settings)
    if tidy:
        _tidy(workspace, found, settings)
    elif looks:
        _look_again(workspace, found, settings)
    else:
        if name is None:
            raise click.UsageError(settings.say("--as NAME is missing", "缺少 --as 署名"))
        reader = found.signatures.reader(name, cast(ReaderKind, kind))
        _only_one(settings, from_agreement, listed, group)
        how: How = "group" if group else "agreed" if from_agreement else "read"
        if file := listed or from_agreement:
            chosen = _named_in(found, file, seen=listed is not None)
        elif group:
            chosen = _shown_at_once(found, list(_chosen(found, patterns)), settings, ask=not yes)
        else:
            chosen = list(_asked(found, list(_chosen(found, patterns)), settings))
        how = "settled" if settled else how
        made = found.signatures.sign(chosen, reader, how, day or date.today().isoformat())
        _write(workspace, found.signatures, settings)
        click.echo(
            settings.say(f"{counted(len(made), 'field')} signed", f"已签核 {len(made)} 个字段")
        )
        if how == "group" and made:
            drawn = len(found.signatures.groups[made[0].group].looks)
            click.echo(
                settings.say(
                    f"{drawn} of them, drawn at random, are to be read again: "
                    f"policykg sign {document} --looks",
                    f"其中随机抽取 {drawn} 个须复读:policykg sign {document} --looks",
                )
            )


def _glosses(
    workspace: Workspace,
    document: str,
    settings: Settings,
    reader: tuple[str | None, str],
    day: str | None,
    *,
    group: bool,
    tidy: bool,
    yes: bool,
) -> None:
    if tidy:
        tidy_glosses(workspace, document, settings)
        return
    name, kind = reader
    if name is None:
        raise click.UsageError(settings.say("--as NAME is missing", "缺少 --as 署名"))
    today = day or date.today().isoformat()
    sign_glosses(
        workspace, document, settings, reader=(name, kind), day=today, group=group, ask=not yes
    )


def _only_one(settings: Settings, *ways: object) -> None:
    """Refuse options that say in different ways how the fields were read."""
    if sum(map(bool, ways)) > 1:
        raise click.UsageError(
            settings.say(
                "--from-agreement, --from-list and --group exclude each other: "
                "each says in another way what was read",
                "--from-agreement、--from-list 与 --group 不可并用:三者所指的阅读方式不同",
            )
        )


def _states(workspace: Workspace, document: str, settings: Settings) -> DocumentStates:
    found = next(iter(states_of_workspace(workspace, [document])), None)
    if found is None:
        raise Stop(settings.say(f"there is no document {document}", f"没有文件 {document}"))
    bad = [problem for problem in found.problems if problem.rule == "signature-line"]
    if bad:  # what is written back would lose these lines
        raise Stop(f"{bad[0].at}: {settings.say(bad[0].en, bad[0].zh)}")
    return found


def _chosen(found: DocumentStates, patterns: tuple[str, ...]) -> Iterator[FieldState]:
    """Yield the open fields that are meant; the English wording only where it is named."""
    for state in found.states:
        if state.state != "open":
            continue
        called = (f"{state.row}.{state.field}", state.fact, f"{state.fact}.{state.field}")
        if patterns:
            if any(fnmatchcase(one, pattern) for one in called for pattern in patterns):
                yield state
        elif state.row != TRANSLATION:
            yield state


def _with_words(found: DocumentStates, state: FieldState) -> str:
    """Return a field as it is shown to be signed.

    Raises:
        SignatureRefused: its words are not at hand.
    """
    fact = found.case.by_key.get(state.fact)
    if fact is not None and not all(found.case.readable(use) for use in fact.quotes):
        raise SignatureRefused(
            f"{state.fact}: its words are in the source text, which is not at hand "
            "(policykg texts add FILE): what is not seen cannot be signed",
            f"{state.fact}:其引文在原文中,而原文不在本机(policykg texts add 文件):未见不可签核",
        )
    return f"{state.at}  {state.fact}  {state.field}: {shown(state)}\n      {found.words(state)}"


def _asked(
    found: DocumentStates, states: list[FieldState], settings: Settings
) -> Iterator[FieldState]:
    """Show field by field, and yield those that the reader says are so."""
    ask = settings.say("Do the words say so? [y]es, [n]o, [q]uit", "原文确如此? y 是,n 否,q 结束")
    for state in states:
        click.echo(_with_words(found, state))
        answer = click.prompt(ask, type=click.Choice(["y", "n", "q"]), show_choices=False)
        if answer == "q":
            return
        if answer == "y":
            yield state


def _shown_at_once(
    found: DocumentStates, states: list[FieldState], settings: Settings, *, ask: bool
) -> list[FieldState]:
    for state in states:
        click.echo(_with_words(found, state))
    question = settings.say(
        f"Do the words say so of all {len(states)}?", f"以上 {len(states)} 项,原文是否均如此?"
    )
    return states if states and (not ask or click.confirm(question)) else []


def _named_in(found: DocumentStates, path: Path, *, seen: bool) -> list[FieldState]:
    """Return the fields that a file names, one a line.

    Raises:
        SignatureRefused: the document has no such field; or a reader is to have seen its words,
            and they are not at hand.
    """
    known = {(state.fact, state.field): state for state in found.states}
    chosen = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fact, _, field = line.partition("\t")
        state = known.get((fact, field.strip()))
        if state is None:
            raise SignatureRefused(
                f"{path.name}:{number}: {found.document} has no field {line!r}: write fact and "
                "field with a tab between them",
                f"{path.name}:{number}:{found.document} 没有字段 {line!r}:"
                "请写记录与字段,以制表符分隔",
            )
        if seen:
            _with_words(found, state)
        chosen.append(state)
    return chosen


def _look_again(workspace: Workspace, found: DocumentStates, settings: Settings) -> None:
    """Show what was drawn from each group for a second look, and tell the error of the group."""
    known = {(state.fact, state.field): state for state in found.states}
    ask = settings.say("Is it so? [y]es, [n]o, [s]kip", "是否如此? y 是,n 否,s 略过")
    for group in found.signatures.groups.values():
        for place, outcome in sorted(group.looks.items()):
            state = known.get(place)
            if outcome != "pending" or state is None:
                continue
            click.echo(_with_words(found, state))
            answer = click.prompt(ask, type=click.Choice(["y", "n", "s"]), show_choices=False)
            if answer != "s":
                result = "confirmed" if answer == "y" else "wrong"
                found.signatures.look(group.id, *place, result)  # type: ignore[arg-type]
        wrong, read = group.error
        click.echo(
            settings.say(
                f"group {group.id} of {group.date}: {counted(group.size, 'field')}, "
                f"{read} read again, {wrong} wrong",
                f"{group.date} 的一组 {group.id}:{group.size} 个字段,复读 {read} 个,错 {wrong} 个",
            )
        )
    _write(workspace, found.signatures, settings)


def _tidy(workspace: Workspace, found: DocumentStates, settings: Settings) -> None:
    digests = {(state.fact, state.field): state.digest for state in found.states}
    void = [
        place for place, mark in found.signatures.marks.items()
        if digests.get((mark.fact, mark.field)) != mark.digest
    ]  # fmt: skip
    found.signatures.drop(void)
    _write(workspace, found.signatures, settings)
    click.echo(settings.say(f"{len(void)} void signatures out", f"已清除 {len(void)} 个失效签核"))


def _withdraw(workspace: Workspace, name: str, settings: Settings) -> None:
    count = 0
    for document in documents_signed(workspace):
        signatures = read_signatures(workspace, document)
        if signed := signatures.withdraw(name):
            count += signed
            _write(workspace, signatures, settings)
    count += withdraw_from_glosses(workspace, name, settings)
    click.echo(
        settings.say(
            f"the name is out of {count} signatures here; what version control keeps of earlier "
            "states is not changed",
            f"已从 {count} 个签核中撤去署名;版本库中的旧版不受影响",
        )
    )


def _write(workspace: Workspace, signatures: Signatures, settings: Settings) -> None:
    path = signatures_file(workspace, signatures.document)
    if signatures.write(path):
        name = workspace.name_of(path)
        click.echo(settings.say(f"Wrote {name}", f"已写入 {name}"))
