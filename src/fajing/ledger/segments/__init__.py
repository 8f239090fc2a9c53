"""Segments: the events of one import, sealed, written once. The format stands in docs/segments.md."""
