"""YAML facts and source texts in; checked records and RDF quads out."""
