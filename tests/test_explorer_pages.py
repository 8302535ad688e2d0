"""The pages: languages, formats, numbers, what is not there."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path

import pytest

from explorer.i18n import TAGS, negotiate
from explorer.kit.markup import period
from explorer.snapshots import Snapshot
from explorer.view.model import GraphView, Lit, read_nquads
from ontology.declarations import term
from ontology.namespaces import CODE_NS, DEFAULT_BASE, PK_NS
from ontology.rdf import Literal, NamedNode, RdfFormat, parse
from ontology.terms import SKOS
from policykg.kg import KG
from tests.support.pages_example import ID, PAGES, RDFS, Markup, Site, leading, literal


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return leading().site(tmp_path_factory.mktemp("pages"), "v1")


@pytest.fixture(scope="module")
def real(kg: KG) -> Site:
    generation = kg.generation
    snapshot = Snapshot(generation.files, generation.data_version, kg.base, generation=generation)
    return Site(snapshot, kg.workspace)


# ---- languages and addresses -------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_both_languages(site: Site, path: str, lang: str) -> None:
    answer = site.get(f"/{lang}{path}")
    assert answer.status_code == 200
    assert Markup(answer.text).lang == {"zh": "zh-Hans", "en": "en"}[lang]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_the_policy(site: Site, path: str) -> None:
    found = Markup(site.get(f"/zh{path}").text)
    assert found.forbidden == []
    assert all(s.get("src", "") for s in found.scripts)
    outside = [u for u in found.links if "://" in u and "creativecommons.org" not in u]
    assert outside == []


@pytest.mark.parametrize("path", PAGES)
def test_no_id_stands_twice_on_a_page(site: Site, path: str) -> None:
    ids = [i for i in Markup(site.get(f"/en{path}").text).ids if not i.startswith("q_")]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(
    ("path", "header", "target"),
    [
        ("/", "en-GB,en;q=0.9", "/en/"),
        ("/", "zh-CN,zh;q=0.9,en;q=0.8", "/zh/"),
        ("/leads?counting=first", "en", "/en/leads?counting=first"),
        ("/page/drc?lang=en", "zh", "/en/page/drc?lang=en"),
        ("/things", "fr", "/zh/things"),
    ],
)
def test_a_plain_address_leads_to_the_readers_language(
    site: Site, path: str, header: str, target: str
) -> None:
    answer = site.get(path, **{"accept-language": header})
    assert (answer.status_code, answer.headers["location"]) == (302, target)
    assert "Accept-Language" in answer.headers["vary"]


def test_the_switch_leads_to_the_same_view_in_the_other_language(site: Site) -> None:
    text = site.get("/zh/leads?counting=fractional&document=d").text
    assert 'href="/en/leads?counting=fractional&amp;document=d"' in text


@pytest.mark.parametrize(
    ("header", "lang"),
    [(None, "zh"), ("", "zh"), ("en;q=0.5,zh;q=0.4", "en"), ("zh;q=0,en", "en"), ("de", "zh")],
)
def test_the_language_is_chosen_by_quality(header: str | None, lang: str) -> None:
    assert negotiate(header) == lang


# ---- pages as data -----------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_every_format_that_a_page_names_can_be_had(site: Site, path: str) -> None:
    links = Markup(site.get(f"/zh{path}").text).links
    formats = [u for u in links if u.startswith("/zh/") and (".json" in u or ".csv" in u)]
    for url in formats:
        answer = site.get(url)
        assert answer.status_code == 200
        if ".json" in url:
            json.loads(answer.text)
        else:
            assert len({len(row) for row in csv.reader(io.StringIO(answer.text))}) == 1


def test_a_thing_is_turtle_too(site: Site) -> None:
    data = site.get("/page/d_task_2.ttl").content
    subjects = {str(q.subject) for q in parse(data, RdfFormat.TURTLE)}
    assert any("d_task_2_lead_1" in s for s in subjects)
    assert any("d_q_200" in s for s in subjects)


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    tag = site.get("/zh/leads").headers["etag"]
    assert site.get("/zh/leads", **{"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/zh/page/drcc", "/zh/things/unicorns", "/zh/nowhere"])
def test_what_is_not_there_is_said_with_a_way_on(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "/zh/search?q=" in answer.text


def test_a_misspelt_name_finds_its_neighbours(site: Site) -> None:
    assert '"/zh/page/d_campaign_1"' in site.get("/zh/page/d_campain_1").text


def test_a_format_that_a_page_lacks_is_refused_with_those_it_has(site: Site) -> None:
    answer = site.get("/zh/leads.ttl")
    assert answer.status_code == 406
    assert "/zh/leads.csv" in answer.text


def test_an_open_page_can_ask_for_the_version(site: Site) -> None:
    assert site.get("/version").json()["version"] == "v1"


# ---- numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counting", "expected"),
    [
        ("whole", {"drc": 2, "bureau": 2, "units": 1}),
        ("fractional", {"drc": 1.5, "bureau": 1.5, "units": 0}),
        ("first", {"drc": 2, "bureau": 1, "units": 0}),
    ],
)
def test_each_counting_rule_counts_as_it_says(
    site: Site, counting: str, expected: dict[str, float]
) -> None:
    rows = site.get(f"/leads.json?counting={counting}").json()["rows"]
    assert {r["iri"].rsplit("/", 1)[1]: r["total"] for r in rows} == expected


def test_groups_stand_apart_at_the_end(site: Site) -> None:
    rows = site.get("/leads.json").json()["rows"]
    assert [r["group"] for r in rows] == [False, False, True]


def test_a_pair_counts_each_task_that_both_lead_and_no_group(site: Site) -> None:
    rows = site.get("/leads/pairs.json").json()["rows"]
    assert [(r["together"], r["newman"]) for r in rows] == [(1, 1.0)]


@pytest.mark.parametrize(
    ("query", "tasks"),
    [("actor=drc", 2), ("actor=drc&actor=bureau", 1), ("role=support", 0), ("from=2008", 0)],
)
def test_the_list_behind_a_cell_holds_what_the_cell_counts(
    site: Site, query: str, tasks: int
) -> None:
    assert len(site.get(f"/leads/tasks.json?{query}").json()["rows"]) == tasks


def test_the_plan_of_shaoxing_has_the_numbers_of_the_issue(real: Site) -> None:
    found = real.get("/leads.json?document=shaoxing-plan&work=tasks").json()
    totals = {r["iri"].rsplit("/", 1)[1]: r["total"] for r in found["rows"]}
    assert totals["shaoxing-drc"] == 15
    assert (len(found["rows"]), sum(r["group"] for r in found["rows"])) == (38, 2)
    assert sum(totals.values()) == 97
    first = real.get("/leads.json?document=shaoxing-plan&counting=first").json()
    assert {r["iri"].rsplit("/", 1)[1]: r["total"] for r in first["rows"]}["shaoxing-drc"] == 9


# ---- search ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("发改", "shaoxing-drc"),
        ("發改", "shaoxing-drc"),
        ("发展改革委", "shaoxing-drc"),
        ("fzggw", "shaoxing-drc"),
        ("fazhan", "shaoxing-drc"),
        ("Reform Commission", "shaoxing-drc"),
        ("小榄", "xiaolan"),
        ("小欖", "xiaolan"),
        ("xiaolan", "xiaolan"),
    ],
)
def test_search_finds_by_any_spelling(real: Site, query: str, expected: str) -> None:
    groups = real.get(f"/search.json?q={query}").json()["groups"]
    found = [r["iri"].rsplit("/", 1)[1] for g in groups for r in g["results"]]
    assert expected in found


def test_search_groups_bodies_before_measures(real: Site) -> None:
    groups = real.get("/search.json?q=fzggw").json()["groups"]
    assert groups[0]["slug"] == "organisations"


# ---- evidence ----------------------------------------------------------------------------


def test_a_fact_opens_its_words_with_their_place(site: Site) -> None:
    text = site.get("/en/page/d_task_2").text
    assert "<mark>任务2</mark>" in text
    assert "/en/reader/d#q_200-203" in text


def test_an_inferred_fact_is_marked_and_its_reason_stands_with_it(site: Site) -> None:
    text = site.get("/en/page/d_obs").text
    assert 'class="tag inferred"' in text
    assert "because" in text


@pytest.mark.parametrize(
    ("lang", "local", "shown", "hidden"),
    [
        ("zh", "diankou-town_enterprise_luxiao", "企业只见于“露笑速度”", "only the name of"),
        ("en", "diankou-town_enterprise_luxiao", "only the name of the pace", "企业只见于"),
        ("zh", "diankou-town_place_eastern-neighbour", "很可能是当时的绍兴县", "It names a"),
        ("en", "diankou-town_place_eastern-neighbour", "It names a neighbour", "很可能是当时"),
        ("zh", "shaoxing-finance-bureau", "全称按当时通行的写法", "full name as usual"),
    ],
)
def test_an_editors_words_are_shown_in_the_language_of_the_page(
    real: Site, lang: str, local: str, shown: str, hidden: str
) -> None:
    text = real.get(f"/{lang}/page/{local}").text
    assert f'<span lang="{TAGS[lang]}">' in text
    assert (shown in text, hidden in text) == (True, False)


def test_words_in_one_language_are_shown_on_every_page_and_say_in_which() -> None:
    said = (
        ("reason", '"of: 前句所说"@zh-hans'),
        ("reason", '"of: told before"@en'),
        ("reason", '"period: only English"'),
        ("reason", '"unit: 只有中文"'),
    )
    lines = [f"<urn:a> <{PK_NS}{name}> {words} <urn:g> .\n" for name, words in said]
    view = GraphView("v", DEFAULT_BASE)
    view.add(read_nquads(lines))
    assert view.reasons("urn:a", "zh") == [
        ("of", ("前句所说", "zh-Hans")),
        ("period", ("only English", "en")),
        ("unit", ("只有中文", "zh-Hans")),
    ]
    assert view.reasons("urn:a", "en")[0] == ("of", ("told before", "en"))


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (['"甲"@zh-hans', '"A"@en', '"乙"@zh-hans', '"B"@en'], ["甲", "乙"], ["A", "B"]),
        (['"A"@en', '"乙"@zh-hans', '"B"@en'], ["A", "乙", "B"], ["A", "B"]),
        (['"A"@en'], ["A"], ["A"]),
        ([], [], []),
    ],
)
def test_no_note_is_lost_for_want_of_a_language(
    said: list[str], zh: list[str], en: list[str]
) -> None:
    view = GraphView("v", DEFAULT_BASE)
    view.add(read_nquads(f"<urn:a> <{SKOS.note}> {words} <urn:g> .\n" for words in said))
    assert [note.text for note in view.notes("urn:a", "zh")] == zh
    assert [note.text for note in view.notes("urn:a", "en")] == en


# ---- small parts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edtf", "zh", "en"),
    [
        ("2007~", "约2007年", "c. 2007"),
        ("2018-11-02", "2018年11月2日", "2018-11-02"),
        ("2006/2010", "2006年–2010年", "2006–2010"),
        ("../2012", "至2012年", "by 2012"),
        ("2013/..", "2013年起", "since 2013"),
    ],
)
def test_periods_read_as_people_write_them(edtf: str, zh: str, en: str) -> None:
    assert (period(edtf, "zh"), period(edtf, "en")) == (zh, en)


def test_our_reader_of_nquads_reads_what_the_engine_reads(tmp_path: Path) -> None:
    lines = leading('"\\ <x> \n @en ^^').lines
    lines += ['<x:s> <x:p> "a <b> c"@en .\n', "<x:s> <x:p> <x:o> .\n", '<x:s> <x:p> "<x:o>" .\n']
    ours = set(read_nquads(lines))

    def term(value: object) -> str | Lit:
        if isinstance(value, NamedNode):
            return value.value
        assert isinstance(value, Literal)
        tag = value.language or ""
        return Lit(value.value, tag, value.datatype.value if not tag else Lit("").type)

    engine = {
        (q.subject.value, q.predicate.value, term(q.object))
        for q in parse("".join(lines).encode(), RdfFormat.N_QUADS)
    }
    assert ours == engine


# ---- the question behind a page ----------------------------------------------------------


def question_behind(site: Site, path: str) -> str:
    """Return the SPARQL that stands at the foot of a page."""
    text = site.get(path).text
    found = re.search(r'<details class="sparql">.*?<code>(.*?)</code>', text, re.DOTALL)
    assert found is not None, path
    return html.unescape(found[1])


@pytest.mark.parametrize(
    "path",
    [
        *("/zh/", "/en/search?q=市发展", "/zh/things/tasks", "/en/page/shaoxing-drc"),
        *("/zh/leads/pairs", "/en/leads/tasks?actor=shaoxing-drc&from=2000&to=2010"),
        "/zh/leads?document=shaoxing-plan&campaign=shaoxing-plan_campaign_1&kind=department"
        "&place=shaoxing&work=tasks&role=lead",
    ],
)
def test_the_question_behind_a_page_runs_and_finds_something(real: Site, kg: KG, path: str) -> None:
    assert len(list(kg.query(question_behind(real, path)))) > 0


@pytest.mark.parametrize(
    "query",
    [
        "",
        "document=shaoxing-plan&work=tasks",
        "campaign=shaoxing-plan_campaign_3",
        "role=support",
        "from=2008",
        "to=2008&inferred=yes",
    ],
)
def test_the_question_behind_the_matrix_counts_what_the_matrix_counts(
    real: Site, kg: KG, query: str
) -> None:
    rows = kg.query(question_behind(real, f"/zh/leads?{query}"))
    asked = {(str(row["body"]), str(row["task"])) for row in rows}
    shown = real.get(f"/leads.json?{query}").json()["rows"]
    assert len(asked) == sum(row["total"] for row in shown)


# ---- what is not there yet -----------------------------------------------------------------

FACT = {"basis": "code:stated", "statedIn": ID + "d"}


@pytest.fixture(scope="module")
def with_statuses(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A graph that tells of each kind once under each status, and once under none."""
    graph = leading()
    quote = graph.quote(2000, "将于明年举行")
    for code in ("actual", "expected", "planned", "target", "obtained", "sought"):
        known = term(CODE_NS + code)
        assert known is not None
        for label in (literal(known.label_zh) + "@zh-hans", literal(known.label_en) + "@en"):
            graph.add(CODE_NS + code, RDFS + "label", label)
    for status in ("actual", "expected", "planned", "target", ""):
        fact: dict[str, str] = {**FACT, "evidence": quote}
        if status:
            fact["status"] = f"code:{status}"
        name = status or "silent"
        graph.thing(f"d_event_{name}", "Event", f"会{name}", place=ID + "town", **fact)
        person = graph.thing(f"d_person_{name}", "Person", f"人{name}", **FACT, evidence=quote)
        graph.thing(
            f"d_post_{name}", "PostHolding", f"任{name}",
            person=person, body=ID + "bureau", post=f"职{name}", **fact,
        )  # fmt: skip
        graph.thing(
            f"d_rel_{name}", "Relation", f"关系{name}", rdf_subject=ID + "town",
            rdf_predicate=PK_NS + "serves", rdf_object=ID + "drc", **fact,
        )  # fmt: skip
    for status in ("obtained", "sought"):
        graph.thing(
            f"d_award_{status}", "Recognition", f"称号{status}", subject=ID + "town",
            title=f"称号{status}", recognitionStatus=f"code:{status}", evidence=quote, **FACT,
        )  # fmt: skip
    return graph.site(tmp_path_factory.mktemp("statuses"), "statuses")


