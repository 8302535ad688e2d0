"""``python -m tools.docsite [FOLDER]``: build the docs site, or say what is wrong."""

import sys
from pathlib import Path

from tools.docsite.site import ROOT, Faulty, build

if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site"
    try:
        made = build(folder)
    except Faulty as fault:
        sys.exit(f"{fault}\n{len(fault.problems)} problems; nothing was written")
    print(f"{len(made.pages)} pages: {folder / 'index.html'}")
