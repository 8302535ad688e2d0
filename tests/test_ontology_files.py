"""Files are written whole or not at all; archives from elsewhere are unpacked within limits."""

from __future__ import annotations

import io
import os
import random
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from ontology import archives
from ontology.archives import BadArchive, copy_member, inside, unpack
from ontology.files import NotReplaceable, free_disk, write_whole
from ontology.messages import LONGEST, shortened
from policykg.bundle import pack


def test_a_new_file_has_the_mode_that_the_shell_gives(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_whole(tmp_path / "new", b"x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_replaced_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "f"
    path.write_text("old", encoding="utf-8")
    path.chmod(mode)
    write_whole(path, "new\r\n")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new\r\n", mode)


def test_a_symbolic_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "real").write_text("old", encoding="utf-8")
    link = tmp_path / "link"
    link.symlink_to("sub/real")
    write_whole(link, "new")
    assert (link.is_symlink(), (tmp_path / "sub" / "real").read_text("utf-8")) == (True, "new")


def test_a_hard_link_is_refused_and_both_names_stay(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("old", encoding="utf-8")
    os.link(tmp_path / "one", tmp_path / "two")
    with pytest.raises(NotReplaceable, match="second name"):
        write_whole(tmp_path / "one", "new")
    assert (tmp_path / "two").read_text("utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("place", ["/dev/null", "/dev/full", "pipe"])
def test_devices_and_pipes_are_refused_at_once(tmp_path: Path, place: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotReplaceable, match="not a file"):
        write_whole(tmp_path / place, "x")


def test_an_error_halfway_leaves_what_was_there_and_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old", encoding="utf-8")

    def pieces() -> Iterator[bytes]:
        yield b"ne"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_whole(path, pieces())
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [("f", "old")]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old", encoding="utf-8")
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from ontology.files import write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_whole(Path(sys.argv[1]), b'x' * 5000)\n"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert outcome.returncode != 0
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [("f", "old")]


def test_a_kill_halfway_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old", encoding="utf-8")
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from ontology.files import write_whole\n"
        "def pieces():\n"
        "    yield b'ne'\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_whole(Path(sys.argv[1]), pieces())\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.read_text("utf-8") == "old"


# ---- archives --------------------------------------------------------------------------------


def _zip(path: Path, *entries: tuple[str, bytes, int]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in entries:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


def test_a_sound_archive_is_unpacked(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("a.txt", b"1", 0o100644), ("d/e/f.txt", b"2", 0))
    (tmp_path / "to").mkdir()
    unpack(path, tmp_path / "to")
    assert (tmp_path / "to" / "d" / "e" / "f.txt").read_bytes() == b"2"
    copied = io.BytesIO()
    assert (copy_member(path, "none", copied), copied.getvalue()) == (False, b"")
    assert (copy_member(path, "a.txt", copied), copied.getvalue()) == (True, b"1")
    large = _zip(tmp_path / "b.zip", ("a.txt", bytes(500_000), 0))
    with pytest.raises(BadArchive, match="more than 0 bytes"):
        copy_member(large, "a.txt", io.BytesIO(), unasked=0)


def test_an_archive_is_as_large_as_the_disk_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = random.Random(7).randbytes(3_000)
    path = _zip(tmp_path / "a.zip", ("a.txt", data, 0), ("b.txt", data, 0))
    (tmp_path / "to").mkdir()
    unpack(path, tmp_path / "to", unasked=0)
    assert (tmp_path / "to" / "b.txt").read_bytes() == data
    monkeypatch.setattr(archives, "free_disk", lambda _: 7_998)  # a quarter of it stays free
    (tmp_path / "full").mkdir()
    with pytest.raises(BadArchive, match=r"6,000 bytes unpacked.*room for 5,999"):
        unpack(path, tmp_path / "full")
    assert list((tmp_path / "full").iterdir()) == []
    copied = io.BytesIO()
    assert copy_member(path, "a.txt", copied)
    assert copied.getvalue() == data


@pytest.mark.parametrize(
    ("free", "room"),
    [(8_000, 6_000), (64 << 20, 48 << 20), (4 << 30, (4 << 30) - archives.SPARE)],
)
def test_a_small_disk_takes_small_archives_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, room: int
) -> None:
    """In a container the folder of temporary files may have 64 megabytes."""
    path = _zip(tmp_path / "a.zip", ("a.txt", bytes(1_000), 0))
    monkeypatch.setattr(archives, "free_disk", lambda _: free)
    assert copy_member(path, "a.txt", io.BytesIO())
    large = zipfile.ZipInfo("b.txt")
    for size in (room, room + 1):
        large.file_size = size
        refused = pytest.raises(BadArchive, match="room for") if size > room else nullcontext()
        with refused:
            archives._refuse_size(path, [large], tmp_path, 1 << 40)


def test_an_archive_in_the_long_form_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / "graph.nq").write_bytes(random.Random(7).randbytes(3_000))
    pack(folder, tmp_path / "a.zip")
    monkeypatch.undo()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.getinfo("graph.nq").extract_version == zipfile.ZIP64_VERSION
    (tmp_path / "to").mkdir()
    unpack(tmp_path / "a.zip", tmp_path / "to")
    assert (tmp_path / "to" / "graph.nq").read_bytes() == (folder / "graph.nq").read_bytes()


def test_free_space_is_that_of_the_disk_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert free_disk(tmp_path / "not" / "there") > 0


REFUSED: list[tuple[str, tuple[tuple[str, bytes, int], ...], str]] = [
    ("above", (("../x", b"1", 0),), "leaves the folder"),
    ("far above", (("a/../../x", b"1", 0),), "leaves the folder"),
    ("absolute", (("/etc/x", b"1", 0),), "leaves the folder"),
    ("backslash", (("..\\x", b"1", 0),), "leaves the folder"),
    ("drive", (("C:x", b"1", 0),), "leaves the folder"),
    ("dot", (("./x", b"1", 0),), "leaves the folder"),
    ("link", (("x", b"/etc/passwd", stat.S_IFLNK | 0o777),), "link or a device"),
    ("pipe", (("x", b"", stat.S_IFIFO | 0o644),), "link or a device"),
    ("device", (("x", b"", stat.S_IFCHR | 0o644),), "link or a device"),
    ("twice", (("x", b"1", 0), ("x", b"2", 0)), "twice"),
    ("twice but for case", (("x", b"1", 0), ("X", b"2", 0)), "twice"),
    ("file in a file", (("x", b"1", 0), ("x/y", b"2", 0)), "cannot be unpacked"),
    ("bomb", (("x", bytes(2_000_000), 0),), "more than"),
    ("many small", tuple((f"{n}", bytes(200_000), 0) for n in range(6)), "more than"),
]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("entries", "why"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_hostile_archives_are_refused_and_nothing_leaves_the_folder(
    tmp_path: Path, entries: tuple[tuple[str, bytes, int], ...], why: str
) -> None:
    (tmp_path / "deep" / "to").mkdir(parents=True)
    path = _zip(tmp_path / "a.zip", *entries)
    with pytest.raises(BadArchive, match=why) as raised:
        unpack(path, tmp_path / "deep" / "to", unasked=1_000_000)
    assert "\n" not in raised.value.en
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip", "deep"]
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["to"]


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flipped(data: bytes) -> bytes:
    return data[:40] + bytes([data[40] ^ 255]) + data[41:]


@pytest.mark.parametrize(
    "damage",
    [_cut, _flipped, lambda _: b"", lambda _: b"PK\x05\x06" + bytes(18) + b"x", lambda d: d[30:]],
)
def test_damaged_archives_are_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("graph.nq", os.urandom(500))
    path = tmp_path / "a.zip"
    path.write_bytes(damage(buffer.getvalue()))
    (tmp_path / "to").mkdir()
    try:
        unpack(path, tmp_path / "to")
    except BadArchive:
        return
    assert list((tmp_path / "to").iterdir()) == []  # an archive without files


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
@pytest.mark.parametrize("at", [0, 2, 4, 9, 15, 40, 120])
def test_bytes_damaged_inside_are_refused_by_every_compression(
    tmp_path: Path, method: int, at: int
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("graph.nq", random.Random(7).randbytes(500))
    data = bytearray(path.read_bytes())
    since = data.index(b"graph.nq") + len("graph.nq") + at
    data[since : since + 8] = bytes(sign ^ 255 for sign in data[since : since + 8])
    path.write_bytes(data)
    (tmp_path / "to").mkdir()
    with pytest.raises(BadArchive, match="cannot be unpacked"):
        unpack(path, tmp_path / "to")


def test_a_pipe_is_no_archive(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.zip")
    with pytest.raises(BadArchive, match="not a regular file"):
        unpack(tmp_path / "a.zip", tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a", True), ("a/b.txt", True), ("文献/二.yaml", True), ("..", False), ("", False),
     ("a/..", False), ("a//b", False), ("a/", True), ("/", False), ("a\x00b", False)],
)  # fmt: skip
def test_knows_which_names_stay_inside(name: str, expected: bool) -> None:
    assert inside(name) is expected


def test_a_long_text_is_shortened_in_its_middle() -> None:
    text = "start" + "字" * 300_000 + "end"
    short = shortened(text)
    assert len(short) < LONGEST + 40
    assert (short[:5], short[-3:], "298,008" in short) == ("start", "end", True)
    assert shortened("short") == "short"
