"""Figures for print: legible, whole, and the same numbers as the pages."""

from __future__ import annotations

import io
import re
import shutil
import types
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any

import numpy
import pypdfium2
import pytest
from PIL import Image
from starlette.datastructures import QueryParams

import policykg
from benchmarks.synthetic import write_workspace
from explorer.kit.request import Ask, plain_ask, view_at
from explorer.pages.figures.registry import FIGURES
from explorer.pages.figures.results import pairs_of
from explorer.pages.leads.filters import Filter
from explorer.pages.leads.matrix import matrix_of
from explorer.pages.lists.slopes import slopes_of
from explorer.snapshots import BuildFolder
from graph.errors import BadParameter
from graph.figures import fonts
from graph.figures.canvas import Canvas
from graph.figures.drawing import MM, Drawing, Path, Text
from graph.figures.files import write_figure
from graph.figures.fonts import Font, NoFont, clean, find_font
from graph.figures.frame import WIDTHS, About, Figure, caption_text, draw
from graph.figures.hatches import HATCHES, Band, hatch
from graph.figures.matrix import Matrix, Row, matrix
from graph.figures.pdf import to_pdf, to_png
from graph.figures.slopes import apart
from graph.figures.svg import to_svg
from graph.figures.words import LANGUAGES, NOTHING, Words, broken, same
from ontology.terms import PK
from tests.support.command import ROOT, run_cli
from tests.support.explorer_app import built
from tests.support.figure_labels import faults

SETS = ("five", "shelf", "hundred")


@cache
def workspace(name: str) -> FilePath:
    """A built workspace: our five documents, the shelf, or a hundred that are made up."""
    if name == "five":
        return built()
    folder = built().parent / f"{built().name}-{name}"
    if name == "hundred":
        write_workspace(folder, 100)
    else:
        folder.mkdir()
        for part in ("facts", "queries"):
            shutil.copytree(ROOT / "examples" / "shelf" / part, folder / part)
        shutil.copy(ROOT / "examples" / "shelf" / "policykg.yaml", folder)
    outcome = run_cli("-w", str(folder), "build", "--no-check")
    assert outcome.exit_code == 0, outcome.output
    return folder


@cache
def app(name: str) -> Any:
    """What pages are asked for, without a server."""
    snapshot = BuildFolder(workspace(name) / "build").open()
    return types.SimpleNamespace(state=types.SimpleNamespace(snapshot=snapshot, settings=None))


def asked(name: str, query: str = "", lang: Any = "zh") -> Ask:
    """The request that an address stands for."""
    here = app(name)
    ask = plain_ask(here, view_at(here.state.snapshot), lang, "/figures/x")
    return replace(ask, query=QueryParams(query))


@cache
def font() -> Font:
    """The font of this machine; tests of figures need one."""
    try:
        return find_font()
    except NoFont as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("documents", SETS)
def test_labels_of_every_figure_are_large_whole_and_apart(documents: str, name: str) -> None:
    figure = FIGURES[name].make(asked(documents))
    wrong = []
    for width in WIDTHS:
        for languages in LANGUAGES:
            drawn = draw(figure, font(), width, languages)
            found = faults(to_svg(drawn, font()), font().han.path)
            wrong += [f"{width} {languages}: {one}" for one in found]
            assert drawn.width == width * MM
            assert drawn.height <= 250 * MM, f"{width} {languages} is {drawn.height / MM:.0f} mm"
    assert wrong == []


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((Text(0, 10, "ab", 7), Text(5, 10, "cd", 7)), "touches"),
        ((Text(0, 10, "ab", 6), Text(50, 10, "cd", 7)), "is 6.0 pt"),
        ((Text(0, 10, "ab…", 7),), "is cut"),
        ((Text(190, 10, "县人民政府", 7),), "leaves"),
        ((Text(10, 40, "abcd", 7, turned=True), Text(6, 30, "cd", 7)), "touches"),
    ],
)
def test_the_measure_finds_labels_that_are_wrong(texts: tuple[Text, ...], expected: str) -> None:
    drawing = Drawing(200, 60, "t", "a", "zh", list(texts))
    assert any(expected in one for one in faults(to_svg(drawing, font()), font().han.path))


@pytest.mark.parametrize(
    "text",
    ["短", "a-very-long-word-without-any-place-to-break-it", "中国人民银行绍兴市中心支行" * 3,
     "Administrative Committee of Paojiang Industrial Zone", "  spaced   out  ", "“引号”、顿号"],
)  # fmt: skip
@pytest.mark.parametrize("width", [8.0, 30.0, 90.0])
def test_broken_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    rows = broken(clean(text), width, 7, font())
    assert "".join(rows).replace(" ", "") == clean(text).replace(" ", "")
    wide = [r for r in rows if font().width(r, 7) > width + 0.01]
    assert all(len(r) <= 2 for r in wide), wide  # one character, with a sign that may not begin


