"""Languages: one package each behind one interface; a text without a package is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import get_args

import pytest

from loaders.languages.language import Language
from loaders.languages.registry import LANGUAGES, language_of
from loaders.yaml.records import Source


def test_a_tag_leads_to_its_package_and_to_no_other() -> None:
    for language in LANGUAGES:
        assert [language_of(tag) for tag in language.tags] == [language] * len(language.tags)
    tags = [tag for language in LANGUAGES for tag in language.tags]
    assert len(tags) == len(set(tags))


@pytest.mark.parametrize("tag", ["en", "de", "zh", "", "ZH-HANS"])
def test_a_language_without_a_package_has_none(tag: str) -> None:
    assert language_of(tag) is None


def test_facts_files_may_name_every_language_that_is_read() -> None:
    named = set(get_args(Source.model_fields["language"].annotation))
    assert {tag for language in LANGUAGES for tag in language.tags} <= named


def _empty_parts(group: object, path: str = "") -> Iterator[str]:
    """Yield the parts of a language that hold nothing, with those inside its groups."""
    assert is_dataclass(group)
    for part in fields(group):
        value = getattr(group, part.name)
        if is_dataclass(value):
            yield from _empty_parts(value, f"{path}{part.name}.")
        elif isinstance(value, re.Pattern):
            yield from [f"{path}{part.name}"] if not value.pattern else []
        elif not value:
            yield f"{path}{part.name}"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_package_fills_every_part_of_the_interface(language: Language) -> None:
    assert list(_empty_parts(language)) == []
    assert set(language.role_words) >= {"lead", "support", "responsible"}


def test_chinese_reads_through_the_interface() -> None:
    chinese = language_of("zh-hans")
    assert chinese is not None
    assert chinese.read_value("30万千瓦").number == Decimal(300000)
    assert [span.reading.unit for span in chinese.find_values("装机30万千瓦。")] == ["KiloW"]
    period = chinese.read_by("2021年起", "2021", {})
    assert period is not None and (period.edtf, period.end) == ("2021/..", None)
    assert chinese.split_bracket("(市妇联牵头)").names == ("市妇联",)
    assert chinese.find_first_leads("排名第一的为牵头单位") == [(0, 10)]
    assert chinese.ends_like_body("市政府办公室")
    assert chinese.is_without_end("长期坚持")
    assert chinese.roles_in("牵头单位") == {"lead"}
