"""Where quotes stand in the source texts, and the lock that remembers it."""
