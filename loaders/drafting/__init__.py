"""Drafts of facts: what rules read in a text, for a person to accept, change or dismiss."""

from __future__ import annotations

from loaders.drafting.authority import draft_bodies

__all__ = ["draft_bodies"]
