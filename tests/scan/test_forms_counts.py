"""`at_most` and `at_least`: number, sum and length; back and ahead; per day, month, year; within a period."""

import pytest
from tests.scan.bench_book import judged

THIRD = "{on: extended, at_most: 2}"
START = "opened @ 2026-03-02T09:00"


def test_without_more_the_trigger_is_counted_looking_back():
    events = [
        "extended @ 2026-03-02",
        "extended @ 2026-03-03",
        "extended @ 2026-03-04",
        "extended @ 2026-03-05",
    ]
    assert judged(THIRD, *events) == ["met", "met", "missed too_many", "missed too_many"]


def test_several_steps_that_trigger_are_counted_together():
    both = "{on: [halted, extended], at_most: 1}"
    assert judged(both, "halted @ 2026-03-02", "extended @ 2026-03-03") == ["met", "missed too_many"]


def test_of_tied_rows_the_later_one_is_the_one_too_many():
    once = "{on: extended, at_most: 1}"
    assert judged(once, "extended @ 2026-03-02T09:00", "extended @ 2026-03-02T09:00") == [
        "met",
        "missed too_many",
    ]


def test_a_count_of_another_step_looks_ahead_until_the_matter_ends():
    text = "{on: opened, at_most: 1, count: extended}"
    assert judged(text, START, "extended @ +1d") == ["open"]
    assert judged(text, START, "extended @ +1d", "closed @ +9d") == ["met"]
    assert judged(text, START, "extended @ +1d", "extended @ +2d") == ["missed too_many"]
    assert judged(text, START, "extended @ +1d", "closed @ +9d", "extended @ +10d") == ["met"]
    assert judged(text, "extended @ 2026-03-01", START, "extended @ 2026-03-05", "closed @ 2026-03-09") == [
        "met"
    ]


def test_at_least_is_met_as_soon_as_it_is_reached():
    text = "{on: opened, at_least: 2, count: inspected}"
    assert judged(text, START, "inspected @ +1d", "inspected @ +2d") == ["met"]
    assert judged(text, START, "inspected @ +1d") == ["open"]
    assert judged(text, START, "inspected @ +1d", "closed @ +2d") == ["missed too_few"]


def test_ahead_within_a_period():
    text = "{on: opened, at_least: 2, count: inspected, within: {days: 10}}"
    assert judged(text, START, "inspected @ +1d", "inspected @ +10d") == ["met"]
    assert judged(text, START, "inspected @ +1d", "inspected @ +11d") == ["missed too_few"]
    most = "{on: opened, at_most: 1, count: inspected, within: {days: 10}}"
    assert judged(most, START, "inspected @ +1d", "inspected @ +11d") == ["met"]
    assert judged(most, START, "inspected @ +1d", as_of="2026-03-12") == ["open"]


def test_ahead_within_a_length_that_is_not_recorded_cannot_be_told():
    text = "{on: opened, at_most: 1, count: inspected, within: {days: event.term}}"
    assert judged(text, START, "inspected @ +1d", "inspected @ +2d") == ["undecidable absent_fact event.term"]
    assert judged(text, f"{START} term=5", "inspected @ +1d", "inspected @ +2d") == ["missed too_many"]


def test_back_counts_another_step_up_to_the_trigger():
    text = "{on: decided, at_least: 2, count: inspected, looking: back}"
    assert judged(text, "inspected @ 2026-03-01", "inspected @ 2026-03-02", "decided @ 2026-03-03") == ["met"]
    assert judged(text, "inspected @ 2026-03-01", "decided @ 2026-03-03", "inspected @ 2026-03-04") == [
        "missed too_few"
    ]


def test_back_within_a_period_that_never_rolls():
    text = "{on: extended, at_most: 1, within: {days: 30}}"
    assert judged(text, "extended @ 2026-03-01", "extended @ 2026-03-31") == ["met", "missed too_many"]
    assert judged(text, "extended @ 2026-03-01", "extended @ 2026-04-01") == ["met", "met"]


def test_back_within_a_length_that_is_a_value():
    text = "{on: extended, at_most: 1, within: {days: matter.limit}}"
    events = ["extended @ 2026-03-01", "extended @ 2026-03-11"]
    assert judged(text, *events, matter={"limit": 10})[1] == "missed too_many"
    assert judged(text, *events, matter={"limit": 9})[1] == "met"
    assert judged(text, *events)[1] == "undecidable absent_fact matter.limit"


def test_a_count_that_hangs_on_the_time_of_day_cannot_be_told():
    text = "{on: extended, at_most: 1, within: {hours: 24}}"
    unknown = "undecidable absent_fact time of day"
    assert judged(text, "extended @ 2026-03-01", "extended @ 2026-03-02T09:00") == ["met", unknown]
    assert judged(text, "extended @ 2026-03-01", "extended @ 2026-03-03T09:00") == ["met", "met"]
    ahead = "{on: opened, at_most: 0, count: extended, within: {hours: 24}}"
    assert judged(ahead, START, "extended @ 2026-03-03", as_of="2026-03-09") == [unknown]
    assert judged(ahead, START, "extended @ 2026-03-02", as_of="2026-03-09") == ["missed too_many"]


