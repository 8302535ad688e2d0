"""The head and foot of every page: the workspace's own title and licence, policykg small."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from explorer.snapshots import Snapshot
from graph.builds.build import publish
from tests.support.pages_example import Site
from tests.support.small_graph import INFO, small_parts

PAGES = ("/", "/things", "/leads", "/query", "/data", "/nothing-here")
LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://example.org/terms": "https://example.org/terms",
}


def site(folder: Path, zh: str, en: str, licence: str = next(iter(LICENCES))) -> Site:
    info = replace(INFO, title={"zh": zh, "en": en}, licence=licence)
    made = publish(folder, small_parts(), info=info)
    return Site(Snapshot((made.file,), made.data_version, made.manifest.base, made))


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("小图", "Small graph"),
        ("甲<乙>&“丙”", 'A <b> & "c"'),
        ("很长的标题" * 20, "A title that is long " * 10),
    ],
)
def test_every_page_bears_the_title_of_its_workspace(tmp_path: Path, zh: str, en: str) -> None:
    found = site(tmp_path, zh, en.strip())
    for path in PAGES:
        page = found.get(f"/en{path}", host=tmp_path.name).text
        head = page.partition("</header>")[0]
        brand = head.partition('class="brand-title">')[2].partition("</a>")[0]
        assert unescape(brand).startswith(en.strip())
        assert "<small>policykg</small>" in brand
        name = head.partition("<title>")[2].partition("</title>")[0]
        assert name.endswith(" · policykg") and name.count(" · ") <= 2
        assert "policykg" not in found.get(f"/zh{path}").text.partition("</header>")[0].partition(
            'class="brand-title">')[2].partition("<small>")[0]  # fmt: skip


@pytest.mark.parametrize("licence", LICENCES)
def test_every_page_names_the_licence_of_its_workspace(tmp_path: Path, licence: str) -> None:
    found = site(tmp_path, "小图", "Small graph", licence)
    foot = found.get("/en/data", host=tmp_path.name).text.partition('class="colophon"')[2]
    assert f'href="{licence}"' in foot and f">{LICENCES[licence]}</a>" in foot
    cited = found.get("/en/about/cite.bib", host=tmp_path.name).text
    assert f"copyright    = {{{licence}}}" in cited and LICENCES[licence] in cited
