"""Names: bodies in running text, names in quotation marks, names of people in Latin letters."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.zh.normalise import spelling_of

__all__ = ["BODY", "bare", "is_name", "pinyin"]

BODY: Final = re.compile(
    r"[\u4e00-\u9fff*]{1,14}?(?:人民政府|政府|管委会|委员会|领导小组|办公室|工作组|推进组|有限公司|公司|集团|"
    r"银行|支行|大学|学院|研究院|协会|商会|联合会|党委|市委|省委|县委|人大|政协|法院|检察院|医院|编辑部|"
    r"(?<=[市省县区州])[\u4e00-\u9fff]{1,8}?(?:局|厅|委|办)(?=[、,。;:)\]〉]|$))"
)
_CJK: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PAIRS: Final = {"“": "”", "《": "》", "‘": "’", "〈": "〉"}


def is_name(text: str) -> bool:
    """Tell whether a text has Chinese characters: a name as written, not an id."""
    return _CJK.search(text) is not None


def bare(words: str) -> str:
    """Return words without a pair of quotation marks around the whole of them."""
    words = words.strip()
    closing = _PAIRS.get(words[:1])
    whole = closing is not None and words.endswith(closing) and closing not in words[1:-1]
    return words[1:-1].strip() or words if whole else words


def pinyin(name: str) -> str:
    """Spell a person's name for people who read no Chinese: Zhao Xirong."""
    syllables = [spelling_of(character) for character in name]
    return f"{syllables[0].capitalize()} {''.join(syllables[1:]).capitalize()}".strip()
