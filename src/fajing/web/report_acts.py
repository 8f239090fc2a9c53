"""What is done with a yearly report, from the page or by the API: texts, remarks, review, signing; each an entry.

In: the draft as its entries make it, who acts, what was written. Out: one entry of the ledger, or an error that says
why not. Nothing is overwritten: a text that was replaced stays in the ledger.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from fajing.app import office_report as report
from fajing.app.office_book import REPORT
from fajing.app.office_report import Draft, ReportAct, What
from fajing.core.errors import UsageError
from fajing.indicators.figure import Figures
from fajing.ledger.segments.folder import DataFolder
from fajing.web import report_shown
from fajing.web.acting import alone
from fajing.web.clock import instant
from fajing.web.law import lawbook
from fajing.web.people.models import User
from fajing.web.promised import standing
from fajing.web.records import follower
from fajing.web.records.models import ReportActRow
from fajing.web.report_matters import enter_all, record_signing

LONGEST = 100_000
_LONG = 2_000
_NEEDS_REASON = (What.RETURNED, What.REOPENED)
WHOLE = (What.SUBMITTED, What.RETURNED, What.REVIEWED, What.SIGNED, What.REOPENED)
"""What is done with a report as a whole."""


def draft_of(year: int) -> Draft:
    """The report of a year, folded from its acts."""
    rows = ReportActRow.objects.filter(year=year)
    known = {one.value for one in What}
    return report.fold_report(
        ReportAct(What(row.what), row.by, row.at, row.body) for row in rows if row.what in known
    )


@alone()
def write(year: int, figures: Figures, user: User, section: str, text: str, language: str) -> bool:
    """Puts a text in place of a section's; whether it differs from what stood there.

    Args:
        year: Of the report.
        figures: Of that year; what the text names must be among them.
        user: Who writes.
        section: Whose text.
        text: In one language; of what only a person can write the whole file.
        language: `zh` or `en`.

    Raises:
        UsageError: This person may not, or not now.
        FajingError: There is no such section, or the text names what is not there.
    """
    draft = draft_of(year)
    _refuse(draft, What.WRITTEN, user)
    source = report.source_of(lawbook(), draft.texts, section)
    text = text[:LONGEST].replace("\r\n", "\n")
    whole = text if section == report.GIVEN else report.with_body(source, language, text)
    report.document_of(lawbook(), figures, {**draft.texts, section: whole}, language)
    if whole == source:
        return False
    _enter(What.WRITTEN, year, user, {"section": section, "text": whole})
    return True


@alone()
def remark(year: int, user: User, section: str, text: str) -> None:
    """Keeps a remark on a section.

    Raises:
        UsageError: It says nothing, or this person may not.
    """
    _refuse(draft_of(year), What.REMARKED, user)
    if not text.strip():
        raise UsageError("批注不能是空的 (a remark says something)", where=section)
    _enter(What.REMARKED, year, user, {"section": section, "text": text.strip()[:_LONG]})


@alone()
def take(year: int, figures: Figures, user: User, what: What, why: str) -> int:
    """Submits, returns, reviews, signs or reopens a report.

    Returns:
        How many commitments of the year to come a signing opened.

    Raises:
        UsageError: This person may not, not now, or a reason is missing.
        FajingError: The report cannot be signed as it stands.
    """
    draft, why = draft_of(year), why.strip()[:_LONG]
    _refuse(draft, what, user)
    if what in _NEEDS_REASON and not why:
        raise UsageError("请写明理由 (say why)", where=what.value)
    body: dict[str, Any] = {"why": why} if why else {}
    if what is What.SIGNED:
        place = report_shown.place_of(year, len(draft.versions) + 1)
        segments = len(DataFolder.open(settings.OFFICE.data).segments())
        last_year = standing(figures.cut_off, year)
        body |= report.freeze(lawbook(), figures, draft, place, follower.book().ledger, segments, last_year)
    _enter(what, year, user, body)
    if what is not What.SIGNED:
        return 0
    made = enter_all(list(report.given_of(draft.texts).promises()), year + 1, user)
    record_signing(user, year)
    return len(made)


def _refuse(draft: Draft, what: What, user: User) -> None:
    if report.refusal(draft, what, user.number, user.kind):
        raise UsageError(
            "这一步不由您来做，或者还不到时候 (this is not for you to do, or not yet)", where=what.value
        )


def _enter(what: What, year: int, user: User, body: dict[str, Any]) -> None:
    follower.book().write(
        REPORT + what.value, body | {"year": year}, user.number, instant(), (f"report:{year}",)
    )
    follower.follow()
