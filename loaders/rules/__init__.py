"""The evidence contract: a family of rules a file, and coverage."""
