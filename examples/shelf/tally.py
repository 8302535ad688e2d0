"""Count what was right in the drafts of this shelf, once their facts are curated.

    python -m examples.shelf.tally [DRAFTS]

Compared are the records of each draft in the folder DRAFTS with those of the facts, English, ids
and notes apart.  *As it was*: the same record with the same fields.  *Corrected*: the same thing in
the text, with another field, name, kind or place.  *Wrong*: no record of the facts is meant by it.
*Missed*: a record of the facts that no draft has.
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
    fields: str


def records(body: Any, at: str = "", tasks: list[str] | None = None) -> Iterator[Record]:
    """Yield the records of a facts file's body, in order."""
    tasks = [] if tasks is None else tasks
    for item in body or []:
        kind = next((kind for kind in PARTS if kind in item), None)
        if kind:
            title = _words(item[kind])
            yield Record(
                "part", title, f"{kind} {item.get('number', '')} {item.get('deadline', '')}"
            )
            tasks += [title] * (kind == "task")
            for role in ROLES:
                yield from (Record("body of a task", name, f"{role} {len(tasks)}")
                            for name in _names(item.get(role), role))  # fmt: skip
            yield from records(item.get("body"), title, tasks)
        for name in LISTS:
            for one in item.get(name, ()):
                if name == "responsibilities":
                    told = (n if isinstance(n, str) else n["name"] for n in one["names"])
                    yield from (
                        Record("body in a sentence", f"{at} {n}", one["role"]) for n in told
                    )
                    continue
                kept = {k: v for k, v in one.items() if k not in _APART}
                words = one.get("name") or one.get("person") or one.get("title") or ""
                if name == "relations":
                    words = f"{one['relation']} {one['object']}"
                if name in ("values", "targets"):
                    words = f"{one.get('value') or one.get('growth')} @{words}"
                yield Record(
                    _KINDS.get(name, name), _words(words), f"{name} {sorted(kept.items())}"
                )


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
    behind = r"^(?:[^，,]*牵头[，,])?([^牵]*?)" + label + "$"
    if found := re.search(labelled, text) or re.search(behind, text):
        text = found[1]
    yield from filter(None, (_words(name) for name in re.split("[、，,；]", text)))


def compare(draft: list[Record], facts: list[Record]) -> dict[str, Counter[str]]:
    """Count the records of each kind that were right, corrected, wrong and missed."""
    table: dict[str, Counter[str]] = {}
    left = list(facts)
    waiting = []
    for one in draft:
        same = [f for f in left if (f.kind, f.words, f.fields) == (one.kind, one.words, one.fields)]
        if same:
            left.remove(same[0])
            table.setdefault(one.kind, Counter())["as it was"] += 1
        else:
            waiting.append(one)
    for one in waiting:
        near = next((f for f in left if _meant(one, f)), None)
        if near:
            left.remove(near)
        table.setdefault(one.kind, Counter())["corrected" if near else "wrong"] += 1
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
    columns = ("as it was", "corrected", "wrong", "missed")
    total: dict[str, Counter[str]] = {}
    print("| document | " + " | ".join(columns) + " |\n|---|" + "---|" * 4)
    for path in sorted((HERE / "facts").glob("*-*.yaml")):
        draft = yaml.safe_load((folder / path.name).read_text(encoding="utf-8"))
        curated = yaml.safe_load(path.read_text(encoding="utf-8"))
        table = compare(list(records(draft["body"])), list(records(curated["body"])))
        count: Counter[str] = Counter()
        for kind, row in table.items():
            total.setdefault(kind, Counter()).update(row)
            count.update(row)
        print(f"| `{path.stem}` | " + " | ".join(str(count[name]) for name in columns) + " |")
    print("\n| kind | " + " | ".join(columns) + " |\n|---|" + "---|" * 4)
    for kind, row in sorted(total.items(), key=lambda item: -sum(item[1].values())):
        print(f"| {kind} | " + " | ".join(str(row[name]) for name in columns) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "drafts")
