# ruff: noqa: E501 - pages as they are
"""Files made of real texts, in the layouts of government pages, papers and forms.

Nothing here is a copy of a page: each layout has the parts that its kind has (a red head, a page
number `— 3 —`, an index card, a share bar) around the same article.
"""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loaders.intake.characters import clean

NUMBER: Final = "示政发〔2021〕17号"
OFFICE: Final = "示范市人民政府办公室"
DATE: Final = ("2021年3月15日", "2021-03-15")


@dataclass(slots=True)
class Article:
    """A text: its title, its paragraphs, and its tables' rows between them."""

    name: str
    title: str
    blocks: list[str | list[list[str]]]
    office: str = OFFICE
    date: tuple[str, str] = DATE
    """As it is printed, and as ISO 8601 writes it."""

    @property
    def words(self) -> str:
        """All words in order."""
        parts = [self.title]
        for block in self.blocks:
            parts.append(block if isinstance(block, str) else "".join(map("".join, block)))
        return "".join("".join(parts).split())

    @property
    def rows(self) -> list[list[str]]:
        """The rows of all tables."""
        return [row for block in self.blocks if not isinstance(block, str) for row in block]

    @property
    def sentences(self) -> list[str]:
        """The sentences of all paragraphs."""
        paragraphs = [block for block in self.blocks if isinstance(block, str)]
        pieces = (re.findall(r"[^。！？；]+[。！？；”）]*", text) for text in paragraphs)
        return [
            one for piece in pieces for one in ("".join(s.split()) for s in piece) if len(one) > 3
        ]


_BREAK: Final = re.compile(
    r"(?<=[。；：)）])\s*(?=[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、](?!\d))|\s{2,}|\n"
)


_PAGE: Final = re.compile(r"首页 ?>|(?:时间|来源|作者|发布时间)[:：]|上一篇|下一篇|浏览|责任编辑")
"""Lines of a stored page that are not of its article."""


def read_article(path: Path) -> Article:
    """Cut a text of the corpus into paragraphs; what stands above its title is left out."""
    text = clean(path.read_text(encoding="utf-8"))
    lines = [line for line in text.split("\n") if line.strip() and not _PAGE.match(line.strip())]
    blocks: list[str | list[list[str]]] = []
    table: list[list[str]] = []
    for line in lines:
        if "\t" in line.strip():
            table.append([cell.strip() for cell in line.strip().split("\t")])
            continue
        if table:
            blocks.append(table)
            table = []
        blocks += [part.strip() for part in _BREAK.split(line) if part and part.strip()]
    if table:
        blocks.append(table)
    for block in blocks:
        if not isinstance(block, str):
            wide = max(map(len, block))
            block[:] = [[*row, *[""] * (wide - len(row))] for row in block]
    title = blocks.pop(0)
    assert isinstance(title, str)
    if "《" in title and isinstance(blocks[0], str) and blocks[0] in title:
        title = str(blocks.pop(0))
    head, _, rest = re.sub(r"^\S+\s+最新文件\s+", "", title).partition(" ")
    if rest and len(head) > 12:
        blocks.insert(0, rest)
        title = head
    title = re.sub(r"^\S{2,6}〔\d{4}〕\d+号-", "", title)
    return Article(path.stem, title, blocks, *_signature(path))


def _signature(path: Path) -> tuple[str, tuple[str, str]]:
    """Return who issued a text and when, as is known of it; else an invented office and day."""
    try:
        known = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except OSError:
        return OFFICE, DATE
    office = str(known.get("issuer", ""))
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", str(known.get("date", "")))
    return (
        office if re.fullmatch(r"[一-龥]{4,20}(?:政府|办公室)", office) else OFFICE,
        (f"{day[1]}年{int(day[2])}月{int(day[3])}日", day.group()) if day else DATE,
    )


def plan_table(article: Article, rows: int = 40) -> Article:
    """Add a table of tasks made of the article's own sentences, long enough for several pages."""
    sentences = [one for one in article.sentences if 12 < len(one) < 160] or [article.title]
    offices = ("市发展改革委", "市财政局", "市工业和信息化局", "各县（市、区）人民政府")
    table = [["序号", "工作任务", "牵头单位", "完成时限"]]
    for number in range(rows):
        text = sentences[number % len(sentences)]
        table.append([str(number + 1), text, offices[number % 4], f"202{number % 5 + 1}年底"])
    return Article(
        article.name, article.title, [*article.blocks[:6], table], article.office, article.date
    )


