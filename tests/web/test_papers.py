"""Papers to a unit: drafted from its findings, numbered, served, answered, verified, with the steps."""

import pytest

from fajing.findings.people import Role


@pytest.fixture
def a_paper(sign_in, a_finding):
    """Drafts a paper to unit 1 and issues it."""

    def made(kind="notice", **more):
        from fajing.web.records.models import Document

        one, client = a_finding(0), sign_in(Role.LEGAL_OFFICER)
        typed = {
            "unit": one.unit,
            "findings": [one.number],
            "demand": "补办手续，逐案讲评。",
            "due": "2026-04-10",
        }
        answer = client.post(f"/documents/new/{kind}/", typed | more)
        assert answer.status_code == 302, answer.content.decode()
        row = Document.objects.latest("pk")
        assert client.post(f"/documents/{row.pk}/issue/").status_code == 302
        row.refresh_from_db()
        return row

    return made


def steps_of(row):
    from fajing.web import judged

    return [event.step for event in judged.recorded(f"document:{row.number}")]


@pytest.mark.parametrize(
    "kind,step",
    [
        ("notice", "supervision_notice_received"),
        ("opinion", "supervision_opinion_received"),
        ("decision", "supervision_decision_received"),
        ("rectify", "correction_ordered"),
    ],
)
def test_a_paper_from_draft_to_verification(kind, step, a_paper, sign_in, user_at):
    row = a_paper(kind)
    assert "补办手续" in row.text
    assert row.findings[0] in row.text
    assert "〔2026〕001号" in row.number
    assert "{" not in row.text
    path = f"/documents/{row.pk}/act/"
    legal = sign_in(Role.LEGAL_OFFICER)
    assert legal.post(path, {"do": "replied", "note": "先答复"}).status_code == 409
    assert legal.post(path, {"do": "served", "to": "张三"}).status_code == 409
    assert legal.post(path, {"do": "served", "to": "040101"}).status_code == 302
    leader = sign_in(Role.UNIT_LEADER, 1)
    assert leader.post(path, {"do": "replied", "note": "身份证 110101199003074997"}).status_code == 409
    assert leader.post(path, {"do": "replied", "note": "已补办"}).status_code == 302
    assert leader.post(path, {"do": "verified"}).status_code == 409
    assert sign_in(Role.UNIT_LEADER, 2).post(path, {"do": "verified"}).status_code == 403
    legal = sign_in(Role.LEGAL_OFFICER)
    assert legal.post(path, {"do": "returned", "note": "没有附凭据"}).status_code == 302
    assert sign_in(Role.UNIT_LEADER, 1).post(path, {"do": "replied", "note": "附凭据"}).status_code == 302
    assert sign_in(Role.SUPERVISOR).post(path, {"do": "verified"}).status_code == 302
    row.refresh_from_db()
    assert (row.served_to, row.reply, row.verified_by) == (
        "040101",
        "附凭据",
        user_at(Role.SUPERVISOR).number,
    )
    assert steps_of(row) == [step, "correction_reported", "correction_verified"]
    told = sign_in(Role.SUPERVISOR).get(f"/documents/{row.pk}/").content.decode()
    assert "核验通过" in told
    assert "已核验" in sign_in(Role.SUPERVISOR).get("/documents/").content.decode()


def test_who_answered_does_not_verify(a_paper, sign_in):
    row = a_paper()
    path, legal = f"/documents/{row.pk}/act/", sign_in(Role.LEGAL_OFFICER)
    legal.post(path, {"do": "served", "to": "040101"})
    assert legal.post(path, {"do": "replied", "note": "代为登记书面答复"}).status_code == 302
    assert legal.post(path, {"do": "verified"}).status_code == 409


def test_what_cannot_be_drafted(sign_in, a_finding, unit_names):
    one, client = a_finding(0), sign_in(Role.LEGAL_OFFICER)
    good = {"unit": one.unit, "findings": [one.number], "demand": "补办", "due": "2026-04-10"}
    for wrong in (
        {"demand": ""}, {"findings": []}, {"due": "2026-02-30"}, {"due": "2026-01-01"}, {"unit": unit_names[1]},
        {"demand": "电话 13812345678"},
    ):  # fmt: skip
        assert client.post("/documents/new/notice/", good | wrong).status_code == 422, wrong
    assert client.get("/documents/new/slip/").status_code == 404
    other = sign_in(Role.LEGAL_OFFICER, 2)
    assert other.post("/documents/new/notice/", good).status_code == 422


def test_the_tables_can_be_made_anew_from_the_entries(a_paper, sign_in):
    from fajing.web.records import follower

    row = a_paper()
    sign_in(Role.LEGAL_OFFICER).post(f"/documents/{row.pk}/act/", {"do": "served", "to": "040101"})
    type(row).objects.filter(pk=row.pk).update(served_at=None, served_to="")
    follower.rebuild()
    row.refresh_from_db()
    assert row.served_to == "040101"


def test_a_paper_says_where_the_text_of_the_law_was_not_read_in_full(a_finding):
    from dataclasses import replace

    from fajing.scan.wording import Speaker
    from fajing.web import judged
    from fajing.web.documents import papers
    from fajing.web.law import lawbook

    row, book = a_finding(0), lawbook()
    full = papers._law([row])
    assert "只见节录" not in full
    cited = {one.source for one in book.norms[row.norm].versions[-1].cites}
    partly = replace(
        book,
        sources={
            name: replace(one, read="part") if name in cited else one for name, one in book.sources.items()
        },
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judged, "speaker", lambda: Speaker(partly, "zh"))
        assert papers._law([row]).count("（只见节录）") == full.count("、") + 1
