"""Words by which a field is read in the text with certainty, or by which it cannot be."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.language import ProofCues

__all__ = ["PROOFS"]

PROOFS: Final = ProofCues(
    respectively=re.compile("分别|依次|各为|各达"),
)
