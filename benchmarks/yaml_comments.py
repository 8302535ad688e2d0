"""YAML with comments in every place that YAML allows, through ``policykg fmt``.

Prints how many comments were lost, trees changed, and files that a second run changes again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

MARK: Final = re.compile(r"#[^\n]*?<(\d+)>")
"""What every comment of the generator holds, and no text of it."""

_WORDS: Final = (
    "a", "任务", "x y", "b:c", "d#e", "0.30", "true", "it's", 'say "x"', "- not a list",
    "# no comment", "tail #", "a: b", "[x]", "{y}", "|", "> z", "\\", "50%", "&a", "*b", "!t",
    "2021~2025年", "，、。", "x" * 70, "C:\\dir", "?", "-", "@", "`", "~x", "𠮷", "\u3000宽",
)  # fmt: skip
_REMARKS: Final = ("why", "据 #3", "'", '"', "]", "}", "|", ": x", "- y", "\\", "&", "# #", "<>")


@dataclass
class YamlWriter:
    """Writes one random file; ``comments`` is how many it holds."""

    random: random.Random
    lines: list[str] = field(default_factory=list)
    comments: int = 0
    deepest: int = 99
    """Columns a comment may stand in: below a block scalar, what stands deeper is its text."""

    def file(self) -> str:
        """Return the text of a file: a map, as facts files are."""
        if self.random.random() < 0.1:
            self.lines.append("---" + self._behind())
        self._above(0)
        self._map(0, 3)
        self._above(0)
        text = "\n".join(self.lines) + ("\n" if self.random.random() < 0.9 else "")
        return text.replace("\n", "\r\n") if self.random.random() < 0.1 else text

    # -- comments and blank lines

    def _remark(self) -> str:
        self.comments += 1
        return f"#{self.random.choice(('', ' '))}{self.random.choice(_REMARKS)} <{self.comments}>"

    def _behind(self, chance: float = 0.3) -> str:
        """Return a comment behind something on its line, or nothing."""
        return f"{' ' * self.random.randint(1, 3)}{self._remark()}" if self._does(chance) else ""

    def _above(self, indent: int, chance: float = 0.3) -> None:
        """Write comments and blank lines on lines of their own."""
        while self._does(chance):
            shift = min(self.deepest, self.random.choice((0, indent, indent, 2 * indent + 1)))
            self.lines.append(f"{' ' * shift}{self._remark()}" if self._does(0.7) else "")

    def _does(self, chance: float) -> bool:
        return self.random.random() < chance

    # -- blocks

    def _map(self, indent: int, depth: int, head: str | None = None) -> None:
        for number in range(self.random.randint(1, 4)):
            if head is None or number:
                self._above(indent)
            first = head if head is not None and not number else " " * indent
            self._value(f"{first}{self._key(number)}:", indent, depth)

    def _key(self, number: int) -> str:
        name = self.random.choice((f"k{number}", f"键{number}", f"x y {number}"))
        return self.random.choice((name, name, f"'{name}'", f'"{name}"'))

    def _list(self, indent: int, depth: int, head: str | None = None) -> None:
        for number in range(self.random.randint(1, 3)):
            if head is None or number:
                self._above(indent)
            first = head if head is not None and not number else " " * indent
            self._value(f"{first}-", indent, depth, of_list=True)

    def _value(self, head: str, indent: int, depth: int, *, of_list: bool = False) -> None:
        self.deepest = 99
        deeper = indent + self.random.randint(1, 4)
        nested = depth > 0 and self._does(0.45)
        if not nested:
            self._leaf(head, indent)
        elif self._does(0.25):
            self._flow(head, deeper, depth)
        elif of_list and self._does(0.5):
            write = self.random.choice((self._map, self._list))
            gap = " " * self.random.randint(1, 3)
            write(len(head + gap), depth - 1, head + gap)
        else:
            self.lines.append(head + self._behind())
            self._above(deeper)
            write = self.random.choice((self._map, self._list))
            write(deeper, depth - 1)

    # -- scalars

    def _leaf(self, head: str, indent: int) -> None:
        forms: tuple[Callable[[str, int], None], ...] = (self._plain, self._quoted, self._block)
        self.random.choice((forms[0], *forms))(head, indent)

    def _plain(self, head: str, indent: int) -> None:
        words = [self.random.choice(("a", "任务", "b:c", "d#e", "0.30", "it's"))]
        if self._does(0.2):
            self.lines.append(head + self._behind())
            self._above(indent + 1)
            head = " " * indent
        self.lines.append(f"{head} {words[0]}")
        while self._does(0.2):
            self.lines += ["", f"{' ' * (indent + 1)}more"] if self._does(0.3) else [
                f"{' ' * (indent + 2)}more 文字"
            ]  # fmt: skip
        self.lines[-1] += self._behind()

    def _quoted(self, head: str, indent: int) -> None:
        text = self._text()
        if self._does(0.2):
            self.lines.append(head + self._behind())
            self._above(indent + 1)
            head = " " * indent
        self.lines += f"{head} {text}".split("\n")
        self.lines[-1] += self._behind()

    def _text(self) -> str:
        word = self.random.choice(_WORDS)
        if self._does(0.5):
            return "'" + word.replace("'", "''") + "'"
        escaped = word.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'

    def _block(self, head: str, indent: int) -> None:
        style = self.random.choice("|>") + self.random.choice(("", "-", "+"))
        self.lines.append(f"{head} {style}{self._behind(0.5)}")
        inner = " " * (indent + self.random.randint(1, 3))
        for _ in range(self.random.randint(1, 3)):
            self.lines.append(inner + self.random.choice(("line", "# text", "a: b", "- 行", "x #")))
            if self._does(0.15):
                self.lines += ["", f"{inner}after"]
        self.deepest = len(inner) - 1
        if self._does(0.4):
            self.lines.append(f"{' ' * self.random.randint(0, indent)}{self._remark()}")

    # -- flow

    def _flow(self, head: str, indent: int, depth: int) -> None:
        self.lines.append(f"{head} ")
        self._flow_node(indent, depth)
        self.lines[-1] += self._behind()

    def _flow_node(self, indent: int, depth: int) -> None:
        is_map = self._does(0.5)
        self.lines[-1] += "{" if is_map else "["
        for number in range(self.random.randint(0, 3)):
            self._break(indent)
            if is_map:
                self.lines[-1] += f"f{number}: "
                self._break(indent, 0.1)
            if depth > 0 and self._does(0.2):
                self._flow_node(indent, depth - 1)
            else:
                self.lines[-1] += self.random.choice(("a", "任务", "0.3", self._text()))
            self._break(indent, 0.15)
            self.lines[-1] += ", "
        self._break(indent)
        self.lines[-1] += "}" if is_map else "]"

    def _break(self, indent: int, chance: float = 0.25) -> None:
        if self._does(chance):
            self.lines[-1] += self._behind()
            self._above(indent)
            self.lines.append(" " * indent)


def generated(seed: int) -> tuple[str, int]:
    """Return a file of YAML, and how many comments it holds."""
    writer = YamlWriter(random.Random(seed))
    return writer.file(), writer.comments


def events(text: str) -> list[tuple[Any, ...]]:
    """Return the tree of a file as events, without styles and places."""
    return [
        (type(event).__name__, getattr(event, "value", None))
        for event in yaml.parse(text, Loader=yaml.CSafeLoader)
    ]


@dataclass
class Outcome:
    """What happened to the comments, trees and second runs of many files."""

    files: int = 0
    refused: int = 0
    comments: int = 0
    lost: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    unstable: list[int] = field(default_factory=list)


def through_fmt(seeds: range) -> Outcome:
    """Send generated files through the formatter; the lists hold the seeds of failures."""
    from loaders.errors import Unreadable
    from loaders.yaml.canonical import format_text

    outcome = Outcome()
    for seed in seeds:
        text, comments = generated(seed)
        outcome.files += 1
        try:
            once = format_text(text.encode())
        except Unreadable:
            outcome.refused += 1
            continue
        outcome.comments += comments
        if MARK.findall(once) != [str(number + 1) for number in range(comments)]:
            outcome.lost.append(seed)
        if events(once) != events(text):
            outcome.changed.append(seed)
        if format_text(once.encode()) != once:
            outcome.unstable.append(seed)
    return outcome


def main(files: int = 20_000) -> None:
    """Print what happened to so many files."""
    outcome = through_fmt(range(files))
    print(
        f"{outcome.files:,} files ({outcome.refused} refused), {outcome.comments:,} comments: "
        f"{len(outcome.lost)} comments lost, {len(outcome.changed)} trees changed, "
        f"{len(outcome.unstable)} not idempotent"
    )
    for name in ("lost", "changed", "unstable"):
        if seeds := getattr(outcome, name):
            print(f"  {name}: seeds {seeds[:20]}")


if __name__ == "__main__":
    import sys

    main(*(int(word) for word in sys.argv[1:2]))
