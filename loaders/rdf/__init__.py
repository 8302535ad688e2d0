"""Resolved facts into N-Quads."""
