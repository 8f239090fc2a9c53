"""Turns exports into events by a map. In: files. Out: a `Log`, counts and rejects. It judges nothing."""
