"""Command to draft the facts of a text, or authority records of unknown bodies."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loaders.drafting.as_json import as_json
from loaders.drafting.drafters import DRAFTERS, default_drafters, draft_text
from loaders.drafting.files import (
    check_free,
    language_of,
    put_draft,
    read_source,
    write_new,
)
from loaders.drafting.readers import simplified
from loaders.drafting.records import spelled_id
from loaders.drafting.tagging import INSTALL, has_tagger
from loaders.errors import WorkspaceNotFound
from loaders.identity.gazetteer import GazetteerMissing, gazetteer_installed
from ontology.files import write_whole
from ontology.messages import counted
from ontology.processes import shared
from policykg.cli.context import Misuse, Settings, say
from policykg.cli.crew import Crew, shared_work
from policykg.cli.model_server import ModelServer, model_options
from policykg.cli.report import print_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loaders.drafting.model import Ask, Draft
    from loaders.workspace import Workspace


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@click.option("--json", "json_", is_flag=True, help="Print the drafts as JSON; needs no workspace.")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to a file of this name; never to one that holds something.",
)
@click.option(
    "--xlsx",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help="Also write the drafts as a spreadsheet to review them in; policykg review takes it back.",
)
@click.option(
    "--authority",
    is_flag=True,
    help="Draft records of the bodies that facts name and nothing knows.",
)
@click.option(
    "--drafter",
    "drafters",
    multiple=True,
    metavar="NAME",
    help="Who drafts: `rules`, `tagger`, `model`; rules and, where it is installed, the tagger "
    "by default.",
)
@model_options
@shared_work
@click.pass_obj
def draft(
    settings: Settings,
    documents: tuple[str, ...],
    json_: bool,
    into: Path | None,
    xlsx: Path | None,
    authority: bool,
    drafters: tuple[str, ...],
    server: ModelServer,
    crew: Crew,
) -> None:
    """Draft the facts of texts: drafts/ID.yaml, to be checked by a person and never built.

    A DOCUMENT is a text file in UTF-8, or the name of one in sources/; with --xlsx also the id of a
    document that is drafted already.  Fields that are not sure
    carry the reason in a comment; what looks like a fact and was left out stands at the end.

    \b
    Examples:
      policykg draft plan.txt
      policykg draft --json plan.txt
      policykg draft *.txt --workers 4
      policykg draft plan.txt --into plan-draft.yaml
      policykg draft plan.txt --drafter rules
      policykg draft plan.txt --model http://localhost:8000/v1 --model-name qwen3
      policykg draft plan.txt --xlsx plan.xlsx
      policykg draft --authority --into facts/authority/sanming.yaml
    """
    if into is not None:
        check_free(into)
    if xlsx is not None:
        _write_review(documents, xlsx, settings, _Who(
            _known_drafters(drafters, with_model=bool(server.url)), server.ask()
        ), alone=not (into or json_ or authority))  # fmt: skip
        return
    if authority:
        if documents or json_:
            raise Misuse(
                say(
                    "--authority takes no DOCUMENT and no --json", "--authority 不接受文本和 --json"
                )
            )
        _emit(_draft_authority(settings), into, settings)
        return
    if not documents:
        raise Misuse(
            say(
                "name a text to draft from, or use --authority for records of unknown bodies",
                "请给出要起草的文本;起草未知单位的记录请用 --authority",
            )
        )
    if into is not None and len(documents) > 1:
        raise Misuse(say("--into takes one DOCUMENT", "--into 只能用于一个文本"))
    who = _Who(_known_drafters(drafters, with_model=bool(server.url)), server.ask())
    if json_:
        with _drafts(documents, settings, who, crew) as each:
            made = [as_json(one.path.stem, one.drafted) for one in each]
        printed = json.dumps(made if len(made) > 1 else made[0], ensure_ascii=False, indent=1)
        _emit(printed + "\n", into, settings)
        return
    with _drafts(documents, settings, who, crew) as each:
        for one in each:
            _write_draft(one, settings, who, into)


@dataclass(frozen=True, slots=True)
class _Who:
    """Who drafts."""

    names: tuple[str, ...]
    ask: Ask | None


def _known_drafters(names: tuple[str, ...], *, with_model: bool) -> tuple[str, ...]:
    known = [one.name for one in DRAFTERS]
    for name in names:
        if name not in known:
            there = ", ".join(known)
            raise Misuse(
                say(
                    f"there is no drafter {name}; there are: {there}",
                    f"没有起草者 {name};现有:{there}",
                )
            )
    chosen = dict.fromkeys(names or default_drafters())
    if with_model:
        chosen["model"] = None
    return tuple(name for name in known if name in chosen)


def _find(document: str, settings: Settings) -> Path:
    """Return the file of a document: a path, or a name in the folders of sources."""
    path = Path(document)
    candidates = [path]
    if path.name == document:
        folders = list(settings.sources)
        with suppress(WorkspaceNotFound):
            folders = list(settings.open_workspace().source_folders)
        candidates += [
            folder / name for folder in folders for name in (document, f"{document}.txt")
        ]
    return next((one for one in candidates if one.is_file()), path)


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A text and what was drafted of it."""

    path: Path
    raw: str
    language: str
    drafted: Draft


