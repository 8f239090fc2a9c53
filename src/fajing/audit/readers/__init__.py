"""Formats a report may come in, one file each, found by walking this folder.

A module here has `SUFFIXES`, `recognises(head, name)` and `read(path, progress)`; see base.py for what they give.
Names that begin with `_` and base.py are no formats. `read_report` finds the reader of a file.
"""

from fajing.audit.readers.base import Note, ReportText, read_report

__all__ = ["Note", "ReportText", "read_report"]
