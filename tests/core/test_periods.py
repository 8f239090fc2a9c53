import pytest
from tests.core.counting import ROLLS, ROME, SHANGHAI, STANDS, at, counter, due, lengths, shown

from fajing.core.calendar import Calendar
from fajing.core.errors import FajingError
from fajing.core.periods import Counter, Counting, Lateness, Rollover, Starts, Stopped, Unit

# ---------------------------------------------------------------- worked numbers of the audit of hard norms


def test_eight_hours_of_questioning_run_from_the_moment():
    end = due("2026-03-02T09:00", "8 hours", counting=STANDS)
    assert shown(end) == "2026-03-02 17:00"
    assert not counter().is_late(at("2026-03-02T16:30"), end)
    assert counter().is_late(at("2026-03-02T18:30"), end)
    assert counter().lateness(at("2026-03-02T18:30"), end) == Lateness(seconds=5400)


def test_thirty_days_that_end_on_a_saturday_end_on_monday():
    end = due("2026-06-04", "30 days")
    assert shown(end) == "2026-07-06 24:00"
    assert not counter().is_late(at("2026-07-06T23:00"), end)
    assert counter().is_late(at("2026-07-07T09:00"), end)
    assert counter().lateness(at("2026-07-07T09:00"), end) == Lateness(days=1)


def test_an_extension_runs_from_the_nominal_end_and_not_from_the_rolled_one():
    assert shown(due("2026-06-04", "30 days", "30 days")) == "2026-08-03 24:00"
    assert shown(due("2026-06-04", "30 days", "30 days", "30 days")) == "2026-09-02 24:00"


def test_custody_leaves_out_the_first_day_and_never_rolls():
    end = due("2026-03-05T10:00", "3 days", counting=STANDS)
    assert shown(end) == "2026-03-08 24:00"
    assert counter().lateness(at("2026-03-09T09:00"), end) == Lateness(days=1)
    assert shown(due("2026-03-05T10:00", "30 days", counting=STANDS)) == "2026-04-04 24:00"


@pytest.mark.parametrize("days, end", [(15, "2026-07-16"), (20, "2026-07-21")])
def test_an_appraisal_leaves_the_count(days, end):
    assert shown(due("2026-06-01", "30 days", stopped=Stopped(days=days))) == f"{end} 24:00"


def test_the_party_has_the_whole_fifth_working_day():
    end = due("2026-06-01T14:00", "5 working_days")
    assert shown(end) == "2026-06-08 24:00"
    assert not counter().has_expired(at("2026-06-08T15:00"), end)
    assert counter().has_expired(at("2026-06-09T09:00"), end)


@pytest.mark.parametrize(
    "start, periods, end",
    [
        ("2026-06-01", ["30 days"], "2026-07-01 24:00"),
        ("2026-06-01", ["30 days", "30 days"], "2026-07-31 24:00"),
        ("2026-06-01", ["60 days"], "2026-07-31 24:00"),
        ("2026-06-01T10:00", ["24 hours"], "2026-06-02 10:00"),
        ("2026-06-01", ["7 working_days"], "2026-06-10 24:00"),
        ("2026-07-06", ["3 working_days"], "2026-07-09 24:00"),
        ("2026-09-24", ["7 days"], "2026-10-08 24:00"),
    ],
)
def test_other_periods_of_the_audit(start, periods, end):
    assert shown(due(start, *periods)) == end


def test_a_suspension_in_reconsideration_moves_the_end_and_then_it_rolls():
    assert shown(due("2026-06-01", "60 days", stopped=Stopped(days=30))) == "2026-08-31 24:00"


# ---------------------------------------------------------------- how a count begins


def test_the_first_hour_can_be_left_out():
    counting = Counting(Rollover.NONE, {Unit.HOURS: Starts.NEXT_HOUR})
    assert shown(due("2026-03-02T09:20", "24 hours", counting=counting)) == "2026-03-03 10:00"
    assert shown(due("2026-03-02T10:00", "24 hours", counting=counting)) == "2026-03-03 11:00"


def test_hours_from_the_next_day_start_at_midnight():
    counting = Counting(Rollover.NONE, {Unit.HOURS: Starts.NEXT_DAY})
    assert shown(due("2026-03-02T09:20", "24 hours", counting=counting)) == "2026-03-04 00:00"


def test_days_from_the_moment_end_at_the_same_time_of_day_and_do_not_roll():
    counting = Counting(Rollover.NEXT_WORKING_DAY, {Unit.DAYS: Starts.MOMENT, Unit.MONTHS: Starts.MOMENT})
    assert shown(due("2026-03-02T09:20", "5 days", counting=counting)) == "2026-03-07 09:20"
    assert shown(due("2026-01-31T09:20", "1 months", counting=counting)) == "2026-02-28 09:20"
    assert shown(due("2026-03-02", "5 days", counting=counting)) == "2026-03-09 24:00"


