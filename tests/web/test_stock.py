"""The stock from before the start date, beside the backlog: on the desk and in its workbook."""

import io

import openpyxl
import pytest

from fajing.findings.people import Role


@pytest.fixture
def older(unit_names, settings):
    """Three breaches of unit 1 and one of unit 2 from before the start date; one of them is a finding all the same."""
    from fajing.web.records.follower import changed
    from fajing.web.records.models import DutyRow, FindingRow

    settings.OFFICE.start = "2026-03-01"
    finding = FindingRow.objects.filter(unit=unit_names[0]).first()
    assert finding is not None
    shared = {
        "norm": finding.norm, "label": finding.label, "severity": finding.severity, "file": finding.file,
        "matter": finding.matter, "procedure": "x", "trigger_step": "x", "stock": True,
    }  # fmt: skip
    for number, (unit, outcome) in enumerate(((0, "late"), (0, "missed"), (0, "undecidable"), (1, "late"))):
        DutyRow.objects.create(key=f"older {number}", unit=unit_names[unit], outcome=outcome, **shared)
    DutyRow.objects.filter(key=finding.key).update(stock=True)
    changed("duties")
    yield finding
    settings.OFFICE.start = ""


def test_the_stock_is_counted_by_unit_and_label_without_what_is_a_finding(older, user_at, unit_names):
    from fajing.web.records.models import FindingRow
    from fajing.web.stock import stock_of

    stock = stock_of(user_at(Role.SUPERVISOR), unit_names, "unit")
    assert [line.stock for line in stock.lines[:2]] == [2, 1]
    assert stock.stock == 3
    assert [line.open for line in stock.lines] == [
        FindingRow.objects.filter(unit=unit).exclude(state="closed").count() for unit in unit_names
    ]
    labels = stock_of(user_at(Role.SUPERVISOR), unit_names, "label")
    assert (labels.lines[0].stock, labels.stock, labels.open) == (3, 3, stock.open)


def test_a_unit_leader_sees_the_stock_of_his_unit(older, user_at, unit_names):
    from fajing.web.stock import stock_of

    stock = stock_of(user_at(Role.UNIT_LEADER, 2), [unit_names[0], unit_names[1]], "unit")
    assert [line.stock for line in stock.lines] == [0, 1]


@pytest.mark.parametrize("by", ["unit", "label"])
def test_the_desk_shows_it_and_the_workbook_holds_it(older, sign_in, unit_names, by):
    client = sign_in(Role.SUPERVISOR)
    text = client.get(f"/desk/?stock={by}").content.decode()
    panel = text.split('id="stock"')[1].split("</section>")[0]
    assert "起算日2026-03-01以前已经违反的" in panel
    assert '<td class="num strong">3</td>' in panel
    book = openpyxl.load_workbook(io.BytesIO(client.get("/desk/table.xlsx").content))
    sheet = book["存量按单位" if by == "unit" else "存量按标签"]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[-1][:2] == ("合计", 3)
    for title, stock, _ in rows[:-1]:
        assert f'<td title="{title}">{title}</td>' in panel
        assert f'<td class="num">{stock}</td>' in panel


def test_without_a_start_date_the_desk_says_that_there_is_no_stock(sign_in):
    panel = (
        sign_in(Role.SUPERVISOR).get("/desk/").content.decode().split('id="stock"')[1].split("</section>")[0]
    )
    assert "没有设起算日" in panel
    assert '<td class="num strong">0</td>' in panel
