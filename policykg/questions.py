"""The saved questions that come with policykg."""

from __future__ import annotations

from pathlib import Path


def shipped() -> Path:
    """Return the folder of the saved questions that come with policykg.

    In a wheel they lie inside the package; in a checkout they are the ``queries`` of the
    repository themselves, so that nothing goes stale.
    """
    package = Path(__file__).parent
    inside = package / "queries"
    return inside if inside.is_dir() else package.parent / "queries"
