"""Who acts at the same time: numbers are given once, of two who do the same one is refused, nothing is lost.

In the office as a bureau runs it: its own settings, tables in a file or on PostgreSQL, threads of several processes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from tests.conftest import REPOSITORY
from tests.ledger.server import running, why_not

from fajing.app.office_book import DOCUMENT, USER, Book, open_book
from fajing.findings.acts import Kind
from fajing.ledger.ledger import Ledger
from fajing.web import turns
from fajing.web.acting import alone

WORKER = Path(__file__).with_name("at_once_worker.py")
_WORKERS = {"sqlite": (2, 2), "postgresql": (2, 2)}


class _Office:
    """Processes that answer for one office."""

    def __init__(self, data, url, threads):
        env = {**os.environ, "FAJING_DATA": str(data), "DJANGO_SETTINGS_MODULE": "fajing.web.settings"}
        env["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY / "src"), env.get("PYTHONPATH", "")])
        for name in ("FAJING_OFFICE_BARE", "FAJING_DATABASE_URL"):
            env.pop(name, None)
        if url:
            env["FAJING_DATABASE_URL"] = url
        self.data = data
        self.workers = [
            subprocess.Popen(
                [sys.executable, str(WORKER), str(count), str(sum(threads[:place]))],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
            )
            for place, count in enumerate(threads)
        ]  # fmt: skip

    def ask(self, of, **asked):
        for one in of:
            print(json.dumps(asked), file=one.stdin, flush=True)
        return [told for one in of for told in json.loads(one.stdout.readline())]

    def all_do(self, do, **asked):
        """What each of four officers was told who did the same at once."""
        told = self.ask(self.workers, do=do, **asked)
        assert len(told) == 4
        return told

    def entries(self, kind):
        ledger = Ledger.open(self.data)
        try:
            return list(ledger.entries(kind=kind))
        finally:
            ledger.close()

    def close(self):
        for one in self.workers:
            one.stdin.close()
            one.wait(timeout=60)
            one.stdout.close()


@pytest.fixture(params=sorted(_WORKERS))
def busy(request, office, tmp_path, a_finding):
    """An office that two processes answer for, with one finding that is new."""
    reason = why_not() if request.param == "postgresql" else ""
    if reason:
        pytest.skip(f"not tested on PostgreSQL: {reason}")
    row = a_finding()
    facts = {"unit": row.unit, "matter": row.matter, "finding": row.number, "norm": row.norm}
    data = tmp_path / "office"
    shutil.copytree(settings.OFFICE.data.with_name("kept"), data)
    (data / "office" / "office.sqlite3").unlink(missing_ok=True)
    replace(settings.OFFICE, data=data).save()
    if request.param == "postgresql":
        with running("fsync=off") as server:
            yield from _answering(data, server.make("office"), facts)
    else:
        yield from _answering(data, None, facts)


def _answering(data, url, facts):
    found = _Office(data, url, _WORKERS["postgresql" if url else "sqlite"])
    try:
        unit, matter = facts["unit"], facts["matter"]
        told = found.ask(found.workers[:1], do="prepare", unit=unit, matter=matter, procedure="x")
        old = "督办单〔2020〕001号"
        assert told == [f"{old}之2", f"{old}之3", old]  # who was issued first keeps the number
        yield found, facts
    finally:
        found.close()


def _one_of(told):
    """What the one was told who came first; the others were refused in words."""
    first = [one for one in told if not one.startswith("refused: ")]
    assert len(first) == 1, told
    return first[0]


def test_who_does_the_same_at_once(busy):
    office, facts = busy
    matter, norm, number = facts["matter"], facts["norm"], facts["finding"]

    raised = office.all_do("raise", matter=matter, norm=norm)
    assert len(set(raised)) == 4
    standing = open_book(office.data).findings()
    assert set(raised) <= standing.keys()
    assert [len(standing[one].acts) for one in raised] == [1] * 4
    assert not any(one.strange for one in standing.values())

    assert _one_of(office.all_do("act", finding=number, kind=Kind.PUSHED.value, note="")) == "pushed"
    pushed = [one for one in office.entries("finding.pushed") if one.body["finding"] == number]
    assert len(pushed) == 1

    new = sum(one.state.value == "new" for one in open_book(office.data).findings().values())
    assert sum(json.loads(one.replace("(", "[").replace(")", "]"))[1] for one in office.all_do("push")) == new
    circulars = office.all_do("circular")
    papers = office.all_do("paper", unit=facts["unit"], finding=number)
    assert len(set(circulars)) == len(set(papers)) == 4

    entry = int(_one_of(office.all_do("issue", number=papers[0])))
    issued = office.entries(DOCUMENT)
    assert [one.index for one in issued if one.body["number"] == papers[0]] == [entry]
    of_documents = [one.body["number"] for one in issued if one.kind == DOCUMENT]
    assert len(of_documents) == len(set(of_documents))
    on_slips = [one for entry in issued if entry.body["kind"] == "slip" for one in entry.body["findings"]]
    assert len(on_slips) == len(set(on_slips)) == new + 1
    served = int(_one_of(office.all_do("serve", number=papers[0])))
    assert [one.index for one in office.entries(f"{DOCUMENT}.served")] == [served]

    assert _one_of(office.all_do("open")) == "8899"
    assert sorted(office.all_do("switch")) == ["False"] * 3 + ["True"]
    changes = [one.body["what"] for one in office.entries(USER) if one.body["number"] == "8899"]
    assert changes == ["opened", "off"]


def test_the_night_lets_nobody_act_while_it_brings_findings_in_line(office, monkeypatch):
    from fajing.web.nightly import run_night

    held = []
    write = Book.act
    monkeypatch.setattr(
        Book, "act", lambda *args: held.append(turns.is_held(office.folder / "acts.lock")) or write(*args)
    )
    run_night()
    assert held == [True, True]
    assert not turns.is_held(office.folder / "acts.lock")


def test_who_waits_too_long_is_told_so_and_nothing_is_done(office, user_at, a_finding):
    from fajing.core.errors import UsageError
    from fajing.findings.people import Role
    from fajing.web.pages.finding_actions import act_on
    from fajing.web.records import follower

    size = follower.book().ledger.size()
    handle = turns.taken(office.folder / "acts.lock")
    try:
        with pytest.raises(UsageError, match="others are at work"), alone(patience=2):
            act_on(user_at(Role.LEGAL_OFFICER), a_finding().number, Kind.PUSHED, "")
    finally:
        os.close(handle)
    assert follower.book().ledger.size() == size
    with alone(), alone(patience=0):
        assert turns.is_held(office.folder / "acts.lock")


def test_the_database_takes_a_number_once(office):
    from fajing.web.records.models import Document

    told = {"kind": "slip", "title": "x", "text": "x", "made_at": 0, "made_by": "9300"}
    Document.objects.create(number="", **told)
    Document.objects.create(number="", **told)
    Document.objects.create(number="督办单〔2026〕001号", **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(number="督办单〔2026〕001号", **told)