def test_a_matrix_that_does_not_fit_adds_up_what_it_leaves_out() -> None:
    rows = tuple(Row(same(f"b{i}"), tuple(float(i + j) for j in range(60)),
                     float(sum(i + j for j in range(60)))) for i in range(200))  # fmt: skip
    data = Matrix(tuple(same(f"column {j}") for j in range(60)), rows,
                  (Words("个单位", "bodies"), Words("个系列", "series")))  # fmt: skip
    figure = Figure("m", _about(), lambda canvas: matrix(canvas, data), 200)
    drawn = draw(figure, font(), 89, "en")
    totals = [int(t.words) for t in drawn.texts if t.anchor == "end" and t.words.isdigit()]
    assert sum(totals) == sum(int(r.total) for r in rows)
    told = re.search(
        r"first (\d+) of 200 bodies; the last row adds up the other (\d+)", drawn.about
    )
    assert told and int(told[1]) + int(told[2]) == 200
    assert "of 60 series" in drawn.about


def _about(words: Words = NOTHING) -> About:
    return About(words or same("Title"), same("Rule."), NOTHING, NOTHING, same("Version."))


@pytest.mark.parametrize(("width", "languages"), [(90, "zh"), (89, "fr"), (0, "en")])
def test_other_widths_and_languages_are_refused(width: int, languages: Any) -> None:
    with pytest.raises(BadParameter, match="89 or 183"):
        draw(Figure("m", _about(), lambda canvas: None, 1), font(), width, languages)


def test_the_pdf_embeds_its_font_and_keeps_its_words() -> None:
    drawn = draw(FIGURES["leads"].make(asked("five")), font(), 89, "both")
    data = to_pdf(drawn, font())
    assert b"/FontFile2" in data
    page = pypdfium2.PdfDocument(data)[0]
    assert [round(n / MM) for n in page.get_size()] == [89, round(drawn.height / MM)]
    text = page.get_textpage().get_text_range()
    assert "绍兴市发展和改革委员会" in text
    assert "Shaoxing Municipal" in text


def test_each_pdf_has_the_glyphs_of_its_own_words() -> None:
    for words in ("甲乙丙", "丁戊己", "abc", "xyz"):
        drawing = Drawing(100, 20, "t", "a", "zh", [Text(5, 12, words, 7)])
        page = pypdfium2.PdfDocument(to_pdf(drawing, font()))[0]
        assert page.get_textpage().get_text_range().strip() == words


def test_the_png_has_six_hundred_pixels_an_inch() -> None:
    drawn = draw(FIGURES["timeline"].make(asked("five")), font(), 89, "en")
    image = Image.open(io.BytesIO(to_png(drawn, font())))
    assert round(image.info["dpi"][0]) == 600
    assert abs(image.width - 89 / 25.4 * 600) <= 1


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_figure_gives_the_same_bytes(name: str) -> None:
    twice = [draw(FIGURES[name].make(asked("five")), font(), 89, "zh") for _ in range(2)]
    assert to_svg(twice[0], font()) == to_svg(twice[1], font())
    assert to_pdf(twice[0], font()) == to_pdf(twice[1], font())


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("languages", LANGUAGES)
def test_rule_filter_source_and_data_version_stand_in_figure_and_caption(
    name: str, languages: Any
) -> None:
    ask = asked("five", "document=shaoxing-plan")
    figure = FIGURES[name].make(ask)
    drawn = draw(figure, font(), 183, languages)
    shown = "".join(t.words for t in drawn.texts).replace(" ", "")
    for words in (figure.about.rule, figure.about.filter, figure.about.source):
        for text in words.said(languages):
            assert text.replace(" ", "") in shown
    assert ask.view.version in shown
    told = caption_text(figure, font(), 183, languages)
    assert ask.view.version in told
    assert "localhost" not in told and "127.0.0.1" not in told
    assert figure.about.address.startswith(ask.view.base)


def test_hostile_names_are_inert_in_a_figure() -> None:
    hostile = "<script>alert(1)</script>&\"'\u202e\x00\n]]>"

    def chart(canvas: Canvas) -> None:
        for row in canvas.lines(same(hostile), canvas.width):
            canvas.paragraph([row], 7, 9)

    drawn = draw(Figure("m", _about(same(hostile)), chart, 1), font(), 89, "both")
    svg = to_svg(drawn, font())
    assert faults(svg, font().han.path) == []
    assert b"<script" not in svg and "\u202e".encode() not in svg
    assert to_pdf(drawn, font()).startswith(b"%PDF")


