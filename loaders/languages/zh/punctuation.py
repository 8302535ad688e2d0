"""Where sentences and clauses end, what is quoted or named, and where a quote may be cut."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.language import Punctuation, QuoteEdges

__all__ = ["EDGES", "PUNCTUATION"]

PUNCTUATION: Final = Punctuation(
    sentence_end=re.compile(r"[。;!?\n]"),
    clause_end=re.compile(r"[,。;!?:\n]"),
    comma=re.compile("[,:]"),
    full_stop=re.compile(r"[。!?\n]"),
    enumeration="、",
    list_goes_on=re.compile(r"、[\u3400-\u9fff]"),
    before_cue=re.compile("[、的]"),
    sentence=re.compile(r"[^。;!?\n]*[。;!?\n]?"),
    spoken=re.compile(r"[^。;!?]+"),
    clause=re.compile(r"[^,。;:!?\n]{4,}"),
    words=re.compile(r"[\u3400-\u9fff]{2,}"),
    letter=re.compile(r"[\u3400-\u9fffA-Za-z0-9]"),
    sentence_stops="。;；!?\n",
    separator=re.compile(r"\s*[、,，;；和及与\s]\s*"),
    quoted=re.compile(r"“[^”]*”|《[^》]*》|‘[^’]*’"),
    named=re.compile(r"《[^》]*》|“[^”]*”"),
    marks='“”《》‘’"',
    title=re.compile(r"《([^《》\n]{2,60})》"),
    # Direct speech (with a full stop in it) is no phrase.
    phrase=re.compile(r"“([^“”。!?\n]{2,40})”"),
)

_NEGATION: Final = re.compile(
    r"(?:不得|不能|不会|不再|不准|不许|不予|不必|不愿|不要|不是|并非|没有|尚未|未能|从未|严禁|禁止|"
    r"避免|防止|杜绝|无需|无须|拒绝|不|未|没|無|无|沒有|沒|嚴禁|勿|莫)$"
)
EDGES: Final = QuoteEdges(
    negation=_NEGATION,
    letter=re.compile(r"[0-9A-Za-z\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff*]"),
    behind_number="%‰年月",
    before=re.compile(r"(?:并|的|及|以及|同时|如|中|是|其中|我们|由|和|与)$"),
    after=re.compile(r"以及|分别|和|与|及|的|等|表示|说"),
    stop=re.compile(r"[,。;:!?、\n“”]"),
    joints="的和与及为在对向从由以将把被了等中",
    before_verb=re.compile("[在将把以对供向从按被由]|通过|根据|有利于"),
    pairs={"”": "“", "》": "《", ")": "(", "〉": "〈", "’": "‘", "】": "【", "〕": "〔"},
    speech="“",
    spoken_end=re.compile("[。!?]”"),
    # From the start of a run only: a long run that does not end the quote is looked at once.
    idle_end=re.compile(r"(?<![,。;、:!?\s“‘《(〈【〔])[,。;、:!?\s“‘《(〈【〔]++$"),
    idle_start=re.compile(r"^[,。;、:!?\s”’》)〉】〕]+"),
)
