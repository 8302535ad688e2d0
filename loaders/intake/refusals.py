"""Why a file is not read, and what to do about it: one row a reason, in both languages."""

from __future__ import annotations

from typing import Final

from loaders.problems import Position, Problem

ROWS: Final[dict[str, tuple[str, str]]] = {
    "missing": (
        "there is no such file: check the spelling",
        "没有这个文件:请核对文件名",
    ),
    "unreadable": (
        "the file cannot be opened: {detail}",
        "无法打开文件:{detail}",
    ),
    "link": (
        "this is a symbolic link: name the file that it points to",
        "这是符号链接:请直接写出它所指向的文件",
    ),
    "special": (
        "this is a pipe, socket or device, not a file: name a file",
        "这是管道、套接字或设备,不是普通文件:请写出一个文件",
    ),
    "too-large": (
        "the file has more than {detail} MB: split it, or save it without pictures",
        "文件超过 {detail} MB:请拆分,或去掉图片后另存",
    ),
    "empty": (
        "the file is empty: obtain it again",
        "文件为空:请重新获取",
    ),
    "blank": (
        "the file holds no words: open it and see whether it is the right one",
        "文件中没有文字:请打开查看是否拿错了文件",
    ),
    "no-article": (
        "this page shows a list of links and no article; if a browser shows one, a script fetches "
        "it: save the page from the browser once it is shown, or add the document it links to",
        "此网页只有链接列表、没有正文;若浏览器能显示正文,则正文由脚本加载:"
        "请在显示后从浏览器另存网页,或添加其所链接的文件",
    ),
    "scanned": (
        "{detail} pages are pictures without a text layer: run OCR first (OCRmyPDF, or "
        "“recognise text” of a PDF program), compare the result with the pages, and add that",
        "{detail} 页只有图像、没有文字层:请先做文字识别(如 OCRmyPDF 或 PDF 软件的“识别文本”),"
        "与原页核对后再添加",
    ),
    "garbled": (
        "the fonts of this PDF do not say which characters they show ({detail} of them), so its "
        "text would be wrong: run OCR on it, or obtain the Word or web version",
        "此 PDF 的字体未说明所示为何字({detail} 个),读出的文字会有误:请做文字识别,"
        "或改用 Word 或网页版本",
    ),
    "password": (
        "the file is locked by a password: save a copy without one and add that",
        "文件有密码:请另存为无密码的副本后再添加",
    ),
    "damaged": (
        "the file is damaged or cut off ({detail}): obtain it again, or open it in its program "
        "and save it anew",
        "文件已损坏或不完整({detail}):请重新获取,或用原程序打开后另存",
    ),
    "fonts": (
        "the page cannot be drawn: the file does not bring its fonts along; open the original",
        "无法绘出此页:文件未嵌入字体;请打开原件",
    ),
    "doc": (
        "this is an old Word file (.doc): save it as .docx in Word, WPS or LibreOffice "
        "(`soffice --convert-to docx FILE`) and add that",
        "这是旧版 Word 文件(.doc):请用 Word、WPS 或 LibreOffice "
        "(`soffice --convert-to docx 文件`)另存为 .docx 后再添加",
    ),
    "wps": (
        "this is a WPS file (.wps): open it in WPS Office and save it as .docx or PDF",
        "这是 WPS 文件(.wps):请用 WPS Office 打开并另存为 .docx 或 PDF",
    ),
    "ofd": (
        "this is an OFD file: open it in its reader (数科, 福昕, WPS) and export it as PDF",
        "这是 OFD 版式文件:请用阅读器(数科、福昕、WPS)打开并导出为带文字的 PDF",
    ),
    "odt": (
        "this is an OpenDocument file: save it as .docx in LibreOffice "
        "(`soffice --convert-to docx FILE`)",
        "这是 OpenDocument 文件:请用 LibreOffice 另存为 .docx(`soffice --convert-to docx 文件`)",
    ),
    "rtf": (
        "this is a rich text file (.rtf): save it as .docx and add that",
        "这是 RTF 文件:请另存为 .docx 后再添加",
    ),
    "sheet": (
        "this is a spreadsheet: save the sheet as text with tabs (UTF-8) and add that",
        "这是电子表格:请将工作表另存为制表符分隔的文本(UTF-8)后再添加",
    ),
    "slides": (
        "these are slides: export them as PDF and add that",
        "这是演示文稿:请导出为 PDF 后再添加",
    ),
    "office-xml": (
        "this is a document in one XML file: open it in Word and save it as .docx",
        "这是单个 XML 形式的文档:请用 Word 打开并另存为 .docx",
    ),
    "mhtml": (
        "this is a web archive (.mht): open it in a browser and save it as HTML only",
        "这是网页归档(.mht):请用浏览器打开并另存为“仅 HTML”",
    ),
    "image": (
        "this is a picture: run OCR on it and compare the words with the picture",
        "这是图片:请先做文字识别并与图片核对",
    ),
    "archive": (
        "this is an archive ({detail}): unpack it and add the files inside",
        "这是压缩包({detail}):请解压后添加其中的文件",
    ),
    "binary": (
        "this is no document that can be read here; PDF, DOCX, HTML and TXT are",
        "这不是可以读取的文档;可读取 PDF、DOCX、HTML、TXT",
    ),
    "encoding": (
        "the characters of this text are in no encoding that fits: save it as UTF-8",
        "无法判断此文本的编码:请另存为 UTF-8",
    ),
    "bomb": (
        "the file unpacks to more than {detail} MB, as no honest document does: do not open it, "
        "and obtain it elsewhere",
        "文件解压后超过 {detail} MB,正常文档不会如此:请勿打开,并从别处重新获取",
    ),
    "entities": (
        "the file declares XML entities, as no document of Word does: open it in Word and save it "
        "anew if you trust it",
        "文件声明了 XML 实体,Word 文档不会如此:若来源可信,请用 Word 打开后另存",
    ),
    "too-long": (
        "the file holds more than {detail}: split it into its documents",
        "文件内容超过 {detail}:请按文献拆分",
    ),
    "time": (
        "reading took longer than {detail} seconds and was stopped: split the file, or save it "
        "anew from its program",
        "读取超过 {detail} 秒,已停止:请拆分文件,或用原程序另存后再试",
    ),
    "memory": (
        "reading took more memory than {detail} MB and was stopped: split the file, or save it "
        "anew from its program",
        "读取占用内存超过 {detail} MB,已停止:请拆分文件,或用原程序另存后再试",
    ),
    "crashed": (
        "the reader of this kind of file failed ({detail}); nothing else was touched: save the "
        "file anew from its program, or as HTML or text",
        "读取此类文件的程序出错({detail}),其他内容未受影响:请用原程序另存,或存为 HTML 或文本",
    ),
    "library": (
        "{detail} is needed to read this kind of file: pip install 'policykg[add]'",
        "读取此类文件需要 {detail}:pip install 'policykg[add]'",
    ),
}
"""Reason → what it says in English and in Chinese; ``{detail}`` is filled in."""


class Refused(Exception):
    """A file is not read.

    Attributes:
        reason: A key of :data:`ROWS`.
        detail: What the message fills in.
    """

    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = str(detail)


def problem(name: str, refused: Refused) -> Problem:
    """Say of a file why it is not read."""
    en, zh = ROWS[refused.reason]
    detail = refused.detail[:200]
    return Problem(
        f"file-{refused.reason}",
        Position(name),
        en.replace("{detail}", detail),
        zh.replace("{detail}", detail),
    )