def marks(text: str) -> list[str]:
    """Return the statuses that a page marks, in its order."""
    return re.findall(r'<span class="tag status-([a-z]+)">', text)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        *(
            (f"d_{kind}_{status}", shown)
            for kind in ("event", "post", "rel")
            for status, shown in (
                ("actual", []), ("silent", []), ("expected", ["expected"]),
                ("planned", ["planned"]), ("target", ["target"]),
            )
        ),
        ("d_award_obtained", []),
        ("d_award_sought", ["sought"]),
    ],
)  # fmt: skip
def test_a_page_marks_what_is_not_there_yet_at_its_head(
    with_statuses: Site, lang: str, thing: str, expected: list[str]
) -> None:
    page = with_statuses.get(f"/{lang}/page/{thing}").text
    trail = page[page.index('class="thing-head"') : page.index("</h1>")]

    assert marks(trail) == expected


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ["预计", "计划", "目标"]), ("en", ["expected", "planned", "target"])]
)
def test_a_place_marks_each_planned_event_among_its_events(
    with_statuses: Site, lang: str, words: list[str]
) -> None:
    page = with_statuses.get(f"/{lang}/page/town").text
    events = page[page.index('id="events"') :]

    for status, word in zip(("expected", "planned", "target"), words, strict=True):
        tag = f' <span class="tag status-{status}">{word}</span>'
        assert re.search(rf'href="[^"]*/d_event_{status}"[^>]*>[^\n]*?</a>{tag}', events)
    assert not re.search(r'/d_event_(actual|silent)"[^>]*>[^\n]*?</a> <span class="tag', events)


