"""Authority files: who a name means, where and when; and what is wrong with the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.languages.zh.deictic import DEICTIC
from loaders.problems import Problem

PLACES = """
places:
  zhejiang: {name: {zh: 浙江省, en: Zhejiang}, kind: province}
  shaoxing: {name: {zh: 绍兴市, en: Shaoxing}, kind: prefecture-city, in: zhejiang, aliases: [绍兴]}
  zhuji: {name: {zh: 诸暨市, en: Zhuji}, kind: county-city, in: shaoxing}
  diankou: {name: {zh: 店口镇, en: Diankou}, kind: town, in: zhuji}
  zhongshan: {name: {zh: 中山市, en: Zhongshan}, kind: prefecture-city}
  xiaolan: {name: {zh: 小榄镇, en: Xiaolan}, kind: town, in: zhongshan, since: 2021}
  xiaolan-old:
    {name: {zh: 原小榄镇, en: O}, kind: town, in: zhongshan, until: 2021, aliases: [小榄镇]}
  dongsheng: {name: {zh: 东升镇, en: Dongsheng}, kind: town, in: zhongshan, until: 2021}
organisations:
  shaoxing-cb:
    {name: {zh: 绍兴市建设局, en: A}, kind: department, scope: shaoxing, aliases: [市建设局]}
  zhuji-cb:
    {name: {zh: 诸暨市建设局, en: B}, kind: department, scope: zhuji, aliases: [市建设局]}
  zhejiang-cpc: {name: {zh: 浙江省委, en: C}, kind: party-body, scope: zhejiang, aliases: [省委]}
  bank: {name: {zh: 中国人民银行, en: D}, kind: agency, aliases: [人行]}
