"""Who may be given a finding to answer: an officer or seat that is there and reaches the unit, not any number.

In: a number and a unit. Out: nothing, or why not. An account of the office is asked first: one that is switched off, or
whose role answers no findings, receives none. Who has no account is known by the record: he handles a matter of the
unit, or of one below it.
"""

from __future__ import annotations

from fajing.core.errors import UsageError
from fajing.findings.people import Role
from fajing.web.people.models import Unit, User
from fajing.web.records.models import MatterRow

_ANSWER = (Role.CASE_OFFICER, Role.UNIT_LEADER)


def refuse_unknown(to: str, unit: str) -> None:
    """Refuses a receiver who is not there for a unit.

    Raises:
        UsageError: Nobody of that number is, or he may not answer for the unit.
    """
    user = User.objects.select_related("unit").filter(number=to).first()
    if user is None and not _handles(to, unit):
        raise UsageError(
            f"{unit}没有警号{to}的民警 (no officer {to} in {unit})",
            where="to",
            why="警号既不是办公系统的用户，也不在本单位的办案记录里 / neither a user nor on the unit's record",
            remedy="核对警号，或先开账号 / look at the number, or have an account opened",
        )
    if user is None:
        return
    if not (user.is_active and user.is_granted):
        raise UsageError(
            f"警号{to}的账号已停用或未授权 (the account of {to} is off or not granted)", where="to"
        )
    if user.kind not in _ANSWER:
        raise UsageError(
            f"警号{to}的角色不答复问题 (the role of {to} answers no findings)",
            where="to",
            remedy="交给办案民警或单位负责人 / give it to a case officer or a unit leader",
        )
    if not user.person().reaches(unit):
        raise UsageError(f"警号{to}不归{unit} ({to} does not reach {unit})", where="to")


def _handles(to: str, unit: str) -> bool:
    found = Unit.objects.filter(name=unit).first()
    names = found.below() if found is not None else [unit]
    return MatterRow.objects.filter(handler=to, unit__in=names).exists()
