"""Every list as a workbook, as seen: the same rows, titles and filter, within the reader's reach, entered as read."""

import io
import re

import openpyxl
import pytest
from tests.web.test_draws import close_some, later, made  # noqa: F401 - two are fixtures
from tests.web.test_what_if import NORM, text  # noqa: F401 - one is a fixture

from fajing.findings.people import Role

LISTS = {
    "/findings/": "?state=all", "/matters/": "", "/about-to-breach/": "", "/documents/": "", "/law/": "?q=cases",
}  # fmt: skip


def book_of(answer):
    assert answer.status_code == 200, answer.content[:300]
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def told(sheet):
    """Titles and rows of a sheet, as text."""
    rows = [[("" if one is None else str(one)) for one in row] for row in sheet.iter_rows(values_only=True)]
    width = len([one for one in rows[1] if one])
    return rows[1][:width], [row[:width] for row in rows[2:]]


def shown(page):
    """Titles and rows of the first table of a page, by another way than the exporter's."""
    table = re.sub(
        r"<svg.*?</svg>|<form.*?</form>", "", page.split("<table")[1].split("</table>")[0], flags=re.S
    )
    rows = []
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.S):
        cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
        rows.append([" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in cells])
    return rows[0], rows[1:]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.SUPERVISOR])
def test_a_list_and_its_workbook_say_the_same(path, role, sign_in, a_finding):
    from fajing.web.records.models import Document

    unit = a_finding(0).unit
    Document.objects.create(kind="slip", unit=unit, title="t", text="x", made_at=0, made_by="x", number="=1")
    client = sign_in(role, 1 if role is Role.CASE_OFFICER else 0)
    page = client.get(f"{path}{LISTS[path]}").content.decode()
    assert f'href="{path}table.xlsx{LISTS[path]}' in page
    head, rows = told(book_of(client.get(f"{path}table.xlsx{LISTS[path]}")).worksheets[0])
    assert (head, rows[:50]) == shown(page)
    assert rows


def test_all_pages_of_a_list_are_in_its_workbook_and_the_filter_too(
    sign_in, unit_names, monkeypatch, user_at
):
    from fajing.web import as_seen
    from fajing.web.records.journal import journal
    from fajing.web.records.models import MatterRow

    handler, unit = user_at(Role.SUPERVISOR).number, unit_names[1]
    added = [f"M{number:02d}" for number in range(60)]
    MatterRow.objects.bulk_create(
        MatterRow(matter=one, file="x", procedure="case", unit=unit, handler=handler) for one in added
    )
    client = sign_in(Role.SUPERVISOR)
    sheet = book_of(client.get("/matters/table.xlsx", {"unit": unit, "mine": "1", "page": "2"})).active
    assert sorted(row[0] for row in told(sheet)[1]) == added
    assert [one.value for one in sheet[1]][2:4] == [f"单位：{unit}", "mine=1"]
    assert any("M00" in str(entry.body) and "M59" in str(entry.body) for entry in journal().reads())
    monkeypatch.setattr(as_seen, "MOST", 7)
    cut = book_of(client.get("/findings/table.xlsx", {"state": "all"})).active
    assert len(told(cut)[1]) == 7
    assert "列出7行" in str([one.value for one in cut[1]])


def test_the_workbook_of_a_unit_holds_nothing_of_another(sign_in, unit_names):
    client = sign_in(Role.UNIT_LEADER, 1)
    for path in ("/findings/table.xlsx?state=all", "/matters/table.xlsx", "/about-to-breach/table.xlsx"):
        words = " ".join(" ".join(row) for row in told(book_of(client.get(path)).active)[1])
        assert unit_names[0] in words
        assert unit_names[1] not in words


def test_what_is_no_number_stays_text_and_nothing_is_a_formula(sign_in, unit_names):
    from fajing.web.records.models import Document

    Document.objects.create(kind="slip", unit="", title="t", text="x", made_at=0, made_by="x", number="=1+1")
    sheet = book_of(sign_in(Role.SUPERVISOR).get("/documents/table.xlsx")).active
    assert next(one for one in sheet["A"] if one.value == "=1+1").data_type == "s"
    counts = book_of(sign_in(Role.SUPERVISOR).get("/matters/table.xlsx")).active
    assert isinstance(counts.cell(3, 6).value, int)


