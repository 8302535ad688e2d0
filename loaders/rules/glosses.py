"""The rules of English glosses; they are judged in :mod:`loaders.glosses.check`."""

from __future__ import annotations

from typing import Final

from loaders.rules.base import Rule

__all__ = ["RULES"]

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "gloss-document", "A file of glosses bears the id of its document, in name and header.",
        "译文文件的文件名与 document 须为同一文件标识。",
        "facts/glosses/a-plan.yaml with document: a-plan",
        "facts/glosses/a-plan.yaml with document: b-plan",
    ),
    Rule(
        "gloss-twice", "A quote has one gloss.", "一处引文只有一条译文。",
        "each quote once", "the same quote twice",
    ),
    Rule(
        "gloss-superfluous", "A gloss is of a quote that a responsibility or amount rests on.",
        "译文所属的引文须为职责或数值所据。",
        "the quote of a target", "a quote that no fact has",
    ),
    Rule(
        "gloss-missing", "Where a document has glosses, every such quote has one.",
        "已有译文的文件,每处此类引文均须有译文。",
        "each quote of a lead with its English", "a quote of a target without",
        severity="warning",
    ),
    Rule(
        "gloss-english", "A gloss is English, without Chinese characters.", "译文为英文,不含汉字。",
        "Grow large enterprises", "Grow 大 enterprises",
    ),
    Rule(
        "gloss-number", "A gloss has the numbers, units and dates of its quote, and no others.",
        "译文的数字、单位和日期须与引文相同。",
        "50 million yuan ← 5000万元", "50 billion yuan ← 5000万元",
    ),
    Rule(
        "gloss-bound", "A gloss bounds an amount as its quote does: above, below, near, about.",
        "译文须译出数量的界限:以上、不到、近、约。",
        "more than 85,000 ← 突破8.5万", "85,000 ← 突破8.5万",
    ),
    Rule(
        "gloss-negation", "Where a quote negates, its gloss does.", "引文含否定,译文亦须含否定。",
        "no less than 1,000 mu ← 不少于1000亩", "1,000 mu ← 不少于1000亩",
    ),
    Rule(
        "gloss-name", "Names in a gloss are the English of the authority files, and of the quote.",
        "译文中的名称须为引文所有,并用权威文件的英文。",
        "Shaoxing Municipal Finance Bureau ← 市财政局",
        "Shaoxing Municipal Planning Bureau ← 市财政局",
    ),
    Rule(
        "gloss-void", "What was signed is what the gloss and its quote still are.",
        "所签核的译文及其引文须与签核时相同。",
        "a gloss that is as it was signed", "a gloss that was changed after it was signed",
        severity="warning",
    ),
)  # fmt: skip
