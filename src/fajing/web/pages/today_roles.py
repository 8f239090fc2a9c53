"""今天 of those who see no cases: each role has its own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fajing.findings.people import Role
from fajing.web import shown
from fajing.web.clock import instant
from fajing.web.pages.first_page import First
from fajing.web.pages.today_administrators import audit_admin, security_admin, system_admin
from fajing.web.pages.today_readers import outside_reader, report_writer
from fajing.web.people.models import User
from fajing.web.words import pick


def other(request: HttpRequest, user: User) -> HttpResponse:
    """The first page of a role that sees no cases."""
    found = _PAGES[user.kind](user)
    context = {"first": found, "role": pick(*User.ROLES[user.kind]), "day": shown.day(instant())}
    return render(request, "fajing/today_other.html", context)


_PAGES: dict[Role, Callable[[User], First]] = {
    Role.REPORT_WRITER: report_writer,
    Role.OUTSIDE_READER: outside_reader,
    Role.SYSTEM_ADMIN: system_admin,
    Role.SECURITY_ADMIN: security_admin,
    Role.AUDIT_ADMIN: audit_admin,
}
