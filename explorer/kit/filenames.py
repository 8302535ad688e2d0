"""Names of downloads that say what they hold: ``tasks_none_26c3f44.csv``."""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import QueryParams

LONGEST: Final = 100
"""Characters of a name before its hash."""
_ODD: Final = re.compile(r"[^A-Za-z0-9.-]+")
_NOT_CONTENT: Final = frozenset(("lang", "page", "sort"))


def file_name(path: str, query: QueryParams, version: str, ending: str) -> str:
    """Return what, filters and data hash, joined by ``_``, with the ending.

    Args:
        path: of the page, without language and format.
        query: what narrows it.
        version: hash of the data.
        ending: without its dot.
    """
    what = path.strip("/").replace("/", "-").removeprefix("things-").removeprefix("page-")
    values = [v for k, v in query.multi_items() if k not in _NOT_CONTENT and v]
    pieces = [_ODD.sub("-", piece).strip("-.") for piece in (what or "overview", *values)]
    text = "_".join(filter(None, pieces))[:LONGEST].rstrip("_-.")
    return f"{text}_{_ODD.sub('', version)[:7]}.{ending}"
