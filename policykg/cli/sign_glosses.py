"""Signing of glosses: a reader has compared the English of a quote with its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from loaders.checking.cases import open_cases
from loaders.glosses.files import load_glosses
from loaders.glosses.model import uses_to_gloss
from loaders.glosses.paths import gloss_files, gloss_signatures_file
from policykg.cli.context import Settings, Stop

if TYPE_CHECKING:
    from loaders.glosses.model import Gloss, Glosses
    from loaders.rules.base import Case
    from loaders.states.signatures import Reader, Signatures
    from loaders.workspace import Workspace

__all__ = ["sign_glosses", "tidy_glosses", "withdraw_from_glosses"]


def sign_glosses(
    workspace: Workspace,
    document: str,
    settings: Settings,
    *,
    reader: tuple[str, str],
    day: str,
    group: bool,
    ask: bool,
) -> None:
    """Show each gloss that nobody has signed as it is with its words, and sign what is right.

    Args:
        workspace: The workspace.
        document: Id of the document.
        settings: Language of what is said.
        reader: Name and kind of who reads.
        day: ISO 8601.
        group: Whether all are shown, and then signed at once.
        ask: Whether a group is asked for.
    """
    case, glosses = _opened(workspace, document, settings)
    signer = _reader(glosses, *reader)
    shown = [
        (gloss, words)
        for gloss in glosses
        if glosses.state(gloss) != "signed" and (words := _words(case, gloss)) is not None
    ]
    if group:
        for gloss, words in shown:
            click.echo(_with_words(gloss, words))
        question = settings.say(
            f"Is the English of all {len(shown)} right?", f"以上 {len(shown)} 条译文是否均正确?"
        )
        chosen = [g for g, _ in shown] if shown and (not ask or click.confirm(question)) else []
    else:
        chosen = list(_asked(shown, settings))
    made = glosses.signatures.sign(chosen, signer, "group" if group else "read", day)
    _write(workspace, glosses.signatures, document, settings)
    click.echo(settings.say(f"{len(made)} glosses signed", f"已签核 {len(made)} 条译文"))


def _reader(glosses: Glosses, name: str, kind: str) -> Reader:
    return glosses.signatures.reader(name, "person" if kind == "person" else "machine-rereading")


def _opened(workspace: Workspace, document: str, settings: Settings) -> tuple[Case, Glosses]:
    case = next(iter(open_cases(workspace, document)), None)
    if case is None:
        raise Stop(settings.say(f"there is no document {document}", f"没有文件 {document}"))
    glosses, problems = load_glosses(workspace, document)
    if problems:  # what is written back would lose these lines
        raise Stop(f"{problems[0].at}: {settings.say(problems[0].en, problems[0].zh)}")
    return case, glosses


def _words(case: Case, gloss: Gloss) -> str | None:
    """Return the words of a gloss's quote; none where they are not at hand: not to be signed."""
    uses = uses_to_gloss(case.document).get(gloss.key, ())
    return next((case.quote(use) for use in uses if case.readable(use)), None)


def _with_words(gloss: Gloss, words: str) -> str:
    return f"{gloss.at}\n      {words}\n      {gloss.en}"


def _asked(shown: list[tuple[Gloss, str]], settings: Settings) -> Iterator[Gloss]:
    ask = settings.say(
        "Is the English right? [y]es, [n]o, [q]uit", "译文是否正确? y 是,n 否,q 结束"
    )
    for gloss, words in shown:
        click.echo(_with_words(gloss, words))
        answer = click.prompt(ask, type=click.Choice(["y", "n", "q"]), show_choices=False)
        if answer == "q":
            return
        if answer == "y":
            yield gloss


def tidy_glosses(workspace: Workspace, document: str, settings: Settings) -> None:
    """Take out the signatures of glosses that are void."""
    _, glosses = _opened(workspace, document, settings)
    digests = {gloss.fact: gloss.digest for gloss in glosses}
    void = [
        place for place, mark in glosses.signatures.marks.items()
        if digests.get(mark.fact) != mark.digest
    ]  # fmt: skip
    glosses.signatures.drop(void)
    _write(workspace, glosses.signatures, document, settings)
    click.echo(settings.say(f"{len(void)} void signatures out", f"已清除 {len(void)} 个失效签核"))


def withdraw_from_glosses(workspace: Workspace, name: str, settings: Settings) -> int:
    """Take a name back from the signatures of all glosses; return how many it had signed."""
    count = 0
    for path in gloss_files(workspace):
        signatures = load_glosses(workspace, path.stem)[0].signatures
        if signed := signatures.withdraw(name):
            count += signed
            _write(workspace, signatures, path.stem, settings)
    return count


def _write(workspace: Workspace, signatures: Signatures, document: str, settings: Settings) -> None:
    path = gloss_signatures_file(workspace, document)
    if signatures.write(path):
        name = workspace.name_of(path)
        click.echo(settings.say(f"Wrote {name}", f"已写入 {name}"))
