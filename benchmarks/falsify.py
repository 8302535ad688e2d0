"""Falsify one thing at a time in a facts file: each function yields texts of a file gone wrong.

Seeded and deterministic.  A falsification is a small edit of the YAML text at the place of one
record, as a slip of the hand or of a machine would make it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from loaders.evidence.readings import value_text
from loaders.facts.model import Fact, QuoteUse
from loaders.languages.zh.brackets import split_bracket
from loaders.problems import Position
from loaders.rules.base import Case
from loaders.yaml.records import Part, ResponsibilityRecord, Value


@dataclass(frozen=True)
class Falsified:
    """One wrong version of a facts file."""

    kind: str
    record: str
    what: str
    text: str
    quote: str
    """The quote that the record rests on after the falsification (for the peer)."""


@dataclass
class Doc:
    """One true facts file, with all that falsifying it needs."""

    text: str
    case: Case
    rng: Random

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")

    def replace(self, at: Position, old: str, new: str) -> str | None:
        """Return the file with the scalar at a place replaced, or none where it is not plain."""
        line = self.lines[at.line - 1]
        start = at.column - 1
        quoted = json.dumps(old, ensure_ascii=False)
        for written in (old, quoted, f"'{old}'"):
            if line.startswith(written, start):
                changed = line[:start] + _scalar(new) + line[start + len(written) :]
                return "\n".join([*self.lines[: at.line - 1], changed, *self.lines[at.line :]])
        return None

    def rename_key(self, fact: Fact, key: str, new: str) -> str | None:
        """Return the file with a key of a record renamed."""
        mark = fact.node.marks[key][0]
        line = self.lines[mark.line]
        if not line.startswith(key + ":", mark.column):
            return None
        changed = line[: mark.column] + new + line[mark.column + len(key) :]
        return "\n".join([*self.lines[: mark.line], changed, *self.lines[mark.line + 1 :]])

    def add_key(self, fact: Fact, before: str, key: str, value: str) -> str | None:
        """Return the file with a key added to a record before another one."""
        mark = fact.node.marks[before][0]
        line = self.lines[mark.line]
        flow = line[: mark.column].rstrip().endswith(("{", ","))
        entry = f"{key}: {value}" + (", " if flow else "\n" + " " * mark.column)
        changed = line[: mark.column] + entry + line[mark.column :]
        return "\n".join([*self.lines[: mark.line], changed, *self.lines[mark.line + 1 :]])

    def delete_item(self, line: int) -> str | None:
        """Return the file without the list item that begins on a line (counted from 0)."""
        first = self.lines[line]
        if not re.match(r" *- ", first):
            return None
        indent = len(first) - len(first.lstrip())
        end = line + 1
        while end < len(self.lines) and _indent(self.lines[end]) > indent:
            end += 1
        before, after = self.lines[:line], self.lines[end:]
        sibling = (before and re.match(rf" {{{indent}}}- ", before[-1])) or (
            after and re.match(rf" {{{indent}}}- ", after[0])
        )
        above = next((text for text in reversed(before) if _indent(text) < indent), "")
        only = not sibling and not any(
            re.match(rf" {{{indent}}}- ", text) for text in _block(before, after, indent)
        )
        if only and above.rstrip().endswith(":") and before and before[-1] is above:
            before = before[:-1]  # an empty list is no list: its key goes too
        return "\n".join([*before, *after])

    def span(self, use: QuoteUse) -> tuple[int, int] | None:
        """Return a quote's span in the folded text."""
        assert self.case.evidence is not None
        located = self.case.evidence.located[use.n]
        if located is None:
            return None
        folded = self.case.evidence.source.folded
        return bisect_left(folded.starts, located.start), bisect_right(folded.ends, located.end)

    @property
    def folded(self) -> str:
        """The clean text of the article."""
        assert self.case.evidence is not None
        return self.case.evidence.source.folded.text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 10_000


def _block(before: list[str], after: list[str], indent: int) -> Iterator[str]:
    for text in reversed(before):
        if _indent(text) < indent:
            break
        yield text
    for text in after:
        if _indent(text) < indent:
            break
        yield text


