"""Search."""

from __future__ import annotations

from explorer.pages.view import GraphView


def nearest(view: GraphView, name: str, most: int = 8) -> list[str]:
    """Return the things whose ids are nearest to a name."""
    import difflib

    locals_ = {view.local(iri): iri for iri in view.spo if view.local(iri)}
    return [locals_[n] for n in difflib.get_close_matches(name, locals_, most, 0.5)]