# Pages


def _html_blocks(article: Article, indent: str = "") -> str:
    parts = []
    for block in article.blocks:
        if isinstance(block, str):
            parts.append(f"<p>{indent}{html.escape(block)}</p>")
        else:
            rows = "".join(
                "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
                for row in block
            )
            parts.append(f'<table border="1" cellspacing="0">{rows}</table>')
    return "\n".join(parts)


_MENU: Final = ("首页", "政务公开", "政务服务", "互动交流", "魅力示范", "数据开放", "专题专栏")
_RELATED: Final = (
    "示范市召开全市招商引资工作推进会议",
    "一图读懂示范市优化营商环境条例",
    "示范市2020年国民经济和社会发展统计公报",
    "关于开展春季安全生产大检查的通知",
    "市长赴高新区调研重点项目建设情况",
)


def nav_words() -> list[str]:
    """Return the words of navigation that the layouts put around the article."""
    return [
        *_RELATED,
        "网站标识码4400000000",
        "ICP备05000001号",
        "分享到",
        "浏览次数",
        "建议使用1024",
        "扫一扫在手机打开当前页",
    ]


def _links(words: Any, tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/x/{n}.html">{w}</a></{tag}>' for n, w in enumerate(words))


_FOOT: Final = (
    "<p>主办单位：示范市人民政府办公室　承办单位：示范市政务服务和数据管理局</p><p>网站标识码4400000000　"
    '<a href="#">粤ICP备05000001号-1</a>　<a href="#">粤公网安备44000002000001号</a></p>'
    "<p>建议使用1024×768分辨率IE9.0以上浏览器</p>"
)


def page_trs(a: Article) -> str:
    """The commonest make of government pages: breadcrumbs, title, info line, editor's box."""
    return f"""<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{a.title}_政策文件_示范市人民政府门户网站</title><meta name="ArticleTitle" content="{a.title}">
<meta name="PubDate" content="2021-03-18 09:30"><meta name="ContentSource" content="{a.office}"><script>var a="<p>不是文章，请勿收录。</p>";</script></head>
<body><div class="header"><ul>{_links(_MENU)}</ul></div><div class="wrap"><div class="dqwz">您当前的位置：<a>首页</a>&nbsp;&gt;&nbsp;<a>政务公开</a>&nbsp;&gt;&nbsp;政策文件</div>
<div class="xl_tit"><h1>{a.title}</h1></div><div class="xl_info"><span>发布时间：2021-03-18 09:30</span><span>来源：{a.office}</span><span>浏览次数：<script>document.write(12)</script>312</span><span>字号：[<a>大</a> <a>中</a> <a>小</a>]</span></div>
<div class="bdsharebuttonbox"><a>分享到：</a><a>微信</a><a>微博</a><a>QQ空间</a></div>
<div class="view TRS_UEDITOR trs_paper_default">{_html_blocks(a, "&nbsp;&nbsp;&nbsp;&nbsp;")}<p style="text-align:right">{a.office}</p><p style="text-align:right">{a.date[0]}</p></div>
<div class="xgfj"><p>【<a>打印本页</a>】【<a>关闭窗口</a>】</p><p>上一篇：<a>{_RELATED[0]}</a></p><p>下一篇：<a>{_RELATED[1]}</a></p></div></div>
<div class="footer">{_FOOT}</div></body></html>"""


def page_card(a: Article) -> str:
    """A page of the open-government catalogue: an index card above the text, a tree at the left."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{a.title}-示范市政府信息公开</title></head><body>
<div id="top"><a>登录</a> <a>注册</a> <a>无障碍阅读</a> <a>长者助手</a> 搜索</div><table class="layout" width="1000"><tr><td width="220"><ul class="tree">{_links(("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开"))}</ul></td>
<td><table class="card"><tr><td>索 引 号：</td><td>006939748/2021-00031</td><td>主题分类：</td><td>综合政务</td></tr><tr><td>发文机关：</td><td>{a.office}</td><td>成文日期：</td><td>{a.date[0]}</td></tr><tr><td>标　　题：</td><td colspan="3">{a.title}</td></tr><tr><td>发文字号：</td><td>{NUMBER}</td><td>发布日期：</td><td>2021年3月18日</td></tr></table>
<div class="content"><p style="text-align:center"><b>{a.title}</b></p>{_html_blocks(a, "　　")}</div>
<div class="ewm">扫一扫在手机打开当前页</div></td></tr></table><div id="bottom">{_FOOT}</div></body></html>"""


def page_old(a: Article) -> str:
    """A page of 2005: tables for layout, fonts, breaks instead of paragraphs, no end tags."""
    body = "<br>".join(
        f"&nbsp;&nbsp;&nbsp;&nbsp;{html.escape(b)}"
        if isinstance(b, str)
        else "<table border=1>"
        + "".join("<tr>" + "".join(f"<td>{c}" for c in r) for r in b)
        + "</table>"
        for b in a.blocks
    )
    return f"""<html><head><meta http-equiv=Content-Type content="text/html; charset=gbk"><title>示范市政府网</title></head><body bgcolor=#ffffff>
<table width=778 align=center><tr><td colspan=2>{" | ".join(f"<a href=#>{m}</a>" for m in _MENU)}</td></tr><tr><td width=160 valign=top><font size=2>{"<br>".join(f"<a href=#>{r}</a>" for r in _RELATED)}</font></td>
<td valign=top><font size=2>当前位置：<a href=#>首页</a>-&gt;<a href=#>文件</a></font><p align=center><font size=4><b>{a.title}</b></font><p align=center><font size=2>发布日期：2021-03-18　点击数：88　【字体：<a>大</a> <a>中</a> <a>小</a>】</font>
<p><font size=3><span>{body}</span></font><p align=right>{a.office}<br>{a.date[0]}</td></tr><tr><td colspan=2 align=center>版权所有：示范市人民政府　ICP备05000001号</td></tr></table></body></html>"""


def page_news(a: Article) -> str:
    """A news portal: a side bar of summaries, related links, comments."""
    side = "".join(
        f"<div class=item><a href=#>{r}</a><p>{r}，会议强调要抓好落实。</p></div>"
        for r in _RELATED[:3]
    )
    return f"""<!doctype html><html lang=zh><head><meta charset=utf-8><title>{a.title} - 示范日报数字版 - 新闻频道</title><meta property="og:title" content="{a.title}"></head><body><header><nav>{_links(_MENU)}</nav></header>
<main><article class="article-main"><h1>{a.title}</h1><div class="meta"><span>2021-03-18 09:30</span> <span>来源：示范日报</span> <span>责任编辑：李四</span></div><div class="rich_media_content">{_html_blocks(a)}<p>{a.office}</p><p>{a.date[0]}</p></div><div class="share">分享到 <a>微博</a> <a>微信</a></div></article>
<aside class="sidebar"><h3>热点新闻</h3>{side}</aside></main><section class="related"><h3>相关阅读</h3><ul>{_links(_RELATED)}</ul></section><div class="comment"><p>网友评论仅供表达个人看法，并不表明本网立场。</p></div><footer>{_FOOT}</footer></body></html>"""


def page_divs(a: Article) -> str:
    """A page of nameless boxes with annexes to load and an explanation that belongs elsewhere."""
    return f"""<!DOCTYPE html><html><head><meta charset="UTF-8"><title>{a.title}</title></head><body><div><div><div>{"".join(f"<span><a href=#>{m}</a></span>" for m in _MENU)}</div></div>
<div><div>首页 &gt; 公开 &gt; 文件</div><div><div>{a.title}</div><div>时间：2021-03-18　来源：{a.office}　浏览次数：1024次</div></div><div><div><div>{_html_blocks(a)}</div><div>{a.office}</div><div>{a.date[0]}</div></div></div>
<div><div>相关附件：</div><div><a href=x>附件1.doc</a></div></div><div><div>相关解读：</div><div><a href=x>{_RELATED[1]}</a></div></div></div><div><div>{_FOOT}</div></div></div></body></html>"""


# Print


def _print(a: Article, style: str, head: str = "", tail: str = "") -> str:
    base = (
        "body{font-family:'Noto Serif CJK SC';font-size:12pt;line-height:1.7}h1{text-align:center;"
        "font-size:20pt;font-weight:normal}p{text-indent:2em;margin:0}table{border-collapse:collapse;"
        "font-size:10pt;margin:8pt 0}td{border:.6pt solid #000;padding:3pt}.r{text-align:right}"
    )
    title = f"<h1>{a.title}</h1>" if a.title else ""
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><style>{base}{style}</style></head><body>'
        f"{head}{title}<div class=body>{_html_blocks(a)}</div>{tail}</body></html>"
    )