@pytest.mark.parametrize("unit", [unit for unit in Unit if not unit.is_clock])
def test_a_period_of_days_cannot_start_at_the_next_hour(unit):
    with pytest.raises(FajingError, match="next_hour"):
        due("2026-03-02T09:00", f"3 {unit}", counting=Counting(Rollover.NONE, {unit: Starts.NEXT_HOUR}))


def test_a_period_needs_a_length():
    with pytest.raises(FajingError):
        counter().nominal_end(at("2026-03-02"), [], STANDS)


def test_hours_from_a_day_end_somewhere_within_a_day():
    end = due("2026-03-02", "8 hours", counting=STANDS)
    assert (end.earliest, end.latest) == (at("2026-03-02T08:00").instant, at("2026-03-03T08:00").instant)
    counting = Counting(Rollover.NONE, {Unit.HOURS: Starts.NEXT_HOUR})
    end = due("2026-03-02", "8 hours", counting=counting)
    assert (end.earliest, end.latest) == (at("2026-03-02T09:00").instant, at("2026-03-03T08:00").instant)


def test_a_range_stays_in_order_over_days_that_are_not_worked():
    counting = Counting(Rollover.NONE, {Unit.HOURS: Starts.NEXT_HOUR})
    end = due("2015-04-03", "0 hours", "1 working_days", counting=counting)  # Friday before a long weekend
    assert (end.earliest, end.latest) == (at("2015-04-07T00:00").instant, at("2015-04-07T01:00").instant)


# ---------------------------------------------------------------- lengths


@pytest.mark.parametrize(
    "start, period, end",
    [
        ("2026-01-31", "1 months", "2026-02-28"),
        ("2024-01-31", "1 months", "2024-02-29"),
        ("2026-03-31", "6 months", "2026-09-30"),
        ("2026-11-15", "3 months", "2027-02-15"),
        ("2026-12-31", "2 months", "2027-02-28"),
        ("2024-02-29", "1 years", "2025-02-28"),
        ("2026-03-02", "2 weeks", "2026-03-16"),
        ("2026-03-02", "0 days", "2026-03-02"),
    ],
)
def test_a_month_keeps_its_day_number_or_takes_its_last_day(start, period, end):
    assert shown(due(start, period, counting=STANDS)) == f"{end} 24:00"


def test_lengths_of_different_units_chain():
    assert shown(due("2026-03-02T09:00", "3 days", "12 hours", counting=STANDS)) == "2026-03-06 12:00"
    assert shown(due("2026-03-02T09:00", "8 hours", "3 days", counting=STANDS)) == "2026-03-05 17:00"
    assert shown(due("2026-06-01", "1 months", "2 working_days", counting=STANDS)) == "2026-07-03 24:00"


def test_time_left_out_is_added_in_the_unit_of_the_first_length():
    stopped = Stopped(seconds=1800, days=3, working_days=1)
    assert shown(due("2026-03-02T09:00", "8 hours", stopped=stopped)) == "2026-03-02 17:30"
    assert shown(due("2026-03-02T09:00", "2 months", stopped=stopped, counting=STANDS)) == "2026-05-05 24:00"
    assert shown(due("2026-06-01", "5 working_days", stopped=stopped)) == "2026-06-09 24:00"


def test_an_end_after_the_last_year_is_refused():
    for period in ("9000 years", "99999999 days", "99999 months", "999999 weeks"):
        with pytest.raises(FajingError):
            due("2026-03-02", period)


# ---------------------------------------------------------------- the calendar's horizon


def test_an_end_in_a_year_not_published_is_provisional_only_if_holidays_matter():
    assert due("2026-12-20", "30 days").provisional
    assert not due("2026-12-20", "30 days", counting=STANDS).provisional
    assert due("2026-12-30", "5 working_days", counting=STANDS).provisional
    assert not due("2026-12-20", "5 working_days").provisional
    assert not due("2026-12-31T20:00", "24 hours").provisional
    assert due("2026-12-30", "5 working_days", "30 days", counting=STANDS).provisional


def test_rolling_over_into_a_year_not_published_is_provisional():
    calendar = Calendar({2023: ({}, set())})  # 2023-12-31 is a Sunday
    only_2023 = Counter(SHANGHAI, calendar)
    end = only_2023.nominal_end(at("2023-12-30"), lengths("1 days"), ROLLS)
    assert not end.provisional
    assert only_2023.roll(end, ROLLS).provisional


def test_a_lawbook_without_rollover_and_working_days_needs_no_calendar():
    plain = Counter(ROME, Calendar.weekends_only())
    start = at("2026-03-02T09:00", ROME)
    for period in ("8 hours", "30 days", "2 weeks", "6 months", "1 years"):
        end = plain.nominal_end(start, lengths(period), STANDS)
        assert not plain.roll(end, STANDS).provisional


