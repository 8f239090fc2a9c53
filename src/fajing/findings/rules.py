"""Who may do what to a finding, and why not: decided here and nowhere else.

In: a finding, a person, a kind of act. Out: a reason against it, or none. The rules of fairness: whoever answered does
not verify; whoever had a hand in the case or the finding does not decide an objection to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from fajing.core.errors import UsageError
from fajing.findings.acts import SYSTEM, Act, Kind
from fajing.findings.people import Person, Role
from fajing.findings.state import NEXT, Finding, State
from fajing.findings.text import personal_value

_UNIT = frozenset({Role.CASE_OFFICER, Role.UNIT_LEADER})
_OVERSIGHT = frozenset({Role.LEGAL_OFFICER, Role.SUPERVISOR})
MAY = {
    Kind.PUSHED: _OVERSIGHT,
    Kind.ACKNOWLEDGED: _UNIT,
    Kind.RECTIFIED: _UNIT,
    Kind.CONTESTED: _UNIT,
    Kind.UPHELD: _OVERSIGHT,
    Kind.DISMISSED: _OVERSIGHT,
    Kind.VERIFIED: _OVERSIGHT | {Role.UNIT_LEADER},
    Kind.RETURNED: _OVERSIGHT | {Role.UNIT_LEADER},
    Kind.REOPENED: _OVERSIGHT,
    Kind.HANDED_OVER: frozenset({Role.UNIT_LEADER}),
    Kind.REMINDED: _OVERSIGHT | {Role.UNIT_LEADER},
    Kind.RAISED: _OVERSIGHT,
}
"""Roles that may do each act; those that are not here only the scan does."""
NEEDS_NOTE = frozenset(
    {Kind.RECTIFIED, Kind.CONTESTED, Kind.UPHELD, Kind.DISMISSED, Kind.RETURNED, Kind.REOPENED}
)
LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in both languages."""

    zh: str
    en: str


def refusal(finding: Finding, person: Person, kind: Kind) -> Refusal | None:
    """Why a person may not do an act; None where he may."""
    if kind not in NEXT[finding.state]:
        return Refusal("这个问题现在不能这样处理", "the finding is not at that point")
    if person.role not in MAY.get(kind, frozenset()):
        return Refusal("您的角色不能这样处理", "your role may not do this")
    if not person.reaches(finding.unit):
        return Refusal("这个问题不归您的单位", "the finding belongs to a unit that is not yours")
    if kind in (Kind.VERIFIED, Kind.RETURNED):
        if person.number in finding.people(Kind.RECTIFIED, Kind.CONTESTED):
            return Refusal("答复的人不能自己核验", "whoever answered does not verify")
        if person.number in _handlers(finding):
            return Refusal("经办这件案子的人不能核验", "an officer of the case does not verify")
    if kind in (Kind.UPHELD, Kind.DISMISSED):
        hands = finding.people() - {SYSTEM}
        if person.number in hands | _handlers(finding):
            return Refusal("异议由未经手的人裁定", "an objection is decided by someone with no hand in it")
    return None


def allowed(finding: Finding, person: Person) -> list[Kind]:
    """What a person may do now."""
    return [kind for kind in NEXT[finding.state] if refusal(finding, person, kind) is None]


def check(finding: Finding, person: Person, act: Act) -> None:
    """Refuse an act that may not be.

    Raises:
        UsageError: It may not.
    """
    why = refusal(finding, person, act.kind)
    if why is not None:
        raise UsageError(f"{why.zh} ({why.en})", where=finding.number)
    if act.kind in NEEDS_NOTE and not act.note.strip():
        raise UsageError("要写明理由或者做了什么 (say why, or what was done)", where=finding.number)
    if len(act.note) > LONGEST_NOTE:
        raise UsageError(f"最多写{LONGEST_NOTE}字 (at most {LONGEST_NOTE} characters)", where=finding.number)
    for text in (act.note, *(str(value) for value in act.values.values())):
        refuse_personal(text, finding.number)
    if act.kind is Kind.RECTIFIED and not any(one.isalnum() for one in str(act.values.get("proof", ""))):
        raise UsageError(
            "整改要附凭据 (rectification needs its proof)",
            where=finding.number,
            remedy="写文书号、登记号、存证号或者材料名 / name the document, register, entry or file",
        )
    if act.kind is Kind.HANDED_OVER and not str(act.values.get("to", "")).strip():
        raise UsageError("要写明交给哪个警号 (say to which police number)", where=finding.number)


def refuse_personal(text: str, where: str) -> None:
    """Refuse a text that holds a personal value.

    Raises:
        UsageError: It does.
    """
    found = personal_value(text)
    if found is not None:
        raise UsageError(
            f"这里不能写{found[0]} ({found[1]} must not be written here)",
            where=where,
            why="写进存证的内容不能删改 / what is written to the ledger stays",
            remedy="用案号、物品号或“当事人”代替 / write the case number, or “the party”",
        )


def _handlers(finding: Finding) -> frozenset[str]:
    return frozenset(str(number) for number in finding.facts.get("officers", ()))


def is_waiting_for(finding: Finding, person: Person) -> bool:
    """Whether it is this person's turn: to verify, or to decide an objection."""
    if finding.state is State.RECTIFIED:
        return refusal(finding, person, Kind.VERIFIED) is None
    if finding.state is State.CONTESTED:
        return refusal(finding, person, Kind.UPHELD) is None
    return False
