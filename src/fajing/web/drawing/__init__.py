"""Drawings as SVG, from numbers; no script is needed to see them, and each has its table on the page."""