# ---------------------------------------------------------------- backward


def test_distance_is_counted_on_civil_dates():
    a, b = at("2026-06-01").day, at("2026-06-08").day
    assert counter().distance(a, b, Unit.DAYS) == 7
    assert counter().distance(b, a, Unit.DAYS) == -7
    assert counter().distance(a, b, Unit.WORKING_DAYS) == 5
    with pytest.raises(FajingError):
        counter().distance(a, b, Unit.MONTHS)


@pytest.mark.parametrize(
    "earlier, later, length, within, at_least",
    [
        ("2026-06-01T20:00", "2026-06-08T08:00", "7 days", True, True),
        ("2026-06-01", "2026-06-09", "7 days", False, True),
        ("2026-06-01", "2026-06-07", "7 days", True, False),
        ("2026-06-01", "2026-06-15", "2 weeks", True, True),
        ("2026-01-31", "2026-02-28", "1 months", True, True),
        ("2026-01-31", "2026-03-01", "1 months", False, True),
        ("2024-02-29", "2025-02-27", "1 years", True, False),
        ("2026-06-01", "2026-06-08", "5 working_days", True, True),
        ("2026-06-01", "2026-06-09", "5 working_days", False, True),
        ("2026-06-01", "2026-06-07", "5 working_days", True, False),
        ("2026-06-01T09:00", "2026-06-02T09:00", "24 hours", True, True),
        ("2026-06-01T09:00", "2026-06-02T09:00:01", "24 hours", False, True),
        ("2026-06-01T09:00", "2026-06-02T08:59", "24 hours", True, False),
        ("2026-06-01", "2026-06-02", "24 hours", None, None),
        ("2026-06-01", "2026-06-03", "24 hours", False, True),
        ("2026-06-01T09:00", "2026-06-01", "24 hours", True, False),
    ],
)
def test_backward_differences_do_not_roll(earlier, later, length, within, at_least):
    [period] = lengths(length)
    assert counter().within_backward(at(earlier), at(later), period) is within
    assert counter().at_least_backward(at(earlier), at(later), period) is at_least


def test_a_backward_count_of_working_days_can_be_provisional_too():
    a, b = at("2026-12-30"), at("2027-01-04")
    [working], [plain] = lengths("5 working_days"), lengths("5 days")
    assert counter().backward_is_provisional(a, b, working)
    assert counter().backward_is_provisional(b, a, working)
    assert not counter().backward_is_provisional(a, b, plain)


# ---------------------------------------------------------------- judging


@pytest.mark.parametrize(
    "start, done, late",
    [
        ("2026-03-02T09:00", "2026-03-02", None),
        ("2026-03-02T09:00", "2026-03-01", False),
        ("2026-03-02T09:00", "2026-03-03", True),
        ("2026-03-02", "2026-03-02T07:59", False),
        ("2026-03-02", "2026-03-02T09:00", None),
        ("2026-03-02", "2026-03-03T08:00", None),
        ("2026-03-02", "2026-03-03T08:01", True),
        ("2026-03-02", "2026-03-03", None),
    ],
)
def test_hours_against_a_day_are_told_only_where_they_can_be(start, done, late):
    assert counter().is_late(at(done), due(start, "8 hours", counting=STANDS)) is late


def test_days_are_compared_by_civil_date_whatever_the_precision():
    end = due("2026-03-02", "3 days", counting=STANDS)
    assert counter().is_late(at("2026-03-05T23:59"), end) is False
    assert counter().is_late(at("2026-03-05"), end) is False
    assert counter().is_late(at("2026-03-06"), end) is True


def test_a_period_has_not_expired_at_its_last_moment():
    hours = due("2026-03-02T09:00", "8 hours", counting=STANDS)
    assert not counter().has_expired(at("2026-03-02T17:00"), hours)
    assert counter().has_expired(at("2026-03-02T17:00:01"), hours)
    assert counter().has_expired(at("2026-03-02"), hours)  # the whole day is known
    days = due("2026-03-02", "3 days", counting=STANDS)
    assert not counter().has_expired(at("2026-03-05"), days)
    assert counter().has_expired(at("2026-03-06"), days)


# ---------------------------------------------------------------- change of the clock


def test_ninety_civil_days_and_2160_hours_differ_across_the_autumn_change():
    days = Counting(Rollover.NONE, {Unit.DAYS: Starts.MOMENT})
    assert shown(due("2026-09-01T10:00", "90 days", counting=days, zone=ROME), ROME) == "2026-11-30 10:00"
    assert shown(due("2026-09-01T10:00", "2160 hours", counting=days, zone=ROME), ROME) == "2026-11-30 09:00"
    assert shown(due("2026-09-01T10:00", "90 days", counting=STANDS, zone=ROME), ROME) == "2026-11-30 24:00"