def _sign(a: Article) -> str:
    return f"<p class=r>{a.office}</p><p class=r>{a.date[0]}</p>"


def print_red(a: Article) -> str:
    """An official document: red head, number, `— 3 —` at the foot."""
    style = (
        '@page{size:A4;margin:3.2cm 2.6cm;@bottom-center{content:"— " counter(page) " —";font-size:11pt}}'
        ".red{color:#c00;font-size:30pt;text-align:center;text-indent:0;border-bottom:2pt solid #c00}"
        ".no{text-align:center;text-indent:0}body{font-size:15pt}"
    )
    head = f"<p class=red>{a.office}文件</p><p class=no>{NUMBER}</p>"
    return _print(a, style, head, _sign(a))


def print_gazette(a: Article) -> str:
    """A gazette: two columns, running heads that differ left and right."""
    style = (
        '@page{size:A4;margin:2.2cm 1.8cm}@page:left{@top-left{content:"示范市人民政府公报"}@top-right{content:"2021年第3期"}'
        '@bottom-left{content:counter(page)}}@page:right{@top-left{content:"市政府文件"}@top-right{content:"2021年第3期"}'
        "@bottom-right{content:counter(page)}}.body{column-count:2;column-gap:2em;text-align:justify}body{font-size:10.5pt}"
    )
    return _print(a, style, tail=_sign(a))


