"""Whose turn a finding is: which role of which unit acts next, or that it is ended.

In: a finding, and who looks at it. Out: one or two sentences; none for who is to act.
"""

from __future__ import annotations

from collections.abc import Iterable

from fajing.findings.acts import Kind
from fajing.findings.people import Person, Role
from fajing.findings.rules import MAY, refusal
from fajing.findings.state import Finding, State
from fajing.web import shown
from fajing.web.people.models import User
from fajing.web.words import pick

_NEXT = {
    State.NEW: Kind.PUSHED,
    State.WAITING: Kind.RECTIFIED,
    State.RECTIFIED: Kind.VERIFIED,
    State.CONTESTED: Kind.UPHELD,
}
"""The act that each state waits for."""


def whose_turn(one: Finding, person: Person, how: str = "") -> str:
    """Who acts next; empty where it is this person.

    Args:
        one: The finding.
        person: Who looks at it.
        how: How it was closed.
    """
    if one.state is State.CLOSED:
        who = _roles(MAY[Kind.REOPENED])
        return pick(
            f"已办结{f'（{how}）' if how else ''}，没有下一步。{who}可以重新打开。",
            f"Closed{f' ({how})' if how else ''}: nothing comes next. The {who} may reopen it.",
        )
    act = _NEXT[one.state]
    if refusal(one, person, act) is None:
        return ""
    who, unit = _roles(MAY[act]), shown.unit(one.unit)
    zh, en = {
        State.NEW: (f"由{who}推送给{unit}", f"the {who} pushes it to {unit}"),
        State.WAITING: (
            f"由{unit}的{who}答复：整改，或者提出异议",
            f"the {who} of {unit} answers: rectifies it, or contests it",
        ),
        State.RECTIFIED: (
            f"由{who}核验，不能是答复的人，也不能是经办人",
            f"the {who} verifies it, but nobody who answered or handled the case",
        ),
        State.CONTESTED: (
            f"由{who}裁定异议，不能是经过手的人",
            f"the {who} decides the objection, but nobody who had a hand in it",
        ),
    }[one.state]
    return pick(f"现在不用您处理。下一步：{zh}。", f"Nothing for you to do now. Next: {en}.")


def _roles(roles: Iterable[Role]) -> str:
    *rest, last = [pick(*User.ROLES[role]) for role in Role if role in frozenset(roles)]
    return pick("、", ", ").join(rest) + pick("或", " or ") + last
