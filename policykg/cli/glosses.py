"""The command that lists which quotes lack their English."""

from __future__ import annotations

import json

import click

from loaders.checking.cases import open_cases
from loaders.errors import Unreadable
from loaders.glosses.files import load_glosses
from loaders.glosses.model import missing, uses_to_gloss
from loaders.glosses.paths import glosses_file
from loaders.yaml.canonical import format_text
from policykg.cli import complete
from policykg.cli.context import Settings, Stop


@click.command()
@click.argument("document", shell_complete=complete.documents)
@click.pass_obj
def gloss(settings: Settings, document: str) -> None:
    """List the quotes of DOCUMENT that lack their English, to be filled in.

    What is written is YAML for facts/glosses/DOCUMENT.yaml: each quote with an empty `en`; behind
    `#` stand the words of a passage, where the source text is at hand.

    \b
    Examples:
      policykg gloss shaoxing-plan
      policykg gloss shaoxing-plan > more.yaml
    """
    workspace = settings.open_workspace()
    case = next(iter(open_cases(workspace, document)), None)
    if case is None:
        raise Stop(settings.say(f"there is no document {document}", f"没有文件 {document}"))
    glosses, problems = load_glosses(workspace, case.document.header.id)
    if problems:
        raise Stop(f"{problems[0].at}: {settings.say(problems[0].en, problems[0].zh)}")
    total = len(uses_to_gloss(case.document))
    lacking = missing(case.document, glosses)
    name = workspace.name_of(glosses_file(workspace, case.document.header.id))
    click.echo(
        settings.say(
            f"{total - len(lacking)} of {total} quotes have a gloss in {name}",
            f"{name}:{total} 处引文中 {total - len(lacking)} 处有译文",
        ),
        err=True,
    )
    if not lacking:
        return
    lines = [f"document: {case.document.header.id}", "glosses:"]
    for use in lacking:
        lines.append(f"  - quote: {json.dumps(use.text.strip(), ensure_ascii=False)}")
        if use.to is not None:
            if case.readable(use):
                lines.append(f"    # {' '.join(case.quote(use).split())}")
            lines.append(f"    to: {json.dumps(use.to.strip(), ensure_ascii=False)}")
        lines.append('    en: ""')
    text = "\n".join(lines) + "\n"
    try:
        click.echo(format_text(text.encode("utf-8", "surrogatepass"), name), nl=False)
    except Unreadable:
        click.echo(text, nl=False)
