"""Commands for curators: check, lock, fmt, raw, coverage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loaders.errors import Unreadable
from loaders.evidence.lock_paths import earlier_lock
from loaders.glosses.paths import gloss_files
from loaders.problems import Note
from loaders.yaml.bytes import read_bytes
from ontology.files import write_whole
from ontology.messages import counted
from policykg.cli import complete
from policykg.cli.checking import lock_documents, run_check
from policykg.cli.context import Settings, Stop, say
from policykg.cli.coverage_text import coverage_table, unaccounted_table
from policykg.cli.crew import Crew, shared_work
from policykg.cli.report import print_json, print_problems, print_untranslated
from policykg.cli.shapes import check_shapes
from policykg.cli.states import open_as_data, open_problems, print_counts, print_open
from policykg.cli.texts import cases, coverage_page, raw_places

if TYPE_CHECKING:
    from loaders.problems import Problem, Report
    from loaders.rules.coverage import Coverage
    from loaders.workspace import Workspace


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="The report as JSON.")
@click.option(
    "--explain",
    metavar="RULE",
    shell_complete=complete.rules,
    help="Say what a rule asks; `all` lists every rule.",
)
@click.option("--fix", is_flag=True, help="Make the certain repairs; first shown, then asked.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option("--shapes/--no-shapes", default=False, help="Also validate the graph by SHACL.")
@click.option("--no-cache", is_flag=True, help="Check everything anew.")
@click.option("--untranslated", is_flag=True, help="Only list what has no English yet.")
@click.option("--open", "open_", is_flag=True, help="List the fields that nobody compared yet.")
@click.option("--strict", is_flag=True, help="Open fields are errors.")
@shared_work
@click.pass_obj
def check(
    settings: Settings,
    files: tuple[Path, ...],
    json_: bool,
    explain: str | None,
    fix: bool,
    yes: bool,
    shapes: bool,
    no_cache: bool,
    untranslated: bool,
    open_: bool,
    strict: bool,
    crew: Crew,
) -> None:
    """Check the facts against their texts, the authority files and the lock.

    All problems of a run are shown at once, the worst file first.  Without FILES, all facts
    files are checked.  Exit code 1 if there are errors.

    \b
    Examples:
      policykg check
      policykg check facts/shaoxing-plan.yaml
      policykg check --explain value-in-quote
      policykg check --untranslated > to-translate.tsv
      policykg check --open facts/shaoxing-plan.yaml
      policykg check --strict
      policykg check --json > report.json
    """
    if explain is not None:
        click.echo(explained_rule(explain, settings))
        return
    workspace = settings.open_workspace()
    chosen = _chosen(workspace, files)
    with crew.at(workspace.root) as processes:
        report = run_check(workspace, settings, chosen, cache=not no_cache, processes=processes)
    if untranslated:
        print_untranslated(report.problems)
        return
    if fix and (certain := [problem for problem in report.problems if problem.fix]):
        repair(workspace, certain, settings, ask=not yes)
        report = run_check(workspace, settings, chosen, cache=not no_cache)
    if shapes:
        check_shapes(workspace, report)
    if not files:
        _note_sources(workspace, report, settings)
    if strict:
        report.problems += open_problems(workspace, report)
    if json_:
        more = open_as_data(workspace, report.states) if open_ and report.states else None
        print_json(report, more)
    else:
        if open_ and report.states:
            print_open(workspace, report.states, settings)
        _print(report, settings)
    if report.problems.error_count:
        raise SystemExit(1)


def _note_sources(workspace: Workspace, report: Report, settings: Settings) -> None:
    """Tell of newer versions of texts, with the quotes that moved, and of texts changed by hand."""
    from loaders.intake.versions import source_notes

    for note in source_notes(workspace):
        report.notes.append(Note(f"{note.at.file}: {note.en}", f"{note.at.file}:{note.zh}"))


def _chosen(workspace: Workspace, files: tuple[Path, ...]) -> list[Path] | None:
    if not files:
        return None
    known = {path.resolve(): path for path in workspace.facts_files()}
    chosen = []
    for path in files:
        found = known.get(path.resolve())
        if found is None:
            raise click.BadParameter(
                say(
                    f"{path} is no facts file of {workspace.root}",
                    f"{path} 不是 {workspace.root} 的事实文件",
                )
            )
        chosen.append(found)
    return chosen


@click.command()
@click.argument("documents", nargs=-1, shell_complete=complete.documents)
@click.pass_obj
def lock(settings: Settings, documents: tuple[str, ...]) -> None:
    """Declare DOCUMENTS done: lock where their words stand and that the rules were kept.

    Each gets a file in facts/locks.  After facts, texts or identities have changed on purpose, lock
    again; only files that change are written.  Without DOCUMENTS, all are locked, and locks of
    documents that are gone are removed.  Nothing is locked while other checks of these documents
    fail.

    \b
    Examples:
      policykg lock shaoxing-plan
      policykg lock
    """
    workspace = settings.open_workspace()
    _refuse_unknown(workspace, documents)
    if earlier_lock(workspace).exists():
        name = workspace.name_of(earlier_lock(workspace))
        raise Stop(
            settings.say(
                f"{name} holds the lines of all documents, as release 1.0.0 wrote them; each "
                "document now has a lock of its own: run `policykg migrate --write` first, which "
                "takes it apart line by line",
                f"{name} 合记全部文献,为 1.0.0 版的形式;现在每份文献各有一个锁文件:"
                "请先运行 policykg migrate --write,将其逐行拆分",
            )
        )
    report = lock_documents(workspace, settings, documents)
    if report.problems.error_count:
        _print(report, settings)
        raise SystemExit(1)


def _refuse_unknown(workspace: Workspace, documents: tuple[str, ...]) -> None:
    """Refuse ids of no document; a facts file bears the id of its document."""
    known = {path.stem for path in workspace.facts_files()} if documents else set()
    missing = [document for document in documents if document not in known]
    if missing:
        raise click.BadParameter(
            say(
                f"there is no document {missing[0]}; there are: {', '.join(sorted(known))}",
                f"没有文件 {missing[0]};现有:{'、'.join(sorted(known))}",
            )
        )


def _reused(report: Report) -> tuple[str, str]:
    """Say in both languages how many documents were not checked anew."""
    if not report.reused:
        return "", ""
    en = f"; {counted(report.reused, 'document')} as before"
    return en, f";{report.reused} 份文件沿用上次结果"


def _print(report: Report, settings: Settings) -> None:
    print_problems(report.problems, settings)
    for note in report.notes:
        click.echo(settings.say(*note), err=True)
    print_counts(report, settings)
    errors, total = report.problems.error_count, sum(report.checked.values())
    warnings = len(report.problems) - errors
    reused_en, reused_zh = _reused(report)
    click.echo(
        ("\n" if report.problems else "")
        + settings.say(
            f"{counted(total, 'check')} by {counted(len(report.checked), 'rule')}: "
            f"{counted(errors, 'error')}, {counted(warnings, 'warning')}" + reused_en,
            f"{len(report.checked)} 条规则共 {total:,} 次检查:{errors} 个错误,{warnings} 个提醒"
            + reused_zh,
        )
    )


def explained_rule(name: str, settings: Settings) -> str:
    """Return what a rule asks, with a case that it accepts and one that it rejects."""
    from loaders.rules.registry import BY_NAME
    from loaders.rules.registry import explain as find

    if name == "all":
        rows = [f"{rule.name}\n    {settings.say(rule.en, rule.zh)}" for rule in BY_NAME.values()]
        return "\n".join(rows)
    rule = find(name)
    if rule is None:
        import difflib

        near = difflib.get_close_matches(name, BY_NAME, n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        tip = f";是否指 {'、'.join(near)}?" if near else ""
        raise click.BadParameter(
            settings.say(
                f"there is no rule {name!r}{hint} (`--explain all` lists them)",
                f"没有规则 {name!r}{tip}(`--explain all` 列出全部)",
            )
        )
    accepts, rejects = settings.say("accepts", "接受"), settings.say("rejects", "拒绝")
    return (
        f"{rule.name}\n  {rule.en}\n  {rule.zh}\n"
        f"  {accepts}: {rule.accepts}\n  {rejects}: {rule.rejects}"
    )


def repair(workspace: Workspace, problems: list[Problem], settings: Settings, *, ask: bool) -> None:
    """Make the repairs that are certain: each replaces its old words at its own line."""
    for problem in problems:
        assert problem.fix is not None
        click.echo(f"{problem.at}: {problem.fix.old} → {problem.fix.new}")
    if ask and not click.confirm(settings.say("Make these repairs?", "执行以上修正?")):
        return
    for name in dict.fromkeys(problem.at.file for problem in problems):
        mended = [problem for problem in problems if problem.at.file == name]
        _mend(workspace.root / name, mended)


def _mend(path: Path, problems: list[Problem]) -> None:
    """Replace words in a file, the last first, so that no place moves before it is reached."""
    lines = path.read_bytes().decode("utf-8").split("\n")
    for problem in sorted(problems, key=lambda p: (p.at.line, p.at.column), reverse=True):
        assert problem.fix is not None
        old, number = problem.fix.old, problem.at.line - 1
        line = lines[number]
        at = line.find(old, max(problem.at.column - 1, 0))
        if at >= 0:
            lines[number] = line[:at] + problem.fix.new + line[at + len(old) :]
    write_whole(path, "\n".join(lines))


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "check_", is_flag=True, help="Change nothing; exit 1 if anything would.")
@click.option("--diff", is_flag=True, help="Show what would change.")
@click.pass_obj
def fmt(settings: Settings, files: tuple[Path, ...], check_: bool, diff: bool) -> None:
    """Write facts and authority files in their canonical form; comments and order stay.

    \b
    Examples:
      policykg fmt
      policykg fmt --check
    """
    workspace = settings.open_workspace()
    known = [*workspace.facts_files(), *workspace.authority_files(), *gloss_files(workspace)]
    chosen = [path.absolute() for path in files] if files else known
    changed = 0
    problems: list[Problem] = []
    for path in chosen:
        old, new, found = _formatted(workspace, path)
        problems += found
        if new == old:
            continue
        changed += 1
        click.echo(str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else path)
        if diff:
            click.echo(_difference(old, new, path.name))
        if not check_ and not diff:
            write_whole(path, new)
    if changed and (check_ or diff):
        click.echo(
            settings.say(
                f"{counted(changed, 'file')} would change: policykg fmt", f"{changed} 个文件待整理"
            ),
            err=True,
        )
    print_problems(problems, settings, err=True)
    if problems or (changed and (check_ or diff)):
        raise SystemExit(1)


def _formatted(workspace: Workspace, path: Path) -> tuple[str, str, list[Problem]]:
    """Return a file as it is and in its canonical form; unsound files stay as they are."""
    from loaders.yaml.canonical import format_text

    name = workspace.name_of(path)
    inside = path.is_relative_to(workspace.root)
    outside = workspace.outside(path) if inside else None
    data, problems = (None, [outside]) if outside else read_bytes(path, name)
    if data is None:
        return "", "", problems
    try:
        new = format_text(data, name)
    except Unreadable as error:
        return "", "", list(error.problems)
    return data.decode("utf-8"), new, []


def _difference(old: str, new: str, name: str) -> str:
    import difflib

    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), name, name, lineterm="")
    return "\n".join(lines)


@click.command()
@click.argument("document", shell_complete=complete.documents)
@click.argument("words")
@click.option("--around", type=click.IntRange(0, 400), default=20, help="Characters each side.")
@click.pass_obj
def raw(settings: Settings, document: str, words: str, around: int) -> None:
    """Print the raw characters of the place where WORDS stand in DOCUMENT's source text.

    For pasting into `readings`, whose raw form must be exact.  WORDS may be in simplified
    characters, without pinyin.

    \b
    Example:
      policykg raw shendang-2018 重要
    """
    found = raw_places(settings.open_workspace(), document, words, around)
    if not found:
        raise Stop(settings.say(f"not in the text: {words}", f"原文中没有:{words}"))
    for start, end, text in found:
        click.echo(f"{start}-{end}\t{text}")


@click.command()
@click.argument("document", required=False, shell_complete=complete.documents)
@click.option("--format", "format_", type=click.Choice(["table", "json", "html"]), default="table")
@click.option("--unaccounted", is_flag=True, help="Only what is unaccounted for; exit 1 if any is.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file.")
@click.pass_obj
def coverage(
    settings: Settings,
    document: str | None,
    format_: str,
    unaccounted: bool,
    as_json: bool,
    output: Path | None,
) -> None:
    """Say what of each text the facts account for, what is dismissed and why, and what is open.

    A sentence is accounted for when every number, title, body, name, duty and run of words in it
    is carried by a fact's own words, or dismissed with a reason in facts/omissions.yaml.

    \b
    Examples:
      policykg coverage
      policykg coverage shaoxing-plan --unaccounted
      policykg coverage shaoxing-plan --json
      policykg coverage shaoxing-plan --format html -o coverage.html
    """
    workspace = settings.open_workspace()
    found = list(cases(workspace, document))
    if not found:
        raise Stop(
            settings.say(
                "no source text is at hand: `policykg texts add FILE` brings your own copy",
                "原文不在本机:policykg texts add 文件 可加入自备的原文",
            )
        )
    covered = [c for _, c in found]
    if as_json or format_ == "json":
        data = [_open_as_dict(c) if unaccounted else c.as_dict() for c in covered]
        text = json.dumps(data, ensure_ascii=False, indent=2)
    elif format_ == "html" and not unaccounted:
        text = coverage_page(found, settings.lang)
    else:
        table = unaccounted_table if unaccounted else coverage_table
        text = "\n\n".join(table(c, settings) for c in covered)
    if output is None:
        click.echo(text)
    else:
        write_whole(output, text + "\n")
    if unaccounted and any(c.unaccounted for c in covered):
        raise SystemExit(1)


def _open_as_dict(found: Coverage) -> dict[str, object]:
    told = found.as_dict()
    kept = ("document", "characters", "carried", "dismissed-share", "unaccounted", "dismissed")
    return {
        **{key: told[key] for key in kept},
        "unused": [item for item in told["unused"] if not item["omitted"]],
    }
