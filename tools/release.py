"""Make a release of software, dataset and vocabulary: `make release VERSION=1.0.0 SINCE=…`.

    python -m tools.release 1.0.0 [--since STATE] [--day 2026-11-30] [--dry-run]

All of it happens in a clone of what is committed; only when the last step has gone well are the
changed files and ``dist/`` put into the checkout.  ``--dry-run`` stops before that and prints what
would change.  The steps:

1. the tree is clean, the version is new, the changelog has something to tell;
2. every field of every fact is proved, signed or inferred (``policykg check --strict``);
3. version and day are written into all places that tell them, the changelog gets its section, and
   what is generated is generated anew;
4. the graph is built; the dataset is packed with graph, questions and checksums into one archive,
   and computed again from it (``policykg reproduce``);
5. wheel and source distribution are built;
6. the notes are written: the section of the changelog, and what ``policykg diff`` counts in the
   dataset since STATE, thing by thing in a file of its own; STATE is a commit (built by its own
   code), a release, a bundle, a workspace or a file of N-Quads; by default the last tag, if any;
7. the checksums of all files are printed and written into ``SHA256SUMS``.

The commit and the tag are left to a person; the last lines say how.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ontology.messages import counted
from policykg.bundle import pack, sha256

ROOT: Final = Path(__file__).resolve().parent.parent
SOFTWARE: Final = "policykg/__init__.py"
CHANGELOG: Final = "CHANGELOG.md"
NOTES: Final = "RELEASE-NOTES.md"
SUMS: Final = "SHA256SUMS"
PARTS: Final = ("Software", "Dataset", "Vocabulary")
BUNDLED: Final = "explorer/static/js"
"""What npm made for this checkout: taken along, so that the clone needs no npm."""
_VERSION: Final = re.compile(r"\d+\.\d+\.\d+")


class Refused(Exception):
    """Why there is no release."""


# ---- the places that tell a version ---------------------------------------------------------

Change = Callable[[str, str, str], str]
"""A file's text, the version and the day → its text with them."""


def _setting(text: str, pattern: str, value: str) -> str:
    """Put a value behind what a pattern finds, once or more.

    Raises:
        Refused: the pattern finds nothing, so that a place would keep what it says.
    """
    changed, count = re.subn(pattern, lambda found: found[1] + value + found[2], text, flags=re.M)
    if not count:
        raise Refused(f"nothing there is like {pattern}")
    return changed


def _software(text: str, version: str, _: str) -> str:
    return _setting(text, r'^(__version__ = ")[^"]*(")$', version)


def _workspace(text: str, version: str, _: str) -> str:
    return _setting(text, r"^(version: )\S+()$", version)


def _citation(text: str, version: str, day: str) -> str:
    text = re.sub(r"^date-released: .*\n", "", text, flags=re.M)
    return _setting(text, r"^(version: )\S+()$", f"{version}\ndate-released: {day}")


def _snippet(text: str, version: str, _: str) -> str:
    text = _setting(text, r"(policykg release )[\d.]+\d( -->)", version)
    return _setting(text, r"(releases/)[\d.]+\d()", version)


def _vocabulary(text: str, version: str, day: str) -> str:
    text = _setting(text, r'(owl:versionInfo ")[^"]*(")', version)
    for pattern, value in (
        (r"(owl:versionIRI <[^>]*/)[^/>]*(>)", version),
        (r'(dcterms:bibliographicCitation "[^"]*, version )[\d.]*\d(\.)', version),
        (r'(dcterms:modified ")[^"]*("\^\^xsd:date)', day),
        (r"(bibo:status <http://purl.org/ontology/bibo/status/)draft(>)", "published"),
    ):
        if re.search(pattern, text):  # not every file tells all of them
            text = _setting(text, pattern, value)
    return text


def changelog(text: str, version: str, day: str) -> str:
    """Give what is unreleased its version and day, and begin an empty section above it.

    Raises:
        Refused: that version is there already, or nothing is unreleased.
    """
    if re.search(rf"^## {re.escape(version)}\b", text, flags=re.M):
        raise Refused(f"{CHANGELOG} has a section {version} already")
    if not section(text, "Unreleased").replace("#", "").split():
        raise Refused(f"{CHANGELOG} has nothing unreleased")
    empty = "".join(f"\n### {part}\n" for part in PARTS)
    return text.replace("## Unreleased\n", f"## Unreleased\n{empty}\n## {version} – {day}\n", 1)


def section(text: str, head: str) -> str:
    """Return what stands under a heading of the changelog; empty parts are left out."""
    found = re.search(rf"^## {re.escape(head)}.*?\n(.*?)(?=^## |\Z)", text, flags=re.M | re.S)
    body = found[1].strip() if found else ""
    return re.sub(r"### \w+\n+(?=### |\Z)", "", f"{body}\n").strip()


