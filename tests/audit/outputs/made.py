"""Audited files made by hand, so that outputs are tested apart from readers and checks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from fajing.audit.claims import Claim
from fajing.audit.files import AuditedFile
from fajing.audit.finding import Finding, Grade, Message, Place
from fajing.audit.readers import Note, ReportText
from fajing.audit.run import Audit


def claim(text: str, quote: str) -> Claim:
    start = text.index(quote)
    one = Decimal(1)
    return Claim(0, "count", one, "exact", "件", "", "", "", start, start + len(quote), quote, one, one, one)


def finding(
    text: str,
    grade: Grade,
    *quotes: str,
    kind: str = "sum",
    arithmetic: str = "1 + 2 = 3 ≠ 4",
    zh: str = "各部分相加是3，对不上；请改总数。",
    en: str = "The parts add up to 3; correct the total.",
    working: tuple[tuple[Message, str], ...] = (),
) -> Finding:
    places = tuple(Place(text.index(quote), text.index(quote) + len(quote), quote) for quote in quotes)
    return Finding("made", kind, grade, places, arithmetic, Message(zh, en), working)


def audited(
    text: str,
    findings: list[Finding],
    claims: list[Claim] | None = None,
    *,
    name: str = "sample.txt",
    pages: tuple[int, ...] = (),
    notes: tuple[Note, ...] = (),
) -> AuditedFile:
    report = ReportText(name, text, pages, notes)
    return AuditedFile(Path(name), report, Audit(tuple(claims or ()), tuple(findings), text))
