"""A document with its quotes, and what is accounted for."""
