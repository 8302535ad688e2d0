"""pydantic's findings in words for people who write facts, in both languages."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Final

TAGS: Final = frozenset({"part", "passage", "text", "map"})
"""Steps of pydantic's path that name the branch of a union, and no key of the file."""


def explain(
    detail: Any, nearest: str | None, known: list[str], parent: Any = None
) -> tuple[str, str]:
    """Say one error of a model.

    Args:
        detail: An entry of ``ValidationError.errors()``.
        nearest: The known key closest to the one in question, if any is close.
        known: All keys that the record may have.
        parent: The value at the place of the error.

    Returns:
        What is wrong and how to mend it, in English and in Chinese.
    """
    kind = str(detail["type"])
    steps = (step for step in reversed(detail["loc"]) if isinstance(step, str))
    key = next((step for step in steps if step not in TAGS), "")
    context = detail.get("ctx") or {}
    if kind == "extra_forbidden":
        return _unknown_key(key, nearest, known)
    if kind == "missing":
        return (f"`{key}` is missing here: add it", f"此处缺少“{key}”:请补上")
    if kind == "literal_error":
        return _not_in_list(key, detail.get("input"), str(context.get("expected", "")))
    if kind == "string_pattern_mismatch":
        return (
            f"`{_short(detail.get('input'))}` is no id: small letters, digits and hyphens, "
            "a letter first",
            f"“{_short(detail.get('input'))}”不是标识:只用小写字母、数字与连字符,以字母开头",
        )
    if kind in {"string_too_long", "too_long", "less_than_equal", "greater_than_equal"}:
        limit = next(iter(context.values()), "")
        return (f"`{key}` is beyond its bound {limit}", f"“{key}”超出界限 {limit}")
    return _wrong_type(kind, key, detail)


def _unknown_key(key: str, nearest: str | None, known: list[str]) -> tuple[str, str]:
    if nearest:
        return (
            f"`{key}` is no key here; did you mean `{nearest}`?",
            f"此处没有键“{key}”;是否应为“{nearest}”?",
        )
    listed = ", ".join(known)
    return (
        f"`{key}` is no key here; known are: {listed}. A text cut at a comma or colon "
        "belongs in quotation marks or on a line of its own",
        f"此处没有键“{key}”;可用的有:{listed}。若文字被英文逗号或冒号截断,请加引号或单独成行",
    )


def _not_in_list(key: str, given: Any, expected: str) -> tuple[str, str]:
    options = [part.strip(" '") for part in expected.replace(" or ", ", ").split(",")]
    near = get_close_matches(str(given), options, 1, 0.5)
    hint_en = f"; did you mean `{near[0]}`?" if near else ""
    hint_zh = f";是否应为“{near[0]}”?" if near else ""
    listed = ", ".join(options)
    return (
        f"`{key}: {_short(given)}` is not in the list{hint_en} (one of: {listed})",
        f"“{key}: {_short(given)}”不在列表中{hint_zh}(可选:{listed})",
    )


def _wrong_type(kind: str, key: str, detail: Any) -> tuple[str, str]:
    wanted = {
        "string_type": ("text", "文字"),
        "list_type": ("a list", "列表"),
        "dict_type": ("a map", "映射"),
        "model_type": ("a map of keys", "键值映射"),
        "int_parsing": ("a whole number", "整数"),
        "int_type": ("a whole number", "整数"),
        "bool_parsing": ("yes or no", "yes 或 no"),
        "bool_type": ("yes or no", "yes 或 no"),
        "string_too_short": ("text that is not empty", "非空文字"),
    }.get(kind)
    given = _short(detail.get("input"))
    if wanted is None:
        return (
            f"`{key}`: {detail['msg']} (given: {given})",
            f"“{key}”有误:{detail['msg']}(现为:{given})",
        )
    return (
        f"`{key}` must be {wanted[0]}, and is: {given}",
        f"“{key}”应为{wanted[1]},现为:{given}",
    )


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
