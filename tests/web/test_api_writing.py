"""The API writes what the pages write, by the same rules: steps, files, documents."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.test_imports import here

from fajing.findings.people import Role
from fajing.web.api.scopes import SCOPES


@pytest.fixture
def call(client, user_at, monkeypatch):
    """Asks the API as a user of a role, with all scopes or some."""
    from fajing.web.people.models import Token

    here(monkeypatch)

    def asked(role, path, body, where=0, scopes=tuple(SCOPES)):
        token = Token.issue(user_at(role, where), "t", list(scopes))
        more = {} if "file" in body else {"content_type": "application/json"}
        return client.post(f"/api/v1{path}", body, HTTP_AUTHORIZATION=f"Bearer {token}", **more)

    return asked


@pytest.fixture
def ask(client, user_at):
    """Reads an address as a user of a role."""
    from fajing.web.people.models import Token

    def asked(role, address):
        token = Token.issue(user_at(role), "t", list(SCOPES))
        return client.get(address, HTTP_AUTHORIZATION=f"Bearer {token}")

    return asked


@pytest.fixture
def a_step(unit_names):
    """A step that fits an administrative case of unit 1."""
    from fajing.web.records.models import MatterRow

    row = (
        MatterRow.objects.filter(unit=unit_names[0], procedure="administrative_case")
        .order_by("matter")
        .first()
    )
    officers = [{"number": "040101", "role": "handler"}]
    return {
        "matter": row.matter,
        "step": "person_arrived",
        "at": "2026-03-09 08:00",
        "officers": officers,
        "object": "P9",
    }


def test_a_step_is_foretold_recorded_and_corrected(call, a_step):
    from fajing.web import judged

    told = call(Role.CASE_OFFICER, "/steps", a_step | {"check": True}, 1)
    assert told.status_code == 200, told.content
    assert told.json()["entry"] is None
    assert told.json()["would"]["started"]
    assert judged.recorded(a_step["matter"]) == []
    made = call(Role.CASE_OFFICER, "/steps", a_step, 1).json()
    assert made["entry"] > 0
    again = call(Role.CASE_OFFICER, "/steps", a_step | {"object": "P10"}, 1).json()
    (first, second) = judged.recorded(a_step["matter"])
    assert {first.objects, second.objects} == {("P9",), ("P10",)}
    assert again["step"]["id"] != made["step"]["id"]
    corrected = a_step | {"at": "2026-03-09 08:10", "corrects": made["step"]["id"]}
    assert call(Role.CASE_OFFICER, "/steps", corrected, 1).json()["step"]["at"] == "2026-03-09T08:10"
    assert len(judged.recorded(a_step["matter"])) == 2


def test_a_step_keeps_reach_roles_scopes_and_fields(call, a_step):
    def answered(role, body, where=1, **more):
        return call(role, "/steps", a_step | body, where, **more).status_code

    assert answered(Role.CASE_OFFICER, {}, 2) == 404
    assert answered(Role.SUPERVISOR, {}, 0) == 403
    assert answered(Role.CASE_OFFICER, {}, scopes=("read:matters",)) == 403
    for wrong in (
        {"step": "none"}, {"at": "2026-02-30"}, {"officers": []}, {"corrects": "x"}, {"values": {"none": "1"}},
        {"object": "110101199003074997"}, {"officers": [{"number": "张三"}]},
    ):  # fmt: skip
        assert answered(Role.CASE_OFFICER, wrong) == 422, wrong


def test_a_file_comes_in_by_a_known_map_only(call, ask, office):
    from tests.web.conftest import WEEK

    from fajing.web.records.models import ImportRow

    data = (WEEK / "first_week.xlsx").read_bytes()
    made = call(Role.LEGAL_OFFICER, "/imports", {"file": SimpleUploadedFile("first_week.xlsx", data)})
    assert made.status_code == 202, made.content
    assert made.json()["address"] == f"/api/v1/imports/{made.json()['token']}"
    told = ask(Role.LEGAL_OFFICER, made.json()["address"]).json()
    assert (told["state"], told["stage"]) == ("done", "")
    assert (told["state"], told["rows"]) == ("done", told["new"] + told["rejected"] + told["ignored"])
    assert ImportRow.objects.get(token=told["token"]).segment is None  # all of it was there already
    assert (told["events_new"], told["events_corrected"]) == (0, 0)
    assert told["events_known"] > 0
    assert told["entry"] is not None
    other = call(
        Role.LEGAL_OFFICER, "/imports", {"file": SimpleUploadedFile("a.csv", "甲,乙\n1,2\n".encode())}
    )
    assert (other.status_code, other.json()["state"]) == (200, "open")
    for name, content in (("a.exe", b"MZ"), ("a.csv", b""), ("a.xlsx", b"none")):
        sent = {"file": SimpleUploadedFile(name, content)}
        assert call(Role.LEGAL_OFFICER, "/imports", sent).status_code == 422
    assert (
        call(Role.CASE_OFFICER, "/imports", {"file": SimpleUploadedFile("a.csv", b"a")}, 1).status_code == 403
    )


def test_a_paper_from_draft_to_verification(call, a_finding):
    one = a_finding(0)
    body = {
        "kind": "opinion",
        "unit": one.unit,
        "findings": [one.number],
        "demand": "补办",
        "due": "2026-04-10",
    }
    assert call(Role.UNIT_LEADER, "/documents", body, 1).status_code == 403
    assert call(Role.LEGAL_OFFICER, "/documents", body | {"due": "x"}).status_code == 422
    made = call(Role.LEGAL_OFFICER, "/documents", body).json()
    path = f"/documents/{made['id']}"
    assert call(Role.LEGAL_OFFICER, f"{path}/acts", {"kind": "served", "to": "040101"}).status_code == 409
    assert call(Role.LEGAL_OFFICER, f"{path}/issue", {}, 2).status_code == 404
    assert call(Role.LEGAL_OFFICER, f"{path}/issue", {}).json()["entry"] > 0
    assert call(Role.LEGAL_OFFICER, f"{path}/issue", {}).status_code == 409
    assert call(Role.LEGAL_OFFICER, f"{path}/acts", {"kind": "served", "to": "040101"}).json()["served_at"]
    assert call(Role.UNIT_LEADER, f"{path}/acts", {"kind": "replied", "note": "已补办"}, 1).json()[
        "replied_at"
    ]
    assert call(Role.SUPERVISOR, f"{path}/acts", {"kind": "verified"}).json()["verified_at"]
    assert call(Role.LEGAL_OFFICER, "/documents/circular", {"year": 2026, "month": 3}).json()["number"]
    assert call(Role.LEGAL_OFFICER, "/documents/circular", {"year": 2026, "month": 13}).status_code == 422
