"""The API does what a page's button does: the same function, the same rules, one entry of the ledger."""

import pytest
from tests.web.test_api_reading import call  # noqa: F401
from tests.web.test_imports import brought, upload  # noqa: F401

from fajing.findings.people import Role


@pytest.fixture
def asked(call):  # noqa: F811
    return call


def test_a_reminder_is_entered_once_for_a_duty_in_reach(asked, unit_names):
    from fajing.web.records import follower
    from fajing.web.records.models import Reminder

    rows = asked(Role.UNIT_LEADER, "/duties", where=1).json()
    assert {row["unit"] for row in rows} == {unit_names[0]}
    one = rows[0]
    told = asked(Role.UNIT_LEADER, f"/duties/{one['duty']}/reminders", {}, where=1).json()
    stored = follower.book().ledger.entry(told["entry"])
    assert (stored.kind, stored.entry.subjects) == ("duty.reminded", (f"matter:{one['matter']}",))
    assert Reminder.objects.filter(by=stored.entry.actor.removeprefix("officer:")).count() == 1
    assert asked(Role.UNIT_LEADER, f"/duties/{one['duty']}/reminders", {}, where=2).status_code == 404
    assert asked(Role.CASE_OFFICER, f"/duties/{one['duty']}/reminders", {}, where=1).status_code == 403
    for none in (0, 999_999, 2**70):
        assert asked(Role.UNIT_LEADER, f"/duties/{none}/reminders", {}, where=1).status_code == 404
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    assert len(asked(Role.UNIT_LEADER, "/duties", where=1, limit=1).json()) == 1


def test_a_finding_is_raised_by_hand_under_the_pages_rules(asked, a_finding):
    from fajing.web.records.models import FindingRow

    old = a_finding(0)
    body = {"matter": old.matter, "norm": old.norm, "note": "卷宗里没有签名", "source": "inspection"}
    made = asked(Role.LEGAL_OFFICER, "/findings", body).json()
    row = FindingRow.objects.get(number=made["number"])
    assert (row.matter, row.norm, row.state) == (old.matter, old.norm, "new")
    for wrong in ({"matter": "none"}, {"norm": "none"}, {"note": " "}, {"note": "110101199003074514"}):
        answer = asked(Role.LEGAL_OFFICER, "/findings", body | wrong)
        assert answer.status_code == 409, wrong
        assert answer.json()["detail"]
    assert asked(Role.LEGAL_OFFICER, "/findings", body | {"source": "none"}).status_code == 422
    assert asked(Role.LEGAL_OFFICER, "/findings", body, where=2).status_code == 409
    assert asked(Role.CASE_OFFICER, "/findings", body, where=1).status_code == 403
    assert asked(Role.LEGAL_OFFICER, "/findings", body, scopes=("read:findings",)).status_code == 403


def test_what_waits_for_an_officer_is_handed_over(asked, a_finding, user_at):
    from fajing.findings.acts import Kind
    from fajing.web.pages.finding_actions import act_on
    from fajing.web.records.models import FindingRow

    one = a_finding(0)
    act_on(user_at(Role.LEGAL_OFFICER), one.number, Kind.PUSHED, "")
    giver = FindingRow.objects.get(number=one.number).handler
    to = user_at(Role.CASE_OFFICER, 1).number
    body = {"giver": giver, "to": to, "note": "休假"}
    assert asked(Role.UNIT_LEADER, "/hand-overs", body, where=2).status_code == 409
    assert asked(Role.LEGAL_OFFICER, "/hand-overs", body).status_code == 403
    assert asked(Role.UNIT_LEADER, "/hand-overs", body | {"to": "049999"}, where=1).status_code == 409
    assert asked(Role.UNIT_LEADER, "/hand-overs", body | {"to": "张三"}, where=1).status_code == 409
    assert asked(Role.UNIT_LEADER, "/hand-overs", body, where=1).json() == {"findings": 1, "to": to}
    assert FindingRow.objects.get(number=one.number).handler == to
    assert asked(Role.UNIT_LEADER, "/hand-overs", body, where=1).status_code == 409


def test_an_import_is_undone_and_stands_again(asked, upload):  # noqa: F811
    from fajing.web.records import follower

    _, row = brought(upload)
    path = f"/imports/{row.token}/undo"
    assert asked(Role.LEGAL_OFFICER, path, {}).status_code == 409
    undone = asked(Role.LEGAL_OFFICER, path, {"reason": "传错了文件"}).json()
    assert undone["state"] == "withdrawn"
    assert follower.book().ledger.entry(undone["entry"]).body["reason"] == "传错了文件"
    assert asked(Role.LEGAL_OFFICER, path, {"reason": "再来"}).status_code == 409
    restored = asked(Role.LEGAL_OFFICER, path, {"restore": True, "reason": "没有错"}).json()
    assert restored["state"] == "done"
    assert asked(Role.UNIT_LEADER, path, {}, where=1).status_code == 403
