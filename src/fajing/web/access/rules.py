"""The one place that says who may open what: a rule for every URL of the office, by its name.

A URL without a rule is refused to everybody, and a test fails (tests/web/test_access.py). `object_of` names the path
part that stands for something of a unit; the unit must then lie within the user's reach. What is done for the
whole body (imports, templates, the circular, the yearly report) is only for those who reach the whole body.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fajing.findings.people import Role

if TYPE_CHECKING:
    from fajing.web.people.models import User

ANYBODY = frozenset(Role)
CASES = frozenset({Role.CASE_OFFICER, Role.UNIT_LEADER, Role.LEGAL_OFFICER, Role.SUPERVISOR})
READS_COUNTS = frozenset({Role.UNIT_LEADER, Role.LEGAL_OFFICER, Role.SUPERVISOR, Role.REPORT_WRITER})
OVERSIGHT = frozenset({Role.LEGAL_OFFICER, Role.SUPERVISOR})
UNIT = frozenset({Role.CASE_OFFICER, Role.UNIT_LEADER})
WRITES_REPORTS = OVERSIGHT | {Role.REPORT_WRITER}
READS_DRAWS = OVERSIGHT | {Role.UNIT_LEADER, Role.OUTSIDE_READER, Role.AUDIT_ADMIN}


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a URL.

    Attributes:
        roles: Roles; empty where one need not be signed in.
        object_of: `finding`, `matter`, `document`, `duty` or `draw`: the path part that names something of a unit.
        second_factor: Whether the second factor must have been shown.
        whole_body: Whether it is the body's own, and only for whoever reaches the whole body.
        changes: Whether it changes the thing; the body's own is then not for whoever reaches only a unit.
        sealed: Whether oversight of the whole body does it too where the matter is sealed from every unit.
    """

    roles: frozenset[Role] = frozenset()
    object_of: str = ""
    second_factor: bool = True
    whole_body: bool = False
    changes: bool = False
    sealed: bool = False

    def holds(self, role: Role, *, sees_all: bool) -> bool:
        """Whether somebody of a role may open it at all, seated where he is."""
        return role in self.roles and (sees_all or not self.whole_body)

    def open_to(self, user: User) -> bool:
        """Whether a user may open it at all; what it is about must lie within reach besides."""
        return self.holds(user.kind, sees_all=user.sees_all)


