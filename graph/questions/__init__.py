"""Saved questions: records, parameters, suggestions, their documentation page."""
