"""Personal values on a matter's page: masked, opened by a click with a reason, on record first, and nowhere else."""

import logging

import pytest
from django.urls import reverse

from fajing.core.errors import FajingError
from fajing.findings.people import Role
from fajing.ledger.ledger import Ledger
from fajing.ledger.vault import Vault, vault_key_path
from fajing.web.personal import MASK

NAME, PHONE = "赵某甲乙丙", "电话零零七号"
WHY = {"reason": "核对送达地址"}


@pytest.fixture
def row(office, unit_names):
    """A matter of unit 1 that is a file of its own, with two values in a vault, and another file with one."""
    from fajing.web.records import follower
    from fajing.web.records.models import FindingRow, MatterRow

    ledger = follower.book().ledger
    vault_key_path(ledger.data_dir).unlink(missing_ok=True)
    found = [one for one in MatterRow.objects.filter(unit=unit_names[0]) if one.file == one.matter]
    with_findings = set(FindingRow.objects.exclude(state="closed").values_list("matter", flat=True))
    found.sort(key=lambda one: one.matter in with_findings)
    assert found[0].matter not in with_findings
    vault = Vault.init(ledger)
    vault.put(found[0].matter, [("P1/name", NAME), ("P1/phone", PHONE)])
    vault.put("another file", [("name", NAME)])
    vault.close()
    follower.follow()
    return found[0]


def path(row):
    return reverse("personal", args=[row.matter])


def tokens(row):
    from fajing.web import personal

    return {one.kind: one.token for one in personal._store().of_file(row.matter)}


def openings():
    from fajing.web.records.journal import journal

    return [one for one in journal().reads() if one.body["what"] == "personal"]


def told(answer):
    return "".join(f"{name}: {value}\n" for name, value in answer.items()) + answer.content.decode()


def test_the_pages_show_a_mask_until_something_is_opened(sign_in, row):
    client = sign_in(Role.LEGAL_OFFICER)
    page = told(client.get(f"/matters/{row.matter}/"))
    assert f'href="{path(row)}"' in page
    masked = client.get(path(row))
    assert told(masked).count(MASK) == 2
    assert "姓名" in told(masked)
    assert NAME not in page + told(masked)
    assert PHONE not in page + told(masked)
    assert "no-store" in masked["Cache-Control"]
    assert openings() == []
    assert "保险柜里没有" in told(client.get(f"/matters/{_other(row)}/personal/"))


def _other(row):
    from fajing.web.records.models import MatterRow

    return next(one for one in MatterRow.objects.exclude(matter=row.matter) if one.file == one.matter).matter


def test_what_is_chosen_is_opened_and_the_record_says_who_what_and_why(sign_in, row, user_at):
    client = sign_in(Role.LEGAL_OFFICER)
    answer = client.post(path(row), {"value": tokens(row)["P1/name"], **WHY})
    assert answer.status_code == 200
    assert NAME in told(answer)
    assert PHONE not in told(answer)
    assert told(answer).count(MASK) == 1
    assert "no-store" in answer["Cache-Control"]
    [one] = openings()
    assert one.entry.actor == f"officer:{user_at(Role.LEGAL_OFFICER).number}"
    assert one.body == {
        "what": "personal", "matters": [row.matter], "reason": {"kind": "typed", "text": WHY["reason"]},
        "personal": ["P1/name"], "of": 1,
    }  # fmt: skip
    assert NAME not in told(client.get(path(row)))  # asked for again, it is masked again


def test_his_own_matter_or_finding_is_reason_enough_and_anything_else_must_be_said(
    sign_in, row, user_at, a_finding
):
    from fajing.web.records.models import FindingRow

    client, chosen = sign_in(Role.CASE_OFFICER, 1), {"value": tokens(row)["P1/name"]}
    answer = client.post(path(row), chosen)
    assert answer.status_code == 422
    assert NAME not in told(answer)
    assert client.post(path(row), WHY).status_code == 422  # nothing chosen
    assert client.post(path(row), {**chosen, "reason": "13800000000"}).status_code == 422
    assert openings() == []
    row.handler = user_at(Role.CASE_OFFICER, 1).number
    row.save()
    assert NAME in told(client.post(path(row), chosen))
    assert [one.body["reason"] for one in openings()] == [{"kind": "assigned"}]
    number = a_finding(0).number
    FindingRow.objects.filter(number=number).update(matter=row.matter)
    assert NAME in told(sign_in(Role.SUPERVISOR).post(path(row), chosen))
    assert openings()[-1].body["reason"] == {"kind": "finding", "id": number}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("where", [0, 1, 2], ids=["the body", "own unit", "another unit"])