def _draft(who: _Who, path: Path) -> _Drafted:
    raw = read_source(path)
    return _Drafted(path, raw, language_of(raw, path.name), draft_text(raw, who.names, who.ask))


@contextmanager
def _drafts(
    documents: Sequence[str], settings: Settings, who: _Who, crew: Crew
) -> Iterator[Iterator[_Drafted]]:
    """Draft texts one after the other, or by those that share the work.

    A language model is asked from here alone: its server has a pace of its own.
    """
    paths = [_find(document, settings).resolve() for document in documents]
    if who.ask is not None or (crew.scheduler is None and crew.workers is None):
        yield map(partial(_draft, who), map(partial(_find, settings=settings), documents))
        return
    root = settings.open_workspace().root
    with crew.at(root) as processes:
        yield iter(shared(partial(_draft, who), paths, processes=processes, chunk=1))


def _write_draft(one: _Drafted, settings: Settings, who: _Who, into: Path | None) -> None:
    from loaders.drafting.as_yaml import Frame, as_yaml

    workspace = settings.open_workspace() if into is None else None
    path, raw, language, drafted = one.path, one.raw, one.language, one.drafted
    identity = spelled_id(into.stem if into else path.stem)
    frame = Frame(identity, path.name, language, _jurisdiction(workspace, raw))
    text = as_yaml(drafted, raw, frame, settings.lang)
    if into is None:
        assert workspace is not None
        folder = workspace.root / "drafts"
        folder.mkdir(exist_ok=True)
        target = folder / f"{identity}.yaml"
    else:
        target = into
    written = put_draft(target, text) if into is None else write_new(target, text)
    click.echo(
        f"{target}: {_summary(drafted, settings)}"
        + ("" if written else settings.say(" (unchanged)", "(未变)")),
        err=True,
    )
    if not has_tagger() and who.names == ("rules",):
        tip = f"a second opinion on names: {INSTALL}", f"名称的第二意见:{INSTALL}"
        click.echo(settings.say(*tip), err=True)


def _write_review(
    documents: tuple[str, ...], xlsx: Path, settings: Settings, who: _Who, *, alone: bool
) -> None:
    """Write the drafts of one document as a spreadsheet; draft them first where nobody did."""
    from policykg.desk.places import places_of
    from policykg.desk.service import DeskService
    from policykg.desk.sheet import review_sheet

    if len(documents) != 1 or not alone:
        raise Misuse(
            say(
                "--xlsx takes one DOCUMENT, and no --json, --into or --authority",
                "--xlsx 只能用于一个文本,且不与 --json、--into、--authority 同用",
            )
        )
    if xlsx.suffix.casefold() != ".xlsx":
        raise Misuse(
            say(f"{xlsx}: name a file that ends in .xlsx", f"{xlsx}:文件名须以 .xlsx 结尾")
        )
    check_free(xlsx, option="--xlsx")
    workspace = settings.open_workspace()
    identity = spelled_id(Path(documents[0]).name.removesuffix(".txt"))
    target = workspace.root / "drafts" / f"{identity}.yaml"
    if not _has_drafts(target):
        _write_draft(_draft(who, _find(documents[0], settings)), settings, who, None)
        _bring_text(Path(documents[0]), workspace, settings)
    desk = DeskService(workspace.root, settings.sources).desk(identity)
    _, problems = desk.header()
    problems = [one for one in problems if one.rule != "reference-unknown" or not one.recorded]
    if problems:  # a place that the header names, and nothing knows, gets rows of its own
        first = problems[0]
        raise Misuse(
            say(
                f"{first.at}: {first.en}: complete the header of {target}, then run this again; "
                "a place that it names and that has no record gets a row of its own",
                f"{first.at}:{first.zh}:请先补全 {target} 的文件头,再运行此命令;"
                "文件头所写而尚无记录的地方,表中另有一行",
            )
        )
    data = review_sheet(desk, settings.lang)
    write_whole(xlsx, data)
    rows, places = len(desk.cards()), len(places_of(desk))
    more = (
        (f", {counted(places, 'place')} to make", f",待建地方 {places} 处") if places else ("", "")
    )
    click.echo(
        settings.say(f"{xlsx}: {counted(rows, 'row')}{more[0]}", f"{xlsx}:{rows} 行{more[1]}"),
        err=True,
    )


