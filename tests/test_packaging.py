"""The wheel and the source distribution: what is in them, and that they work alone."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Final

import pytest

import policykg
from benchmarks.install_size import STEPS, Installed
from tests.support.command import ROOT

WITHOUT: Final = ("scipy", "pandas", "openpyxl", "pyarrow", "reportlab")
"""What a plain installation does not bring."""


def built(source: Path, folder: Path, target: str, path: str | None = None) -> Path:
    """Build a distribution with what is installed, no environment of its own."""
    environment = {**os.environ, **({"PATH": path} if path is not None else {})}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=source, env=environment, capture_output=True, check=True,
    )  # fmt: skip
    (made,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def read(wheel: Path, name: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name).decode()


def files(*patterns: str) -> set[str]:
    """Return what git keeps of our packages, by patterns of git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return set(filter(None, listed.split("\0")))


def test_every_file_of_the_packages_is_in_the_wheel_and_nothing_else(names: list[str]) -> None:
    packages = ("ontology", "loaders", "graph", "explorer", "policykg")
    wanted = {n for n in files(*packages) if not n.startswith("explorer/frontend/")}
    wanted |= {f"policykg/queries/{Path(n).name}" for n in files("queries/*.rq")}
    wanted |= {f"policykg/notebooks/{Path(n).name}" for n in files("notebooks/*.py")}
    wanted = {n for n in wanted if (ROOT / n).exists() or n.startswith("policykg/")}
    scripts = {
        *(f"explorer/static/js/{p.stem}.js" for p in ROOT.glob("explorer/frontend/src/*.entry.js")),
        *(f"explorer/static/js/{n}" for n in ("network.entry.js.LEGAL.txt", "LICENSES.txt")),
    }
    own = {n for n in names if ".dist-info/" not in n}
    assert own == wanted | scripts


@pytest.mark.parametrize(
    "part",
    [
        "explorer/static/js/LICENSES.txt",
        "explorer/static/js/network.entry.js.LEGAL.txt",
        "dist-info/licenses/LICENSE",
        "dist-info/licenses/LICENSE-DATA",
        "policykg/notebooks/01_who_leads_what_in_shaoxing.py",
        "policykg/example/policykg.yaml",
        "policykg/example/sources/qingxi-plan.txt",
        "policykg/example/facts/locks/qingxi-plan.lock",
        "policykg/queries/q01-lead-profile.rq",
        "loaders/languages/zh/glossing.py",
        "ontology/policykg.ttl",
        "policykg/py.typed",
    ],
)
def test_the_wheel_holds(part: str, names: list[str]) -> None:
    assert [n for n in names if n.endswith(part)]


@pytest.mark.parametrize("part", ["tests/", "benchmarks/", "tools/", "frontend/", ".built"])
def test_the_wheel_holds_none_of(part: str, names: list[str]) -> None:
    assert [n for n in names if part in n] == []


def test_licences_of_everything_that_is_bundled_stand_in_the_wheel_whole(wheel: Path) -> None:
    text = read(wheel, "explorer/static/js/LICENSES.txt")
    parts = text.split(f"\n{'-' * 72}\n")
    heads = {part.strip().split(" ", maxsplit=1)[0] for part in parts}
    assert heads >= {"vis-network", "vis-data", "@codemirror/view", "codemirror-lang-sparql"}
    for part in parts:
        assert "Permission is hereby granted, free of charge" in part, part[:80]
        assert "Copyright" in part, part[:80]
    assert "GPL" not in text


def test_the_version_is_told_in_one_place(wheel: Path, names: list[str]) -> None:
    (metadata,) = (n for n in names if n.endswith(".dist-info/METADATA"))
    told = Parser().parsestr(read(wheel, metadata))
    assert told["Version"] == policykg.__version__
    assert f"-{policykg.__version__}-" in wheel.name


def test_a_plain_installation_asks_for_nothing_that_only_extras_use(
    wheel: Path, names: list[str]
) -> None:
    (metadata,) = (n for n in names if n.endswith(".dist-info/METADATA"))
    asked = Parser().parsestr(read(wheel, metadata)).get_all("Requires-Dist", [])
    plain = {line.split(">")[0].strip().lower() for line in asked if "extra ==" not in line}
    assert plain & {name.lower() for name in WITHOUT} == set()


def test_the_source_distribution_builds_the_same_wheel_without_npm(
    wheel: Path, tmp_path: Path
) -> None:
    archive = built(ROOT, tmp_path / "sdist", "sdist")
    with tarfile.open(archive) as source:
        source.extractall(tmp_path / "source", filter="data")
    (folder,) = (tmp_path / "source").iterdir()
    git = shutil.which("git")
    (tmp_path / "bin").mkdir()
    if git:
        (tmp_path / "bin" / "git").symlink_to(git)
    again = built(folder, tmp_path / "again", "wheel", path=str(tmp_path / "bin"))
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (wheel, again)]
    assert digests[0] == digests[1]


def test_every_extra_stands_in_the_table_of_what_to_install() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    rows = page.partition("| extra |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`(?=[^|]*\| )", rows)) >= set(
        settings["project"]["optional-dependencies"]
    )


@pytest.mark.sweep
def test_the_wheel_alone_goes_from_init_to_explore(wheel: Path, tmp_path: Path) -> None:
    """Its dependencies are those of this environment, less what a plain installation lacks."""
    place = Installed.into(tmp_path / "env", sys.executable)
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(place.python), "install", "--no-deps",
         "--no-index", "--quiet", str(wheel)],
        check=True,
    )  # fmt: skip
    packages = place.packages()
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    missing = "import sys\n" + "".join(f"sys.modules[{name!r}] = None\n" for name in WITHOUT)
    (packages / "sitecustomize.py").write_text(missing, encoding="utf-8")
    failed = {name: why for name, why in place.walk(tmp_path / "work").items() if why}
    assert (len(STEPS), failed) == (7, {})
