"""Still pictures as PNG: a browser draws the SVG with the machine's fonts.

matplotlib would need a second drawing and its own search for Chinese fonts, and a converter a
library outside Python; a browser is at hand where people look at the pages.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from graph.errors import MissingPackage
from graph.pictures.data import DEFAULT_LIMIT
from graph.pictures.svg import svg
from ontology.files import write_whole

if TYPE_CHECKING:
    from graph.networks.nx import Net

BROWSERS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
BROWSER_ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def write_png(
    net: Net,
    path: Path,
    *,
    language: Literal["zh", "en"] = "zh",
    scale: float = 2.0,
    limit: int | None = DEFAULT_LIMIT,
) -> None:
    """Write a network as PNG.

    Args:
        net: The network.
        path: Where to.
        language: Language of the labels.
        scale: Pixels a unit of the drawing; 2 is sharp in print at 150 dpi.
        limit: As in :func:`svg`.

    Raises:
        MissingPackage: there is no browser on the path.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise MissingPackage("Chromium", "", "writing PNG", "写 PNG")
    text = svg(net, language=language, limit=limit)
    width, height = (int(found) for found in re.findall(r'(?:width|height)="(\d+)"', text)[:2])
    with tempfile.TemporaryDirectory() as folder:
        source, drawn = Path(folder) / "network.svg", Path(folder) / "network.png"
        source.write_text(text, encoding="utf-8")
        subprocess.run(
            [
                browser,
                *BROWSER_ARGUMENTS,
                f"--user-data-dir={folder}/profile",
                f"--force-device-scale-factor={scale:g}",
                f"--window-size={width},{height}",
                f"--screenshot={drawn}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        write_whole(path, drawn.read_bytes())
