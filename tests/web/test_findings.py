"""A finding's way through the office: every act a form, an entry, and a state that follows from them."""

import pytest

from fajing.findings.acts import Kind
from fajing.findings.people import Role


@pytest.fixture
def post(sign_in):
    """Sends a form of a finding's page as a user of a role."""

    def send(role, where, number, kind, **fields):
        client = sign_in(role, where)
        return client.post(f"/findings/{number}/act/", {"kind": kind, **fields})

    return send


def state(number):
    from fajing.web.records.models import FindingRow

    return FindingRow.objects.get(number=number).state


@pytest.fixture
def pushed(post, a_finding):
    """A finding of unit 1 that was pushed."""
    number = a_finding(0).number
    assert post(Role.SUPERVISOR, 0, number, "pushed").status_code == 302
    return number


def test_rectify_verify_close(post, pushed, office):
    from fajing.web.records import follower

    assert state(pushed) == "waiting"
    assert post(Role.CASE_OFFICER, 1, pushed, "rectified", note="已补办", proof="K-0311").status_code == 302
    assert state(pushed) == "rectified"
    assert post(Role.UNIT_LEADER, 1, pushed, "verified").status_code in (302, 409)
    if state(pushed) == "rectified":
        assert post(Role.LEGAL_OFFICER, 0, pushed, "verified").status_code == 302
    assert state(pushed) == "closed"
    kinds = [act.kind for act in follower.book().acts(pushed)]
    assert kinds == [Kind.RAISED, Kind.PUSHED, Kind.RECTIFIED, Kind.VERIFIED]


def test_whoever_answered_does_not_verify(post, pushed):
    assert post(Role.UNIT_LEADER, 1, pushed, "rectified", note="已补办", proof="台账7页").status_code == 302
    answer = post(Role.UNIT_LEADER, 1, pushed, "verified")
    assert answer.status_code == 409
    assert "答复的人不能自己核验" in answer.content.decode()
    assert state(pushed) == "rectified"


def test_rectification_names_its_proof(post, pushed, sign_in, client, user_at):
    from fajing.web.people.models import Token

    for proof in ({}, {"proof": "  "}, {"proof": "——"}):
        answer = post(Role.CASE_OFFICER, 1, pushed, "rectified", note="已补办", **proof)
        assert (answer.status_code, "整改要附凭据" in answer.content.decode()) == (409, True), proof
        assert "已补办" in answer.content.decode()
    form = sign_in(Role.CASE_OFFICER, 1).get(f"/findings/{pushed}/?do=rectified").content.decode()
    assert "required" in form.split('id="proof"')[1].split(">")[0]
    token = Token.issue(user_at(Role.CASE_OFFICER, 1), "t", ["act:findings"])
    for proof, code in (("", 409), ("入库单 K-0311", 200)):
        body = {"kind": "rectified", "note": "已补办", "proof": proof}
        answer = client.post(
            f"/api/v1/findings/{pushed}/acts", body, "application/json", HTTP_AUTHORIZATION=f"Bearer {token}"
        )
        assert answer.status_code == code
    assert state(pushed) == "rectified"


def test_a_single_push_makes_the_units_slip_too(post, a_finding, client, user_at, office):
    from fajing.web.people.models import Token
    from fajing.web.records import follower
    from fajing.web.records.models import Document

    first = a_finding(0)
    assert post(Role.SUPERVISOR, 0, first.number, "pushed").status_code == 302
    second = a_finding(0)
    token = Token.issue(user_at(Role.LEGAL_OFFICER), "t", ["act:findings"])
    answer = client.post(
        f"/api/v1/findings/{second.number}/acts", {"kind": "pushed"}, "application/json",
        HTTP_AUTHORIZATION=f"Bearer {token}",
    )  # fmt: skip
    assert answer.status_code == 200, answer.content
    for one in (first, second):
        (slip,) = [row for row in Document.objects.filter(kind="slip") if one.number in row.findings]
        pushed = follower.book().acts(one.number)
        (act,) = [act for act in pushed if act.kind is Kind.PUSHED]
        assert (slip.unit, slip.findings, act.values["slip"]) == (one.unit, [one.number], slip.number)
        assert one.number in slip.text
        assert slip.entry is not None
        assert act.values["reply_due"] > act.at
    assert Document.objects.filter(kind="slip").values("number").distinct().count() == 2


def test_an_objection_is_decided_by_another(post, pushed, sign_in, client):
    from fajing.web.people.models import User

    assert post(Role.CASE_OFFICER, 1, pushed, "contested", note="起算应为返回单位时").status_code == 302
    answer = post(Role.SUPERVISOR, 0, pushed, "upheld", note="属实")  # who pushed it has a hand in it
    assert answer.status_code == 409
    assert "未经手" in answer.content.decode()
    client.force_login(User.objects.get(number="9950"), backend="fajing.web.people.backend.NumberBackend")
    assert client.post(f"/findings/{pushed}/act/", {"kind": "upheld", "note": "属实"}).status_code == 302
    assert state(pushed) == "closed"


