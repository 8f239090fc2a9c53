"""What the office does beyond cases, by the API: wording, appraisal sheets, the yearly report, receipts, the week."""

import re

import pytest
from tests.report_given import FULL
from tests.web.test_api_reading import call  # noqa: F401
from tests.web.test_draws import close_some, later, made  # noqa: F401

from fajing.findings.people import Role

pytestmark = pytest.mark.django_db
SECTION = "30-enforcement_oversight.md"


@pytest.fixture
def asked(call):  # noqa: F811
    return call


def test_the_wording_of_a_document_is_read_changed_and_put_back(asked):
    path = "/documents/templates/slip"
    before = asked(Role.LEGAL_OFFICER, path).json()
    assert "{number}" in before["text"]
    assert (before["own"], before["changed_by"]) == (False, "")
    for wrong in ("没有文号", "{number} {nobody_fills_this}", "{number} 手机 13812345678"):
        answer = asked(Role.LEGAL_OFFICER, path, {"text": wrong})
        assert answer.status_code == 409, wrong
        assert answer.json()["detail"]
    changed = asked(Role.LEGAL_OFFICER, path, {"text": "{number}\n{list}"}).json()
    assert (changed["own"], changed["text"]) == (True, "{number}\n{list}")
    assert changed["changed_by"] == f"9{list(Role).index(Role.LEGAL_OFFICER)}00"
    kinds = {one["kind"]: one["own"] for one in asked(Role.SUPERVISOR, "/documents/templates").json()}
    assert kinds["slip"] is True
    assert not any(own for kind, own in kinds.items() if kind != "slip")
    assert asked(Role.LEGAL_OFFICER, path, {"reset": True}).json()["text"] == before["text"]
    assert asked(Role.LEGAL_OFFICER, "/documents/templates/none").status_code == 404
    for role, where in ((Role.UNIT_LEADER, 1), (Role.LEGAL_OFFICER, 1)):
        assert asked(role, path, {"text": "{number}"}, where=where).status_code == 403
    assert asked(Role.LEGAL_OFFICER, path, scopes=("make:documents",)).status_code == 403


def test_a_sheet_is_filled_in_once_for_a_drawn_file(asked, sign_in, user_at, later, close_some):  # noqa: F811
    from fajing.web.law import lawbook
    from fajing.web.records.models import FindingRow, MatterRow

    made(sign_in(Role.LEGAL_OFFICER), later, "api-1", user_at(Role.LEGAL_OFFICER))
    path = "/draws/api-1/sheets"
    rows = asked(Role.LEGAL_OFFICER, path).json()
    assert len(rows) == 2
    assert [one["sheet"] for one in rows] == [None, None]
    one = MatterRow.objects.get(matter=rows[0]["matter"])
    standing = set(FindingRow.objects.filter(matter=one.matter).values_list("norm", flat=True))
    norm = next(
        n.id for n in lawbook().norms.values()
        if n.procedure == one.procedure and n.is_finding and n.id not in standing
    )  # fmt: skip
    for wrong in ({"norm": norm, "note": " "}, {"norm": "none", "note": "x"}):
        body = {"matter": one.matter, "defects": [wrong]}
        assert asked(Role.LEGAL_OFFICER, path, body).status_code == 409
    body = {"matter": one.matter, "defects": [{"norm": norm, "note": "笔录没有起止时间"}]}
    told = asked(Role.LEGAL_OFFICER, path, body).json()
    raised = FindingRow.objects.get(matter=one.matter, norm=norm)
    assert told["defects"] == [{"finding": raised.number, "norm": norm, "note": "笔录没有起止时间"}]
    sheet = next(row["sheet"] for row in asked(Role.SUPERVISOR, path).json() if row["matter"] == one.matter)
    assert (sheet["entry"], sheet["defects"]) == (told["entry"], told["defects"])
    other = MatterRow.objects.exclude(matter__in=[row["matter"] for row in rows]).first()
    assert asked(Role.LEGAL_OFFICER, path, {"matter": other.matter}).status_code == 404
    assert asked(Role.LEGAL_OFFICER, "/draws/none/sheets").status_code == 404
    assert asked(Role.UNIT_LEADER, path, where=1).status_code == 403
    MatterRow.objects.filter(matter=rows[1]["matter"]).update(handler=user_at(Role.SUPERVISOR).number)
    own = asked(Role.SUPERVISOR, path, {"matter": rows[1]["matter"]})
    assert own.status_code == 409, "nobody appraises his own file"


