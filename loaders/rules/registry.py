"""Every rule of the evidence contract, in one visible list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from loaders.problems import Problem
from loaders.rules import assignments as rules_assignments
from loaders.rules import brackets as rules_brackets
from loaders.rules import complete as rules_complete
from loaders.rules import coverage
from loaders.rules import english as rules_english
from loaders.rules import glosses as rules_glosses
from loaders.rules import header as rules_header
from loaders.rules import implied as rules_implied
from loaders.rules import kinds as rules_kinds
from loaders.rules import measures as rules_measures
from loaders.rules import names as rules_names
from loaders.rules import periods as rules_periods
from loaders.rules import quotes as rules_quotes
from loaders.rules import records as rules_records
from loaders.rules import relations as rules_relations
from loaders.rules import roles as rules_roles
from loaders.rules import status as rules_status
from loaders.rules import twice as rules_twice
from loaders.rules import values as rules_values
from loaders.rules.base import Case, Rule

__all__ = [
    "BY_NAME",
    "RULES",
    "VERSION",
    "Rule",
    "check_case",
    "explain",
    "rules_table",
    "verdicts",
]

VERSION: Final = "9"
"""Of the rules that need the text: raised when one of them would judge differently."""

_LOCK: Final = (
    Rule(
        "lock-missing",
        "Every document has its lock, facts/locks/ID.lock.",
        "每个文件都有锁文件 facts/locks/标识.lock。",
        "a document that was locked",
        "a new document before `policykg lock`",
        severity="warning",
    ),
    Rule(
        "lock-stale",
        "A record or quote that changed since it was locked is checked and locked again.",
        "锁定后改动的记录或引文须重新核对、锁定。",
        "an unchanged record",
        "by: 2011, locked as by: 2010",
    ),
    Rule(
        "lock-vanished",
        "A locked record does not vanish without being unlocked.",
        "已锁定的记录不得无故消失。",
        "`policykg lock` after deleting a record",
        "a record deleted by accident",
    ),
    Rule(
        "lock-source",
        "The source text is the one that was checked.",
        "原文须是核对时的原文。",
        "the same SHA-256",
        "a source with one character changed",
        needs_source=True,
    ),
    Rule(
        "lock-rules",
        "The verdict in the lock is of the rules as they are now.",
        "锁文件中的结论须出自现行规则。",
        "locked by these rules",
        "locked by earlier rules",
        severity="warning",
    ),
    Rule(
        "lock-verdict",
        "The verdict in the lock is bound to the lines beside it.",
        "锁文件中的结论须与其各行相符。",
        "a generated lock",
        "a line changed by hand",
    ),
    Rule(
        "lock-old",
        "The lock holds no words of the text.",
        "锁文件不含原文文字。",
        "offsets and digests",
        "a lock of the first form",
    ),
    Rule(
        "lock-divided",
        "Each document has a lock of its own, not one file with the lines of all.",
        "每个文件各有自己的锁文件,不合记于一个文件。",
        "facts/locks/my-plan.lock",
        "facts/evidence.lock of release 1.0.0",
        severity="warning",
    ),
    Rule(
        "lock-line",
        "The lock file is as `policykg lock` wrote it.",
        "锁文件须保持 policykg lock 写出的样子。",
        "a generated line",
        "a merge conflict's marks",
    ),
    Rule(
        "signature-line",
        "A file of signatures is as `policykg sign` wrote it.",
        "签核文件须保持 policykg sign 写出的样子。",
        "a generated line",
        "a merge conflict's marks",
    ),
    Rule(
        "signature-void",
        "What was signed is what the field, its words and its names still are.",
        "所签核的字段、引文及所指须与签核时相同。",
        "a field that is as it was signed",
        "a field that was changed after it was signed",
        severity="warning",
    ),
    Rule(
        "exception-unused",
        "facts/exceptions.yaml only shrinks: an exception that nothing needs is deleted.",
        "facts/exceptions.yaml 只能减少:不再需要的例外须删去。",
        "an exception that tolerates a finding",
        "an exception that tolerates none",
    ),
)
_SOURCE: Final = (
    Rule(
        "article-bounds",
        "The article's first and last words stand in the source text.",
        "正文的首句与末句须在原文中。",
        "article: {from: 第一句, to: 最后一句}",
        "words that are not in the text",
        needs_source=True,
    ),
    Rule(
        "language-unknown",
        "A text is in a language that a package of loaders/languages reads.",
        "原文的语言须有 loaders/languages 中的语言包。",
        "language: zh-hans",
        "language: en",
    ),
    Rule(
        "source-missing",
        "A source text that no check has seen is in one of the folders searched.",
        "尚未核对过的原文须在所查的文件夹中。",
        "file: plan.txt, and sources/plan.txt",
        "file: plam.txt",
    ),
    Rule(
        "source-path",
        "A source is named by its plain file name.",
        "原文只写文件名。",
        "file: plan.txt",
        "file: ../plan.txt",
    ),
    Rule(
        "source-unreadable",
        "A source is a regular file of up to 4 MiB inside its folder.",
        "原文须是所在文件夹内不超过 4 MiB 的普通文件。",
        "sources/plan.txt",
        "a link to a device",
    ),
    Rule(
        "source-encoding",
        "A source is UTF-8.",
        "原文须为 UTF-8。",
        "UTF-8",
        "GB 18030",
    ),
)

RULES: Final[tuple[Rule, ...]] = (
    *rules_quotes.RULES,
    *rules_values.RULES,
    *rules_measures.RULES,
    *rules_status.RULES,
    *rules_names.RULES,
    *rules_roles.RULES,
    *rules_periods.RULES,
    *rules_kinds.RULES,
    *rules_assignments.RULES,
    *rules_implied.RULES,
    *rules_relations.RULES,
    *rules_twice.RULES,
    *rules_header.RULES,
    *rules_english.RULES,
    *rules_glosses.RULES,
    *rules_complete.RULES,
    *rules_brackets.RULES,
    *rules_records.RULES,
    *coverage.RULES,
    *_LOCK,
    *_SOURCE,
)
"""In the order in which they are applied and explained."""

BY_NAME: Final[dict[str, Rule]] = {rule.name: rule for rule in RULES}


def explain(name: str) -> Rule | None:
    """Return a rule by its name."""
    return BY_NAME.get(name)


def rules_table() -> str:
    """Return all rules as the Markdown table of ``docs/evidence.md``."""
    lines = ["| rule | asks | 要求 | accepts | rejects |", "|---|---|---|---|---|"]
    for rule in RULES:
        cells = [f"`{rule.name}`", rule.en, rule.zh, rule.accepts, rule.rejects]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def verdicts(checked: dict[str, int]) -> str:
    """Return how often each rule that needs the text was kept, as the lock has it."""
    needed = (rule for rule in RULES if rule.check and (rule.needs_source or rule.reads_quotes))
    times = ((rule.name, checked.get(rule.name, 0)) for rule in needed)
    return " ".join(f"{name}:{count}" for name, count in sorted(times) if count)


def check_case(
    case: Case, wanted: Callable[[], bool] = lambda: True
) -> tuple[list[Problem], dict[str, int]]:
    """Apply every rule to a document.

    Args:
        case: The document.
        wanted: Tells whether the findings are still asked for; where not, the rules that are
            left are not applied.

    Returns:
        The findings, in the order of the rules, and how often each rule was applied.
    """
    problems: list[Problem] = []
    checked: dict[str, int] = {}
    seen = case.seen()
    for rule in RULES:
        if rule.check is None or (rule.needs_source and case.evidence is None):
            continue
        if not wanted():
            break
        times = 0
        for problem in rule.check(seen if rule.reads_quotes else case):
            times += 1
            if problem is not None:
                problems.append(problem)
        checked[rule.name] = times
    return problems, checked
