"""Connections of clients: HTTP/1 with limits and deadlines."""