def _scalar(text: str) -> str:
    plain = re.match(r"[0-9A-Za-z\u4e00-\u9fff“《〈(][^,:#{}\[\]&*!|>'\"%@`]*\Z", text)
    return text if plain and not text.endswith(" ") else json.dumps(text, ensure_ascii=False)


def _quote(fact: Fact) -> str:
    return fact.quotes[0].text if fact.quotes else ""


def _changed(
    doc: Doc, kind: str, fact: Fact, field: str, old: str, new: str
) -> Iterator[Falsified]:
    at = fact.positions.get(field)
    text = doc.replace(at, old, new) if at and old != new else None
    if text is not None:
        yield Falsified(kind, fact.key, f"{field}: {old} → {new}", text, _quote(fact))


def _values(doc: Doc) -> Iterator[tuple[Fact, str, str]]:
    for fact in doc.case.document.facts:
        text = value_text(fact)
        if text is not None:
            field = fact.kind if fact.kind in ("growth", "investment") else "value"
            yield fact, field, text


def number(doc: Doc) -> Iterator[Falsified]:
    """Change one digit of a value."""
    for fact, field, text in _values(doc):
        digits = [m.start() for m in re.finditer(r"\d", text)]
        if digits:
            at = doc.rng.choice(digits)
            new = str((int(text[at]) + doc.rng.randint(1, 8)) % 10)
            changed = text[:at] + new + text[at + 1 :]
            yield from _changed(doc, "number", fact, field, text, changed)


def magnitude(doc: Doc) -> Iterator[Falsified]:
    """Make a value ten or ten thousand times as large."""
    for fact, field, text in _values(doc):
        if "亿" in text:
            changed = text.replace("亿", "万")
        elif "万" in text:
            changed = text.replace("万", "亿")
        else:
            changed = re.sub(r"(\d+)", r"\g<1>0", text, count=1)
        yield from _changed(doc, "magnitude", fact, field, text, changed)


_UNIT_SWAPS = (
    ("亿元", "亿美元"),
    ("平方公里", "公顷"),
    ("平方米", "亩"),
    ("亩", "公顷"),
    ("%", "‰"),
    ("家", "个"),
    ("个", "家"),
    ("人", "户"),
    ("项", "亿元"),
    ("天", "个月"),
    ("户", "家"),
    ("名", "户"),
    ("小时", "天"),
    ("次", "个"),
    ("套", "平方米"),
    ("元", "美元"),
)


def unit(doc: Doc) -> Iterator[Falsified]:
    """Give a value another unit."""
    for fact, field, text in _values(doc):
        for old, new in _UNIT_SWAPS:
            if old in text:
                yield from _changed(doc, "unit", fact, field, text, text.replace(old, new, 1))
                break


_BOUNDS = (
    "不少于",
    "超过",
    "突破",
    "不到",
    "至少",
    "接近",
    "以上",
    "以内",
    "超",
    "近",
    "余",
    "多",
    "约",
    "内",
)


def bound(doc: Doc) -> Iterator[Falsified]:
    """Drop a comparison, turn it round, or add one."""
    for fact, field, text in _values(doc):
        word = next((word for word in _BOUNDS if word in text), None)
        if word:
            yield from _changed(doc, "bound", fact, field, text, text.replace(word, "", 1))
            turned = "不到" if word in ("超", "超过", "突破", "近") else "以下"
            yield from _changed(doc, "bound", fact, field, text, text.replace(word, turned, 1))
        elif re.match(r"\d", text):
            yield from _changed(doc, "bound", fact, field, text, "超" + text)
        if isinstance(fact.record, Value) and fact.record.bound is None and fact.kind != "growth":
            new = "at-most" if word else "at-least"
            changed = doc.add_key(fact, "name", "bound", new)
            if changed:
                yield Falsified("bound", fact.key, f"bound: {new}", changed, _quote(fact))


