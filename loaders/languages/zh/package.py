"""The Chinese package: every reader of it in one place."""

from __future__ import annotations

from typing import Final

from loaders.languages.language import Language
from loaders.languages.zh import statuses
from loaders.languages.zh.bodies import ends_like_body
from loaders.languages.zh.brackets import find_brackets, find_labels, roles_in, split_bracket
from loaders.languages.zh.characters import plain
from loaders.languages.zh.dates import is_without_end
from loaders.languages.zh.leading import find_first_leads
from loaders.languages.zh.normalise import RULES
from loaders.languages.zh.numerals import read_number
from loaders.languages.zh.periods import read_by, read_period
from loaders.languages.zh.roles import ROLE_CUES
from loaders.languages.zh.values import far_bound, find_values, read_value

__all__ = ["CHINESE"]

CHINESE: Final = Language(
    name="Chinese",
    tags=("zh-hans", "zh-hant"),
    read_number=read_number,
    read_value=read_value,
    find_values=find_values,
    far_bound=far_bound,
    read_period=read_period,
    read_by=read_by,
    is_without_end=is_without_end,
    split_bracket=split_bracket,
    find_brackets=find_brackets,
    find_labels=find_labels,
    find_first_leads=find_first_leads,
    roles_in=roles_in,
    role_words=ROLE_CUES,
    status_cues={name.lower(): getattr(statuses, name) for name in statuses.__all__},
    ends_like_body=ends_like_body,
    plain=plain,
    normalisations=RULES,
)
"""The one package that there is."""
