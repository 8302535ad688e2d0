"""Damaged facts files: always problems with a place, never a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from loaders.facts.flatten import flatten
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.problems import Problem
from loaders.rdf.document import compile_document
from loaders.resolving.references import resolve_document
from loaders.workspace import Workspace, open_workspace
from loaders.yaml.parse import parse_document
from ontology.rdf import RdfFormat, parse

JUNK = [b"\x00", b"\xff", b"\xe4\xb8", b"\t", b"{", b"[", b'"', b"'", b": ", b"- ", b"#", b"&a ",
        b"*a", b"!!x ", b"|", b"\xef\xbb\xbf", b"9" * 400, b"\xf0\x9f\x92\xa9",
        b"\xe2\x80\xae"]  # fmt: skip
VALUES = ["2010-13-45", "NaN", "1e999", "9" * 500, "-1", "yes", "<b>&\"'\\", "%s{0}", "../../x",
          "http://x y", "c99/t99", "\u202e\u2066", "Ａ", "1/0", "{}", "[]", "''"]  # fmt: skip


def damage(data: bytes, chance: random.Random) -> bytes:
    """Damage a file in one to three places."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data))
        kind = chance.randrange(7)
        if kind == 0:
            data = data[:at]
        elif kind == 1:
            data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        elif kind == 2:
            data = data[:at] + chance.choice(JUNK) + data[at:]
        else:
            data = damage_line(data, chance, kind)
        data = data or b"x"
    return data


def damage_line(data: bytes, chance: random.Random, kind: int) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    if kind == 3:
        del lines[at]
    elif kind == 4:
        lines.insert(chance.randrange(len(lines)), lines[at])
    elif kind == 5:
        lines[at] = b" " * chance.randint(1, 4) + lines[at]
    else:
        key, colon, _ = lines[at].partition(b": ")
        lines[at] = key + colon + chance.choice(VALUES).encode()
    return b"\n".join(lines)


@pytest.fixture(scope="module")
def workspace(root: Path) -> Workspace:
    return open_workspace(root)


@pytest.fixture(scope="module")
def authority(workspace: Workspace) -> Authority:
    return load_authority([(path, path.name) for path in workspace.authority_files()])[0]


def read(data: bytes, authority: Authority) -> tuple[bytes, list[Problem]]:
    parsed = parse_document(data, "f.yaml")
    facts, problems = flatten(parsed, authority)
    problems = parsed.problems + problems
    if facts is None:
        return b"", problems
    names = resolve_document(facts, authority, "https://example.org/")
    compiled = compile_document(names, "https://example.org/")
    return compiled.quads, problems + names.problems


@pytest.mark.parametrize("seed", range(120))
def test_a_damaged_facts_file_gives_problems_with_a_place_or_sound_quads(
    workspace: Workspace, authority: Authority, seed: int
) -> None:
    chance = random.Random(seed)
    data = chance.choice(workspace.facts_files()).read_bytes()

    quads, problems = read(damage(data, chance), authority)

    assert quads or problems
    assert all(problem.at.line >= 1 and problem.en and problem.zh for problem in problems)
    assert sum(1 for _ in parse(quads, format=RdfFormat.N_QUADS)) == quads.count(b"\n")


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_authority_file_gives_problems_with_a_place(
    workspace: Workspace, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    path = tmp_path / "a.yaml"
    path.write_bytes(damage(chance.choice(workspace.authority_files()).read_bytes(), chance))

    authority, problems = load_authority([(path, "a.yaml")])

    assert authority.kinds or problems
    assert all(problem.at.line >= 1 and problem.en and problem.zh for problem in problems)


BOMBS = {
    "aliases": b"a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n",
    "depth": b"body: " + b"[" * 100_000,
    "block depth": b"- " * 10_000 + b"x",
    "many keys": b"".join(b"k%d: v\n" % number for number in range(150_000)),
    "one long key": b"k" * 1_000_000 + b": v\n",
    "one long value": b"document: " + b"v" * 3_000_000,
    "many wrong items": b"body:\n" + b"  - {zzz: 1}\n" * 20_000,
    "tags": b"!!python/object/apply:os.system ['true']\n",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_shortly(name: str, authority: Authority) -> None:
    quads, problems = read(BOMBS[name], authority)

    assert quads == b""
    assert 0 < len(problems) <= 400
    assert all(len(problem.en) < 2000 for problem in problems)