def test_nothing_under_a_filter_is_said_and_not_an_error() -> None:
    figure = FIGURES["leads"].make(asked("five", "from=2999"))
    drawn = draw(figure, font(), 89, "both")
    assert "Nothing fits these filters." in drawn.about
    assert "没有符合条件的内容。" in drawn.about


def test_a_font_without_chinese_or_that_is_none_is_refused(tmp_path: FilePath) -> None:
    nothing = tmp_path / "no.ttf"
    nothing.write_bytes(b"not a font")
    with pytest.raises(NoFont, match="no font that can be read"):
        find_font(nothing)
    with pytest.raises(NoFont, match="no font that can be read"):
        find_font(tmp_path / "absent.ttf")
    latin = FilePath("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if latin.is_file():
        with pytest.raises(NoFont, match="no Chinese glyphs"):
            find_font(latin)


@pytest.mark.parametrize("documents", SETS)
def test_a_target_is_held_against_a_result_of_its_own_kind_only(documents: str) -> None:
    found = pairs_of(asked(documents).view)
    assert found
    for pair in found:
        assert pair.target.status in ("target", "planned")
        if pair.result is not None:
            for field in ("indicator", "unit", "definition", "subject"):
                assert getattr(pair.target, field) == getattr(pair.result, field)
            assert pair.result.status == "actual"
        else:
            assert pair.gap is None and pair.reached is None


# ---- from the command line and from Python ----------------------------------------------------


@pytest.mark.parametrize("kind", ["svg", "pdf", "png", "txt"])
def test_the_command_line_and_python_write_the_figure_of_the_page(
    tmp_path: FilePath, kind: str
) -> None:
    font()
    one, two = tmp_path / f"one.{kind}", tmp_path / f"two.{kind}"
    where = ("--where", "document=shaoxing-plan", "--where", "counting=fractional")
    outcome = run_cli("-w", str(built()), "figure", "leads", str(one), "--width", "183",
                      "--labels", "both", *where)  # fmt: skip
    assert outcome.exit_code == 0, outcome.output
    kg = policykg.open(built())
    kg.figure("leads", two, width=183, labels="both", document="shaoxing-plan",
              counting="fractional")  # fmt: skip
    assert one.read_bytes() == two.read_bytes()
    figure = FIGURES["leads"].make(asked("five", "document=shaoxing-plan&counting=fractional"))
    assert one.read_bytes() == write_figure(figure, kind, font(), 183, "both")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nope", "x.pdf"), "there are: leads"),
        (("leads", "x.gif"), ".svg, .pdf, .png, .txt"),
        (("leads", "x"), ".svg, .pdf, .png, .txt"),
        (("leads", "x.pdf", "--where", "foo=1"), ", actor, "),
        (("leads", "x.pdf", "--where", "document"), "KEY=VALUE"),
        (("leads", "x.pdf", "--where", "document=nowhere"), "not in this graph"),
        (("network", "x.pdf", "--where", "network=nowhere"), "nowhere"),
        (("leads", "x.pdf", "--width", "90"), "89"),
    ],
)
def test_a_figure_that_cannot_be_drawn_is_refused_with_the_repair(
    tmp_path: FilePath, words: tuple[str, ...], told: str
) -> None:
    name, path, *rest = words
    outcome = run_cli("-w", str(built()), "figure", name, str(tmp_path / path), *rest)
    assert outcome.exit_code != 0
    assert told in outcome.output
    assert "Traceback" not in outcome.output


def test_the_list_of_figures_names_each() -> None:
    outcome = run_cli("figure")
    assert all(name in outcome.output for name in FIGURES)


def test_cells_of_a_figure_are_the_cells_of_the_page() -> None:
    ask = asked("five", "document=shaoxing-plan")
    duties = Filter.of(ask).duties(ask)
    page = matrix_of(ask, duties, "whole", "campaign")
    drawn = draw(FIGURES["leads"].make(ask), font(), 183, "zh")
    cells = [int(t.words) for t in drawn.texts if t.anchor == "middle" and t.words.isdigit()]
    assert sum(cells) == sum(c for r in page.rows for c in r.cells.values())


def test_a_build_in_shards_shows_its_facts() -> None:
    view = asked("hundred").view
    assert len(view.documents) == 100
    assert view.of_type(PK.Responsibility)


