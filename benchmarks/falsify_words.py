"""Falsify words: numbers, units, comparisons, brackets, names, quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from benchmarks.falsify import Doc, Falsified, at, both, quote, setting, values
from loaders.evidence.readings import value_text
from loaders.facts.model import Fact, QuoteUse
from loaders.languages.zh.brackets import split_bracket
from loaders.yaml.records import Part, ResponsibilityRecord, Value


def number(doc: Doc) -> Iterator[Falsified]:
    """Change one digit of a value."""
    for fact, field, text in values(doc):
        digits = [m.start() for m in re.finditer(r"\d", text)]
        if digits:
            where = doc.rng.choice(digits)
            new = str((int(text[where]) + doc.rng.randint(1, 8)) % 10)
            yield from doc.put("number", fact, field, text[:where] + new + text[where + 1 :])


def magnitude(doc: Doc) -> Iterator[Falsified]:
    """Make a value ten or ten thousand times as large."""
    for fact, field, text in values(doc):
        if "亿" in text:
            changed = text.replace("亿", "万")
        elif "万" in text:
            changed = text.replace("万", "亿")
        else:
            changed = re.sub(r"(\d+)", r"\g<1>0", text, count=1)
        yield from doc.put("magnitude", fact, field, changed)


def by_hand(doc: Doc) -> Iterator[Falsified]:
    """Give another number by hand beside a value."""
    for fact, field, text in values(doc):
        if field == "value" and isinstance(fact.record, Value) and fact.record.number is None:
            found = re.search(r"\d+", text)
            if found:
                yield from doc.put("number by hand", fact, "number", str(int(found[0]) * 3 + 1))


_UNIT_SWAPS: Final = (
    ("亿元", "亿美元"), ("平方公里", "公顷"), ("平方米", "亩"), ("亩", "公顷"), ("%", "‰"),
    ("家", "个"), ("个", "家"), ("人", "户"), ("项", "亿元"), ("天", "个月"), ("户", "家"),
    ("名", "户"), ("小时", "天"), ("次", "个"), ("套", "平方米"), ("元", "美元"),
)  # fmt: skip


def unit(doc: Doc) -> Iterator[Falsified]:
    """Give a value another unit."""
    for fact, field, text in values(doc):
        for old, new in _UNIT_SWAPS:
            if old in text:
                yield from doc.put("unit", fact, field, text.replace(old, new, 1))
                break


def unit_by_hand(doc: Doc) -> Iterator[Falsified]:
    """Give another unit by hand beside a value."""
    for fact, field, text in values(doc):
        if field == "value" and isinstance(fact.record, Value) and fact.record.unit is None:
            new = "CCY_USD" if "元" in text else "PERCENT" if "%" not in text else "KiloM2"
            yield from doc.put("unit by hand", fact, "unit", new)


_BOUNDS: Final = (
    "不少于", "超过", "突破", "不到", "至少", "接近", "以上", "以内", "超", "近", "余", "多", "约",
    "内",
)  # fmt: skip


def bound(doc: Doc) -> Iterator[Falsified]:
    """Drop a comparison, turn it round, or add one."""
    for fact, field, text in values(doc):
        word = next((word for word in _BOUNDS if word in text), None)
        if word:
            yield from doc.put("comparison", fact, field, text.replace(word, "", 1))
            turned = "不到" if word in ("超", "超过", "突破", "近") else "以下"
            yield from doc.put("comparison", fact, field, text.replace(word, turned, 1))
        elif re.match(r"\d", text):
            yield from doc.put("comparison", fact, field, "超" + text)


def bound_by_hand(doc: Doc) -> Iterator[Falsified]:
    """Give a bound by hand that the words do not have."""
    for fact, field, text in values(doc):
        if isinstance(fact.record, Value) and fact.record.bound is None and field == "value":
            new = "at-most" if any(word in text for word in _BOUNDS) else "at-least"
            yield from doc.put("bound by hand", fact, "bound", new)


def baseline(doc: Doc) -> Iterator[Falsified]:
    """Compare a value with something that its words do not name."""
    for fact, field, _ in values(doc):
        if field == "value" and isinstance(fact.record, Value) and fact.record.baseline is None:
            yield from doc.put("baseline", fact, "baseline", "全省平均水平")


def wrong_measure(doc: Doc) -> Iterator[Falsified]:
    """Give a value to another measure of its passage."""
    by_quote: dict[int, list[Fact]] = {}
    for fact, _, _ in values(doc):
        if isinstance(fact.record, Value) and fact.kind in ("value", "target"):
            use = fact.quotes[0]
            by_quote.setdefault((use.inside or use).n, []).append(fact)
    for facts in by_quote.values():
        for fact, other in pairwise(facts):
            one, two = value_text(fact), value_text(other)
            if one and two and one != two and fact.record.name != other.record.name:  # type: ignore[attr-defined]
                yield from doc.put("value of another measure", fact, "value", two)


def measure_cut(doc: Doc) -> Iterator[Falsified]:
    """Write the name of a measure with a word that the text does not have."""
    for fact, _, _ in values(doc):
        if isinstance(fact.record, Value) and fact.kind in ("value", "target"):
            name = fact.record.name
            yield from doc.put("measure's name", fact, "name", "新增" + name if "新" not in name
                               else name.replace("新", "旧"))  # fmt: skip


def brackets(doc: Doc) -> Iterator[tuple[Fact, QuoteUse]]:
    """Yield each bracket of duties with the first name in it."""
    for fact in doc.facts:
        for use in fact.quotes:
            if use.role == "bracket" and fact.position == 1:
                yield fact, use


_OTHERS: Final = ("市财政局", "市教育局", "市科技局", "市经贸委", "市卫生局", "市体育局")


def _listed(doc: Doc) -> Iterator[tuple[Fact, list[Any]]]:
    """Yield each responsibility outside brackets with its names as the file writes them."""
    for fact in doc.facts:
        if isinstance(fact.record, ResponsibilityRecord) and fact.position == 1:
            names = at(doc.root, doc.path(fact))["names"]
            yield fact, names if isinstance(names, list) else [names]


def _name(item: Any) -> str:
    return str(item["name"] if isinstance(item, dict) else item)


def department(doc: Doc) -> Iterator[Falsified]:
    """Put another department in the place of one."""
    for fact, use in brackets(doc):
        names = split_bracket(use.text).names
        old = doc.rng.choice(names)
        new = doc.rng.choice([name for name in _OTHERS if name not in names])
        yield from doc.replace("department", fact, use, use.text.replace(old, new))
    for fact, told in _listed(doc):
        if "names" not in fact.inferred:
            i = doc.rng.randrange(len(told))
            new = doc.rng.choice([name for name in _OTHERS if name not in quote(fact)])
            yield from doc.put("department", fact, "names", [*told[:i], new, *told[i + 1 :]])


def department_left_out(doc: Doc) -> Iterator[Falsified]:
    """Leave out the last name of a bracket."""
    for fact, use in brackets(doc):
        names = split_bracket(use.text).names
        if len(names) > 1:
            text = re.sub(f"[、,,]{re.escape(names[-1])}", "", use.text)
            yield from doc.replace("department left out", fact, use, text)


def order(doc: Doc) -> Iterator[Falsified]:
    """Swap two names of a list."""
    for fact, use in brackets(doc):
        names = split_bracket(use.text).names
        if len(names) > 1:
            i = doc.rng.randrange(len(names) - 1)
            pair, turned = f"{names[i]}、{names[i + 1]}", f"{names[i + 1]}、{names[i]}"
            yield from doc.replace("order", fact, use, use.text.replace(pair, turned))
    for fact, told in _listed(doc):
        if len(told) > 1 and _name(told[0]) not in _name(told[1]):
            yield from doc.put("order", fact, "names", [told[1], told[0], *told[2:]])


def role(doc: Doc) -> Iterator[Falsified]:
    """Give a list of bodies another role."""
    for fact, use in brackets(doc):
        own = use.bracket_role or "lead"
        new = "support" if own == "lead" else "lead"
        path = doc.path(fact)
        node = at(doc.root, path)
        if own in node and new not in node:
            edit = _renaming(path, own, new)
            what = f"{own} → {new}"
            yield Falsified("role", fact.key, what, edit, use.text, "role", path)
    for fact, _ in _listed(doc):
        # What an editor marks as inferred claims no words; its reason is for people to judge.
        if "role" not in fact.inferred:
            for new in ("lead", "support", "oversight", "host-office"):
                if new != fact.role and doc.rng.random() < 0.5:
                    yield from doc.put("role", fact, "role", new)


def _renaming(path: tuple[str | int, ...], old: str, new: str) -> Any:
    def edit(root: Any) -> None:
        node = at(root, path)
        told = {new if key == old else key: value for key, value in node.items()}
        node.clear()
        node.update(told)

    return edit


def lead_moved(doc: Doc) -> Iterator[Falsified]:
    """Give a lead bracket to another task, or swap two."""
    found = list(brackets(doc))
    for (one, use), (_, other) in pairwise(found):
        yield from doc.replace("bracket of another task", one, use, other.text)
        here, there = doc.scalar_at(use.at), doc.scalar_at(other.at)
        if here and there and use.text != other.text:
            swap = both(setting(here, other.text), setting(there, use.text))
            what = "swapped with the next"
            yield Falsified("bracket of another task", one.key, what, swap, other.text, "quote",
                            here[:-1])  # fmt: skip


_NAMED: Final = {
    "post": "person", "recognition": "title", "enterprise": "name", "project": "name",
    "place": "name", "policy": "name", "organisation": "name", "mention": "name",
}  # fmt: skip


def name(doc: Doc) -> Iterator[Falsified]:
    """Name another person, thing or title of the same text."""
    groups: dict[str, list[str]] = {}
    for fact in doc.facts:
        if fact.kind in _NAMED:
            groups.setdefault(fact.kind, []).append(getattr(fact.record, _NAMED[fact.kind]) or "")
    for fact in doc.facts:
        if fact.kind in _NAMED:
            own = getattr(fact.record, _NAMED[fact.kind]) or ""
            told = "".join(doc.case.quotes(fact))
            others = [n for n in groups[fact.kind] if n and doc.case.clean(n) not in told]
            if own and others:
                new = doc.rng.choice([n for n in others if own not in n] or others)
                yield from doc.put("name", fact, _NAMED[fact.kind], new)


def name_changed(doc: Doc) -> Iterator[Falsified]:
    """Change one character of a name, title or person."""
    for fact in doc.facts:
        own = str(getattr(fact.record, _NAMED.get(fact.kind, ""), None) or "")
        letters = [i for i, ch in enumerate(own) if "一" <= ch <= "鿿"]
        if letters:
            i = doc.rng.choice(letters)
            new = own[:i] + ("云" if own[i] != "云" else "山") + own[i + 1 :]
            yield from doc.put("name misspelled", fact, _NAMED[fact.kind], new)


def post_name(doc: Doc) -> Iterator[Falsified]:
    """Give a person another post of the same text."""
    posts = sorted({fact.record.post for fact in doc.facts if fact.kind == "post"})  # type: ignore[attr-defined]
    for fact in doc.facts:
        pool = [post for post in posts if post not in "".join(doc.case.quotes(fact))]
        if fact.kind == "post":
            pool = pool or ["副镇长"]
            yield from doc.put("post", fact, "post", doc.rng.choice(pool))


def mask(doc: Doc) -> Iterator[Falsified]:
    """Remove a mask."""
    for fact in doc.records:
        for use in fact.quotes:
            if "*" in use.text:
                yield from doc.replace("mask removed", fact, use, use.text.replace("*", "", 1))
        name = getattr(fact.record, "name", None)
        if isinstance(name, str) and "*" in name:
            yield from doc.put("mask removed", fact, "name", name.replace("*", "", 1))


def shifted(doc: Doc) -> Iterator[Falsified]:
    """Shift a quote by a few characters."""
    for fact in doc.records:
        for use in fact.quotes:
            span = doc.span(use)
            if span is None or use.to is not None:
                continue
            by = doc.rng.choice((-3, -2, -1, 1, 2, 3))
            new = doc.folded[max(0, span[0] + by) : span[1] + by].strip()
            if "\n" not in new:
                yield from doc.replace("quote shifted", fact, use, new)


def neighbour(doc: Doc) -> Iterator[Falsified]:
    """Take the quote of a passage from the next part."""
    for one, two in pairwise(doc.case.document.passages):
        fact = doc.case.by_key.get(one.facts[0]) if one.facts else None
        if one.part != two.part and fact is not None:
            yield from doc.replace("quote of another part", fact, one.quote, two.quote.text)


_VERBS: Final = re.compile("实现|完成|达到|推进|加快|建设|形成|超过|突破")


def negation(doc: Doc) -> Iterator[Falsified]:
    """Drop a 不, or add one."""
    for fact in doc.records:
        for use in fact.quotes:
            if "不" in use.text:
                yield from doc.replace("negation", fact, use, use.text.replace("不", "", 1))
            verbs = [m.start() for m in _VERBS.finditer(use.text)]
            if verbs and doc.rng.random() < 0.4:
                i = doc.rng.choice(verbs)
                new = use.text[:i] + "不" + use.text[i:]
                yield from doc.replace("negation", fact, use, new)
    for fact, field, text in values(doc):
        if "不" in text:
            yield from doc.put("negation", fact, field, text.replace("不", "", 1))
        elif re.match("超|少于|多于|低于", text):
            yield from doc.put("negation", fact, field, "不" + text)


def part_number(doc: Doc) -> Iterator[Falsified]:
    """Move the number of a part."""
    numerals = "一二三四五六七八九十"
    for fact in doc.facts:
        own = getattr(fact.record, "number", None)
        if not isinstance(fact.record, Part) or fact.kind == "responsibility" or own is None:
            continue
        if own.isdigit():
            new = str(int(own) + doc.rng.choice((-1, 1)))
        elif own in numerals:
            new = numerals[(numerals.index(own) + 1) % 10]
        else:
            continue
        yield from doc.put("number of a part", fact, "number", new)


def part_name(doc: Doc) -> Iterator[Falsified]:
    """Give a part the name of the next."""
    parts = [fact for fact in doc.records if isinstance(fact.record, Part)]
    for fact, other in pairwise(parts):
        if isinstance(other.record, Part):
            yield from doc.put("name of a part", fact, "name", other.record.name)


def also_named(doc: Doc) -> Iterator[Falsified]:
    """Give a thing another name that the text does not have."""
    for fact in doc.records:
        if fact.kind in _NAMED and (own := getattr(fact.record, "name", None)):
            yield from doc.put("other name", fact, "also-named", own[::-1] + "工程")
