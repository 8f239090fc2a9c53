"""The yearly report is written, remarked upon, reviewed and signed by three hands; what was signed stays as it was."""

from dataclasses import replace

import pytest
from tests.report_given import FULL

from fajing.app.office_report import Stage, changed_files
from fajing.findings.people import Role

pytestmark = pytest.mark.django_db
SECTION = "30-enforcement_oversight.md"
PAGE = f"/reports/2026/?section={SECTION}"


def draft():
    from fajing.web.report_acts import draft_of

    return draft_of(2026)


def act(client, what, why=""):
    return client.post("/reports/2026/act/", {"what": what, "why": why}, follow=True).content.decode()


def write(client, text, do="save"):
    return client.post(PAGE, {"text": text, "do": do, "indicator": "findings.raised"})


def fill(client):
    """Writes all that only a person can write."""
    client.post("/reports/2026/?section=report.yaml", {"text": FULL, "do": "save"})


@pytest.fixture
def writer(sign_in):
    return sign_in(Role.REPORT_WRITER)


@pytest.fixture
def hands(user_at):
    """Clients of the three who write, review and sign."""
    from django.test import Client

    def signed_in(role):
        client = Client()
        client.force_login(user_at(role), backend="fajing.web.people.backend.NumberBackend")
        return client

    return tuple(signed_in(role) for role in (Role.REPORT_WRITER, Role.LEGAL_OFFICER, Role.SUPERVISOR))


def test_a_figure_in_the_text_opens_beside_it(writer):
    text = writer.get(PAGE).content.decode()
    assert "figure=findings.raised" in text
    opened = writer.get(f"{PAGE}&figure=findings.raised").content.decode()
    assert "算式" in opened
    assert "/figures/findings.raised/?year=2026" in opened


def test_a_sentence_is_written_and_the_text_before_stays_in_the_ledger(writer):
    from fajing.web.records import follower

    assert write(writer, 'XX发现问题{{ figure("findings.raised") }}。').status_code == 302
    assert "XX发现问题" in writer.get(PAGE).content.decode()
    write(writer, 'YY发现问题{{ figure("findings.raised") }}。')
    page = writer.get(PAGE).content.decode()
    assert ("YY发现问题" in page, "XX发现问题" in page) == (True, False)
    kept = [stored.body["text"] for stored in follower.book().ledger.entries(kind="report.written")]
    assert ["XX" in kept[0], "YY" in kept[1]] == [True, True]
    assert "@en" in kept[1]


@pytest.mark.parametrize(
    "text", ['{{ figure("no.such") }}。', "{{ figure(", "@nonsense x", '{{ open("x") }}']
)
def test_what_cannot_be_understood_is_told_and_not_saved(writer, text):
    answer = write(writer, text)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'class="error"' in page
    assert text.split("(")[0].strip("{ ") in page
    assert draft().texts == {}


def test_a_figure_is_inserted_as_its_mark(writer):
    page = write(writer, "一句。", do="insert").content.decode()
    assert "figure(&quot;findings.raised&quot;)" in page
    assert draft().texts == {}


def test_what_a_person_writes_is_checked(writer):
    path = "/reports/2026/?section=report.yaml"
    wrong = writer.post(path, {"text": "plans:\n  - {text: 修订规则}\n", "do": "save"})
    assert "owner" in wrong.content.decode()
    writer.post(path, {"text": "plans:\n  - {text: 修订规则, owner: 法制大队}\n", "do": "save"})
    assert "修订规则" in writer.get("/reports/2026/?section=95-plan.md").content.decode()


def test_three_hands(hands):
    writer, reviewer, signer = hands
    fill(writer)
    assert "送审" in act(writer, "submitted")
    act(writer, "reviewed")
    assert draft().stage is Stage.SUBMITTED
    act(signer, "signed")
    assert draft().stage is Stage.SUBMITTED
    act(reviewer, "returned")
    assert draft().stage is Stage.SUBMITTED, "a return without a reason"
    act(reviewer, "returned", "缺办案区录像")
    assert draft().stage is Stage.WRITING
    act(writer, "submitted")
    assert write(writer, "改。").status_code == 404
    act(reviewer, "reviewed")
    act(signer, "signed")
    assert draft().stage is Stage.SIGNED


def test_what_is_still_to_be_filled_is_named_and_not_signed(hands):
    from fajing.web.report_shown import place_of

    writer, reviewer, signer = hands
    act(writer, "submitted")
    page = act(reviewer, "reviewed")
    assert "待填" in page.split("审核签发")[1], "whoever signs sees it before he tries"
    told = act(signer, "signed")
    assert "不能签发" in told
    assert "下一年度安排" in told.split("不能签发")[1].split("办法")[0]
    assert draft().stage is Stage.REVIEWED
    assert not place_of(2026, 1).exists()