def _bring_text(path: Path, workspace: Workspace, settings: Settings) -> None:
    """Copy a text from elsewhere into the workspace: cards are shown and judged beside it."""
    folders = workspace.source_folders
    if not path.is_file() or any((folder / path.name).is_file() for folder in folders):
        return
    target = folders[0] / path.name
    folders[0].mkdir(parents=True, exist_ok=True)
    write_whole(target, path.read_bytes())
    click.echo(settings.say(f"{path}: copied to {target}", f"{path}:已复制到 {target}"), err=True)


def _has_drafts(path: Path) -> bool:
    """Tell whether a file of drafts holds more than a header."""
    from loaders.yaml.reader import Map, read_yaml

    if not path.is_file():
        return False
    tree, _ = read_yaml(path.read_bytes(), path.name)
    return not isinstance(tree, Map) or bool(tree.get("body"))


def _summary(drafted: Draft, settings: Settings) -> str:
    fields = [
        one for fact in drafted.facts for one in fact.fields.values() if one.value not in (None, [])
    ]
    ready = sum(one.ready for one in fields)
    return settings.say(
        f"{counted(len(drafted.facts), 'fact')}, {counted(len(drafted.of('task')), 'task')}; "
        f"{ready} of {counted(len(fields), 'field')} {'is' if ready == 1 else 'are'} ready; "
        f"{counted(len(drafted.left_out), 'number')} left out",
        f"{len(drafted.facts)} 条事实,{len(drafted.of('task'))} 项任务;{len(fields)} 个字段中 "
        f"{ready} 个已备妥;"
        f"略去 {len(drafted.left_out)} 个数值",
    )


def _jurisdiction(workspace: Workspace | None, raw: str) -> str | None:
    """Return the id of the known place that the head of a text names first, if only one fits."""
    if workspace is None:
        return None
    from loaders.identity.loading import load_authority

    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority, _ = load_authority(named)
    head = simplified(raw[:400])
    found = [
        (head.find(place.name.zh), -len(place.name.zh), identity)
        for identity, place in authority.places.items()
        if place.name.zh in head
    ]
    return min(found)[2] if found else None


def _draft_authority(settings: Settings) -> str:
    """Return authority records for the bodies that facts name and nothing knows yet."""
    from loaders.drafting.authority import draft_bodies
    from loaders.facts.flatten import flatten
    from loaders.identity.loading import load_authority
    from loaders.yaml.parse import parse_document

    workspace = settings.open_workspace()
    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority, problems = load_authority(named)
    parsed = [parse_document(path, workspace.name_of(path)) for path in workspace.facts_files()]
    problems += [problem for one in parsed for problem in one.problems]
    # The shell may have emptied the file that the draft goes to.
    problems = [problem for problem in problems if problem.rule != "file-empty"]
    if any(problem.severity == "error" for problem in problems):
        print_problems(problems, settings, err=True)
        files = dict.fromkeys(one.at.file for one in problems if one.severity == "error")
        stopped = (
            f"\nNothing was drafted: mend {', '.join(files)} first",
            f"\n未起草:请先修正 {'、'.join(files)}",
        )
        click.echo(settings.say(*stopped), err=True)
        raise SystemExit(1)
    documents = [facts for one in parsed if (facts := flatten(one, authority)[0]) is not None]
    written, homeless = draft_bodies(documents, authority)
    for name, files_of in homeless.items():
        message = (
            f"{', '.join(files_of)}: `jurisdiction: {name}` is no place of facts/authority: define "
            "it, then draft again",
            f"{'、'.join(files_of)}:“jurisdiction: {name}”不是权威文件中的地方:请先定义,再起草",
        )
        click.echo(settings.say(*message), err=True)
    if homeless and not gazetteer_installed():
        missing = GazetteerMissing()
        click.echo(settings.say(missing.en, missing.zh), err=True)
    if homeless:
        raise SystemExit(1)
    if not written:
        click.echo(settings.say("Every body is known.", "所有单位均已有记录。"), err=True)
    return written


def _emit(text: str, into: Path | None, settings: Settings) -> None:
    """Print a draft, or write it into a new file."""
    if into is None:
        click.echo(text, nl=False)
        return
    if not text:
        return
    write_new(into, text)
    click.echo(settings.say(f"Written: {into}", f"已写入:{into}"), err=True)
