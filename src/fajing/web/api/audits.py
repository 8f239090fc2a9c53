"""The operation that audits a report: its file is sent, the audit comes back; nothing of either is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import File
from ninja.errors import HttpError
from ninja.files import UploadedFile

from fajing.core.errors import FajingError
from fajing.web.api.operations import api, user_of
from fajing.web.pages.report_audit import audited, read_report


@api.post("/report-audits", operation_id="report_audit")
def report_audit(
    request: HttpRequest,
    file: File[UploadedFile],
    previous: File[UploadedFile | None] = None,
) -> dict[str, Any]:
    """Audits a report, with the one of the year before where it is sent too: findings, claims and counts."""
    user_of(request, "report_audit")
    try:
        report = read_report(file)
        before = read_report(previous).text if previous is not None else ""
    except FajingError as error:
        raise HttpError(422, error.what) from error
    return audited(report, before).audit.as_dict() | {"name": report.name}
