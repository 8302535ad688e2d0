"""Who leads what: matrix, pairs, flows."""