def test_a_signed_report_stays_and_a_correction_says_what_changed(hands):
    from fajing.web.report_shown import place_of

    writer, reviewer, signer = hands
    fill(writer)
    for client, what in ((writer, "submitted"), (reviewer, "reviewed"), (signer, "signed")):
        act(client, what)
    (first,) = draft().versions
    place = place_of(2026, 1)
    assert changed_files(first.body, place) == []
    assert set(first.body["files"]) == {
        "report.docx",
        "report.pdf",
        "report.html",
        "annex.xlsx",
        "figures.json",
    }
    assert [len(first.body["chain"]), first.body["version"], first.body["replaces"]] == [2, 1, None]
    assert first.body["figures"]["findings.raised"]["value"] > 0
    signed = b"".join(writer.get("/reports/2026/files/report.html?version=1").streaming_content)
    assert signed == (place / "report.html").read_bytes()
    (place / "report.html").write_bytes(b"other")
    assert changed_files(first.body, place) == ["report.html"]
    assert "report.html" in writer.get(PAGE).content.decode()
    act(writer, "reopened", "口径更正")
    write(writer, 'XX发现问题{{ figure("findings.raised") }}。')
    for client, what in ((writer, "submitted"), (reviewer, "reviewed"), (signer, "signed")):
        act(client, what)
    page = signer.get(PAGE).content.decode()
    assert "第2版" in page
    assert SECTION in page.split("比上一版改了")[1]
    assert (place.with_name("v1") / "report.docx").exists()


def test_a_draft_is_downloaded_in_every_form(writer):
    starts = {
        "report.docx": b"PK",
        "report.pdf": b"%PDF",
        "report.html": b"<!doctype html>",
        "figures.json": b"{",
    }
    for name, start in starts.items():
        assert writer.get(f"/reports/2026/files/{name}").content[: len(start)].lower() == start.lower()
    assert writer.get("/reports/2026/files/passwd").status_code == 404


def test_the_auditor_finds_what_a_hand_wrote_wrongly(writer):
    page = writer.get("/reports/2026/check/").content.decode()
    assert ("对不上 0" in page, "请核对 0" in page) == (True, True)
    write(writer, "全年办理行政复议案件72件，其中维持57件、撤销6件、终止8件。")
    page = writer.get("/reports/2026/check/").content.decode()
    assert "请核对 1" in page
    assert "其中维持57件" in page


def test_a_remark_stands_at_its_section(writer):
    writer.post(PAGE, {"do": "remark", "remark": "写明上年口径"})
    assert "写明上年口径" in writer.get(PAGE).content.decode()
    assert "写明上年口径" not in writer.get("/reports/2026/?section=60-disputes.md").content.decode()


def test_case_officers_do_not_write_reports(sign_in):
    assert sign_in(Role.CASE_OFFICER).get("/reports/2026/").status_code == 403


def test_the_deadline_is_the_norms_and_not_the_pages(writer):
    from datetime import date

    from fajing.app.report_deadline import last_day
    from fajing.web.law import lawbook

    norm = lawbook().norms["reporting.rule_of_law_report_published"]
    assert (last_day(lawbook(), 2025), last_day(lawbook(), 2026)) == (date(2026, 3, 31), date(2027, 3, 31))
    assert last_day(replace(lawbook(), norms={**lawbook().norms, norm.id: None}), 2026) is None
    assert "公开期限剩387日" in writer.get(PAGE).content.decode()


def test_what_a_report_promises_becomes_matters_that_somebody_else_verifies(
    hands, sign_in, unit_names, client, user_at
):
    from fajing.app.commitments import State
    from fajing.web.api.scopes import SCOPES
    from fajing.web.people.models import Token
    from fajing.web.promised import standing

    writer, reviewer, signer = hands
    fill(writer)
    for client, what in ((writer, "submitted"), (reviewer, "reviewed"), (signer, "signed")):
        page = act(client, what)
    assert "列为3个事项" in page
    found = standing()
    assert [(one.kind, one.year, one.owner) for one in found] == [
        ("plan", 2027, "法制大队"),
        ("plan", 2027, "案管中心"),
        ("shortcoming", 2027, "法制大队"),
    ]
    number, path = found[0].matter, "/reports/commitments/"
    assert number in writer.get("/reports/").content.decode()

    def step(client, name, said=""):
        return client.post(path, {"matter": number, "step": name, "said": said}).status_code

    def state():
        return next(one for one in standing() if one.matter == number)

    assert (step(writer, "commitment_verified"), state().state) == (404, State.NOT_BEGUN)
    assert (step(reviewer, "proof_given", "示例法〔2026〕3号"), state().state) == (302, State.PROVEN)
    assert (step(reviewer, "commitment_verified"), state().state) == (404, State.PROVEN), (
        "not by the same hand"
    )
    step(signer, "proof_returned", "缺附件")
    assert (state().state, state().why, state().proof) == (State.UNDER_WAY, "缺附件", "")
    step(reviewer, "owner_assigned", unit_names[0])
    own = sign_in(Role.CASE_OFFICER, 1)
    assert own.get(f"/matters/{number}/").status_code == 200
    steps = own.get(f"/matters/{number}/record/").content.decode()
    assert ("提交佐证" in steps, "核实完成" in steps) == (True, False)
    assert own.get(f"/matters/{number}/record/commitment_verified/").status_code == 404
    token = Token.issue(user_at(Role.CASE_OFFICER, 1), "t", list(SCOPES))

    def by_api(name):
        body = {
            "matter": number,
            "step": name,
            "at": "2027-03-01 08:00",
            "officers": [{"number": "040101"}],
            "check": True,
        }
        return client.post(
            "/api/v1/steps", body, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {token}"
        )

    assert [by_api(name).status_code for name in ("commitment_verified", "commitment_dropped")] == [422, 422]
    assert "for you" in by_api("commitment_verified").content.decode()
    assert by_api("progress_reported").status_code == 200
    step(reviewer, "proof_given", "示例法〔2026〕9号")
    step(signer, "commitment_verified")
    assert (state().state, state().proof) == (State.DONE, "示例法〔2026〕9号")
    assert step(signer, "commitment_dropped", "不做了") == 404


