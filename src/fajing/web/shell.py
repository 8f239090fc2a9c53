"""What every page shows around itself: the bar with the sections a role has, the person, the banner of a demo."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from fajing.findings.people import Role
from fajing.web.access.rules import RULES
from fajing.web.people.models import User
from fajing.web.words import LANGUAGE, language, pick

_SECTIONS = (
    ("today", "今天", "Today", ("today", "about_to_breach")),
    (
        "matters",
        "案件",
        "Cases",
        ("matters", "matter", "matter_new", "matter_begin", "personal", "record", "record_choose"),
    ),
    (
        "findings",
        "问题",
        "Findings",
        ("findings", "finding", "finding_act", "finding_new", "hand_over", "check"),
    ),
    ("desk", "督导台", "Desk", ("desk", "week")),
    ("figures", "指标", "Figures", ("figures", "figure")),
    ("import", "导入", "Import", ("import", "import_map")),
    ("draws", "抽取", "Draws", ("draws", "draw", "draw_new", "draw_act", "draw_verify", "appraisal")),
    ("documents", "文书", "Documents", ("documents", "document", "document_new", "templates", "template")),
    ("report_audit", "报告核对", "Audit", ("report_audit", "report_audit_keep")),
    ("reports", "年度报告", "Yearly report", ("reports", "report_write", "report_check")),
    ("users", "用户", "Users", ("users", "user_add")),
    ("security", "安全", "Security", ("security",)),
    ("ledger", "存证", "Ledger", ("ledger", "accounts")),
    ("law", "规则库", "Lawbook", ("law", "norm", "what_if")),
)


@cache
def _sections(role: Role, sees_all: bool) -> list[tuple[str, dict[str, str], tuple[str, ...]]]:
    """The address, titles and pages of each section that a role has, seated where it is."""
    return [
        (reverse(url), {"zh": zh, "en": en}, names)
        for url, zh, en, names in _SECTIONS
        if RULES[url].holds(role, sees_all=sees_all)
    ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame."""
    office = settings.OFFICE
    user = request.user if hasattr(request, "user") else None
    name = request.resolver_match.url_name if request.resolver_match else ""
    code = language()
    sections = []
    may_work = isinstance(user, User) and user.may_work
    if isinstance(user, User) and may_work:
        sections = [
            {"url": url, "title": titles[code], "current": name in names}
            for url, titles, names in _sections(user.kind, user.sees_all)
        ]
    return {
        LANGUAGE: code,
        "office": office,
        "office_title": pick(office.title_zh, office.title_en) or pick("法镜", "Fajing"),
        "lang": code,
        "html_lang": "en" if code == "en" else "zh-Hans",
        "sections": sections,
        "me": user if isinstance(user, User) else None,
        "my_role": pick(*User.ROLES[user.kind]) if isinstance(user, User) else "",
        "can_search": may_work and isinstance(user, User) and user.kind in RULES["search"].roles,
    }
