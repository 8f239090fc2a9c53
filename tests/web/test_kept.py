"""What a process keeps of its tables: the same as counted anew, each viewer his own, gone once the tables change."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import F

from fajing.findings.people import Role
from fajing.web import desk_data, today_data
from fajing.web.clock import instant
from fajing.web.records import follower, kept
from fajing.web.records.models import DutyRow, FindingRow
from fajing.web.rows import row

pytestmark = pytest.mark.django_db


def counting(user, calls, *more, **options):
    def count():
        calls.append(user.number)
        return len(calls)

    return kept.kept(user, "test", count, *more, **options)


def test_what_is_kept_is_counted_once_for_each_reach_and_anew_after_a_change(user_at):
    calls: list[str] = []
    all_units, one_unit, other = (
        user_at(Role.SUPERVISOR),
        user_at(Role.UNIT_LEADER, 1),
        user_at(Role.UNIT_LEADER, 2),
    )
    assert [counting(all_units, calls), counting(all_units, calls)] == [1, 1]
    assert [counting(one_unit, calls), counting(other, calls), counting(one_unit, calls)] == [2, 3, 2]
    assert counting(all_units, calls, "another filter") == 4
    kept.changed(kept.FINDINGS)
    assert counting(all_units, calls) == 5
    assert counting(all_units, calls, of=(kept.DUTIES,)) == 6
    kept.changed(kept.FINDINGS)
    assert counting(all_units, calls, of=(kept.DUTIES,)) == 6


def test_a_change_that_was_undone_leaves_no_trace(user_at):
    calls: list[str] = []
    user = user_at(Role.SUPERVISOR)
    assert counting(user, calls, "undone") == 1
    point = transaction.savepoint()
    kept.changed(kept.FINDINGS)
    assert counting(user, calls, "undone") == 2
    transaction.savepoint_rollback(point)
    assert counting(user, calls, "undone") == 1


def test_what_changes_by_itself_is_kept_no_longer_than_that(user_at):
    calls: list[str] = []
    user = user_at(Role.SUPERVISOR)
    assert counting(user, calls, "past", until=lambda _: instant()) == 1
    assert counting(user, calls, "past", until=lambda _: instant() + 600) == 2
    assert counting(user, calls, "past", until=lambda _: instant() + 600) == 2


def test_the_shelf_does_not_grow_without_end(user_at, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 3)
    calls: list[str] = []
    user = user_at(Role.SUPERVISOR)
    for number in range(5):
        counting(user, calls, "many", number)
    assert counting(user, calls, "many", 4) == 5
    assert counting(user, calls, "many", 0) == 6


@pytest.mark.parametrize(
    ("role", "where"), [(Role.SUPERVISOR, 0), (Role.UNIT_LEADER, 1), (Role.CASE_OFFICER, 2)]
)
def test_numbers_of_today_are_those_of_the_tables(user_at, role, where):
    user = user_at(role, where)
    present, rows = instant(), today_data.open_duties(user)
    dues = today_data.dues(user)
    assert dues.still() == rows.count()
    assert dues.still(present + 86_400) == rows.filter(due__lte=present + 86_400).count()
    first = today_data.first_to_run_out(user)
    assert len(first) == min(today_data.ROWS, rows.count())
    assert all(one.unit in user.reach() for one in first)
    found = today_data.counted(user)
    assert list(found.mine) == [one.number for one in today_data.waiting_for(user)]
    assert found.days[-1].open == (
        FindingRow.objects.filter(unit__in=user.reach(), raised_at__lte=instant())
        .exclude(state="closed")
        .count()
    )


def test_an_act_changes_the_numbers_at_once(sign_in, a_finding, user_at):
    user, finding = user_at(Role.LEGAL_OFFICER), a_finding()
    before = today_data.counted(user)
    client = sign_in(Role.LEGAL_OFFICER)
    shown = client.get("/findings/?state=new").content.decode()
    assert f"/findings/{finding.number}/" in shown or "page=2" in shown
    assert client.post(f"/findings/{finding.number}/act/", {"kind": "pushed"}).status_code == 302
    after = today_data.counted(user)
    assert after is not before
    assert after.oldest is not None
    assert f"/findings/{finding.number}/" not in client.get("/findings/?state=new").content.decode()
    assert follower.book().finding(finding.number).pushed_at is not None


def test_a_duty_that_has_run_out_is_no_longer_counted(user_at):
    user = user_at(Role.SUPERVISOR)
    every = today_data.open_duties(user).count()
    assert every
    DutyRow.objects.filter(outcome="open").update(due=F("due") - 10_000_000)
    with transaction.atomic():
        kept.changed(kept.DUTIES)
    assert today_data.dues(user).still() == today_data.open_duties(user).count() < every


def test_a_row_escapes_what_it_is_given():
    said = row("finding", {
        "number": "1", "outcome": "late", "icon": "", "verdict": "<b>", "title": '"x"', "matter_url": "/m/&",
        "matter": "a&b", "unit": "u", "handler": "", "state": "s", "level": "", "term": "—",
    })  # fmt: skip
    assert "&lt;b&gt;" in said
    assert "&quot;x&quot;" in said
    assert "a&amp;b" in said


def test_the_desk_is_counted_anew_when_something_becomes_overdue(user_at, a_finding, monkeypatch):
    user, present = user_at(Role.SUPERVISOR), instant()
    finding = a_finding()
    FindingRow.objects.filter(number=finding.number).update(
        state="waiting", pushed_at=present - 3600, reply_due=present + 600, replied_at=None
    )
    kept.changed(kept.FINDINGS)
    before = desk_data.desk_of(user)
    assert before.changes_at is not None
    assert before.changes_at <= present + 600
    assert finding.number not in {one.number for one in before.overdue}
    assert desk_data.desk_of(user) is before
    for module in (kept, desk_data):
        monkeypatch.setattr(module, "instant", lambda: present + 601)
    after = desk_data.desk_of(user)
    assert finding.number in {one.number for one in after.overdue}
    assert after.on_time[1] == before.on_time[1] + 1


def test_the_desk_of_one_unit_is_not_that_of_another(user_at, unit_names):
    whole = desk_data.desk_of(user_at(Role.SUPERVISOR))
    parts = [desk_data.desk_of(user_at(Role.UNIT_LEADER, where)) for where in (1, 2)]
    assert [one.units for one in parts] == [[unit_names[0]], [unit_names[1]]]
    for part in parts:
        assert part.open == FindingRow.objects.filter(unit=part.units[0]).exclude(state="closed").count()
    assert whole.open >= sum(part.open for part in parts)
    assert desk_data.desk_of(user_at(Role.SUPERVISOR), unit_names[0]).open == parts[0].open
