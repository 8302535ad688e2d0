"""Finds words in the source texts at hand: a local file beside the build, and nothing else's.

```
build/texts.sqlite
├── text   a source text by its checksum, and which lines are its
├── line   where a paragraph stands in its text, in code points
├── file   the checksum of a file, as long as its size and time stay
└── gram   FTS5 without content: the paragraphs in grams of our own
```

Exports, bundles, releases and backups never hold this file, and no answer holds more of a text
than the :data:`EXCERPT` characters around a word; those are read from the text itself, whose
checksum is that of the text that was quoted.
"""

from __future__ import annotations

import hashlib
import logging
import re
import sqlite3
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Final, TypeVar

from explorer.view.model import GraphView, Lit
from explorer.view.quotes_index import marked
from explorer.view.source_grams import grams_of, paragraphs_of, phrases_of
from explorer.view.texts import source_of
from loaders.evidence.limits import MAX_BYTES
from ontology.damage import is_damage, is_held
from ontology.terms import PK

if TYPE_CHECKING:
    from explorer.view.coded import Numbers

V = TypeVar("V")

__all__ = [
    "EXCERPT",
    "MOST_PASSAGES",
    "TEXTS",
    "Passage",
    "SourceIndex",
    "Sources",
    "passage_of",
    "source_index",
]

log = logging.getLogger("policykg.pages")