def test_a_draw_and_its_sheets_are_exported(sign_in, user_at, later, close_some):  # noqa: F811
    client = sign_in(Role.LEGAL_OFFICER)
    made(client, later, "d-x", user_at(Role.LEGAL_OFFICER))
    head, rows = told(book_of(client.get("/draws/table.xlsx")).active)
    assert (head, rows) == shown(client.get("/draws/").content.decode())
    head, rows = told(book_of(client.get("/draws/d-x/table.xlsx")).active)
    assert (head, rows) == shown(client.get("/draws/d-x/").content.decode())
    assert len(rows) == 2
    matter = rows[0][1]
    page = client.get(f"/draws/d-x/files/{matter}/").content.decode()
    norm = re.search(r'<option value="([a-z_.0-9]+)">', page)[1]
    sent = {"norm_0": norm, "note_0": "送达回证没有日期"}
    assert client.post(f"/draws/d-x/files/{matter}/", sent).status_code == 302
    book = book_of(client.get(f"/draws/d-x/files/{matter}/table.xlsx"))
    head, rows = told(book["评查表上的缺陷"])
    assert head == ["问题", "规则", "看到了什么"]
    assert [row[2] for row in rows] == ["送达回证没有日期"]
    assert "这份案卷的问题" in book.sheetnames
    entered = client.post(f"/draws/d-x/files/{matter}/table.xlsx", sent)
    assert entered.status_code == 405


def test_what_if_is_exported_and_a_mistake_is_told_instead(sign_in, text):  # noqa: F811
    client = sign_in(Role.LEGAL_OFFICER)
    sent = {"text": re.sub(r"hours: 24\b", "hours: 2400", text), "instead_of": NORM}
    page = client.post("/what-if/", sent).content.decode()
    assert 'formaction="/what-if/table.xlsx"' in page
    book = book_of(client.post("/what-if/table.xlsx", sent))
    assert book.sheetnames == ["应办", "各单位", "不再违反的"]
    assert told(book["应办"]) == shown(page)
    freed = told(book["不再违反的"])[1]
    assert freed
    assert all(f">{row[1]}</a></td><td>{row[2]}</td>" in page for row in freed)
    assert client.post("/what-if/table.xlsx", sent | {"text": "id: ["}).status_code == 422


def test_figures_are_exported_with_year_group_and_unit(sign_in):
    client = sign_in(Role.SUPERVISOR)
    page = client.get("/figures/").context
    group = page["groups"][0]
    asked = f"?year={page['year']}&group={group[0]}"
    listed = client.get(f"/figures/{asked}").content.decode()
    assert 'href="/figures/table.xlsx?' in listed
    book = book_of(client.get(f"/figures/table.xlsx{asked}"))
    assert book.sheetnames == [group[1]]
    head, rows = told(book.active)
    assert (head, len(rows)) == (shown(listed)[0], len(shown(listed)[1]))
    assert len(book_of(client.get("/figures/table.xlsx")).sheetnames) == len(page["groups"])


def test_commitments_are_exported_without_their_forms(sign_in):
    client = sign_in(Role.LEGAL_OFFICER)
    sent = {"step": "new", "kind": "plan", "text": "更新核对表", "owner": "青岚县公安局", "year": "2026"}
    client.post("/reports/commitments/", sent)
    assert 'href="/reports/table.xlsx' in client.get("/reports/").content.decode()
    head, rows = told(book_of(client.get("/reports/table.xlsx"))["安排和不足事项"])
    assert head[:3] == ["事项", "内容", "责任单位"]
    assert [row[1:3] for row in rows] == [["更新核对表", "青岚县公安局"]]
    assert rows[0][-1] == ""
    assert sign_in(Role.CASE_OFFICER, 1).get("/reports/table.xlsx").status_code == 403


def test_what_a_search_found_is_exported(sign_in, unit_names):
    client = sign_in(Role.SUPERVISOR)
    page = client.get("/search/", {"q": "2026"})
    assert 'href="/search/table.xlsx?q=2026' in page.content.decode()
    book = book_of(client.get("/search/table.xlsx", {"q": "2026"}))
    head, rows = told(book["案件"])
    assert head == ["案件", "种类", "单位", "最近环节"]
    assert [row[0] for row in rows] == [one["row"].matter for one in page.context["matters"]]
    assert len(told(book["问题"])[1]) == len(page.context["findings"])
    own = book_of(sign_in(Role.UNIT_LEADER, 1).get("/search/table.xlsx", {"q": "2026"}))
    assert {row[2] for row in told(own["案件"])[1]} == {unit_names[0]}
