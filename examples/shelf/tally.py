"""Count what was right in the drafts of this shelf, once their facts are curated.

    python -m examples.shelf.tally [DRAFTS]

Compared are the records of each draft in the folder DRAFTS with those of the facts, English, ids
and notes apart.  *As it was*: the same record with the same fields.  *Completed*: all that the
draft says stayed, and fields were added.  *Corrected*: the same thing in the text, with another
field or name.  *Wrong*: no record of the facts is meant by it.  *Missed*: a record of the facts
that no draft has.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).resolve().parent
PARTS: Final = ("strategy", "campaign", "task", "measure", "safeguard")
LISTS: Final = (
    "parts", "values", "targets", "projects", "enterprises", "organisations", "places", "policies",
    "recognitions", "events", "posts", "responsibilities", "relations",
)  # fmt: skip
ROLES: Final = ("lead", "support", "responsible", "oversight", "implement")
_APART: Final = {
    "id", "en", "note", "inferred", "label", "certainty", "is", "role", "also", "quote", "to",
    "occurrence", "baseline", "person-en", "object-en", "subject-en", "also-named", "body", "group",
}  # fmt: skip
_BLANK: Final = re.compile(r"[\s“”]")


@dataclass(slots=True)
class Record:
    """A record as it is compared: its kind, its words, its other fields."""

    kind: str
    words: str
    fields: frozenset[tuple[str, str]]


def records(body: Any, at: str = "", tasks: list[str] | None = None) -> Iterator[Record]:
    """Yield the records of a facts file's body, in order."""
    tasks = [] if tasks is None else tasks
    for item in body or []:
        kind = next((kind for kind in PARTS if kind in item), None)
        if kind:
            title = _words(item[kind])
            told = {"kind": kind, "number": item.get("number"), "deadline": item.get("deadline")}
            yield Record("part", title, _fields(told))
            tasks += [title] * (kind == "task")
            for role in ROLES:
                place = _fields({"role": role, "task": len(tasks)})
                yield from (
                    Record("body of a task", name, place) for name in _names(item.get(role), role)
                )
            yield from records(item.get("body"), title, tasks)
        for name in LISTS:
            for one in item.get(name, ()):
                yield from _of_list(name, one, at)


def _of_list(name: str, one: dict[str, Any], at: str) -> Iterator[Record]:
    if name == "responsibilities":
        for told in one["names"]:
            words = told if isinstance(told, str) else told["name"]
            yield Record("body in a sentence", f"{at} {words}", _fields({"role": one["role"]}))
        return
    words = one.get("name") or one.get("person") or one.get("title") or ""
    if name == "relations":
        words = f"{one['relation']} {one['object']}"
    if name in ("values", "targets"):
        words = f"{one.get('value') or one.get('growth')} @{words}"
    kept = {key: value for key, value in one.items() if key not in _APART}
    yield Record(_KINDS.get(name, name), _words(words), _fields({"list": name, **kept}))


def _fields(told: dict[str, Any]) -> frozenset[tuple[str, str]]:
    return frozenset((key, str(value)) for key, value in told.items() if value is not None)


_KINDS: Final = {
    "values": "number", "targets": "number", "parts": "part", "enterprises": "body or firm",
    "organisations": "body or firm",
}  # fmt: skip
_LABELS: Final = {"lead": "牵头", "support": "配合", "responsible": "责任"}


def _words(text: Any) -> str:
    return _BLANK.sub("", str(text))


def _names(given: Any, role: str) -> Iterator[str]:
    """Split a list of bodies, whole or name by name, as far as its role reaches."""
    text = "、".join(given) if isinstance(given, list) else str(given or "")
    text = text.strip("（）()〔〕[]")
    label = _LABELS.get(role, role)
    labelled = label + r"(?:单位|部门)[:：](.*?)(?=[，；;,](?:牵头|配合|责任)|$)"
    behind = rf"(?:^|牵头[，,])([^头]*?){label}(?![单部])"
    if found := re.search(labelled, text) or re.search(behind, text):
        text = found[1]
    yield from filter(None, (_words(name) for name in re.split("(?<!各[区市县])、|[，,；]", text)))


def compare(draft: list[Record], facts: list[Record]) -> dict[str, Counter[str]]:
    """Count the records of each kind that were right, corrected, wrong and missed."""
    table: dict[str, Counter[str]] = {}
    left, waiting = list(facts), list(draft)
    tests = {
        "as it was": lambda a, b: a == b,
        "completed": lambda a, b: (a.kind, a.words) == (b.kind, b.words) and a.fields <= b.fields,
        "corrected": _meant,
        "wrong": None,
    }
    for column, alike in tests.items():
        for one in list(waiting):
            found = next((fact for fact in left if alike(one, fact)), None) if alike else one
            if found is None:
                continue
            waiting.remove(one)
            if alike:
                left.remove(found)
            table.setdefault(one.kind, Counter())[column] += 1
    for fact in left:
        table.setdefault(fact.kind, Counter())["missed"] += 1
    return table


def _meant(draft: Record, fact: Record) -> bool:
    if draft.kind != fact.kind:
        return False
    if draft.kind == "number":
        return draft.words.split("@")[0].strip() == fact.words.split("@")[0].strip()
    return draft.words in fact.words or fact.words in draft.words


def main(folder: Path) -> None:
    """Print a table a document, and one for all."""
    columns = ("as it was", "completed", "corrected", "wrong", "missed")
    total: dict[str, Counter[str]] = {}
    print("| document | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
    for path in sorted((HERE / "facts").glob("*-*.yaml")):
        draft = yaml.safe_load((folder / path.name).read_text(encoding="utf-8"))
        curated = yaml.safe_load(path.read_text(encoding="utf-8"))
        table = compare(list(records(draft["body"])), list(records(curated["body"])))
        count: Counter[str] = Counter()
        for kind, row in table.items():
            total.setdefault(kind, Counter()).update(row)
            count.update(row)
        print(f"| `{path.stem}` | " + " | ".join(str(count[name]) for name in columns) + " |")
    print("\n| kind | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
    for kind, row in sorted(total.items(), key=lambda item: -sum(item[1].values())):
        print(f"| {kind} | " + " | ".join(str(row[name]) for name in columns) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "drafts")
