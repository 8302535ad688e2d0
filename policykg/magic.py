"""``%%sparql`` in a notebook.

Load it by ``%load_ext policykg.magic``; then a cell that begins with ``%%sparql`` is a query, and
its answer is shown as a table.  ``%%sparql rows`` also keeps the answer in the variable ``rows``.
Variables of the notebook whose names are those of ``$variables`` in the query are bound as typed
terms: ``body = "市建设局"`` and ``?task pk:ledBy/pk:name $body``.
"""

from __future__ import annotations

import re
from typing import Any

import policykg
from graph.queries.results import Result

_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")


def sparql(line: str, cell: str, names: dict[str, Any]) -> Result:
    """Run the query of a cell.

    Args:
        line: what stands behind ``%%sparql``: a variable to keep the answer in, or nothing.
        cell: the query.
        names: the notebook's variables; ``kg`` is the graph asked, or else the one of the folder.
    """
    kg = names.get("kg") or policykg.open()
    wanted = set(_PARAMETER.findall(cell))
    found: Result = kg.query(cell, **{name: names[name] for name in wanted if name in names})
    if keep := line.strip():
        names[keep] = found
    return found


def load_ipython_extension(shell: Any) -> None:
    """Register the magic; IPython calls this on ``%load_ext policykg.magic``."""

    def magic(line: str, cell: str) -> Result:
        return sparql(line, cell, shell.user_ns)

    shell.register_magic_function(magic, "cell", "sparql")
