"""Reproducible measurements, as ratios against peers in one run."""
