"""Every narrow table, declared once; see :func:`table` and :data:`TABLES`."""

from __future__ import annotations

from typing import Final

from graph.errors import UnknownTable
from graph.tables.columns import Table
from graph.tables.texts import TEXTS
from graph.tables.things import ABOUT_THINGS
from graph.tables.work import WORK

__all__ = ["TABLES", "table"]

TABLES: Final[dict[str, Table]] = {
    made.name: made for made in (TEXTS[0], *WORK, *ABOUT_THINGS, *TEXTS[1:])
}
"""All tables by name, in the order in which they are listed."""


def table(name: str) -> Table:
    """Return a table by name.

    Raises:
        UnknownTable: there is none; the message names the nearest.
    """
    if name not in TABLES:
        raise UnknownTable(name, TABLES)
    return TABLES[name]