def test_a_report_opens_with_the_matters_of_last_year_and_they_win(writer):
    from fajing.app.office_report import GIVEN, document_of
    from fajing.publish.model import Promise, Table
    from fajing.web.law import lawbook
    from fajing.web.pages.figures import kept
    from fajing.web.people.models import User
    from fajing.web.promised import standing
    from fajing.web.report_matters import enter_all

    given = (
        "last_year:\n  - {kind: plan, text: 清理财物, owner: 别的单位, state: done, proof: 甲1号}\n"
        "  - {kind: shortcoming, text: 登记不全, owner: 法制大队, state: not_begun, why: 未到期}\n"
    )
    new = {"step": "new", "kind": "plan", "year": "2026", "owner": "青岚县公安局", "due": "2026-03-01"}
    answer = writer.post("/reports/commitments/", {**new, "text": "清理财物"}, follow=True).content.decode()
    assert "已列为事项 诺〔2026〕001" in answer
    assert "已过期限" in answer
    section = "01-last_year.md"
    (table,) = [
        block
        for block in document_of(
            lawbook(), kept(2026, None), {GIVEN: given}, "zh", section, standing()
        ).blocks
        if isinstance(block, Table)
    ]
    assert [[run.text for run in row] for row in table.rows] == [
        [
            "清理财物",
            "上年安排（诺〔2026〕001）",
            "青岚县公安局",
            "未开始（期限2026年3月1日）",
            "没有记下进度和原因",
        ],
        ["登记不全", "上年不足", "法制大队", "未开始", "未到期"],
    ]
    assert enter_all([Promise("plan", "清理财物", "甲")], 2026, User.objects.first()) == [], "it is there"
    wrong = writer.post("/reports/commitments/", {**new, "text": "电话 13812345678"}, follow=True)
    assert "不能写手机号" in wrong.content.decode()


def test_the_deadline_is_a_matter_that_is_closed_by_recording_it(writer, office):
    from fajing.app.office_book import STEP
    from fajing.app.office_night import seal_steps
    from fajing.ledger.segments.folder import DataFolder
    from fajing.web import promised
    from fajing.web.clock import instant, zone
    from fajing.web.law import lawbook
    from fajing.web.records import follower

    assert "报送和公开期限" not in writer.get("/reports/").content.decode(), "no year of the record has ended"
    day = "2025-12-31"
    body = {
        "id": "c", "matter": "年报〔2025〕", "procedure": "reporting_cycle", "step": "year_closed", "at": day,
        "recorded_at": "2026-01-02", "officers": [], "unit": "青岚县公安局", "values": {"year_end": {"moment": day}},
        "opens": {"values": {"cycle_kind": "rule_of_law_report"}},
    }  # fmt: skip
    follower.book().write(STEP, body, "system", instant())
    assert seal_steps(follower.book(), DataFolder.make(office.data, zone()), lawbook()) == 1
    page = writer.get("/reports/").content.decode()
    assert ("报送和公开期限" in page, "年报〔2025〕" in page) == (True, True)

    def outcomes():
        (cycle,) = promised.yearly()
        return {duty.norm.id.rpartition("_")[2]: duty.outcome.value for duty in cycle.duties}

    assert outcomes() == {"submitted": "missed", "published": "open"}
    path = "/reports/2025/deadline/"
    assert writer.post(path, {"step": "cycle_closed"}).status_code == 404
    assert writer.post("/reports/2024/deadline/", {"step": "annual_report_submitted"}).status_code == 404
    writer.post(path, {"step": "annual_report_submitted", "day": "2026-02-20"})
    late = writer.post(path, {"step": "annual_government_report_published", "day": "2026-03-30"}, follow=True)
    assert "日子还没有到" in late.content.decode()
    writer.post(path, {"step": "annual_government_report_published"})
    assert outcomes() == {"submitted": "met", "published": "met"}
    again = writer.post(path, {"step": "annual_report_submitted"}, follow=True)
    assert "已经记过了" in again.content.decode()


def test_what_is_done_with_a_report_needs_no_page():
    from pathlib import Path

    from fajing.web import report_acts, report_matters

    assert not any(
        "fajing.web.pages" in Path(one.__file__).read_text() for one in (report_acts, report_matters)
    )
