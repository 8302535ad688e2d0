"""Words that mean a place by who says them: 全市 is the city from which a document speaks."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["DEICTIC", "OURSELVES", "POINTED", "is_deictic"]

OURSELVES = "我们"
"""Those who speak, and their own place."""

_HEADS: Final = ("全", "我", "本")
_KINDS: Final[dict[str, frozenset[str]]] = {
    "国": frozenset({"country"}),
    "省": frozenset({"province"}),
    "市": frozenset({"county-city", "prefecture-city", "municipality"}),
    "市区": frozenset({"urban-area", "county-city", "prefecture-city", "municipality"}),
    "县": frozenset({"county"}),
    "县域": frozenset({"county"}),
    "区": frozenset({"district", "new-district"}),
    "镇": frozenset({"town"}),
    "镇域": frozenset({"town"}),
    "街道": frozenset({"subdistrict"}),
    "村": frozenset({"village"}),
}
DEICTIC: Final[dict[str, frozenset[str]]] = {
    **_KINDS,
    **{head + word: kinds for word, kinds in _KINDS.items() for head in _HEADS},
}
"""Such words, each with the kinds of places that it may mean; resolved by climbing ``in:``."""
POINTED: Final = re.compile("该(?:项目|企业|公司|园区?|平台|工程|基地|中心|集团|机构|小镇|村|社区)")
"""A thing that the sentence before names, at the start of a sentence."""
_NAME: Final = re.compile(r"[全我本该此各其这].*|市区?|县|镇|省|区|村|项目|企业|公司")


def is_deictic(name: str) -> bool:
    """Tell whether a name points (该企业, 全市), and so shares no word with what it means."""
    return _NAME.fullmatch(name) is not None
