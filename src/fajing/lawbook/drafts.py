"""Norms that are no part of a lawbook, such as drafts, read and checked against one that is loaded."""

from __future__ import annotations

from pathlib import Path

from fajing.core.errors import FajingError
from fajing.lawbook import guards, schemas
from fajing.lawbook.crossref import check_norms
from fajing.lawbook.load import known_of
from fajing.lawbook.model import Lawbook, Norm, Place
from fajing.lawbook.problems import Report
from fajing.lawbook.read_norm import read_norm
from fajing.lawbook.reading import Known, Reading
from fajing.lawbook.yaml_reader import Document, read_documents


def read_norms(path: Path, lawbook: Lawbook) -> list[Norm]:
    """The norms in a file that is not part of the lawbook, such as a draft.

    Raises:
        YamlError: The file is no YAML.
        LawbookError: It is no norm that fits this lawbook.
    """
    report = Report()
    documents = read_documents(path)
    if not documents:
        raise FajingError("文件是空的 (the file is empty)", where=str(path))
    known = known_of(
        lawbook, [document.data.get("id", "") for document in documents if isinstance(document.data, dict)]
    )
    # A draft that stands outside any lawbook is held to the same guards.
    for document in documents:
        for refusal in guards.check_file("norms", document.data):
            report.error(Place(path, document.line()), refusal)
    found = [norm for document in documents if (norm := read_checked(document, known, report)) is not None]
    check_norms({**lawbook.norms, **{norm.id: norm for norm in found}}, report)
    report.raise_errors()
    return found


def read_checked(document: Document, known: Known, report: Report) -> Norm | None:
    """One norm, held against its schema first; None where something is wrong with it."""
    if not schemas.check(document, "norm", report):
        return None
    return read_norm(Reading(document, report, known))


__all__ = ["read_checked", "read_norms"]
