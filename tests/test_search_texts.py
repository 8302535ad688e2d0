"""Source texts are searched where they are at hand, and nothing else ever holds them."""

from __future__ import annotations

import io
import os
import sqlite3
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policykg
from explorer.view.opening import view_of_build
from explorer.view.quotes_index import marked
from explorer.view.source_grams import grams_of, paragraphs_of, phrases_of
from explorer.view.source_index import EXCERPT, TEXTS, SourceIndex
from graph.builds.search_lines import fold
from ontology.formats import holding
from policykg.kg import KG
from tests.support.command import run_cli

SECRET = "鹦鹉螺在蓝色的灯塔下面唱歌"
"""Words of a text that no fact quotes."""


def matches(text: str, word: str) -> bool:
    """Tell whether FTS5 finds a word in a text by our grams."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE gram USING fts5(grams, content='', columnsize=0, "
        "tokenize=\"unicode61 remove_diacritics 0 tokenchars '.'\")"
    )
    base.execute("INSERT INTO gram(rowid, grams) VALUES (1, ?)", (grams_of(text),))
    phrases = phrases_of(fold(word))
    return bool(phrases) and bool(
        base.execute("SELECT 1 FROM gram WHERE gram MATCH ?", (" OR ".join(phrases),)).fetchone()
    )


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("特色小镇", "推进特色小镇建设", True),
        ("特色小鎮", "推进特色小镇建设", True),
        ("特色小镇", "推進特色小鎮建設", True),
        ("色小", "特色小镇", True),
        ("镇建", "特色小镇、建设", False),
        ("小镇特", "特色小镇", False),
        ("镇", "特色小镇", True),
        ("特色小镇", "特色\n小镇", True),
        ("500", "投资500亿元", True),
        ("500", "投资1500亿元", False),
        ("500", "投资500.5亿元", False),
        ("500.5", "投资500.5亿元", True),
        ("500亿元", "投资1500亿元", False),
        ("1000", "1,000户", True),
        ("1,000", "1000户", True),
        ("5000", "五千户", True),
        ("5000", "十五千户", False),
        ("２０２０", "到2020年", True),
        ("2020年", "到2020年", True),
        ("2020", "12020年", False),
        ("18.8%", "增长18.8%", True),
        ("18", "增长18.8%", False),
        ("gdp", "人均GDP达", True),
        ("人均gdp", "人均GDP达", True),
        ("econ", "the economy", True),
        ("conomy", "the economy", False),
        ("5g", "建设5G基站", True),
        ("打印3d", "打印3D模型", True),
        ("十三五", "“十三五”规划", True),
        ("统一规划", "统一规划", True),
        ("一规", "统一规划", True),
        ("", "统一规划", False),
        ("《》", "《规划》", False),
    ],
)
def test_words_are_found_in_texts_as_they_are_in_quotes(word: str, text: str, found: bool) -> None:
    assert matches(text, word) is found


@given(st.text("特色小镇发展一五十的，。 ", max_size=30), st.data())
def test_every_stretch_of_chinese_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    runs = [run for run in fold(text).replace("一", " ").replace("五", " ").replace("十", " ")
            .replace("，", " ").replace(",", " ").replace("。", " ").split() if run]  # fmt: skip
    if runs:
        run = data.draw(st.sampled_from(runs))
        start = data.draw(st.integers(0, len(run) - 1))
        end = data.draw(st.integers(start + 1, len(run)))
        assert matches(text, run[start:end])


@given(st.text(alphabet=st.sampled_from("发展。\n x1"), max_size=300))
def test_paragraphs_divide_a_text_and_lose_nothing(text: str) -> None:
    at = 0
    for start, length in paragraphs_of(text):
        assert start == at and length > 0
        at += length
    assert at == len(text)


# ---- a workspace of its own --------------------------------------------------------------------


@pytest.fixture
def town(example: Path, monkeypatch: pytest.MonkeyPatch) -> KG:
    """The example's workspace, whose text holds a sentence that nothing quotes."""
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    (path,) = (example / "sources").glob("*.txt")
    path.write_text(
        path.read_text("utf-8") + f"\n\n{'又及，' * 40}{SECRET}，" + "完毕。" * 40, "utf-8"
    )
    for command in ("lock", "build"):
        outcome = run_cli("-w", str(example), command)
        assert outcome.exit_code == 0, outcome.output
    return policykg.open(example)


