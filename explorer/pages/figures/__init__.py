"""Figures for print: what pages show, drawn for a journal's column, and how to cite it."""