def status(doc: Doc) -> Iterator[Falsified]:
    """Call an actual value expected or aimed at, and the other way round."""
    for fact, _, _ in _values(doc):
        if not isinstance(fact.record, Value) or fact.kind == "growth":
            continue
        now = fact.status or ("target" if fact.kind == "target" else "actual")
        others = ("actual",) if now != "actual" else ("expected", "target", "planned")
        for new in others:
            own = fact.record.status
            text = (
                doc.replace(fact.positions["status"], own, new)
                if own
                else doc.add_key(fact, "name", "status", new)
            )
            if text:
                yield Falsified("status", fact.key, f"status: {now} → {new}", text, _quote(fact))
    for fact in doc.case.document.facts:
        if fact.kind == "recognition":
            held = getattr(fact.record, "status", None)
            if held in ("obtained", "sought"):
                now = str(held)
                new = "sought" if now == "obtained" else "obtained"
                yield from _changed(doc, "status", fact, "status", now, new)


def year(doc: Doc) -> Iterator[Falsified]:
    """Move a year."""
    seen: set[tuple[int, int]] = set()
    for fact in doc.case.document.facts:
        for field in ("period", "by"):
            own = getattr(fact.record, field, None)
            if isinstance(own, str) and re.search(r"(?:19|20)\d\d", own):
                if field in fact.inferred:
                    continue
                new = re.sub(
                    r"(?:19|20)\d\d", lambda m: str(int(m[0]) + doc.rng.choice((-1, 1))), own
                )
                yield from _changed(doc, "year", fact, field, own, new)
    for passage in doc.case.document.passages:
        own = passage.node.get("period")
        mark = passage.node.marks["period"][1] if own else None
        facts = [doc.case.by_key[key] for key in passage.facts if key in doc.case.by_key]
        # A record with a year of its own does not take the passage's.
        told = [fact for fact in facts if getattr(fact.record, "by", None) is None]
        if mark is None or (mark.line, mark.column) in seen or not re.fullmatch(r"\d{4}", str(own)):
            continue
        if not told or any("period" in fact.inferred for fact in told):
            continue
        seen.add((mark.line, mark.column))
        at = Position("", mark.line + 1, mark.column + 1)
        new = str(int(str(own)) + doc.rng.choice((-1, 1)))
        text = doc.replace(at, str(own), new)
        if text:
            yield Falsified("year", told[0].key, f"period: {own} → {new}", text, passage.quote.text)


def _brackets(doc: Doc) -> Iterator[tuple[Fact, QuoteUse]]:
    for fact in doc.case.document.facts:
        for use in fact.quotes:
            if use.role == "bracket" and fact.position == 1:
                yield fact, use


_OTHERS = ("市财政局", "市教育局", "市科技局", "市经贸委", "市卫生局", "市体育局")


def _rewritten(doc: Doc, kind: str, fact: Fact, use: QuoteUse, new: str) -> Iterator[Falsified]:
    text = doc.replace(use.at, use.text, new) if new != use.text else None
    if text:
        yield Falsified(kind, fact.key, f"{use.text} → {new}", text, new)


def department(doc: Doc) -> Iterator[Falsified]:
    """Put another department in the place of one."""
    for fact, use in _brackets(doc):
        names = split_bracket(use.text).names
        old = doc.rng.choice(names)
        new = doc.rng.choice([name for name in _OTHERS if name not in names])
        yield from _rewritten(doc, "department", fact, use, use.text.replace(old, new))
    for fact in doc.case.document.facts:
        record = fact.record
        if not isinstance(record, ResponsibilityRecord) or not fact.name:
            continue
        if "names" in fact.inferred:
            continue
        mark = fact.node.marks["names"][1]
        line = doc.lines[mark.line]
        at = line.find(fact.name, mark.column)
        if at >= 0 and doc.case.language.is_name(fact.name):
            new = doc.rng.choice([name for name in _OTHERS if name not in _quote(fact)])
            changed = line[:at] + new + line[at + len(fact.name) :]
            text = "\n".join([*doc.lines[: mark.line], changed, *doc.lines[mark.line + 1 :]])
            yield Falsified("department", fact.key, f"{fact.name} → {new}", text, _quote(fact))