TEXTS: Final = "texts.sqlite"
EXCERPT: Final = 60
"""Characters of a source text that are shown around the words that were found."""
MOST_PASSAGES: Final = 4_000
"""Paragraphs that are listed; how many there are is counted beyond."""
TITLED: Final = 4
"""Words of a search that may stand in the title of the document instead of the paragraph."""
BATCH: Final = 10
"""Texts that are put in at once; meanwhile nobody searches."""
FEW: Final = 100
"""Texts that a search reads itself; where there are more, it says how many are still unread."""
PAUSE: Final = 1.0
"""Time that is left to others between two batches, in times of what a batch has taken."""
WANTED: Final = 60.0
"""Seconds after a search for which texts are read on beside others."""
_LAYOUT: Final = 1
_SCHEMA: Final = """
CREATE TABLE text (
    id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE NOT NULL, first INTEGER, last INTEGER);
CREATE TABLE line (id INTEGER PRIMARY KEY, start INTEGER NOT NULL, length INTEGER NOT NULL);
CREATE TABLE file (path TEXT PRIMARY KEY, changed INTEGER, size INTEGER, sha256 TEXT);
CREATE VIRTUAL TABLE gram USING fts5(
    grams, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0 tokenchars '.'");
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a source text around what was looked for."""

    document: str
    start: int
    """Code points of the raw text before the excerpt."""
    end: int
    pieces: list[tuple[str, bool]]
    """The excerpt, each piece with whether it was looked for."""

    @property
    def text(self) -> str:
        """The excerpt, at most :data:`EXCERPT` characters."""
        return "".join(piece for piece, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a search finds in source texts."""

    lines: list[int] = field(default_factory=list)
    """The paragraphs found, the first :data:`MOST_PASSAGES`, in the order of the texts."""
    total: int = 0
    absent: list[str] = field(default_factory=list)
    """Documents whose texts are not at hand."""
    unread: int = 0
    """Texts that are still to be read into the index, and in which nothing was looked for."""


class SourceIndex:
    """The texts of the documents of a view, as far as some folders hold them.

    Args:
        view: The graph.
        folders: Where texts lie.
        path: The file; none, or one that cannot be written: it is held in memory.
    """

    def __init__(self, view: GraphView, folders: Sequence[Path], path: Path | None) -> None:
        self.view, self.folders = view, tuple(folders)
        self._lock = threading.Lock()
        self._path = path
        self._base = _opened(path)
        self._seen: tuple[int, ...] = ()
        self._at_hand: dict[str, str] = {}
        self._wanted: dict[str, str] = {}
        """Texts at hand that were not read yet: a document of each by its checksum."""
        self._reader: threading.Thread | None = None
        self._asked = 0.0
        """When it was searched last, by the monotonic clock."""
        self._ranges: list[tuple[int, int, str]] = []
        """First line, last line and document of every text at hand, in order."""
        self._all_wanted = False
        """Whether the file holds these texts alone."""

    def find(
        self, words: Sequence[str], titled: Sequence[set[str]] = (), wait: float = -1
    ) -> Sources:
        """Return the paragraphs that all words fit.

        Args:
            words: Folded.
            titled: For every word, the documents in whose title or place it stands: there it
                need not stand in the paragraph; one word at least stands in it.
            wait: Seconds to wait for others who search.  Of many texts that are unread it is
                said how many they are, and they are read meanwhile.  Below 0: all are read
                first, as long as it takes.
        """
        if not words:
            return Sources()
        if wait < 0:
            self.prepare(0)
        if not self._lock.acquire(timeout=wait):
            return Sources(unread=len(self.view.documents))
        try:
            lines, total = self._refreshed(
                lambda: self._listed(words, titled or [set()] * len(words))
            )
            unread, self._asked = len(self._wanted), time.monotonic()
            if unread and wait >= 0 and (self._reader is None or not self._reader.is_alive()):
                self._reader = threading.Thread(target=self._read_on, daemon=True)
                self._reader.start()
        finally:
            self._lock.release()
        if unread and wait < 0:  # the file was damaged, and is made anew
            return self.find(words, titled, wait)
        absent = [d for d in self.view.documents if d not in self._at_hand]
        return Sources(lines, total, absent, unread)

    def prepare(self, pause: float = PAUSE) -> None:
        """Read the texts at hand into the index, so that no search need wait.

        Searches come in between, and find what was read by then.

        Args:
            pause: See :data:`PAUSE`.
        """
        for _ in self.steps(pause):
            pass

    def steps(self, pause: float = PAUSE) -> Iterator[int]:
        """Read a few texts at each step, as :meth:`prepare` does, and yield how many are left."""
        began = time.perf_counter()
        while left := self._unread_after(BATCH):
            took = time.perf_counter() - began
            yield left
            time.sleep(pause * took)
            began = time.perf_counter()

    def _read_on(self) -> None:
        try:
            for _ in self.steps():
                if time.monotonic() - self._asked > WANTED:
                    return  # perhaps another state has followed; the next search begins anew
        except (OSError, sqlite3.Error) as error:  # the same
            log.warning("source texts are not read on: %r", error)

    def _unread_after(self, most: int) -> int:
        """Read some texts; return how many are left."""

        def read() -> int:
            self._read(most)
            return len(self._wanted)

        with self._lock:
            return self._refreshed(read)

    def passages(self, lines: Iterable[int], words: Sequence[str]) -> list[Passage]:
        """Return what is shown of paragraphs; of a text that has changed since, nothing."""
        with self._lock:
            rows = self._refreshed(
                lambda: [(self._document(line), self._line(line)) for line in lines]
            )
        found = []
        for document, row in rows:
            text = source_of(self.view, document, self.folders) if document else None
            if row is not None and text is not None:
                start, length = row
                found.append(passage_of(document, text[start : start + length], start, words))
        return found

    def _line(self, line: int) -> tuple[int, int] | None:
        row: tuple[int, int] | None = self._base.execute(
            "SELECT start, length FROM line WHERE id = ?", (line,)
        ).fetchone()
        return row

    def _refreshed(self, read: Callable[[], V]) -> V:
        """Read from the index of what is at hand now; one that proves damaged is made anew."""
        try:
            self._refresh()
            return read()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if is_held(error):
                raise
            self._begin_anew(error)
        self._refresh()
        return read()

    def _begin_anew(self, error: Exception) -> None:
        """Make the file again where it is damaged or gone; else hold in memory what it would."""
        gone = self._path is not None and not self._path.exists()
        damaged = is_damage(error) or gone
        why = "is damaged" if damaged else "cannot be used"
        log.warning("%s %s, texts are read anew: %r", TEXTS, why, error)
        with suppress(sqlite3.Error):
            self._base.close()
        if damaged and self._path is not None:
            _remove(self._path)
        self._base, self._seen = _opened(self._path if damaged else None), ()

    # ---- what is found -----------------------------------------------------------------

    def _listed(self, words: Sequence[str], titled: Sequence[set[str]]) -> tuple[list[int], int]:
        """Return the first paragraphs that are found, and how many there are."""
        expressions = [_expression(word) for word in words]
        if any(titled) or not all(expressions) or not self._all_wanted:
            found = self._found(words, titled)
            return found[:MOST_PASSAGES].tolist(), len(found)
        match = (" AND ".join(expressions),)
        rows = self._base.execute(
            f"SELECT rowid FROM gram WHERE gram MATCH ? ORDER BY rowid LIMIT {MOST_PASSAGES}", match
        ).fetchall()
        if len(rows) < MOST_PASSAGES:
            return [row[0] for row in rows], len(rows)
        count = self._base.execute("SELECT count(*) FROM gram WHERE gram MATCH ?", match)
        return [row[0] for row in rows], count.fetchone()[0]

    def _found(self, words: Sequence[str], titled: Sequence[set[str]]) -> Numbers:
        import numpy as np

        may = [n for n, documents in enumerate(titled) if documents][:TITLED]
        found = [np.empty(0, np.int64)]
        for size in range(len(may) + 1):
            for left in combinations(may, size):
                inside = [word for n, word in enumerate(words) if n not in left]
                expressions = [_expression(word) for word in inside]
                if not inside or not all(expressions):
                    continue
                documents = set.intersection(*(titled[n] for n in left)) if left else None
                found.append(self._matching(" AND ".join(expressions), documents))
        return np.unique(np.concatenate(found))

    def _matching(self, expression: str, documents: set[str] | None) -> Numbers:
        """Return the paragraphs of texts at hand, or of some documents, that are found."""
        import numpy as np

        query = "SELECT group_concat(rowid) FROM gram WHERE gram MATCH ?"
        text = self._base.execute(query, (expression,)).fetchone()[0]
        if not text or not self._ranges:
            return np.empty(0, np.int64)
        found = np.fromstring(text, np.int64, sep=",")
        first, last, held = zip(*self._ranges, strict=True)
        at = np.searchsorted(np.array(first), found, side="right") - 1
        inside = (at >= 0) & (found <= np.array(last)[at])
        if documents is not None:
            inside &= np.array([document in documents for document in held])[at]
        matching: Numbers = found[inside]
        return matching

    def _document(self, line: int) -> str:
        at = bisect_right(self._ranges, line, key=lambda text: text[0]) - 1
        return self._ranges[at][2] if at >= 0 and line <= self._ranges[at][1] else ""

    # ---- what is at hand ---------------------------------------------------------------

    def _refresh(self) -> None:
        """List the texts at hand where folders have changed, and forget those that have gone.

        A few that are new are read; of many, it is only known that they are unread.
        """
        seen = tuple(_changed(folder) for folder in self.folders)
        if seen == self._seen:
            return
        at_hand = self._files()
        known = {sha for (sha,) in self._base.execute("SELECT sha256 FROM text")}
        if len(known - set(at_hand.values())) > len(at_hand):
            self._forget()
            known = set()
        self._wanted = {
            sha: document for document, sha in reversed(at_hand.items()) if sha not in known
        }
        self._seen, self._at_hand = seen, at_hand
        self._range()
        if len(self._wanted) <= FEW:
            self._read(FEW)

    def _range(self) -> None:
        """Note which lines are of which document."""
        owners = {sha: document for document, sha in reversed(self._at_hand.items())}
        rows = self._base.execute("SELECT first, last, sha256 FROM text ORDER BY first").fetchall()
        self._ranges = [(a, b, owners[sha]) for a, b, sha in rows if sha in owners]
        self._all_wanted = len(self._ranges) == len(rows)

    def _files(self) -> dict[str, str]:
        """Return the documents of which a folder holds the very bytes that were quoted.

        Returns:
            The checksum of each.
        """
        rows = self._base.execute("SELECT path, changed, size, sha256 FROM file")
        known = {(path, changed, size): str(sha) for path, changed, size, sha in rows}
        found: dict[str, str] = {}
        fresh: dict[tuple[str, int, int], str] = {}
        for document, name, wanted in _stated(self.view):
            if not name or name != Path(name).name or name in (".", ".."):
                continue
            for folder in self.folders:
                path = folder / name
                try:
                    key = _key_of(path)
                    if key is not None and key not in known:
                        known[key] = fresh[key] = hashlib.sha256(path.read_bytes()).hexdigest()
                except OSError:
                    continue
                if key is not None and known[key] == wanted:
                    found[document] = wanted
                    break
        if fresh:
            added = [(*key, sha) for key, sha in fresh.items()]
            with _transaction(self._base):
                self._base.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", added)
        return found

    def _read(self, most: int) -> None:
        """Read some of the texts that are wanted."""
        some = list(self._wanted.items())[-most:]
        if not some:
            return
        with _transaction(self._base):
            for sha, document in reversed(some):
                text = source_of(self.view, document, self.folders)
                if text is not None:
                    _add(self._base, sha, text)
        for sha, _ in some:
            del self._wanted[sha]
        self._range()

    def _forget(self) -> None:
        """Begin anew where most of the file is of texts that are not wanted any more."""
        self._base.executescript(
            "BEGIN IMMEDIATE; DELETE FROM text; DELETE FROM line;"
            "INSERT INTO gram(gram) VALUES ('delete-all'); COMMIT; VACUUM;"
        )


def _stated(view: GraphView) -> Iterator[tuple[str, str, str]]:
    """Yield the documents, with the file and the checksum of the text of each."""
    asked = (PK.sourceFile, PK.sourceSha256)
    for document, said in view.said_of(view.documents, asked).items():
        name, wanted = (
            next((one.text for one in said.get(each, ()) if type(one) is Lit), "") for each in asked
        )
        yield document, name, wanted


def _key_of(path: Path) -> tuple[str, int, int] | None:
    """Return by what a file is known as long as it stays; none where it holds no text of ours."""
    state = path.stat()
    if not S_ISREG(state.st_mode) or state.st_size > MAX_BYTES:
        return None
    return str(path.absolute()), state.st_mtime_ns, state.st_size


@contextmanager
def _transaction(base: sqlite3.Connection) -> Iterator[None]:
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
        base.execute("COMMIT")
    except BaseException:
        if base.in_transaction:
            base.execute("ROLLBACK")
        raise


def _add(base: sqlite3.Connection, sha: str, text: str) -> None:
    if base.execute("SELECT 1 FROM text WHERE sha256 = ?", (sha,)).fetchone():
        return  # another process was faster
    first = base.execute("SELECT coalesce(max(last), 0) + 1 FROM text").fetchone()[0]
    at = first
    for start, length in paragraphs_of(text):
        grams = grams_of(text[start : start + length])
        if grams:
            base.execute("INSERT INTO line VALUES (?, ?, ?)", (at, start, length))
            base.execute("INSERT INTO gram(rowid, grams) VALUES (?, ?)", (at, grams))
            at += 1
    base.execute("INSERT INTO text VALUES (NULL, ?, ?, ?)", (sha, first, max(first, at - 1)))


def _expression(word: str) -> str:
    """Return what finds a word in the grams: any of the ways in which it may be written."""
    return "(" + " OR ".join(phrases) + ")" if (phrases := phrases_of(word)) else ""


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _opened(path: Path | None) -> sqlite3.Connection:
    """Open the file, made anew where it is damaged; in memory where it cannot be written."""
    if path is not None:
        try:
            return _prepared(path)
        except (sqlite3.DatabaseError, UnicodeDecodeError, OSError) as error:
            if not isinstance(error, OSError) and is_damage(error):
                _remove(path)
                return _prepared(path)
            log.warning("%s cannot be used, texts are read anew: %r", path.name, error)
    return _prepared(None)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _prepared(path: Path | None) -> sqlite3.Connection:
    if path is not None and not path.exists():
        path.touch(mode=0o600)  # what it holds is the owner's copy of the texts
    base = sqlite3.connect(
        str(path) if path is not None else ":memory:",
        isolation_level=None,
        timeout=60,
        check_same_thread=False,
    )
    try:
        version = base.execute("PRAGMA user_version").fetchone()[0]
        if version != _LAYOUT:
            with closing(base.execute("SELECT count(*) FROM sqlite_master")) as found:
                if found.fetchone()[0]:
                    raise sqlite3.DatabaseError("another layout")
            base.execute("PRAGMA journal_mode=WAL")
            base.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version={_LAYOUT};COMMIT;")
        base.execute("PRAGMA synchronous=NORMAL")
        base.execute("SELECT rowid FROM gram WHERE gram MATCH 'a' LIMIT 1").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        base.close()
        raise
    return base


def passage_of(document: str, text: str, start: int, words: Sequence[str]) -> Passage:
    """Cut out of a paragraph the stretch that shows most of the words."""
    spots: list[tuple[int, int]] = []
    at = 0
    for piece, found in marked(text, words):
        if found:
            spots.append((at, at + len(piece)))
        at += len(piece)
    first = _window(spots)
    last = min(len(text), first + EXCERPT)
    last = first + len(text[first:last].rstrip())
    first = last - len(text[first:last].lstrip())
    pieces = [(re.sub(r"\s", " ", p), hit) for p, hit in _cut(marked(text, words), first, last)]
    return Passage(document, start + first, start + last, pieces)


def _window(spots: Sequence[tuple[int, int]]) -> int:
    """Return where the excerpt begins: a little before the place with most words behind it."""
    best, most = 0, 0
    ahead = 0
    for number, (since, _) in enumerate(spots):
        while ahead < len(spots) and spots[ahead][1] <= since + EXCERPT - BEFORE:
            ahead += 1
        if ahead - number > most or not most:
            best, most = max(0, since - BEFORE), max(1, ahead - number)
    return best


BEFORE: Final = 12
"""Characters of an excerpt before the first word."""


def _cut(pieces: Iterable[tuple[str, bool]], first: int, last: int) -> Iterator[tuple[str, bool]]:
    at = 0
    for piece, found in pieces:
        kept = piece[max(0, first - at) : max(0, last - at)]
        if kept:
            yield kept, found
        at += len(piece)


_making = threading.Lock()


def source_index(view: GraphView, folders: Sequence[Path], build: Path | None) -> SourceIndex:
    """Return the index of the texts of a view, made on first use.

    Args:
        view: The graph.
        folders: Where texts lie.
        build: The folder of builds, in which its file lies; none: it is held in memory.
    """
    key = (SourceIndex, tuple(folders), build)
    found: SourceIndex | None = view.made.get(key)
    if found is None:
        with _making:
            found = view.made.get(key)
            if found is None:
                path = build / TEXTS if build is not None else None
                found = view.made[key] = SourceIndex(view, folders, path)
    return found
