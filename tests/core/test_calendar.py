from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from fajing.core.calendar import Calendar
from fajing.core.errors import FajingError

FOLDER = Path(__file__).parents[2] / "law" / "cn-police" / "calendars"
YEARS = range(2015, 2027)


@cache
def china() -> Calendar:
    yaml = YAML(typ="safe", pure=True)
    return Calendar.from_tables([yaml.load(FOLDER / f"{year}.yaml") for year in YEARS])


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def text(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


days = st.integers(day("2014-06-01"), day("2028-06-01"))


def test_every_day_from_2015_to_2026_agrees_with_the_package():
    package = pytest.importorskip("chinese_calendar", reason="chinesecalendar is not installed")
    on = date(2015, 1, 1)
    while on.year < 2027:
        assert china().is_working_day(on.toordinal()) == package.is_workday(on), on
        on += timedelta(days=1)


def test_the_make_up_days_of_2026_are_those_of_the_notice():
    worked = [
        text(d) for d in range(day("2026-01-01"), day("2027-01-01"))
        if china().is_working_day(d) and date.fromordinal(d).weekday() >= 5
    ]  # fmt: skip
    assert worked == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


def test_every_file_names_its_year_and_its_notice_in_both_languages():
    yaml = YAML(typ="safe", pure=True)
    for path in sorted(FOLDER.glob("*.yaml")):
        table = yaml.load(path)
        assert table["year"] == int(path.stem)
        assert path.stem in table["source"]["zh"]
        assert path.stem in table["source"]["en"]
        assert all(entry["name"]["zh"] and entry["name"]["en"] for entry in table["holidays"])


def test_a_day_off_says_why():
    assert china().why_not_working(day("2026-10-01")) == "国庆节"
    assert china().why_not_working(day("2026-10-03")) == "国庆节"  # a Saturday inside the holiday
    assert china().why_not_working(day("2026-07-04")) == "周末"
    assert china().why_not_working(day("2026-10-10")) is None
    assert china().in_english("国庆节") == "National Day"
    assert china().in_english("周末") == "weekend"


def test_years_not_published_have_only_weekends_and_are_not_known():
    assert (china().first_year, china().last_year) == (2015, 2026)
    assert china().known(day("2026-12-31"))
    assert not china().known(day("2027-01-01"))
    assert china().is_working_day(day("2027-01-01"))


def test_a_calendar_of_weekends_knows_no_year():
    calendar = Calendar.weekends_only()
    assert (calendar.first_year, calendar.last_year) == (None, None)
    assert not calendar.known(day("2026-01-01"))


@pytest.mark.parametrize(
    "start, n, end",
    [
        ("2026-06-01", 5, "2026-06-08"),
        ("2026-06-01", 7, "2026-06-10"),
        ("2026-07-06", 3, "2026-07-09"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-07-04", 1, "2026-07-06"),
        ("2026-07-04", 0, "2026-07-04"),
        ("2026-07-04", -1, "2026-07-03"),
        ("2026-10-08", -1, "2026-09-30"),
    ],
)
def test_working_days_are_added(start, n, end):
    assert text(china().add_working_days(day(start), n)) == end


def naive_add(calendar: Calendar, start: int, n: int) -> int:
    step = 1 if n > 0 else -1
    while n:
        start += step
        n -= step * calendar.is_working_day(start)
    return start


@given(days, st.integers(-80, 80))
def test_adding_agrees_with_walking(start, n):
    assert china().add_working_days(start, n) == naive_add(china(), start, n)


@given(days, st.integers(-150, 150))
def test_counting_agrees_with_walking(start, distance):
    low, high = sorted((start, start + distance))
    walked = sum(china().is_working_day(d) for d in range(low + 1, high + 1))
    assert abs(china().count_working_days(start, start + distance)) == walked


@given(days, st.integers(0, 60))
def test_working_and_skipped_days_make_up_all_days(start, length):
    end = start + length
    assert len(china().skipped(start, end)) + china().count_working_days(start, end) == length


@given(days)
def test_the_next_working_day_is_worked_and_not_earlier(start):
    found = china().next_working_day(start)
    assert found >= start
    assert china().is_working_day(found)
    assert not any(china().is_working_day(d) for d in range(start, found))


@given(
    st.sets(st.integers(day("2026-01-01"), day("2026-12-31")), max_size=120),
    st.integers(day("2025-11-01"), day("2027-02-01")),
    st.integers(-150, 150),
)
def test_a_calendar_with_very_many_holidays_still_counts_right(holidays, start, n):
    dates = {date.fromordinal(d): "假" for d in holidays}
    weekend = {date.fromordinal(d) for d in range(day("2026-03-01"), day("2026-06-01"))}
    working = {on for on in weekend if on.weekday() >= 5 and on not in dates}
    calendar = Calendar({2026: (dates, working)})
    assert calendar.add_working_days(start, n) == naive_add(calendar, start, n)


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"year": "2026"},
        {"year": 2026, "holidays": [{"date": "2025-12-31", "name": {"zh": "元旦"}}]},
        {"year": 2026, "holidays": [{"date": "2026-01-01"}]},
        {"year": 2026, "holidays": [{"date": "1 Jan", "name": {"zh": "元旦"}}]},
        {"year": 2026, "holidays": [{"date": "2026-01-01", "name": {"zh": "元旦"}}] * 2},
        {"year": 2026, "working": ["2026-01-05"]},
        {
            "year": 2026,
            "holidays": [{"date": "2026-01-04", "name": {"zh": "元旦"}}],
            "working": ["2026-01-04"],
        },
    ],
)
def test_a_wrong_table_is_refused(table):
    with pytest.raises(FajingError):
        Calendar.from_tables([table])


def test_one_year_cannot_be_given_twice():
    with pytest.raises(FajingError, match="2026"):
        Calendar.from_tables([{"year": 2026}, {"year": 2026}])
