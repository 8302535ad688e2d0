"""Pages, citations and exports of the states of fields, over the worked example as it is served."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import policykg
from explorer.view.model import GraphView, read_nquads
from explorer.view.states import fields_of
from graph.builds.generation import open_current
from graph.errors import GraphError
from graph.exports.export import render
from loaders.checking.listing import states_of_workspace
from loaders.states.rules import PROOF_RULES
from loaders.states.words import STATES, TRANSLATION
from loaders.workspace import open_workspace
from ontology.codes import RULE_PREFIX, SCHEMES
from ontology.declarations import term
from ontology.namespaces import CODE_NS, PK_NS
from policykg.bundle import check_fresh
from policykg.cli.doctor import stale
from policykg.watching import stamp
from tests.support.command import run_cli
from tests.support.explorer_app import explorer

DOCUMENT = "qingxi-plan"
TASK = f"{DOCUMENT}_task_1"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The worked example, with some fields signed: one reader's name withdrawn, one not."""
    folder = tmp_path_factory.mktemp("states") / "example"
    shutil.copytree(root / "policykg" / "example", folder)
    shutil.copytree(root / "queries", folder / "queries", dirs_exist_ok=True)
    space = open_workspace(folder)
    found = next(iter(states_of_workspace(space)))
    chosen = [s for s in found.states if s.state == "open" and s.row != TRANSLATION]
    half = len(chosen) // 2
    signatures = found.signatures
    reader = signatures.reader("<b>Reader & 1</b>")
    signatures.sign(chosen[:1], reader, "read", "2026-11-30")
    machine = signatures.reader("Second reading", "machine-rereading")
    signatures.sign(chosen[1:half], machine, "agreed", "2026-11-29")
    signatures.withdraw("Second reading")
    signatures.write(space.facts_folder / "signatures" / f"{DOCUMENT}.txt")
    outcome = run_cli("-w", str(folder), "build", "--no-check")
    assert outcome.exit_code == 0, outcome.output
    return folder


@pytest.fixture(scope="module")
def counts(example: Path) -> dict[str, int]:
    states = next(iter(states_of_workspace(open_workspace(example)))).states
    claimed = [state.state for state in states if state.row != TRANSLATION]
    return {name: claimed.count(name) for name in STATES}


@pytest.fixture(scope="module")
def pages(example: Path) -> Iterator[httpx.Client]:
    with explorer(example, example / "sources") as client:
        yield client


def html(pages: httpx.Client, address: str) -> str:
    response = pages.get(address, follow_redirects=True)
    assert response.status_code == 200, address
    return response.text


def field_rows(page: str) -> dict[str, str]:
    """Return the fields of a fact's page: label → what is said, without markup."""
    (part,) = re.findall(r'<details class="fields".*?</details>', page, re.DOTALL)
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", part, re.DOTALL)
    return {label: re.sub(r"<[^>]+>", "", said) for label, said in rows}


def test_a_page_says_by_which_rule_and_characters_a_field_was_proved(pages: httpx.Client) -> None:
    rows = field_rows(html(pages, f"/en/page/{TASK}"))
    assert re.match(
        r"✓ proved heading form: the kind of a part .* characters \d+–\d+", rows["kind"]
    )
    assert "建设竹产业园" in rows["name"], "the characters stand there where the text is at hand"
    rows = field_rows(html(pages, f"/zh/page/{TASK}"))
    assert re.match(r"✓ 机核 标题的形式: .*第 \d+–\d+ 字", rows["类别"])


def test_the_rule_links_to_what_it_has_read(pages: httpx.Client) -> None:
    page = html(pages, f"/en/page/{TASK}")
    assert 'href="/en/about/ontology#code-rule-heading-form"' in page
    assert 'id="code-rule-heading-form"' in html(pages, "/en/about/ontology")


def test_a_page_says_who_signed_when_and_how_and_escapes_the_name(
    pages: httpx.Client, example: Path
) -> None:
    states = next(iter(states_of_workspace(open_workspace(example)))).states
    signed = [s for s in states if s.state == "signed"]
    shown = {
        s.signatures[0].reader.name: html(
            pages, f"/en/page/{DOCUMENT}" + ("" if s.kind == "document" else f"_{s.fact}")
        )
        for s in signed
    }
    named, nameless = shown["<b>Reader & 1</b>"], shown[""]
    assert "&lt;b&gt;Reader &amp; 1&lt;/b&gt; (person) · compared with the words" in named
    assert "<b>Reader" not in named
    assert "name withdrawn (machine re-reading) · two readings agree" in nameless
    assert "2026-11-29" in nameless


@pytest.mark.parametrize("address", [f"/en/page/{DOCUMENT}", "/en/data", f"/en/reader/{DOCUMENT}"])
def test_a_document_the_data_and_the_reader_have_the_counts(
    pages: httpx.Client, counts: dict[str, int], address: str
) -> None:
    (line,) = re.findall(r'<p class="field-counts">(.*?)</p>', html(pages, address), re.DOTALL)
    plain = " ".join(re.sub(r"<[^>]+>", "", line).split())
    assert f"✓ proved {counts['proved']} · ◆ signed {counts['signed']}" in plain
    assert f"○ open {counts['open']}" in plain


def test_the_page_as_data_has_the_states(pages: httpx.Client) -> None:
    fields = {f["field"]: f for f in pages.get(f"/en/page/{TASK}.json").json()["fields"]}
    assert fields["kind"]["rule"] == "heading-form"
    assert all(end > start for start, end in fields["name"]["characters"])
    assert fields["english"] == {"field": "english", "state": "open"}
    header = pages.get(f"/en/page/{DOCUMENT}.json").json()["fields"]
    assert {f["field"] for f in header} >= {"title", "genre", "jurisdiction", "written"}


