"""Eighteen steps of a working day on five platforms, four of them made by taking things away."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.support.platforms import TAKEN, platform_environment
from tests.support.servers import free_port
from tests.support.sizes import sized

ENDLESS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
QUICK: Final = "ASK { ?s ?p ?o }"


@dataclass
class Desk:
    """A person's folder on one platform."""

    name: str
    folder: Path
    environment: dict[str, str]
    url: str = ""
    said: str = field(default="", init=False)

    @property
    def workspace(self) -> Path:
        return self.folder / "plans"

    def command(self, *words: str, inside: bool = True) -> list[str]:
        place = ["-w", str(self.workspace)] if inside else []
        return [sys.executable, "-m", "policykg", "--lang", "en", *place, *words]

    def run(self, *words: str, inside: bool = True, code: int = 0) -> str:
        done = subprocess.run(
            self.command(*words, inside=inside),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=150,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def ask(self, url: str, query: str) -> httpx.Response:
        return httpx.post(f"{url}sparql", data={"query": query}, timeout=60)


@contextmanager
def serving(desk: Desk, *words: str) -> Iterator[str]:
    """Run the server in front until the block ends."""
    port = free_port()
    command = desk.command("serve", "--port", str(port), *words)
    with (desk.folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=desk.folder, env=desk.environment, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}/"
    try:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            assert process.poll() is None, (desk.folder / "serve.log").read_text("utf-8")
            try:
                if httpx.get(f"{url}readyz", timeout=2).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def init(desk: Desk) -> None:
    desk.run("init", "plans", inside=False)
    assert (desk.workspace / "policykg.yaml").is_file()


def fmt(desk: Desk) -> None:
    (facts,) = desk.workspace.glob("facts/*-plan.yaml")
    before = facts.read_bytes()
    facts.write_bytes(before + b"\n\n")
    desk.run("fmt")
    assert facts.read_bytes() == before


def check(desk: Desk) -> None:
    assert "0 errors" in desk.run("check") or "no errors" in desk.run("check")


def lock(desk: Desk) -> None:
    path = desk.workspace / "facts" / "locks" / "qingxi-plan.lock"
    path.unlink()
    desk.run("lock")
    assert path.is_file()


def build(desk: Desk) -> None:
    desk.run("build")
    current = desk.workspace / "build" / "current"
    assert current.is_symlink() is ("links" not in TAKEN[desk.name])
    (facts,) = desk.workspace.glob("facts/*-plan.yaml")
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("en: ", "en: New ", 1), encoding="utf-8", newline="\n")
    desk.run("lock")
    desk.run("build")  # a second generation takes the place of the first
    assert len(list(desk.workspace.glob("build/gen-*"))) == 2


def stats(desk: Desk) -> None:
    assert "1 document" in desk.run("stats")


def query(desk: Desk) -> None:
    assert "true" in desk.run("query", QUICK).lower()


def ask(desk: Desk) -> None:
    assert "task" in desk.run("ask", "q03-tasks-with-one-lead")


def network(desk: Desk) -> None:
    desk.run("network", "leads", str(desk.folder / "leads.html"))
    assert "竹产业园" in (desk.folder / "leads.html").read_text(encoding="utf-8")


def measure(desk: Desk) -> None:
    desk.run("measure", "centralities", "leads")


def export(desk: Desk) -> None:
    desk.run("export", "turtle", str(desk.folder / "graph.ttl"))
    assert "竹产业园" in (desk.folder / "graph.ttl").read_text(encoding="utf-8")


def bundle(desk: Desk) -> None:
    desk.run("bundle", "--draft", str(desk.folder / "bundle.zip"))
    assert (desk.folder / "bundle.zip").stat().st_size > 10_000


def push(desk: Desk) -> None:
    assert "Graph Store" in desk.run("push", "--help")
    assert "127.0.0.1:9" in desk.run("push", "http://127.0.0.1:9/store", code=1)


def explore(desk: Desk) -> None:
    desk.url = desk.run("explore").split()[0]
    assert desk.run("explore").split()[0] == desk.url  # the one that runs is found again


def page(desk: Desk) -> None:
    assert "竹产业园" in httpx.get(f"{desk.url}zh/things/tasks", timeout=60).text


def sparql(desk: Desk) -> None:
    answer = desk.ask(desk.url, QUICK)
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)


