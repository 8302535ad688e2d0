"""Nested records into one flat list of facts, with what is handed down."""
