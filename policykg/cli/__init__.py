"""The command line.  Commands are imported when they are called, so that ``--help`` is quick."""

from __future__ import annotations

import importlib
import io
import os
import sys
from pathlib import Path

import click

from policykg.cli.context import Settings, explained, reader_language
from policykg.cli.errors_zh import told_in_chinese

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("policykg.cli.start", "Make a workspace with a small worked example."),
    "add": ("policykg.cli.add", "Add PDF, Word, web and text files as source texts."),
    "check": ("policykg.cli.facts", "Check the facts against their texts."),
    "lock": ("policykg.cli.facts", "Renew the evidence lock after a change made on purpose."),
    "sign": ("policykg.cli.sign", "Sign fields that you have compared with their words."),
    "gloss": ("policykg.cli.glosses", "List the quotes that lack their English."),
    "draft": ("policykg.cli.drafts", "Draft the facts of a text, or records of unknown bodies."),
    "review": ("policykg.cli.review", "Take the verdicts of a reviewed spreadsheet."),
    "agree": ("policykg.cli.agree", "Compare two independent readings of a document."),
    "fmt": ("policykg.cli.facts", "Write facts files in their canonical form."),
    "migrate": ("policykg.cli.migrate", "Bring a workspace of an earlier form to the present one."),
    "raw": ("policykg.cli.facts", "Print the raw characters of a place in a source text."),
    "texts": ("policykg.cli.source_texts", "Bring your own copies of the source texts."),
    "coverage": ("policykg.cli.facts", "Say how much of each text the facts speak for."),
    "build": ("policykg.cli.build", "Build the graph from the facts."),
    "stats": ("policykg.cli.look", "Summarise the graph."),
    "query": ("policykg.cli.look", "Run a SPARQL query."),
    "search": ("policykg.cli.search", "Search names, kinds, years, quotes and source texts."),
    "ask": ("policykg.cli.look", "List the saved questions, or run one."),
    "network": ("policykg.cli.network", "Draw or export a network of who does what."),
    "figure": ("policykg.cli.figure", "Draw a figure for print: SVG, PDF or PNG."),
    "measure": ("policykg.cli.measure", "Measure a network: centralities, concentration, overlap."),
    "table": ("policykg.cli.table", "List the narrow tables, show one or write it to a file."),
    "export": ("policykg.cli.look", "Write the graph as Turtle, JSON-LD, CSV, XLSX and more."),
    "explore": ("policykg.cli.explore", "Open the graph in a browser."),
    "diff": ("policykg.cli.release", "Say what changed between two states of the graph."),
    "bundle": ("policykg.cli.release", "Write a replication bundle."),
    "reproduce": ("policykg.cli.release", "Recompute the numbers of a bundle, and compare."),
    "release": ("policykg.cli.release", "Write a citable release of the dataset."),
    "backup": ("policykg.cli.backup", "Save a whole workspace in one file."),
    "restore": ("policykg.cli.backup", "Bring a saved workspace back."),
    "notebooks": ("policykg.cli.notebooks", "Copy the notebooks into a folder."),
    "serve": ("policykg.cli.serve", "Serve SPARQL and linked data over HTTP."),
    "push": ("policykg.cli.push", "Put the graph into another SPARQL server."),
    "doctor": (
        "policykg.cli.start",
        "Look for what is missing on this machine or in this workspace.",
    ),
    "completion": ("policykg.cli.start", "Print the shell completion script."),
}
"""Every command: the module that holds it, and its line in ``--help``."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads them on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names, without loading a command."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Return the help of the program, in the reader's language."""
        if reader_language(ctx) == "zh":
            from policykg.cli.chinese import ChineseFormatter, in_chinese

            ctx.formatter_class = ChineseFormatter
            return click.Group.get_help(in_chinese(self, "policykg"), ctx)
        return super().get_help(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without loading them."""
        lines = {name: text for name, (_, text) in COMMANDS.items()}
        if reader_language(ctx) == "zh":
            from policykg.cli.chinese import words

            lines = {name: words(name, "short") or text for name, text in lines.items()}
        with formatter.section("Commands"):
            formatter.write_dl(list(lines.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; errors of ours become a message in the reader's language."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            raise _in_language(error, ctx) from None
        except (click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # The reader of a pipe has gone (`… | head`): nothing is wrong on this side.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None
        except Exception as error:
            message = explained(error, ctx.obj)
            if message is None:
                raise
            raise _in_language(message, ctx) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, its help in the reader's language; of an unknown name, the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=3)
            hint = f" Did you mean {', '.join(near)}?" if near else " See policykg --help."
            hint_zh = f"是否指 {'、'.join(near)}?" if near else "见 policykg --help"
            ctx.fail(
                f"没有命令 {args[0]};{hint_zh}"
                if reader_language(ctx) == "zh"
                else f"There is no command {args[0]!r}.{hint}"
            )
        name, command, rest = super().resolve_command(ctx, args)
        asks = not rest or not {"-h", "--help"}.isdisjoint(rest)
        if name and command and asks and reader_language(ctx) == "zh":
            from policykg.cli.chinese import in_chinese

            command = in_chinese(command, name)
        return name, command, rest


def _in_language(error: click.ClickException, ctx: click.Context) -> click.ClickException:
    """Return an error that shows itself in the reader's language."""
    if reader_language(ctx) != "zh":
        return error
    return told_in_chinese(error)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  policykg check                        all problems of all facts files
  policykg build                        the graph, from the facts
  policykg ask q01 body=市发展改革委
  policykg query 'SELECT ?t { ?t pk:ledBy/pk:name "市发展改革委" }'
  policykg network leads --open         who leads what, as a picture
  policykg export turtle graph.ttl
""",
)
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path),
    help="Folder with policykg.yaml; default: found by walking up from here.",
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    is_eager=True,  # known before --help, which stands behind it
    envvar="POLICYKG_LANG",
    help="Language of messages and labels; default: that of your terminal.",
)
@click.version_option(package_name="policykg", message="policykg %(version)s")
@click.pass_context
def cli(ctx: click.Context, workspace: Path | None, lang: str | None) -> None:
    """Development policies as a graph in which every fact opens the words it rests on."""
    ctx.obj = Settings.from_options(workspace, lang)


def main() -> None:
    """Run the command line.

    Exit codes: 0 fine, 1 problems in the data, 2 wrong use.
    """
    _speak_any_locale()
    cli(prog_name="policykg")


def _speak_any_locale() -> None:
    """Let a terminal of any encoding show what it can, and read words that are UTF-8 all the same.

    In a locale without Chinese characters, Python reads the bytes of 市建设局 as lone surrogates,
    and ends with a traceback where a character cannot be written.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # none where it is closed
            # What goes into a file on Windows would have the code page of the machine.
            into_file = sys.platform == "win32" and not stream.isatty()
            stream.reconfigure(encoding="utf-8" if into_file else None, errors="replace")
    for place, word in enumerate(sys.argv):
        if any("\udc80" <= char <= "\udcff" for char in word):
            sys.argv[place] = os.fsencode(word).decode("utf-8", "replace")
