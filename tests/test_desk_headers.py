"""The form of the header at the desk: what is no value of its field is refused, and why."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.desk.files import NotAtDesk
from loaders.errors import WorkspaceUnsound
from loaders.workspace import open_workspace
from loaders.yaml.canonical import format_text
from tests.support.desk_example import DOCUMENT, desk_of, drafted_workspace


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drafted_workspace(tmp_path_factory.mktemp("headers"))


@pytest.fixture
def root(drafted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drafted, tmp_path / "ws"))


def text_of(root: Path) -> str:
    return (root / "drafts" / f"{DOCUMENT}.yaml").read_text("utf-8")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"written": ["2023"]}, "written"),
    ({"written": {"year": "2023"}}, "written"),
    ({"written": "banana"}, "no date"),
    ({"written": "2023-13"}, "no date"),
    ({"written": "2023年5月"}, "no date"),
    ({"title": "只有一名"}, "title"),
    ({"title": ["a", "b"]}, "title"),
    ({"title": {"zh": ["a"], "en": "b"}}, "zh"),
    ({"title": {"zh": "a", "en": "b", "fr": "c"}}, "fr"),
    ({"genre": "poem"}, "genre"),
    ({"genre": ["notice"]}, "genre"),
    ({"jurisdiction": ["yunxi"]}, "jurisdiction"),
    ({"jurisdiction": {"id": "yunxi"}}, "jurisdiction"),
    ({"issuer": {"name": "县政府"}}, "issuer"),
    ({"issuer": [["县政府"]]}, "issuer"),
    ({"number": ["1", "2"]}, "number"),
    ({"number": {"no": "1"}}, "number"),
    ({"article": "全文"}, "article"),
    ({"article": {"from": "云溪县"}}, "to"),
    ({"article": {"from": "云溪县", "to": ["x"]}}, "to"),
    ({"counts": {"tasks": "many"}}, "tasks"),
    ({"counts": ["5"]}, "counts"),
    ({"ruby": "perhaps"}, "ruby"),
    ({"quotes": "latin"}, "quotes"),
    ({"source": "x.txt"}, "source"),
    ({"columns": {"lead": ["a"]}}, "lead"),
    ({"id": "Not An Id"}, "no id"),
    ({"unknown-key": "x"}, "unknown-key"),
    ({"issuer": " "}, "blanks"),
    ({"issuer": ["县政府", "  "]}, "blanks"),
    ({"issuer": "\u3000"}, "blanks"),
    ({"title": {"zh": " ", "en": "x"}}, "blanks"),
    ({"title": {"zh": "x", "en": "\t"}}, "blanks"),
    ({"lead-rule": " "}, "blanks"),
    ({"columns": {"lead": " "}}, "blanks"),
    ({" ": "x"}, "without a name"),
    ({"": "x"}, "without a name"),
]


@pytest.mark.parametrize(("fields", "told"), REFUSED, ids=[str(fields) for fields, _ in REFUSED])
def test_a_value_that_is_none_of_its_field_is_refused_and_nothing_written(
    root: Path, fields: dict[str, Any], told: str
) -> None:
    before = text_of(root)
    with pytest.raises(NotAtDesk) as error:
        desk_of(root).change_header(fields)
    assert told in error.value.en, error.value.en
    assert any("\u4e00" <= char <= "\u9fff" for char in error.value.zh)
    assert text_of(root) == before and not desk_of(root).journal.actions


TAKEN: list[dict[str, Any]] = [
    {"written": "2023-05-06"},
    {"written": "2023~"},
    {"title": {"zh": "甲", "en": "A"}},
    {"title": {"zh": "甲", "en": "TODO"}},
    {"genre": "notice", "number": "云政发〔2023〕1号"},
    {"issuer": "云溪县人民政府"},
    {"issuer": ["甲", "乙"]},
    {"article": {"from": "云溪县", "to": "前完成"}},
    {"jurisdiction": "another-place"},
    {"number": None},
    {"note": {"zh": "说明", "en": "note"}},
]


@pytest.mark.parametrize("fields", TAKEN, ids=str)
def test_a_value_of_its_field_is_written_in_canonical_form(
    root: Path, fields: dict[str, Any]
) -> None:
    desk_of(root).change_header(fields)
    header = desk_of(root).header()[0]
    for key, value in fields.items():
        assert header.get(key) == value
    assert format_text(text_of(root).encode()) == text_of(root)


def test_a_fault_elsewhere_in_the_header_does_not_keep_a_field_from_being_mended(
    root: Path,
) -> None:
    path = root / "drafts" / f"{DOCUMENT}.yaml"
    path.write_text(text_of(root).replace("genre: task-list", "genre: poem"), "utf-8")
    desk_of(root).change_header({"written": "2024"})
    assert desk_of(root).header()[0]["written"] == "2024"
    desk_of(root).change_header({"genre": "notice"})
    assert desk_of(root).header()[1] == []


PLAIN = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=80
).filter(str.strip)


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(zh=PLAIN, en=PLAIN, issuers=st.lists(PLAIN, min_size=1, max_size=3), number=PLAIN)
def test_whatever_words_a_header_gets_formatting_changes_nothing(
    drafted: Path, tmp_path_factory: pytest.TempPathFactory,
    zh: str, en: str, issuers: list[str], number: str,
) -> None:  # fmt: skip
    root = Path(shutil.copytree(drafted, tmp_path_factory.mktemp("any") / "ws"))
    desk = desk_of(root)
    desk.change_header({"title": {"zh": zh, "en": en}, "issuer": issuers, "number": number})
    header = desk.header()[0]
    assert (header["title"], header["issuer"]) == ({"zh": zh, "en": en}, issuers)
    assert format_text(text_of(root).encode()) == text_of(root)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("keywords", 'keywords: [{zh: " ", en: " "}]'),
        ("keywords", 'keywords: [{zh: 任务, en: "\\t"}]'),
        ("keywords", 'keywords: [{zh: 任务, en: tasks}, {zh: "\u3000", en: x}]'),
        ("description", 'description: {zh: " ", en: x}'),
        ("creator", 'creator: " "'),
        ("publisher", 'publisher: "  "'),
        ("contact", 'contact: {name: " ", email: a@example.org}'),
    ],
)
def test_blank_words_in_the_description_of_a_workspace_are_refused(
    root: Path, key: str, line: str
) -> None:
    path = root / "policykg.yaml"
    kept = [one for one in path.read_text("utf-8").splitlines() if one.split(":")[0] != key]
    path.write_text("\n".join([*kept, line, ""]), "utf-8")
    with pytest.raises(WorkspaceUnsound) as error:
        open_workspace(root)
    assert f"`{key}` holds nothing but blanks" in str(error.value)
