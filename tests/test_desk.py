"""The desk: verdicts on drafts write facts as a person would have, and nothing is ever lost."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.desk.changing import change_record, remove_record
from loaders.desk.desk import Desk, NotAtDesk, Report, facts_of
from loaders.desk.hunks import hunk_between
from loaders.desk.identities import place_proposals
from loaders.desk.journal import Conflict, Journal
from loaders.desk.opened import Opened
from loaders.desk.placing import NewFact
from loaders.errors import LoadersError
from loaders.rules.base import Case
from loaders.yaml.canonical import format_text
from loaders.yaml.parse import parse_document
from tests.growth import superlinear
from tests.support.command import run_cli
from tests.support.desk_example import DOCUMENT, TEXT, desk_of, drafted_workspace
from tests.support.sizes import sized


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return drafted_workspace(tmp_path)


@pytest.fixture
def desk(root: Path) -> Desk:
    return desk_of(root)


def find(desk: Desk, words: str) -> str:
    return next(card.id for card, _ in desk.cards() if words in card.title)


def reported(desk: Desk) -> Report:
    found = desk.report()
    assert found is not None
    return found


def facts_file(desk: Desk) -> Path:
    return desk.workspace.root / desk.facts_path


# ---- accepting ---------------------------------------------------------------------------


def test_every_card_accepted_in_any_order_gives_the_drafts_as_a_canonical_facts_file(
    desk: Desk,
) -> None:
    ids = [card.id for card, _ in desk.cards()]
    random.Random(7).shuffle(ids)
    for identity in ids:
        if desk.verdicts().get(identity) != "accepted":
            desk.accept([identity])
    text = desk.facts_text()
    assert format_text(text.encode(), "x") == text
    drafts, facts = desk.drafts(), desk.facts()
    assert drafts is not None
    keys = [fact.key for fact in facts.document.facts]
    assert sorted(keys) == sorted(fact.key for fact in drafts.document.facts)
    starts = [facts.spans[id(item)][0] for item in facts.body]
    assert starts == sorted(starts), "records stand in the order of the text"
    assert "open:" not in text and "TODO" not in text


def test_accepting_a_fact_accepts_the_parts_around_it(desk: Desk) -> None:
    deep = next(card for card, _ in desk.cards() if card.list == "targets" and card.around)
    action = desk.accept([deep.id])
    assert action.details["cards"] == [deep.id], "the part's own card goes on waiting"
    parsed = parse_document(desk.facts_text().encode(), "x")
    assert parsed.document is not None and not parsed.problems


def test_a_change_made_with_the_acceptance_is_what_is_written(desk: Desk) -> None:
    task = find(desk, "整治河道")
    desk.accept([task], {"en": "Clean up the rivers", "note": {"zh": "甲", "en": "A"}})
    assert "en: Clean up the rivers" in desk.facts_text()
    assert desk.journal.actions[1].details["changed"] == ["en", "note"]


def test_what_was_accepted_is_signed_under_the_name_and_only_what_was_shown(desk: Desk) -> None:
    one, other, third = [card.id for card, _ in desk.cards() if card.list == "body"][2:5]
    action = desk.accept([one], reader="王一")
    desk.sign_accepted(action)
    keys = {fact for fact, _, _ in desk.signatures().marks}
    assert keys and {mark.how for mark in desk.signatures().marks.values()} == {"read"}
    group = desk.accept([other, third], reader="王一", shown=[other])
    desk.sign_accepted(group)
    marks = desk.signatures().marks.values()
    grouped = {mark.fact for mark in marks if mark.how == "group"}
    assert grouped and not grouped & keys
    assert len(desk.signatures().groups) == 1
    assert all(g.looks for g in desk.signatures().groups.values()), "a part is read again"


def test_without_a_name_nothing_is_signed(desk: Desk) -> None:
    action = desk.accept([find(desk, "整治河道")])
    assert desk.sign_accepted(action) is None
    assert not (desk.workspace.root / desk.signatures_path).exists()


# ---- undoing -----------------------------------------------------------------------------


def test_undo_and_redo_go_through_every_state_also_in_the_next_process(root: Path) -> None:
    desk = desk_of(root)
    ids = [card.id for card, _ in desk.cards()][:6]
    states = [desk.facts_text()]
    for identity in ids:
        if desk.verdicts().get(identity) != "accepted":
            desk.sign_accepted(desk.accept([identity], reader="李二"))
            states.append(desk.facts_text())
    signatures = (root / desk.signatures_path).read_text("utf-8")
    for expected in reversed(states[:-1]):
        assert desk_of(root).undo()
        assert desk_of(root).facts_text() == expected
    assert not desk_of(root).undo()
    assert not (root / desk.signatures_path).exists()
    for expected in states[1:]:
        assert desk_of(root).redo()
        assert desk_of(root).facts_text() == expected
    assert not desk_of(root).redo()
    assert (root / desk.signatures_path).read_text("utf-8") == signatures


def test_a_dismissed_card_keeps_its_reason_and_can_be_brought_back(desk: Desk) -> None:
    card = find(desk, "整治河道")
    desk.dismiss([card], "rhetoric", "王一")
    assert desk.verdicts()[card] == "dismissed"
    assert desk.journal.actions[1].details["reason"] == "rhetoric"
    desk.bring_back([card])
    assert {c.id: v for c, v in desk.cards()}[card] == "waiting"
    desk.undo()
    assert desk.verdicts()[card] == "dismissed"


def test_a_card_that_is_gone_is_refused(desk: Desk) -> None:
    with pytest.raises(NotAtDesk):
        desk.accept(["0" * 12])


# ---- others at work ----------------------------------------------------------------------


def test_an_edit_made_in_an_editor_meanwhile_is_kept(desk: Desk) -> None:
    desk.accept([find(desk, "培育规模企业")])
    path = facts_file(desk)
    edited = path.read_text("utf-8").replace("genre: task-list", "genre: work-report")
    path.write_text("# mine\n" + edited, "utf-8")
    desk.accept([find(desk, "整治河道")])
    text = path.read_text("utf-8")
    assert text.startswith("# mine\n") and "work-report" in text and "整治河道" in text
    desk.undo()
    assert path.read_text("utf-8") == "# mine\n" + edited


def test_an_undo_whose_lines_were_edited_meanwhile_is_refused_and_loses_nothing(
    desk: Desk,
) -> None:
    desk.accept([find(desk, "整治河道")])
    path = facts_file(desk)
    edited = path.read_text("utf-8").replace("整治河道", "整治河道等", 1)
    path.write_text(edited, "utf-8")
    with pytest.raises(Conflict, match="changed elsewhere"):
        desk.undo()
    assert path.read_text("utf-8") == edited
    assert desk.verdicts()[find(desk, "整治河道")] == "accepted"


LISTS = ("targets", "body")


@pytest.mark.parametrize("list_", LISTS)
@pytest.mark.parametrize("windows", [1, 2, 3])
def test_a_card_accepted_twice_is_written_once(root: Path, list_: str, windows: int) -> None:
    desks = [desk_of(root) for _ in range(windows)]
    card = next(card.id for card, _ in desks[0].cards() if card.list == list_)
    desks[0].accept([card, card])
    once = desks[0].facts_text()
    for desk in (*desks, desks[0]):
        if list_ == "body":  # a part is there once, whatever is done to it
            desk.accept([card])
        else:
            with pytest.raises(NotAtDesk, match="accepted already"):
                desk.accept([card])
        assert desk.facts_text() == once


def test_of_several_cards_only_those_are_written_that_are_not_accepted(root: Path) -> None:
    desk, other = desk_of(root), desk_of(root)
    first, second = [card.id for card, _ in desk.cards() if card.list == "targets"][:2]
    other.accept([first, second])
    both = other.facts_text()
    other.undo()
    desk.accept([first])
    other.accept([first, second])
    assert other.facts_text() == both
    other.undo()
    desk.undo()
    desk.accept([first])  # taken back, it is accepted anew


@pytest.mark.parametrize("windows", [1, 2])
def test_a_fact_added_twice_at_once_is_written_once(root: Path, windows: int) -> None:
    desks = [desk_of(root) for _ in range(windows)]
    part = next(card for card, _ in desks[0].cards() if card.list == "body")
    desks[0].accept([part.id])
    start = TEXT.index("县水利局")
    new = NewFact("organisations", {"name": "县水利局"}, {"quote": "县水利局"}, (start, start + 4))
    desks[0].add_fact(new)
    once = desks[0].facts_text()
    for desk in desks:
        with pytest.raises(NotAtDesk, match="just been written"):
            desk.add_fact(new)
        assert desk.facts_text() == once
    desks[-1].undo()
    desks[-1].add_fact(new)
    assert desks[-1].facts_text() == once


def test_two_desks_at_once_see_each_other(root: Path) -> None:
    one, other = desk_of(root), desk_of(root)
    first, second = [card.id for card, _ in one.cards() if card.list == "body"][:2]
    one.accept([first])
    other.accept([second])
    one.journal.refresh()
    assert one.verdicts() == other.verdicts()
    assert len(one.journal.actions) == 2
    assert len({action.number for action in one.journal.actions.values()}) == 2


def test_a_full_disk_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sign_accepted(desk.accept([find(desk, "培育规模企业")], reader="王一"))
    before = facts_file(desk).read_bytes()

    def full(path: Path, data: object) -> Path:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("loaders.desk.journal.write_whole", full)
    with pytest.raises(OSError, match="No space left"):
        desk.accept([find(desk, "整治河道")])
    monkeypatch.undo()
    assert facts_file(desk).read_bytes() == before
    again = desk_of(desk.workspace.root)
    assert find(again, "整治河道") not in again.verdicts()
    again.accept([find(again, "整治河道")])
    assert "整治河道" in again.facts_text()


# ---- kills -------------------------------------------------------------------------------


def _work(root: str, ready: object) -> None:
    desk = desk_of(Path(root))
    ids = [card.id for card, _ in desk.cards()]
    ready.set()  # type: ignore[attr-defined]
    while True:
        for identity in ids:
            if desk.verdicts().get(identity) != "accepted":
                desk.sign_accepted(desk.accept([identity], reader="张三"))
        while desk.undo():
            pass


def test_nothing_is_lost_by_kills(root: Path) -> None:
    """What the journal says and what the files hold agree, whenever the process is killed."""
    chance = random.Random(11)
    context = multiprocessing.get_context("fork")
    for _ in range(sized(8, 100)):
        ready = context.Event()
        process = context.Process(target=_work, args=(str(root), ready))
        process.start()
        ready.wait(30)
        time.sleep(chance.uniform(0.0, 0.6))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        desk = desk_of(root)
        accepted = {c for c, verdict in desk.verdicts().items() if verdict == "accepted"}
        written = {fact.key for fact in desk.facts().document.facts} if accepted else set()
        drafts = desk.drafts()
        assert drafts is not None
        assert bool(written) == bool(accepted)
        facts = desk.facts()
        around = {span for card, _ in desk.cards() if card.id in accepted for span in card.around}
        for card, _ in desk.cards():  # headings come with the facts below them
            there = bool(facts_of(facts, card))
            assert there == (card.id in accepted or card.span in around), card.title
        text = desk.facts_text()
        assert not text or format_text(text.encode(), "x") == text
        for line in (root / ".policykg/desk" / f"{DOCUMENT}.jsonl").read_text("utf-8").splitlines():
            json.loads(line)
    while desk.undo():
        pass
    assert desk.facts_text() == ""


# ---- records that stand ------------------------------------------------------------------

COMMENTED = """document:
  id: d
  title: {zh: 题, en: T}
  genre: notice
  jurisdiction: x
  written: 2023
  source: {file: d.txt, language: zh-hans}
