"""The language of whoever reads: the one place where the environment is asked for it."""

from __future__ import annotations

import os
from typing import Final, Literal

_VARIABLES: Final = ("POLICYKG_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of_reader() -> Literal["zh", "en"]:
    """Return ``zh`` or ``en``: as ``POLICYKG_LANG`` says, or else as the terminal's locale."""
    said = next(filter(None, map(os.environ.get, _VARIABLES)), "")
    return "zh" if said.startswith("zh") else "en"
