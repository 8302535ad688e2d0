"""Numbers in Arabic digits and Chinese numerals, as texts write them.

A number is read whole or not at all: 三亿五千万, 3亿5000万, 1万2千, 壹佰万, 廿五, 一万二 (12,000),
十余, 七八 (a pair).  :func:`scan_number` reads the longest number that starts at a place.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from loaders.languages.zh.characters import plain

__all__ = ["NUMBER_START", "Number", "read_number", "scan_number"]

_DIGITS: Final = {ch: n for n, ch in enumerate("零一二三四五六七八九")} | {
    **{"〇": 0, "两": 2, "俩": 2, "仨": 3},
    **{ch: n for n, ch in enumerate("壹贰叁肆伍陆柒捌玖", 1)},
}
_SMALL: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_TENS: Final = {"廿": 2, "卅": 3, "卌": 4}
_LARGE: Final = {"万": 10**4, "亿": 10**8}
_MOST: Final = (10**12, 10**8, 10**4)

NUMBER_START: Final = "0123456789" + "".join([*_DIGITS, *_SMALL, *_TENS, *_LARGE])
"""Every character that a number may begin with, its sign apart."""

_ARABIC: Final = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,.]*\d)|\d+(?:[.\u00b7]\d+)?(?![,.\u00b7]\d)"
)
_PADDED: Final = re.compile(r"0\d")  # 0571, 08: no amounts
_LONGEST: Final = 24  # digits, and tokens, of one number
_NOT_A_SCALE: Final = re.compile(r"千(?:瓦|克|米|伏|焦|卡|赫|帕|升|字节)|百(?:分|帕)")
_HEDGE: Final = re.compile(r"多(?=[百千万亿个\D]|\Z)|余(?!额|下|热|量|款|粮)|来(?!自|源|水|料)")


class Number(NamedTuple):
    """A number in a text."""

    end: int
    low: Decimal
    high: Decimal | None = None
    """The other end of a pair of neighbours: 七八 is 7 to 8."""
    hedge: Literal["", "more-than", "about"] = ""
    """What 多 余 几 (more than) or 来 (about) inside it add."""
    scale: int = 1
    """The scale behind the whole of it: 10~12万 shares its 万."""
    digits: str = ""
    """The figures, where the number is a bare run of them, such as 2019 or 二〇一九."""
    bare: bool = False
    """Whether it is a scale without a figure: 亿 in 超亿元."""
    arabic: bool = False
    """Whether it is written in Arabic digits."""


class _Token(NamedTuple):
    kind: Literal["D", "C", "S", "L", "Z", "P"]  # digits, figure, small, large, zero, point
    value: Decimal


_ZERO: Final = _Token("Z", Decimal(0))
_TEN: Final = _Token("S", Decimal(10))


_READ: Final[dict[str, tuple[_Token, ...]]] = {
    **{ch: (_Token("C", Decimal(n)),) for ch, n in _DIGITS.items()},
    **dict.fromkeys("零〇", (_ZERO,)),
    **{ch: (_Token("S", Decimal(n)),) for ch, n in _SMALL.items()},
    **{ch: (_Token("C", Decimal(n)), _TEN) for ch, n in _TENS.items()},
    **{ch: (_Token("L", Decimal(n)),) for ch, n in _LARGE.items()},
}
"""What each numeral stands for."""
_FIGURES: Final = frozenset("0123456789")
_BEGINNINGS: Final = _FIGURES | _READ.keys()
_GOES_ON: Final = _BEGINNINGS | set("几多余来个")
"""Characters by which a number may go on behind its figures; behind others it ends."""


class _Scan(NamedTuple):
    tokens: list[_Token]
    end: int
    hedge: Literal["", "more-than", "about"]
    since: int
    """How many tokens stand before the hedge."""


def scan_number(text: str, at: int = 0) -> Number | None:
    """Read the number that starts at a place of a plain text, or none.

    Args:
        text: As :func:`~loaders.languages.zh.characters.plain` leaves it.
        at: Where it starts; signs are the caller's.
    """
    if text[at : at + 1] not in _BEGINNINGS:
        return None  # nearly all places
    if text[at] in _FIGURES and (match := _ARABIC.match(text, at)) is not None:
        end = match.end()
        if text[end : end + 1] not in _GOES_ON:  # most numbers
            return _arabic(match[0], end)
    return _scanned(text, at)


def _scanned(text: str, at: int) -> Number | None:
    """Read a number sign by sign."""
    scan = _tokens(text, at)
    if scan is None or not scan.tokens:
        return None
    tokens = scan.tokens
    if len(tokens) == 1 and tokens[0].kind == "D" and not scan.hedge:
        return _arabic(text[at : scan.end], scan.end)
    if scan.hedge and any(token.kind not in "SL" for token in tokens[scan.since :]):
        return None
    values = _pair(tokens) or [tokens]
    read = [_value(one) for one in values]
    if any(value is None for value in read):
        return None
    low, high = read[0], read[1] if len(read) > 1 else None
    assert low is not None
    return Number(
        scan.end,
        low,
        high,
        scan.hedge,
        _shared(tokens),
        _figures(text[at : scan.end], tokens),
        all(token.kind in "SL" for token in tokens),
        tokens[0].kind == "D",
    )


def _arabic(written: str, end: int) -> Number | None:
    """Return a number of Arabic digits alone, which has no scale."""
    if len(written) > _LONGEST or _PADDED.match(written):
        return None
    return Number(end, _amount(written), digits=written if written.isdigit() else "", arabic=True)


def _amount(written: str) -> Decimal:
    return Decimal(written.replace(",", "").replace("\u00b7", "."))


def _tokens(text: str, at: int) -> _Scan | None:
    tokens: list[_Token] = []
    hedge: Literal["", "more-than", "about"] = ""
    since, start = 0, at
    while at < len(text) and len(tokens) <= _LONGEST:
        ch = text[at]
        if hedge and ch not in _SMALL and ch not in _LARGE:
            break
        if ch.isascii() and ch.isdigit():
            match = _ARABIC.match(text, at)
            if match is None or match.end() - at > _LONGEST or _PADDED.match(match[0]):
                return None
            tokens.append(_Token("D", _amount(match[0])))
            at = match.end()
        elif tokens and ch in _SMALL and _NOT_A_SCALE.match(text, at):
            break
        elif found := _numeral(text, at, tokens):
            tokens += found
            at += 1
        elif tokens and not hedge and (mark := _hedge(text, at, tokens)):
            hedge, since, at = mark, len(tokens), at + 1
        elif text.startswith("个亿", at) and tokens:
            tokens.append(_Token("L", Decimal(10**8)))
            at += 2
        else:
            break
    if len(tokens) > _LONGEST or at == start:
        return None
    return _Scan(tokens, at, hedge, since)


def _numeral(text: str, at: int, before: list[_Token]) -> tuple[_Token, ...]:
    ch = text[at]
    if ch in _READ:
        return _READ[ch]
    after = text[at + 1 : at + 2]
    if ch == "点" and before and before[-1].kind in "CSZ" and after in _DIGITS and after:
        return (_Token("P", Decimal(0)),)
    return ()


def _hedge(text: str, at: int, before: list[_Token]) -> Literal["", "more-than", "about"]:
    last = before[-1]
    if text[at] == "几":  # 十几, 二十几
        return "more-than" if last == _TEN else ""
    if last.kind not in "SLD" or _HEDGE.match(text, at) is None:
        return ""
    if text[at] == "来":
        return "about" if last.kind == "S" else ""
    return "more-than"


def _pair(tokens: list[_Token]) -> list[list[_Token]] | None:
    """Return both numbers of neighbouring figures: 三四百 is 三百 and 四百."""
    places = [
        index
        for index in range(len(tokens) - 1)
        if tokens[index].kind == tokens[index + 1].kind == "C"
    ]
    if len(places) != 1 or any(token.kind in "ZPD" for token in tokens):
        return None
    at = places[0]
    if tokens[at + 1].value != tokens[at].value + 1:
        return None
    return [[*tokens[: at + 1], *tokens[at + 2 :]], [*tokens[:at], *tokens[at + 1 :]]]


def _value(tokens: list[_Token]) -> Decimal | None:
    kinds = "".join(token.kind for token in tokens)
    if "P" in kinds:
        return _fraction(tokens, kinds.index("P"))
    if set(kinds) <= {"C", "Z"} and len(kinds) > 1:
        return _figure_by_figure(tokens)
    if set(kinds) <= {"S", "L"}:  # 百万, 千亿, 亿: one of them
        if kinds not in {"S", "L", "SL", "LL", "SLL"} or not _rises(tokens):
            return None
        number = Decimal(1)
        for token in tokens:
            number *= token.value
        return number
    return _levels(_joined(tokens), _MOST)


def _rises(tokens: list[_Token]) -> bool:
    values = [token.value for token in tokens]
    return values == sorted(set(values))


def _fraction(tokens: list[_Token], point: int) -> Decimal | None:
    """Read 三点五, 三点五亿: figures behind the point, then scales only."""
    whole, rest = tokens[:point], tokens[point + 1 :]
    count = next((i for i, token in enumerate(rest) if token.kind not in "CZ"), len(rest))
    number = _levels(whole, (10**4,)) if whole != [_ZERO] else Decimal(0)
    if number is None or not count or any(token.kind not in "SL" for token in rest[count:]):
        return None
    number += Decimal("0." + "".join(str(token.value) for token in rest[:count]))
    scales = rest[count:]
    if not _rises(scales):
        return None
    for token in scales:
        number *= token.value
    return number


def _figure_by_figure(tokens: list[_Token]) -> Decimal | None:
    # 二〇一〇 is read figure by figure; 三五 ("three or five") is no one number.
    zero = any(token.kind == "Z" for token in tokens)
    if tokens[0].kind == "Z" or (len(tokens) < 4 and not zero) or len(tokens) < 3:
        return None
    return Decimal("".join(str(token.value) for token in tokens))


def _joined(tokens: list[_Token]) -> list[_Token]:
    """Join 万亿 to one scale."""
    joined: list[_Token] = []
    for token in tokens:
        if joined and joined[-1] == _Token("L", Decimal(10**4)) and token.value == 10**8:
            joined[-1] = _Token("L", Decimal(10**12))
        else:
            joined.append(token)
    return joined


def _levels(tokens: list[_Token], scales: tuple[int, ...]) -> Decimal | None:
    """Read coefficients and large scales, the largest first: 3亿5000万, 一万二千亿."""
    if not scales or not any(token.kind == "L" for token in tokens):
        return _section(tokens)
    scale, *smaller = scales
    places = [index for index, token in enumerate(tokens) if token == _Token("L", Decimal(scale))]
    if not places:
        return _levels(tokens, tuple(smaller))
    left, right = tokens[: places[0]], tokens[places[0] + 1 :]
    many = _levels(left, tuple(smaller)) if left and len(places) == 1 else None
    if many is None or (many <= 0 and right):
        return None
    if not right:
        return many * scale
    rest = _behind(right, scale, tuple(smaller))
    if rest is None or many != many.to_integral_value():
        return None
    return many * scale + rest


def _behind(tokens: list[_Token], scale: int, smaller: tuple[int, ...]) -> Decimal | None:
    """Read what stands behind a scale: 五千万, 零五, or the spoken tail of 一万二."""
    last = tokens[0]
    if len(tokens) == 1 and (last.kind == "C" or (last.kind == "D" and 1 <= last.value < 10)):
        whole = last.value == last.value.to_integral_value()
        return last.value * (scale // 10) if whole else None
    zero = tokens[0].kind == "Z"
    tokens = tokens[1:] if zero else tokens
    if not tokens or tokens[0].kind in "ZL":
        return None
    rest = _levels(tokens, smaller)
    return rest if rest is not None and 0 < rest < scale else None


def _section(tokens: list[_Token]) -> Decimal | None:  # noqa: PLR0911 - one return a form
    """Read a number below 10,000, or a run of Arabic digits of any size."""
    if len(tokens) == 1 and tokens[0].kind in "DCZ":
        return tokens[0].value
    if len(tokens) == 2 and tokens[0].kind == "D" and tokens[1].kind == "S":
        return tokens[0].value * tokens[1].value
    total, at, last, zero = Decimal(0), 0, Decimal(10**4), False
    while at < len(tokens):
        kind, value = tokens[at]
        follows = tokens[at + 1] if at + 1 < len(tokens) else None
        if kind == "Z":
            if not total or zero or follows is None:
                return None
            zero, at = True, at + 1
        elif kind == "S":
            if value != 10 or value >= last:  # 十五, 一百十五
                return None
            total, last, zero, at = total + value, value, False, at + 1
        elif kind in "CD" and follows and follows.kind == "S":
            if follows.value >= last or not _is_figure(tokens[at]):
                return None
            total += value * follows.value
            last, zero, at = follows.value, False, at + 2
        elif kind in "CD" and follows is None and total and _is_figure(tokens[at]):
            # 一百零八, 二十八, and 一百八 for 180.
            return total + (value if zero or last == 10 else value * last / 10)
        else:
            return None
    return total


def _is_figure(token: _Token) -> bool:
    return 1 <= token.value <= 9 and token.value == token.value.to_integral_value()


def _shared(tokens: list[_Token]) -> int:
    """Return the scale that all of the number stands before: 千万 in 12千万, none in 1万2千."""
    head = next((i for i, token in enumerate(tokens) if token.kind in "SL"), len(tokens))
    if any(token.kind not in "SL" for token in tokens[head:]):
        large = len(tokens) - 1
        tail = large if tokens and tokens[-1].kind == "L" else len(tokens)
        if any(token.kind == "L" for token in tokens[:tail]):
            return 1
        head = tail
    scale = 1
    for token in tokens[head:]:
        scale *= int(token.value)
    return scale


def _figures(written: str, tokens: list[_Token]) -> str:
    if len(tokens) == 1 and tokens[0].kind == "D":
        return written if written.isdigit() else ""
    if tokens and all(token.kind in "CZ" for token in tokens):
        return "".join(str(token.value) for token in tokens)
    return ""


def read_number(text: str) -> Decimal | None:
    """Read one certain number that is the whole text, or none (几百, 十几, 三五, 三十多)."""
    if text == "半":
        return Decimal("0.5")
    folded = plain(text)
    if folded.isascii() and folded.isdigit() and len(folded) <= _LONGEST:
        return Decimal(folded)  # a part's number may be 01
    sign = -1 if folded[:1] in ("-", "\u2212") else 1
    number = scan_number(folded, 0 if sign > 0 else 1)
    if number is None or number.end != len(folded) or number.high is not None or number.hedge:
        return None
    return sign * number.low
