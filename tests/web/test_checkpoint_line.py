"""The red line: told to those who can do something about it, and only while it is true."""

from datetime import timedelta

import pytest

from fajing.findings.people import Role
from fajing.ledger.handover import hand_over
from fajing.web import clock
from fajing.web.records import follower

WORDS = "检查点已27小时没有交出"


@pytest.fixture
def a_day_later(office, monkeypatch):
    """The office on the day after its ledger began."""
    began = follower.book().ledger.entry(0).entry.at
    monkeypatch.setattr(clock, "office_now", lambda: began + timedelta(hours=27, minutes=5))


@pytest.mark.parametrize(
    "role, path, told",
    [
        (Role.LEGAL_OFFICER, "/", True),
        (Role.SUPERVISOR, "/desk/", True),
        (Role.AUDIT_ADMIN, "/ledger/", True),
        (Role.LEGAL_OFFICER, "/findings/", False),
        (Role.CASE_OFFICER, "/", False),
        (Role.OUTSIDE_READER, "/", False),
    ],
)
def test_who_is_told_that_no_checkpoint_was_handed_over(role, path, told, a_day_later, sign_in):
    assert (WORDS in sign_in(role, 0).get(path).content.decode()) is told


def test_a_checkpoint_handed_over_ends_it(a_day_later, sign_in, tmp_path, monkeypatch):
    client = sign_in(Role.LEGAL_OFFICER, 0)
    assert WORDS in client.get("/").content.decode()
    ledger = follower.book().ledger
    hand_over(ledger, tmp_path / "elsewhere")
    handed_over = ledger.entry(ledger.size() - 1).entry.at
    monkeypatch.setattr(clock, "office_now", lambda: handed_over + timedelta(hours=25))
    assert "检查点已" not in client.get("/").content.decode()