def test_the_yearly_report_is_written_and_signed_by_three_hands(asked):
    writer, legal, supervisor = Role.REPORT_WRITER, Role.LEGAL_OFFICER, Role.SUPERVISOR
    before = asked(writer, f"/reports/2026/sections/{SECTION}").json()
    assert before["may_write"]
    assert not before["is_written"]
    text = 'XX发现问题{{ figure("findings.raised") }}。'
    body = {"section": SECTION, "text": text}
    assert asked(writer, "/reports/2026/texts", body).json()["changed"] is True
    assert asked(writer, "/reports/2026/texts", body).json()["changed"] is False
    after = asked(writer, f"/reports/2026/sections/{SECTION}").json()
    assert text in after["texts"]["zh"]
    assert after["texts"]["en"] == before["texts"]["en"]
    wrong = {"section": SECTION, "text": '{{ figure("no.such") }}'}
    assert asked(writer, "/reports/2026/texts", wrong).status_code == 409
    assert asked(writer, "/reports/2026/texts", {"section": "none", "text": "x"}).status_code in (404, 409)
    asked(writer, "/reports/2026/texts", {"section": "report.yaml", "text": FULL})
    asked(legal, "/reports/2026/remarks", {"section": SECTION, "text": "数字对不上"})
    told = asked(writer, f"/reports/2026/sections/{SECTION}").json()
    assert [one["text"] for one in told["remarks"]] == ["数字对不上"]
    acts = "/reports/2026/acts"
    assert asked(supervisor, acts, {"what": "signed"}).status_code == 409, "not before it was reviewed"
    assert asked(legal, acts, {"what": "submitted"}).status_code == 409, "the writer submits"
    assert asked(writer, acts, {"what": "submitted"}).json()["stage"] == "submitted"
    assert asked(writer, "/reports/2026/texts", body).status_code == 409, "submitted, it stands"
    assert asked(legal, acts, {"what": "returned"}).status_code == 409, "a return says why"
    assert asked(legal, acts, {"what": "reviewed"}).json()["stage"] == "reviewed"
    signed = asked(supervisor, acts, {"what": "signed"}).json()
    assert (signed["stage"], signed["versions"]) == ("signed", 1)
    file = asked(writer, "/reports/2026/files/figures.json", version="1")
    assert file["Content-Type"] == "application/json"
    assert len(b"".join(file.streaming_content)) > 1000
    assert asked(writer, acts, {"what": "none"}).status_code == 422
    assert asked(writer, "/reports/1999/acts", {"what": "submitted"}).status_code == 404
    promised = asked(writer, "/commitments").json()
    assert len([one for one in promised if one["year"] == 2027]) == signed["commitments"] > 0


def test_a_commitment_is_entered_and_moved_on(asked, unit_names):
    body = {
        "kind": "plan",
        "text": "全部执法视音频按期上传",
        "owner": unit_names[0],
        "due": "2026-06-30",
        "year": 2026,
    }
    (matter,) = asked(Role.SUPERVISOR, "/commitments", body).json()["matters"]
    for wrong in (
        {"kind": "none"},
        {"owner": "没有这个单位"},
        {"text": "y", "due": "2026-02-31"},
        {"text": " "},
    ):
        assert asked(Role.SUPERVISOR, "/commitments", body | wrong).status_code == 409, wrong
    one = next(row for row in asked(Role.SUPERVISOR, "/commitments").json() if row["matter"] == matter)
    assert (one["owner"], one["due"], one["state"]) == (unit_names[0], "2026-06-30", "not_begun")
    step = {"matter": matter, "step": "progress_reported", "said": "已完成一半"}
    assert "progress_reported" in one["may"]
    assert asked(Role.SUPERVISOR, "/commitments/acts", step).status_code == 200
    one = next(row for row in asked(Role.SUPERVISOR, "/commitments").json() if row["matter"] == matter)
    assert one["state"] == "under_way"
    assert asked(Role.SUPERVISOR, "/commitments/acts", step | {"said": " "}).status_code == 409
    assert asked(Role.SUPERVISOR, "/commitments/acts", step | {"matter": "none"}).status_code == 404
    assert asked(Role.UNIT_LEADER, "/commitments", where=1).status_code == 403