@pytest.mark.parametrize(("page", "section"), [("bureau", "posts"), ("town", "relations")])
def test_posts_and_relations_say_in_their_row_what_is_only_planned(
    with_statuses: Site, page: str, section: str
) -> None:
    text = with_statuses.get(f"/en/page/{page}").text
    table = text[text.index(f'id="{section}"') :].split("</table>")[0]
    cells = re.findall(r'data-label="Status"><div>(.*?)</div>', table)

    assert len(cells) >= 5
    assert sorted(filter(None, cells)) == ["expected", "planned", "target"]


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        ("shaoxing-plan_event_canal-opening", '<span class="tag status-target">目标</span>'),
        ("shaoxing-plan_event_yu-memorial", '<span class="tag status-planned">计划</span>'),
        ("shendang-2018_event_robots-production", '<span class="tag status-planned">计划</span>'),
        ("shendang-2018_event_bridge-opening", ""),
        ("xiaolan-2022_event_merger", ""),
    ],
)
def test_events_of_the_documents_are_marked_as_the_texts_tell(
    real: Site, event: str, shown: str
) -> None:
    page = real.get(f"/zh/page/{event}").text
    trail = page[page.index('class="thing-head"') : page.index("</h1>")]

    assert re.findall(r'<span class="tag status-.*?</span>', trail) == ([shown] if shown else [])
