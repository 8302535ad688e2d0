"""The container file, read line by line: what it names is there, and nothing that it must not have.

No container engine runs in the tests.  What can be run without one is: its command, by a user
without a home, on a file system that is read-only but for the two volumes.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import httpx
import pytest

from explorer.app import routes
from policykg.cli import cli
from policykg.cli.serve import DEFAULT_PORT
from tests.support.command import ROOT, run_cli

FILE = ROOT / "Containerfile"
ALLOWED = {
    "ARG", "FROM", "ENV", "WORKDIR", "COPY", "RUN", "LABEL", "VOLUME", "USER", "EXPOSE",
    "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD",
}  # fmt: skip
COMMANDS = {"python", "pip", "policykg"}
"""What a RUN may call: what the base image brings and what was installed before."""


@dataclass(frozen=True)
class Step:
    name: str
    rest: str


def steps(text: str) -> list[Step]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found = (line.split(None, 1) for line in joined.splitlines() if line.strip())
    return [Step(name, rest) for name, rest in found]


STEPS = steps(FILE.read_text(encoding="utf-8"))


def of(name: str) -> list[str]:
    return [step.rest for step in STEPS if step.name == name]


def last_stage() -> list[Step]:
    start = max(n for n, step in enumerate(STEPS) if step.name == "FROM")
    return STEPS[start:]


def only(name: str) -> str:
    (rest,) = [step.rest for step in last_stage() if step.name == name]
    return rest


def ignored() -> list[str]:
    text = (ROOT / ".containerignore").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_it_has_only_instructions_of_the_standard() -> None:
    assert {step.name for step in STEPS} <= ALLOWED


def test_both_stages_rest_on_one_base_image_and_name_no_registry() -> None:
    images = [rest.split()[0] for rest in of("FROM")]
    assert images == ["python:${PYTHON}-slim"] * 2
    (python,) = of("ARG")
    assert re.fullmatch(r"PYTHON=3\.1[123]", python)
    text = FILE.read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/:'\s]+)", text))
    assert hosts == {"127.0.0.1"}
    assert not re.search(r"\b(curl|wget|apt-get|apk|ADD|index.url|find.links)\b", text)


@pytest.mark.parametrize("rest", [r for r in of("COPY") if not r.startswith("--from")])
def test_what_is_copied_is_in_git_and_not_ignored(rest: str) -> None:
    *sources, _ = rest.split()
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source not in ignored()
        known = subprocess.run(
            ["git", "ls-files", "--error-unmatch", source],
            cwd=ROOT, capture_output=True, check=False,
        )  # fmt: skip
        assert known.returncode == 0, f"{source} is not in git"


def test_all_that_the_wheel_is_built_from_is_copied() -> None:
    copied = {s for rest in of("COPY") for s in rest.split()[:-1]}
    hook = (ROOT / "hatch_build.py").read_text(encoding="utf-8")
    for folder in re.findall(r'\(root / "(\w+)"\)\.glob', hook):
        assert folder in copied, folder
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = re.search(r"^packages = (\[.*\])$", project, re.MULTILINE)
    legal = re.search(r"^license-files = (\[.*\])$", project, re.MULTILINE)
    assert packages is not None and legal is not None
    assert {*json.loads(packages[1]), *json.loads(legal[1]), "README.md"} <= copied


def test_texts_builds_and_secrets_stay_out_of_the_image() -> None:
    assert {".git", ".policykg", "sources", "build", "facts", "**/node_modules"} <= set(ignored())
    assert (ROOT / ".dockerignore").read_text("utf-8") == (ROOT / ".containerignore").read_text(
        "utf-8"
    )


def test_every_command_is_there_when_it_runs() -> None:
    made: set[str] = set()
    for rest in of("RUN"):
        for part in rest.split("&&"):
            words = shlex.split(part)
            assert Path(words[0]).name in COMMANDS, part
            if words[0].startswith("/opt/"):
                assert words[0].rpartition("/bin/")[0] in made, part
            if words[1:3] == ["-m", "venv"]:
                made.add(words[3])
    assert made == {"/opt/build", "/opt/policykg"}


def test_what_is_installed_from_outside_is_locked_with_hashes() -> None:
    installs = [part for rest in of("RUN") for part in rest.split("&&") if "pip install" in part]
    assert len(installs) == 4
    for part in installs:
        words = shlex.split(part)
        own = "/wheels/*.whl" in words and "--no-deps" in words  # what the first stage built
        assert "--require-hashes" in words or own, part
        for word in words:
            if word.endswith(".lock"):
                text = (ROOT / word).read_text(encoding="utf-8")
                assert "--hash=sha256:" in text and "://" not in text


def test_it_does_not_run_as_root() -> None:
    user, group = only("USER").split(":")
    assert int(user) > 1000 and int(group) > 1000
    names = [step.name for step in last_stage()]
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_volumes_and_settings_agree() -> None:
    volumes = json.loads(only("VOLUME"))
    assert only("WORKDIR") in volumes
    settings = dict(item.split("=", 1) for item in shlex.split(only("ENV")))
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    own = {name: value for name, value in settings.items() if name.startswith("POLICYKG_")}
    assert own == {"POLICYKG_SOURCES": volumes[1]}
    assert all(f"`{name}`" in documented for name in own)
    assert settings["HOME"] == "/tmp" and settings["PATH"].startswith("/opt/policykg/bin:")


def command() -> list[str]:
    return [*json.loads(only("ENTRYPOINT")), *json.loads(only("CMD"))]


def test_its_command_is_one_of_ours_with_options_that_exist() -> None:
    name, *words = command()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'{name} = "policykg.__main__:main"' in project
    at = words.index("serve")
    context = cli.make_context(name, [*words[:at], "serve"], resilient_parsing=True)
    assert isinstance(cli, click.Group)
    serve = cli.get_command(context, "serve")
    assert serve is not None
    with serve.make_context("serve", words[at + 1 :], parent=context) as parsed:
        assert parsed.params["port"] == DEFAULT_PORT == int(only("EXPOSE"))
        assert (parsed.params["host"], parsed.params["public"]) == ("0.0.0.0", True)


def test_its_health_is_asked_at_a_route_of_ours_and_the_port_that_is_open() -> None:
    check = only("HEALTHCHECK")
    found = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)'", check)
    assert found is not None
    assert int(found[1]) == int(only("EXPOSE"))
    assert found[2] in {getattr(route, "path", "") for route in routes()}
    words = json.loads(check[check.index("CMD ") + 4 :])
    compile(words[2], "healthcheck", "exec")
    assert words[0] in COMMANDS
    for option in ("--interval", "--timeout", "--start-period", "--retries"):
        assert option in check


def test_the_docs_tell_how_to_build_and_run_it() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    for words in ("podman build", "--read-only", "--tmpfs /tmp", *json.loads(only("VOLUME"))):
        assert words in page, words


# ---- its command, run ------------------------------------------------------------------------

READ_ONLY = """
set -eu
mount --make-rprivate /
mount -t tmpfs none "$1"
mkdir "$1/data"
cp -a "$2/." "$1/data"
chown -R "$6:$6" "$1/data"
mount -t tmpfs none /tmp
mount -o remount,bind,ro / 2>/dev/null || { mount --bind / / && mount -o remount,bind,ro /; }
exec setpriv --reuid "$6" --regid "$6" --clear-groups --bounding-set=-all --inh-caps=-all \
    --no-new-privs env -i PATH="$PATH" HOME=/tmp PYTHONPATH="$4" PYTHONDONTWRITEBYTECODE=1 \
    "$3" -m policykg -w "$1/data" serve --host 0.0.0.0 --port "$5" --public
