"""The Chinese package: every reader of it in one place."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.language import Language
from loaders.languages.zh.bodies import ends_like_body
from loaders.languages.zh.brackets import find_brackets, find_labels, roles_in, split_bracket
from loaders.languages.zh.characters import plain
from loaders.languages.zh.content import CONTENT
from loaders.languages.zh.dates import is_without_end
from loaders.languages.zh.deictic import DEICTIC, OURSELVES, POINTED, is_deictic
from loaders.languages.zh.frames import FALL
from loaders.languages.zh.glossing import GLOSSING
from loaders.languages.zh.groups import USUAL
from loaders.languages.zh.heads import HEADS
from loaders.languages.zh.kinds import KINDS
from loaders.languages.zh.leading import find_first_leads
from loaders.languages.zh.mentions import BODY, bare, is_name, pinyin
from loaders.languages.zh.normalise import RULES, Folder, simplified
from loaders.languages.zh.numbering import NUMBERING
from loaders.languages.zh.numerals import read_number
from loaders.languages.zh.periods import read_by, read_period
from loaders.languages.zh.proofs import PROOFS
from loaders.languages.zh.punctuation import EDGES, PUNCTUATION
from loaders.languages.zh.recognise import recognise
from loaders.languages.zh.roles import ROLE_CUES, ROLE_IN_NAME
from loaders.languages.zh.statuses import STATUS
from loaders.languages.zh.values import far_bound, find_values, read_value
from loaders.languages.zh.years import YEARS

__all__ = ["CHINESE"]

CHINESE: Final = Language(
    glossing=GLOSSING,
    name="Chinese",
    tags=("zh-hans", "zh-hant"),
    recognise=recognise,
    read_number=read_number,
    read_value=read_value,
    find_values=find_values,
    far_bound=far_bound,
    fall=re.compile(f"(?:{FALL.pattern})$"),
    falling_name=re.compile("[降减缩跌落]"),
    open_measures=frozenset({"", "级"}),
    numbering=NUMBERING,
    read_period=read_period,
    read_by=read_by,
    is_without_end=is_without_end,
    years=YEARS,
    until="至{}".format,
    split_bracket=split_bracket,
    find_brackets=find_brackets,
    find_labels=find_labels,
    find_first_leads=find_first_leads,
    likewise_below="下同",
    roles_in=roles_in,
    role_words=ROLE_CUES,
    role_in_name=ROLE_IN_NAME,
    usual=USUAL,
    status=STATUS,
    kinds=KINDS,
    proofs=PROOFS,
    ends_like_body=ends_like_body,
    body=BODY,
    deictic=DEICTIC,
    ourselves=OURSELVES,
    pointed=POINTED,
    is_deictic=is_deictic,
    is_name=is_name,
    bare=bare,
    spell=pinyin,
    plain=plain,
    one_script=simplified,
    folder=Folder,
    normalisations=RULES,
    mask=re.compile(r"[*＊×□■]"),
    # 生态* ends with its mask; in 诸永高速公路*段 the mask begins the next word.
    mask_ends_name=re.compile(r"[*＊×□■](?![\u4e00-\u9fff])"),
    punctuation=PUNCTUATION,
    edges=EDGES,
    heads=HEADS,
    content=CONTENT,
)
"""The one package that there is."""
