"""Field states: a prover says yes to what the words say, and never to what they do not."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.checking.listing import states_of_workspace
from loaders.checking.workspace import check_workspace
from loaders.errors import SignatureRefused
from loaders.evidence.locate import locate_document
from loaders.evidence.proof_lines import proved_text, read_proved
from loaders.identity.authority import Authority
from loaders.resolving.references import resolve_document
from loaders.rules.base import Case
from loaders.states.model import FieldState, count_states
from loaders.states.rules import PROOF_RULES
from loaders.states.signature_file import parse_signatures
from loaders.states.signatures import Reader, Signature, Signatures
from loaders.states.states import states_of
from loaders.states.words import STATES, TRANSLATION
from loaders.workspace import open_workspace
from ontology.namespaces import DEFAULT_BASE
from tests.field_falsifications import Falsifier, Tally
from tests.support.evidence_example import TEXT, authority, document, source

BODY = """
  - quote: 2020年,全镇预计实现生产总值超70亿元,同比增长18.8%
    period: 2020
    values:
      - {name: 生产总值, value: 超70亿元, growth: 同比增长18.8%, status: expected}
  - quote: 常住人口10~12万,社区至少建成5个
    period: unstated
    values:
      - {name: 常住人口, en: Residents, value: 10~12万}
  - task: 实施“清水”工程
    number: 1
    en: Clear water
    quote: 1.实施“清水”工程
    lead: (牵头单位:县水利局、县住建局、*开发区管委会)
    groups:
      - {name: "*开发区管委会", group: yes, en: Zone}
      - {name: 县住建局, group: yes, en: Housing}
    body:
      - quote: 力争到2025年,建成污水管网300公里以上
        targets:
          - {name: 污水管网, en: Sewers, value: 300公里以上, by: 2025}
      - quote: 审批时限压缩至3个工作日内,荣获“县级示范窗口”称号
        recognitions: []
        policies:
          - {name: 示范, id: demo, en: Demo, kind: slogan}
"""
RECOGNITION = """
  - task: 改善政务服务
    number: 3
    en: Better services
    quote: 3.改善政务服务
    body:
      - quote: 荣获“县级示范窗口”称号
        period: unstated
        recognitions:
          - {title: 县级示范窗口, en: Model counter, level: county, status: obtained}
