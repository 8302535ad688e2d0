"""Drafts of authority records: bodies that documents name and nothing knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.drafting.authority import draft_bodies
from loaders.facts.flatten import flatten
from loaders.identity.loading import load_authority
from loaders.yaml.parse import parse_document

PLACES = """\
places:
  jia: {name: {zh: 甲市, en: Jia}, kind: prefecture-city}
  yi: {name: {zh: 乙县, en: Yi}, kind: county}
organisations:
  jia-finance:
    {name: {zh: 甲市财政局, en: Finance}, kind: department, scope: jia, aliases: [市财政局]}
"""
FACTS = """\
document:
  id: {id}
  title: {{zh: 文, en: text}}
  genre: opinion
  jurisdiction: {place}
  written: 2020
  source: {{file: text.txt, language: zh-hans}}
body:
  - task: 帮扶
    number: 1
    en: Help
    quote: 1.帮扶
    responsible: {names}
"""


def draft(folder: Path, *documents: tuple[str, str]) -> str:
    """The draft for documents, given by their place and their list of bodies."""
    path = folder / "places.yaml"
    path.write_text(PLACES, encoding="utf-8")
    authority, problems = load_authority([(path, path.name)])
    assert problems == []
    facts = []
    for number, (place, names) in enumerate(documents):
        text = FACTS.format(id=f"d{number}", place=place, names=names)
        found, _ = flatten(parse_document(text.encode(), "d.yaml"), authority)
        assert found is not None
        facts.append(found)
    text, homeless = draft_bodies(facts, authority)
    assert homeless == [place for place, _ in documents if place not in ("jia", "yi")]
    return text


def test_a_body_is_drafted_once_with_all_its_names(tmp_path: Path) -> None:
    assert draft(tmp_path, ("jia", "责任单位:市人社局、人社局、市财政局")) == (
        "organisations:\n  jia-renshe"
        "ju:\n    name: {zh: 甲市人社局, en: TODO}\n    kind: department\n    scope: jia\n"
        "    aliases: [市人社局, 人社局]\n"
    )


def test_bodies_of_two_places_are_two(tmp_path: Path) -> None:
    text = draft(tmp_path, ("jia", "责任单位:市水务局"), ("yi", "责任单位:县水务局"))
    assert "zh: 甲市水务局" in text and "zh: 乙县水务局" in text


KINDS = {
    "各县(市、区)人民政府": "group-reference",
    "人行市中心支行": "bank-branch",
    "交发集团": "state-enterprise",
    "甲新区管委会": "management-committee",
    "团市委": "association",
    "市委组织部": "party-body",
    "市纪委": "party-body",
    "市政府": "government",
    "市热线中心": "public-institution",
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_name_tells_a_kind(tmp_path: Path, name: str, kind: str) -> None:
    text = draft(tmp_path, ("jia", f"责任单位:{name}"))
    assert f"kind: {kind}\n" in text
    assert ("group: yes" in text) == (kind == "group-reference")


def test_a_draft_can_be_read_and_leaves_nothing_unknown(tmp_path: Path) -> None:
    documents = (("jia", "责任单位:" + "、".join(KINDS)), ("yi", "责任单位:县水务局,甲、乙公司"))
    path = tmp_path / "draft.yaml"
    path.write_text(draft(tmp_path, *documents), encoding="utf-8")
    places = tmp_path / "places.yaml"
    authority, problems = load_authority([(places, places.name), (path, path.name)])
    assert problems == []
    facts = [
        flatten(
            parse_document(FACTS.format(id="d", place=place, names=names).encode(), "d"), authority
        )[0]
        for place, names in documents
    ]
    assert draft_bodies([one for one in facts if one is not None], authority) == ("", [])


def test_a_place_that_nothing_knows_is_told(tmp_path: Path) -> None:
    assert draft(tmp_path, ("bing", "责任单位:市水务局")) == ""
