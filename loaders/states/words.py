"""The four states by name, in the order in which they are told."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["STATES", "TRANSLATION", "State"]

State = Literal["proved", "signed", "inferred", "open"]
STATES: Final[tuple[State, ...]] = ("proved", "signed", "inferred", "open")
TRANSLATION: Final = "translation"
"""Row in which the English wording of all kinds is counted, apart from what a text claims."""
