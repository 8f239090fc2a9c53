"""A process of the office as a bureau runs it, told by lines of JSON what its threads do at the same time.

Run as `python at_once_worker.py THREADS BEGIN`: the office is that of `$FAJING_DATA`, its database that of
`$FAJING_DATABASE_URL` or SQLite in the folder. Each line asked is answered by one: what each thread was told.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from fajing.web import jobs

NUMBERS = ("8801", "8802", "8803", "8804")


def prepare(asked: dict[str, str]) -> list[str]:
    """Makes the tables, four legal officers, and a matter; what the ledger has is taken in.

    Returns:
        Numbers of documents that bore one number as an older office could give it, as they are now.
    """
    from django.core.management import call_command

    call_command("migrate", "records", "0009", verbosity=0)
    twice = [_an_old_document(at) for at in (7, None, 3)]
    jobs.migrate()
    from fajing.findings.people import Role
    from fajing.web.people.models import User
    from fajing.web.people.units import hang, root
    from fajing.web.records import follower
    from fajing.web.records.models import Document, MatterRow

    hang({}, [asked["unit"]])
    for number in NUMBERS:
        User.objects.create(number=number, role=Role.LEGAL_OFFICER.value, unit=root(), is_granted=True)
    MatterRow.objects.create(
        matter=asked["matter"], file=asked["matter"], procedure=asked["procedure"], unit=asked["unit"]
    )
    follower.follow()
    return [Document.objects.get(pk=one).number for one in twice]


def _an_old_document(issued_at: int | None) -> int:
    """A document of a number that others have as well; its key."""
    from fajing.web.records.models import Document

    told = {"kind": "slip", "title": "x", "text": "x", "made_at": 1, "made_by": "8801"}
    return Document.objects.create(number="督办单〔2020〕001号", issued_at=issued_at, **told).pk


def deed(asked: dict[str, str], number: str) -> str:
    """One officer's part; what he is told."""
    from fajing.core.errors import FajingError
    from fajing.findings.acts import Kind
    from fajing.web.documents import making, papers
    from fajing.web.pages.finding_actions import act_on, raise_checked
    from fajing.web.people.accounts import open_account, switch
    from fajing.web.people.models import User
    from fajing.web.records.models import Document

    user = User.objects.select_related("unit").get(number=number)
    do: dict[str, Callable[[], Any]] = {
        "raise": lambda: raise_checked(user, {**asked, "note": "现场检查时看到", "source": "inspection"}),
        "act": lambda: act_on(user, asked["finding"], Kind(asked["kind"]), asked["note"]).kind.value,
        "push": lambda: making.push(user),
        "circular": lambda: making.circular(2026, 2, number).number,
        "paper": lambda: (
            papers.draft("notice", asked["unit"], [asked["finding"]], "请说明", "2026-12-31", user).number
        ),
        "issue": lambda: making.issue(Document.objects.get(number=asked["number"]), number),
        "serve": lambda: papers.act(
            Document.objects.get(number=asked["number"]), user, "served", "", "041276"
        ),
        "open": lambda: open_account("8899", number)[0].number,
        "switch": lambda: switch(User.objects.get(number="8899"), False, number),
    }
    try:
        return str(do[asked["do"]]())
    except FajingError as refused:
        return f"refused: {refused.what}"


def at_once(asked: dict[str, str], numbers: list[str]) -> list[str]:
    """Every officer of this process does the same; what each was told."""
    from django.db import DatabaseError, connections

    told, together = dict.fromkeys(numbers, ""), Barrier(len(numbers))

    def run(number: str) -> None:
        together.wait()
        try:
            told[number] = deed(asked, number)
        except (
            DatabaseError,
            LookupError,
            ValueError,
        ) as fault:  # shown where the test asks for what was told
            told[number] = f"{type(fault).__name__}: {fault}"
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in numbers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return list(told.values())


def main() -> None:
    """Answers until there is nothing more to do."""
    jobs._ready()
    count, begin = int(sys.argv[1]), int(sys.argv[2])
    for line in sys.stdin:
        asked = json.loads(line)
        told = (
            prepare(asked) if asked["do"] == "prepare" else at_once(asked, [*NUMBERS[begin : begin + count]])
        )
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