def print_form(a: Article) -> str:
    """A list of tasks as a table over several pages, sideways, `第3页 共12页`."""
    style = (
        '@page{size:A4 landscape;margin:2cm;@bottom-right{content:"第" counter(page) "页 共" counter(pages) "页";font-size:9pt}}'
        "td:nth-child(2){width:55%}"
    )
    return _print(plan_table(a), style)


def print_paper(a: Article) -> str:
    """A paper: small heads, footnotes under a rule on each page."""
    style = (
        '@page{size:19cm 26cm;margin:2.4cm 2cm;@top-center{content:"政策研究 第18卷";font-size:8pt}'
        "@bottom-center{content:counter(page);font-size:8pt}}body{font-size:10.5pt;line-height:1.5}"
        "p{text-align:justify}"
    )
    return _print(a, style)


def print_browser(a: Article) -> str:
    """A page printed from a browser without indents, paragraphs apart."""
    return _print(
        a,
        "@page{size:letter;margin:2cm}p{text-indent:0;margin:.8em 0}body{font-family:'Noto Sans CJK SC'}",
    )


def chromium(page: str, folder: Path, name: str, *, heads: bool = False) -> bytes:
    """Print a page to PDF."""
    source, target = folder / f"{name}.print.html", folder / f"{name}.print.pdf"
    source.write_text(page, encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
         *([] if heads else ["--no-pdf-header-footer"]), f"--print-to-pdf={target}", source.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return target.read_bytes()


def writer(document: bytes, folder: Path, name: str) -> bytes:
    """Turn a Word document into PDF with LibreOffice."""
    source = folder / f"{name}.docx"
    source.write_bytes(document)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(folder / 'office').as_uri()}",
         "--convert-to", "pdf", "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / f"{name}.pdf").read_bytes()


# Word


