"""References to facts, pages, figures, tables and the data set, read back by other programs."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from explorer.app import ServeSettings
from explorer.kit.request import view_at
from explorer.snapshots import BuildFolder
from graph.exports.references import (
    FORMS,
    KINDS,
    Reference,
    Said,
    licence_name,
    one_line,
    to_bibtex,
    to_csl,
    to_ris,
    to_text,
)
from ontology.terms import PK
from tests.support.command import run_cli
from tests.support.explorer_app import built
from tests.support.pages_example import Site

HOSTILE = (
    "}} @misc{x, title={evil}", "a\r\nER  - \r\nTY  - BOOK", "“引号” & 50% #1_2 $x$ ~^\\",
    "{", "}", "\\}",
    "TY  - JOUR", "\u202eevil\x00\x1b[31m", "a -- b --- c ``q''", "<b>&amp;</b>", "  ", "é ü 𠮷",
)  # fmt: skip


LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def of(title: str, note: str = "") -> Reference:
    """A reference whose texts are what a document may hold."""
    return Reference(
        "policykg-x-123", "fact", Said(title, title), Said("容器", "Container"), "123abc", "1.0",
        "https://example.org/id/x?a=1&b=2_3", "https://example.org/data/graph.nq (abc)",
        "2026-11-30", (Said(note, note),), "The policykg developers",
        LICENCE,
    )  # fmt: skip


def plain(tex: str) -> str:
    """Read TeX as a typesetter does."""
    text = LatexNodes2Text(keep_braced_groups=False).latex_to_text(tex)
    return " ".join(text.replace("ˆ", "^").split())


@pytest.mark.parametrize("text", HOSTILE)
def test_bibtex_of_a_hostile_name_is_one_entry_with_that_name(text: str) -> None:
    found = parse_string(to_bibtex(of(f"x {text} y", text), "zh"), "bibtex")
    assert list(found.entries) == ["policykg-x-123"]
    fields = found.entries["policykg-x-123"].fields
    assert plain(fields["title"]).replace(" ", "") == one_line(f"x {text} y").replace(" ", "")
    assert fields["url"] == "https://example.org/id/x?a=1&b=2_3"


@pytest.mark.parametrize("text", HOSTILE)
def test_ris_of_a_hostile_name_is_one_record_with_that_name(text: str) -> None:
    records = rispy.load(io.StringIO(to_ris(of(f"x {text} y", text), "en").replace("\r\n", "\n")))
    assert len(records) == 1
    assert records[0]["type_of_reference"] == KINDS["fact"].ris
    assert records[0]["title"] == one_line(f"x {text} y")
    assert records[0]["urls"] == ["https://example.org/id/x?a=1&b=2_3"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_survives_every_form(title: str, note: str) -> None:
    ref = of(f"t {title} t", note)
    wanted = one_line(f"t {title} t")
    assert json.loads(to_csl(ref, "zh"))[0]["title"] == wanted
    assert f"\r\nTI  - {wanted}\r\n" in to_ris(ref, "zh")
    assert to_ris(ref, "zh").count("\r\nER  - ") == 1
    assert len(parse_string(to_bibtex(ref, "zh"), "bibtex").entries) == 1
    assert "\n" not in to_text(ref, "zh")


CSL_TYPES = {"dataset", "entry", "webpage", "figure"}
CSL_TEXTS = {"id", "type", "title", "container-title", "version", "URL", "note", "language",
             "archive_location"}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_csl_has_only_what_its_schema_knows(kind: str, lang: str) -> None:
    ref = of("名称")
    ref = Reference(ref.key, kind, ref.title, ref.container, ref.version, ref.release, ref.url,
                    ref.archive, ref.accessed, ref.notes, ref.author, ref.licence)  # fmt: skip
    (item,) = json.loads(to_csl(ref, lang))
    assert item["type"] in CSL_TYPES
    assert all(isinstance(item[k], str) for k in CSL_TEXTS & item.keys())
    assert item.keys() <= CSL_TEXTS | {"author", "accessed"}
    assert item["note"].endswith(LICENCE)
    assert item["author"] == [{"literal": "The policykg developers"}]
    assert item["accessed"] == {"date-parts": [[2026, 11, 30]]}


@pytest.mark.parametrize("licence", ["", LICENCE, "https://example.org/a{b}c\\d", "https://x/é"])
def test_a_citation_carries_the_licence(licence: str) -> None:
    ref = replace(of("名称"), licence=licence)
    fields = parse_string(to_bibtex(ref, "en"), "bibtex").entries["policykg-x-123"].fields
    (item,) = json.loads(to_csl(ref, "en"))
    (record,) = rispy.load(io.StringIO(to_ris(ref, "en").replace("\r\n", "\n")))
    notes = [item["note"], " ".join(record["notes"])]
    if not licence:
        assert "copyright" not in fields and not any("licence" in note for note in notes)
        return
    assert unquote(fields["copyright"]) == licence
    assert [unquote(note.rpartition("; licence: ")[2]) for note in notes] == [licence] * 2


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (LICENCE, "CC BY 4.0"),
        ("https://creativecommons.org/licenses/by-nc-sa/3.0/cn/", "CC BY-NC-SA 3.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", None),
        ("https://creativecommons.org.example.org/licenses/by/4.0/", None),
        ("", None),
    ],
)
def test_a_licence_has_the_name_that_its_readers_know(address: str, name: str | None) -> None:
    assert licence_name(address) == (address if name is None else name)


def test_citeproc_writes_a_reference_of_our_csl() -> None:
    item = json.loads(to_csl(of("任务甲"), "en"))
    source = CiteProcJSON(item)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem(item[0]["id"])]))
    assert "任务甲" in "".join(map(str, bibliography.bibliography()))


# ---- by the explorer's addresses -------------------------------------------------------------


@pytest.fixture(scope="module")
def site() -> Site:
    """The pages of our five documents."""
    return Site(BuildFolder(built() / "build").open(), built())


def fact_of(site: Site) -> str:
    """The id of a fact with words: a responsibility."""
    view = view_at(site.app.state.snapshot)
    return view.local(view.of_type(PK.Responsibility)[0])


SUBJECTS = {
    "dataset": "",
    "figure": "figure=leads&counting=fractional&document=shaoxing-plan",
    "page": f"address={quote('/en/leads?document=shaoxing-plan')}&title=Who+leads+what",
    "table": f"address={quote('/en/leads.csv?document=shaoxing-plan')}&title=Who+leads+what",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("subject", [*SUBJECTS, "fact"])
def test_everything_can_be_cited_in_every_form_without_the_loopback_address(
    site: Site, subject: str, lang: str, form: str
) -> None:
    query = SUBJECTS.get(subject) or ("" if subject == "dataset" else f"thing={fact_of(site)}")
    answer = site.get(f"/{lang}/cite.{form}?{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(FORMS[form].media_type)
    text = answer.text
    assert site.app.state.snapshot.version in text
    assert "https://w3id.org/policykg/" in text
    assert not re.search(r"localhost|127\.0\.0\.1", text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_fact_is_cited_with_words_document_offsets_states_and_archive(
    site: Site, lang: str
) -> None:
    fact = fact_of(site)
    text = site.get(f"/{lang}/cite.txt?thing={fact}").text
    assert f"https://w3id.org/policykg/id/{fact}" in text
    assert "“" in text and re.search(r"第 \d+–\d+ 字符|characters \d+–\d+", text)
    assert re.search("机核|proved", text), text
    assert "data/graph.nq (" + site.app.state.snapshot.version in text
    assert re.search(r"\d{4}-\d\d-\d\d", text)


@pytest.mark.parametrize(
    "query",
    ["thing=no-such", "figure=no-such", "address=//evil.example", "address=https://evil.example",
     "address=/en/../x", "address=/fr/leads", "address=/en/a%0Ab"],
)  # fmt: skip
def test_what_is_none_of_ours_is_not_cited(site: Site, query: str) -> None:
    assert site.get(f"/en/cite.txt?{query}").status_code == 404
    assert site.get(f"/en/cite?{query}").status_code == 404


def test_the_page_of_a_source_file_stands_in_the_reference(tmp_path: Path) -> None:
    paged = Site(BuildFolder(built() / "build").open(), built())
    view, fact = view_at(paged.app.state.snapshot), fact_of(paged)
    quote = view.quotes(view.iri(fact))[0]
    name = view.text(quote.document, PK.sourceFile)
    record = {
        "original": {"name": "plan.pdf"},
        "text": {"sha256": view.text(quote.document, PK.sourceSha256)},
        "pages": [[0, quote.start, 6], [quote.start, quote.start + 9_999, 7]],
        "cells": [],
    }
    (tmp_path / f"{Path(name).stem}.json").write_text(json.dumps(record), encoding="utf-8")
    assert "of the source" not in paged.get(f"/en/cite.txt?thing={fact}").text
    paged.app.state.settings = ServeSettings(workspace=built(), sources=(tmp_path,))
    assert ", page 7 of the source" in paged.get(f"/en/cite.txt?thing={fact}").text
    assert "，原件第 7 页" in paged.get(f"/zh/cite.txt?thing={fact}").text


# ---- figures by their addresses ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "start"), [("svg", b"<svg "), ("pdf", b"%PDF-"), ("png", b"\x89PNG"), ("txt", b"")]
)
def test_a_figure_has_an_address_for_every_format(site: Site, kind: str, start: bytes) -> None:
    answer = site.get(f"/en/figures/timeline.{kind}?width=183&labels=both&document=shaoxing-plan")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    name = f"timeline_shaoxing-plan_183mm_both_{site.app.state.snapshot.version[:7]}.{kind}"
    assert name in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("accept", "ending"),
    [("application/pdf", ".pdf"), ("image/svg+xml", ".svg"), ("image/png;q=0.2, text/html", ""),
     ("text/plain", ".txt"), ("*/*", "")],
)  # fmt: skip
def test_a_figure_is_sent_as_what_the_client_asks_for(site: Site, accept: str, ending: str) -> None:
    answer = site.get("/figures/leads?width=89", accept=accept, **{"accept-language": "en"})
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/en/figures/leads{ending}?width=89",
    )


@pytest.mark.parametrize("path", ["/en/figures/none", "/en/figures/none.svg", "/figures/none",
                                  "/en/figures/leads.gif"])  # fmt: skip
def test_a_figure_that_is_none_is_not_found(site: Site, path: str) -> None:
    assert site.get(path).status_code == 404


AUTHORED = ("/zh/cite", "/zh/cite.bib", "/zh/cite.ris", "/zh/about/cite", "/zh/about/cite.bib")


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a title of its own."""
    folder = tmp_path_factory.mktemp("another") / "own"
    assert run_cli("init", str(folder)).exit_code == 0
    return folder


