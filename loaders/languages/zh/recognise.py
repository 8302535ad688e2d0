"""Whether a text is Chinese, and in which script, by its commonest characters."""

from __future__ import annotations

__all__ = ["recognise"]

_SAMPLE = 20_000
"""Characters that are looked at."""
_TRADITIONAL = "發與為業產設經關實動進務國會區開"
_SIMPLIFIED = "发与为业产设经关实动进务国会区开"


def recognise(text: str) -> str | None:
    """Return the tag of a text's language and script, or none where it is not Chinese.

    >>> [recognise(t) for t in ("关于发展的意见", "關於發展的意見", "A plan for growth")]
    ['zh-hans', 'zh-hant', None]
    """
    sample = text[:_SAMPLE]
    ideographs = sum("一" <= char <= "龥" for char in sample)
    if ideographs * 5 < sum(char.isalpha() for char in sample):
        return None
    old = sum(sample.count(char) for char in _TRADITIONAL)
    new = sum(sample.count(char) for char in _SIMPLIFIED)
    return "zh-hant" if old > new else "zh-hans"
