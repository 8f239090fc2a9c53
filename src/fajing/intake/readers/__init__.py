"""Formats an export may come in, one file each, found by walking this folder.

A module here has `SUFFIXES`, `recognises(head, name)` and `open_tables(path, delimiter)`; see base.py for
what they give. Names that begin with `_` and base.py are no formats.
"""
