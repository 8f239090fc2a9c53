import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fajing.core.errors import FajingError
from fajing.core.moments import Moment, Precision, Zone, earlier, parse_moment

SHANGHAI = Zone.of("Asia/Shanghai")
ROME = Zone.of("Europe/Rome")
ZONES = [SHANGHAI, ROME, *map(Zone.of, ("America/Sao_Paulo", "Australia/Lord_Howe", "America/Havana", "UTC"))]
instants = st.integers(0, 2_000_000_000)


def at(text, zone=SHANGHAI):
    return parse_moment(text, zone)


def test_zones_of_one_name_are_one_even_after_a_trip_to_another_process():
    assert Zone.of("Asia/Shanghai") is SHANGHAI
    assert pickle.loads(pickle.dumps(SHANGHAI)) is SHANGHAI
    assert Zone("Asia/Shanghai") == SHANGHAI
    assert len({Zone("Asia/Shanghai"), SHANGHAI, ROME}) == 2


@pytest.mark.parametrize("name", ["", "Asia/Peking", "../etc/passwd", "/etc"])
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(FajingError):
        Zone.of(name)


@pytest.mark.parametrize(
    "text, precision",
    [
        ("2026-03-02", Precision.DAY),
        ("2026-03-02T09:00", Precision.MINUTE),
        ("2026-03-02 09:00", Precision.MINUTE),
        ("2026-03-02T09:00:00", Precision.SECOND),
        ("2026-03-02T09:00:30.25", Precision.SECOND),
        ("2026-03-02T01:00Z", Precision.MINUTE),
        ("2026-03-02T02:00+01:00", Precision.MINUTE),
    ],
)
def test_a_moment_is_as_precise_as_it_was_written(text, precision):
    moment = at(text)
    assert moment.precision is precision
    assert moment.day == date(2026, 3, 2).toordinal()
    if precision is not Precision.DAY:
        nine = datetime(2026, 3, 2, 1, tzinfo=UTC).timestamp()
        assert nine <= moment.instant < nine + 60


@pytest.mark.parametrize(
    "text",
    ["", "2026-3-2", "2026-02-30", "2026-03-02T24:00", "2026-03-02T9:00", "02.03.2026", "2026-03-02T09", "x"],
)
def test_text_that_is_no_moment_is_refused_with_an_example(text):
    with pytest.raises(FajingError, match="2026-03-02"):
        at(text)


def test_an_aware_time_falls_on_the_civil_day_of_the_zone():
    late = datetime(2026, 3, 2, 20, tzinfo=timezone(timedelta(hours=-5)))
    assert SHANGHAI.moment(late) == at("2026-03-03T09:00")


def test_a_day_lasts_to_its_last_second_and_a_minute_is_itself():
    day, minute = at("2026-03-02"), at("2026-03-02T09:00")
    assert day.is_day
    assert not minute.is_day
    assert SHANGHAI.latest(day) == at("2026-03-02T23:59:59").instant
    assert SHANGHAI.latest(minute) == minute.instant == minute.earliest


def test_a_time_can_be_taken_as_known_only_to_the_day():
    assert SHANGHAI.moment(datetime(2026, 3, 2, 9), Precision.DAY) == at("2026-03-02")


def test_a_time_the_clock_jumps_over_moves_forward_and_one_that_comes_twice_is_the_first():
    assert at("2026-03-29T02:30", ROME) == at("2026-03-29T03:30", ROME)
    assert at("2026-10-25T02:30", ROME).instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()


def test_a_day_in_which_the_clock_changes_is_one_day_of_23_or_25_hours():
    for text, hours in (("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)):
        day = at(text, ROME).day
        assert ROME.end_of_day(day) - ROME.start_of_day(day) == hours * 3600


def test_where_midnight_is_skipped_the_day_begins_at_one():
    zone = Zone.of("America/Sao_Paulo")
    day = date(2018, 11, 4).toordinal()
    assert zone.civil(zone.start_of_day(day)) == datetime(2018, 11, 4, 1)


@pytest.mark.parametrize(
    "begun, first", [("09:20", "10:00"), ("10:00", "11:00"), ("10:00:01", "11:00"), ("09:59:59", "10:00")]
)
def test_counting_starts_at_the_next_full_hour(begun, first):
    assert SHANGHAI.next_hour(at(f"2026-03-02T{begun}").instant) == at(f"2026-03-02T{first}").instant


def test_the_hour_before_midnight_is_followed_by_the_next_day():
    assert SHANGHAI.next_hour(at("2026-03-02T23:20").instant) == at("2026-03-03").instant


@given(instants, st.sampled_from(ZONES))
def test_the_next_hour_is_full_and_soon(instant, zone):
    found = zone.next_hour(instant)
    assert zone.civil(found).minute == zone.civil(found).second == 0
    assert 0 < found - instant <= 3600 + 1800


@given(instants, st.sampled_from(ZONES))
def test_every_instant_lies_inside_its_civil_day(instant, zone):
    day = zone.civil(instant).toordinal()
    assert zone.day_of(instant) == day
    assert zone.start_of_day(day) <= instant < zone.end_of_day(day)
    assert zone.moment(datetime.fromtimestamp(instant, UTC)).day == day


@given(st.datetimes(datetime(1970, 1, 1), datetime(2037, 12, 31)), st.sampled_from(ZONES))
def test_civil_time_is_what_the_zone_database_says(civil, zone):
    expected = int(civil.replace(microsecond=0, fold=0, tzinfo=ZoneInfo(zone.name)).timestamp())
    moment = zone.moment(civil)
    assert moment.instant == expected
    assert moment.day == zone.civil(expected).toordinal()


def test_years_that_no_calendar_has_are_refused():
    with pytest.raises(FajingError):
        SHANGHAI.end_of_day(date.max.toordinal())
    with pytest.raises(FajingError):
        SHANGHAI.civil(10**15)
    with pytest.raises(FajingError):
        SHANGHAI.day_of(10**15)


def test_two_events_of_a_day_stand_both_ways_if_one_is_known_only_to_the_day():
    day, minute = at("2026-03-02"), at("2026-03-02T09:00")
    assert earlier(day, 1, minute, 2)
    assert earlier(minute, 2, day, 1)
    assert earlier(day, 1, day, 2)
    assert earlier(day, 2, day, 1)


def test_two_events_of_a_minute_are_ordered_by_their_number():
    nine = at("2026-03-02T09:00")
    assert earlier(nine, 1, nine, 2)
    assert not earlier(nine, 2, nine, 1)
    assert not earlier(nine, 1, nine, 1)


def test_events_of_different_days_are_ordered_by_time():
    assert earlier(at("2026-03-02"), 9, at("2026-03-03"), 1)
    assert not earlier(at("2026-03-03T00:00"), 1, at("2026-03-02"), 9)


moments = st.builds(
    lambda i, p: SHANGHAI.moment(datetime.fromtimestamp(i, UTC), p),
    st.integers(0, 200000),
    st.sampled_from(Precision),
)


@given(moments, moments)
def test_of_two_events_one_is_earlier(a: Moment, b: Moment):
    assert earlier(a, 1, b, 2) or earlier(b, 2, a, 1)
