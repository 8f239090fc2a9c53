"""Audit one text: read its claims, run every check, sort what they say.

In: the text of a published report, perhaps that of the year before, and the lawbook that says what such a
report must hold. Out: claims and findings. Nothing is written, and nothing is asked of a network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fajing.audit.checks import all_checks
from fajing.audit.claims import Claim
from fajing.audit.finding import GRADES, Finding
from fajing.audit.proven import without_chance
from fajing.audit.report import read_report
from fajing.audit.required import read_required
from fajing.lawbook.model import Lawbook


@dataclass(frozen=True, slots=True)
class Audit:
    """What was read and what was found.

    Attributes:
        claims: Every quantity, in the order of the text.
        findings: By place, then gravity.
        text: The text that all offsets refer to.
    """

    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    text: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "claims": [claim.as_dict() for claim in self.claims],
            "findings": [finding.as_dict() for finding in self.findings],
        }


def audit_text(text: str, *, previous: str | None = None, lawbook: Lawbook | None = None) -> Audit:
    """Audit a report.

    Args:
        text: The report.
        previous: The report of the year before; the checks that need it keep quiet without it.
        lawbook: Where the required parts stand; the packaged one where none is given.

    Example:
        >>> audit = audit_text("全年评查案卷30卷，其中优秀12卷、合格15卷、其他5卷。")
        >>> [(f.kind, f.grade, f.arithmetic) for f in audit.findings]
        [('sum', 'error', '12 + 15 + 5 = 32 ≠ 30')]
    """
    required = read_required(lawbook.folders if lawbook else None)
    before = read_report(previous, required) if previous else None
    report = read_report(text, required, previous=before)
    findings = {
        (finding.kind, finding.grade, finding.places): finding
        for check in all_checks()
        for finding in check(report)
    }
    ordered = sorted(
        without_chance(findings.values()), key=lambda f: (f.places[0].start, GRADES.index(f.grade), f.kind)
    )
    return Audit(claims=report.claims, findings=tuple(ordered), text=text)
