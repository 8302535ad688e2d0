"""The store, RDF terms, labels, and how quads are written down."""
