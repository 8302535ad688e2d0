# ruff: noqa: E501 - files as they are
"""Files that are damaged, locked, of the wrong kind, or made to do harm: a message each."""

from __future__ import annotations

import io
import os
import random
import struct
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("pypdfium2")
pytest.importorskip("lxml")

from loaders.intake.child import reader_of
from loaders.intake.confined import read_file
from loaders.intake.files import Original, kind_of, read_original
from loaders.intake.refusals import ROWS, Refused, problem
from tests.intake_files import W, docx, pages, paragraph, pdf, typeset


def refusal(data: bytes, name: str = "x.bin", **limits: int) -> str:
    with pytest.raises(Refused) as refused:
        read_file(Original(Path(name), data, ""), **limits)
    said = problem(name, refused.value)
    assert "{" not in said.en + said.zh
    assert len(said.en) > 20
    return refused.value.reason


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
BOMB = b"<w:document>" + b" " * (300 << 20)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", "doc"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.wps", "wps"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "password"),
        (OLE + "Workbook".encode("utf-16-le"), "a.xls", "sheet"),
        (archive(OFD_xml=b"<ofd/>"), "a.ofd", "ofd"),
        (archive(xl__workbook_xml=b"<a/>"), "a.xlsx", "sheet"),
        (archive(ppt__presentation_xml=b"<a/>"), "a.pptx", "slides"),
        (archive(content_xml=b"<a/>"), "a.odt", "odt"),
        (archive(notes=b"hello"), "a.zip", "archive"),
        (b"{\\rtf1 hello}", "a.rtf", "rtf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "a.pdf", "image"),
        (b"\x7fELF" + bytes(400), "a.txt", "binary"),
        (bytes(range(256)) * 8, "a.txt", "binary"),
        (b"Rar!\x1a\x07" + bytes(40), "a.rar", "archive"),
        (b"From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", "a.mht", "mhtml"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><a/>', "a.xml", "office-xml"),
        (b"%PDF-1.7\nnot really", "a.pdf", "damaged"),
        (b"   \n\n ", "a.txt", "blank"),
        (b"<html><body></body></html>", "a.html", "blank"),
        ("<html><body><ul><li><a href=#>政务公开</a></li><li><a href=#>办事服务</a></li></ul><div id=app></div>".encode(), "a.html", "no-article"),
        (docx("<w:p/>"), "a.docx", "blank"),
        (docx("<w:p>"), "a.docx", "damaged"),
        (docx(paragraph("甲"))[:-30], "a.docx", "damaged"),
    ],
)  # fmt: skip
def test_each_fault_has_its_message(data: bytes, name: str, reason: str) -> None:
    assert refusal(data, name) == reason


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".txt", ""])
def test_the_bytes_say_what_a_file_is_not_its_suffix(suffix: str) -> None:
    assert kind_of(docx(paragraph("甲")), suffix) == "docx"
    assert kind_of(b"%PDF-1.4", suffix) == "pdf"
    assert kind_of(b"<!DOCTYPE html><p>a", suffix) == "html"
    assert kind_of("竹产业".encode("gbk"), suffix) == "txt"


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself() -> None:
    assert refusal(archive(word__document_xml=BOMB), "a.docx") == "bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_refused_while_it_is_unpacked() -> None:
    data = bytearray(archive(word__document_xml=BOMB[: 100 << 20]))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    assert refusal(bytes(data), "a.docx") in ("bomb", "damaged")


