"""The accounts of texts as plain lines, for `coverage`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loaders.rules.coverage import Coverage
    from policykg.cli.context import Settings

__all__ = ["coverage_table", "unaccounted_table"]


def _head(found: Coverage, settings: Settings) -> Iterator[str]:
    sentences = [s for s in found.sentences if len(s.text.strip()) > 1]
    settled = sum(not s.open for s in sentences)
    gone = sum(item.characters for item in found.dismissed)
    yield f"{found.document}: " + settings.say(
        f"{settled} of {len(sentences)} sentences are accounted for; "
        f"{len(found.unaccounted)} places are not",
        f"{len(sentences)} 句中 {settled} 句已有交代;{len(found.unaccounted)} 处尚无交代",
    )
    carried = found.carried / found.characters if found.characters else 0.0
    yield "  " + settings.say(
        f"characters: {found.characters}; carried by facts: {found.carried} ({carried:.0%}); "
        f"dismissed: {gone} ({found.dismissed_share:.1%})",
        f"字数 {found.characters};由事实承载 {found.carried}({carried:.0%});"
        f"说明不记 {gone}({found.dismissed_share:.1%})",
    )


def coverage_table(found: Coverage, settings: Settings) -> str:
    """Return what is accounted for, dismissed by reason, and open, of one text."""
    lines = list(_head(found, settings))
    for title_en, title_zh, counts in (
        ("records", "记录", found.kinds),
        ("quotes by rule", "引文所需规则", found.rules),
        ("inferred fields", "推断字段", found.inferred),
    ):
        words = ", ".join(f"{key} {n}" for key, n in sorted(counts.items(), key=lambda i: -i[1]))
        lines.append(f"  {settings.say(title_en, title_zh)}: {words or '–'}")
    if found.dismissed:
        lines.append("  " + settings.say("dismissed, by reason:", "说明不记,按理由:"))
    for item in found.dismissed:
        reason = item.reason
        words = reason if isinstance(reason, str) else settings.say(reason.en, reason.zh)
        count = settings.say(
            f"{item.items} places, {item.characters} characters",
            f"{item.items} 处,{item.characters} 字",
        )
        lines.append(f"    {count}: {words}")
    return "\n".join([*lines, *_open(found, settings)])


def unaccounted_table(found: Coverage, settings: Settings) -> str:
    """Return only what is unaccounted for, of one text."""
    return "\n".join([*_head(found, settings), *_open(found, settings)])


def _open(found: Coverage, settings: Settings) -> Iterator[str]:
    if found.unaccounted:
        yield "  " + settings.say("words that no fact accounts for:", "没有事实交代的文字:")
    for item in found.unaccounted:
        yield f"    {item.kind}  {item.text}  ({item.start}-{item.end})"