def test_who_is_not_to_act_reads_whose_turn_it_is(post, pushed, sign_in):
    from fajing.web.records.models import FindingRow

    def turn(role, where=0):
        return sign_in(role, where).get(f"/findings/{pushed}/").context["turn"]

    unit = FindingRow.objects.get(number=pushed).unit
    assert f"由{unit}的办案民警或单位负责人答复" in turn(Role.LEGAL_OFFICER)
    assert turn(Role.UNIT_LEADER, 1) == ""
    post(Role.CASE_OFFICER, 1, pushed, "contested", note="记录有误")
    assert "由法制员或督导裁定异议，不能是经过手的人" in turn(Role.CASE_OFFICER, 1)
    assert "不能是经过手的人" in turn(Role.SUPERVISOR)  # who pushed it has a hand in it
    assert turn(Role.LEGAL_OFFICER) == ""
    assert post(Role.LEGAL_OFFICER, 0, pushed, "upheld", note="属实").status_code == 302
    client = sign_in(Role.CASE_OFFICER, 1)
    assert "已办结（异议成立，撤销），没有下一步" in client.get(f"/findings/{pushed}/").content.decode()
    client.cookies["fajing_language"] = "en"
    assert "nothing comes next" in client.get(f"/findings/{pushed}/").content.decode()


def test_personal_values_are_refused_and_the_words_kept(post, pushed):
    answer = post(Role.CASE_OFFICER, 1, pushed, "contested", note="请打 13812345678 核实")
    assert answer.status_code == 409
    assert "手机号" in answer.content.decode()
    assert "请打" in answer.content.decode()
    assert state(pushed) == "waiting"


def test_another_unit_is_refused(post, pushed):
    assert post(Role.CASE_OFFICER, 2, pushed, "rectified", note="x").status_code == 403


def test_the_tables_can_be_dropped_and_rebuilt(post, pushed, office):
    from fajing.web.records import follower
    from fajing.web.records.models import FindingRow

    before = {row["number"]: row for row in FindingRow.objects.values()}
    follower.rebuild()
    assert {row["number"]: row for row in FindingRow.objects.values()} == before


def test_slips_push_everything_new_one_for_each_unit(sign_in, a_finding, office):
    from fajing.web.records.models import Document, FindingRow

    units = set(FindingRow.objects.filter(state="new").values_list("unit", flat=True))
    client = sign_in(Role.LEGAL_OFFICER)
    assert client.post("/documents/slips/").status_code == 302
    slips = Document.objects.filter(kind="slip")
    assert {slip.unit for slip in slips} == units
    assert len({slip.number for slip in slips}) == len(units)
    assert not FindingRow.objects.filter(state="new").exists()
    for slip in slips:
        assert all(number in slip.text for number in slip.findings)
        assert slip.entry is not None


def test_the_nightly_job_pushes_for_the_whole_body(office):
    from fajing.web.nightly import push_new
    from fajing.web.records.models import Document, FindingRow

    new = FindingRow.objects.filter(state="new")
    units, count = set(new.values_list("unit", flat=True)), new.count()
    assert push_new("system") == (len(units), count)
    assert {slip.unit for slip in Document.objects.filter(kind="slip")} == units
    assert push_new("system") == (0, 0)


def test_a_unit_pushes_its_own_only(sign_in, a_finding, office, unit_names, client, user_at):
    from fajing.web.people.models import Token
    from fajing.web.records.models import Document, FindingRow

    others = FindingRow.objects.filter(state="new").exclude(unit=unit_names[0]).count()
    own = FindingRow.objects.filter(state="new", unit=unit_names[0]).count()
    assert others
    legal = sign_in(Role.LEGAL_OFFICER, 1)
    shown = legal.get("/documents/").content.decode()
    assert f"推送{own}起" in shown
    assert "/documents/circular/" not in shown
    assert "/documents/templates/" not in shown
    assert 'href="/import/"' not in shown
    assert legal.post("/documents/slips/").status_code == 302
    assert {row.unit for row in Document.objects.filter(kind="slip")} == {unit_names[0]}
    assert FindingRow.objects.filter(state="new").count() == others
    circular = Document.objects.create(
        kind="circular", unit="", title="t", text="x", made_at=0, made_by="x", number="n1"
    )
    assert legal.post(f"/documents/{circular.pk}/issue/").status_code == 403
    assert "/issue/" not in legal.get(f"/documents/{circular.pk}/").content.decode()
    token = Token.issue(user_at(Role.LEGAL_OFFICER, 1), "t", ["make:documents"])
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}", "content_type": "application/json"}
    assert client.post(f"/api/v1/documents/{circular.pk}/issue", {}, **head).status_code == 404
    asked = client.post("/api/v1/documents/circular", {"year": 2026, "month": 3}, **head)
    assert asked.status_code == 403
    body = sign_in(Role.LEGAL_OFFICER, 0)
    assert 'href="/import/"' in body.get("/documents/").content.decode()
    assert body.post(f"/documents/{circular.pk}/issue/").status_code == 302