def order(doc: Doc) -> Iterator[Falsified]:
    """Swap two names of a list."""
    for fact, use in _brackets(doc):
        names = split_bracket(use.text).names
        if len(names) > 1:
            i = doc.rng.randrange(len(names) - 1)
            pair, turned = f"{names[i]}、{names[i + 1]}", f"{names[i + 1]}、{names[i]}"
            yield from _rewritten(doc, "order", fact, use, use.text.replace(pair, turned))
    for fact in doc.case.document.facts:
        record = fact.record
        if isinstance(record, ResponsibilityRecord) and fact.position == 1 and fact.out_of > 1:
            first = [name if isinstance(name, str) else name.name for name in record.names[:2]]
            mark = fact.node.marks["names"][1]
            line = doc.lines[mark.line]
            one, two = line.find(first[0], mark.column), line.find(first[1], mark.column)
            if 0 <= one < two and first[0] not in first[1]:
                changed = (
                    line[:one] + first[1] + line[one + len(first[0]) : two] + first[0]
                    + line[two + len(first[1]) :]
                )  # fmt: skip
                text = "\n".join([*doc.lines[: mark.line], changed, *doc.lines[mark.line + 1 :]])
                yield Falsified("order", fact.key, "、".join(first), text, _quote(fact))


def role(doc: Doc) -> Iterator[Falsified]:
    """Give a list of bodies another role."""
    for fact, use in _brackets(doc):
        own = use.bracket_role or "lead"
        new = "support" if own == "lead" else "lead"
        text = doc.rename_key(fact, own, new)
        if text:
            yield Falsified("role", fact.key, f"{own} → {new}", text, use.text)
    for fact in doc.case.document.facts:
        # What an editor marks as inferred claims no words; its reason is for people to judge.
        told = isinstance(fact.record, ResponsibilityRecord) and "role" not in fact.inferred
        if told and fact.position == 1:
            for new in ("lead", "support", "oversight", "host-office"):
                if new != fact.role and doc.rng.random() < 0.5:
                    yield from _changed(doc, "role", fact, "role", fact.role or "", new)


def task_number(doc: Doc) -> Iterator[Falsified]:
    """Move the number of a part."""
    numerals = "一二三四五六七八九十"
    for fact in doc.case.document.facts:
        own = getattr(fact.record, "number", None)
        if not isinstance(fact.record, Part) or fact.kind == "responsibility" or own is None:
            continue
        if own.isdigit():
            new = str(int(own) + doc.rng.choice((-1, 1)))
        elif own in numerals:
            new = numerals[(numerals.index(own) + 1) % 10]
        else:
            continue
        yield from _changed(doc, "task number", fact, "number", own, new)


def shifted(doc: Doc) -> Iterator[Falsified]:
    """Shift a quote by a few characters."""
    for use in doc.case.document.quotes:
        span = doc.span(use)
        if span is None:
            continue
        by = doc.rng.choice((-3, -2, -1, 1, 2, 3))
        low, high = span[0] + by, span[1] + by
        new = doc.folded[max(0, low) : high].strip()
        if "\n" in new or not new:
            continue
        text = doc.replace(use.at, use.text, new)
        if text and new != use.text:
            yield Falsified("quote shifted", "", f"{use.text} → {new}", text, new)


def neighbour(doc: Doc) -> Iterator[Falsified]:
    """Take the quote of a passage from the next part."""
    passages = doc.case.document.passages
    for one, two in pairwise(passages):
        if one.part != two.part and one.facts:
            use = one.quote
            text = doc.replace(use.at, use.text, two.quote.text)
            if text and use.text != two.quote.text:
                yield Falsified(
                    "neighbour's quote", one.facts[0], f"{use.text} → {two.quote.text}", text,
                    two.quote.text,
                )  # fmt: skip


