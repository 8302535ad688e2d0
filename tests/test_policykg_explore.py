"""The command that opens the graph in a browser: it starts, tells the address, and ends."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from explorer.app import ServeSettings
from policykg.cli.context import Stop
from policykg.cli.explore import PORTS, Running, free_port, read_state
from tests.support.command import run_cli


def explore(workspace: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process without a display."""
    code = "from policykg.cli import main; main()"
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, "-c", code, "--lang", "en", "-w", str(workspace), "explore", *words],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )


@pytest.fixture
def built(example: Path) -> Iterator[Path]:
    assert run_cli("-w", str(example), "build").exit_code == 0
    yield example
    explore(example, "--stop")


@pytest.mark.sweep
def test_it_starts_in_the_background_tells_the_address_and_ends(built: Path) -> None:
    first = explore(built)
    assert first.returncode == 0, first.stderr
    url = first.stdout.strip()
    assert "竹产业园" in httpx.get(f"{url}zh/things/tasks").text
    again = explore(built)
    assert (again.returncode, again.stdout.strip()) == (0, url)
    stopped = explore(built, "--stop")
    assert (stopped.returncode, stopped.stdout.strip()) == (0, "Stopped.")
    with pytest.raises(httpx.TransportError):
        httpx.get(url, timeout=2)


@pytest.mark.sweep
def test_the_reader_shows_the_texts_of_the_workspace(built: Path) -> None:
    url = explore(built).stdout.strip()
    page = httpx.get(f"{url}en/reader/qingxi-plan").text
    assert "not at hand" not in page


@pytest.mark.parametrize(("words", "shown"), [((), True), (("--public",), False)])
def test_texts_of_the_workspace_are_not_served_to_the_public(
    built: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], shown: bool
) -> None:
    served: list[tuple[Path, ...]] = []

    def note(_source: object, settings: ServeSettings, *_others: object, **_more: object) -> None:
        served.append(settings.sources)
        raise KeyboardInterrupt

    monkeypatch.setattr("explorer.app.create_app", note)
    run_cli("-w", str(built), "serve", "--port", "0", *words)
    assert served and ((built / "sources") in served[0]) is shown


def test_without_a_build_it_says_what_to_do(example: Path) -> None:
    outcome = run_cli("-w", str(example), "explore")
    assert outcome.exit_code == 1
    assert "build" in outcome.output


def test_ending_what_does_not_run_is_no_error(example: Path) -> None:
    outcome = run_cli("-w", str(example), "explore", "--stop")
    assert (outcome.exit_code, outcome.output.strip()) == (0, "No explorer is running.")


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        if port + PORTS < 65_536:
            assert free_port(port) != port


def test_the_note_of_another_program_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "explore.json").write_text("{broken", encoding="utf-8")
    assert read_state(tmp_path) is None
    note = {"pid": os.getppid() if os.getppid() > 1 else 1, "url": "http://127.0.0.1:1/"}
    (tmp_path / "explore.json").write_text(json.dumps(note), encoding="utf-8")
    found = read_state(tmp_path)
    assert isinstance(found, Running)
    assert not found.answers()


def test_no_free_port_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policykg.cli.explore.PORTS", 0)
    with pytest.raises(Stop, match="--port"):
        free_port()


@pytest.mark.parametrize(("wait", "alive"), [(0.0, True), (2.5, True), (None, False)])
def test_without_proc_a_busy_server_runs_and_a_silent_port_does_not(
    monkeypatch: pytest.MonkeyPatch, wait: float | None, alive: bool
) -> None:
    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(wait or 0)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    def no_proc(path: Path) -> bytes:
        raise FileNotFoundError(2, "no such file or directory", str(path))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    running = Running(os.getpid(), f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    monkeypatch.setattr(Path, "read_bytes", no_proc)
    if wait is None:
        server.server_close()
        assert running.alive() is alive
        return
    thread.start()
    try:
        assert running.alive() is alive
    finally:
        server.shutdown()
        server.server_close()


def test_who_answers_in_its_place_is_not_taken_for_it() -> None:
    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/healthz" else 403)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        assert Running(os.getpid(), url).answers()
        assert not Running(os.getpid(), url, "of-ours").answers()
        server.shutdown()


@pytest.mark.sweep
def test_those_that_start_at_once_get_a_port_each(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(built, other, symlinks=True)
    code = "from policykg.cli import main; main()"
    words = [sys.executable, "-c", code, "--lang", "en", "-w"]
    started = [
        subprocess.Popen(
            [*words, str(folder), "explore", "--no-browser"], stdout=subprocess.PIPE, text=True
        )
        for folder in (built, other)
    ]
    try:
        urls = [process.communicate(timeout=120)[0].strip() for process in started]
        assert len(set(urls)) == 2
        assert all(httpx.get(f"{url}healthz").status_code == 200 for url in urls)
    finally:
        assert explore(other, "--stop").stdout.strip() == "Stopped."
    assert explore(built, "--stop").stdout.strip() == "Stopped."


def test_in_front_another_port_is_taken_where_the_first_one_has_gone(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    def note(_app: object, listening: socket.socket, **_more: object) -> None:
        told.append(listening.getsockname()[1])
        listening.close()

    monkeypatch.setattr("explorer.server.run", note)
    monkeypatch.setattr("policykg.watching.start", lambda *_: None)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr("policykg.cli.explore.free_port", lambda: taken)
        outcome = run_cli("-w", str(built), "explore", "--foreground")
        assert outcome.exit_code == 0, outcome.output
        assert told and told[0] != taken and f":{told[0]}/" in outcome.output
        outcome = run_cli("-w", str(built), "explore", "--foreground", "--port", str(taken))
        assert outcome.exit_code == 2