def docx_official(a: Article) -> bytes:
    """An official document of Word: running foot with fields, centred title, indents."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "示范市人民政府办公室文件汇编"
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in (("— ", "PAGE"), (" —", "")):
        if text == " —":
            foot.add_run(text)
            continue
        foot.add_run(text)
        one = OxmlElement("w:fldSimple")
        one.set(foot._p.nsmap and f"{{{foot._p.nsmap['w']}}}instr", code)
        foot._p.append(one)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(a.title).font.size = Pt(20)
    for block in a.blocks:
        if isinstance(block, str):
            paragraph = document.add_paragraph(block)
            paragraph.paragraph_format.first_line_indent = Pt(22)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        else:
            table = document.add_table(len(block), len(block[0]))
            table.style = "Table Grid"
            for row, cells in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
    for text in (a.office, a.date[0]):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_tracked(a: Article) -> bytes:
    """The same with tracked changes: each paragraph's middle inserted, foreign words deleted."""
    return _edited(docx_official(a), _track)


def _track(xml: str) -> str:
    def change(match: re.Match[str]) -> str:
        text = match[1]
        if len(text) < 20:
            return match.group()
        cut = len(text) // 2
        who = 'w:id="9" w:author="x" w:date="2021-01-01T00:00:00Z"'
        return (
            f'<w:r><w:t xml:space="preserve">{text[:cut]}</w:t></w:r><w:del {who}><w:r><w:delText>删去的文字</w:delText></w:r></w:del>'
            f'<w:ins {who}><w:r><w:t xml:space="preserve">{text[cut:]}</w:t></w:r></w:ins>'
        )

    return re.sub(r"<w:r><w:t(?: xml:space=\"preserve\")?>([^<]+)</w:t></w:r>", change, xml)


