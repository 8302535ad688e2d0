"""Confined processes that answer queries."""