def text_of(kg: KG) -> Path:
    (path,) = (kg.workspace / "sources").glob("*.txt")
    return path


@pytest.mark.parametrize("words", [SECRET, "鹦鹉螺", "灯塔 鹦鹉螺", "鸚鵡螺"])
def test_an_excerpt_is_short_holds_the_words_and_says_where_they_stand(
    town: KG, words: str
) -> None:
    found = town.search(words).as_dict()["texts"]
    (one,) = found["results"]
    assert found["total"] == 1 and found["absent"]["total"] == 0
    assert len(one["text"]) <= EXCERPT == 60
    assert any(hit for _, hit in one["marked"])
    assert text_of(town).read_text("utf-8")[one["start"] : one["end"]] == one["text"]


def test_an_excerpt_shows_most_of_the_words(town: KG) -> None:
    (one,) = town.search("唱歌 鹦鹉螺 灯塔").as_dict()["texts"]["results"]
    assert [piece for piece, hit in one["marked"] if hit] == ["鹦鹉螺", "灯塔", "唱歌"]


def test_words_may_stand_in_the_title_of_the_document(town: KG) -> None:
    title = town.label(town.documents[0])
    assert town.search(f"鹦鹉螺 {title[:4]}").totals["texts"] == 1
    assert "texts" not in town.search("鹦鹉螺 别的地方").totals or town.search(
        "鹦鹉螺 别的地方"
    ).dropped == ["别的地方"]


def test_a_text_that_goes_or_changes_is_not_shown_any_more(town: KG) -> None:
    path = text_of(town)
    whole = path.read_bytes()
    assert town.search("鹦鹉螺").totals == {"texts": 1}
    path.rename(path.with_suffix(".away"))
    gone = town.search("鹦鹉螺")
    assert gone.totals == {} and gone.absent == 1
    path.with_suffix(".away").rename(path)
    assert town.search("鹦鹉螺").totals == {"texts": 1}
    path.write_bytes(whole.replace("灯塔".encode(), "烟囱".encode()))
    assert town.search("鹦鹉螺").as_dict()["texts"]["results"] == []


@pytest.mark.parametrize("fault", ["damaged", "empty", "another layout", "a folder"])
def test_a_damaged_index_is_made_again(town: KG, fault: str) -> None:
    path = town.workspace / "build" / TEXTS
    match fault:
        case "damaged":
            path.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
        case "empty":
            path.write_bytes(b"")
        case "another layout":
            base = sqlite3.connect(path)
            base.executescript("CREATE TABLE a (b); PRAGMA user_version=99")
            base.close()
        case _:
            path.mkdir()
    view = view_of_build(town.generation)
    index = SourceIndex(view, [town.workspace / "sources"], path)
    assert index.find(["鹦鹉螺"]).total == 1


