"""The player's hands at the form of a fact that the drafters missed: see ``desk_player``.

It selects the words of the fact with one stroke of the mouse and presses ``n``.  What the form
proposes it takes as it is, or by the digit of another proposal, or it chooses the kind by its
letter; words that stand in the quote it marks there with a stroke, and types the others.  Several
facts of the same words it writes one after the other by ``n``.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from benchmarks.written import DOCS, put_into

if TYPE_CHECKING:
    from benchmarks.desk_player import Played

__all__ = ["LISTS", "bare", "make_missed", "put_into_docs"]

Json = dict[str, Any]
LISTS: Final = {
    "value": "values", "target": "targets", "policy": "policies", "organisation": "organisations",
    "place": "places", "enterprise": "enterprises", "project": "projects",
    "recognition": "recognitions", "event": "events", "post": "posts", "task": "body",
}  # fmt: skip
LETTERS: Final = {
    "body": "m", "targets": "t", "values": "v", "policies": "y", "organisations": "o",
    "enterprises": "e", "places": "l", "projects": "p", "recognitions": "r", "events": "x",
    "posts": "s",
}  # fmt: skip
SELECT: Final = """([start, end]) => {
    const place = (at) => {
        const pieces = [...document.querySelectorAll('#desk-text [data-at]')];
        const piece = pieces.filter((one) => Number(one.dataset.at) <= at).at(-1);
        const points = Array.from(piece.textContent).slice(0, at - Number(piece.dataset.at));
        return [piece.firstChild, points.join('').length];
    };
    const range = document.createRange();
    range.setStart(...place(start));
    range.setEnd(...place(end));
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
}"""
STROKE: Final = """(words) => {
    const mark = document.querySelector('dialog .quote mark');
    const at = mark ? mark.textContent.indexOf(words) : -1;
    if (at < 0) return false;
    document.getSelection().setBaseAndExtent(
        mark.firstChild, at, mark.firstChild, at + words.length);
    mark.dispatchEvent(new MouseEvent('mouseup', {bubbles: true}));
    return true;
}"""
"""Mark words in the quote of the form, as a stroke of the mouse does."""
WAIT_MS: Final = 8000


def bare(words: object) -> str:
    """Return words as gold and drafts are compared."""
    return re.sub(r"[\s《》“”「」'\"]", "", str(words or ""))


def make_missed(page: Any, played: Played, missed: list[tuple[str, Json]]) -> None:
    """Write the facts that the drafters missed, in the order of the text."""
    missed = sorted(missed, key=lambda one: list(_span(one[1])))
    opened = False
    for (kind, gold), (_, following) in pairwise([*missed, ("", {})]):
        if not opened:
            page.evaluate(SELECT, list(_span(gold)))
            played.clicks += 1
        more = bool(following) and _span(following) == _span(gold)
        opened = _make(page, played, kind, gold, opened=opened, more=more)


def _span(gold: Json) -> tuple[int, int]:
    start, end = gold.get("span") or gold["value_span"]
    return int(start), int(end)


def _make(page: Any, played: Played, kind: str, gold: Json, *, opened: bool, more: bool) -> bool:
    """Write one fact; return whether the form stands open for the next one of its words."""
    from playwright.sync_api import TimeoutError as Late

    key = None if opened else "n"
    try:
        if key:
            with page.expect_response("**/suggest", timeout=WAIT_MS) as answer:
                page.keyboard.press(key)
                played.keys += 1
            played.found = answer.value.json()
        page.wait_for_selector("dialog[open] #desk-new-kind", timeout=WAIT_MS)
    except Late:
        played.refused += 1
        return False
    needs = _needs(kind, gold)
    _choose(page, played, LISTS[kind], needs)
    for name, value in needs.items():
        _put(page, played, name, value)
    if kind == "event" and not page.input_value("#desk-field-kind"):
        page.select_option("#desk-field-kind", index=1)
        played.clicks += 2
    page.locator("dialog .primary").focus()
    played.keys += 1
    try:
        if more:
            with page.expect_response("**/suggest", timeout=WAIT_MS) as answer:
                page.keyboard.press("n")
            played.found = answer.value.json()
        else:
            page.keyboard.press("Enter")
            page.wait_for_selector("dialog[open]", state="detached", timeout=WAIT_MS)
    except Late:
        played.refused += 1
        page.keyboard.press("Escape")
        return False
    played.missed += 1
    return more


def _needs(kind: str, gold: Json) -> dict[str, str]:
    """Return the fields that a fact of this kind is played with."""
    name = str(gold.get("name") or gold.get("title") or gold.get("title_quote") or "")
    fields = {
        "value": {"name": name, "value": gold.get("value")},
        "target": {"name": name, "value": gold.get("value")},
        "post": {"person": gold.get("person"), "post": gold.get("post")},
        "recognition": {"title": gold.get("title") or name},
        "event": {},
    }.get(kind, {"name": name})
    return {key: str(value) for key, value in fields.items() if value}


def _choose(page: Any, played: Played, wanted: str, needs: dict[str, str]) -> None:
    """Take the proposal that is right, or choose the kind by its letter."""
    records = played.found["records"]
    fitting = [
        index
        for index, one in enumerate(records)
        if one["list"] == wanted
        and all(bare(one["record"].get(key)) == bare(value) for key, value in needs.items())
    ]
    if fitting and fitting[0] > 0:
        page.keyboard.press(str(fitting[0] + 1))
        played.keys += 1
    elif not fitting and page.input_value("#desk-new-kind") != wanted:
        page.keyboard.press(LETTERS[wanted])
        played.keys += 1


def _put(page: Any, played: Played, name: str, value: str) -> None:
    """Put a value into a field, by a stroke over the quote where that has it."""
    box = page.locator(f"#desk-field-{name}")
    if not box.count():
        page.locator("dialog select[aria-label]").select_option(name)
        played.clicks += 2
    if bare(box.input_value()) == bare(value):
        return
    box.focus()
    played.clicks += 1
    if page.evaluate(STROKE, value):
        played.clicks += 1
        return
    box.fill(value)
    played.keys += len(value)


def put_into_docs(module: str, lines: list[str]) -> None:
    """Put lines into ``docs/desk.md``, where it says that a module writes them.

    Raises:
        ValueError: The page has no such place.
    """
    put_into(DOCS / "desk.md", f"{module} --write", lines)