def negation(doc: Doc) -> Iterator[Falsified]:
    """Drop a 不, or add one."""
    for use in doc.case.document.quotes:
        if "不" in use.text:
            yield from _rewritten_use(doc, "negation", use, use.text.replace("不", "", 1))
        verbs = [
            m.start() for m in re.finditer("实现|完成|达到|推进|加快|建设|形成|超过|突破", use.text)
        ]
        if verbs and doc.rng.random() < 0.4:
            at = doc.rng.choice(verbs)
            yield from _rewritten_use(doc, "negation", use, use.text[:at] + "不" + use.text[at:])
    for fact, field, text in _values(doc):
        if "不" in text:
            yield from _changed(doc, "negation", fact, field, text, text.replace("不", "", 1))
        elif re.match("超|少于|多于|低于", text):
            yield from _changed(doc, "negation", fact, field, text, "不" + text)


def _rewritten_use(doc: Doc, kind: str, use: QuoteUse, new: str) -> Iterator[Falsified]:
    text = doc.replace(use.at, use.text, new)
    if text:
        yield Falsified(kind, "", f"{use.text} → {new}", text, new)


def mask(doc: Doc) -> Iterator[Falsified]:
    """Remove a mask."""
    for use in doc.case.document.quotes:
        if "*" in use.text:
            yield from _rewritten_use(doc, "mask removed", use, use.text.replace("*", "", 1))
    for fact in doc.case.document.facts:
        name = getattr(fact.record, "name", None)
        if isinstance(name, str) and "*" in name and fact.kind != "responsibility":
            yield from _changed(doc, "mask removed", fact, "name", name, name.replace("*", "", 1))


def deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a record."""
    done: set[int] = set()
    for fact in doc.case.document.facts:
        if fact.kind in ("responsibility", "growth", "investment") and fact.position != 1:
            continue
        line = fact.node.mark.line
        if line in done or (isinstance(fact.record, Part) and fact.kind == "responsibility"):
            continue
        done.add(line)
        text = doc.delete_item(line)
        if text:
            yield Falsified("record deleted", fact.key, f"line {line + 1}", text, _quote(fact))


def lead_moved(doc: Doc) -> Iterator[Falsified]:
    """Give a lead bracket to another task."""
    found = list(_brackets(doc))
    for (one, use), (_, other) in pairwise(found):
        yield from _rewritten(doc, "lead moved", one, use, other.text)
        at = doc.replace(use.at, use.text, other.text)
        if at:
            swapped = Doc(at, doc.case, doc.rng).replace(other.at, other.text, use.text)
            if swapped and use.text != other.text:
                yield Falsified("lead moved", one.key, "swapped with the next", swapped, other.text)


def measure(doc: Doc) -> Iterator[Falsified]:
    """Give a value to another measure of its passage."""
    by_quote: dict[int, list[Fact]] = {}
    for fact, _, _ in _values(doc):
        if isinstance(fact.record, Value) and fact.kind in ("value", "target"):
            use = fact.quotes[0]
            by_quote.setdefault((use.inside or use).n, []).append(fact)
    for facts in by_quote.values():
        for fact, other in pairwise(facts):
            one, two = value_text(fact), value_text(other)
            if one and two and one != two and fact.record.name != other.record.name:  # type: ignore[attr-defined]
                yield from _changed(doc, "wrong measure", fact, "value", one, two)


def name(doc: Doc) -> Iterator[Falsified]:
    """Name another person, thing or title of the same text."""
    fields = {"post": "person", "recognition": "title", "enterprise": "name", "project": "name",
              "place": "name", "policy": "name", "organisation": "name"}  # fmt: skip
    groups: dict[str, list[str]] = {}
    for fact in doc.case.document.facts:
        if fact.kind in fields:
            groups.setdefault(fact.kind, []).append(getattr(fact.record, fields[fact.kind]) or "")
    for fact in doc.case.document.facts:
        if fact.kind in fields:
            own = getattr(fact.record, fields[fact.kind]) or ""
            others = [n for n in groups[fact.kind] if n and n not in _quote(fact) and own not in n]
            if own and others:
                new = doc.rng.choice(others)
                yield from _changed(doc, "name", fact, fields[fact.kind], own, new)


KINDS: tuple[Callable[[Doc], Iterator[Falsified]], ...] = (
    number, magnitude, unit, bound, status, year, department, order, role, task_number, shifted,
    neighbour, negation, mask, deleted, lead_moved, measure, name,
)  # fmt: skip
