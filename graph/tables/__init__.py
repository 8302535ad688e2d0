"""Narrow tables: rows of one kind with typed columns, computed a document at a time."""