def test_a_row_has_its_mark_in_signs_and_in_words(pages: httpx.Client) -> None:
    marks = re.findall(
        r'<a class="states" href="([^"]+)#fields" aria-label="(Fields: [^"]+)"[^>]*>([^<]+)</a>',
        html(pages, f"/en/page/{TASK}"),
    )
    assert marks
    for _, words, signs in marks:
        assert re.findall(r"\d+", words) == re.findall(r"\d+", signs)
    assert 'aria-label="字段：机核 ' in html(pages, f"/zh/page/{TASK}")


def test_the_citation_of_a_page_and_of_the_data_says_the_states(
    pages: httpx.Client, counts: dict[str, int]
) -> None:
    told = ", ".join(f"{count} {state}" for state, count in counts.items())
    assert f"Fields: {told}" in html(pages, f"/en/page/{DOCUMENT}")
    assert f"; fields: {told}}}" in html(pages, "/en/about/cite")
    assert told in json.loads(pages.get("/en/about/cite.json").text)[0]["note"]


def test_open_fields_and_counts_can_be_asked(example: Path, counts: dict[str, int]) -> None:
    kg = policykg.open(example)
    (row,) = kg.states()
    assert [row.proved, row.signed, row.inferred, row.open] == list(counts.values())
    states = next(iter(states_of_workspace(open_workspace(example)))).states
    wanted = {
        (f"{DOCUMENT}_{s.fact}" if s.kind != "document" else s.fact, s.field.rstrip("-0123456789"))
        for s in states
        if s.state == "open" and s.row != TRANSLATION
    }
    answer = kg.ask("fields-that-are-open")
    found = {
        (str(row.fact).rpartition("/")[2], str(row.field).rpartition("/field-")[2])
        for row in answer
    }
    assert found == wanted
    by_state = kg.ask("fields-by-state")
    (header,) = (r for r in by_state if str(r["class"]) == f"{PK_NS}Document")
    own = [s for s in states if s.kind == "document" and s.row != TRANSLATION]
    assert header.proved == sum(s.state == "proved" for s in own)


def test_rows_of_tables_carry_the_states_by_name_of_field(example: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(render(open_current(example / "build"), "csv")))
    rows = {
        row.get("id", name): row
        for name in archive.namelist()
        for row in csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
    }
    proved = rows[TASK]["proved"].split(" | ")
    assert {"kind", "name", "part"} <= set(proved)
    assert "kind=heading-form:" in rows[TASK]["proofs"]
    for row in rows.values():
        if "proved" in row:
            told = [set(filter(None, row[state].split(" | "))) for state in STATES]
            assert "proved_label" not in row
            assert set().union(*told) or not row["evidence"]


def test_citations_of_documents_say_the_states(example: Path, counts: dict[str, int]) -> None:
    generation = open_current(example / "build")
    told = "fields: " + ", ".join(f"{count} {state}" for state, count in counts.items())
    (item,) = json.loads(render(generation, "csl"))
    assert item["note"].endswith(told)
    assert told in render(generation, "bibtex").decode()


def test_the_concepts_of_rules_are_the_rules_in_their_words() -> None:
    assert set(SCHEMES["proof-rule"]) == {RULE_PREFIX + name for name in PROOF_RULES}
    for name, (english, chinese) in PROOF_RULES.items():
        known = term(f"{CODE_NS}{RULE_PREFIX}{name}")
        assert known is not None
        assert (known.definition_en, known.definition_zh) == (english, chinese)


@pytest.mark.parametrize(
    "proofs",
    ["", ";", "=", "period", "period=", "period=only-years:", "a=b:x-y", "a=b:²-3", "=" * 9,
     "period=only-years:1-99999999999999999999", "period=" + "a" * 100_000],
)  # fmt: skip
def test_a_proof_that_is_none_is_shown_as_far_as_it_goes(proofs: str) -> None:
    fact, code = "https://example.org/id/f", f"<{CODE_NS}field-period>"
    view = GraphView("v", "https://example.org/")
    lines = [f"<{fact}> <{PK_NS}proved> {code} <https://example.org/g> ."]
    lines.append(f'<{fact}> <{PK_NS}proofs> "{proofs}" <https://example.org/g> .')
    view.add(read_nquads(lines))
    (found,) = fields_of(view, fact, "en")
    assert found.state == "proved"
    assert all(len(str(end)) < 10 for span in found.spans for end in span)


def test_what_was_signed_or_withdrawn_since_the_build_is_newer_than_the_graph(
    tmp_path: Path, example: Path
) -> None:
    folder = tmp_path / "w"
    shutil.copytree(example, folder, ignore=shutil.ignore_patterns("build", ".policykg"))
    assert run_cli("-w", str(folder), "build", "--no-check").exit_code == 0
    space, kg = open_workspace(folder), policykg.open(folder)
    inputs = kg.generation.manifest.inputs
    check_fresh(kg, space)
    assert stale(space, inputs) == []
    before = stamp(space.facts_folder)
    path = space.facts_folder / "signatures" / f"{DOCUMENT}.txt"
    new = path.with_name("another.txt")
    shutil.copy(path, new)
    assert stale(space, inputs) == ["facts/signatures/another.txt"]
    with pytest.raises(GraphError, match=r"signatures/another\.txt has changed since the build"):
        check_fresh(kg, space)
    new.unlink()
    path.unlink()
    assert stale(space, inputs) == [f"facts/signatures/{path.name}"]
    with pytest.raises(GraphError, match=f"{path.name} has changed since the build"):
        check_fresh(kg, space)
    assert stamp(space.facts_folder) != before, "the explorer's watch builds again"