def test_nobody_else_opens_anything(role, where, sign_in, row):
    """Every role in every place posts for the value with a reason."""
    answer = sign_in(role, where).post(path(row), {"value": tokens(row)["P1/name"], **WHY})
    sees_cases = role in {Role.CASE_OFFICER, Role.UNIT_LEADER, Role.LEGAL_OFFICER, Role.SUPERVISOR}
    may = sees_cases and (where == 1 or (where == 0 and role is not Role.CASE_OFFICER))
    assert (answer.status_code, NAME in told(answer), len(openings())) == (200 if may else 403, may, int(may))


def test_a_value_of_another_file_is_not_opened_from_here(sign_in, row):
    from fajing.web import personal

    [other] = personal._store().of_file("another file")
    answer = sign_in(Role.LEGAL_OFFICER).post(path(row), {"value": other.token, **WHY})
    assert answer.status_code == 422
    assert NAME not in told(answer)
    assert openings() == []


def test_a_file_of_another_unit_stays_masked_though_one_matter_of_it_is_in_reach(sign_in, row, unit_names):
    from fajing.web.records.models import MatterRow

    chosen = {"value": list(tokens(row).values()), **WHY}
    part = MatterRow.objects.filter(unit=unit_names[1]).exclude(matter=row.matter).first()
    MatterRow.objects.filter(pk=part.pk).update(file=row.matter)
    answer = sign_in(Role.UNIT_LEADER, 2).post(path(part), chosen)
    assert "另一个单位" in told(answer)
    assert MASK not in told(answer)
    assert NAME not in told(answer)
    assert openings() == []
    assert NAME in told(sign_in(Role.LEGAL_OFFICER).post(path(part), chosen))


def test_without_the_master_key_or_the_record_nothing_is_shown(sign_in, row, monkeypatch):
    client, chosen = sign_in(Role.LEGAL_OFFICER), {"value": tokens(row)["P1/name"], **WHY}
    from fajing.ledger.journal import Journal

    def refuse(*_):
        raise FajingError("盘满 (full)")

    with monkeypatch.context() as changed:
        changed.setattr(Journal, "record", refuse)
        answer = client.post(path(row), chosen)
    assert answer.status_code == 422
    assert "盘满" in told(answer)
    assert NAME not in told(answer)
    from fajing.web.records import follower

    key = vault_key_path(follower.book().ledger.data_dir)
    key.unlink()
    answer = client.post(path(row), chosen)
    assert (answer.status_code, NAME in told(answer), str(key) in told(answer)) == (422, False, False)
    assert openings() == []


def test_no_value_stands_in_a_log_a_session_an_address_or_an_error_page(sign_in, row, caplog, monkeypatch):
    from django.contrib.sessions.models import Session

    client, chosen = sign_in(Role.LEGAL_OFFICER), {"value": tokens(row)["P1/name"], **WHY}
    client.raise_request_exception = False
    caplog.set_level(logging.DEBUG)
    answer = client.post(path(row), chosen)
    assert NAME in told(answer)
    assert NAME not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]

    def break_down(*_, **__):
        raise ZeroDivisionError("drawing the page")

    monkeypatch.setattr("fajing.web.pages.personal.render", break_down)
    broken = client.post(path(row), chosen)
    assert broken.status_code == 500
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    sessions = "".join(str(one.get_decoded()) for one in Session.objects.all())
    for text in (told(broken), logged, sessions, told(client.get(f"/matters/{row.matter}/"))):
        assert NAME not in text


def test_once_erased_the_page_says_so_and_opens_nothing(sign_in, row, office):
    from datetime import date

    from fajing.ledger.erasing import Order, erase_on_order

    chosen = {"value": tokens(row)["P1/name"], **WHY}
    other = Ledger.open(office.data)  # as the command does it, in another process
    proof = erase_on_order(other, row.matter, Order("注销3号", date(2026, 3, 2), "撤案"), actor="officer:9")
    assert proof.holds
    other.close()
    client = sign_in(Role.LEGAL_OFFICER)
    assert f"存证第{proof.entry}条" in told(client.get(path(row)))
    answer = client.post(path(row), chosen)
    assert (answer.status_code, NAME in told(answer)) == (422, False)
    assert path(row) not in told(client.get(f"/matters/{row.matter}/"))