"""


@pytest.fixture
def confined(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server as the container runs it, on a file system that is read-only but for the volumes.

    It is the container's user, or, where that one may not run this Python, root without a single
    capability.  Gives its address.
    """
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("needs root on Linux to make the rest read-only")
    if Path("/tmp") in ROOT.parents or Path("/tmp") in Path(sys.executable).parents:
        pytest.skip("this checkout lies in /tmp, which the read-only system has of its own")
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("mounts cannot be made here")
    assert run_cli("-w", str(example), "build").exit_code == 0
    user = "10001" if _may_run("10001") else "0"
    spot = Path("/var/tmp") / f"policykg-{os.getpid()}"
    spot.mkdir()
    port = str(18_000 + os.getpid() % 2000)
    log = (tmp_path_factory.mktemp("log") / "server.log").open("w+", encoding="utf-8")
    process = subprocess.Popen(
        ["unshare", "-m", "sh", "-c", READ_ONLY, "sh", spot, example, sys.executable, ROOT, port,
         user],
        stdout=log, stderr=log,
    )  # fmt: skip
    try:
        yield _ready(f"http://127.0.0.1:{port}", process, log.name)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)
        log.close()
        spot.rmdir()


def _ready(url: str, process: subprocess.Popen[bytes], log: str) -> str:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return url
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError(Path(log).read_text(encoding="utf-8"))


def _may_run(user: str) -> bool:
    bare = ("--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
    words = [
        "setpriv",
        "--reuid",
        user,
        "--regid",
        user,
        *bare,
        "env",
        sys.executable,
        "-c",
        "pass",
    ]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.sweep
def test_it_serves_without_root_on_a_read_only_file_system(confined: str) -> None:
    for path, kind in (
        ("/healthz", "text/plain"),
        ("/zh", "text/html"),
        ("/en/data", "text/html"),
        ("/ns", "text/turtle"),
        ("/.well-known/void", "text/turtle"),
        ("/download/graph.xlsx", "application/vnd"),
    ):
        answer = httpx.get(confined + path, headers={"accept": kind}, follow_redirects=True,
                           timeout=60)  # fmt: skip
        assert answer.status_code == 200, (path, answer.text[:300])
    rows = httpx.get(f"{confined}/sparql", params={"query": "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"})
    assert int(rows.json()["results"]["bindings"][0]["n"]["value"]) > 1000