"""


def judged(body: str, known: Authority | None = None) -> dict[str, FieldState]:
    """Return the state of every field of an invented document, by ``fact.field``."""
    facts = document(body)
    text = source(TEXT, facts.header)
    evidence = locate_document(facts, text)
    case = Case(facts, known or authority(), text.folder, evidence)
    case.resolved = resolve_document(facts, case.authority, DEFAULT_BASE)
    found = states_of(case, Signatures("qinghe"))
    return {f"{one.fact}.{one.field}": one for one in found}


def words(state: FieldState) -> list[str]:
    return [TEXT[start:end] for start, end in state.spans]


# -- what the words say ----------------------------------------------------------------------

READ = [
    ("obs_gdp_2020.number", "value-read", ["超70亿元"]),
    ("obs_gdp_2020.unit", "value-read", ["超70亿元"]),
    ("obs_gdp_2020.bound", "value-read", ["超70亿元"]),
    ("obs_gdp_2020.value", "nearest-value", ["生产总值", "超70亿元"]),
    ("obs_gdp_2020.period", "only-years", ["2020"]),
    ("obs_gdp_2020_growth.number", "value-read", ["同比增长18.8%"]),
    ("obs_residents_unstated.number", "value-read", ["10~12万"]),
    ("obs_residents_unstated.name", "measure-beside-value", ["常住人口", "10~12万"]),
    ("task_1.name", "whole-words", ["实施“清水”工程"]),
    ("task_1.part-number", "heading-number", ["1"]),
    ("task_1.kind", "heading-form", ["实施“清水”工程"]),
    ("task_1_lead_1.name", "bracket", ["县水利局"]),
    ("task_1_lead_1.role", "bracket", ["牵头"]),
    ("task_1_lead_2.position", "bracket", ["(牵头单位:县水利局、县住建局、*开发区管委会)"]),
    ("task_1_lead_1.is", "one-identity", ["(牵头单位:县水利局、县住建局、*开发区管委会)"]),
    ("obs_sewers_by-2025.by", "only-years", ["2025"]),
    ("obs_sewers_by-2025.status", "only-cue",
     ["力争到2025年,建成污水管网300公里以上,其中主管网达100公里以上。"]),
    ("obs_sewers_by-2025.part", "heading-above", ["1.实施“清水”工程"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def states() -> dict[str, FieldState]:
    return judged(BODY)


@pytest.mark.parametrize(("field", "rule", "read"), READ, ids=[row[0] for row in READ])
def test_a_field_that_the_words_say_is_proved_by_a_rule_and_its_characters(
    states: dict[str, FieldState], field: str, rule: str, read: list[str]
) -> None:
    state = states[field]
    assert (state.state, state.rule) == ("proved", rule), state
    assert words(state) == read


LIES = [
    ("value: 超70亿元, growth", "value: 超71亿元, growth", "obs_gdp_2020.number"),
    ("value: 超70亿元, growth", "value: 超70亿元, number: 7, growth", "obs_gdp_2020.number"),
    ("value: 超70亿元, growth", "value: 超70亿元, bound: exact, growth", "obs_gdp_2020.bound"),
    ("value: 超70亿元, growth", "value: 超70亿元, unit: mu, growth", "obs_gdp_2020.unit"),
    ("name: 生产总值", "name: 总值, en: Total", "obs_total_2020.name"),
    ("status: expected", "status: actual", "obs_gdp_2020.status"),
    ("status: expected", "status: target", "obs_gdp_2020.status"),
    ("    period: 2020", "    period: 2019", "obs_gdp_2019.period"),
    ("    period: 2020", "    period: unstated", "obs_gdp_unstated.period"),
    ("name: 常住人口", "name: 社区", "obs_residents_unstated.number"),
    ("number: 1\n", "number: 2\n", "task_2.part-number"),
    ("- task: 实施“清水”工程", "- task: 施“清水”工程", "task_1.name"),
    ("- task: 实施“清水”工程", "- campaign: 实施“清水”工程", "campaign_1.kind"),
    ("    lead: (", "    support: (", "task_1_support_1.role"),
    ("by: 2025", "by: 2024", "obs_sewers_by-2024.by"),
    ("300公里以上, by", "100公里以上, by", "obs_sewers_by-2025.number"),
]


@pytest.mark.parametrize(("old", "new", "field"), LIES, ids=[f"{row[1]}" for row in LIES])
def test_a_field_that_the_words_do_not_say_is_not_proved(old: str, new: str, field: str) -> None:
    assert old in BODY
    assert judged(BODY.replace(old, new, 1))[field].state == "open"


def test_the_level_and_status_of_a_recognition_are_read_from_its_title_and_verb() -> None:
    found = judged(RECOGNITION)
    key = "recognition_model-counter"
    assert found[f"{key}.level"].rule == "tier-word"
    assert found[f"{key}.status"].state == "proved"
    sought = judged(RECOGNITION.replace("status: obtained", "status: sought"))
    assert sought[f"{key}.status"].state == "open"
    higher = judged(RECOGNITION.replace("level: county", "level: province"))
    assert higher[f"{key}.level"].state == "open"


def test_an_inferred_field_has_its_reason_and_is_not_proved() -> None:
    body = BODY.replace("status: expected", "status: expected, inferred: {status: said elsewhere}")
    state = judged(body)["obs_gdp_2020.status"]
    assert (state.state, state.reason, state.rule) == ("inferred", "said elsewhere", "")


def test_english_wording_is_counted_in_a_row_of_its_own(states: dict[str, FieldState]) -> None:
    counts = count_states(states.values())
    assert counts[TRANSLATION] == {"open": sum(s.field == "english" for s in states.values())}
    assert all(set(found) <= set(STATES) for found in counts.values())


def test_a_name_given_to_two_records_in_the_same_words_is_proved_for_none() -> None:
    twice = BODY.replace(
        "          - {name: 示范, id: demo, en: Demo, kind: slogan}",
        "          - {name: 县级示范窗口, id: a, en: A, kind: slogan}\n"
        "          - {name: 县级示范窗口, id: b, en: B, kind: slogan}",
    )
    found = judged(twice)
    assert {found["policy_a.name"].state, found["policy_b.name"].state} == {"open"}


# -- signatures ------------------------------------------------------------------------------

NAMES = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=80
).map(str.strip).filter(lambda name: name not in ("", "-"))  # fmt: skip
KEYS = st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True)
DIGESTS = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)


@given(
    st.lists(st.tuples(KEYS, KEYS, DIGESTS), min_size=1, max_size=45, unique_by=lambda t: t[:2]),
    st.lists(NAMES, min_size=1, max_size=3, unique=True),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_what_is_written_of_signatures_is_read_back(
    fields: list[tuple[str, str, str]], names: list[str], withdrawn: bool, chance: random.Random
) -> None:
    made = Signatures("d")
    for number, name in enumerate(names):
        reader = made.reader(name, "person" if number % 2 else "machine-rereading")
        claims = [Signature(f, n, reader, "read", "2026-01-01", d) for f, n, d in fields]
        how = ("group", "agreed", "settled")[number % 3]
        made.sign(claims, reader, how, "2026-11-30", chance=chance)  # type: ignore[arg-type]
    if withdrawn:
        made.withdraw(names[0])
        assert not any(reader.name == names[0] for reader in made.readers.values())
    again, problems = parse_signatures(made.text(), "d", "d.txt")
    assert not problems
    assert again.text() == made.text()
    assert again.marks == made.marks


def test_a_group_gives_a_twentieth_to_be_read_again_and_tells_its_error() -> None:
    made = Signatures("d")
    claims = [Signature(f"f{i}", "name", _READER, "read", "2026-01-01", "0" * 16)
              for i in range(41)]  # fmt: skip
    signed = made.sign(claims, "Reader", "group", "2026-11-30", chance=random.Random(7))
    group = made.groups[signed[0].group]
    assert len(group.looks) == 3
    assert group.error == (0, 0)
    first, second, _ = group.looks
    made.look(group.id, *first, "wrong")
    made.look(group.id, *second, "confirmed")
    assert group.error == (1, 2)
    wrong = next(claim for claim in claims if claim.fact == first[0])
    assert made.holding(wrong) == ()
    with pytest.raises(SignatureRefused):
        made.look(group.id, "f0", "number", "confirmed")


_READER = Reader("abcd", "person", "Reader")

REFUSED = ["", "-", "two\nlines", "tab\there", "x" * 81, "\u2028"]


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_cannot_stand_on_a_line_is_refused(name: str) -> None:
    with pytest.raises(SignatureRefused):
        Signatures("d").reader(name)


def test_a_name_is_of_one_kind_of_reader_only() -> None:
    made = Signatures("d")
    made.reader("A", "person")
    with pytest.raises(SignatureRefused):
        made.reader("A", "machine-rereading")


BAD_LINES = [
    "<<<<<<< HEAD",
    "f\tname\tzzzz\tread\t2026-01-01\t-\t0123456789abcdef",
    "f\tname\tr1\tguessed\t2026-01-01\t-\t0123456789abcdef",
    "f\tname\tr1\tread\tyesterday\t-\t0123456789abcdef",
    "f\tname\tr1\tread\t2026-01-01\t-\tno digest",
    "f\tname\tr1\tread\t2026-01-01\tg9\t0123456789abcdef",
    "@look\tg9\tf\tname\tconfirmed",
    "@group\tg1\tzzzz\t2026-01-01\t3",
    "@reader\tr1\tperson\tagain",
    "@reader\tr2\tghost\tB",
    "f\tname\tr1",
]


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_line_that_is_no_signature_is_told_by_its_number(line: str) -> None:
    good = "@reader\tr1\tperson\tA\nf\tof\tr1\tread\t2026-01-01\t-\t0123456789abcdef\n"
    found, problems = parse_signatures(f"{good}{line}\n", "d", "signatures/d.txt")
    assert [problem.at.line for problem in problems] == [3]
    assert list(found.marks) == [("f", "of", "r1")]


CHANGES = [
    ("超70亿元, growth", "超70亿元, number: 8, growth", "obs_gdp_2020.number"),
    ("status: expected", "status: planned", "obs_gdp_2020.status"),
    ("2020年,全镇预计", "全镇预计", "obs_gdp_2020.number"),
    ("quote: 1.实施“清水”工程", "quote: 实施“清水”工程", "task_1.name"),
    ("status: expected", "status: expected, inferred: {of: why}", "obs_gdp_2020.of"),
    ("    period: 2020\n", "    period: 2020\n    of: yunxian\n", "obs_gdp_yunxian_2020.of"),
]


@pytest.mark.parametrize(("old", "new", "field"), CHANGES, ids=[row[1] for row in CHANGES])
def test_a_change_of_a_field_or_its_quote_changes_what_is_signed(
    old: str, new: str, field: str
) -> None:
    before = judged(BODY)
    known = before.get(field) or before["obs_gdp_2020.of"]
    assert judged(BODY.replace(old, new, 1))[field].digest != known.digest


def test_a_change_of_an_identity_changes_what_is_signed() -> None:
    before, known = judged(BODY), authority()
    bureau = known.organisations["water-bureau"]
    wrong = replace(known, organisations={
        **known.organisations, "water-bureau": bureau.model_copy(update={"aliases": ["水利局"]})
    })  # fmt: skip
    after = judged(BODY, wrong)
    assert before["task_1_lead_1.is"].digest != after["task_1_lead_1.is"].digest
    assert before["task_1_lead_1.name"].digest == after["task_1_lead_1.name"].digest


# -- the lock --------------------------------------------------------------------------------


@given(
    st.dictionaries(
        KEYS.map(lambda key: key.replace("_", "-")),
        st.tuples(
            KEYS.map(lambda key: key.replace("_", "-")),
            st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=1, max_size=4)
            .map(tuple),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_proofs_in_the_lock_are_read_back(
    proved: dict[str, tuple[str, tuple[tuple[int, int], ...]]],
) -> None:
    assert read_proved(proved_text(proved)) == proved


@pytest.mark.parametrize("text", ["name", "name=rule", "name=rule:", "name=rule:1-x", ";", "=:1-2"])
def test_what_is_no_proof_in_the_lock_is_none(text: str) -> None:
    assert read_proved(text) is None


def _locked(folder: Path, root: Path) -> Path:
    shutil.copytree(root / "tests" / "examples" / "locked", folder)
    return folder


def test_a_clone_without_the_text_has_the_same_states(tmp_path: Path, root: Path) -> None:
    folder = _locked(tmp_path / "w", root)
    with_text = [list(f.states) for f in states_of_workspace(open_workspace(folder))]
    assert any(state.state == "proved" for states in with_text for state in states)
    shutil.rmtree(folder / "sources")
    assert [list(f.states) for f in states_of_workspace(open_workspace(folder))] == with_text


def test_without_the_text_a_changed_record_has_no_proofs(tmp_path: Path, root: Path) -> None:
    folder = _locked(tmp_path / "w", root)
    shutil.rmtree(folder / "sources")
    before = next(iter(states_of_workspace(open_workspace(folder))))
    proved = next(s for s in before.states if s.state == "proved" and s.field == "value")
    path = next((folder / "facts").glob("*.yaml"))
    changed = path.read_text("utf-8").replace(proved.value, proved.value + "左右", 1)
    path.write_text(changed, "utf-8")
    after = next(iter(states_of_workspace(open_workspace(folder))))
    same = [s for s in after.states if s.fact == proved.fact]
    assert same
    assert all(state.state != "proved" for state in same)


def test_a_signed_field_is_signed_until_it_changes_and_check_says_so(
    tmp_path: Path, root: Path
) -> None:
    folder = _locked(tmp_path / "w", root)
    space = open_workspace(folder)
    found = next(iter(states_of_workspace(space)))
    chosen = next(s for s in found.states if s.state == "open" and s.field == "of")
    found.signatures.sign([chosen], "Reader", "read", "2026-11-30")
    found.signatures.write(folder / "facts" / "signatures" / f"{found.document}.txt")
    again = next(iter(states_of_workspace(space)))
    state = next(s for s in again.states if (s.fact, s.field) == (chosen.fact, "of"))
    assert (state.state, [mark.reader.name for mark in state.signatures]) == ("signed", ["Reader"])
    assert not check_workspace(space, cache=False).problems
    lines = (folder / "facts" / "signatures" / f"{found.document}.txt").read_text("utf-8")
    stale = lines.replace(chosen.digest, "f" * 16)
    (folder / "facts" / "signatures" / f"{found.document}.txt").write_text(stale, "utf-8")
    report = check_workspace(space)
    assert [problem.rule for problem in report.problems] == ["signature-void"]
    assert chosen.fact == report.problems[0].record
    assert check_workspace(space).problems == report.problems, "the cache says the same"


# -- the five documents ----------------------------------------------------------------------


def test_most_fields_of_the_five_documents_are_proved(root: Path, sources: Path) -> None:
    states = [s for f in states_of_workspace(open_workspace(root, [sources])) for s in f.states]
    claimed = [state for state in states if state.row != TRANSLATION]
    proved = [state for state in claimed if state.state == "proved"]
    assert len(proved) / len(claimed) >= 0.59
    read = [s for s in claimed if s.field in ("number", "unit", "bound") and s.kind != "document"]
    assert sum(state.state == "proved" for state in read) / len(read) >= 0.9
    assert {state.rule for state in proved} <= set(PROOF_RULES), "every rule is told of in the docs"
    listed = [s for s in claimed if s.kind == "responsibility" and s.rule == "bracket"]
    assert len(listed) > 100


def test_a_falsified_field_is_hardly_ever_called_proved(root: Path, sources: Path) -> None:
    tally = Tally()
    space = open_workspace(root, [sources])
    for path in space.facts_files():
        Falsifier(space, path, seed=3).run(tally, most=150)
    assert sum(tally.tried.values()) > 1000
    assert len(tally.tried) >= 30
    assert tally.rate() <= 0.01, tally.examples