# the body
body:
  # about the task
  - task: 甲  # its name
    number: 1
    quote: 1.甲
    body:
      - quote: 乙十个
        values:
          # the first
          - {name: 乙, value: 十个, period: 2023}  # sure
          - name: 丙
            value: 五家
            period: 2023  # told above
            note: {zh: 注, en: Note}
"""


def opened(desk: Desk, text: str):  # type: ignore[no-untyped-def]
    from loaders.desk.opened import open_text

    found = open_text(text, "d.yaml", desk.authority(), None)
    assert not isinstance(found, list), found
    return found


@pytest.mark.parametrize(
    ("name", "fields", "there", "gone"),
    [
        (
            "乙",
            {"value": "十一个"},
            "- {name: 乙, value: 十一个, period: 2023}  # sure",
            "value: 十个",
        ),
        ("乙", {"note": {"zh": "一", "en": "One"}}, "note: {zh: 一, en: One}", ""),
        ("丙", {"period": "2024"}, "period: 2024  # told above", "period: 2023  # told"),
        ("丙", {"note": None}, "value: 五家", "注"),
        ("丙", {"en": "Third", "stage": "一期"}, "en: Third", ""),
        ("甲", {"name": "甲乙"}, "number: 1", ""),
        ("甲", {"number": "一", "en": "First"}, "number: 一", "number: 1"),
    ],
)
def test_a_changed_field_changes_its_line_alone(
    desk: Desk, name: str, fields: dict[str, object], there: str, gone: str
) -> None:
    found = opened(desk, COMMENTED)
    fact = next(f for f in found.document.facts if getattr(f.record, "name", "") == name)
    text = change_record(found, fact.node, fields)
    assert there in text and (not gone or gone not in text)
    for comment in ("# the body", "# about the task", "# the first", "# its name"):
        assert comment in text
    assert not opened(desk, text).problems


def test_removing_the_only_record_removes_what_it_leaves_empty(desk: Desk) -> None:
    found = opened(desk, COMMENTED)
    first = next(f for f in found.document.facts if getattr(f.record, "name", "") == "乙")
    text = remove_record(found, first.node)
    assert "# the first" not in text and "丙" in text and "# about the task" in text
    found = opened(desk, text)
    second = next(f for f in found.document.facts if getattr(f.record, "name", "") == "丙")
    text = remove_record(found, second.node)
    assert "quote: 乙十个" not in text and "task: 甲" in text
    task = opened(desk, text)
    text = remove_record(task, task.document.facts[0].node)
    assert text.rstrip().endswith("body: []")


# ---- changes of lines --------------------------------------------------------------------

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "d: 一\n"]), max_size=12).map("".join)


@given(LINES, LINES)
def test_a_hunk_makes_one_text_of_the_other_and_back(before: str, after: str) -> None:
    hunk = hunk_between(before, after)
    assert hunk.applied(before) == after
    assert hunk.reversed.applied(after) == before


@given(LINES, LINES, st.lists(st.sampled_from(["x\n", "y\n"]), min_size=1, max_size=4))
def test_a_hunk_is_found_again_behind_other_lines_or_refused(
    before: str, after: str, more: list[str]
) -> None:
    moved = "".join(more) + before
    hunk = hunk_between(before, after)
    made = hunk.applied(moved)
    if made is not None:  # wherever it fitted: its own lines went and came, all others stay
        changed = Counter(moved.splitlines())
        changed.subtract(line.rstrip("\n") for line in hunk.removed)
        changed.update(line.rstrip("\n") for line in hunk.added)
        assert Counter(made.splitlines()) == +changed
    assert made in (None, "".join(more) + after) or made.count("x") + made.count("y") == len(more)


def test_seeking_a_changes_place_grows_no_faster_than_the_file() -> None:
    def seek(lines: str) -> None:
        hunk = hunk_between(lines + "end\n", lines + "new\nend\n")
        assert hunk.applied("first\n" + lines + "end\n") is not None

    assert superlinear(seek, lambda size: "- 甲\n" * (size // 4), 100_000) == []


def test_a_file_too_large_for_the_desk_is_refused_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.accept([find(desk, "整治河道")])
    before = facts_file(desk).read_bytes()
    monkeypatch.setattr("loaders.desk.journal.MAX_FILE", len(before) - 1)
    with pytest.raises(LoadersError, match="larger than"):
        desk.undo()
    assert facts_file(desk).read_bytes() == before


def test_a_damaged_journal_is_read_as_far_as_it_goes(root: Path) -> None:
    desk = desk_of(root)
    desk.accept([find(desk, "整治河道")])
    path = root / ".policykg/desk" / f"{DOCUMENT}.jsonl"
    with path.open("ab") as file:
        file.write(b'{"do": "nonsense"}\n\xff\xfe\n{"do": 2, "wha')
    again = desk_of(root)
    assert again.verdicts() == desk.verdicts()
    again.accept([find(again, "培育规模企业")])
    assert len(desk_of(root).journal.actions) == 2


def test_no_path_leads_out_of_the_workspace(root: Path, tmp_path: Path) -> None:
    journal = Journal(root, root / ".policykg/desk/x.jsonl")
    with pytest.raises(Exception, match="outside"):
        journal.act("x", {"../elsewhere.yaml": ("", "text")})
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_what_was_accepted_passes_the_gate(root: Path) -> None:
    desk = desk_of(root)
    for card, _ in desk.cards():
        if desk.verdicts().get(card.id) != "accepted":
            desk.accept([card.id])
    outcome = run_cli("-w", str(root), "check", "--json")
    found = json.loads(outcome.stdout)
    kept = {p["rule"] for p in found["problems"] if p["severity"] == "error"}
    assert kept <= {"reference-unknown"}, "bodies are unknown until there are authority records"


# ---- how far it is -----------------------------------------------------------------------


def test_the_report_counts_states_and_what_is_unaccounted_for(desk: Desk) -> None:
    cards = [card.id for card, _ in desk.cards()]
    desk.sign_accepted(desk.accept([cards[0]], reader="王一"))
    early = desk.report()
    assert early is not None
    for identity in cards:
        if desk.verdicts().get(identity) != "accepted":
            desk.sign_accepted(desk.accept([identity], reader="王一"))
    desk.sign_header("王一")
    late = reported(desk)
    assert sum(late.states.values()) > sum(early.states.values())
    assert late.states["signed"] > 0 and late.states.get("open", 0) == 0
    assert len(late.unaccounted) < len(early.unaccounted) or not early.unaccounted


def test_words_dismissed_with_a_reason_are_unaccounted_no_more(desk: Desk) -> None:
    for card, _ in desk.cards():
        if desk.verdicts().get(card.id) != "accepted":
            desk.accept([card.id])
    before = reported(desk).unaccounted
    reason = {"zh": "修辞", "en": "rhetoric"}
    for start, end, _ in before:
        desk.dismiss_words((start, end), reason)
    assert reported(desk).unaccounted == []
    text = (desk.workspace.root / "facts" / "omissions.yaml").read_text("utf-8")
    assert text.count("rhetoric") == min(1, len(before)), "places of one reason stand together"
    assert format_text(text.encode(), "x") == text
    for _ in before:
        desk.undo()
    assert reported(desk).unaccounted == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "omissions: {}\n",
        "# why\nomissions:\n  other:\n    - at: [1-2]\n      reason: {zh: 甲, en: A}\n",
        "omissions:\n  d:\n    - words: [甲]\n      reason: {zh: 修辞, en: rhetoric}  # mine\n",
        "omissions:\n  d:\n    - at: 3-4\n      reason: {zh: 修辞, en: rhetoric}\n  e: []\n",
    ],
)
def test_a_dismissal_joins_the_file_whatever_it_holds(text: str) -> None:
    from loaders.desk.dismissing import with_dismissal

    reason = {"zh": "修辞", "en": "rhetoric"}
    once = with_dismissal(text, "d", (5, 9), reason)
    twice = with_dismissal(once, "d", (11, 12), reason)
    assert with_dismissal(twice, "d", (11, 12), reason) == twice
    assert format_text(twice.encode(), "x") == twice
    assert "5-9" in twice and "11-12" in twice
    for comment in ("# why", "# mine"):
        assert (comment in text) == (comment in twice)


@pytest.mark.parametrize("seed", range(sized(4, 40)))
def test_cards_accepted_at_once_stand_where_they_would_one_after_the_other(
    root: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    ids = [card.id for card, _ in desk_of(root).cards()]
    chance.shuffle(ids)
    other = tmp_path / "other"
    shutil.copytree(root, other)
    single, group = desk_of(root), desk_of(other)
    while ids:
        some = [ids.pop() for _ in range(min(len(ids), chance.randint(1, 8)))]
        some = [one for one in some if group.verdicts().get(one) != "accepted"]
        if not some:
            continue
        group.accept(some)
        for one in some:
            if single.verdicts().get(one) != "accepted":
                single.accept([one])
        assert group.facts_text() == single.facts_text()
    assert format_text(group.facts_text().encode(), "x") == group.facts_text()


def test_a_changed_name_is_signed_with_its_change_also_in_a_group_read_card_by_card(
    desk: Desk,
) -> None:
    river = find(desk, "河道清淤")
    other = find(desk, "幼儿园")
    action = desk.accept(
        [river, other], reader="王一", shown=[river, other], how="read",
        each={river: {"name": "清淤河道"}},
    )  # fmt: skip
    desk.sign_accepted(action)
    marks = desk.signatures().marks.values()
    names = {
        fact.key: fact.node["name"] for fact in desk.facts().document.facts if fact.kind == "target"
    }
    assert {mark.how for mark in marks} == {"read"}
    assert {names[mark.fact] for mark in marks} == {"清淤河道", "幼儿园"}


def test_an_equal_record_of_other_words_is_not_signed_with_it(tmp_path: Path) -> None:
    twice = TEXT.replace("完成河道清淤32公里，", "到2025年，新建幼儿园6所，")
    desk = desk_of(drafted_workspace(tmp_path, twice))
    first, second = [card for card, _ in desk.cards() if card.title == "幼儿园"]
    assert (first.record, first.span) != (second.record, second.span)
    desk.accept([first.id])
    desk.sign_accepted(desk.accept([second.id], reader="王一"))
    signed = {mark.fact for mark in desk.signatures().marks.values()}
    targets = [fact.key for fact in desk.facts().document.facts if fact.kind == "target"]
    assert len(targets) == 2
    assert signed == {targets[1]}


def test_marks_of_what_is_to_be_said_never_reach_the_facts_however_deep(tmp_path: Path) -> None:
    desk = desk_of(
        drafted_workspace(tmp_path, TEXT.replace("县财政局、", "县财政局、各乡镇政府、"))
    )
    drafted = (desk.workspace.root / desk.drafts_path).read_text("utf-8")
    assert "groups:" in drafted and "en: TODO" in drafted

    desk.accept([card.id for card, _ in desk.cards()])

    assert "各乡镇政府" in desk.facts_text() and "TODO" not in desk.facts_text()
    assert reported(desk).facts == len(desk.facts().document.facts) > 0


@pytest.mark.parametrize("place", ["TODO", "todo", "''"])
def test_a_place_that_is_still_to_be_named_is_no_unknown_place(root: Path, place: str) -> None:
    drafts = root / "drafts" / f"{DOCUMENT}.yaml"
    drafts.write_text(
        drafts.read_text("utf-8").replace("jurisdiction: yunxi", f"jurisdiction: {place}")
    )
    _, problems = desk_of(root).header()
    assert [one.rule for one in problems]
    assert "no place that is known" not in problems[0].en


@pytest.mark.parametrize("written", ["  written: 2023\n", "  written: TODO\n", ""])
@pytest.mark.parametrize(
    ("place", "ids"),
    [
        ("铁岭市", ["liaoning", "tieling"]),
        ("昆山市", ["jiangsu", "suzhou", "kunshan"]),
        ("重庆市", ["chongqing"]),
        ("辽宁省", ["liaoning"]),
        ("无此地名市", []),
        ("TODO", []),
    ],
)
def test_a_place_that_the_gazetteer_knows_is_proposed_with_what_it_lies_in(
    root: Path, place: str, ids: list[str], written: str
) -> None:
    drafts = root / "drafts" / f"{DOCUMENT}.yaml"
    words = drafts.read_text("utf-8").replace("jurisdiction: yunxi", f"jurisdiction: {place}")
    words = words.replace("  written: 2023\n", written)
    drafts.write_text(words, encoding="utf-8")
    (root / "facts" / "authority" / "qingxi.yaml").unlink()
    desk = desk_of(root)

    proposed = desk.places_to_make()

    assert [one.id for one in proposed] == ids
    for one in proposed:
        desk.make_identity("places", one.id, one.record)
    unknown = [one.rule for one in desk_of(root).header()[1] if one.rule == "reference-unknown"]
    assert not unknown or not ids


def test_a_place_never_gets_the_id_of_its_document(root: Path) -> None:
    authority = desk_of(root).authority()
    for name, place in (("tieling", "铁岭市"), ("liaoning", "铁岭市"), ("kunshan", "昆山市")):
        proposed = place_proposals({"id": name, "jurisdiction": place}, authority)
        assert proposed and name not in {one.id for one in proposed}


@pytest.mark.parametrize(
    "record",
    [
        {"subject": "县水利局", "relation": "aims-at", "object": "长" * 400},
        {"subject": "县水利局", "relation": "no-such", "object": "河道"},
        {"subject": "县水利局", "relation": "aims-at"},
        {"subject": "县水利局", "relation": "aims-at", "object": "河道", "period": ["a", "b"]},
    ],
)
def test_a_record_that_could_not_be_read_again_is_not_written(
    desk: Desk, record: dict[str, object]
) -> None:
    start = TEXT.index("县水利局")
    span = start, start + 4
    before = desk.facts_text()
    with pytest.raises(NotAtDesk, match=r"facts/yunxi-points\.yaml:\d+:\d+"):
        desk.add_fact(NewFact("relations", record, {"quote": "县水利局"}, span))
    assert desk.facts_text() == before and not desk.journal.actions


def test_a_change_that_could_not_be_read_again_is_not_accepted(desk: Desk) -> None:
    card = find(desk, "培育规模企业")
    with pytest.raises(NotAtDesk, match="beyond its bound"):
        desk.accept([card], {"en": "x" * 5_000})
    assert not desk.facts_text() and not desk.journal.actions


def test_a_report_is_given_up_where_the_facts_change_meanwhile(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [card.id for card, _ in desk.cards()]
    desk.accept(ids[:2])
    work = desk._case

    def meanwhile(opened: Opened) -> Case | None:
        monkeypatch.undo()
        desk.accept(ids[2:4])
        return work(opened)

    monkeypatch.setattr(desk, "_case", meanwhile)
    assert desk.report() is None
    late = desk.report()
    assert late is not None and late.facts == len(desk.facts().document.facts)


def test_a_target_without_a_value_is_told_before_it_is_written(desk: Desk) -> None:
    start = TEXT.index("完善教育设施")
    new = NewFact("targets", {"name": "教育设施"}, {"quote": "完善教育设施"}, (start, start + 6))
    assert "value-missing" in [one.rule for one in desk.try_record(new)]
