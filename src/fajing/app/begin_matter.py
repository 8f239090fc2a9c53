"""Beginning a matter by hand: its number, its own values, the step that opens it.

In: a procedure and what a person typed. Out: the body of the step that begins the matter, or what is wrong. Nothing is
written here, and nothing is asked of the record: whether a number stands already is told by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fajing.app.office_record import Typed, Wrong, body_of, event_of, plain_values, values_of
from fajing.app.opened_matters import opening
from fajing.core.events import Carried, Event, Matter
from fajing.core.moments import Zone
from fajing.findings.text import personal_value
from fajing.lawbook.guard_words import lists
from fajing.lawbook.model import Lawbook, Procedure, Step

OF_MATTER = "matter."
"""Before the names of a matter's own fields, beside those of its first step."""
_NUMBER = re.compile(r"[\w〔〕（）()\[\].·:：-]{1,60}")


@dataclass(slots=True)
class Beginning:
    """What a person typed to begin a matter.

    Attributes:
        procedure: Its kind.
        step: The step that begins it.
        number: Its number.
        unit: The unit it is of.
        typed: The step.
        values: Text by field of the matter itself.
        parent: Number of the matter it hangs under; empty where it stands by itself.
    """

    procedure: Procedure
    step: Step
    number: str
    unit: str
    typed: Typed
    values: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Begin:
    """A matter ready to be begun: its first step, and the body that the ledger keeps."""

    event: Event
    body: Mapping[str, Any]


def kinds_begun(lawbook: Lawbook, own: Collection[str]) -> list[Procedure]:
    """The kinds of matter that a person may begin: about a matter, act or thing, never about a person.

    Args:
        lawbook: The law.
        own: Kinds that the office opens itself.
    """
    return [
        one
        for one in lawbook.procedures.values()
        if one.steps and one.id not in own and one.subject in lists().subjects
    ]


def search_kinds(kinds: Sequence[Procedure], asked: str) -> list[Procedure]:
    """Those whose title in either language or id has what was asked."""
    wanted = asked.strip().lower()
    return [
        one
        for one in kinds
        if wanted in one.title.zh.lower() or wanted in one.title.en.lower() or wanted in one.id
    ]


def propose_number(procedure: Procedure, year: int, stands: Callable[[str], bool], after: int = 0) -> str:
    """The kind, the year and the first running number that is free.

    Example:
        >>> from fajing.lawbook.model import Text
        >>> propose_number(Procedure("q", Text("法律咨询", "legal query"), "query", "cases"), 2026, lambda _: False)
        '法律咨询〔2026〕001'
    """
    serial = after + 1
    while stands(number := f"{procedure.title.zh}〔{year}〕{serial:03d}"):
        serial += 1
    return number


def wrong_number(number: str) -> Wrong | None:
    """What is wrong with a number as it was typed."""
    if not _NUMBER.fullmatch(number) or not any(one.isalnum() for one in number) or number == "new":
        return Wrong(
            "number",
            "编号写1至60个字，只用文字、数字、括号和 . - _ :",
            "1 to 60 letters, digits, brackets or . - _ :",
        )
    found = personal_value(number)
    return Wrong("number", f"编号里不能写{found[0]}", f"no {found[1]} in a number") if found else None


def wrong_parent(asked: Beginning, kind_of: Callable[[str], str | None]) -> Wrong | None:
    """What is wrong with the matter that another is to hang under; the procedure file says of which kinds it may be."""
    if not asked.parent:
        return None
    kind = kind_of(asked.parent) if asked.parent != asked.number else None
    if kind is None:
        return Wrong(
            "parent",
            "没有这件上级案事件，或者不归您的范围",
            "no such matter to hang under, or not within your reach",
        )
    if not asked.procedure.parents:
        return Wrong("parent", "这种案事件单独成立，不挂在别的下面", "a matter of this kind stands by itself")
    if kind not in asked.procedure.parents:
        return Wrong("parent", "这种案事件不能挂在那一件下面", "it may not hang under a matter of that kind")
    return None


def prepare(
    asked: Beginning,
    carried: Carried,
    recorded: int,
    zone: Zone,
    stands: Callable[[str], bool],
    kind_of: Callable[[str], str | None] = lambda _: None,
) -> tuple[Begin | None, list[Wrong]]:
    """The first step of a matter and the body that begins it, or what is wrong.

    Args:
        asked: What was typed.
        carried: What imports bring, which decides what a matter begun by hand may claim.
        recorded: When it is recorded.
        zone: Civil time.
        stands: Whether a number stands already.
        kind_of: The kind of the matter of a number that the person reaches; None where there is none.
    """
    wrong: list[Wrong] = []
    fault = wrong_number(asked.number)
    if fault is None and stands(asked.number):
        fault = Wrong("number", "这个编号已经有了", "a matter of this number stands already")
    values, faults = values_of(asked.values, asked.procedure.fields, zone)
    wrong += [Wrong(f"{OF_MATTER}{one.field}", one.zh, one.en) for one in faults]
    matter = Matter(asked.number, asked.procedure.id, unit=asked.unit)
    event, of_step = event_of(asked.typed, asked.step, matter, asked.unit, recorded, zone)
    under = wrong_parent(asked, kind_of)
    wrong = [*(one for one in (fault, under) if one), *wrong, *of_step]
    if event is None or wrong:
        return None, wrong
    opens = opening(carried, asked.procedure, plain_values(values, zone))
    if asked.parent:
        opens |= {"parent": asked.parent}
    return Begin(event, body_of(event, zone) | {"opens": opens}), []
