"""What the machine reads in a record, as one short text for the lock and for messages."""

from __future__ import annotations

from decimal import Decimal

from loaders.facts.model import Fact
from loaders.languages.language import Language
from loaders.languages.model import Reading

__all__ = ["reading_of", "reading_text", "value_text"]


def value_text(fact: Fact) -> str | None:
    """Return the value as written that an observation stands for."""
    field = {"value": "value", "target": "value", "growth": "growth", "investment": "investment"}
    name = field.get(fact.kind)
    text = getattr(fact.record, name, None) if name else None
    return text if isinstance(text, str) else None


def _decimal(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


def reading_text(reading: Reading) -> str:
    """Return a reading as one word: ``7000000000 CCY_CNY more-than``."""
    if not reading.readable:
        return "no-number"
    number = _decimal(reading.number)
    if reading.bound == "range":
        number = f"{_decimal(reading.minimum)}~{_decimal(reading.maximum)}"
    return f"{number} {reading.unit} {reading.bound}"


def reading_of(fact: Fact, language: Language) -> str:
    """Return what the machine reads in a fact: its value, or its name in a list of names."""
    text = value_text(fact)
    if text is not None:
        return reading_text(language.read_value(text))
    if fact.kind == "responsibility":
        return f"{fact.role} {fact.position}/{fact.out_of}"
    return ""
