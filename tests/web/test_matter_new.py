"""Beginning a matter in the office: kinds that no system exports come in by hand, by the rules of every other step."""

import pytest

from fajing.findings.people import Role
from fajing.web.api.scopes import SCOPES

FIELDS = {"day": "2026-03-09", "time": "08:30", "officer_1": "9001", "role_1": "handler", "object": ""}
PATH = "/matters/new/petition/"
NUMBER = "信访事项〔2026〕001"


def entries():
    from fajing.web.records import follower

    return list(follower.book().ledger.entries(kind="step.recorded"))


@pytest.fixture
def begin(sign_in, unit_names):
    """Begins a petition as a case officer of unit 1."""

    def begun(path=PATH, where=1, role=Role.CASE_OFFICER, **change):
        form = {**FIELDS, "number": NUMBER, "unit": unit_names[0], "do": "save", **change}
        return sign_in(role, where).post(path, form)

    return begun


def test_a_kind_is_found_by_its_words_and_none_has_a_person_for_its_subject(sign_in, office):
    from fajing.lawbook.guard_words import lists
    from fajing.web.beginning import kinds

    client = sign_in(Role.CASE_OFFICER, 1)
    assert 'href="/matters/new/"' in client.get("/matters/").content.decode()
    text = client.get("/matters/new/", {"q": "信访"}).content.decode()
    assert PATH in text
    assert "/matters/new/call/" not in text
    assert PATH in client.get("/matters/new/", {"q": "petition"}).content.decode()
    assert all(one.subject in lists().subjects for one in kinds())
    for never in ("report_commitment", "reporting_cycle", "none"):
        assert client.get(f"/matters/new/{never}/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ("编号", "从哪个环节开始")), ("en", ("Number", "Begins with"))]
)
def test_the_form_proposes_a_number_in_both_languages(sign_in, office, language, words):
    client = sign_in(Role.UNIT_LEADER, 1)
    client.post("/language/", {"language": language, "next": "/"})
    text = client.get(PATH).content.decode()
    assert NUMBER in text
    assert all(one in text for one in words)


def test_what_it_would_start_is_said_and_nothing_written(begin, office):
    before = len(entries())
    answer = begin(do="check")
    assert answer.status_code == 200
    assert "会开始" in answer.content.decode()
    assert len(entries()) == before


def test_begun_it_is_listed_and_judged_at_once_and_by_night(begin, sign_in, unit_names, office):
    from fajing.web import judged
    from fajing.web.beginning import proposed
    from fajing.web.law import lawbook
    from fajing.web.nightly import run_night
    from fajing.web.records.models import MatterCount, MatterRow, PendingStep

    assert begin().status_code == 302
    row = MatterRow.objects.get(matter=NUMBER)
    assert (row.unit, row.procedure, row.handler) == (unit_names[0], "petition", "9001")
    assert MatterCount.objects.get(unit=unit_names[0], procedure="petition").count == 1
    client = sign_in(Role.CASE_OFFICER, 1)
    assert NUMBER in client.get("/matters/", {"procedure": "petition"}).content.decode()
    assert client.get(f"/matters/{NUMBER}/record/").status_code == 200
    outcomes = {duty.norm.id: duty.outcome.value for duty in judged.open_file(NUMBER).duties}
    assert "open" in outcomes.values()
    assert proposed(lawbook().procedures["petition"]) == "信访事项〔2026〕002"
    carried = judged.office_files().carried
    assert any(one.startswith("petition.") for one in carried.steps)
    assert run_night().sealed == 1
    assert not PendingStep.objects.exists()
    assert MatterRow.objects.get(matter=NUMBER).unit == unit_names[0]
    assert {duty.norm.id: duty.outcome.value for duty in judged.open_file(NUMBER).duties} == outcomes
    assert judged.office_files().carried == carried
    assert begin().status_code == 422


def test_a_kind_that_a_system_exports_claims_nothing_that_its_export_does_not_bring(begin, office):
    from fajing.core.events import Carried
    from fajing.web import judged
    from fajing.web.nightly import run_night

    before: Carried = judged.office_files().carried
    path = "/matters/new/administrative_case/"
    assert "administrative_case.report_received" in before.steps
    assert begin(path, number="A-手工-1").status_code == 422
    answer = begin(path, number="A-手工-1", **own_of("administrative_case"))
    assert answer.status_code == 302, answer.content.decode()
    values = dict(judged.open_file("A-手工-1").matter("A-手工-1").values)
    assert values["case_kind"]
    run_night()
    assert dict(judged.open_file("A-手工-1").matter("A-手工-1").values) == values
    assert judged.office_files().carried == before


