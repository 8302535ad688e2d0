"""The journal of a desk: every action as the changes of files that it made, to undo and redo.

An action may change several files: facts, signatures, the list of verdicts.  It is written down
before the first file is touched and sealed behind the last one.  Whatever ends the process in
between, the next one finishes the action or finds that nothing was done.  A file that an editor
saved meanwhile keeps what was saved: the action is made on top of it where it fits, and refused
where it does not.

The journal is a file of lines of JSON, one an event, only ever appended to::

    {"do": 7, "what": "accept", "details": {…}, "files": [{"path": …, "hunk": …, "digest": …}, …]}
    {"sealed": true}
    {"undo": 7, "files": […]}
    {"sealed": true}

``{"dropped": true}`` in the place of a seal says that nothing came of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from loaders.desk.hunks import Hunk, hunk_between
from loaders.errors import LoadersError
from ontology.files import write_whole
from ontology.locks import locked

__all__ = ["Action", "Conflict", "Journal"]

Verb = Literal["do", "undo", "redo"]
MAX_FILE: Final = 16 * 1024 * 1024
MAX_JOURNAL: Final = 256 * 1024 * 1024


class Conflict(LoadersError):
    """A file was changed elsewhere where this action would change it; nothing was written."""

    exit_code = 1

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} was changed elsewhere, in the very lines that this would change: look at it "
            "again, then repeat what you did; nothing was written",
            f"{path} 已在别处改动,且正是此操作要改的几行:请重新查看后再操作;此次未写入任何内容",
        )
        self.path = path


@dataclass(frozen=True, slots=True)
class Change:
    """What an action does to one file."""

    path: str
    """Relative to the folder of the workspace."""
    hunk: Hunk
    digest: str
    """SHA-256 of the file as it is after the change, if nobody else changes it."""


@dataclass(slots=True)
class Action:
    """One verdict of a reader, or one group of them."""

    number: int
    what: str
    details: dict[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    undone: bool = False


class Journal:
    """The actions of one document's desk."""

    def __init__(self, root: Path, path: Path) -> None:
        """Open the journal, and finish or drop what an earlier process left half done.

        Args:
            root: The folder of the workspace; no path of an action leads out of it.
            path: The file of the journal.
        """
        self.root = root
        self.path = path
        self.actions: dict[int, Action] = {}
        self._read = 0
        """So many bytes of the file are known."""
        self._open: tuple[Verb, Action, tuple[Change, ...]] | None = None
        with self._locked():
            self._catch_up()

    # -- reading ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what another process wrote since."""
        with self._locked():
            self._catch_up()

    def _catch_up(self) -> None:
        try:
            with self.path.open("rb") as file:
                file.seek(self._read)
                data = file.read(MAX_JOURNAL)
        except FileNotFoundError:
            return
        whole, mark, torn = data.rpartition(b"\n")
        for line in whole.splitlines() if mark else ():
            self._take(line)
        self._read += len(whole) + len(mark)
        if torn:  # killed while this line was written: nothing was done yet
            with self.path.open("r+b") as file:
                file.truncate(self._read)
        if self._open is not None:
            self._recover()

    def _take(self, line: bytes) -> None:
        try:
            event = json.loads(line)
            if "sealed" in event:
                self._seal_known()
                return
            if "dropped" in event:
                self._open = None
                return
            verb: Verb = next(name for name in ("do", "undo", "redo") if name in event)
            number = int(event[verb])
            changes = tuple(
                Change(str(one["path"]), Hunk.from_data(one["hunk"]), str(one["digest"]))
                for one in event["files"]
            )
            if verb == "do":
                action = Action(number, str(event["what"]), dict(event["details"]), changes)
            else:
                action = self.actions[number]
        except (ValueError, KeyError, TypeError, StopIteration):
            return  # a damaged line is no action; what it did stands in the files
        self._open = (verb, action, changes)

    def _seal_known(self) -> None:
        if self._open is None:
            return
        verb, action, changes = self._open
        if verb == "do":
            for number in [n for n, one in self.actions.items() if one.undone]:
                del self.actions[number]  # a new action ends what could be redone
            self.actions[action.number] = action
        else:
            action.undone = verb == "undo"
            if verb == "redo":
                action.changes = changes
        self._open = None

    def _recover(self) -> None:
        """Finish an action that some of its files already show; drop one that none does."""
        assert self._open is not None
        _, _, changes = self._open
        done = [self._digest(change.path) == change.digest for change in changes]
        if not any(done):
            self._append({"dropped": True})
            self._open = None
            return
        for change, there in zip(changes, done, strict=True):
            if not there:
                text = change.hunk.applied(self.text(change.path))
                if text is not None:
                    self._put(change.path, text)
        self._append({"sealed": True})
        self._seal_known()

    # -- acting ----------------------------------------------------------------------------

    def act(
        self, what: str, files: Mapping[str, tuple[str, str]], details: dict[str, Any] | None = None
    ) -> Action:
        """Change files, as one action.

        Args:
            what: What the reader did.
            files: Path in the workspace → the text that the change was made from, and the new one.
            details: What else is known of it.

        Raises:
            Conflict: a file was changed elsewhere, where this would change it.
            OSError: a file cannot be written; the action is not made.
        """
        hunks = {path: hunk_between(old, new) for path, (old, new) in files.items() if old != new}
        with self._locked():
            self._catch_up()
            number = max(self.actions, default=0) + 1
            texts = self._fitted(hunks)
            changes = self._changes(texts)
            action = Action(number, what, details or {}, changes)
            event = {"do": number, "what": what, "details": action.details}
            self._carry_out("do", action, event, texts, changes)
        return action

    def undo(self) -> Action | None:
        """Take back the last action that stands; none where there is none.

        Raises:
            Conflict: its lines were changed since.
        """
        with self._locked():
            self._catch_up()
            standing = [one for one in self.actions.values() if not one.undone]
            if not standing:
                return None
            action = standing[-1]
            texts = self._fitted({one.path: one.hunk.reversed for one in action.changes})
            self._carry_out("undo", action, {"undo": action.number}, texts, self._changes(texts))
        return action

    def redo(self) -> Action | None:
        """Make the action again that was taken back last; none where there is none.

        Raises:
            Conflict: the files were changed where it would change them.
        """
        with self._locked():
            self._catch_up()
            undone = [one for one in self.actions.values() if one.undone]
            if not undone:
                return None
            action = undone[0]
            texts = self._fitted({one.path: one.hunk for one in action.changes})
            self._carry_out("redo", action, {"redo": action.number}, texts, self._changes(texts))
        return action

    def _fitted(self, hunks: Mapping[str, Hunk]) -> dict[str, tuple[str, str]]:
        """Return each file as it is and as it will be."""
        texts = {}
        for path, hunk in hunks.items():
            now = self.text(path)
            new = hunk.applied(now)
            if new is None:
                raise Conflict(path)
            texts[path] = (now, new)
        return texts

    def _changes(self, texts: Mapping[str, tuple[str, str]]) -> tuple[Change, ...]:
        return tuple(
            Change(path, hunk_between(now, new), _digest_of(new))
            for path, (now, new) in texts.items()
        )

    def _carry_out(
        self,
        verb: Verb,
        action: Action,
        event: dict[str, Any],
        texts: Mapping[str, tuple[str, str]],
        changes: tuple[Change, ...],
    ) -> None:
        event["files"] = [
            {"path": one.path, "hunk": one.hunk.as_data(), "digest": one.digest} for one in changes
        ]
        self._append(event)
        self._open = (verb, action, changes)
        written: list[str] = []
        try:
            for path, (now, new) in texts.items():
                self._replace(path, now, new)
                written.append(path)
        except BaseException:
            for path in written:  # all or nothing, also on a full disk
                now, new = texts[path]
                self._put(path, now)
            self._append({"dropped": True})
            self._open = None
            raise
        self._append({"sealed": True})
        self._seal_known()

    def _replace(self, path: str, now: str, new: str) -> None:
        """Put a new text in a file's place, unless an editor saved it at this very moment."""
        if self.text(path) != now:
            raise Conflict(path)
        self._put(path, new)

    # -- files -----------------------------------------------------------------------------

    def text(self, path: str) -> str:
        """Return a file of the workspace, line ends as they are; an empty text where it is none.

        Raises:
            OSError: it cannot be read.
            LoadersError: it is larger than the desk changes.
            UnicodeDecodeError: it is no UTF-8.
        """
        try:
            with self._target(path).open("rb") as file:
                data = file.read(MAX_FILE + 1)
        except FileNotFoundError:
            return ""
        if len(data) > MAX_FILE:  # half of a file must never be put in the place of the whole
            most = MAX_FILE // 1024 // 1024
            raise LoadersError(
                f"{path} is larger than {most} MiB: the desk does not change it",
                f"{path} 超过 {most} MiB:审读台不予改动",
            )
        return data.decode("utf-8")

    def _put(self, path: str, text: str) -> None:
        target = self._target(path)
        if not text:
            target.unlink(missing_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text)

    def _digest(self, path: str) -> str:
        return _digest_of(self.text(path))

    def _target(self, path: str) -> Path:
        target = Path(os.path.realpath(self.root / path))
        if not target.is_relative_to(self.root.resolve()):
            raise LoadersError(f"{path} lies outside of the workspace", f"{path} 不在工作区之内")
        return target

    def _append(self, event: dict[str, Any]) -> None:
        line = json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n"
        data = line.encode("utf-8", "surrogatepass")
        with self.path.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._read += len(data)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the desk of this document, against other processes and other threads."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.path.with_suffix(".lock")):
            yield


def _digest_of(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
