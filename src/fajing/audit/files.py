"""Audit files: read each, audit its text, keep both together.

In: a path, perhaps that of last year's report, and a lawbook. Out: what was read and what was found. The outputs
take it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fajing.audit.finding import GRADES, Finding, Grade
from fajing.audit.readers import ReportText, read_report
from fajing.audit.readers.base import Progress
from fajing.audit.run import Audit, audit_text
from fajing.lawbook.model import Lawbook


@dataclass(frozen=True, slots=True)
class AuditedFile:
    """A report that was audited.

    Attributes:
        path: The file.
        report: Its text.
        audit: Claims and findings; a finding's number is its place in the list, counted from 1.
    """

    path: Path
    report: ReportText
    audit: Audit

    def count(self, grade: Grade) -> int:
        """How many findings have a grade."""
        return sum(finding.grade == grade for finding in self.audit.findings)

    def numbered(self, *grades: Grade) -> list[tuple[int, Finding]]:
        """The findings of some grades, or all, each with its number."""
        wanted = grades or GRADES
        return [pair for pair in enumerate(self.audit.findings, 1) if pair[1].grade in wanted]


def audit_file(
    path: Path,
    *,
    previous: ReportText | None = None,
    lawbook: Lawbook | None = None,
    progress: Progress | None = None,
) -> AuditedFile:
    """Audit one report.

    Args:
        path: The file.
        previous: The report of the year before.
        lawbook: Where the required parts stand; the packaged one where none is given.
        progress: Told what is being done: `("pages", n)` as pages are read, then `("audit", characters)`.

    Raises:
        FajingError: The file cannot be read.
    """
    report = read_report(path, progress)
    if progress is not None:
        progress("audit", len(report.text))
    audit = audit_text(report.text, previous=previous.text if previous else None, lawbook=lawbook)
    return AuditedFile(path, report, audit)
