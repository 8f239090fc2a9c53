"""The week's findings by unit, as seen and as a workbook; and what an officer's own list no longer holds."""

import io
from datetime import date

import openpyxl
import pytest

from fajing.findings.people import Role

DAY = 86_400


@pytest.fixture
def some(unit_names, a_finding):
    """Findings of unit 1 around the week from Monday 23 February 2026, pushed, verified, open; nothing else."""
    from fajing.web.clock import zone
    from fajing.web.records.follower import changed
    from fajing.web.records.models import FindingRow

    norm, begin = a_finding(0).norm, zone().start_of_day(date(2026, 2, 23).toordinal())
    FindingRow.objects.all().delete()

    def made(number, raised, pushed, closed=None, how="", replied=None):
        at = {"raised_at": begin + raised * DAY, "pushed_at": begin + pushed * DAY}
        FindingRow.objects.create(
            number=number, key=number, norm=norm, matter="x", unit=unit_names[0], outcome="late", how=how,
            state="closed" if closed is not None else "waiting", reply_due=begin + (pushed + 3) * DAY,
            closed_at=None if closed is None else begin + closed * DAY,
            replied_at=None if replied is None else begin + replied * DAY, **at,
        )  # fmt: skip

    made("2026-0001", -9, -9, 2, "verified", -8)
    made("2026-0002", -8, -8)
    made("2026-0003", 1, 1, 8, "verified", 7.5)
    made("2026-0004", 0, 5)
    made("2026-0005", 3, 4, 4, "gone")
    made("2026-0006", 7, 7)
    changed("findings")
    return unit_names[0]


def sums(one):
    of = one.sum
    return of.raised, of.pushed, of.verified, of.gone, of.closed, of.open, of.overdue


def test_a_week_counts_what_was_pushed_verified_closed_and_is_open_with_the_oldest(some, user_at):
    from fajing.web.weekly import week_of

    week = week_of(user_at(Role.SUPERVISOR), date(2026, 2, 26))
    assert (week.first, week.last, week.is_over) == (date(2026, 2, 23), date(2026, 3, 1), True)
    own = next(one for one in week.units if one.unit == some)
    assert sums(own) == sums(week.all) == (3, 3, 1, 1, 2, 3, 2)
    assert own.oldest is not None
    assert (own.oldest.number, own.age) == ("2026-0002", 14)
    running = week_of(user_at(Role.SUPERVISOR), date(2026, 3, 9))
    assert (running.is_over, running.all.sum.open, running.all.sum.verified) == (False, 3, 0)


def test_the_page_of_a_week_and_its_workbook(some, sign_in):
    client = sign_in(Role.SUPERVISOR)
    page = client.get("/desk/week/?day=2026-03-01").content.decode()
    assert "2月23日 – 3月1日" in page
    assert "day=2026-02-16" in page
    assert "day=2026-03-02" in page
    assert 'href="/findings/2026-0002/"' in page
    book = openpyxl.load_workbook(io.BytesIO(client.get("/desk/week/table.xlsx?day=2026-03-01").content))
    settled, standing = (list(one.iter_rows(min_row=2, values_only=True)) for one in book.worksheets)
    assert settled[0] == ("单位", "新发现", "推送", "核验通过", "异议成立", "自行消除", "共办结")
    assert (some, 3, 3, 1, 0, 1, 2) in settled
    assert settled[-1] == ("合计", 3, 3, 1, 0, 1, 2)
    assert standing[-1][:5] == ("合计", 3, 2, 14, "2026-0002")
    assert "day=2026-09-01" not in client.get("/desk/week/?day=9999-12-31").content.decode()
    assert client.get("/desk/week/?day=soon").status_code == 200


def test_a_unit_has_its_own_week_only(some, sign_in, unit_names):
    told = sign_in(Role.UNIT_LEADER, 2).get("/desk/week/?day=2026-03-01").content.decode()
    assert some not in told
    assert "2026-0002" not in told
    assert unit_names[1] in told


def test_what_was_closed_a_year_ago_is_in_no_officers_list_and_in_supervisions(some, sign_in, office):
    from fajing.web.records.follower import changed
    from fajing.web.records.models import FindingRow

    FindingRow.objects.filter(number="2026-0001").update(closed_at=office.demo_now - 367 * DAY)
    FindingRow.objects.filter(number="2026-0003").update(closed_at=office.demo_now - 363 * DAY)
    FindingRow.objects.filter(number="2026-0002").update(raised_at=office.demo_now - 800 * DAY)
    changed("findings")
    page = sign_in(Role.CASE_OFFICER, 1).get("/findings/?state=all").content.decode()
    assert "2026-0001" not in page
    assert "2026-0003" in page
    assert "2026-0002" in page  # open ones never go
    assert "办结满12个月的不再列出" in page
    for role in (Role.UNIT_LEADER, Role.SUPERVISOR):
        page = sign_in(role, 1).get("/findings/?state=all").content.decode()
        assert "2026-0001" in page
        assert "不再列出" not in page
