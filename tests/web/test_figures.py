"""Every figure opens: to its formula, its base, its cut-off, and to records that come to its value."""

import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.conf import settings

from fajing.app.figure_store import read_figures, years_kept
from fajing.findings.people import Role
from fajing.lawbook.load import load_lawbook
from fajing.publish.wording import interval_of

pytestmark = pytest.mark.django_db


def test_the_night_keeps_the_figures_of_the_year(office):
    assert years_kept(settings.OFFICE.data) == [2026]
    figures = read_figures(settings.OFFICE.data, 2026)
    assert len(figures) > 150
    assert sum(figure.value is not None for figure in figures) > 30


def test_every_kept_figure_is_the_number_or_the_sum_of_its_records(office):
    walked = 0
    for figure in read_figures(settings.OFFICE.data, 2026):
        for term in figure.terms:
            if term.value is None or figure.form in ("median", "sum"):
                continue
            rows = [row.weight for row in term.rows.ids.records()] if len(term.rows) else []
            assert sum(1 if weight is None else weight for weight in rows) == term.value, figure.indicator
            walked += len(rows)
    assert walked > 200


def test_the_record_of_a_finding_names_its_matter_on_every_page_that_lists_it(sign_in):
    from fajing.web.records.models import FindingRow

    figures = read_figures(settings.OFFICE.data, 2026)
    records = list(figures["findings.raised"].rows.ids.records())
    assert records
    for one in records:
        assert one.matter == FindingRow.objects.get(number=one.id).matter
    one = records[0]
    at = "/reports/2026/?section=30-enforcement_oversight.md&figure=findings.raised"
    for role, path in ((Role.SUPERVISOR, "/figures/findings.raised/?year=2026"), (Role.REPORT_WRITER, at)):
        page = sign_in(role).get(path).content.decode()
        assert one.matter in page, path
    assert "至今没有办结的问题" in page and "年末" not in page, "the year has not ended"


def test_the_report_shows_of_what_is_sealed_only_that_it_counts(user_at, monkeypatch):
    from fajing.web import report_shown
    from fajing.web.pages import figures as pages

    figures = read_figures(settings.OFFICE.data, 2026)
    plain = report_shown.opened(user_at(Role.SUPERVISOR), figures, "cases.administrative_accepted")["records"]
    monkeypatch.setattr(pages, "sealed", lambda: frozenset({"administrative_case"}))
    shown = report_shown.opened(user_at(Role.REPORT_WRITER), figures, "cases.administrative_accepted")[
        "records"
    ]
    hidden = [new for old, new in zip(plain, shown, strict=True) if new != old]
    assert hidden and all((one.id, one.matter, one.unit) == ("密封", "", "") for one in hidden)


def test_a_page_of_a_figure_leads_to_its_matters(sign_in):
    client = sign_in(Role.SUPERVISOR)
    text = client.get("/figures/?group=cases").content.decode()
    links = re.findall(r'href="(/figures/[^"]+year=2026)"', text)
    assert len(links) > 10
    figures = read_figures(settings.OFFICE.data, 2026)
    one = next(figure for figure in figures.group("cases") if figure.value and figure.rows.kind == "matters")
    page = client.get(f"/figures/{one.indicator}/?year=2026").content.decode()
    assert one.formula.zh.split("（")[0] in page
    matters = re.findall(r'href="(/matters/[^"]+)"', page)
    assert matters
    assert client.get(matters[0]).status_code == 200


def test_a_share_says_how_far_chance_may_move_it(sign_in):
    client = sign_in(Role.SUPERVISOR)
    share = read_figures(settings.OFFICE.data, 2026)["duties.broken_share"]
    low, high = share.interval
    assert low <= share.value <= high
    assert interval_of(share, "zh") in client.get("/figures/duties.broken_share/?year=2026").content.decode()
    assert "95%区间" not in client.get("/figures/duties.judged/?year=2026").content.decode()


@pytest.mark.parametrize("role", [Role.UNIT_LEADER, Role.LEGAL_OFFICER, Role.SUPERVISOR])
def test_who_is_seated_in_a_unit_sees_no_other(role, sign_in, user_at):
    client = sign_in(role, 1)
    own = user_at(Role.UNIT_LEADER, 1).unit.name
    other = user_at(Role.UNIT_LEADER, 2).unit.name
    whole = read_figures(settings.OFFICE.data, 2026)["duties.judged"]
    text = client.get(f"/figures/duties.judged/?unit={other}").content.decode()
    value = read_figures(settings.OFFICE.data, 2026, own)["duties.judged"].value
    assert 0 < value < whole.value
    assert f"{value:,}" in text
    assert client.get("/figures/duties.judged/").content.decode().count(f"{value:,}") >= 1
    assert f"{whole.value:,}" not in client.get("/figures/").content.decode().split("<main")[1]


def test_the_workbook_holds_every_record(sign_in):
    client = sign_in(Role.REPORT_WRITER)
    figure = read_figures(settings.OFFICE.data, 2026)["duties.broken_share"]
    answer = client.get("/figures/duties.broken_share/records.xlsx?year=2026")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    first, part, whole = book.worksheets
    assert Decimal(str(first["B2"].value).rstrip("%")) == figure.value
    assert part.max_row - 1 == len(figure.terms[0].rows)
    assert whole.max_row - 1 == len(figure.terms[1].rows)


@pytest.mark.parametrize(
    "path", ["/figures/none/", "/figures/duties.judged/?year=1999", "/figures/?year=x&unit=nowhere"]
)
def test_what_is_not_there_is_not_found(sign_in, path):
    assert sign_in(Role.SUPERVISOR).get(path).status_code == 404


def test_every_group_of_indicators_has_a_title_and_no_title_lacks_its_group(office):
    groups = {figure.group for figure in read_figures(settings.OFFICE.data, 2026)}
    titled = set(load_lawbook("cn-police").indicator_groups)
    assert groups <= titled
    assert titled - groups <= {"lessons"}  # there are some only where something was lost
