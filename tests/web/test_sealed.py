"""What is sealed from the units is seen by those who oversee the whole body, and by nobody of a unit, on any page."""

import pytest

from fajing.findings.people import Role

FIELDS = {"day": "2026-03-09", "time": "08:30", "officer_1": "9001", "role_1": "handler", "object": ""}
NUMBER = "干预过问案件记录〔2026〕001"
OVERSEERS = (Role.LEGAL_OFFICER, Role.SUPERVISOR)
OF_UNITS = [
    (role, seat)
    for role in (Role.CASE_OFFICER, Role.UNIT_LEADER, *OVERSEERS)
    for seat in (0, 1, 3)
    if not (role in OVERSEERS and seat == 0)
]


@pytest.fixture
def record(sign_in, unit_names, a_finding):
    """A record of interference that a case officer of unit 1 begins, under a case of his unit."""
    parent = a_finding(0).matter
    client = sign_in(Role.CASE_OFFICER, 1)
    form = {**FIELDS, "number": NUMBER, "unit": unit_names[0], "do": "save", "parent": parent}
    answer = client.post("/matters/new/interference_record/?step=interference_occurred", form)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return parent


def test_which_procedures_are_sealed():
    from fajing.web.law import sealed

    assert {one for one in sealed() if "." not in one} == {
        "interference_record", "complaint", "officer_measure", "liability_matter",
    }  # fmt: skip
    assert "oversight.interference_recorded" in sealed()


@pytest.mark.parametrize("role, seat", OF_UNITS)
def test_nobody_of_a_unit_sees_it(role, seat, record, sign_in):
    client = sign_in(role, seat)
    for path in (f"/matters/{NUMBER}/", f"/matters/{NUMBER}/record/", f"/matters/{NUMBER}/receipt/?event=x"):
        assert client.get(path).status_code == 403, path
    for path in ("/matters/", "/search/?q=干预", "/search/?q=2026"):
        assert NUMBER not in client.get(path).content.decode(), path
    if (role, seat) != (Role.CASE_OFFICER, 0) and (role, seat) != (Role.CASE_OFFICER, 3):
        text = client.get(f"/matters/{record}/").content.decode()
        assert "干预过问" not in text.split("<main")[1], "nor does the case it hangs under tell of it"


@pytest.mark.parametrize("role", OVERSEERS)
def test_those_who_oversee_the_body_see_it_and_record_what_follows(role, record, sign_in):
    from fajing.web.records import follower

    client = sign_in(role)
    assert NUMBER in client.get("/matters/").content.decode()
    page = client.get(f"/matters/{NUMBER}/")
    assert page.status_code == 200 and page.context["may_record"]
    assert "干预过问" in client.get(f"/matters/{record}/").content.decode().split("<main")[1]
    assert not client.get(f"/matters/{record}/").context["may_record"], "other cases are the units' to record"
    form = {**FIELDS, "time": "08:35", "do": "save"}
    assert client.post(f"/matters/{NUMBER}/record/interference_recorded/", form).status_code == 302
    last = list(follower.book().ledger.entries(kind="step.recorded"))[-1]
    assert (last.body["matter"], last.body["step"]) == (NUMBER, "interference_recorded")
    assert client.get(f"/matters/{record}/record/").status_code == 403


def test_a_nightly_check_keeps_it_sealed(record, unit_names, user_at, office):
    from fajing.app.office_night import MatterSum, Night
    from fajing.web import reach
    from fajing.web.records import follower
    from fajing.web.records.models import DutyCount, DutyRow, MatterCount, MatterRow

    unit, norm = unit_names[0], "oversight.interference_recorded"
    night = Night()
    night.matters[NUMBER] = MatterSum("F1", "interference_record", unit, "9001", (), 1, 2, 1)
    night.matters["A"] = MatterSum("F1", "administrative_case", unit, "9001", (), 1, 2, 1)
    row = dict.fromkeys(("key", "file", "matter", "handler", "trigger_step"), "x")
    night.duties.append(
        row | {"key": "k", "norm": norm, "label": "", "severity": "minor", "procedure": "interference_record",
               "unit": unit, "at": 1, "due_at": 5, "whole_day": False, "outcome": "open", "missing": (),
               "provisional": False, "bearer": "body", "stock": False}
    )  # fmt: skip
    night.counts.update({(unit, norm, "met"): 2, (unit_names[1], norm, "met"): 3})
    follower.take_in_night(night)
    assert MatterRow.objects.get(matter=NUMBER).unit == "" and MatterRow.objects.get(matter="A").unit == unit
    assert DutyRow.objects.get(key="k").unit == ""
    assert DutyCount.objects.get(norm=norm).count == 5
    leader, supervisor = user_at(Role.UNIT_LEADER, 1), user_at(Role.SUPERVISOR)
    assert not reach.duties(leader).exists() and reach.duties(supervisor).exists()
    assert MatterCount.objects.get(procedure="interference_record").unit == ""