@pytest.mark.parametrize(
    ("span", "second", "found"),
    [
        ("day", "2026-03-31T23:00", "missed too_many"),
        ("day", "2026-04-01T00:30", "met"),
        ("month", "2026-03-02T09:00", "missed too_many"),
        ("month", "2026-04-01T00:30", "met"),
        ("year", "2026-12-31T09:00", "missed too_many"),
        ("year", "2027-01-01T09:00", "met"),
    ],
)
def test_per_day_month_or_year_of_the_trigger(span, second, found):
    text = f"{{on: seized, at_most: 1, per: {span}}}"
    first = "2026-03-31T22:00" if span == "day" else "2026-03-01T09:00"
    assert judged(text, f"seized @ {first}", f"seized @ {second}") == ["met", found]


def test_ahead_within_the_day_of_the_trigger():
    text = "{on: opened, at_most: 1, count: seized, per: day}"
    assert judged(text, START, "seized @ +1h", "seized @ +1d") == ["met"]
    assert judged(text, START, "seized @ +1h", "seized @ +2h") == ["missed too_many"]
    assert judged(text, START, "seized @ +1h") == ["open"]
    least = "{on: opened, at_least: 1, count: seized, per: month}"
    assert judged(least, START, as_of="2026-03-31") == ["open"]
    assert judged(least, START, as_of="2026-04-01") == ["missed too_few"]


def test_a_period_and_a_day_together_keep_to_both():
    text = "{on: opened, at_most: 0, count: seized, per: day, within: {hours: 20}}"
    assert judged(text, START, "seized @ +19h", as_of="2026-03-09") == ["met"]
    assert judged(text, START, "seized @ +9h", as_of="2026-03-09") == ["missed too_many"]


def test_a_sum_of_a_value():
    text = "{on: opened, at_most: 50000, sum: seized.amount}"
    assert judged(text, START, "seized @ +1d amount=20000", "seized @ +2d amount=30000", "closed @ +3d") == [
        "met"
    ]
    assert judged(text, START, "seized @ +1d amount=20000", "seized @ +2d amount=30001") == [
        "missed too_many"
    ]
    least = "{on: opened, at_least: 500, sum: seized.amount}"
    assert judged(least, START, "seized @ +1d amount=499", "closed @ +3d") == ["missed too_few"]
    assert judged(least, START, "seized @ +1d amount=500") == ["met"]


def test_a_sum_with_a_value_that_is_absent():
    text = "{on: opened, at_most: 500, sum: seized.amount}"
    lacking = ["undecidable absent_fact case.seized.amount"]
    assert judged(text, START, "seized @ +1d amount=400", "seized @ +2d", "closed @ +3d") == lacking
    assert judged(text, START, "seized @ +1d amount=501", "seized @ +2d") == ["missed too_many"]


def test_the_bound_may_be_a_value():
    text = "{on: opened, at_most: matter.limit, count: seized}"
    assert judged(text, START, "seized @ +1d", "closed @ +2d", matter={"limit": 1}) == ["met"]
    assert judged(text, START, "seized @ +1d", "closed @ +2d", matter={"limit": 0}) == ["missed too_many"]
    assert judged(text, START, "seized @ +1d", "closed @ +2d") == ["undecidable absent_fact matter.limit"]


LENGTH = "{on: opened, at_most: {hours: 8}, length: questioned}"


def test_the_length_of_intervals_adds_up():
    four = ["questioned @ 2026-03-02T10:00 / 14:00", "questioned @ 2026-03-03T10:00 / 14:00"]
    assert judged(LENGTH, START, *four, "closed @ +3d") == ["met"]
    assert judged(LENGTH, START, *four, "questioned @ 2026-03-04T10:00 / 10:01") == ["missed too_many"]
    assert judged(LENGTH, START, four[0], "questioned @ 2026-03-03T10:00", "closed @ +3d") == [
        "undecidable absent_fact case.questioned.until"
    ]
    least = "{on: opened, at_least: {minutes: 30}, length: questioned, per: day}"
    assert judged(least, START, "questioned @ 2026-03-02T10:00 / 10:30") == ["met"]
    assert judged(least, START, "questioned @ 2026-03-02T10:00 / 10:29", as_of="2026-03-03") == [
        "missed too_few"
    ]


def test_a_length_in_hours_of_acts_known_to_the_day_cannot_be_told():
    unknown = ["undecidable absent_fact time of day"]
    assert judged(LENGTH, START, "questioned @ 2026-03-03 / 2026-03-03", "closed @ +3d") == unknown
    assert judged(LENGTH, START, "questioned @ 2026-03-03 / 2026-03-05", "closed @ +9d") == [
        "missed too_many"
    ]
    days = "{on: opened, at_most: {days: 2}, length: questioned}"
    assert judged(days, START, "questioned @ 2026-03-03 / 2026-03-05", "closed @ +9d") == ["met"]
    assert judged(days, START, "questioned @ 2026-03-03 / 2026-03-06", "closed @ +9d") == ["missed too_many"]


def test_an_event_that_fits_two_targets_counts_once():
    text = """
    {on: opened, at_most: 1,
     count: [{step: seized, where: target.amount > 5}, {step: seized, where: target.amount > 9}]}
    """
    assert judged(text, START, "seized @ +1d amount=10", "closed @ +2d") == ["met"]


def test_only_those_that_pass_the_filter_are_counted():
    text = "{on: opened, at_most: 0, count: {step: seized, where: target.amount > 100}}"
    assert judged(text, START, "seized @ +1d amount=100", "closed @ +2d") == ["met"]
    assert judged(text, START, "seized @ +1d", "closed @ +2d") == ["undecidable absent_fact target.amount"]
    assert judged(text, START, "seized @ +1d", "seized @ +1d amount=101") == ["missed too_many"]
