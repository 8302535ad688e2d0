"""The player's hands at the form of a fact that the drafters missed: see ``desk_player``.

It selects the words of the fact with one stroke of the mouse, which opens the form.  What the
form proposes it takes by Enter or by the digit of another proposal, or it chooses the kind by its
letter; words that stand in the quote it marks there with a stroke, and types the others.  Several
facts of the same words it writes one after the other; the next selection takes the form along.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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
UNDRAFTED: Final = {"relation": "relations", "responsibility": "responsibilities"}
"""Kinds that no drafter proposes where sentences tell them."""
LETTERS: Final = {
    "body": "m", "targets": "t", "values": "v", "policies": "y", "organisations": "o",
    "enterprises": "e", "places": "l", "projects": "p", "recognitions": "r", "events": "x",
    "posts": "s", "relations": "i", "responsibilities": "b",
}  # fmt: skip
WHERE: Final = """([start, end]) => {
    const pane = document.getElementById('desk-text');
    const pieces = [...pane.querySelectorAll('[data-at]')];
    const box = (at) => {
        const piece = pieces.filter((one) => Number(one.dataset.at) <= at).at(-1);
        const points = Array.from(piece.textContent);
        const from = points.slice(0, at - Number(piece.dataset.at)).join('').length;
        const range = document.createRange();
        range.setStart(piece.firstChild, from);
        range.setEnd(piece.firstChild, from + points[at - Number(piece.dataset.at)].length);
        return range.getBoundingClientRect();
    };
    pane.scrollIntoView({block: 'nearest'});
    pane.scrollTop += box(start).top - pane.getBoundingClientRect().top - 60;
    const [first, last] = [box(start), box(end - 1)];
    const middle = (one) => one.top + one.height / 2;
    return [first.left + 1, middle(first), last.right - 1, middle(last)];
}"""
"""Bring words of the text into view, and tell where a stroke over them begins and ends."""
QUOTED: Final = """(words) => {
    const mark = document.querySelector('#desk-new-form .quote mark');
    const at = mark ? mark.textContent.indexOf(words) : -1;
    if (at < 0) return null;
    const box = (from) => {
        const range = document.createRange();
        range.setStart(mark.firstChild, from);
        range.setEnd(mark.firstChild, from + 1);
        return range.getBoundingClientRect();
    };
    const range = document.createRange();
    range.setStart(mark.firstChild, at);
    range.setEnd(mark.firstChild, at + words.length);
    const quote = mark.closest('.quote');
    quote.scrollTop += box(at).top - quote.getBoundingClientRect().top - 8;
    const [first, last] = [box(at), box(at + words.length - 1)];
    const middle = (one) => one.top + one.height / 2;
    return [first.left + 1, middle(first), last.right - 1, middle(last)];
}"""
"""Tell where a stroke over words of the quote begins and ends; nothing where it lacks them."""
WAIT_MS: Final = 8000
SHEET: Final = "#desk-new-form"


def bare(words: object) -> str:
    """Return words as gold and drafts are compared."""
    return re.sub(r"[\s《》“”「」'\"]", "", str(words or ""))


def make_undrafted(page: Any, played: Played, facts: list[tuple[str, Json]]) -> None:
    """Write what no drafter proposes, and note its keys apart from the others."""
    keys, clicks, missed, log = played.keys, played.clicks, played.missed, played.log
    played.log = []
    make_missed(page, played, facts)
    for kind, _, own_keys, own_clicks in played.log:
        played.apart.append((kind, own_keys, own_clicks))
    played.keys, played.clicks, played.missed, played.log = keys, clicks, missed, log


def change_card(page: Any, played: Played, card: str, field_: str, value: str) -> None:
    """Accept a card with one field added by the form: an English name, or an id."""
    item = page.locator(f"[data-card='{card}'] article")
    item.click(position={"x": 4, "y": 4})
    page.keyboard.press("e")
    box = page.locator(f"#desk-dialog[open] #desk-field-{field_}")
    page.wait_for_selector("#desk-dialog[open] .desk-form", timeout=WAIT_MS)
    clicks = 1
    if not box.count():
        page.locator("#desk-dialog select[aria-label]").select_option(field_)
        clicks += 2
    else:
        box.click()
        clicks += 1
    box.select_text()
    page.keyboard.type(value)
    with page.expect_response("**/accept", timeout=WAIT_MS) as answer:
        page.keyboard.press("Enter")
    if answer.value.status == 200:
        played.apart.append((f"{field_} of a card", len(value) + 2, clicks))


def make_missed(page: Any, played: Played, missed: list[tuple[str, Json]]) -> None:
    """Write the facts that the drafters missed, in the order of the text."""
    hands = FormHands(page, played)
    for kind, gold in sorted(missed, key=lambda one: list(_span(one[1]))):
        hands.make(kind, gold)
    if hands.at is not None:
        hands.key("Escape")
        page.wait_for_selector(f"{SHEET}[open]", state="detached", timeout=WAIT_MS)


def _span(gold: Json) -> tuple[int, int]:
    start, end = gold.get("span") or gold["value_span"]
    return int(start), int(end)


@dataclass
class FormHands:
    """Hands at the form of new facts: they stroke, press, type, and look at what is shown."""

    page: Any
    played: Played
    at: tuple[int, int] | None = None
    """The words that the form stands open for."""
    found: Json = field(default_factory=dict)
    """What it proposes of them."""
    filled: bool = False
    """Whether it has a record filled in, which Enter writes."""
    last: Any = None
    """The last answer with proposals."""

    def __post_init__(self) -> None:
        """Listen for what the page is proposed."""
        self.page.on("response", self._note)

    def _note(self, response: Any) -> None:
        if response.url.endswith("/suggest"):
            self.last = response

    def key(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.played.keys += 1

    def stroke(self, places: list[float]) -> None:
        """Draw the mouse from one place to another."""
        mouse = self.page.mouse
        mouse.move(places[0], places[1])
        mouse.down()
        mouse.move(places[2], places[3], steps=3)
        mouse.up()
        self.played.clicks += 1

    def make(self, kind: str, gold: Json) -> None:
        """Write one fact."""
        from playwright.sync_api import TimeoutError as Late

        keys, clicks = self.played.keys, self.played.clicks
        try:
            if self.at != _span(gold):
                self.select(_span(gold))
            how = self.fill(kind, _needs(kind, gold))
        except Late:
            problems = self.page.locator(f"{SHEET} .desk-problems").all_inner_texts()
            self.played.refused.append(
                f"{kind} {gold.get('name') or gold.get('title')}: {problems}"
            )
            return
        spent = self.played.keys - keys, self.played.clicks - clicks
        self.played.log.append((kind, how, *spent))
        self.played.missed += 1

    def select(self, span: tuple[int, int]) -> None:
        """Stroke over words of the text: the form opens for them, or goes to them."""
        for _ in range(3):  # a hand that slips strokes again
            turn = self.turn()
            places = self.page.evaluate(WHERE, list(span))
            with self.page.expect_response("**/suggest", timeout=WAIT_MS) as answer:
                self.stroke(places)
            asked = tuple(answer.value.request.post_data_json["span"])
            self.shown(answer.value.json(), turn)
            if asked == span:
                self.at, self.filled = span, True
                return
        raise RuntimeError(f"{self.played.document}: {asked} were selected, not {span}")

    def turn(self) -> str:
        """Return what the form counts: each time that it reads words anew."""
        return str(self.page.locator(SHEET).get_attribute("data-turn") or "")

    def shown(self, found: Json, turn: str) -> None:
        """Wait until the form shows what it proposes."""
        self.found = found
        self.page.wait_for_selector(
            f"{SHEET}[open]:not([data-turn='{turn}']) #desk-new-kind", timeout=WAIT_MS
        )

    def fill(self, kind: str, needs: dict[str, str]) -> str:
        """Take the proposal that is right, or fill the form; return which of both it was."""
        wanted, records = {**LISTS, **UNDRAFTED}[kind], self.found["records"]
        fitting = [
            index
            for index, one in enumerate(records)
            if one["list"] == wanted
            and all(bare(one["record"].get(key)) == bare(value) for key, value in needs.items())
        ]
        if fitting and not (self.filled and fitting[0] == 0):
            digit = str(fitting[0] + 1)
            if not _ready(kind, records[fitting[0]]["record"]):
                self.key(digit)
            elif self.write(digit):
                return "digit"
        elif not fitting:
            self.kind(wanted, needs)
            for name, value in needs.items():
                self.put(name, value)
        if kind == "event" and not self.page.input_value("#desk-field-kind"):
            self.page.select_option("#desk-field-kind", index=1)
            self.played.clicks += 2
            self.page.locator(f"{SHEET} .primary").focus()
        self.write("Enter")
        return "Enter" if fitting else "form"

    def kind(self, wanted: str, needs: dict[str, str]) -> None:
        """Mark what the fact is called in the quote, and choose its kind by its letter."""
        name = needs.get(CALLED.get(wanted, "name"), "")
        shown = self.page.input_value("#desk-new-kind")
        given = self.found["plain"].get(wanted, {}).get(CALLED.get(wanted, "name"), "")
        if shown != wanted and name and bare(given) != bare(name):
            places = self.page.evaluate(QUOTED, name)
            if places is not None:
                self.stroke(places)
                shown = self.page.input_value("#desk-new-kind")
        if shown != wanted:
            self.key(LETTERS[wanted])

    def put(self, name: str, value: str) -> None:
        """Put a value into a field, by a stroke over the quote where that has it."""
        page = self.page
        box = page.locator(f"#desk-field-{name}")
        if not box.count():
            page.locator(f"{SHEET} select[aria-label]").select_option(name)
            self.played.clicks += 2
        if bare(box.input_value()) == bare(value):
            return
        if box.evaluate("(one) => one instanceof HTMLSelectElement"):
            box.select_option(value)
            self.played.clicks += 2
            page.locator(f"{SHEET} .primary").focus()
            return
        lines = value.split("\n")
        if len(lines) > 1 and all(self.page.evaluate(QUOTED, line) for line in lines):
            box.click()
            self.played.clicks += 1
            for line in lines:
                self.stroke(self.page.evaluate(QUOTED, line))
            return
        if "next" not in str(box.get_attribute("class") or "").split():
            box.click()
            self.played.clicks += 1
        places = page.evaluate(QUOTED, value)
        if places is not None:
            self.stroke(places)
            return
        if not box.evaluate("(one) => one === document.activeElement"):
            box.click()
            self.played.clicks += 1
        box.select_text()
        page.keyboard.type(value)
        self.played.keys += len(value)

    def write(self, key: str) -> bool:
        """Press the key that writes, and wait for what the form shows then.

        Returns:
            Whether it was written; if not, a rule was told and the form is filled in.
        """
        turn = self.turn()
        refused = str(self.page.locator(SHEET).get_attribute("data-refused") or "")
        with self.page.expect_response("**/add", timeout=WAIT_MS) as added:
            self.key(key)
        if added.value.status != 200 or added.value.json().get("refused"):
            self.page.wait_for_selector(
                f"{SHEET}:not([data-refused='{refused}'])[data-refused]", timeout=WAIT_MS
            )
            self.filled = True
            return False
        self.shown({}, turn)
        self.found = self.last.json()
        self.filled = False
        return True


CALLED: Final = {
    "recognitions": "title", "posts": "person", "relations": "subject",
    "responsibilities": "names",
}  # fmt: skip
"""What a record is called by, where that is not its name."""


def _ready(kind: str, record: Json) -> bool:
    """Tell whether a proposal has all that its kind must have, so that its digit writes it."""
    return kind != "event" or bool(record.get("kind"))


def _named(names: object) -> str:
    """Return the names of bodies, one a line."""
    listed = names if isinstance(names, list) else [names]
    return "\n".join(str(one["name"] if isinstance(one, dict) else one) for one in listed if one)


def _needs(kind: str, gold: Json) -> dict[str, str]:
    """Return the fields that a fact of this kind is played with."""
    name = str(gold.get("name") or gold.get("title") or gold.get("title_quote") or "")
    fields = {
        "value": {"name": name, "value": gold.get("value")},
        "target": {"name": name, "value": gold.get("value")},
        "post": {"person": gold.get("person"), "post": gold.get("post")},
        "recognition": {"title": gold.get("title") or name},
        "relation": {key: gold.get(key) for key in ("subject", "relation", "object")},
        "responsibility": {"role": gold.get("role"), "names": _named(gold.get("names"))},
        "event": {},
    }.get(kind, {"name": name})
    return {key: str(value) for key, value in fields.items() if value}


def put_into_docs(module: str, lines: list[str]) -> None:
    """Put lines into ``docs/desk.md``, where it says that a module writes them.

    Raises:
        ValueError: The page has no such place.
    """
    put_into(DOCS / "desk.md", f"{module} --write", lines)
