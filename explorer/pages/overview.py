"""The overview: what is in the graph, at a glance."""

from __future__ import annotations

from explorer.pages.shell import Ask, Page


def overview(ask: Ask) -> Page:
    """Show what is in the graph, by document and kind."""
    return Page("overview.html", ask.w("概览", "Overview"), section="/")
