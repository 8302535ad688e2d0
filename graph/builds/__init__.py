"""Builds: loading, generations, manifests, their description, and what differs between two."""