def test_the_circular_counts_units_and_names_nobody(sign_in, office, unit_names):
    from fajing.web.records.models import Document, FindingRow

    client = sign_in(Role.SUPERVISOR)
    assert client.post("/documents/circular/", {"month": "2026-03"}).status_code == 302
    text = Document.objects.filter(kind="circular").latest("pk").text
    assert f"共发现执法问题{FindingRow.objects.count()}起" in text
    assert unit_names[0] in text
    for number in FindingRow.objects.values_list("handler", flat=True):
        assert not number or number not in text


def test_templates_are_the_bureaus_own_and_refuse_unknown_names(sign_in, office):
    client = sign_in(Role.LEGAL_OFFICER)
    assert (
        client.post("/documents/templates/slip/", {"text": "{number} {nobody}", "do": "save"}).status_code
        == 422
    )
    assert (
        client.post(
            "/documents/templates/slip/", {"text": "改过的 {number} {list}", "do": "save"}
        ).status_code
        == 302
    )
    assert "改过的" in client.get("/documents/templates/slip/").content.decode()


def test_a_finding_by_hand(sign_in, a_finding, office):
    from fajing.web.records.models import FindingRow

    row, client = a_finding(0), sign_in(Role.LEGAL_OFFICER)
    form = {"matter": row.matter, "norm": row.norm, "note": "评查发现缺页", "source": "案卷评查"}
    answer = client.post("/findings/new/", form)
    assert answer.status_code == 302
    made = FindingRow.objects.get(number=answer["Location"].split("/")[2])
    assert (made.matter, made.unit, made.state) == (row.matter, row.unit, "new")
    assert "评查发现缺页" in client.get(answer["Location"]).content.decode()


def test_reminding_is_an_entry_and_shown(sign_in, office, unit_names):
    from fajing.web.records.models import DutyRow, Reminder

    client = sign_in(Role.LEGAL_OFFICER)
    row = DutyRow.objects.filter(outcome="open", due__isnull=False, unit=unit_names[0]).first()
    assert client.post(f"/duties/{row.pk}/remind/").status_code == 302
    assert Reminder.objects.filter(key=row.key).exists()


def test_what_has_gone_up_is_shown_with_whom_and_since_when(pushed, sign_in, office):
    from fajing.findings.acts import SYSTEM, Act
    from fajing.web.records import follower
    from fajing.web.records.models import FindingRow

    at = office.demo_now + 8 * 86_400
    follower.book().act([Act(Kind.ESCALATED, pushed, at, SYSTEM, values={"to": "unit_leader"})])
    follower.follow()
    row = FindingRow.objects.get(number=pushed)
    assert (row.level, row.level_at) == ("unit_leader", at)
    leader = sign_in(Role.UNIT_LEADER, 1)
    told = leader.get(f"/findings/{pushed}/").content.decode()
    assert "现由单位负责人督办" in told
    assert "到期上报" in told
    assert pushed in leader.get("/findings/?state=open&level=mine").content.decode()
    assert pushed not in sign_in(Role.SUPERVISOR).get("/findings/?state=open&level=mine").content.decode()
    client = sign_in(Role.LEGAL_OFFICER)
    client.cookies["fajing_language"] = "en"
    assert "pushed on " in client.get("/").content.decode()


def test_all_of_an_absent_officer_is_handed_over_at_once(post, pushed, sign_in, unit_names, user_at, office):
    from fajing.web.records.models import FindingRow

    rows = FindingRow.objects.filter(unit=unit_names[0], state="new").order_by("number")[:2]
    for row in rows:
        assert post(Role.SUPERVISOR, 0, row.number, "pushed").status_code == 302
    away = FindingRow.objects.get(number=pushed).handler
    theirs = FindingRow.objects.filter(unit=unit_names[0], state="waiting", handler=away)
    numbers = list(theirs.values_list("number", flat=True))
    leader = sign_in(Role.UNIT_LEADER, 1)
    assert away in leader.get("/findings/hand-over/").content.decode()
    to = user_at(Role.CASE_OFFICER, 1).number
    assert leader.post("/findings/hand-over/", {"from": away, "to": "李四"}).status_code == 409
    assert leader.post("/findings/hand-over/", {"from": "000000", "to": to}).status_code == 409
    assert leader.post("/findings/hand-over/", {"from": away, "to": to, "note": "休假"}).status_code == 302
    assert set(FindingRow.objects.filter(number__in=numbers).values_list("handler", flat=True)) == {to}
    other = sign_in(Role.UNIT_LEADER, 2)
    assert other.post("/findings/hand-over/", {"from": to, "to": away}).status_code == 409


