"""Nothing outside a language's package knows its words; what still does is listed, with why."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.support.language_words import imports_of, modules_of, words_in

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = "loaders.languages.zh"
IMPORTERS: Final[dict[str, str]] = {
    "loaders/languages/registry.py": "the list of languages",
    "loaders/identity/gazetteer.py": "official names of China's divisions, a data set of its own",
    "loaders/identity/authority.py": "still to move: names under any script",
    "loaders/identity/loading.py": "still to move: whether an alias shortens a name",
    "loaders/rules/english.py": "still to move: Chinese numbers beside English ones",
    "loaders/rules/twice.py": "still to move: years that a text works out",
    "loaders/drafting/readers.py": "the door of the drafter for Chinese",
    "loaders/drafting/homes.py": "drafts Chinese records only",
    "loaders/drafting/authority.py": "drafts Chinese records only",
}
"""Files that may import the package."""
WORDED: Final[dict[str, str]] = {
    "loaders/drafting/": "its drafter reads Chinese, and abstains from other languages",
    "loaders/identity/gazetteer.py": "official names of China's divisions, a data set of its own",
    "loaders/intake/characters.py": "a table of look-alike characters, whatever the language",
    "loaders/intake/docx.py": "names of styles in Word's Chinese edition",
    "loaders/intake/docx_numbers.py": "numerals that Word itself makes for numbered paragraphs",
    "loaders/intake/encodings.py": "commonest characters, by which a coding is guessed",
    "loaders/intake/header_yaml.py": "messages",
    "loaders/intake/html.py": "numbered lines of a page, before its language is known",
    "loaders/intake/html_article.py": "menus and feet of Chinese web pages, whatever their text",
    "loaders/intake/ids.py": "still to move: ids from titles",
    "loaders/intake/page_facts.py": "fields of index cards of Chinese web pages",
    "loaders/intake/pdf_lines.py": "the width of a full-width character",
    "loaders/intake/pdf_margins.py": "page numbers, before the language is known",
    "loaders/intake/wrapping.py": "numbered lines of a page, before its language is known",
    "loaders/migration/ends.py": "letters of every script, by their ranges",
    "loaders/rules/assignments.py": "still to move: tiers of places that a figure names",
    "loaders/rules/english.py": "still to move: Chinese numbers beside English ones",
    "loaders/rules/twice.py": "still to move: years that a text works out",
    "loaders/rdf/states.py": "labels of signatures, in both languages",
    "loaders/states/prove_identities.py": "still to move: what a label adds to a name",
    "loaders/rdf/nquads.py": "which script a literal is in, for its language tag",
}
"""Files, and folders ending in a slash, whose constants may hold words that a text is read by."""


def _files() -> list[str]:
    names = (path.relative_to(ROOT).as_posix() for path in modules_of(ROOT / "loaders"))
    return [name for name in names if not name.startswith("loaders/languages/zh/")]


def _allowed(name: str, listed: dict[str, str]) -> bool:
    return any(name == one or (one.endswith("/") and name.startswith(one)) for one in listed)


@pytest.mark.parametrize("name", [name for name in _files() if not _allowed(name, IMPORTERS)])
def test_a_file_imports_no_single_language(name: str) -> None:
    assert imports_of((ROOT / name).read_text(encoding="utf-8"), PACKAGE) == []


@pytest.mark.parametrize("name", [name for name in _files() if not _allowed(name, WORDED)])
def test_a_file_reads_no_text_by_words_of_one_language(name: str) -> None:
    assert words_in((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", [*IMPORTERS, *WORDED])
def test_what_is_listed_still_needs_it(name: str) -> None:
    files = modules_of(ROOT / name) if name.endswith("/") else [ROOT / name]
    texts = [path.read_text(encoding="utf-8") for path in files]
    importing = name in IMPORTERS and any(imports_of(text, PACKAGE) for text in texts)
    assert importing or (name in WORDED and any(map(words_in, texts)))


@pytest.mark.parametrize(
    "source",
    [
        'import re\n_A = re.compile(r"(?:预计|力争)")',
        'import re\nB = "牵头"\ndef f(t): return re.search(rf"x{t}负责", t)',
        'def f(t): return "去年" in t',
        'def f(t): return t == "下同"',
        'def f(t): return t in ("", "级")',
        '_A = frozenset({"的", "和"})',
        '_A = {"去年": -1}',
        '_A = ("预计", "力争")',
        'def f(t): return t.startswith("关于")',
        '_A = r"[\\u4e00-\\u9fff]"',
    ],
)
def test_words_by_which_a_text_is_read_are_seen(source: str) -> None:
    assert words_in(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Reads 牵头."""',
        'def f():\n    """Reads 去年."""\n    return problem("no date is given here", "没有日期")',
        '_A = {"unit": ("its unit is not one that is known", "单位未知")}',
        'def f(x): return f"“{x}”不是日期:" + "、".join(x)',
        "import re\n_A = re.compile('[。,]')",
    ],
)
def test_messages_and_marks_are_no_such_words(source: str) -> None:
    assert words_in(source) == []


@pytest.mark.parametrize(
    "source",
    ["from loaders.languages.zh import values", "import loaders.languages.zh.values",
     "def f():\n    from loaders.languages.zh.values import read_value"],
)  # fmt: skip
def test_an_import_of_the_package_is_seen_wherever_it_stands(source: str) -> None:
    assert imports_of(source, PACKAGE)
    assert not imports_of(source.replace(".zh", ".zhuang"), PACKAGE)