DAMAGED = {
    "the middle": lambda data: data[:8192] + bytes(len(data) - 8192),
    "all behind the first page": lambda data: data[:4096] + b"x" * (len(data) - 4096),
    "the schema": lambda data: data.replace(b"CREATE", b"C\x8bEATE"),
    "the name of a column": lambda data: data.replace(b"columnsize=0", b"columnsizX=0"),
    "the index": lambda data: data[:8192] + bytes(s ^ 255 for s in data[8192:]),
    "the second half": lambda data: data[: len(data) // 2],
    "no tables": None,
}


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("opened", [False, True], ids=["before", "while it is read"])
def test_an_index_that_is_damaged_anywhere_is_made_again(
    town: KG, damage: str, opened: bool
) -> None:
    assert town.search("鹦鹉螺").totals == {"texts": 1}
    path = town.workspace / "build" / TEXTS
    view, folders = view_of_build(town.generation), [town.workspace / "sources"]
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        layout = base.execute("PRAGMA user_version").fetchone()[0]
    index = SourceIndex(view, folders, path) if opened else None
    change = DAMAGED[damage]
    if change is not None:
        damaged = change(path.read_bytes())
        path.write_bytes(damaged)  # in place: who has it open reads this
    else:
        path.unlink()
        with closing(sqlite3.connect(path)) as base:
            base.execute(f"PRAGMA user_version={layout}")
    index = index or SourceIndex(view, folders, path)
    found = index.find(["鹦鹉螺"])
    assert found.total == 1
    assert [SECRET in p.text for p in index.passages(found.lines, ["鹦鹉螺"])] == [True]
    again = SourceIndex(view, folders, path)
    assert again.find(["鹦鹉螺"]).total == 1


def test_texts_that_nobody_wants_any_more_are_forgotten(town: KG) -> None:
    path = text_of(town)
    for number in range(3):
        path.write_text(path.read_text("utf-8") + f"\n第{number}次。", "utf-8")
        for command in ("lock", "build"):
            assert run_cli("-w", str(town.workspace), command).exit_code == 0
        assert policykg.open(town.workspace).search("鹦鹉螺").total == 1
    base = sqlite3.connect(town.workspace / "build" / TEXTS)
    assert base.execute("SELECT count(*) FROM text").fetchone()[0] <= 2


def test_a_search_that_cannot_wait_says_how_many_texts_are_unread(
    town: KG, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.view.source_index.FEW", 0)
    index = SourceIndex(view_of_build(town.generation), [town.workspace / "sources"], None)
    first = index.find(["鹦鹉螺"], wait=5)
    assert (first.total, first.unread, first.absent) == (0, 1, [])
    ends = time.monotonic() + 60
    while (found := index.find(["鹦鹉螺"], wait=5)).unread and time.monotonic() < ends:
        time.sleep(0.01)
    assert (found.total, found.unread) == (1, 0)
    fresh = SourceIndex(view_of_build(town.generation), [town.workspace / "sources"], None)
    assert (fresh.find(["鹦鹉螺"]).total, fresh.find(["鹦鹉螺"]).unread) == (1, 0)


@pytest.mark.parametrize("batch", [1, 2, 7])
def test_texts_are_found_alike_however_few_are_read_at_once(
    kg: KG, sources: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = SourceIndex(view_of_build(kg.generation), [sources], None)
    monkeypatch.setattr("explorer.view.source_index.FEW", 0)
    monkeypatch.setattr("explorer.view.source_index.BATCH", batch)
    piecewise = SourceIndex(view_of_build(kg.generation), [sources], None)
    for word in ("发展", "500", "特色小镇", "的"):
        found, wanted = piecewise.find([word]), whole.find([word])
        assert (found.total, found.absent) == (wanted.total, wanted.absent)
        shown = [index.passages(each.lines, [word]) for index, each in
                 ((piecewise, found), (whole, wanted))]  # fmt: skip
        assert shown[0] == shown[1]


def test_the_index_is_its_owners_alone(town: KG) -> None:
    town.search("鹦鹉螺")
    path = town.workspace / "build" / TEXTS
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0


def contents(path: Path) -> bytes:
    """Return all bytes of a file or folder, archives unpacked."""
    if path.is_dir():
        return b"".join(contents(one) for one in sorted(path.rglob("*")) if one.is_file())
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data += b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    return data


def test_nothing_that_is_handed_on_holds_the_texts(town: KG, tmp_path: Path) -> None:
    assert town.search(SECRET).total == 1
    workspace, out = str(town.workspace), tmp_path / "out"
    out.mkdir()
    made: list[tuple[str, ...]] = []
    made += [
        ("export", name, str(out / f"export-{name}")) for name in (*holding("whole"), "sqlite")
    ]
    made += [("bundle", "--draft", str(out / "bundle.zip")), ("backup", str(out / "backup.zip"))]
    made += [("release", "--draft", _version(town), "-o", str(out / "release"))]
    for words in made:
        outcome = run_cli("-w", workspace, *words)
        assert outcome.exit_code == 0, (words, outcome.output)
    given = contents(out)
    assert len(given) > 50_000 and town.documents[0].encode() in given
    for piece in (SECRET[:4], "鹦鹉", TEXTS):
        assert piece.encode() not in given
    assert SECRET.encode() not in contents(town.generation.folder)


def _version(kg: KG) -> str:
    return str(kg.generation.manifest.version)


def test_what_is_shown_is_marked_as_it_is_written() -> None:
    pieces = marked("總量接近500億元", ["500亿元"])
    assert [piece for piece, hit in pieces if hit] == ["500億元"]
