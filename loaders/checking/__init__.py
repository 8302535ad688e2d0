"""Check one document, check a workspace, and the cache of results."""
