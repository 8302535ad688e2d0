"""Authority files read, checked and put together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from loaders.identity.authority import MAPS, Authority
from loaders.identity.cross_references import check_references
from loaders.languages.edtf import read_edtf
from loaders.languages.folding import fold_width
from loaders.languages.zh.deictic import DEICTIC
from loaders.languages.zh.mentions import is_name as has_cjk
from loaders.languages.zh.normalise import simplified
from loaders.problems import Position, Problem
from loaders.yaml.parse import read_tree, validate
from loaders.yaml.reader import Map, position
from loaders.yaml.records import (
    AuthorityFile,
    AuthorityRecord,
    PeriodAuthority,
)

_MARKS: Final = re.compile(r"[\W_]")


def load_authority(paths: Iterable[tuple[Path | bytes, str]]) -> tuple[Authority, list[Problem]]:
    """Read all authority files.

    Args:
        paths: Each file, or its bytes, with its name for messages.

    Returns:
        The identities, and everything wrong with them.
    """
    authority, problems = load_alone(paths)
    if authority.complete:
        problems.extend(check_references(authority))
    return authority, problems


def load_alone(paths: Iterable[tuple[Path | bytes, str]]) -> tuple[Authority, list[Problem]]:
    """Read some authority files; what they refer to may stand in others, and is not looked at."""
    authority = Authority()
    problems: list[Problem] = []
    for path, name in paths:
        tree, found = read_tree(path, name)
        problems.extend(found)
        if tree is None:
            authority.complete = False
            continue
        parsed, found = validate(AuthorityFile, tree, name)
        problems.extend(found)
        if parsed is not None:
            problems.extend(_take(authority, parsed, tree, name))
        else:
            authority.complete = False
    return authority, problems


def _take(authority: Authority, parsed: AuthorityFile, tree: Map, name: str) -> list[Problem]:
    problems: list[Problem] = []
    for kind, plural in MAPS.items():
        records: dict[str, AuthorityRecord] = getattr(parsed, plural)
        for identity, record in records.items():
            at = position(name, tree[plural].marks[identity][0])
            problems.extend(authority.add(kind, identity, record, at))
            problems.extend(_check_dates(identity, record, at))
            problems.extend(_check_aliases(identity, record, at))
            if has_cjk(record.name.en) and not record.name.untranslated:
                problems.append(_not_english(record.name.en, at, identity))
            if record.name.untranslated:
                problems.append(untranslated(record.name.zh, at, identity))
    for word, period in parsed.periods.items():
        at = position(name, tree["periods"].marks[word][0])
        problems.extend(_take_period(authority, word, period, at))
    return problems


def _take_period(
    authority: Authority, word: str, period: PeriodAuthority, at: Position
) -> list[Problem]:
    if word in authority.periods and authority.periods[word].is_ != period.is_:
        first = authority.positions[f"period {word}"]
        en = f"the period “{word}” is already defined otherwise at {first}"
        return [
            Problem(
                "authority-duplicate-id", at, en, f"时期“{word}”已另行定义于 {first}", record=word
            )
        ]
    authority.add_period(word, period, at)
    return [] if read_edtf(period.is_) else [_bad_date(word, "is", period.is_, at)]


def _check_dates(identity: str, record: AuthorityRecord, at: Position) -> list[Problem]:
    dates = {"since": record.since, "until": record.until}
    return [
        _bad_date(identity, key, text, at)
        for key, text in dates.items()
        if text is not None and read_edtf(text) is None
    ]


def _check_aliases(identity: str, record: AuthorityRecord, at: Position) -> list[Problem]:
    """Find names of which the full name does not hold every character, in their order."""
    if record.source is not None:
        return []
    return [
        Problem(
            "alias-source",
            at,
            f"the alias {alias} is no short form of {record.name.zh}: mend it, or say in `source` "
            "where it is known from",
            f"别名“{alias}”不是“{record.name.zh}”的简称:请改正,或在 source 中写明来源",
            record=identity,
            recorded=alias,
        )
        for alias in record.aliases
        if alias not in DEICTIC and not is_short_form(alias, record.name.zh)
    ]


def _bare(name: str) -> str:
    """Return the letters of a name in simplified script, without marks, masks and brackets."""
    return _MARKS.sub("", simplified(fold_width(name)))


def is_short_form(alias: str, name: str) -> bool:
    """Say whether a full name holds every character of an alias, in their order."""
    letters = iter(_bare(name))
    return all(letter in letters for letter in _bare(alias))


def untranslated(zh: str, at: Position, identity: str) -> Problem:
    """Say that a name has no English yet."""
    return Problem(
        "english",
        at,
        f"{zh} has no English: give `en`",
        f"“{zh}”没有英文:请写 en",
        record=identity,
        severity="warning",
        recorded=zh,
    )


def _not_english(words: str, at: Position, identity: str) -> Problem:
    return Problem(
        "english-letters",
        at,
        f"`en: {words}` holds Chinese characters: translate or spell them",
        f"“en: {words}”含有汉字:请翻译或拼写",
        record=identity,
        recorded=words,
    )


def _bad_date(identity: str, key: str, text: str, at: Position) -> Problem:
    return Problem(
        "period-unreadable",
        at,
        f"`{key}: {text}` is no date: write 2021, 2021-05, 2021-05-01 or 2006/2010",
        f"“{key}: {text}”不是日期:请写 2021、2021-05、2021-05-01 或 2006/2010",
        record=identity,
    )
