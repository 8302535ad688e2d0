# ruff: noqa: E501 - files as they are
"""Web pages of government sites: the article, and none of what stands around it."""

from __future__ import annotations

import pytest

pytest.importorskip("lxml")

from loaders.intake.blocks import assemble
from loaders.intake.html import read_html
from loaders.intake.page_facts import flattened
from tests.intake_files import OFFICE, SENTENCES, TITLE

BODY = "".join(f"<p>&nbsp;&nbsp;&nbsp;&nbsp;{text}</p>" for text in SENTENCES)
MENU = "".join(
    f"<li><a href=#>{word}</a></li>" for word in ("首页", "政务公开", "办事服务", "互动交流")
)


def page(around: str, charset: str = "utf-8") -> bytes:
    text = (
        f'<html><head><meta charset="{charset}"><title>{TITLE}_溪口市人民政府</title></head><body><ul>{MENU}</ul>'
        f"{around}<div class=foot><p>主办单位：{OFFICE} 网站标识码3300000000</p></div></body></html>"
    )
    return text.encode(charset)


def lines_of(data: bytes) -> list[str]:
    return assemble(read_html(data).blocks).text.splitlines()


AROUND = {
    "breadcrumbs": f"<div>当前位置：<a>首页</a> &gt; <a>公开</a></div><div id=zoom><h1>{TITLE}</h1>{BODY}</div>",
    "share bar": f"<h1>{TITLE}</h1><div>{BODY}</div><div class=share>分享到：<a>微信</a> <a>微博</a></div>",
    "info line": f"<h1>{TITLE}</h1><p>发布时间：2021-03-18 来源：{OFFICE} 浏览次数：12</p><div>{BODY}</div>",
    "neighbours": f"<div><h1>{TITLE}</h1>{BODY}<p>上一篇：<a>关于春耕的通知</a></p><p>下一篇：无</p></div>",
    "hidden copy": f"<h1>{TITLE}</h1><div>{BODY}</div><div style='display:none'>{BODY}</div>",
    "side bar": f"<div><div class=left>{MENU * 5}</div><div><h1>{TITLE}</h1>{BODY}</div></div>",
    "script": f"<h1>{TITLE}</h1><div><script>var x='不是文章。不是文章。';</script>{BODY}</div>",
    "layout table": f"<table><tr><td>{MENU}</td><td><h1>{TITLE}</h1>{BODY}</td></tr></table>",
    "related": f"<h1>{TITLE}</h1><div>{BODY}</div><div><h3>相关链接</h3><ul><li><a>一图读懂竹产业发展的实施意见</a></li></ul></div>",
    "fonts": f"<h1>{TITLE}</h1><font size=3><span>{BODY}</span></font>",
}


@pytest.mark.parametrize("name", AROUND)
def test_the_article_comes_without_its_page(name: str) -> None:
    assert lines_of(page(AROUND[name])) == [TITLE, *SENTENCES]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030"])
def test_the_page_says_its_encoding(charset: str) -> None:
    assert lines_of(page(AROUND["share bar"], charset)) == [TITLE, *SENTENCES]


def test_a_page_that_says_a_wrong_encoding_is_read_all_the_same() -> None:
    data = page(AROUND["share bar"]).decode().replace("utf-8", "gb2312").encode()
    assert lines_of(data) == [TITLE, *SENTENCES]


def test_the_signature_below_the_body_is_of_the_article() -> None:
    around = (
        f"<h1>{TITLE}</h1><div><div>{BODY}</div><div>{OFFICE}</div><div>2021年3月5日</div></div>"
    )
    assert lines_of(page(around)) == [TITLE, *SENTENCES, OFFICE, "2021年3月5日"]


def test_a_table_of_the_article_is_a_line_a_row() -> None:
    table = (
        "<table><tr><td>序号</td><td>任务</td><td>单位</td></tr><tr><td rowspan=2>1</td><td>道路<br>建设</td><td>林业局</td></tr>"
        "<tr><td colspan=2>合并</td></tr></table>"
    )
    assert lines_of(page(f"<h1>{TITLE}</h1><div>{BODY}{table}</div>"))[5:] == [
        "序号\t任务\t单位",
        "1\t道路 建设\t林业局",
        "\t合并\t",
    ]


def test_an_index_card_is_read_for_the_header_and_left_out_of_the_text() -> None:
    card = (
        f"<table><tr><td>索 引 号：</td><td>00-1</td><td>发文机关：</td><td>{OFFICE}</td></tr>"
        "<tr><td>成文日期：</td><td>2021年3月5日</td><td>发文字号：</td><td>溪政办发〔2021〕9号</td></tr></table>"
    )
    reading = read_html(page(f"{card}<h1>{TITLE}</h1><div>{BODY}</div>"))
    assert assemble(reading.blocks).text.splitlines() == [TITLE, *SENTENCES]
    assert reading.meta["page:发文机关"] == OFFICE
    assert reading.meta["page:成文日期"] == "2021年3月5日"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("市\n  政府", "市政府"),
        ("a\n b", "a b"),
        ("\xa0\xa0甲\u3000乙", "甲 乙"),
        ("2021 年", "2021 年"),
    ],
)
def test_blanks_are_as_a_browser_shows_them(written: str, shown: str) -> None:
    assert flattened(written) == shown
