"""The rules of glosses: complete, English, equal to the quote in numbers, names, negation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from loaders.glosses.english import amounts_of_english, bounds_of_english, negates_in_english
from loaders.glosses.files import load_glosses
from loaders.glosses.model import FIELD, Gloss, Glosses, missing, uses_to_gloss
from loaders.glosses.names import Name, has_name, names_of_quotes
from loaders.glosses.paths import gloss_signatures_file
from loaders.languages.glossed import Amount, Glossing
from loaders.problems import Position, Problem

if TYPE_CHECKING:
    from loaders.facts.model import QuoteUse
    from loaders.rules.base import Case
    from loaders.workspace import Workspace

__all__ = ["check_glosses", "faults"]

_LAST_LATIN = "\u024f"


def check_glosses(workspace: Workspace, case: Case) -> list[Problem]:
    """Check the glosses of a document; without a file of glosses there is nothing to check."""
    glosses, problems = load_glosses(workspace, case.document.header.id)
    if not glosses.by_key and not glosses.signatures.marks:
        return problems
    wanted = uses_to_gloss(case.document)
    glossing = case.language.glossing
    names = names_of_quotes(case)
    all_names = {name for found in names.values() for name in found}
    for gloss in glosses:
        uses = wanted.get(gloss.key)
        if uses is None:
            problems.append(_superfluous(gloss))
            continue
        problems += _english(gloss)
        readable = [use for use in uses if case.readable(use)]
        if glossing is not None and readable:
            use = readable[0]
            problems += faults(glossing, gloss, case.quote(use), names.get(use.n, ()), all_names)
    problems += [_missing(use) for use in missing(case.document, glosses)] if glosses.by_key else []
    problems += _void(workspace, glosses)
    return problems


def faults(
    glossing: Glossing,
    gloss: Gloss,
    words: str,
    names: Iterable[Name] = (),
    others: Iterable[Name] = (),
) -> Iterator[Problem]:
    """Yield in what a gloss differs from the words of its quote.

    Args:
        glossing: How the language of the quote is read.
        gloss: The gloss.
        words: The words of the quote, clean and simplified.
        names: The names in these words that are known in English.
        others: All names of the document that are; none of them may have been added.
    """
    yield from _numbers(glossing, gloss, words)
    yield from _bounds(glossing, gloss, words)
    chinese, english = glossing.negates(words), negates_in_english(gloss.en)
    if chinese and not english:
        yield _problem(
            "gloss-negation", gloss,
            "the quote negates, and no word of its gloss does: say “not”, “no” or “without”",
            "引文含否定,译文没有:请译出否定", read=words,
        )  # fmt: skip
    own = list(names)
    for name in own:
        if not has_name(gloss.en, name):
            yield _problem(
                "gloss-name", gloss,
                f"{name.zh} is “{name.en}” in the authority files, and the gloss has no such name",
                f"{name.zh} 在权威文件中的英文为“{name.en}”,译文中没有", read=name.en,
            )  # fmt: skip
    known = [name.en for name in own]
    for other in sorted({o for o in others if not o.place and o not in own}):
        inside = any(other.en in one for one in known)
        if not inside and other.zh not in words and has_name(gloss.en, other):
            yield _problem(
                "gloss-name", gloss,
                f"the gloss names “{other.en}” ({other.zh}), of whom the quote says nothing",
                f"译文提到“{other.en}”({other.zh}),引文并未提到", read=other.en,
            )  # fmt: skip


def _numbers(glossing: Glossing, gloss: Gloss, words: str) -> Iterator[Problem]:
    chinese, english = glossing.amounts(words), amounts_of_english(gloss.en)
    lost = [a for a in chinese if not a.optional and not _among(a, english)]
    added = [a for a in english if a.number != 1 and not _among(a, chinese)]
    for amount in dict.fromkeys(lost):
        yield _problem(
            "gloss-number", gloss,
            f"the quote has {_shown(amount)}, and its gloss has not",
            f"引文有 {_shown(amount)},译文没有", read=words, recorded=_shown(amount),
        )  # fmt: skip
    for amount in dict.fromkeys(added):
        yield _problem(
            "gloss-number", gloss,
            f"the gloss has {_shown(amount)}, and its quote has not",
            f"译文有 {_shown(amount)},引文没有", read=words, recorded=_shown(amount),
        )  # fmt: skip


def _among(amount: Amount, others: Iterable[Amount]) -> bool:
    return any(amount.number == o.number and amount.unit == o.unit for o in others)


def _shown(amount: Amount) -> str:
    number = f"{amount.number.normalize():f}"
    return f"{number} {amount.unit}".strip()


def _bounds(glossing: Glossing, gloss: Gloss, words: str) -> Iterator[Problem]:
    for bound in sorted(glossing.bounds(words) - bounds_of_english(gloss.en)):
        yield _problem(
            "gloss-bound", gloss,
            f"the quote says {bound} of an amount, and its gloss does not",
            f"引文的数量有界限({bound}),译文没有译出", read=words, recorded=bound,
        )  # fmt: skip


def _english(gloss: Gloss) -> Iterator[Problem]:
    if any(ch.isalpha() and ch > _LAST_LATIN for ch in gloss.en):
        yield _problem(
            "gloss-english", gloss,
            "the gloss holds Chinese characters: translate or spell them",
            "译文含有汉字:请翻译或拼写",
        )  # fmt: skip
    elif not any(ch.isascii() and ch.isalpha() for ch in gloss.en):
        yield _problem(
            "gloss-english", gloss, "the gloss is no English yet: translate the quote, or leave it "
            "out", "译文还不是英文:请翻译,或暂不写",
        )  # fmt: skip


def _superfluous(gloss: Gloss) -> Problem:
    return Problem(
        "gloss-superfluous", gloss.at,
        "no lead, responsibility, target or value rests on this quote: take the gloss out, or "
        "write the quote as the facts have it",
        "没有牵头、职责、目标或数值以此引文为据:请删去译文,或按记录改写引文",
        quote=gloss.quote,
    )  # fmt: skip


def _missing(use: QuoteUse) -> Problem:
    return Problem(
        "gloss-missing", use.at,
        "this quote has no English gloss: `policykg gloss DOCUMENT` lists what is missing",
        "此引文没有英文译文:policykg gloss 文件 可列出所缺",
        quote=use.text, severity="warning",
    )  # fmt: skip


def _void(workspace: Workspace, glosses: Glosses) -> Iterator[Problem]:
    """Say which glosses were signed as something else, and which signed ones are gone."""
    for gloss in glosses:
        if glosses.state(gloss) == "void":
            yield _problem(
                "gloss-void", gloss,
                "this gloss was signed, and it or its quote has changed since: compare them, then "
                "run `policykg sign --glosses`",
                "此译文已签核,而译文或引文在此后有改动:请重新比较,再运行 policykg sign --glosses",
                severity="warning",
            )  # fmt: skip
    known = {(gloss.fact, FIELD) for gloss in glosses}
    gone = {(m.fact, m.field) for m in glosses.signatures.marks.values()} - known
    if gone:
        path = gloss_signatures_file(workspace, glosses.document)
        yield Problem(
            "gloss-void", Position(workspace.name_of(path)),
            f"{len(gone)} signatures are of quotes that have no gloss any more; "
            "`policykg sign --glosses --tidy` takes them out",
            f"{len(gone)} 个签核所属的引文已无译文;policykg sign --glosses --tidy 可将其清除",
            severity="warning",
        )  # fmt: skip


def _problem(
    rule: str, gloss: Gloss, en: str, zh: str, *,
    read: str = "", recorded: str = "", severity: str = "error",
) -> Problem:  # fmt: skip
    return Problem(
        rule, gloss.en_at, en, zh, quote=gloss.quote, read=read,
        recorded=recorded or gloss.en[:80],
        severity="warning" if severity == "warning" else "error",
    )  # fmt: skip
