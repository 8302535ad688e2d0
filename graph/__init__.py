"""The graph: store, queries, networks, analyses, exports."""
