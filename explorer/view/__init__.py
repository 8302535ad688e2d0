"""The graph as pages read it, and the search index."""
