"""The first page of each role that sees no cases: its own numbers, each of which opens for that role."""

import re

import pytest

from fajing.findings.people import Role
from fajing.web.access.rules import CASES

OTHERS = [role for role in Role if role not in CASES]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", OTHERS)
def test_every_number_and_row_opens_for_the_role(role, language, sign_in):
    client = sign_in(role)
    client.cookies["fajing_language"] = language
    page = client.get("/")
    first = page.context["first"]
    assert len(first.numbers) == 4
    assert first.panels and all(len(row) == len(panel.head) for panel in first.panels for row in panel.rows)
    told = [one.url for one in first.numbers] + [panel.url for panel in first.panels]
    told += [cell.url for panel in first.panels for row in panel.rows for cell in row if cell.url]
    for url in sorted(set(told))[:12]:
        assert client.get(url).status_code == 200, url
    if language == "en":
        main = page.content.decode().split("<main")[1]
        words = [*(one.label for one in first.numbers), *(panel.title for panel in first.panels)]
        assert not re.search("[一-鿿]", "".join(words)), words
        assert all(word in main for word in words)


def numbers(client):
    return {one.label: one.value for one in client.get("/").context["first"].numbers}


def test_the_report_writer_sees_deadline_stage_and_open_places(sign_in):
    client = sign_in(Role.REPORT_WRITER)
    first = client.get("/").context["first"]
    years = client.get("/reports/").context["rows"]
    report = min((one for one in years if one["stage"] == "在写"), key=lambda one: one["year"])
    told = numbers(client)
    assert told["公开期限"] == str(abs(report["left"]))
    assert told["进度"] == "在写"
    page = client.get(f"/reports/{report['year']}/")
    assert told["待填"] == str(page.context["to_fill"])
    figures = client.get("/figures/").context
    assert told["缺数的指标"] == str(figures["missing"])
    assert len(first.panels[1].rows) == len(figures["groups"])


def test_administrators_see_what_is_theirs_and_it_follows_what_happens(sign_in, user_at, client):
    from axes.models import AccessAttempt
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from fajing.web.people.models import User

    client = sign_in(Role.SECURITY_ADMIN)
    before = numbers(client)
    assert before["未设动态口令"] == str(User.objects.filter(is_active=True).count())
    TOTPDevice.objects.create(user=user_at(Role.CASE_OFFICER), confirmed=True, name="t")
    AccessAttempt.objects.create(username="900100", ip_address="127.0.0.1", failures_since_start=5)
    AccessAttempt.objects.create(username="900101", ip_address="127.0.0.1", failures_since_start=1)
    after = numbers(client)
    assert int(after["未设动态口令"]) == int(before["未设动态口令"]) - 1
    assert (after["锁定"], after["输错密码"]) == ("1", "2")
    admin = sign_in(Role.SYSTEM_ADMIN)
    on = int(numbers(admin)["在用的用户"])
    admin.post(f"/users/{user_at(Role.CASE_OFFICER, 1).number}/switch/")
    told = numbers(admin)
    assert (int(told["在用的用户"]), told["停用"], told["没有单位"]) == (on - 1, "1", "1")
    last = admin.get("/").context["first"].panels[1].rows[0]
    assert (last[1].text, last[3].text) == (user_at(Role.CASE_OFFICER, 1).number, "停用")
    assert numbers(sign_in(Role.SECURITY_ADMIN))["近30日变动"] == "1"


def test_the_audit_administrator_sees_ledger_journal_and_hand_over(sign_in, office):
    from fajing.web.records import follower
    from fajing.web.records.journal import anchor, journal

    client = sign_in(Role.AUDIT_ADMIN)
    told = numbers(client)
    assert told["存证"] == f"{follower.book().ledger.size():,}"
    assert told["未被覆盖"] == told["存证"]
    assert told["调阅记录"] == f"{journal().log.size():,}"
    assert told["上次交出检查点"] == "—"
    assert "还没有交出" in client.get("/").content.decode()
    sign_in(Role.CASE_OFFICER, 1).get("/matters/")
    anchor()
    client = sign_in(Role.AUDIT_ADMIN)
    first = client.get("/").context["first"]
    assert int(first.numbers[3].value.replace(",", "")) > int(told["调阅记录"].replace(",", ""))
    assert first.numbers[3].url.startswith("/entries/")
    assert first.panels[0].rows[0][1].text == "调阅记录存证"


def test_an_officer_is_told_of_what_he_is_to_answer_not_of_what_his_unit_is(sign_in, user_at, unit_names):
    from fajing.web.records.kept import FINDINGS, changed
    from fajing.web.records.models import FindingRow

    user = user_at(Role.CASE_OFFICER, 1)
    rows = list(FindingRow.objects.filter(unit=unit_names[0])[:3])
    FindingRow.objects.filter(pk__in=[one.pk for one in rows]).update(
        state="waiting", reply_due=1, handler="1"
    )
    FindingRow.objects.filter(pk=rows[1].pk).update(handler=user.number)
    changed(FINDINGS)
    client = sign_in(Role.CASE_OFFICER, 1)
    page = client.get("/")
    assert page.context["mine"] == 1
    assert [one["row"].number for one in page.context["mine_rows"]] == [rows[1].number]
    assert [one.number for one in client.get("/findings/?mine=1").context["page"].object_list] == [
        rows[1].number
    ]


def test_an_officers_own_comes_first_only_where_it_runs_out_soon(user_at, unit_names, office):
    from fajing.web import today_data
    from fajing.web.clock import instant
    from fajing.web.records.kept import DUTIES, changed
    from fajing.web.records.models import DutyRow

    user, present, hour = user_at(Role.CASE_OFFICER, 1), instant(), 3600
    DutyRow.objects.all().delete()
    told = {"theirs soon": ("1", 2), "own soon": (user.number, 47), "own late": (user.number, 23 * 24)}
    for key, (handler, hours) in told.items():
        DutyRow.objects.create(
            key=key, norm="x", severity="medium", file="f", matter="m", procedure="case", unit=unit_names[0],
            handler=handler, trigger_step="s", due=present + hours * hour, outcome="open",
        )  # fmt: skip
    changed(DUTIES)
    first = [one.key for one in today_data.first_to_run_out(user)]
    assert first == ["own soon", "theirs soon", "own late"]
    DutyRow.objects.filter(key="own soon").update(due=present + 49 * hour)
    changed(DUTIES)
    assert [one.key for one in today_data.first_to_run_out(user)] == ["theirs soon", "own soon", "own late"]
