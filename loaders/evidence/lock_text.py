"""The text of a lock: the lines of one document, below a line that names the form."""

from __future__ import annotations

import re
from typing import Final

from loaders.evidence.lock import BLANKS, RULES, SOURCE, TOP, DocumentLock, LockLine
from loaders.evidence.lock_paths import HEADER
from loaders.evidence.proof_lines import MARK, ProofLine, read_proved
from loaders.problems import Position, Problem
from ontology.messages import counted

__all__ = ["MOST_LINES", "is_line", "lock_text", "more_lines", "parse_heads", "parse_lock"]

_FORM: Final = re.compile(r"# evidence\.lock ([0-9]{1,9}) ", re.ASCII)
MOST_LINES: Final = 5
"""So many lines of a file that are none of its own are told one by one: a copied file has as many
as the document has facts, a damaged one millions."""
_PRESENT: Final = 3
_OLD_SPAN: Final = "@span"
_HEADS: Final = frozenset({(SOURCE, 3), (RULES, 3), (BLANKS, 3), (TOP, 1)})
"""Marks of the lines that a document has of its own, and how many fields follow each."""


def lock_text(lock: DocumentLock) -> str:
    """Return the text of the file of a lock."""
    return HEADER + lock.text()


def parse_lock(text: str, document: str, file: str) -> tuple[DocumentLock | None, list[Problem]]:
    """Read the lock of a document; lines that are none are problems, the others are kept.

    Args:
        text: The whole file.
        document: Id of the document that the file is of by its name.
        file: What to call the file in messages.

    Returns:
        The lock, or none where the text does not say from which source text it was made; and
        what is wrong with the file.
    """
    lock = DocumentLock(document, "", "", 0)
    problems = list(_problems_of_form(text.partition("\n")[0], file))
    wrong = last = 0
    for number, line in enumerate(_lines(text), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        told = _of_another if _take_line(fields, lock) else _bad_line
        if told is _of_another and fields[0] == document:
            continue
        wrong, last = wrong + 1, number
        if wrong <= MOST_LINES:
            problems.append(told(file, number, line, document))
    if (more := wrong - MOST_LINES) > 0:
        problems.append(more_lines(file, last, more))
    if not lock.source_sha256 and not problems:
        problems.append(_silent(file, document))
    return (lock if lock.source_sha256 else None), problems


def parse_heads(text: str, document: str) -> DocumentLock:
    """Read of a lock only what it says of the document itself: its text, verdict and blanks."""
    lock = DocumentLock(document, "", "", 0)
    for line in _lines(text):
        fields = line.split("\t")
        if len(fields) in (3, 5) and fields[0] == document:
            _take_line(fields, lock)
    return lock


def is_line(line: str) -> bool:
    """Tell whether a text is a line of a lock, of whichever document."""
    return _take_line(line.split("\t"), DocumentLock("", "", "", 0))


def _lines(text: str) -> list[str]:
    """Return the lines; where a system ends lines in two characters, the first of them goes."""
    return text.replace("\r\n", "\n").split("\n")


def _take_line(fields: list[str], lock: DocumentLock) -> bool:
    """Put a line into the lock if it is of this document; tell whether it is a line at all."""
    into = lock if fields[0] == lock.document else DocumentLock(fields[0], "", "", 0)
    try:
        if len(fields) in (3, 5) and _take_head(fields, into):
            return True
        if len(fields) == 6 and fields[2] == MARK:
            return _take_proofs(fields, into)
        if len(fields) == 7 and fields[1] == _OLD_SPAN:
            into.old = True
            return True
        name, key, use, span, rules, reading, digest = fields
        start, _, end = span.partition("-")
        into.lines[key, use] = LockLine(
            name, key, use, int(start), int(end),
            () if rules == "-" else tuple(rules.split("+")),
            "" if reading == "-" else reading, digest,
        )  # fmt: skip
    except ValueError:
        return False
    return True


def _take_proofs(fields: list[str], lock: DocumentLock) -> bool:
    """Take a line of proofs; tells whether it is one."""
    name, key, _, words, proved, digest = fields
    proved = "" if proved == "-" else proved
    if read_proved(proved) is None:
        return False
    lock.proofs[key] = ProofLine(name, key, words, proved, digest)
    return True


def _take_head(fields: list[str], lock: DocumentLock) -> bool:
    """Take a line of the document itself; tells whether it was one."""
    _, mark, *rest = fields
    if (mark, len(rest)) not in _HEADS:
        return False
    if mark == SOURCE:
        lock.source_file, lock.source_sha256, lock.length = rest[0], rest[1], int(rest[2])
    elif mark == RULES:
        lock.rules, lock.verdicts, lock.sealed = rest
    elif mark == BLANKS:
        lock.characters, lock.blanks = rest[:2]
    else:
        (lock.header,) = rest
    return True


# -- what is wrong with a file ---------------------------------------------------------------


def _problems_of_form(head: str, file: str) -> list[Problem]:
    """Say if the first line does not name the present form."""
    if head.rstrip("\r") == HEADER.rstrip("\n"):
        return []
    form = _FORM.match(head)
    if form is not None and int(form[1]) > _PRESENT:
        return [
            Problem(
                "lock-line",
                Position(file),
                f"this lock is of form {form[1]}, which a later policykg wrote; this one reads "
                f"form {_PRESENT}: install the later one",
                f"此锁文件为第 {form[1]} 版形式,由更新的 policykg 写成,本程序只读第 {_PRESENT} 版:"
                "请安装新版",
                context=head[:80],
            )
        ]
    return [
        Problem(
            "lock-line",
            Position(file),
            f"a lock begins with the line `{HEADER.strip()}`: run `policykg lock`",
            f"锁文件首行应为 {HEADER.strip()}:请运行 policykg lock",
            context=head[:80],
        )
    ]


def _bad_line(file: str, number: int, line: str, document: str) -> Problem:
    return Problem(
        "lock-line",
        Position(file, number),
        f"this is no line of a lock (a merge conflict?): run `policykg lock {document}`",
        f"这不是锁文件的行(合并冲突?):请运行 policykg lock {document}",
        context=line[:80],
    )


def _of_another(file: str, number: int, line: str, document: str) -> Problem:
    other = line.partition("\t")[0][:80]
    return Problem(
        "lock-line",
        Position(file, number),
        f"this line is of the document {other}, the file is the lock of {document} (copied or "
        f"renamed?): run `policykg lock {document}`",
        f"此行属于文献 {other},而本文件是 {document} 的锁文件(复制或改名所致?):"
        f"请运行 policykg lock {document}",
        context=line[:80],
    )


def more_lines(file: str, last: int, more: int) -> Problem:
    """Say how many lines of a lock, up to the last of them, were not told one by one."""
    return Problem(
        "lock-line",
        Position(file, last),
        f"so it is with {counted(more, 'more line')} of this file, up to this one",
        f"至此行为止,本文件另有 {more:,} 行亦如此",
    )


def _silent(file: str, document: str) -> Problem:
    return Problem(
        "lock-line",
        Position(file),
        f"this lock does not say from which source text it was made (cut short?): run "
        f"`policykg lock {document}`, or remove the file if the document is not done",
        f"此锁文件未写明所据原文(被截断?):请运行 policykg lock {document};"
        "若该文献尚未完成,请删除本文件",
    )
