"""Numbers with their units, scaled as readers of a language write them."""

from __future__ import annotations

from typing import Final

from explorer.view.model import GraphView
from ontology.conversions import common, converted
from ontology.namespaces import CODE_NS, PREFIXES

_UNIT: Final = PREFIXES["unit"]
NUMBER: Final = _UNIT + "NUM"
"""The unit of what is only counted; nobody writes its name."""
_PREFERRED: Final = {
    _UNIT + "M2": ((1e6, _UNIT + "KiloM2"), (1e4, _UNIT + "HA")),
    _UNIT + "M": ((1e3, _UNIT + "KiloM"),),
    _UNIT + "KiloGM": ((1e3, _UNIT + "TONNE"),),
}
"""Larger units in which a number of the common one reads better, from so much on."""
_SCALES: Final = {
    "zh": ((1e8, "亿"), (1e4, "万")),
    "en": ((1e9, " billion"), (1e6, " million")),
}
_DIGITS: Final = 6
"""Significant digits of a number that was worked out."""


def amount(view: GraphView, value: float, unit: str, lang: str) -> str:
    """Return a number in the unit that reads best: ``1.2亿元``, ``120 million yuan``."""
    base = common(unit)
    size, shown = converted(value, unit, base), base
    for least, larger in _PREFERRED.get(base, ()):
        if abs(size) >= least:
            size, shown = converted(size, base, larger), larger
            break
    return scaled(size, lang) + _unit(view, shown, lang)


def difference(view: GraphView, value: float, unit: str, lang: str) -> str:
    """Return what one number is more or less than another, with its sign; of per cents, points."""
    point = f"{CODE_NS}percentage-point"
    said = amount(view, value, point if common(unit) == _UNIT + "PERCENT" else unit, lang)
    return said if value <= 0 else f"+{said}"


def scaled(number: float, lang: str) -> str:
    """Return a number in 亿 and 万, or in billions and millions."""
    by, word = next(((b, w) for b, w in _SCALES[lang] if abs(number) >= b), (1.0, ""))
    said = f"{number / by:,.{_DIGITS}g}"
    if "e" in said:  # too large or too small for so few digits
        said = f"{number / by:,.0f}" if abs(number) >= 1 else f"{number:.10f}".rstrip("0")
    return said.replace("-", "−") + word


def _unit(view: GraphView, unit: str, lang: str) -> str:
    if not unit or unit == NUMBER:
        return ""
    if unit == _UNIT + "PERCENT":
        return "%"
    return view.label(unit, lang) if lang == "zh" else f" {view.label(unit, lang)}"