# ---- slopes, hatches, large networks ----------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [[10.0, 10.0, 10.0], [0.0, 100.0], [95.0, 96.0, 97.0, 98.0], [50.0], [], [3.0, 90.0, 4.0]],
)
def test_labels_of_slopes_move_apart_within_their_ends(wanted: list[float]) -> None:
    tall = [18.0] * len(wanted)
    found = sorted(apart(wanted, tall, 0.0, 100.0))
    assert all(b - a >= 18.0 - 1e-9 for a, b in pairwise(found))
    assert all(9.0 - 1e-9 <= y <= 91.0 + 1e-9 for y in found)


def test_slopes_are_drawn_for_every_thing_with_values_of_both_years() -> None:
    ask = asked("hundred", "kind=year&a=2008&b=2010")
    pairs = [p for one in slopes_of(ask, "2008", "2010") for p in one.rows]
    assert pairs
    for left, right in pairs:
        assert (left.year, right.year) == (2008, 2010)
        assert (left.indicator, left.subject) == (right.indicator, right.subject)
    drawn = draw(FIGURES["compare"].make(ask), font(), 183, "en")
    shown = " ".join(t.words for t in drawn.texts)
    for _, right in pairs:
        assert ask.view.label(right.subject, "en") in shown


def test_a_comparison_without_sides_or_without_pairs_says_so() -> None:
    for query in ("kind=body&a=nobody&b=shaoxing-drc", "kind=year&a=1801&b=1802"):
        drawn = draw(FIGURES["compare"].make(asked("five", query)), font(), 89, "both")
        assert "Nothing fits these filters." in drawn.about


@pytest.mark.parametrize("thick", [0.7, 3.0, 12.0, 60.0])
@pytest.mark.parametrize("number", range(len(HATCHES)))
def test_a_hatch_stays_within_its_band_and_no_two_are_the_same(number: int, thick: float) -> None:
    band = Band(20.0, 30.0, 160.0, 90.0, thick)
    xs, ys = band.top()
    for path in hatch(band, number, "#000000"):
        for _, (x, y) in path.steps:
            top = float(numpy.interp(x, xs, ys))
            assert band.x1 - 0.01 <= x <= band.x2 + 0.01
            assert top - 0.6 <= y <= top + thick + 0.6
    others = [hatch(band, n, "#000000") for n in range(len(HATCHES)) if n != number]
    assert hatch(band, number, "#000000") not in others


def test_bands_of_a_flow_are_told_apart_without_colour() -> None:
    drawn = draw(FIGURES["sankey"].make(asked("five")), font(), 183, "en")
    bands = [p for p in drawn.items if isinstance(p, Path) and p.opacity == 0.42]
    hatched = [p for p in drawn.items if isinstance(p, Path) and p.opacity == 0.85]
    assert len({p.fill for p in bands}) > 5
    assert len({p.stroke for p in hatched}) >= len({p.fill for p in bands}) - 2


def test_a_large_network_is_drawn_by_groups_as_on_its_page_and_says_so() -> None:
    query = "&".join(f"document=plan-{n:05d}" for n in range(12)) + "&network=leads"
    for by in ("", "&by=document", "&by=function"):
        figure = FIGURES["network"].make(asked("hundred", query + by, "en"))
        drawn = draw(figure, font(), 89, "en")
        whole = re.search(r"The (\d+) nodes are drawn as (\d+) groups by (\w+)", drawn.about)
        assert whole, drawn.about
        assert int(whole[1]) > 150 and int(whole[2]) == figure.rows
    drawn = draw(FIGURES["network"].make(asked("hundred", query + "&by=strongest")), font(), 89,
                 "en")  # fmt: skip
    assert "with the weakest edges are drawn together by kind" in drawn.about


@pytest.mark.parametrize("rows", ["function", "level", "place"])
@pytest.mark.parametrize("columns", ["campaign", "document", "place"])
def test_the_figure_of_an_aggregated_matrix_has_the_rows_of_its_page(
    rows: str, columns: str
) -> None:
    ask = asked("five", f"rows={rows}&by={columns}")
    page = matrix_of(ask, Filter.of(ask).duties(ask), "whole", columns, rows)
    assert FIGURES["leads"].make(ask).rows == len(page.rows)


def test_figures_drawn_at_once_by_several_threads_are_whole() -> None:
    figure = FIGURES["timeline"].make(asked("five"))
    fonts._opened.cache_clear()
    fresh = find_font()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda lang: to_svg(draw(figure, fresh, 89, lang), fresh),
                             ["zh", "en", "both", "zh"] * 4))  # fmt: skip
    assert len(set(made)) == 3
