"""A workspace: the folder with ``policykg.yaml``, and what lies where in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from loaders.errors import WorkspaceNotFound, WorkspaceUnsound
from loaders.problems import Position, Problem
from loaders.yaml.parse import read_tree, validate
from loaders.yaml.reader import position
from loaders.yaml.records import NO_ITEMS, Label, Model, Text
from ontology.messages import escaped, is_plain
from ontology.namespaces import DEFAULT_BASE
from ontology.rdf import NamedNode

SETTINGS_FILE: Final = "policykg.yaml"
MAX_FILES: Final = 200_000
MEMORY_STATEMENTS: Final = 5_000_000
LEDGERS: Final = frozenset({"exceptions.yaml", "omissions.yaml"})
"""Files beside the facts that are no documents: what rules tolerate, and what is left out."""

_BASE = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/\Z")

Folder = Annotated[str, StringConstraints(min_length=1, max_length=200)]


_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`/?#]+[^\s<>\"{}|\\^`]*\Z")

_EMAIL = re.compile(r"[^@\s<>\"{}|\\^`%?&#:/,;]{1,100}@[^@\s<>\"{}|\\^`%?&#:/,;]{1,100}\Z")
"""An address whose ``mailto:`` IRI is this text: no headers, no escapes, one recipient."""


class Contact(Model):
    """Whom to write to about the dataset."""

    name: Text
    email: Text | None = None
    url: Text | None = None


class Settings(Model):
    """What ``policykg.yaml`` may say."""

    title: Label
    base: Text = DEFAULT_BASE
    """IRI under which the things of this workspace live; ends with a slash."""
    licence: Text = "https://creativecommons.org/licenses/by/4.0/"
    version: Text = "0.1.0"
    languages: list[Literal["zh-hans", "zh-hant", "en"]] = ["zh-hans", "en"]
    description: Label | None = None
    creator: Text | None = None
    publisher: Text | None = None
    contact: Contact | None = None
    keywords: list[Label] = NO_ITEMS
    facts: Folder = "facts"
    sources: Folder = "sources"
    queries: Folder = "queries"
    build: Folder = "build"
    memory_statements: Annotated[int, Field(ge=0, le=10**12)] = MEMORY_STATEMENTS
    """Up to so many statements the graph is loaded into memory to be asked, beyond from disk."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace with its settings and folders; files are listed when asked for."""

    root: Path
    settings: Settings
    source_folders: tuple[Path, ...]
    """Where source texts are looked for, in this order."""

    @property
    def base(self) -> str:
        """Base IRI of things."""
        return self.settings.base

    @property
    def facts_folder(self) -> Path:
        """The folder of the facts files."""
        return _below(self.root, self.settings.facts)  # asked for with each document

    @property
    def queries_folder(self) -> Path:
        """The folder of the saved questions."""
        return self.root / self.settings.queries

    @property
    def build_folder(self) -> Path:
        """The folder of what is generated."""
        return self.root / self.settings.build

    def facts_files(self) -> list[Path]:
        """Return the facts files, one a document, sorted by name."""
        return [path for path in _yaml_files(self.facts_folder) if path.name not in LEDGERS]

    def authority_files(self) -> list[Path]:
        """Return the authority files, sorted by name."""
        return _yaml_files(self.facts_folder / "authority")

    def without_facts(self) -> list[Problem]:
        """Say which facts cannot be found: all where their folder is not there, so that no good
        graph gives way to none; else files that nothing can call by their names."""
        if self.facts_folder.is_dir():
            return self._misnamed()
        name = self.settings.facts
        return [
            Problem(
                "workspace-facts",
                Position(SETTINGS_FILE),
                f"there is no folder {name} here: put the facts files into it, or name their "
                "folder by `facts:`",
                f"此处没有文件夹 {name}:请将事实文件放入其中,或用 facts: 写明其文件夹",
            )
        ]

    def _misnamed(self) -> list[Problem]:
        """Say which files of the facts have a name that no message and no table can hold."""
        folders = (self.facts_folder, self.facts_folder / "authority")
        found = [path for folder in folders for path in _listed(folder) if not is_plain(path.name)]
        return [
            Problem(
                "file-name",
                Position(escaped(self.name_of(path))),
                "the name of this file holds a character that nothing shows, or bytes that are no "
                "UTF-8: rename the file",
                "文件名含不可见字符,或含非 UTF-8 的字节:请重命名",
            )
            for path in found
        ]

    def outside(self, path: Path) -> Problem | None:
        """Refuse a file that is a link out of the workspace."""
        if not path.is_symlink() or is_inside(self.root, str(path.relative_to(self.root))):
            return None
        return Problem(
            "workspace-path",
            Position(self.name_of(path)),
            "this file is a link that leaves the workspace: put the file itself here",
            "此文件是指向工作区之外的链接:请将文件本身放在这里",
        )

    def name_of(self, path: Path) -> str:
        """Name a file as messages do: relative to the workspace where it lies inside."""
        named, root = str(path), f"{self.root}{os.sep}"  # asked for with each document
        return named[len(root) :].replace(os.sep, "/") if named.startswith(root) else named


def _yaml_files(folder: Path) -> list[Path]:
    """Return the files of a folder that can be read, sorted; see :meth:`Workspace._misnamed`."""
    return [path for path in _listed(folder) if is_plain(path.name)][:MAX_FILES]


