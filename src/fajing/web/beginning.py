"""Beginning a matter in the office: for which unit, by which number, and its entry. Page and API come through here."""

from __future__ import annotations

from fajing.app.begin_matter import Begin, Beginning, kinds_begun, prepare, propose_number
from fajing.app.commitments import PROCEDURE as PROMISES
from fajing.app.office_book import STEP
from fajing.app.office_record import Foreseen, Wrong, foresee
from fajing.app.opened_matters import begun_by
from fajing.app.report_deadline import followed_norms
from fajing.lawbook.model import Procedure
from fajing.web import judged, reach
from fajing.web.acting import alone
from fajing.web.clock import instant, zone
from fajing.web.law import lawbook
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.models import MatterRow


def kinds() -> list[Procedure]:
    """The kinds of matter that may be begun; not those that reports open."""
    return kinds_begun(lawbook(), {PROMISES, *(norm.procedure for norm in followed_norms(lawbook()))})


def units_of(user: User) -> list[str]:
    """Units for which a user may begin a matter, his own first."""
    own = [user.unit.name] if user.unit is not None else []
    within = user.reach()
    return [*own, *(one for one in reach.units(user) if one in within and one not in own)]


def stands(number: str) -> bool:
    """Whether there is a matter of a number: in a list, in the ledger, or imported and not looked at yet."""
    return (
        MatterRow.objects.filter(matter=number).exists()
        or next(follower.book().of_matter(number), None) is not None
        or judged.office_files().read(number, judged.as_of()) is not None
    )


def proposed(procedure: Procedure) -> str:
    """The next free number of a kind."""
    year = zone().civil(instant()).year
    begin = f"{procedure.title.zh}〔{year}〕"
    taken = MatterRow.objects.filter(procedure=procedure.id, matter__startswith=begin)
    serials = [one[len(begin) :] for one in taken.values_list("matter", flat=True)]
    last = max((int(one) for one in serials if one.isdecimal()), default=0)
    return propose_number(procedure, year, stands, last)


def prepared(user: User, asked: Beginning) -> tuple[Begin | None, list[Wrong]]:
    """The matter ready to be begun, or what is wrong."""

    def kind_of(number: str) -> str | None:
        row = reach.matters(user).filter(matter=number).first()
        return row.procedure if row is not None else None

    begin, wrong = prepare(asked, judged.office_files().carried, instant(), zone(), stands, kind_of)
    if asked.unit not in units_of(user):
        wrong = [Wrong("unit", "这个单位不归您的范围", "not a unit within your reach"), *wrong]
    return (None if wrong else begin), wrong


def foreseen(begin: Begin) -> Foreseen:
    """What would follow if it were begun."""
    files = judged.office_files().with_begun(begun_by([*judged.openings(), begin.body], lawbook()))
    under = str(begin.body["opens"].get("parent") or "")
    pending = judged.recorded(under) if under else []
    return foresee(files, begin.event.matter, begin.event, judged.as_of(), pending, under)


@alone()
def enter(user: User, begin: Begin) -> int | None:
    """Enters it; None where somebody else has taken the number meanwhile.

    Who begin matters at the same time take turns.
    """
    number = begin.event.matter
    if next(follower.book().of_matter(number), None) is not None:
        return None
    entry = follower.book().write(STEP, begin.body, user.number, instant(), (f"matter:{number}",))
    follower.follow()
    return entry
