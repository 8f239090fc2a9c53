"""Judges a log against a lawbook.

In: events and norms. Out: duties with their working. It reads and writes no file.
"""