def _listed(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"}]
    return sorted(found, key=attrgetter("name"))


@lru_cache(64)
def _below(folder: Path, name: str) -> Path:
    return folder / name


def find_workspace(start: Path) -> Path | None:
    """Walk up from a folder to the nearest one with ``policykg.yaml``."""
    here = start.resolve()
    return next((d for d in (here, *here.parents) if (d / SETTINGS_FILE).is_file()), None)


def open_workspace(folder: Path | None = None, sources: Sequence[Path] = ()) -> Workspace:
    """Find and read a workspace.

    Args:
        folder: The workspace, or a folder in it; by default the working folder.
        sources: Further folders of source texts, searched after the workspace's own.

    Raises:
        WorkspaceNotFound: no ``policykg.yaml`` there or above.
        WorkspaceUnsound: it cannot be used; the error holds the problems.
    """
    start = folder or Path.cwd()
    root = find_workspace(start)
    if root is None:
        raise WorkspaceNotFound(
            f"no {SETTINGS_FILE} in {start} or above: go into a workspace, name one with "
            "--workspace, or make one with `policykg init NAME`",
            f"在 {start} 及其上级未找到 {SETTINGS_FILE}:请进入工作区,或用 --workspace 指定,"
            "或用 `policykg init NAME` 新建",
        )
    settings = _read_settings(root)
    own = root / settings.sources
    folders = [own, *(Path(os.path.realpath(path)) for path in sources)]  # never fails
    return Workspace(
        root, settings, tuple(path for path in dict.fromkeys(folders) if path.is_dir())
    )


def _read_settings(root: Path) -> Settings:
    path = root / SETTINGS_FILE
    tree, problems = read_tree(path, SETTINGS_FILE)
    settings: Settings | None = None
    if tree is not None:
        settings, more = validate(Settings, tree, SETTINGS_FILE)
        problems += more
        if settings is not None:
            at = {key: position(SETTINGS_FILE, marks[1]) for key, marks in tree.marks.items()}
            problems += _check(root, settings, at)
    if settings is None or problems:
        words = "; ".join(f"{problem.at}: {problem.en}" for problem in problems)
        chinese = ";".join(f"{problem.at}: {problem.zh}" for problem in problems)
        raise WorkspaceUnsound(words, chinese, problems)
    return settings


def _check(root: Path, settings: Settings, at: dict[str, Position]) -> list[Problem]:
    problems = []
    if not _BASE.match(settings.base):
        problems.append(
            Problem(
                "workspace-base",
                at["base"],
                f"`base: {settings.base}` is no base IRI: it begins with http:// or https://, "
                "ends with a slash, and has no query, fragment or blanks",
                f"“base: {settings.base}”不是基准 IRI:应以 http:// 或 https:// 开头、以斜杠结尾,"
                "不含查询、片段或空格",
            )
        )
    problems += _check_people(settings, at)
    problems += _check_blank(settings, at)
    for key in ("facts", "sources", "queries", "build"):
        folder = getattr(settings, key)
        if not is_inside(root, folder):
            problems.append(
                Problem(
                    "workspace-path",
                    at.get(key, Position(SETTINGS_FILE)),
                    f"`{key}: {folder}` leaves the workspace: name a folder inside it",
                    f"“{key}: {folder}”超出工作区:请填写其中的文件夹",
                )
            )
    return problems


def _check_people(settings: Settings, at: dict[str, Position]) -> Iterator[Problem]:
    """Say what a catalogue of data could not follow: licence or contact without an address."""
    if not _is_address(settings.licence, _IRI):
        yield Problem(
            "workspace-licence",
            at["licence"],
            f"`licence: {settings.licence}` is no address: write the licence's own, such as "
            "https://creativecommons.org/licenses/by/4.0/",
            f"“licence: {settings.licence}”不是网址:请填写许可的网址,如 "
            "https://creativecommons.org/licenses/by/4.0/",
        )
    contact = settings.contact
    if contact is None:
        return
    if not (contact.email or contact.url):
        yield Problem(
            "workspace-contact",
            at["contact"],
            "`contact` says nowhere to write to: give it an `email` or a `url`",
            "“contact”未说明如何联系:请填写 email 或 url",
        )
    for key, value, form in (("email", contact.email, _EMAIL), ("url", contact.url, _IRI)):
        if value and not _is_address(value, form):
            example = "office@example.org" if key == "email" else "https://example.org/"
            yield Problem(
                "workspace-contact",
                at["contact"],
                f"`{key}: {value}` is no address: write one like {example}",
                f"“{key}: {value}”不是地址:应如 {example}",
            )


def _check_blank(settings: Settings, at: dict[str, Position]) -> Iterator[Problem]:
    """Say which words of the description hold nothing but blanks, so that nothing is shown."""
    labels = [("title", settings.title), ("description", settings.description)]
    labels += [("keywords", one) for one in settings.keywords]
    texts = [(key, text) for key, one in labels if one is not None for text in (one.zh, one.en)]
    texts += [("creator", settings.creator or "-"), ("publisher", settings.publisher or "-")]
    if settings.contact is not None:
        texts.append(("contact", settings.contact.name))
    for key in dict.fromkeys(key for key, text in texts if not text.strip()):
        yield Problem(
            "workspace-blank",
            at[key],
            f"`{key}` holds nothing but blanks where words belong: write them, or take it out",
            f"“{key}”应有文字之处只有空白:请填写或删去",
        )


def _is_address(text: str, form: re.Pattern[str]) -> bool:
    """Tell whether a text has a form and can stand in the graph: as an IRI, or behind mailto."""
    try:
        NamedNode(text if form is _IRI else f"mailto:{text}")
    except ValueError:  # an escape that is none, a host that is none, a code point without use
        return False
    return form.match(text) is not None


def is_inside(root: Path, name: str) -> bool:
    """Whether a relative path stays in a folder, also through symbolic links."""
    if "\x00" in name or Path(name).is_absolute():
        return False
    try:
        return (root / name).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False
