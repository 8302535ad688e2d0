"""Figures for print: drawn from rows at 89 or 183 mm, as SVG, PDF and PNG."""