PLACES: Final[dict[str, Change]] = {
    SOFTWARE: _software,
    "policykg.yaml": _workspace,
    "CITATION.cff": _citation,
    "ontology/policykg.ttl": _vocabulary,
    "ontology/alignment.ttl": _vocabulary,
    "ontology/shapes.ttl": _vocabulary,
    "docs/bundles.md": _snippet,
    "docs/bundles.zh.md": _snippet,
    CHANGELOG: changelog,
}
"""Every file that tells a version, and how it is written; pyproject.toml reads the first."""


def write_versions(root: Path, version: str, day: str) -> None:
    """Write a version and its day into every place.

    Raises:
        Refused: a place is not there.
    """
    for name, change in PLACES.items():
        path = root / name
        try:
            text = change(path.read_text(encoding="utf-8"), version, day)
        except Refused as refusal:
            raise Refused(f"{name}: {refusal}") from None
        path.write_text(text, encoding="utf-8", newline="\n")


# ---- what must hold before ------------------------------------------------------------------


def current(root: Path) -> str:
    """Return the version that a checkout tells."""
    found = re.search(r'^__version__ = "([^"]+)"$', (root / SOFTWARE).read_text("utf-8"), re.M)
    if found is None:
        raise Refused(f"{SOFTWARE} tells no version")
    return found[1]


