"""The whole site: pages, their links, the search, and what must not be wrong."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tools.docsite.commands import command_pages
from tools.docsite.markdown import Rendered, anchors_of, rendered
from tools.docsite.plan import LANGUAGES, Language, Page, Problem, read_plan
from tools.docsite.search import Entry, entries, script

ROOT: Final = Path(__file__).resolve().parent.parent.parent
_HERE: Final = Path(__file__).resolve().parent
_TOKENS: Final = "explorer/static/css/tokens.css"
_LARGEST: Final = 1_000_000
WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "search": "Search",
        "contents": "Contents",
        "on_this_page": "On this page",
        "other": "中文",
        "other_language": "zh",
        "skip": "To the text",
        "english": "",
        "results": "Search results",
        "needs": "The search needs JavaScript.",
    },
    "zh": {
        "search": "搜索",
        "contents": "目录",
        "on_this_page": "本页内容",
        "other": "English",
        "other_language": "en",
        "skip": "跳到正文",
        "english": "英文文档",
        "results": "搜索结果",
        "needs": "搜索需要 JavaScript。",
    },
}


class Faulty(Exception):
    """The pages are not fit to be a site; each problem says where."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


class Site:
    """Pages on their way to becoming a site."""

    def __init__(self, root: Path, out: Path, *, commands: bool = True) -> None:
        self.root, self.out = root, out
        listed, self.problems = read_plan(root)
        self.by_source = {page.source: page for page in listed}
        self.pages = [*listed, *(command_pages(self.by_source) if commands else ())]
        self.copied: set[str] = set()
        for page in self.pages:
            page.anchors = anchors_of(page.text)

    def build(self) -> None:
        """Write the site anew; of a faulty one nothing is written.

        Raises:
            Faulty: links, pictures or pages are missing, or pages are not listed.
        """
        made = {page.address: self._rendered(page) for page in self.pages}
        if self.problems:
            raise Faulty(self.problems)
        shutil.rmtree(self.out, ignore_errors=True)
        found: list[Entry] = []
        for page in self.pages:
            page.title = made[page.address].title
            found += entries(page, made[page.address].sections)
        for page in self.pages:
            self._write(page.address, self._whole(page, made[page.address]))
        for language in LANGUAGES:
            self._write(_search_page(language), self._results(language))
        self._write("assets/search-index.js", script(found))
        for name in sorted(self.copied):
            self._copy(name)
        tokens = (self.root / _TOKENS).read_text(encoding="utf-8")
        own = (_HERE / "templates" / "site.css").read_text(encoding="utf-8")
        self._write("assets/site.css", tokens + own)
        search = (_HERE / "templates" / "search.js").read_text(encoding="utf-8")
        self._write("assets/search.js", search)

    def _rendered(self, page: Page) -> Rendered:
        made = rendered(page.text, lambda link, line: self._leads(page, link, line))
        self.problems += [Problem(page.source, line, text) for line, text in made.wrong]
        return made

    def _leads(self, page: Page, link: str, line: int) -> str:
        """Return where a link of a page leads in the site; note one that leads nowhere."""
        link = unquote(link)
        if re.match(r"(?:https?|mailto):", link):
            return link
        path, _, anchor = link.partition("#")
        target = page if not path else self._page_at(page, path)
        if target is None:
            return self._file(page, path, line)
        if anchor and anchor not in target.anchors:
            self._wrong(page, line, f"{target.source} has no heading #{anchor}")
        if not path:
            return f"#{anchor}"
        if self._has_own(page, target):
            target = self._at(target.counterpart)
            anchor = anchor if anchor in target.anchors else ""
        return relative(page.address, target.address) + (f"#{anchor}" if anchor else "")

    @staticmethod
    def _has_own(page: Page, target: Page) -> bool:
        """Tell whether a link of a page in Chinese means the Chinese of the page that it names.

        A link from a page to its own English is meant as it stands.
        """
        return (
            target.language != page.language
            and page.language == target.counterpart[:2]
            and target.counterpart != page.address
        )

    def _page_at(self, page: Page, path: str) -> Page | None:
        kind, _, name = path.partition(":")
        if kind == "command":
            folder = "" if page.language == "en" else "zh/"
            return self._at(f"{folder}commands/{name}.html")
        if kind == "page":
            return self.by_source[name]
        return self.by_source.get(_joined(page.source, path))

    def _at(self, address: str) -> Page:
        found: Page = next(page for page in self.pages if page.address == address)
        return found

    def _file(self, page: Page, path: str, line: int) -> str:
        """Return where a file that is no page stands in the site, which gets a copy of it."""
        name = _joined(page.source, path)
        file = self.root / name
        if name.startswith("../") or not file.is_file():
            self._wrong(page, line, f"the link to {path} leads nowhere")
        elif name.endswith(".md"):
            self._wrong(page, line, f"{name} is no page of the site")
        elif file.stat().st_size > _LARGEST:
            self._wrong(page, line, f"{name} is too large to be copied")
        else:
            self.copied.add(name)
        return relative(page.address, f"files/{name}")

    def _wrong(self, page: Page, line: int, text: str) -> None:
        self.problems.append(Problem(page.source, line, text))

    def _copy(self, name: str) -> None:
        target = self.out / "files" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.root / name, target)

    def _write(self, address: str, text: str) -> None:
        target = self.out / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")

    def _whole(self, page: Page, made: Rendered) -> str:
        contents = [one for one in made.sections if one.level == 2]
        body = made.body
        if len(contents) > 2:
            heading, end, rest = body.partition("</h1>")
            body = f"{heading}{end}\n<!-- contents -->\n{rest}"
        other = page.counterpart or _home("zh" if page.language == "en" else "en")
        return self._page(page.address, page.language, made.title, body, other, contents)

    def _results(self, language: Language) -> str:
        say = WORDS[language]
        body = (
            f"<h1>{say['results']}</h1>\n<noscript><p>{say['needs']}</p></noscript>\n"
            '<p id="found" role="status"></p>\n<ol id="results"></ol>\n'
        )
        other = _search_page("zh" if language == "en" else "en")
        return self._page(_search_page(language), language, say["results"], body, other, [])

    def _page(
        self,
        address: str,
        language: Language,
        title: str,
        body: str,
        other: str,
        contents: Sequence[object],
    ) -> str:
        before, _, after = body.partition("<!-- contents -->")
        return (
            _environment()
            .get_template("page.html")
            .render(
                language=language,
                title=title,
                before=before,
                after=after,
                contents=contents,
                say=WORDS[language],
                groups=self._contents(language),
                here=address,
                other=relative(address, other),
                search=relative(address, _search_page(language)),
                home=relative(address, _home(language)),
                up=relative(address, "x")[:-1],
                is_search=address == _search_page(language),
                to=lambda target: relative(address, target),
            )
        )

    def _contents(self, language: Language) -> Mapping[str, list[Page]]:
        """Return the pages of a language by group; for Chinese, last those in English alone."""
        groups: dict[str, list[Page]] = {}
        for page in self.pages:
            if page.language == language:
                groups.setdefault(page.group, []).append(page)
        if language == "zh":
            alone = [page for page in self.pages if page.language == "en" and not page.counterpart]
            groups[WORDS["zh"]["english"]] = alone
        return groups


def build(out: Path, root: Path = ROOT) -> Site:
    """Build the site of a repository in a folder.

    Raises:
        Faulty: a page is not as it must be.
    """
    site = Site(root, out)
    site.build()
    return site


def relative(start: str, target: str) -> str:
    """Return the way from one page of the site to another, so that it stands anywhere."""
    return posixpath.relpath(target, posixpath.dirname(start) or ".")


def _joined(source: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path))


def _home(language: Language) -> str:
    return "index.html" if language == "en" else "zh/index.html"


def _search_page(language: Language) -> str:
    return "search.html" if language == "en" else "zh/search.html"


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
