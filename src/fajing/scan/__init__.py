"""Judges a log against a lawbook. In: events and norms. Out: duties with their working. It writes and reads no file."""
