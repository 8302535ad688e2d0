"""What `check` says of sources that were added: newer versions, texts changed by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from loaders.intake.anchors import Anchors, compare, locked_quotes
from loaders.intake.records import Record, read_records
from loaders.problems import Position, Problem
from loaders.workspace import Workspace

SHOWN = 3


def source_notes(workspace: Workspace) -> Iterator[Problem]:
    """Yield what a curator should know of the added sources; nothing of it stops a build."""
    folder = workspace.root / workspace.settings.sources
    for record in read_records(folder).values():
        at = Position(workspace.name_of(folder / f"{record.id}.json"))
        text = _bytes(folder / f"{record.id}.txt")
        if text is None or hashlib.sha256(text).hexdigest() != record.text_sha256:
            yield _changed(record, at, missing=text is None)
        original = _bytes(folder / record.original)
        if original is None or hashlib.sha256(original).hexdigest() != record.sha256:
            yield _lost(record, at)
        if record.earlier and text is not None and _is_unused(workspace, record):
            anchors = compare(workspace, f"{record.earlier}.txt", text.decode("utf-8", "replace"))
            if anchors.total:
                yield _newer(record, anchors, at)


def _is_unused(workspace: Workspace, record: Record) -> bool:
    """Whether no facts rest on this version yet."""
    return not locked_quotes(workspace, f"{record.id}.txt")


def _bytes(path: Path) -> bytes | None:
    try:
        return None if path.is_symlink() else path.read_bytes()
    except OSError:
        return None


def _changed(record: Record, at: Position, *, missing: bool) -> Problem:
    name = f"{record.id}.txt"
    if missing:
        return Problem(
            "source-changed",
            at,
            f"{name} is gone: add {record.name} again",
            f"{name} 已不在:请重新添加 {record.name}",
            severity="warning",
        )
    return Problem(
        "source-changed",
        at,
        f"{name} is not as it was read out of {record.name}: the pages noted for its characters "
        "no longer hold",
        f"{name} 与从 {record.name} 读出时不同:其中记录的页码不再可靠",
        severity="warning",
    )


def _lost(record: Record, at: Position) -> Problem:
    return Problem(
        "original-changed",
        at,
        f"the original {record.original} is gone or changed: put back the file with sha256 "
        f"{record.sha256[:12]}…",
        f"原件 {record.original} 已丢失或被改动:请放回 sha256 为 {record.sha256[:12]}… 的文件",
        severity="warning",
    )


def _newer(record: Record, anchors: Anchors, at: Position) -> Problem:
    en, zh = anchor_words(anchors)
    return Problem(
        "source-newer",
        at,
        f"{record.id} is a newer version of {record.earlier}; of its quotes {en}",
        f"{record.id} 是 {record.earlier} 的新版本;原引文中{zh}",
        severity="warning",
    )


def anchor_words(anchors: Anchors) -> tuple[str, str]:
    """Tell in both languages what became of the quotes of a document."""
    en = f"{anchors.same} stand where they stood, {len(anchors.moved)} moved, "
    en += f"{len(anchors.vanished)} vanished"
    zh = f"{anchors.same} 处未动,{len(anchors.moved)} 处移位,{len(anchors.vanished)} 处消失"
    if anchors.vanished:
        few = "; ".join(f"“{words[:40]}”" for words in anchors.vanished[:SHOWN])
        more = len(anchors.vanished) - SHOWN
        en += f": {few}" + (f" and {more} more" if more > 0 else "")
        zh += f":{few}" + (f" 等另 {more} 处" if more > 0 else "")
    return en, zh
