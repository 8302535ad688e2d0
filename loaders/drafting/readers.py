"""The door to the readers of official prose: what drafters know of numbers, dates and brackets.

Drafters hold no grammar of their own.  They look for places in running text where a reader may
read something, and ask the reader here.
"""

from __future__ import annotations

from loaders.languages.folding import fold_width
from loaders.languages.zh.brackets import Bracket, Duty, find_brackets, find_labels, split_bracket
from loaders.languages.zh.leading import find_first_leads
from loaders.languages.zh.normalise import simplified, spelling_of
from loaders.languages.zh.numerals import read_number
from loaders.languages.zh.statuses import STATUS
from loaders.languages.zh.values import (
    Reading,
    ValueSpan,
    far_bound,
    find_values,
    plain,
    read_value,
)

DOING = STATUS.doing

__all__ = [
    "DOING",
    "Bracket",
    "Duty",
    "Reading",
    "ValueSpan",
    "far_bound",
    "find_brackets",
    "find_first_leads",
    "find_labels",
    "find_values",
    "fold_width",
    "plain",
    "read_number",
    "read_value",
    "simplified",
    "spelling_of",
    "split_bracket",
]