def test_who_is_given_a_finding_is_there_and_reaches_its_unit(post, pushed, sign_in, unit_names, user_at):
    from fajing.web.people.models import User
    from fajing.web.records.models import FindingRow, MatterRow

    row = FindingRow.objects.get(number=pushed)
    off = User.objects.make("9971", Role.CASE_OFFICER, user_at(Role.CASE_OFFICER, 1).unit)
    User.objects.filter(pk=off.pk).update(is_active=False)
    here = MatterRow.objects.filter(unit=unit_names[0]).exclude(handler__in=("", row.handler))[0].handler
    there = set(MatterRow.objects.filter(unit=unit_names[1]).values_list("handler", flat=True))
    own = set(MatterRow.objects.filter(unit=unit_names[0]).values_list("handler", flat=True))
    size = len(list(FindingRow.objects.filter(assigned="")))
    for to, words in (
        ("049999", "没有警号049999的民警"), (off.number, "已停用"), (sorted(there - own - {""})[0], "没有警号"),
        (user_at(Role.AUDIT_ADMIN).number, "角色不答复问题"), (user_at(Role.CASE_OFFICER, 2).number, "不归"),
    ):  # fmt: skip
        answer = post(Role.UNIT_LEADER, 1, pushed, "handed_over", to=to)
        assert (answer.status_code, words in answer.content.decode()) == (409, True), to
        listed = sign_in(Role.UNIT_LEADER, 1).post("/findings/hand-over/", {"from": row.handler, "to": to})
        assert (listed.status_code, words in listed.content.decode()) == (409, True), to
    assert FindingRow.objects.filter(assigned="").count() == size
    assert post(Role.UNIT_LEADER, 1, pushed, "handed_over", to=here).status_code == 302
    assert FindingRow.objects.get(number=pushed).assigned == here
    leader = user_at(Role.UNIT_LEADER, 3).number  # of the area over it
    assert post(Role.UNIT_LEADER, 1, pushed, "handed_over", to=leader).status_code == 302


def test_what_was_folded_is_folded_again_after_an_act(office, a_finding):
    from fajing.findings.acts import Act, Kind
    from fajing.web.clock import instant
    from fajing.web.records import follower

    number = a_finding(0).number
    before = follower.folded([number])[number]
    assert follower.folded([number, "9999-1"]) == {number: before}
    follower.book().act([Act(Kind.PUSHED, number, at := instant(), "040001", values={"reply_due": at + 9})])
    assert (before.pushed_at, follower.folded([number])[number].pushed_at) == (None, at)


def test_what_expired_stands_in_no_list_of_an_officer(sign_in, client, user_at, a_finding, office):
    """Settled long ago, it is in the lists of supervision and in none of an officer; what is open never goes."""
    from fajing.web.api.scopes import SCOPES
    from fajing.web.clock import instant
    from fajing.web.people.models import Token
    from fajing.web.records.kept import FINDINGS, changed
    from fajing.web.records.models import FindingRow

    row = a_finding(0)
    lists = (
        "/findings/?state=all", "/findings/?state=closed", f"/search/?q={row.number[:-1]}", f"/matters/{row.matter}/",
        "/api/v1/findings?limit=200", f"/api/v1/search?q={row.number}", "/api/v1/findings?limit=200&state=closed",
    )  # fmt: skip

    def shown(role, where):
        head = {"HTTP_AUTHORIZATION": f"Bearer {Token.issue(user_at(role, where), 't', list(SCOPES))}"}
        answers = {path: sign_in(role, where).get(path, **head) for path in lists}
        assert {answer.status_code for answer in answers.values()} == {200}
        return [path for path, answer in answers.items() if f">{row.number}<" in answer.content.decode()
                or f'"{row.number}"' in answer.content.decode()]  # fmt: skip

    def now(**told):
        FindingRow.objects.filter(pk=row.pk).update(**told)
        changed(FINDINGS)

    year = 366 * 86_400
    now(state="closed", closed_at=instant() - 86_400, how="gone")
    assert shown(Role.CASE_OFFICER, 1) == list(lists)
    now(closed_at=instant() - year)
    assert shown(Role.CASE_OFFICER, 1) == []
    assert shown(Role.UNIT_LEADER, 1) == list(lists)
    now(state="waiting", closed_at=None)
    assert len(shown(Role.CASE_OFFICER, 1)) == len(lists) - 2
