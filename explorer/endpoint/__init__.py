"""SPARQL protocol, linked data and downloads."""