OPEN = Rule(second_factor=False)
OF_THE_BODY = Rule(OVERSIGHT, whole_body=True)
REPORT = Rule(WRITES_REPORTS, whole_body=True)
RULES: dict[str, Rule] = {
    # before one is signed in
    "sign_in": OPEN,
    "language": OPEN,
    "health": OPEN,
    "sign_out": Rule(ANYBODY, second_factor=False),
    "second_factor": Rule(ANYBODY, second_factor=False),
    "second_factor_code": Rule(ANYBODY, second_factor=False),
    "password": Rule(ANYBODY),
    # work
    "today": Rule(ANYBODY),
    "about_to_breach": Rule(CASES),
    "about_to_breach_export": Rule(CASES),
    "remind": Rule(OVERSIGHT | {Role.UNIT_LEADER}, "duty"),
    "findings": Rule(CASES),
    "findings_export": Rule(CASES),
    "finding": Rule(CASES, "finding"),
    "finding_act": Rule(CASES, "finding"),
    "finding_new": Rule(OVERSIGHT),
    "hand_over": Rule(frozenset({Role.UNIT_LEADER})),
    "matters": Rule(CASES),
    "matters_export": Rule(CASES),
    "matter_new": Rule(CASES),
    "matter_begin": Rule(CASES),
    "matter": Rule(CASES, "matter"),
    "personal": Rule(CASES, "matter"),
    "receipt": Rule(CASES | {Role.AUDIT_ADMIN}),
    "receipt_script": Rule(CASES | {Role.AUDIT_ADMIN}),
    "event_receipt": Rule(CASES, "matter"),
    "record_choose": Rule(UNIT, "matter", sealed=True),
    "record": Rule(UNIT, "matter", sealed=True),
    "search": Rule(CASES),
    "search_export": Rule(CASES),
    "check": OF_THE_BODY,
    # exports that come in
    "import": OF_THE_BODY,
    "import_map": OF_THE_BODY,
    "import_rejects": OF_THE_BODY,
    "import_cancel": OF_THE_BODY,
    "import_undo": OF_THE_BODY,
    # oversight
    "desk": Rule(READS_COUNTS),
    "desk_export": Rule(READS_COUNTS),
    "week": Rule(READS_COUNTS),
    "week_export": Rule(READS_COUNTS),
    "figures": Rule(READS_COUNTS),
    "figures_export": Rule(READS_COUNTS),
    "figure": Rule(READS_COUNTS),
    "figure_export": Rule(READS_COUNTS),
    "documents": Rule(CASES | {Role.REPORT_WRITER}),
    "documents_export": Rule(CASES | {Role.REPORT_WRITER}),
    "document": Rule(CASES | {Role.REPORT_WRITER}, "document"),
    "slips_make": Rule(OVERSIGHT),
    "circular_make": OF_THE_BODY,
    "document_new": Rule(OVERSIGHT),
    "document_act": Rule(OVERSIGHT | {Role.UNIT_LEADER}, "document", changes=True),
    "document_issue": Rule(OVERSIGHT, "document", changes=True),
    "templates": OF_THE_BODY,
    "template": OF_THE_BODY,
    # draws, open to outsiders: a record is public once it is over
    "draws": Rule(READS_DRAWS),
    "draws_export": Rule(READS_DRAWS),
    "draw": Rule(READS_DRAWS, "draw"),
    "draw_export": Rule(READS_DRAWS, "draw"),
    "draw_verify": Rule(READS_DRAWS, "draw"),
    "draw_record": Rule(READS_DRAWS, "draw"),
    "draw_script": Rule(READS_DRAWS),
    "draw_new": Rule(OVERSIGHT),
    "draw_act": Rule(OVERSIGHT | {Role.OUTSIDE_READER}, "draw"),
    "appraisal": Rule(OVERSIGHT, "matter"),
    "appraisal_export": Rule(OVERSIGHT, "matter"),
    # the law is for everybody
    "law": Rule(ANYBODY),
    "law_export": Rule(ANYBODY),
    "norm": Rule(ANYBODY),
    "what_if": Rule(OVERSIGHT),
    "what_if_export": Rule(OVERSIGHT),
    "reports": REPORT,
    "reports_export": REPORT,
    "report_write": REPORT,
    "report_check": REPORT,
    "report_act": REPORT,
    "report_file": REPORT,
    "report_commitment": REPORT,
    "report_cycle": REPORT,
    # a report's own text, no case data
    "report_audit": Rule(WRITES_REPORTS),
    "report_audit_export": Rule(WRITES_REPORTS),
    "report_audit_keep": Rule(WRITES_REPORTS),
    # administrators, each his own
    "users": Rule(frozenset({Role.SYSTEM_ADMIN})),
    "user_add": Rule(frozenset({Role.SYSTEM_ADMIN})),
    "user_switch": Rule(frozenset({Role.SYSTEM_ADMIN})),
    "user_reopen": Rule(frozenset({Role.SYSTEM_ADMIN})),
    "security": Rule(frozenset({Role.SECURITY_ADMIN})),
    "security_grant": Rule(frozenset({Role.SECURITY_ADMIN})),
    "security_unlock": Rule(frozenset({Role.SECURITY_ADMIN})),
    "security_reset": Rule(frozenset({Role.SECURITY_ADMIN})),
    "ledger": Rule(frozenset({Role.AUDIT_ADMIN})),
    "accounts": Rule(frozenset({Role.AUDIT_ADMIN})),
    "tokens": Rule(CASES | {Role.REPORT_WRITER}),
    "token_revoke": Rule(CASES | {Role.REPORT_WRITER}),
}

API = "api"
"""Names of the API begin so; what an operation asks for stands with it (api/operations.py) and is tested alike."""


def rule_of(name: str | None) -> Rule | None:
    """The rule of a URL's name."""
    return RULES.get(name) if name else None