def refuse_unready(root: Path, version: str) -> None:
    """See that there is something to release.

    Raises:
        Refused: the version is none, or no later one; files are not committed.
    """
    if not _VERSION.fullmatch(version):
        raise Refused(f"{version} is no version like 1.2.3")
    before = current(root)
    if _numbers(version) <= _numbers(before):
        raise Refused(f"{version} is not later than {before}")
    changed = _git(root, "status", "--porcelain").splitlines()
    if changed:
        raise Refused(
            f"{counted(len(changed), 'file is', 'files are')} not committed, {changed[0][3:]} "
            "for one: commit, or put aside"
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


# ---- the steps ------------------------------------------------------------------------------


def release(root: Path, scratch: Path, version: str, day: str, since: str) -> Path:
    """Make a release in a clone of a checkout.

    Args:
        root: The checkout.
        scratch: An empty folder.
        version: The new version.
        day: Its day, as 2026-11-30.
        since: What the dataset is compared with; empty: the last tag, if there is one.

    Returns:
        The clone; what was made is in its folder ``dist``.

    Raises:
        Refused: a step failed; with what it said.
    """
    refuse_unready(root, version)
    clone = scratch / "checkout"
    _git(root, "clone", "--quiet", "--local", str(root), str(clone))
    _take_bundles(root, clone)
    _policykg(clone, "check", "--strict")
    before = _state_before(root, scratch, since or _last_tag(root))
    write_versions(clone, version, day)
    _python(clone, "-m", "tools.generate")
    _policykg(clone, "check", "--strict")
    _policykg(clone, "build")
    dist = clone / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    archive = _dataset(clone, scratch, version)
    _python(clone, "-m", "hatchling", "build", "-d", str(dist))
    _notes(clone, version, day, archive, before)
    sums = [f"{sha256(path)}  {path.name}\n" for path in sorted(dist.iterdir())]
    (dist / SUMS).write_text("".join(sums), encoding="utf-8")
    return clone


def _take_bundles(root: Path, clone: Path) -> None:
    """Take along the scripts that npm made; where there are none, npm makes them in the clone."""
    if (root / BUNDLED / ".built").exists():
        shutil.copytree(root / BUNDLED, clone / BUNDLED)
        (clone / BUNDLED / ".built").touch()


def _state_before(root: Path, scratch: Path, since: str) -> Path | None:
    """Return the earlier state of the dataset; of a commit, built by the code of that commit."""
    if not since:
        return None
    if Path(since).exists():
        return Path(since).resolve()
    try:
        commit = _git(root, "rev-parse", "--verify", "--quiet", f"{since}^{{commit}}").strip()
    except Refused:
        raise Refused(f"{since} is neither a file nor a commit") from None
    earlier = scratch / "earlier"
    _git(root, "clone", "--quiet", "--local", "--no-checkout", str(root), str(earlier))
    _git(earlier, "checkout", "--quiet", "--detach", commit)
    _policykg(earlier, "build")
    return earlier


def _last_tag(root: Path) -> str:
    tags = _git(root, "tag", "--list", "v[0-9]*", "--sort=-version:refname").split()
    return tags[0] if tags else ""


def _dataset(clone: Path, scratch: Path, version: str) -> Path:
    """Pack the dataset into one archive, and compute it again from there."""
    _policykg(clone, "release", version, "-o", str(scratch / "releases"))
    archive = clone / "dist" / f"policykg-data-{version}.zip"
    pack(scratch / "releases" / version, archive)
    _policykg(clone, "reproduce", str(archive))
    return archive


def _notes(clone: Path, version: str, day: str, archive: Path, before: Path | None) -> None:
    """Write the notes and, beside them, what changed in the dataset thing by thing."""
    text = (clone / CHANGELOG).read_text(encoding="utf-8")
    with zipfile.ZipFile(archive) as packed:
        data = json.loads(packed.read("bundle.json"))
    lines = [
        f"# policykg {version} – {day}",
        f"Dataset: {data['triples']:,} triples, data version {data['data-version']}, "
        f"in `{archive.name}`; `policykg reproduce {archive.name}` computes it again.",
        section(text, version),
    ]
    if before is not None:
        words = ["diff", str(before), str(archive)]
        changes = archive.with_suffix(".changes.md")
        changes.write_text(_policykg(clone, *words, allowed=(0, 1)), encoding="utf-8")
        counts = _policykg(clone, *words, "--format", "table", allowed=(0, 1)).rstrip()
        lines += [
            "## What changed in the dataset",
            f"Counted by `policykg diff`; thing by thing in `{changes.name}`.",
            f"```\n{counts}\n```" if counts.count("\n") > 1 else "No difference.",
        ]
    (clone / "dist" / NOTES).write_text("\n\n".join(lines) + "\n", encoding="utf-8")


def _git(folder: Path, *words: str) -> str:
    return _run(folder, ["git", *words])


def _python(clone: Path, *words: str) -> str:
    return _run(clone, [sys.executable, *words])


def _policykg(clone: Path, *words: str, allowed: tuple[int, ...] = (0,)) -> str:
    return _run(clone, [sys.executable, "-m", "policykg", "--lang", "en", *words], allowed)


def _run(folder: Path, command: list[str], allowed: tuple[int, ...] = (0,)) -> str:
    """Run a command in a folder, with the code that lies there."""
    print(f"… {' '.join(Path(word).name for word in command)}", file=sys.stderr, flush=True)
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode not in allowed:
        raise Refused(f"{' '.join(command)}\n{(done.stdout + done.stderr)[-3000:].strip()}")
    return done.stdout


# ---- into the checkout ----------------------------------------------------------------------


def changed_files(clone: Path) -> list[str]:
    """Return the files that a release changes."""
    return _git(clone, "diff", "--name-only").splitlines()


def put_back(clone: Path, root: Path) -> None:
    """Put what was changed and made into the checkout."""
    for name in changed_files(clone):
        shutil.copyfile(clone / name, root / name)
    (root / "dist").mkdir(exist_ok=True)
    for path in (clone / "dist").iterdir():
        shutil.copyfile(path, root / "dist" / path.name)


def _told(clone: Path, version: str, dry: bool) -> Iterator[str]:
    yield f"{'Would change' if dry else 'Changed'}: {', '.join(changed_files(clone))}"
    yield f"{'Would make' if dry else 'Made'} in dist/:"
    yield (clone / "dist" / SUMS).read_text(encoding="utf-8").rstrip()
    if dry:
        yield (clone / "dist" / NOTES).read_text(encoding="utf-8").rstrip()
    else:
        yield f"Then: git commit -am 'Release {version}' && git tag -a v{version} -m {version}"


def main(words: list[str] | None = None, root: Path = ROOT) -> int:
    """Make a release; return 0, or 1 with the reason printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Shown)
    parser.add_argument("version", help="as 1.0.0")
    parser.add_argument("--since", default="", help="the earlier state of the dataset")
    parser.add_argument("--day", default="", help="default: today, by UTC")
    parser.add_argument("--dry-run", action="store_true", help="change nothing here")
    given = parser.parse_args(words)
    day = given.day or datetime.datetime.now(datetime.UTC).date().isoformat()
    try:
        datetime.date.fromisoformat(day)
        with tempfile.TemporaryDirectory() as scratch:
            clone = release(root, Path(scratch), given.version, day, given.since)
            print("\n".join(_told(clone, given.version, given.dry_run)))
            if not given.dry_run:
                put_back(clone, root)
    except (Refused, ValueError, OSError) as refusal:
        print(f"No release: {refusal}", file=sys.stderr)
        return 1
    return 0


class _Shown(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of the description."""


if __name__ == "__main__":
    raise SystemExit(main())