def test_the_receipt_of_a_step_is_the_one_that_the_page_downloads(asked, a_finding, sign_in):
    from fajing.app.ledger_import import enter_missing
    from fajing.ledger.handover import keep_checkpoint
    from fajing.web.records import follower

    ledger, matter = follower.book().ledger, a_finding(0).matter
    event = asked(Role.UNIT_LEADER, f"/matters/{matter}", where=1).json()["steps"][0]["id"]
    one = {"matter": matter, "event": event}
    early = asked(Role.UNIT_LEADER, "/receipts/step", where=1, **one)
    assert (early.status_code, "checkpoint" in early.json()["detail"]) == (409, True)
    enter_missing(ledger)
    keep_checkpoint(ledger, ledger.checkpoint())
    told = asked(Role.UNIT_LEADER, "/receipts/step", where=1, **one).json()
    assert told == sign_in(Role.UNIT_LEADER, 1).get(f"/matters/{matter}/receipt/", {"event": event}).json()
    assert told["event"]["number"] >= 0
    assert asked(Role.UNIT_LEADER, "/receipts/step", where=1, **one | {"event": "none"}).status_code == 409
    assert asked(Role.UNIT_LEADER, "/receipts/step", where=2, **one).status_code == 404


def test_a_week_by_unit_and_slips_for_what_is_new(asked, a_finding, unit_names):
    from fajing.web.records.models import FindingRow

    week = asked(Role.LEGAL_OFFICER, "/desk/week", day="2026-03-04").json()
    assert (week["first"], week["last"]) == ("2026-03-02", "2026-03-08")
    assert week["all"]["raised"] == sum(one["raised"] for one in week["units"])
    assert re.fullmatch(r"\d{4}-\d+", week["all"]["oldest"] or "0000-0")
    assert [
        one["unit"] for one in asked(Role.UNIT_LEADER, "/desk/week", where=1).json()["units"]
    ] == unit_names[:1]
    assert asked(Role.CASE_OFFICER, "/desk/week", where=1).status_code == 403
    new = FindingRow.objects.filter(state="new")
    waiting, units = new.count(), new.order_by().values("unit").distinct().count()
    assert waiting
    assert asked(Role.LEGAL_OFFICER, "/documents/slips", {}).json() == {"slips": units, "findings": waiting}
    assert asked(Role.LEGAL_OFFICER, "/documents/slips", {}).json() == {"slips": 0, "findings": 0}
    assert asked(Role.UNIT_LEADER, "/documents/slips", {}, where=1).status_code == 403


def test_a_file_that_was_not_imported_is_thrown_away_once(asked):
    from pathlib import Path

    from django.conf import settings

    from fajing.web.records.models import ImportRow

    path = settings.OFFICE.folder / "incoming" / "x.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("甲,乙\n1,2\n", "utf-8")
    ImportRow.objects.create(token="throw", name="x.csv", path=str(path), by="x", at=0)
    assert asked(Role.UNIT_LEADER, "/imports/throw/cancel", {}, where=1).status_code == 403
    assert asked(Role.LEGAL_OFFICER, "/imports/throw/cancel", {}).json() == {
        "token": "throw",
        "state": "cancelled",
    }
    assert not Path(path).exists()
    assert asked(Role.LEGAL_OFFICER, "/imports/throw/cancel", {}).status_code == 409
    assert asked(Role.LEGAL_OFFICER, "/imports/none/cancel", {}).status_code == 404


def test_own_tokens_are_listed_without_their_text_and_revoked(client, user_at):
    from fajing.web.people.models import Token

    user, other = user_at(Role.CASE_OFFICER, 1), user_at(Role.CASE_OFFICER, 2)
    text, foreign = Token.issue(user, "nightly", ["manage:tokens"]), Token.issue(other, "t", ["read:law"])
    head = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    answer = client.get("/api/v1/tokens", **head)
    (one,) = answer.json()
    assert (one["title"], one["scopes"], one["is_this"], one["is_revoked"]) == (
        "nightly", ["manage:tokens"], True, False,
    )  # fmt: skip
    assert text not in answer.content.decode()
    theirs = Token.objects.get(digest=Token.hash(foreign))
    assert client.post(f"/api/v1/tokens/{theirs.pk}/revoke", **head).status_code == 404
    assert not Token.objects.get(pk=theirs.pk).is_revoked
    assert client.post(f"/api/v1/tokens/{one['id']}/revoke", **head).json()["is_revoked"] is True
    assert client.get("/api/v1/tokens", **head).status_code == 401
