"""Bytes of YAML into typed records, and records back into canonical YAML."""