def test_a_finding_on_it_is_the_bodys_and_no_unit_is_pushed_one(record, sign_in, user_at, office):
    from fajing.web.documents.making import circular, push, waiting
    from fajing.web.records.models import Document, FindingRow

    client = sign_in(Role.SUPERVISOR)
    typed = {"matter": NUMBER, "norm": "oversight.interference_recorded", "note": "没有记录", "source": ""}
    answer = client.post("/findings/new/", typed)
    number = answer["Location"].strip("/").rpartition("/")[2]
    row = FindingRow.objects.get(number=number)
    assert row.unit == ""
    for role, seat in ((Role.UNIT_LEADER, 1), (Role.LEGAL_OFFICER, 1), (Role.UNIT_LEADER, 0)):
        assert sign_in(role, seat).get(f"/findings/{number}/").status_code == 403
    assert sign_in(Role.LEGAL_OFFICER).get(f"/findings/{number}/").status_code == 200
    told = sign_in(Role.LEGAL_OFFICER).post(
        f"/findings/{number}/act/", {"kind": "pushed", "note": ""}, follow=True
    )
    assert told.status_code in (200, 409) and "密封的记录不推送" in told.content.decode()
    other = client.post("/findings/new/", typed | {"norm": "acceptance.refusal_explained"})
    second = other["Location"].strip("/").rpartition("/")[2]
    legal = user_at(Role.LEGAL_OFFICER)
    new = FindingRow.objects.filter(state="new").count()
    assert (waiting(legal), push(legal)[1], waiting(legal)) == (new - 2, new - 2, 0)
    assert FindingRow.objects.get(number=second).state == "new", "whatever norm it breaks"
    assert FindingRow.objects.get(number=number).state == "new"
    assert not any(number in one.findings or number in one.text for one in Document.objects.all())
    told = circular(2026, 3, "x").text
    assert number not in told and "密封的案事件不在通报里" in told


def test_it_counts_in_every_sum_of_the_whole_body_and_no_unit_is_told(record, sign_in, user_at, unit_names):
    from fajing.web.clock import instant, zone
    from fajing.web.desk_data import desk_of
    from fajing.web.records.follower import changed
    from fajing.web.records.models import FindingRow
    from fajing.web.stock import stock_of
    from fajing.web.weekly import week_of

    client, supervisor = sign_in(Role.SUPERVISOR), user_at(Role.SUPERVISOR)
    typed = {"matter": NUMBER, "norm": "oversight.interference_recorded", "note": "没有记录", "source": ""}
    number = client.post("/findings/new/", typed)["Location"].strip("/").rpartition("/")[2]
    row = FindingRow.objects.get(number=number)
    FindingRow.objects.filter(number=number).update(raised_at=row.raised_at - 60)
    changed("findings")
    standing = FindingRow.objects.exclude(state="closed").count()
    desk = desk_of(supervisor)
    assert (desk.open, desk.weeks[-1].open) == (standing, standing)
    assert stock_of(supervisor, desk.units, "unit").open == standing
    assert week_of(supervisor, zone().civil(instant()).date()).all.sum.open == standing
    assert desk.units[-1] == "" and desk.cells[row.label, ""].findings == 1
    page = client.get("/desk/").content.decode()
    assert (
        "/findings/?state=all&amp;label=" + row.label + "&amp;unit=-" in page and "不归单位：密封的" in page
    )
    listed = client.get("/findings/?state=all&unit=-")
    assert listed.context["page"].paginator.count == FindingRow.objects.filter(unit="").count() == 1
    of_unit = sign_in(Role.UNIT_LEADER, 1)
    for path in ("/desk/", "/findings/?unit=-"):
        assert "不归单位" not in of_unit.get(path).content.decode(), path
    assert not of_unit.get("/findings/?state=all&unit=-").context["page"].paginator.count
    assert "" not in desk_of(supervisor, unit_names[0]).units


def test_records_behind_a_figure_are_masked_for_all_but_oversight(record, user_at):
    from fajing.indicators.kept import Record
    from fajing.web.pages.figures import masked

    rows = [
        Record(f"{NUMBER}|x", NUMBER, "", "2026-03-09", None),
        Record("A|x", "A", "u", "2026-03-09", None),
    ]
    assert masked(user_at(Role.SUPERVISOR), rows) == rows
    for role, seat in ((Role.REPORT_WRITER, 0), (Role.UNIT_LEADER, 1), (Role.LEGAL_OFFICER, 1)):
        shown = masked(user_at(role, seat), rows)
        assert shown[1] == rows[1] and NUMBER not in str(shown[0])