"""


def load(tmp_path: Path, *texts: str) -> tuple[Authority, list[Problem]]:
    paths = []
    for index, text in enumerate(texts):
        path = tmp_path / f"{index}.yaml"
        path.write_text(text, encoding="utf-8")
        paths.append((path, path.name))
    return load_authority(paths)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    known, problems = load(tmp_path, PLACES)
    assert problems == []
    return known


@pytest.mark.parametrize(
    ("kind", "name", "where", "year", "identity"),
    [
        ("organisation", "市建设局", "shaoxing", 2007, "shaoxing-cb"),
        ("organisation", "市建设局", "zhuji", 2007, "zhuji-cb"),
        ("organisation", "市建设局", "diankou", 2007, "zhuji-cb"),
        ("organisation", "市建设局", "zhongshan", 2007, None),
        ("organisation", "绍兴市建设局", "zhongshan", 2007, "shaoxing-cb"),
        ("organisation", "省委", "diankou", 2007, "zhejiang-cpc"),
        ("organisation", "人行", "zhongshan", 2007, "bank"),
        ("organisation", "shaoxing-cb", "zhongshan", 2007, "shaoxing-cb"),
        ("organisation", "shaoxing", "zhongshan", 2007, None),
        ("place", "小榄镇", "xiaolan", 1993, "xiaolan-old"),
        ("place", "小榄镇", "xiaolan", 2022, "xiaolan"),
        ("place", "小榄镇", "xiaolan", 2021, "xiaolan"),
        ("place", "东升镇", "xiaolan", 2021, "dongsheng"),
        ("place", "东升镇", "xiaolan", 2022, None),
        ("place", "全镇", "diankou", 2009, "diankou"),
        ("place", "我市", "diankou", 2009, "zhuji"),
        ("place", "我市", "shaoxing", 2009, "shaoxing"),
        ("place", "市区", "shaoxing", 2009, "shaoxing"),
        ("place", "全省", "diankou", 2009, "zhejiang"),
        ("place", "全县", "diankou", 2009, None),
    ],
)
def test_a_name_means_what_holds_there_and_then(
    authority: Authority, kind: str, name: str, where: str, year: int, identity: str | None
) -> None:
    assert authority.resolve((kind,), name, where, year, DEICTIC).id == identity


def test_prefers_the_kind_that_is_named_first(authority: Authority) -> None:
    authority.organisations = {}

    found = authority.resolve(("organisation", "place"), "店口镇", "diankou", 2009)

    assert (found.id, found.kind) == ("diankou", "place")


@pytest.mark.parametrize("name", ["市建设委", "紹興市建設局", "绍兴建设局"])
def test_names_the_nearest_of_an_unknown_name(authority: Authority, name: str) -> None:
    assert "shaoxing-cb" in authority.candidates(("organisation",), name)[0]


def test_bodies_of_other_places_are_no_candidates(authority: Authority) -> None:
    assert authority.candidates(("organisation",), "市建设委", "shaoxing") != ()
    assert authority.candidates(("organisation",), "市建设委", "zhongshan") == ()
    assert authority.candidates(("organisation",), "绍兴建设局", "zhongshan") != ()


PLACE = "places:\n  a: {name: {zh: 甲, en: A}, kind: town"


@pytest.mark.parametrize(
    ("texts", "rule", "line"),
    [
        ((f"{PLACE}}}\n", "places:\n  a: {name: {zh: 乙, en: B}, kind: "
        "town}\n"), "authority-duplicate-id", 2),
        ((f"{PLACE}}}\norganisations:\n  a: {{name: {{zh: 乙, en: B}}, kind: "
        f"media}}\n",), "authority-duplicate-id", 4),
        ((f"{PLACE}}}\n  b: {{name: {{zh: 甲, en: B}}, kind: town}}\n",), "authority-clash", 3),
        ((f"{PLACE}, until: 2010}}\n  b: {{name: {{zh: 甲, en: B}}, kind: town, since: "
        f"2009}}\n",), "authority-clash", 3),
        ((f"{PLACE}, in: c}}\n",), "authority-dangling", 2),
        ((f"{PLACE}, scope: c}}\n",), "authority-dangling", 2),
        ((f"{PLACE}, in: a}}\n",), "authority-cycle", 2),
        ((f"{PLACE}, since: 2010-13}}\n",), "period-unreadable", 2),
        (("organisations:\n  o: {name: {zh: 甲, en: A}, kind: media, parent: "
        "x}\n",), "authority-dangling", 2),
        (("organisations:\n  o: {name: {zh: 甲, en: A}, kind: media, governs: "
        "x}\n",), "authority-dangling", 2),
        (("policies:\n  p: {name: {zh: 甲, en: A}, kind: plan, issuer: "
        "x}\n",), "authority-dangling", 2),
        (("indicators:\n  i: {name: {zh: 甲, en: A}, growth-of: x}\n",), "authority-dangling", 2),
        (("periods:\n  十一五: {is: 2006-2010, en: x}\n",), "period-unreadable", 2),
        (("places:\n  A: {name: {zh: 甲, en: A}, kind: "
        "town}\n",), "schema-string-pattern-mismatch", 2),
        (("place:\n  a: {name: {zh: 甲, en: A}, kind: town}\n",), "schema-extra-forbidden", 1),
    ],
)  # fmt: skip
def test_says_what_is_wrong_with_the_files(
    tmp_path: Path, texts: tuple[str, ...], rule: str, line: int
) -> None:
    _, problems = load(tmp_path, *texts)

    assert (problems[0].rule, problems[0].at.line) == (rule, line)


def test_a_name_may_pass_on_in_the_year_of_a_merger(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path,
        f"{PLACE}, until: 2021}}\n  b: {{name: {{zh: 甲, en: B}}, kind: town, since: 2021}}\n",
    )

    assert problems == []


def test_two_identities_of_one_name_in_other_scopes_are_ambiguous_only_outside(
    tmp_path: Path,
) -> None:
    known, problems = load(
        tmp_path,
        "places:\n  a: {name: {zh: 甲, en: A}, kind: county}\n  b: {name: {zh: 乙, en: B}, "
        "kind: county}\n"
        "organisations:\n  x: {name: {zh: 财政局, en: X}, kind: department, scope: a}\n"
        "  y: {name: {zh: 财政局, en: Y}, kind: department, scope: b}\n",
    )

    assert problems == []
    assert known.resolve(("organisation",), "财政局", "a", 2020).id == "x"
    assert known.resolve(("organisation",), "财政局", None, 2020).candidates == ("x", "y")


def test_the_committed_files_are_sound(root: Path) -> None:
    paths = [(path, path.name) for path in sorted((root / "facts/authority").glob("*.yaml"))]

    assert load_authority(paths)[1] == []
