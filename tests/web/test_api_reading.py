"""The API reads what the pages show: no more than the reach, entered in the journal, a bounded part at a time."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.conftest import WEEK
from tests.web.test_imports import here

from fajing.findings.people import Role
from fajing.web.api.scopes import SCOPES


@pytest.fixture
def call(client, user_at, monkeypatch):
    """Asks the API as a user of a role, at the body or a unit."""
    from fajing.web.people.models import Token

    here(monkeypatch)
    kept = {}

    def asked(role, path, body=None, where=0, scopes=tuple(SCOPES), **params):
        if (role, where, scopes) not in kept:
            kept[role, where, scopes] = Token.issue(user_at(role, where), "t", list(scopes))
        head = {"HTTP_AUTHORIZATION": f"Bearer {kept[role, where, scopes]}"}
        if body is None:
            return client.get(f"/api/v1{path}", params, **head)
        more = {} if "file" in body else {"content_type": "application/json"}
        return client.post(f"/api/v1{path}", body, **head, **more)

    return asked


def read_last(what):
    """Which matters the last record of the journal about something names."""
    from fajing.web.records.journal import journal

    found = [one.body for one in journal().reads() if one.body["what"] == what]
    return list(found[-1]["matters"]) if found else None


def test_all_scopes_fit_a_token():
    from fajing.web.people.models import Token

    assert len(" ".join(SCOPES)) <= Token._meta.get_field("scopes").max_length


def test_a_search_finds_numbers_units_and_days_within_reach(call, a_finding, unit_names):
    from fajing.web.records.models import MatterRow

    one = a_finding(0)
    exact = call(Role.LEGAL_OFFICER, "/search", q=one.matter).json()
    assert [row["matter"] for row in exact["matters"]] == [one.matter]
    assert read_last("search") == [one.matter]
    number = call(Role.LEGAL_OFFICER, "/search", q=one.number).json()
    assert [row["number"] for row in number["findings"]] == [one.number]
    some = call(Role.LEGAL_OFFICER, "/search", q=one.matter[:6]).json()
    assert 1 < len(some["matters"]) <= 30
    row = MatterRow.objects.get(matter=one.matter)
    from fajing.web.clock import zone

    day = zone().civil(row.first_at)
    found = call(Role.LEGAL_OFFICER, "/search", q=f"{day.year}-{day.month}-{day.day}").json()["matters"]
    assert found and all(zone().civil(each["first_at"]).date() == day.date() for each in found)
    assert call(Role.LEGAL_OFFICER, "/search", q=unit_names[0]).json()["units"] == [unit_names[0]]
    nothing = {"matters": [], "findings": [], "documents": [], "units": []}
    assert call(Role.CASE_OFFICER, "/search", where=2, q=one.matter).json() == nothing
    assert call(Role.LEGAL_OFFICER, "/search").json() == nothing


def test_documents_are_listed_read_and_given_as_a_file(call, unit_names):
    from fajing.web.records.models import Document

    made = [
        Document.objects.create(
            kind=kind, unit=unit, title=f"t{place}", text=f"正文{place}", made_at=place, made_by="x", number=f"n{place}"
        )
        for place, (kind, unit) in enumerate((("slip", unit_names[0]), ("notice", unit_names[1]), ("circular", "")))
    ]  # fmt: skip
    listed = call(Role.LEGAL_OFFICER, "/documents").json()
    assert [row["title"] for row in listed] == ["t2", "t1", "t0"]
    assert "text" not in listed[0]
    assert [row["id"] for row in call(Role.LEGAL_OFFICER, "/documents", limit=1, offset=1).json()] == [
        made[1].pk
    ]
    assert [row["id"] for row in call(Role.LEGAL_OFFICER, "/documents", kind="slip").json()] == [made[0].pk]
    assert {row["title"] for row in call(Role.CASE_OFFICER, "/documents", where=1).json()} == {"t0", "t2"}
    one = call(Role.LEGAL_OFFICER, f"/documents/{made[1].pk}").json()
    assert (one["text"], one["may"]) == ("正文1", [])
    file = call(Role.LEGAL_OFFICER, f"/documents/{made[1].pk}/file")
    assert (file.content.decode(), "attachment" in file["Content-Disposition"]) == ("正文1", True)
    assert call(Role.CASE_OFFICER, f"/documents/{made[1].pk}/file", where=1).status_code == 404
    assert call(Role.LEGAL_OFFICER, f"/documents/{2**70}").status_code == 404


def test_a_receipt_is_as_the_page_gives_it_and_proves_its_entry(call, a_finding, sign_in):
    from fajing.ledger.hashes import algorithm
    from fajing.ledger.tree import root_from_inclusion

    one = a_finding(0)
    rows = call(Role.CASE_OFFICER, "/receipts", where=1, finding=one.number).json()
    assert [row["kind"] for row in rows] == ["finding.raised"]
    entry = rows[0]["entry"]
    assert entry in [
        row["entry"] for row in call(Role.CASE_OFFICER, "/receipts", where=1, matter=one.matter).json()
    ]
    told = call(Role.CASE_OFFICER, f"/receipts/{entry}", where=1).json()
    page = sign_in(Role.CASE_OFFICER, 1).get(f"/entries/{entry}/").context["told"]
    assert {name: told[name] for name in page} == page
    hashes = algorithm(told["hash"])
    leaf = hashes.leaf(told["leaf"].encode())
    path = [bytes.fromhex(step) for step in told["path"]]
    assert root_from_inclusion(hashes, leaf, entry, told["size"], path).hex() == told["root"]
    for path in (f"/receipts/{entry}", f"/receipts/{10**9}", f"/receipts/{2**80}"):
        assert call(Role.CASE_OFFICER, path, where=2).status_code == 404
    assert call(Role.CASE_OFFICER, "/receipts", where=2, finding=one.number).status_code == 404
    assert call(Role.LEGAL_OFFICER, "/receipts").status_code == 404


def test_the_audit_administrator_reads_entries_without_their_content(call):
    rows = call(Role.AUDIT_ADMIN, "/receipts", limit=5).json()
    numbers = [row["entry"] for row in rows]
    assert numbers == list(range(numbers[0], numbers[0] - 5, -1))
    assert [row["entry"] for row in call(Role.AUDIT_ADMIN, "/receipts", limit=2, offset=3).json()] == numbers[
        3:5
    ]
    assert "leaf" not in call(Role.AUDIT_ADMIN, f"/receipts/{numbers[0]}").json()
    assert call(Role.SYSTEM_ADMIN, "/receipts").status_code == 403


def test_a_figure_names_the_records_behind_it(call, unit_names):
    from fajing.web.records.models import FindingRow

    told = call(Role.SUPERVISOR, "/figures").json()
    assert told["count"] > len(told["figures"]) == 50
    one = call(Role.SUPERVISOR, "/figures/findings.raised", limit=200).json()
    assert one["terms"][0]["records"] == len(one["records"]) > 0
    assert str(len(one["records"])) in one["value"]
    assert {row["id"] for row in one["records"]} == set(FindingRow.objects.values_list("number", flat=True))
    second = call(Role.SUPERVISOR, "/figures/findings.raised", limit=1, offset=1).json()["records"]
    assert second == one["records"][1:2]
    of_matters = next(
        found
        for each in told["figures"]
        if (found := call(Role.SUPERVISOR, f"/figures/{each['id']}").json())["records"]
        and found["records"][0]["matter"]
    )
    assert read_last("api figure") == sorted({row["matter"] for row in of_matters["records"]} - {""})
    own = call(Role.UNIT_LEADER, "/figures/findings.raised", where=1, unit=unit_names[1], limit=200).json()
    assert own["unit"] == unit_names[0]
    assert {row["unit"] for row in own["records"]} <= {unit_names[0]}
    assert call(Role.SUPERVISOR, "/figures/none").status_code == 404
    assert call(Role.SUPERVISOR, "/figures", year="1999").status_code == 404
    assert call(Role.CASE_OFFICER, "/figures", where=1).status_code == 403


def test_a_norm_is_told_with_versions_and_what_they_rest_on(call):
    from fajing.web.law import lawbook

    listed = call(Role.OUTSIDE_READER, "/law", limit=1000).json()
    assert len(listed["norms"]) == 200 < listed["count"]
    rest = call(Role.OUTSIDE_READER, "/law", limit=1000, offset=200).json()["norms"]
    assert not {one["id"] for one in rest} & {one["id"] for one in listed["norms"]}
    name = listed["norms"][0]["id"]
    one = call(Role.OUTSIDE_READER, f"/law/{name}").json()
    assert len(one["versions"]) == len(lawbook().norms[name].versions)
    assert one["versions"][0]["law"][0]["article"]
    assert name in [row["id"] for row in call(Role.OUTSIDE_READER, "/law", q=name).json()["norms"]]
    assert call(Role.OUTSIDE_READER, "/law/none").status_code == 404


def a_draw_of_unit_1():
    """A record that somebody of unit 1 committed; only its file, so that the ledger stays as it is."""
    from fajing.draw.plan import Plan
    from fajing.draw.pool import Pool, Target
    from fajing.draw.record import Draw
    from fajing.draw.sources import PublicNumber, Secret
    from fajing.web.draws import path_of

    by, at = f"officer:9{list(Role).index(Role.LEGAL_OFFICER)}01", datetime(2026, 1, 1, tzinfo=UTC)
    sources = [
        PublicNumber("public", "t", "1", "2026-01-02T00:00:00Z", "9999"),
        Secret("s1", "reader:1", "a" * 64),
        Secret("s2", "reader:2", "b" * 64),
    ]
    pool = Pool.of("file_sample", [Target("F1")])
    made = Draw.commit(pool, Plan({"*": 1}), sources, draw="asked", title="t", salt="c" * 64, by=by, at=at)
    path_of("asked").parent.mkdir(parents=True, exist_ok=True)
    path_of("asked").write_bytes(made.to_bytes())


def test_a_draws_record_is_given_once_it_is_over(call, sign_in):
    a_draw_of_unit_1()
    one = call(Role.LEGAL_OFFICER, "/draws/asked").json()
    assert (one["state"], one["targets"], one["result"], one["record"]) == ("committed", 1, [], None)
    assert call(Role.LEGAL_OFFICER, "/draws/asked", where=2).status_code == 404
    assert call(Role.OUTSIDE_READER, "/draws/asked").status_code == 404
    assert call(Role.LEGAL_OFFICER, "/draws").json() == []
    from fajing.web.draws import path_of, read

    made = read("asked")
    made.void("missing_reveal", by="officer:930101", at=datetime(2026, 2, 1, tzinfo=UTC))
    try:
        path_of("asked").write_bytes(made.to_bytes())
        over = call(Role.LEGAL_OFFICER, "/draws/asked").json()
        page = sign_in(Role.LEGAL_OFFICER).get("/draws/asked/record.json")
        assert over["record"] == json.loads(b"".join(page.streaming_content))
    finally:
        path_of("asked").unlink()


def test_a_draft_is_tried_as_on_the_page(call, sign_in, a_finding):
    from fajing.web.law import lawbook

    norm = lawbook().norm(a_finding(0).norm)
    text = norm.place.path.read_text("utf-8")
    told = call(Role.LEGAL_OFFICER, "/what-if", {"text": text, "instead_of": norm.id}).json()
    assert told["judged"] == told["total"] > 0
    assert (told["newly"], told["freed"], told["now"]) == (0, 0, told["then"])
    assert told["kept"] == told["now"] > 0
    wrong = call(Role.LEGAL_OFFICER, "/what-if", {"text": "id: x\nnone: [1"})
    assert wrong.status_code == 422
    assert len(wrong.json()["detail"]) > 10
    assert call(Role.UNIT_LEADER, "/what-if", {"text": text}, where=1).status_code == 403


def test_reports_tell_how_far_they_are(call):
    rows = call(Role.REPORT_WRITER, "/reports").json()
    assert rows[0]["stage"] == "writing"
    one = call(Role.REPORT_WRITER, f"/reports/{rows[0]['year']}").json()
    assert one["to_fill"] == sum(section["to_fill"] for section in one["sections"]) > 0
    assert call(Role.REPORT_WRITER, "/reports/1999").status_code == 404
    assert call(Role.UNIT_LEADER, "/reports", where=1).status_code == 403


def test_an_import_is_followed_its_rejects_read_and_undone(call):
    sent = SimpleUploadedFile("first_week.xlsx", (WEEK / "first_week.xlsx").read_bytes())
    token = call(Role.LEGAL_OFFICER, "/imports", {"file": sent}).json()["token"]
    listed = call(Role.LEGAL_OFFICER, "/imports").json()
    assert token in [row["token"] for row in listed]
    one = call(Role.LEGAL_OFFICER, f"/imports/{token}").json()
    assert one["state"] == "done"
    table = b"".join(call(Role.LEGAL_OFFICER, f"/imports/{token}/rejects").streaming_content)
    assert table.decode("utf-8-sig").count("\n") >= one["rejected"]
    assert call(Role.LEGAL_OFFICER, "/imports/none/rejects").status_code == 404
    assert call(Role.LEGAL_OFFICER, f"/imports/{token}/undo", {"restore": True}).status_code == 409
    assert call(Role.UNIT_LEADER, f"/imports/{token}", where=1).status_code == 403
