"""Edits of a synthetic workspace as people make them, drawn at random."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

from benchmarks.synthetic import document, write_workspace
from loaders.checking.locking import lock_workspace
from loaders.workspace import Workspace, open_workspace

DOCUMENTS = 4


def made(folder: Path, documents: int = DOCUMENTS) -> Workspace:
    """Write a workspace and open it."""
    write_workspace(folder, documents)
    return open_workspace(folder)


def replace(path: Path, old: str, new: str) -> None:
    """Put words in the place of others, once."""
    text = path.read_text(encoding="utf-8")
    assert old in text, (path, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


class Edits:
    """Changes a workspace step by step; every state can be built."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.chance = root, random.Random(seed)
        self.count = 0

    def __call__(self) -> str:
        """Make one edit, and say which."""
        self.count += 1
        acts: list[Callable[[], None]] = [
            self.facts, self.facts, self.value, self.text, self.remove, self.add, self.rename,
            self.authority, self.alias, self.new_body, self.old_body, self.moved_bodies,
            self.period, self.settings,
            self.without_text, self.lock, self.touch, self.back,
        ]  # fmt: skip
        act = self.chance.choice(acts)
        act()
        return act.__name__

    def _plan(self) -> Path:
        return self.chance.choice(sorted((self.root / "facts").glob("plan-*.yaml")))

    def _source(self, plan: Path) -> Path:
        return self.root / "sources" / f"{plan.stem}.txt"

    def facts(self) -> None:
        """Another English title."""
        path = self._plan()
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"en: Action plan.*", f"en: Action plan {self.count}", text))

    def value(self) -> None:
        """Another amount, in facts and text."""
        path = self._plan()
        found = re.search(r"value: (\d+)个以上", path.read_text(encoding="utf-8"))
        if found is None or not self._source(path).exists():
            return
        for one in (path, self._source(path)):
            text = one.read_text(encoding="utf-8")
            one.write_text(text.replace(f"{found[1]}个以上", f"{1000 + self.count}个以上"))

    def text(self) -> None:
        """Another sentence before all others, so that every place moves."""
        path = self._source(self._plan())
        if path.exists():
            path.write_text(f"前言{self.count}。\n{path.read_text(encoding='utf-8')}")

    def remove(self) -> None:
        """A document goes."""
        if len(list((self.root / "facts").glob("plan-*.yaml"))) > 2:
            self._plan().unlink()

    def add(self) -> None:
        """A document comes, or comes back."""
        number = self.chance.randrange(DOCUMENTS)
        facts, text = document(number)
        (self.root / "facts" / f"plan-{number:05d}.yaml").write_text(facts, encoding="utf-8")
        (self.root / "sources" / f"plan-{number:05d}.txt").write_text(text, encoding="utf-8")

    def rename(self) -> None:
        """A document gets another id."""
        path = self._plan()
        if path.stem.endswith("-renamed") or not self._source(path).exists():
            return
        replace(path, f"id: {path.stem}", f"id: {path.stem}-renamed")
        path.rename(path.with_stem(f"{path.stem}-renamed"))

    def authority(self) -> None:
        """A county gets another English name."""
        number = self.chance.randrange(DOCUMENTS)
        path = self.root / "facts" / "authority" / "places.yaml"
        text = path.read_text(encoding="utf-8")
        pattern = rf"(county-{number:05d}: .*en: )[^}}]*"
        path.write_text(re.sub(pattern, rf"\g<1>County {number} of {self.count}", text, count=1))

    def alias(self) -> None:
        """A body gets or loses a short name that a document may use."""
        path = self._bodies()
        text = path.read_text(encoding="utf-8")
        one, more = "aliases: [县交通局]", "aliases: [县交通局, 交通局]"
        path.write_text(text.replace(more, one) if more in text else text.replace(one, more))

    def _bodies(self) -> Path:
        folder = self.root / "facts" / "authority"
        return next(iter([*folder.glob("departments-*.yaml"), folder / "bodies-0000.yaml"]))

    def new_body(self) -> None:
        """A body that no document names."""
        path = self.root / "facts" / "authority" / f"more-{self.count}.yaml"
        path.write_text(
            f"organisations:\n  office-{self.count}: {{name: {{zh: 第{self.count}办公室, "
            f"en: Office {self.count}}}, kind: department}}\n",
            encoding="utf-8",
        )

    def old_body(self) -> None:
        """An authority file goes, with a body that no document names."""
        for path in sorted((self.root / "facts" / "authority").glob("more-*.yaml"))[:1]:
            path.unlink()

    def moved_bodies(self) -> None:
        """The authority file of bodies that documents name gets another name and place."""
        folder = self.root / "facts" / "authority"
        names = folder / "bodies-0000.yaml", folder / f"departments-{self.count}.yaml"
        for path in sorted(folder.glob("departments-*.yaml")):
            names = path, names[0]
        names[0].rename(names[1])

    def period(self) -> None:
        """A period gets a name."""
        path = self.root / "facts" / "authority" / "periods.yaml"
        year = 2000 + self.count % 20
        path.write_text(f"periods:\n  那些年: {{is: {year}, en: Those years}}\n", encoding="utf-8")

    def settings(self) -> None:
        """The dataset gets another version."""
        path = self.root / "policykg.yaml"
        text = re.sub(r"version: .*\n", "", path.read_text(encoding="utf-8"))
        path.write_text(f"{text}version: 0.{self.count}.0\n", encoding="utf-8")

    def without_text(self) -> None:
        """A source text goes, so that its places come from the lock."""
        self._source(self._plan()).unlink(missing_ok=True)

    def lock(self) -> None:
        """The locks are written anew."""
        lock_workspace(open_workspace(self.root), unsound=True)

    def touch(self) -> None:
        """A file is saved as it was."""
        path = self._plan()
        path.write_bytes(path.read_bytes())

    def back(self) -> None:
        """A document is as it was at first."""
        path = self._plan()
        if not path.stem.endswith("-renamed"):
            facts, text = document(int(path.stem[-5:]))
            path.write_text(facts, encoding="utf-8")
            self._source(path).write_text(text, encoding="utf-8")