def test_xml_entities_are_refused_not_unfolded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><w:document xmlns:w="{W}"><w:body>&e11;</w:body></w:document>'
    assert refusal(archive(word__document_xml=xml.encode()), "a.docx") == "entities"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_an_entity_cannot_read_a_file(encoding: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'
    assert refusal(archive(word__document_xml=xml.encode(encoding)), "a.docx") == "entities"


def test_a_table_of_ten_thousand_rows_is_read() -> None:
    row = (
        "<w:tr>"
        + "".join(f"<w:tc>{paragraph(w)}</w:tc>" for w in ("1", "道路", "林业局"))
        + "</w:tr>"
    )
    read = read_file(Original(Path("a.docx"), docx(f"<w:tbl>{row * 10_000}</w:tbl>"), ""))
    assert read.text.text.count("\n") == 10_000


def test_deep_nesting_is_no_crash() -> None:
    deep = "<div>" * 20_000 + "竹产业发展的实施意见，请认真贯彻执行。" + "</div>" * 20_000
    try:
        read_file(Original(Path("a.html"), f"<html><body>{deep}".encode(), ""))
    except Refused as refused:
        assert refused.reason in ("blank", "damaged")
    nested = "<w:tbl><w:tr><w:tc>" * 60 + paragraph("甲") + "</w:tc></w:tr></w:tbl>" * 60
    try:
        read_file(Original(Path("a.docx"), docx(nested), ""))
    except Refused as refused:
        assert refused.reason in ("blank", "damaged")


def test_more_pages_than_any_document_has_are_refused() -> None:
    kids = " ".join("3 0 R" for _ in range(2_500))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count 2500/Kids[{kids}]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
    ]
    out = "%PDF-1.4\n" + "".join(f"{n} 0 obj{o}endobj\n" for n, o in enumerate(objects, 1))
    assert refusal(f"{out}trailer<</Root 1 0 R/Size 4>>".encode(), "a.pdf") in (
        "too-long",
        "damaged",
    )


def test_reading_stops_at_its_deadline_and_its_memory() -> None:
    rows = "<w:p><w:r><w:t>竹</w:t></w:r></w:p>" * 400_000
    assert refusal(docx(rows), "a.docx", memory=220 << 20) in ("memory", "crashed")
    assert refusal(docx(rows), "a.docx", seconds=0) == "time"


@pytest.mark.parametrize("seed", range(6))
def test_random_changes_of_a_sound_file_give_words_or_a_message(seed: int) -> None:
    pytest.importorskip("reportlab")
    chance = random.Random(seed)
    for data, name in (
        (pdf(pages(typeset())), "a.pdf"),
        (docx(paragraph("竹产业。") * 50), "a.docx"),
    ):
        broken = bytearray(data[: chance.randrange(200, len(data))] if seed % 2 else data)
        for _ in range(40):
            broken[chance.randrange(12, len(broken))] = chance.randrange(256)
        try:
            read_file(Original(Path(name), bytes(broken), ""))
        except Refused as refused:
            assert refused.reason in ROWS


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_links_pipes_and_devices_are_refused_unread(tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"
    real.write_text("竹")
    link.symlink_to(real)
    os.mkfifo(pipe)
    reasons = []
    for path in (link, pipe, Path("/dev/zero"), tmp_path / "none", tmp_path):
        with pytest.raises(Refused) as refused:
            read_original(path)
        reasons.append(refused.value.reason)
    assert reasons[:4] == ["link", "special", "special", "missing"]
    assert reasons[4] in ("special", "unreadable")


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(200 << 20)
    with pytest.raises(Refused) as refused:
        read_original(path)
    assert refused.value.reason == "too-large"


@pytest.mark.parametrize(
    ("kind", "module", "name"),
    [
        ("pdf", "pypdfium2", "pypdfium2"),
        ("pdf", "pdfplumber", "pdfplumber"),
        ("docx", "lxml", "lxml"),
        ("html", "lxml", "lxml"),
    ],
)
def test_a_library_that_is_missing_is_told_with_its_install_line(
    kind: str, module: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for known in [key for key in sys.modules if key.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, known)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(Refused) as refused:
        reader_of(kind)
    said = problem("x", refused.value)
    assert name in said.en
    assert "pip install 'policykg[add]'" in said.en


def test_a_text_in_utf_8_needs_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "charset_normalizer", None)
    assert reader_of("txt")("竹产业。\n".encode()).blocks[0].text == "竹产业。"
    with pytest.raises(Refused) as refused:
        reader_of("txt")("竹产业发展。\n".encode("gbk"))
    assert refused.value.reason == "library"


def test_the_child_can_open_no_file_and_no_socket() -> None:
    import subprocess

    code = (
        "import socket, subprocess, builtins\nfrom loaders.intake.limits import confine\nconfine()\n"
        "for what in (lambda: open('/etc/hostname'), lambda: socket.socket(), lambda: subprocess.run(['true']),\n"
        "             lambda: open('x', 'w')):\n"
        "    try:\n        what()\n        print('done')\n    except OSError:\n        print('refused')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["refused"] * 4
