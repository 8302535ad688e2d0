"""Every field of every fact is proved, signed, inferred or open."""