@pytest.mark.parametrize("settings_more", ["", "creator: 甲乙研究组 & 丙\n", "publisher: 丁局\n"])
def test_data_are_cited_by_the_title_and_the_author_of_their_own_workspace(
    another: Path, settings_more: str
) -> None:
    path = another / "policykg.yaml"
    before = path.read_text("utf-8")
    path.write_text(before + settings_more, encoding="utf-8")
    try:
        assert run_cli("-w", str(another), "build").exit_code == 0
    finally:
        path.write_text(before, encoding="utf-8")
    own = Site(BuildFolder(another / "build").open(), another)
    name = settings_more.partition(": ")[2].strip()
    for address in ("/zh/cite.csl.json", "/zh/cite.csl.json?thing=qingxi-plan_task_1"):
        item = json.loads(own.get(address).text)[0]
        assert "青溪镇发展政策" in (item["title"], item.get("container-title"))
        assert [one["literal"] for one in item.get("author", [])] == ([name] if name else [])
    for address in AUTHORED:
        text = own.get(address).text
        assert "policykg developers" not in text, address
        assert name[:4] in text, address
    for address in ("/zh/", "/zh/leads", "/en/"):
        page = own.get(address).text
        title = "青溪镇发展政策" if "/zh" in address else "Development policies of Qingxi"
        assert title in page.partition('id="cite-text"')[2].partition("</p>")[0]
