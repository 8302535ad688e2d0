"""After an edit only the authority files that differ are read; what is kept is as if all were."""

from __future__ import annotations

import hashlib
import importlib
import json
import multiprocessing
import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.identity.renewing import renewed
from loaders.identity.stored import FILE, Read, file_of, first_of, open_stored, store
from loaders.identity.uses import RecordingAuthority, holds, may_differ
from loaders.problems import Problem
from loaders.reuse.authority import Spared
from ontology.processes import shared

FILES = {
    "a.yaml": """\
places:
  north: {name: {zh: 北方省, en: North}, kind: province}
  river: {name: {zh: 河东县, en: River}, kind: county, in: north}
  hill: {name: {zh: 山西村, en: Hill}, kind: village, in: river}
""",
    "b.yaml": """\
organisations:
  river-water:
    {name: {zh: 河东县水利局, en: Water}, aliases: [水利局], scope: river, kind: department}
  hill-water:
    {name: {zh: 山西村水利站, en: Station}, aliases: [水利站], scope: hill, kind: department}
policies:
  clean: {name: {zh: 清水计划}, kind: programme, issuer: river-water}
""",
    "c.yaml": """\
periods:
  十一五: {is: 2006/2010, en: 11th plan}
indicators:
  output: {name: {zh: 产值, en: Output}, unit: 元}
  output-growth: {name: {zh: 产值增长率, en: Growth}, unit: '%', growth-of: output}
  output-share: {name: {zh: 产值占比, en: Share}, broader: output}
""",
    "d.yaml": """\
organisations:
  north-water:
    {name: {zh: 北方省水利厅, en: Department}, aliases: [水利厅], scope: north, kind: department}
""",
}
PROGRAM = "this program"


