"""The desk in the browser: only on loopback, only with a token that ends with the session."""
