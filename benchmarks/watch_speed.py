"""How soon a saved edit is on the page: ``policykg serve --watch``.

    python -m benchmarks.watch_speed --workspace FOLDER [--edits 10]

The workspace is built before; the server is started and left to rest.  Then the English title of a
document is edited, each time another document's, and its page is asked for until it shows the new
one: seconds from the end of the write to the answer.
"""

from __future__ import annotations

import argparse
import statistics
import time
import urllib.request
from pathlib import Path

from benchmarks.endpoint_speed import free_port
from benchmarks.size import edit
from benchmarks.start_speed import PATIENCE, rested, serving


def page_of(port: int, document: str) -> str:
    """Return the page of a document as a browser gets it."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/id/{document}",
        headers={"Accept": "text/html", "Accept-Language": "en"},
    )
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
        return str(answer.read().decode("utf-8"))


def seconds_of(workspace: Path, edits: int) -> list[float]:
    """Return how long each edit takes from the file to the page."""
    plans = sorted((workspace / "facts").glob("plan-*.yaml"))
    port = free_port()
    took = []
    with serving(workspace, port, "--watch") as process:
        rested(process.pid, port, idle=0.3)  # the watch looks at files all the time
        for number in range(edits):
            plan = plans[len(plans) * (number + 1) // (edits + 2)]
            words = edit(plan, r"en: (Edit \d+ )?Action plan", "en: Edit {} Action plan")
            saved = time.perf_counter()
            while words not in page_of(port, plan.stem):
                if time.perf_counter() - saved > PATIENCE:
                    raise TimeoutError(f"{plan.name}: not on its page after {PATIENCE:g} s")
                time.sleep(0.02)
            took.append(time.perf_counter() - saved)
            time.sleep(1)
    return took


def main() -> None:
    """Measure, and print a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--edits", type=int, default=10)
    options = parser.parse_args()
    took = seconds_of(options.workspace, options.edits)
    count = len(list((options.workspace / "facts").glob("plan-*.yaml")))
    print(
        f"{count:,} documents, {len(took)} edits: median {statistics.median(took):.2f} s, "
        f"first {took[0]:.2f}, longest {max(took):.2f}"
    )


if __name__ == "__main__":
    main()