def own_of(kind):
    """A value for each field that a kind and its first step ask for."""
    from fajing.web.law import lawbook

    procedure = lawbook().procedures[kind]
    step = next(iter(procedure.steps.values()))
    values = {f"v_matter.{one.id}": one.values[0] for one in procedure.fields.values() if one.required}
    return values | {f"v_{one.id}": one.values[0] for one in step.fields.values() if one.required}


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"time": "25:00"}, "2026-03-09"),
        ({"officer_1": "张三！"}, "张三！"),
        ({"number": "a/b"}, "a/b"),
        ({"number": ""}, "9001"),
        ({"number": "new"}, "9001"),
        ({"number": "110101199003074997"}, "9001"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(begin, office, change, kept):
    before = len(entries())
    answer = begin(**change)
    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert 'class="error"' in answer.content.decode() or "late" in answer.content.decode()
    assert len(entries()) == before


def test_a_number_that_stands_and_a_unit_out_of_reach_are_refused(begin, unit_names, office):
    from fajing.web.records.models import MatterRow

    stands = MatterRow.objects.filter(unit=unit_names[1]).first().matter
    answer = begin(number=stands)
    assert answer.status_code == 422
    assert "这个编号已经有了" in answer.content.decode()
    answer = begin(unit=unit_names[1])
    assert answer.status_code == 422
    assert "不归您的范围" in answer.content.decode()
    assert begin(where=0, role=Role.LEGAL_OFFICER, unit=unit_names[1]).status_code == 302
    assert begin(where=0, role=Role.SYSTEM_ADMIN).status_code == 403


def test_the_api_begins_one_by_the_same_rules(client, user_at, unit_names, office):
    from fajing.web.people.models import Token
    from fajing.web.records.models import MatterRow

    body = {
        "kind": "petition",
        "unit": unit_names[0],
        "at": "2026-03-09 08:00",
        "officers": [{"number": "9001"}],
    }

    def call(change, role=Role.CASE_OFFICER, scopes=tuple(SCOPES)):
        head = {"HTTP_AUTHORIZATION": f"Bearer {Token.issue(user_at(role, 1), 't', list(scopes))}"}
        return client.post("/api/v1/matters", body | change, content_type="application/json", **head)

    told = call({"check": True})
    assert told.status_code == 200, told.content
    assert told.json()["entry"] is None
    assert told.json()["would"]["started"]
    made = call({})
    assert (made.status_code, made.json()["matter"]) == (200, NUMBER)
    assert MatterRow.objects.get(matter=NUMBER).unit == unit_names[0]
    assert call({}).json()["matter"] == "信访事项〔2026〕002"
    for wrong in (
        {"number": NUMBER}, {"unit": unit_names[1]}, {"kind": "none"}, {"step": "none"}, {"values": {"none": "1"}},
        {"own": {"none": "1"}}, {"at": "2026-02-30"}, {"officers": []}, {"number": "a/b"},
    ):  # fmt: skip
        assert call(wrong).status_code == 422, wrong
    assert call({}, scopes=("read:matters",)).status_code == 403
    assert call({}, Role.OUTSIDE_READER).status_code == 403


CHILD = "复核〔2026〕001"


@pytest.fixture
def case(office, unit_names):
    """An administrative case of the first unit."""
    from fajing.web.records.models import MatterRow

    return MatterRow.objects.filter(unit=unit_names[0], procedure="administrative_case").order_by("matter")[0]


def under(begin, parent, kind="early_review", **change):
    return begin(f"/matters/new/{kind}/", number=CHILD, parent=parent, **own_of(kind), **change)


def test_a_review_hangs_under_its_case_at_once_and_by_night(begin, sign_in, case, office):
    from fajing.web import judged
    from fajing.web.nightly import run_night
    from fajing.web.records.models import MatterRow

    before = {duty.key: duty.outcome for duty in judged.open_file(case.matter).duties}
    foreseen = under(begin, case.matter, do="check")
    assert foreseen.status_code == 200
    assert not {duty.key for duty in judged.open_file(case.matter).duties} - before.keys()
    assert under(begin, case.matter).status_code == 302
    for night in (False, True):
        if night:
            run_night()
        assert MatterRow.objects.get(matter=CHILD).file == MatterRow.objects.get(matter=case.matter).file
        for one in (case.matter, CHILD):
            opened = judged.open_file(one)
            assert {CHILD, case.matter} <= {each.id for each in opened.matters}
            assert opened.matter(CHILD).parent == case.matter
            assert before.items() <= {duty.key: duty.outcome for duty in opened.duties}.items()
    client = sign_in(Role.CASE_OFFICER, 1)
    page = client.get(f"/matters/{case.matter}/").content.decode()
    assert f">{CHILD}</a>" in page
    assert "在下面立一件" in page
    kinds = client.get("/matters/new/", {"under": case.matter}).content.decode()
    assert "/matters/new/early_review/?under=" in kinds
    assert "/matters/new/petition/" not in kinds
    form = client.get("/matters/new/early_review/", {"under": case.matter}).content.decode()
    assert f'name="parent" value="{case.matter}"' in form


def test_what_it_may_not_hang_under_is_said(begin, case, unit_names, client, user_at):
    from fajing.web.people.models import Token
    from fajing.web.records.models import MatterRow

    assert begin().status_code == 302
    before = len(entries())
    petition = NUMBER
    other = MatterRow.objects.filter(procedure="administrative_case").exclude(unit=unit_names[0])[0].matter
    for parent, kind, words in (
        ("没有这件", "early_review", "没有这件上级案事件"), (other, "early_review", "不归您的范围"),
        (petition, "early_review", "不能挂在那一件下面"), (CHILD, "early_review", "没有这件上级案事件"),
    ):  # fmt: skip
        answer = under(begin, parent, kind)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), parent
    assert begin(number="P-2", parent=case.matter).status_code == 422
    token = Token.issue(user_at(Role.CASE_OFFICER, 1), "t", list(SCOPES))
    body = {
        "kind": "early_review", "number": CHILD, "at": "2026-03-09 08:30", "officers": [{"number": "9001"}],
        "values": {name[2:]: value for name, value in own_of("early_review").items() if "." not in name},
        "own": {name[9:]: value for name, value in own_of("early_review").items() if "." in name},
    }  # fmt: skip

    def send(parent):
        head = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
        return client.post(
            "/api/v1/matters", body | {"parent": parent}, content_type="application/json", **head
        )

    refused = send(petition)
    assert (refused.status_code, "parent: it may not hang" in refused.content.decode()) == (422, True)
    assert len(entries()) == before
    taken = send(case.matter)
    assert (taken.status_code, taken.json()["parent"]) == (200, case.matter)
    assert MatterRow.objects.get(matter=CHILD).file == case.file
