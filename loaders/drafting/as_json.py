"""A draft as JSON: tasks with their bodies and targets, and all facts, surfaces as written."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Final

from loaders.drafting.model import Draft, Fact

__all__ = ["as_json"]

Json = dict[str, Any]


_INNER: Final = frozenset({"written", "copied"})
"""Fields for the writers, not for the reader."""


def as_json(name: str, draft: Draft) -> Json:
    """Return the draft in the form that ``policykg draft --json`` prints.

    ``tasks`` and ``doc_targets`` hold the numbers aimed at, by task and of the whole text;
    ``facts`` holds every fact once.  Spans are of the raw text, in code points.
    """
    tasks = [fact for fact in draft.facts if fact.kind == "task"]
    starts = [task.span[0] for task in tasks]
    targets = [fact for fact in draft.facts if fact.kind == "target"]
    owned: dict[int, list[Json]] = {}
    loose: list[Json] = []
    for target in targets:
        task = _owner(tasks, starts, target)
        (loose if task is None else owned.setdefault(id(task), [])).append(_target(target))
    return {
        "doc": name,
        "tasks": [_task(fact, owned.get(id(fact), [])) for fact in tasks],
        "doc_targets": loose,
        "facts": [_fact(fact) for fact in draft.facts],
        "left_out": [
            {"span": list(one.span), "words": one.words, "reason": one.reason}
            for one in draft.left_out
        ],
    }


def _owner(tasks: list[Fact], starts: list[int], target: Fact) -> Fact | None:
    """Return the task around a target; tasks do not overlap."""
    index = bisect_right(starts, target.span[0]) - 1
    return tasks[index] if index >= 0 and target.span[0] < tasks[index].span[1] else None


def _target(fact: Fact) -> Json:
    written = fact.get("written")
    number, unit = written if isinstance(written, list) else (None, None)
    return {
        "quote": fact.get("quote"),
        "value": number,
        "bound": fact.get("bound"),
        "unit": unit,
        "year": fact.get("year"),
    }


def _task(fact: Fact, targets: list[Json]) -> Json:
    keys = ("number", "section", "title_quote")
    row: Json = {key: fact.get(key) for key in keys}
    row["span"] = list(fact.span)
    row |= {key: fact.get(key) or [] for key in ("leads", "supports", "groups")}
    row["deadline"] = fact.get("deadline")
    row["targets"] = targets
    row |= {"ready": fact.ready, "open": fact.open}
    return row


def _fact(fact: Fact) -> Json:
    row: Json = {"kind": fact.kind, "span": list(fact.span)}
    row |= {name: one.value for name, one in fact.fields.items() if name not in _INNER}
    if fact.kind == "task":
        row["span"] = list(fact.span)
        row["title"] = row["name"] = fact.get("title_quote")
    row["ready"] = [name for name in fact.ready if name not in _INNER]
    row["open"] = fact.open
    return row
