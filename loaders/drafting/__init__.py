"""Proposals for facts and authority records; never built."""
