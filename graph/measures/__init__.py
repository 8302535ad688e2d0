"""Measures of networks, each with its counting rule."""