@dataclass
class Files:
    """Authority files in a folder, read as a run of a command reads them."""

    folder: Path
    texts: dict[str, str] = field(default_factory=lambda: dict(FILES))

    def __post_init__(self) -> None:
        self.kept = self.folder / ".policykg"
        self.write()

    def write(self) -> None:
        for path in self.folder.glob("*.yaml"):
            if path.name not in self.texts:
                path.unlink()
        for name, text in self.texts.items():
            (self.folder / name).write_text(text, encoding="utf-8")

    @property
    def paths(self) -> list[Path]:
        return [self.folder / name for name in sorted(self.texts)]

    def read(self) -> Read:
        sums = [(p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in self.paths]
        return Read(tuple(sums), PROGRAM)

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self.read()).encode()).hexdigest()

    def all_read(self, folder: Path | None = None) -> tuple[Authority, list[Problem]]:
        authority, problems = load_authority([(path, path.name) for path in self.paths])
        authority.digest = self.digest
        store(authority, problems, folder or self.kept, self.read())
        stored = open_stored(folder or self.kept, self.digest)
        assert stored is not None
        return stored

    def edited_read(self) -> tuple[Authority, list[Problem]] | None:
        return renewed(self.kept, self.paths, self.read(), self.digest, lambda _: True)

    def replace(self, old: str, new: str) -> None:
        name = next(name for name, text in self.texts.items() if old in text)
        self.texts[name] = self.texts[name].replace(old, new, 1)
        self.write()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def tables(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is kept, but for what is known of earlier states.

    Between the numbers of files there is room for others: they are counted here.
    """
    queries = {
        "record": "SELECT * FROM record ORDER BY seq",
        "name": "SELECT * FROM name ORDER BY seq",
        "tie": "SELECT * FROM tie ORDER BY seq, id",
        "head": "SELECT * FROM head ORDER BY head, name",
        "about": "SELECT * FROM about WHERE key NOT IN ('renamed', 'altered', 'numbers') "
        "ORDER BY key",
    }
    with closing(sqlite3.connect(folder / FILE)) as base:
        found = {name: base.execute(query).fetchall() for name, query in queries.items()}
        (told,) = base.execute("SELECT value FROM about WHERE key = 'numbers'").fetchone()
    places = {number: place for place, number in enumerate(json.loads(told))}
    for name in ("record", "name", "tie"):
        found[name] = [
            ((places[file_of(seq)], seq - first_of(file_of(seq))), *row)
            for seq, *row in found[name]
        ]
    return found


GOOD = {
    "English": ("en: River", "en: The river"),
    "another kind": ("kind: village", "kind: town"),
    "a name": ("zh: 河东县,", "zh: 河西县,"),
    "a name added": ("aliases: [水利局]", "aliases: [水利局, 水局]"),
    "a name removed": (", aliases: [水利站]", ""),
    "a name that another record has": (
        "zh: 山西村水利站, en: Station}, aliases: [水利站]",
        "zh: 山西村水利局站, en: Station}, aliases: [水利局]",
    ),
    "a scope": ("scope: hill", "scope: river"),
    "a scope less": (", scope: hill", ""),
    "a parent": ("kind: village, in: river", "kind: village, in: north"),
    "a parent less": ("kind: village, in: river", "kind: village"),
    "a time": (", en: Hill}", ", en: Hill}, since: 2001"),
    "a source": ("scope: north,", "scope: north, source: {zh: 网站, en: A site},"),
    "growth of nothing": (", growth-of: output", ""),
    "growth of another": ("growth-of: output", "growth-of: output-share"),
    "a translation": ("{zh: 清水计划}", "{zh: 清水计划, en: Clean water}"),
    "a translation lost": (", en: Output}", "}"),
    "a line before all": ("places:\n", "# a line\nplaces:\n"),
    "a line within": ("  hill:", "\n  hill:"),
    "a record added": (
        "  hill:",
        "  lake: {name: {zh: 湖口镇, en: Lake}, kind: town, in: river}\n  hill:",
    ),
    "a record of another kind added": (
        "policies:\n",
        "policies:\n  blue: {name: {zh: 蓝天计划, en: Blue sky}, kind: programme}\n",
    ),
    "the last record": (FILES["d.yaml"].split("\n", 1)[1], "  {}\n"),
    "a record removed": (
        "  output-share: {name: {zh: 产值占比, en: Share}, broader: output}\n",
        "",
    ),
    "another id": ("  output-share:", "  share:"),
    "another order": (
        FILES["a.yaml"].split("\n", 2)[2],
        "".join(f"{line}\n" for line in reversed(FILES["a.yaml"].splitlines()[2:])),
    ),
    "a name that another file has": (
        "zh: 北方省水利厅, en: Department}, aliases: [水利厅]",
        "zh: 北方省水利局厅, en: Department}, aliases: [水利厅, 水利局]",
    ),
}


@pytest.mark.parametrize(("old", "new"), GOOD.values(), ids=GOOD)
def test_what_is_kept_is_as_if_all_files_were_read(files: Files, old: str, new: str) -> None:
    files.all_read()
    files.replace(old, new)
    again = files.edited_read()
    authority, problems = files.all_read(files.folder / "whole")
    assert again is not None
    assert tables(files.kept) == tables(files.folder / "whole")
    assert again[1] == problems
    assert again[0].digest == authority.digest == files.digest
    reopened = open_stored(files.kept, files.digest)
    assert reopened is not None
    assert all_answers(reopened[0]) == all_answers(authority)


def added(name: str) -> Callable[[Files], None]:
    return lambda files: files.texts.update(
        {
            name: "places:\n  lake: {name: {zh: 湖口镇, en: Lake}, kind: town, in: river}\n"
            "policies:\n  blue: {name: {zh: 蓝天计划, en: Blue sky}, kind: programme}\n"
        }
    )


def several(files: Files) -> None:
    for number in range(3):
        files.texts[f"b{number}.yaml"] = town(number)


def town(number: int) -> str:
    return f"places:\n  t{number}: {{name: {{zh: 镇{number}号, en: T}}, kind: town, in: river}}\n"


def renamed_file(name: str, new: str) -> Callable[[Files], None]:
    def act(files: Files) -> None:
        files.texts[new] = files.texts.pop(name)

    return act


def moved(files: Files) -> None:
    """Move a record behind those of another file."""
    line = next(one for one in files.texts["a.yaml"].splitlines(True) if "  hill:" in one)
    files.texts["a.yaml"] = files.texts["a.yaml"].replace(line, "")
    files.texts["e.yaml"] = f"places:\n{line}"


def without(name: str) -> Callable[[Files], None]:
    def act(files: Files) -> None:
        del files.texts[name]

    return act


def put_aside(files: Files) -> None:
    """Remove a file, and tell in another one what it said."""
    files.texts["ca.yaml"] = files.texts.pop("d.yaml").replace("en: Department", "en: Office")


FILE_EDITS: dict[str, Callable[[Files], None]] = {
    "a file before all": added("0.yaml"),
    "a file between": added("bb.yaml"),
    "a file after all": added("z.yaml"),
    "several files": several,
    "an empty file": lambda files: files.texts.update({"aa.yaml": "places: {}\n"}),
    "a file less": without("d.yaml"),
    "another name of a file": renamed_file("d.yaml", "dd.yaml"),
    "another name and order": renamed_file("d.yaml", "aa.yaml"),
    "a record in a file of its own": moved,
    "a file replaced": put_aside,
}


@pytest.mark.parametrize("act", FILE_EDITS.values(), ids=FILE_EDITS)
def test_files_that_come_and_go_are_put_in_their_places(
    files: Files, act: Callable[[Files], None]
) -> None:
    before, _ = files.all_read()
    asked = asked_one_by_one(before)
    act(files)
    files.write()
    again = files.edited_read()
    assert again is not None
    whole, problems = files.all_read(files.folder / "whole")
    assert tables(files.kept) == tables(files.folder / "whole")
    assert again[1] == problems
    assert all_answers(again[0]) == all_answers(whole)
    assert_spared(files, before, again[0], asked)


@pytest.mark.parametrize("seed", range(4))
def test_files_that_come_and_go_again_and_again_are_as_if_all_were_read(
    files: Files, seed: int
) -> None:
    chance = random.Random(seed)
    files.all_read()
    ways = 0
    for number in range(30):
        name = chance.choice("0abcdez") + chance.choice("0az") + ".yaml"
        if name in files.texts:
            del files.texts[name]
        else:
            files.texts[name] = town(number)
        files.write()
        again = files.edited_read()
        ways += again is not None
        if again is None:
            files.all_read()
        files.all_read(files.folder / "whole")
        assert tables(files.kept) == tables(files.folder / "whole")
    assert ways >= 28


def test_where_there_is_no_room_between_two_files_all_are_read(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.all_read()
    for number in range(40, 10, -1):
        files.texts[f"a{number}.yaml"] = "places: {}\n"
        files.write()
        if files.edited_read() is None:
            break
    assert number in range(22, 27)  # one takes half of what is left of sixteen bits
    files.all_read()
    files.texts["a0.yaml"] = "places: {}\n"
    files.write()
    assert files.edited_read() is not None


def all_answers(authority: Authority) -> dict[tuple[Any, ...], Any]:
    asking = RecordingAuthority(authority)
    ask_all(asking)
    return asking.uses.answers


IDS = ("north", "river", "hill", "lake", "river-water", "hill-water", "north-water", "clean",
       "blue", "output", "output-growth", "output-share", "share")  # fmt: skip
NAMES = ("北方省", "河东县", "河西县", "山西村", "水利局", "水局", "水利站", "水利厅",
         "河东县水利局", "清水计划", "蓝天计划", "产值", "产值增长率", "湖口镇", "全县",
         *IDS[:4])  # fmt: skip
KINDS = (("place",), ("organisation",), ("organisation", "place"), ("policy",), ("indicator",))
TEXTS = ("河东县水利局会同湖口镇推进", "山西村水利站负责水利", "没有一个名称")


def questions() -> list[Callable[[Authority], object]]:
    """Return all sorts of questions that a document may ask."""
    found: list[Callable[[Authority], object]] = []
    for place in (None, "north", "river", "hill", "lake"):
        found.append(lambda a, p=place: a.chain(p))  # type: ignore[misc]
        for kinds in KINDS:
            for name in NAMES:
                found.append(lambda a, k=kinds, n=name, p=place: a.named(k, n, p, 2008))  # type: ignore[misc]
        found.append(lambda a, p=place: a.in_scope("organisation", p))  # type: ignore[misc]
        found.append(lambda a, p=place: a.held(NAMES, ("organisation",), p))  # type: ignore[misc]
    for one in IDS:
        found.append(lambda a, i=one: a.kinds.get(i))  # type: ignore[misc]
        found.append(lambda a, i=one: a.positions.get(i))  # type: ignore[misc]
        found.append(lambda a, i=one: a.growth_of().get(i))  # type: ignore[misc]
        for table in ("places", "organisations", "policies", "indicators"):
            found.append(lambda a, i=one, t=table: getattr(a, t).get(i))  # type: ignore[misc]
    found += [lambda a, t=text: a.names_in(t) for text in TEXTS]  # type: ignore[misc]
    found += [lambda a: a.periods.get("十一五"), lambda a: [*a.periods], lambda a: [*a.places]]
    return found


def ask_all(authority: Authority) -> None:
    for question in questions():
        question(authority)


@pytest.mark.parametrize(("old", "new"), GOOD.values(), ids=GOOD)
def test_no_question_with_another_answer_is_spared(files: Files, old: str, new: str) -> None:
    before, _ = files.all_read()
    asked = asked_one_by_one(before)
    files.replace(old, new)
    again = files.edited_read()
    assert again is not None
    assert_spared(files, before, again[0], asked)


def asked_one_by_one(before: Authority) -> list[tuple[str, str]]:
    """Return every question as it is kept, with its marks."""
    asked = []
    for question in questions():
        asking = RecordingAuthority(before)
        question(asking)
        asked.append((asking.uses.to_json(), asking.uses.marks(before)))
    return asked


def assert_spared(
    files: Files, before: Authority, now: Authority, asked: list[tuple[str, str]]
) -> None:
    """See that no question with another answer is spared, and many are."""
    altered, renamed = now.altered[before.digest], now.renamed[before.digest]
    whole, _ = load_authority([(path, path.name) for path in files.paths])
    whole.digest, whole.renamed = files.digest, now.renamed
    spared = 0
    for told, marks in asked:
        same = holds(told, whole, {}, before.digest)  # asked one by one
        assert same or may_differ(marks, altered, renamed), told
        assert same or not holds(told, now, {}, before.digest), told
        spared += not may_differ(marks, altered, renamed)
    assert spared > 0.3 * len(asked)


BAD = {
    "a reference to nothing": ("in: north", "in: nowhere"),
    "a reference to another kind": ("scope: north,", "scope: clean,"),
    "a circle": (
        "north: {name: {zh: 北方省, en: North}, kind: province}",
        "north: {name: {zh: 北方省, en: North}, kind: province, in: hill}",
    ),
    "what others refer to removed": (FILES["a.yaml"].splitlines()[1] + "\n", ""),
    "what others refer to renamed": ("  output:", "  product:"),
    "what others refer to of another kind": (
        FILES["d.yaml"],
        "places:\n  river-water: {name: {zh: 某地, en: There}, kind: town}\n",
    ),
    "an id of another file": ("  north-water:", "  river-water:"),
    "a name of another thing": ("scope: river, kind", "scope: hill, kind"),
    "no YAML": ("places:", "places: ["),
    "no record": ("kind: village", "kind: nothing"),
    "no alias": ("aliases: [水利站]", "aliases: [环保站]"),
    "other periods": ("is: 2006/2010", "is: 2006/2011"),
    "periods elsewhere": ("periods:", "# a line\nperiods:"),
}


@pytest.mark.parametrize(("old", "new"), BAD.values(), ids=BAD)
def test_where_anything_is_wrong_or_periods_differ_all_files_are_read(
    files: Files, old: str, new: str
) -> None:
    if new.startswith("scope: hill"):
        files.replace("aliases: [水利站]", "aliases: [水利站, 水局]")
        files.replace("aliases: [水利局]", "aliases: [水利局, 水局]")
    files.all_read()
    before = tables(files.kept)
    files.replace(old, new)
    assert files.edited_read() is None
    assert tables(files.kept) == before
    assert [path.name for path in files.kept.iterdir() if path.name.startswith(".")] == []


def test_after_an_error_all_files_are_read(files: Files) -> None:
    files.all_read()
    files.replace("in: north", "in: nowhere")
    assert files.all_read()[1] != []
    files.replace("in: nowhere", "in: north")
    assert files.edited_read() is None
    files.all_read()
    files.replace("en: River", "en: The river")
    assert files.edited_read() is not None


def many(files: Files) -> None:
    for name in ("en: River", "en: Water", "en: Output}"):
        files.replace(name, name.replace("en: ", "en: The "))


def damaged(files: Files) -> None:
    files.replace("en: River", "en: The river")
    data = bytearray((files.kept / FILE).read_bytes())
    data[5000] ^= 1
    (files.kept / FILE).write_bytes(data)


@pytest.mark.parametrize("act", [many, damaged])
def test_after_many_edits_or_damage_all_are_read(
    files: Files, act: Callable[[Files], None]
) -> None:
    files.all_read()
    act(files)
    assert files.edited_read() is None


def test_another_program_reads_all_files(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.all_read()
    files.replace("en: River", "en: The river")
    monkeypatch.setitem(globals(), "PROGRAM", "another")
    assert files.edited_read() is None


def test_only_files_that_differ_are_opened(files: Files) -> None:
    files.all_read()
    read = files.read()
    files.replace("en: River", "en: The river")
    again, digest = files.read(), files.digest
    for name in ("b.yaml", "c.yaml", "d.yaml"):
        (files.folder / name).unlink()
    assert [one for one in again.files if one not in read.files] == [again.files[0]]
    found = renewed(files.kept, files.paths, again, digest, lambda _: True)
    assert found is not None
    assert found[0].places["river"].name.en == "The river"
    assert found[0].organisations["north-water"].name.en == "Department"


def test_a_file_that_changes_while_it_is_read_is_not_taken(files: Files) -> None:
    files.all_read()
    files.replace("en: River", "en: The river")
    assert renewed(files.kept, files.paths, files.read(), files.digest, lambda _: False) is None
    assert open_stored(files.kept, files.digest) is None


def _another_run(files: Files, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Let another run read the files just before something is done here."""
    module, _, name = place.rpartition(".")
    real = getattr(importlib.import_module(module), name)

    def first_another(*values: Any, **named: Any) -> Any:
        monkeypatch.setattr(place, real)
        other = multiprocessing.get_context("fork").Process(target=files.edited_read)
        other.start()
        other.join()
        assert open_stored(files.kept, files.digest) is not None
        return real(*values, **named)

    monkeypatch.setattr(place, first_another)


@pytest.mark.parametrize("place", ["shutil.copyfile", "loaders.identity.stored.edited_records"])
def test_what_another_run_keeps_meanwhile_is_not_taken_for_the_state_before(
    files: Files, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    before, _ = files.all_read()
    asking = RecordingAuthority(before)
    assert asking.places["river"].name.en == "River"
    told, marks = asking.uses.to_json(), asking.uses.marks(before)
    files.replace("en: River", "en: The river")
    _another_run(files, monkeypatch, place)
    found = files.edited_read() if place == "shutil.copyfile" else None
    now, _ = found or files.all_read()
    since = before.digest
    assert not holds(told, now, {}, since)
    assert may_differ(marks, now.altered.get(since), now.renamed.get(since))


def _told_of_hill(authority: Authority, _: int) -> str | None:
    return authority.places["hill"].name.en


def test_a_forked_process_gets_no_answer_of_a_state_that_another_run_has_read(
    files: Files,
) -> None:
    before, _ = files.all_read()
    work = partial(_told_of_hill, before)
    assert list(shared(work, range(4), processes=2, chunk=1)) == ["Hill"] * 4
    files.replace("en: Hill", "en: Mountain")
    assert files.edited_read() is not None
    with pytest.raises(OSError, match="another run has read") as raised:
        list(shared(work, range(4), processes=2, chunk=1))
    assert raised.value.filename == str(files.kept / FILE)
    assert before.places["hill"].name.en == "Hill"


def edit(files: Files, chance: random.Random) -> tuple[str, str]:
    """Return words that stand in a file and others for them: one of the edits, or it undone."""
    pairs = [*GOOD.values(), *((new, old) for old, new in GOOD.values())]
    return chance.choice(
        [p for p in pairs if p[0] and any(p[0] in t for t in files.texts.values())]
    )


@pytest.mark.parametrize("seed", range(6))
def test_edits_one_after_the_other_are_put_together(files: Files, seed: int) -> None:
    chance = random.Random(seed)
    states = []
    for _ in range(12):
        old, new = edit(files, chance)
        authority, _ = files.edited_read() or files.all_read()
        asking = RecordingAuthority(authority)
        chance.choice(questions())(asking)
        states.append((authority.digest, asking.uses.to_json(), asking.uses.marks(authority)))
        before = dict(files.texts)
        files.replace(old, new)
        if any(p.severity == "error" for p in load_authority(
            [(path, path.name) for path in files.paths])[1]):  # fmt: skip
            files.texts = before
            files.write()
    now, _ = files.edited_read() or files.all_read()
    whole, _ = files.all_read(files.folder / "whole")
    assert tables(files.kept) == tables(files.folder / "whole")
    whole.renamed, whole.altered = now.renamed, {}
    for since, told, marks in states:
        same = holds(told, whole, {}, since)
        assert same or may_differ(marks, now.altered.get(since), now.renamed.get(since))


def test_states_are_said_to_be_old_before_they_are_forgotten(files: Files) -> None:
    first, _ = files.all_read()
    asking = RecordingAuthority(first)
    assert asking.organisations.get("north-water") is not None
    marks = {"a document": asking.uses.marks(first)}
    for number in range(40):
        text = files.texts["a.yaml"]
        files.texts["a.yaml"] = re.sub(r"en: River\d*", f"en: River{number}", text)
        files.write()
        again = files.edited_read()
        assert again is not None
        spared = Spared(again[0], lambda: marks)
        assert spared("a document", first.digest)
        assert not spared("another", first.digest)
        assert not spared("a document", "a state of long ago")
        assert spared.is_old(first.digest) == (number >= 32)
