"""Lists of facts, a row each, narrowed by facets."""
