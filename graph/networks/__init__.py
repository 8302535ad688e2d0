"""Networks: what is declared, rows, filters, paths, and networks that are cached."""
