"""Builds and checks shared among processes, here and in a Dask cluster of two workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import write_workspace
from graph.builds.generation import open_current
from loaders.checking.workspace import check_workspace
from loaders.workspace import open_workspace
from ontology.processes import shared
from policykg import cluster as clusters
from policykg.building import build_workspace
from policykg.cluster import ClusterError, cluster, refuse_other, software

DOCUMENTS = 5


@contextmanager
def running(folder: Path, workers: int = 2) -> Iterator[tuple[str, list[subprocess.Popen[Any]]]]:
    """Run a scheduler and workers on loopback; yields its address, and all processes."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    told = folder / "scheduler.json"
    python = [sys.executable, "-m"]
    alone = ["--host", "127.0.0.1", "--no-dashboard"]
    started = [
        subprocess.Popen(
            [
                *[*python, "distributed.cli.dask_scheduler", "--port", "0", *alone],
                *["--scheduler-file", str(told)],
            ],
            **quiet,
        )
    ]
    try:
        for _ in range(600):
            if told.is_file():
                break
            time.sleep(0.05)
        started += [
            subprocess.Popen(
                [
                    *[*python, "distributed.cli.dask_worker", "--scheduler-file", str(told)],
                    *[*alone, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder)],
                ],
                **quiet,
            )
            for _ in range(workers)
        ]
        yield json.loads(told.read_text())["address"], started
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()


def command(words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command of policykg."""
    return subprocess.run(
        [sys.executable, "-m", "policykg", *words], capture_output=True, text=True, check=False
    )


def hash_of(folder: Path) -> tuple[str, dict[str, str]]:
    """Return the root hash of a build, and the packed hash of each part."""
    manifest = open_current(folder).manifest
    return manifest.sha256, {name: part.sha256 for name, part in manifest.parts.items()}


@pytest.fixture(scope="module")
def cluster_of_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("distributed")
    with running(tmp_path_factory.mktemp("dask")) as (address, _):
        yield address


def written(folder: Path, documents: int = DOCUMENTS) -> Path:
    folder.mkdir(exist_ok=True)
    write_workspace(folder, documents)
    return folder


def test_one_four_and_a_cluster_build_and_check_the_same(
    tmp_path: Path, cluster_of_two: str
) -> None:
    workspace = open_workspace(written(tmp_path / "workspace"), ())

    build_workspace(workspace, tmp_path / "one", processes=1, full=True)
    build_workspace(workspace, tmp_path / "four", processes=4, full=True)
    with cluster(cluster_of_two, workspace.root) as elsewhere:
        assert elsewhere.size == 2
        far = check_workspace(workspace, cache=False, processes=elsewhere)
        build_workspace(workspace, tmp_path / "dask", processes=elsewhere, full=True)

    assert hash_of(tmp_path / "one") == hash_of(tmp_path / "four") == hash_of(tmp_path / "dask")
    assert far == check_workspace(workspace, cache=False, processes=1)


@pytest.mark.sweep
def test_the_commands_take_a_cluster(tmp_path: Path, cluster_of_two: str) -> None:
    folder = written(tmp_path / "workspace", 4)
    texts = sorted(str(path) for path in (folder / "sources").glob("*.txt"))[:2]
    alone = ["-w", str(folder), "draft", "--json", "--drafter", "rules", *texts]

    for words in (["check"], ["build"]):
        result = command(["-w", str(folder), *words, "--scheduler", cluster_of_two])
        assert result.returncode == 0, result.stdout + result.stderr
    drafted = command([*alone, "--scheduler", cluster_of_two])

    assert drafted.returncode == 0, drafted.stderr
    assert drafted.stdout == command(alone).stdout
    assert drafted.stdout == command([*alone, "--workers", "2"]).stdout


@pytest.mark.sweep
def test_a_worker_killed_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    workspace = open_workspace(written(tmp_path / "workspace", 40), ())
    build_workspace(workspace, tmp_path / "alone", processes=1, full=True)

    with (
        running(tmp_path) as (address, (_, *workers)),
        cluster(address, workspace.root) as elsewhere,
    ):
        shards = tmp_path / "dask" / "shards"

        def kill_when_it_works() -> None:
            while len(list(shards.glob("??/*.nq.gz"))) < 4:
                time.sleep(0.01)
            workers[0].kill()

        killer = threading.Thread(target=kill_when_it_works)
        killer.start()
        build_workspace(workspace, tmp_path / "dask", processes=elsewhere, full=True)
        killer.join()
        assert workers[0].wait(5) == -signal.SIGKILL
        assert workers[1].poll() is None

    assert hash_of(tmp_path / "dask") == hash_of(tmp_path / "alone")


def test_a_forked_process_killed_in_the_middle_is_replaced(tmp_path: Path) -> None:
    mark = tmp_path / "killed"

    def square(item: int) -> int:
        if item == 7 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return item * item

    found = list(shared(square, range(40), processes=2, chunk=3))

    assert mark.exists()
    assert found == [item * item for item in range(40)]


def test_workers_of_another_version_are_refused(
    tmp_path: Path, cluster_of_two: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "workspace", 1)
    monkeypatch.setattr(clusters, "software", lambda: "another")

    with (
        pytest.raises(ClusterError, match="another version") as refused,
        cluster(cluster_of_two, folder),
    ):
        pass

    assert refused.value.exit_code == 2
    assert "版本不同" in refused.value.zh
    assert "tcp://127.0.0.1:" in refused.value.zh


def test_a_worker_that_joins_later_is_asked_before_its_first_batch(tmp_path: Path) -> None:
    settings = tmp_path / "policykg.yaml"
    settings.write_text("title: {zh: 一}\n")

    refuse_other(software(), settings, clusters._digest_of(settings))
    with pytest.raises(ClusterError, match="another version"):
        refuse_other("another", settings, clusters._digest_of(settings))
    with pytest.raises(ClusterError, match="does not see"):
        refuse_other(software(), settings, "another")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "gopher://127.0.0.1:80", ""])
def test_where_no_scheduler_answers_the_message_says_how_to_start_one(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(clusters, "PATIENCE", 0.5)

    with pytest.raises(ClusterError, match="dask scheduler"), cluster(address, tmp_path):
        pass


def test_without_the_extra_the_message_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with (
        pytest.raises(ClusterError, match=r"policykg\[cluster\]"),
        cluster("tcp://127.0.0.1:1", tmp_path),
    ):
        pass


def test_workers_and_a_scheduler_exclude_each_other(tmp_path: Path) -> None:
    folder = written(tmp_path / "workspace", 1)

    result = command(
        ["-w", str(folder), "check", "--workers", "2", "--scheduler", "tcp://127.0.0.1:1"]
    )

    assert result.returncode == 2
    assert "not both" in result.stdout + result.stderr


@pytest.mark.sweep
@pytest.mark.parametrize("gone", ["scheduler", "workers"])
def test_when_all_are_gone_the_work_ends_with_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("policykg.cluster.PATIENCE", 4)
    monkeypatch.setattr("ontology.processes.LOOK", 0.5)
    folder = written(tmp_path / "workspace")
    dask = tmp_path / "dask"
    dask.mkdir()
    with (
        running(dask) as (address, (scheduler, *workers)),
        pytest.raises(ClusterError, match=r"has gone|given up"),
        cluster(address, folder) as elsewhere,
    ):
        for _ in shared(time.sleep, [0.2, 60, 60, 60], processes=elsewhere, chunk=1):
            for process in [scheduler] if gone == "scheduler" else workers:
                process.kill()