def limit(desk: Desk) -> None:
    with serving(desk, "--timeout", "1") as url:
        began = time.monotonic()
        assert desk.ask(url, ENDLESS).status_code == 504
        assert time.monotonic() - began < 20
        assert desk.ask(url, QUICK).json()["boolean"] is True


def stop(desk: Desk) -> None:
    assert "Stopped." in desk.run("explore", "--stop")
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{desk.url}readyz", timeout=2)
    assert "No explorer is running." in desk.run("explore", "--stop")


STEPS: Final[tuple[Callable[[Desk], None], ...]] = (
    init, fmt, check, lock, build, stats, query, ask, network, measure, export, bundle, push,
    explore, page, sparql, limit, stop,
)  # fmt: skip


def processes_of(desk: Desk) -> list[str]:
    """Return the commands of processes that were started in a person's folder and still run."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if (place / "cwd").resolve().is_relative_to(desk.folder):
                found.append((place / "cmdline").read_text("utf-8").replace("\0", " "))
        except OSError:
            continue
    return list(filter(None, found))


@pytest.mark.sweep
@pytest.mark.parametrize("name", sized(["without symbolic links", "Windows"], list(TAKEN)))
def test_eighteen_steps_of_eighteen(name: str, tmp_path: Path) -> None:
    desk = Desk(name, tmp_path, platform_environment(name, tmp_path / "site"))
    assert len(STEPS) == 18
    failed = []
    try:
        for step in STEPS:
            try:
                step(desk)
            except Exception as error:  # the steps after it are tried too
                failed.append(f"{step.__name__}: {str(error)[-600:]}")
    finally:
        subprocess.run(desk.command("explore", "--stop"), env=desk.environment, check=False)
    left = processes_of(desk)
    assert not left
    if failed:
        pytest.fail(f"{18 - len(failed)} of 18 steps\n" + "\n\n".join(failed), pytrace=False)


@pytest.mark.parametrize("name", TAKEN)
def test_things_are_really_taken_away(name: str, tmp_path: Path) -> None:
    code = (
        "import os, socket, sys, importlib.util\n"
        "def there(path):\n"
        "    try: return bool(os.stat(path))\n"
        "    except OSError: return False\n"
        "def has(name):\n"
        "    try: return bool(__import__(name))\n"
        "    except ImportError: return False\n"
        "print(hasattr(os, 'fork'), there('/proc/self/statm'), hasattr(socket, 'AF_UNIX'),\n"
        "      has('fcntl'), has('resource'), hasattr(os, 'O_NONBLOCK'))\n"
        "from explorer.workers.confinement import can_fork\n"
        "print(can_fork())"
    )
    environment = platform_environment(name, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    taken = TAKEN[name]
    wanted = [word not in taken for word in ("fork", "proc", "unix", "fcntl", "resource", "posix")]
    assert done.stdout.splitlines()[0].split() == [str(x) for x in wanted]
    assert done.stdout.splitlines()[1] == str(not {"fork", "proc", "sequenced"} & set(taken))


@pytest.mark.parametrize("package", ["graph", "ontology", "loaders", "explorer"])
def test_a_file_of_ones_own_with_our_name_is_explained(package: str, tmp_path: Path) -> None:
    (tmp_path / f"{package}.py").write_text("x = 1\n", encoding="utf-8")
    root = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, "PYTHONPATH": root, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "policykg", "doctor"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"{package}.py has the name of a part of policykg" in done.stderr
    assert "请将其改名" not in done.stderr
    assert "Traceback" not in done.stderr
    asked: list[tuple[list[str], dict[str, str]]]
    asked = [(["--lang", "zh"], {}), (["--lang=zh"], {}), ([], {"LC_ALL": "zh_CN.UTF-8"})]
    for words, more in asked:
        done = subprocess.run(
            [sys.executable, "-m", "policykg", *words, "doctor"],
            cwd=tmp_path, env=environment | more, capture_output=True, text=True, check=False,
            encoding="utf-8",
        )  # fmt: skip
        assert "请将其改名" in done.stderr and "has the name of" not in done.stderr
    done = subprocess.run(
        [sys.executable, "-c", "import policykg; policykg.open()"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f"{package}.py has the name of a part of policykg" in done.stderr.splitlines()[-1]