def docx_boxes(a: Article) -> bytes:
    """The same with its first paragraph in a text box, told twice as Word does for old programs."""

    def box(xml: str) -> str:
        marks = list(re.finditer(r"<w:p>.*?</w:p>|<w:p .*?</w:p>", xml, re.S))
        if len(marks) < 3:
            return xml
        inner = marks[1].group()
        shape = (
            '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps"><w:drawing><w:txbxContent>'
            f"{inner}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        return xml[: marks[1].start()] + shape + xml[marks[1].end() :]

    return _edited(docx_official(a), box)


def _edited(document: bytes, edit: Callable[[str], str]) -> bytes:
    """Change the main part of a Word document."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part.filename)
            if part.filename == "word/document.xml":
                data = edit(data.decode("utf-8")).encode("utf-8")
            new.writestr(part, data)
    return out.getvalue()


# Text


def plain(a: Article) -> str:
    """The article as plain text, tables with tabs."""
    lines = [a.title]
    for block in a.blocks:
        lines += [f"　　{block}"] if isinstance(block, str) else ["\t".join(row) for row in block]
    return "\n".join([*lines, f"　　　　{a.office}", f"　　　　{a.date[0]}", ""])


def wrapped(a: Article, columns: int = 38) -> str:
    """The article wrapped at a number of ideographs, as old programs mailed it."""
    closers, lines = "，。；：、！？）》”", [a.title]
    for block in a.blocks:
        if not isinstance(block, str):
            continue
        line = "　　"
        for word in re.findall(r"[A-Za-z0-9.%]+|\s+|.", block):
            wide = sum(2 if ord(char) > 255 else 1 for char in line + word)
            if wide > 2 * columns and word not in closers:
                lines.append(line.rstrip())
                line = ""
            line += word if line else word.lstrip()
        lines.append(line)
    return "\r\n".join([*lines, "", a.office, a.date[0]])


# Layouts that were made once the readers were finished, to see what they do with the unforeseen


def page_portal(a: Article) -> str:
    """A national portal: links inside sentences, spans with styles, the text's own annexes."""
    body = re.sub(r"(经济|企业|政府)", r'<a href="/t">\1</a>', _html_blocks(a), count=12)
    body = body.replace(
        "<p>", '<p style="text-indent:2em;font-family:宋体"><span style="font-size:16px">'
    ).replace("</p>", "</span></p>")
    hot = "".join(f"<li><a href=#>{r}</a><span>03-1{n}</span></li>" for n, r in enumerate(_RELATED))
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{a.title}_政务_示范网</title><meta name="lanmu" content="政策"></head><body>
<div class="hd"><div class="logo">示范网</div><form><input value="请输入关键字"><button>搜索</button></form></div><div class="BreadcrumbNav">首页 &gt; 政策 &gt; 正文</div>
<div class="article oneColumn"><h1>{a.title}</h1><div class="pages-date">2021-03-18 09:30 <span class="font">来源： 示范网</span><span>【字体：大 中 小】</span><span>打印</span></div>
<div class="pages_content" id="UCAP-CONTENT">{body}<p align="right">{a.office}</p><p align="right">{a.date[0]}</p></div><div class="editor"><span>责任编辑：王五</span></div>
<div class="pages_print">分享到：<i></i></div></div><div class="hotnews"><h4>热点专题</h4><ul>{hot}</ul></div><div class="ft">链接：<a>全国人大</a> | <a>全国政协</a>{_FOOT}</div></body></html>"""


def page_word(a: Article) -> str:
    """A page that Word saved and somebody pasted into a frame of divs."""
    body = "".join(
        f'<p class=MsoNormal style="text-indent:32.0pt"><span lang=EN-US style="font-size:16.0pt"><span style="mso-spacerun:yes">&nbsp; </span></span><span style="font-size:16.0pt;font-family:仿宋_GB2312">{html.escape(b)}</span><span lang=EN-US><o:p></o:p></span></p>'
        if isinstance(b, str)
        else "<table class=MsoTableGrid>"
        + "".join(
            "<tr>"
            + "".join(f"<td><p class=MsoNormal>{html.escape(c)}</p></td>" for c in r)
            + "</tr>"
            for r in b
        )
        + "</table>"
        for b in a.blocks
    )
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><style><!-- p.MsoNormal {{margin:0cm}} --></style><title>{a.title}</title><!--[if gte mso 9]><xml><w:WordDocument>不是文章，请勿收录。</w:WordDocument></xml><![endif]--></head><body lang=ZH-CN><div id=nav>{" ".join(f"<a href=#>{m}</a>" for m in _MENU)}</div><div class=WordSection1><p class=MsoNormal align=center><b><span style="font-size:22.0pt">{a.title}</span></b></p>{body}<p class=MsoNormal align=right>{a.office}</p><p class=MsoNormal align=right>{a.date[0]}</p></div><div id=copy>Copyright 2021 示范市人民政府 All Rights Reserved ICP备05000001号</div></body></html>"""


def page_tree(a: Article) -> str:
    """A catalogue with sixty links at the left, a list of new documents with dates at the right."""
    tree = _links([f"示范市第{n}类公开事项目录" for n in range(60)])
    new = "".join(
        f"<tr><td><a href=#>{r}</a></td><td>2021-03-1{n}</td></tr>" for n, r in enumerate(_RELATED)
    )
    return f"""<html><head><meta charset=utf-8><title>信息公开</title></head><body><div class=l>{tree}</div><div class=m><div class=t>{a.title}</div><div>索引号：0001 &nbsp; 发布机构：{a.office} &nbsp; 发布日期：{a.date[0]} &nbsp; 浏览次数：9</div><div class=c>{_html_blocks(a)}</div><div>附件下载：<a>全文.pdf</a></div></div><div class=r><table>{new}</table></div></body></html>"""


def print_newspaper(a: Article) -> str:
    """A newspaper: three narrow columns."""
    return _print(
        a,
        "@page{size:A4;margin:1.5cm}.body{column-count:3;column-gap:1.6em;text-align:justify}body{font-size:9pt;line-height:1.45}",
    )


def print_marked(a: Article) -> str:
    """A framed page with a slanting mark behind the text and a table of contents before it."""
    style = (
        '@page{size:A4;margin:2.5cm;@bottom-center{content:"第 " counter(page) " 页"}}'
        ".mark{position:fixed;top:40%;left:20%;font-size:60pt;color:#eee;transform:rotate(-35deg)}"
        ".frame{position:fixed;inset:-10pt;border:1pt solid #000}"
    )
    head = "<div class=mark>内部资料</div><div class=frame></div>"
    return _print(a, style, head, _sign(a))


def docx_numbered(a: Article) -> bytes:
    """A document whose numbers Word makes, with a footnote at the first paragraph."""

    def number(xml: str) -> str:
        mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
        return xml.replace("</w:p><w:p><w:pPr><w:ind", f"{mark}</w:p><w:p><w:pPr><w:ind", 1)

    return _edited(docx_official(a), number)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is made of an article."""

    name: str
    suffix: str
    make: Callable[[Article, Path, str], bytes]
    tables: bool = True
    """Whether the article's own tables are in it."""
    signs: bool = True
    """Whether office and date stand below the text."""
    card: bool = False
    """Whether they stand on an index card above it."""
    planned: bool = False
    fresh: bool = False
    """Made once the readers were finished."""


def layouts() -> list[Layout]:
    """Return all layouts that this machine can make."""
    found = [
        Layout("page-trs-gbk", ".html", lambda a, f, n: page_trs(a).encode("gb18030")),
        Layout("page-card", ".htm", lambda a, f, n: page_card(a).encode(), signs=False, card=True),
        Layout("page-old-gbk", ".shtml", lambda a, f, n: page_old(a).encode("gb18030")),
        Layout("page-news", ".html", lambda a, f, n: page_news(a).encode()),
        Layout("page-divs", ".html", lambda a, f, n: page_divs(a).encode()),
        Layout("docx-official", ".docx", lambda a, f, n: docx_official(a)),
        Layout("docx-tracked", ".docx", lambda a, f, n: docx_tracked(a)),
        Layout("docx-boxes", ".docx", lambda a, f, n: docx_boxes(a)),
        Layout("txt-gb18030", ".txt", lambda a, f, n: plain(a).encode("gb18030")),
        Layout("txt-utf16", ".txt", lambda a, f, n: plain(a).encode("utf-16")),
        Layout(
            "txt-wrapped",
            ".txt",
            lambda a, f, n: b"\xef\xbb\xbf" + wrapped(a).encode(),
            tables=False,
        ),
    ]
    found += [
        Layout("page-portal", ".html", lambda a, f, n: page_portal(a).encode(), fresh=True),
        Layout("page-word-gbk", ".htm", lambda a, f, n: page_word(a).encode("gb18030"), fresh=True),
        Layout(
            "page-tree",
            ".html",
            lambda a, f, n: page_tree(a).encode(),
            signs=False,
            card=True,
            fresh=True,
        ),
        Layout("docx-notes", ".docx", lambda a, f, n: docx_numbered(a), fresh=True),
    ]
    if shutil.which("chromium"):
        found += [
            Layout(
                "pdf-newspaper",
                ".pdf",
                lambda a, f, n: chromium(print_newspaper(a), f, n),
                signs=False,
                fresh=True,
            ),
            Layout(
                "pdf-marked", ".pdf", lambda a, f, n: chromium(print_marked(a), f, n), fresh=True
            ),
        ]
    if shutil.which("chromium"):
        found += [
            Layout("pdf-red-head", ".pdf", lambda a, f, n: chromium(print_red(a), f, n)),
            Layout("pdf-gazette-columns", ".pdf", lambda a, f, n: chromium(print_gazette(a), f, n)),
            Layout(
                "pdf-form-table",
                ".pdf",
                lambda a, f, n: chromium(print_form(a), f, n),
                signs=False,
                planned=True,
            ),
            Layout(
                "pdf-paper", ".pdf", lambda a, f, n: chromium(print_paper(a), f, n), signs=False
            ),
            Layout(
                "pdf-browser",
                ".pdf",
                lambda a, f, n: chromium(print_browser(a), f, n, heads=True),
                signs=False,
            ),
        ]
    if shutil.which("soffice"):
        found += [
            Layout("pdf-writer", ".pdf", lambda a, f, n: writer(docx_official(a), f, n)),
            Layout(
                "pdf-writer-table",
                ".pdf",
                lambda a, f, n: writer(docx_official(plan_table(a)), f, n),
                planned=True,
            ),
        ]
    return found


def articles(folder: Path) -> Iterator[Article]:
    """Yield the texts of a folder that are articles and no stored pages."""
    for path in sorted(folder.glob("*.txt")):
        article = read_article(path)
        if 8 < len(article.title) < 90 and len(article.words) > 500 and "|" not in article.words:
            yield article
