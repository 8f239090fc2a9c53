"""Recording a step: what it would breach is said before it is saved, and its author sees it at once."""

import pytest

from fajing.findings.people import Role

FIELDS = {"day": "2026-03-09", "time": "08:30", "officer_1": "9001", "role_1": "handler", "object": ""}


@pytest.fixture
def matter(office, unit_names):
    """A matter of unit 1 that is an administrative case."""
    from fajing.web.records.models import MatterRow

    return MatterRow.objects.filter(unit=unit_names[0], procedure="administrative_case").first().matter


def test_the_form_comes_from_the_procedure(sign_in, matter):
    client = sign_in(Role.CASE_OFFICER, 1)
    assert "收集证据" in client.get(f"/matters/{matter}/record/").content.decode()
    text = client.get(f"/matters/{matter}/record/evidence_collected/").content.decode()
    assert 'name="v_evidence_kind"' in text
    assert client.get(f"/matters/{matter}/record/nothing/").status_code == 404


def test_what_it_would_start_or_breach_is_said_and_nothing_written(sign_in, matter, office):
    from fajing.web.records import follower

    client, before = sign_in(Role.CASE_OFFICER, 1), follower.book().ledger.size()
    path = f"/matters/{matter}/record/person_arrived/"
    text = client.post(
        path, {**FIELDS, "do": "check", "v_arrival_kind": "summons", "object": "P9"}
    ).content.decode()
    assert "保存以后会怎样" in text
    assert any(word in text for word in ("会开始", "会违反", "不能判定"))
    assert follower.book().ledger.size() == before


def test_of_two_that_would_read_the_same_one_is_listed():
    from types import SimpleNamespace

    from fajing.web.pages import record

    line = {"title": "告知", "sentence": "没有记录。", "verdict": "", "due": ""}
    other = line | {"title": "送达", "sentence": "没有回证。"}
    duties = [SimpleNamespace(line=one) for one in (line, line | {"title": "另一条"}, other)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "_line", lambda duty: duty.line)
        told = record._lines(duties, "sentence")
    assert [one["sentence"] for one in told] == ["没有记录。", "没有回证。"]


def test_saved_it_stands_in_the_matter_at_once_and_in_a_segment_after_the_night(sign_in, matter, office):
    from fajing.web.nightly import run_night
    from fajing.web.records import follower
    from fajing.web.records.models import PendingStep

    client = sign_in(Role.CASE_OFFICER, 1)
    path = f"/matters/{matter}/record/delay_explained/"
    assert client.post(path, {**FIELDS, "do": "save"}).status_code == 302
    text = client.get(f"/matters/{matter}/").content.decode()
    assert "说明延误情况" in text
    assert "新记" in text
    assert next(follower.book().ledger.entries(kind="step.recorded")).body["matter"] == matter
    assert run_night().sealed == 1
    assert not PendingStep.objects.exists()
    text = client.get(f"/matters/{matter}/").content.decode()
    assert text.count("说明延误情况") >= 1
    assert run_night().sealed == 0


def test_a_correction_points_at_the_old_entry(sign_in, matter, office):
    from fajing.web import judged
    from fajing.web.records import follower

    found = judged.open_file(matter)
    event = next(one for one in found.matter(matter).events if one.officers)
    client = sign_in(Role.CASE_OFFICER, 1)
    path = f"/matters/{matter}/record/{event.step}/"
    assert event.officers[0].id in client.get(path, {"corrects": event.id}).content.decode()
    answer = client.post(path, {**FIELDS, "corrects": event.id, "do": "save"})
    assert answer.status_code == 302
    body = list(follower.book().ledger.entries(kind="step.recorded"))[-1].body
    assert body["corrects"]["event"] == event.id
    again = judged.open_file(matter).matter(matter)
    assert [one.source for one in again.events if one.id == event.id] == ["office"]
    first = follower.book().ledger.size() - 1
    assert client.post(path, {**FIELDS, "corrects": event.id, "do": "save"}).status_code == 302
    second = list(follower.book().ledger.entries(kind="step.recorded"))[-1]
    assert second.body["corrects"] == {"event": event.id, "at": body["at"], "entry": first}
    shown = client.get(f"/matters/{matter}/").content.decode()
    assert f'<a href="/entries/{first}/">原存证 {first}</a>' in shown
    assert f'<a href="/entries/{second.index}/">新存证 {second.index}</a>' in shown
    old, new = (client.get(f"/entries/{one}/").content.decode() for one in (first, second.index))
    assert f'已由存证第 <a href="/entries/{second.index}/">' in old
    assert f'更正存证第 <a href="/entries/{first}/">' in new


@pytest.mark.parametrize(
    "change", [{"time": "25:00"}, {"day": ""}, {"officer_1": ""}, {"officer_1": "张三！"}]
)
def test_what_is_wrong_is_said_beside_its_field(sign_in, matter, change):
    path = f"/matters/{matter}/record/delay_explained/"
    answer = sign_in(Role.CASE_OFFICER, 1).post(path, {**FIELDS, "do": "save", **change})
    assert answer.status_code == 422
