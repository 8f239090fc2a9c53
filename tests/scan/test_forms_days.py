"""Acts known only to the day: both orders on one day, and hours, tried at both ends of it."""

import pytest
from tests.scan.bench_book import judged

MONDAY, NOON = "2026-03-02", "2026-03-02T12:00"
UNKNOWN = ["undecidable absent_fact time of day"]


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize(("a", "b"), [(MONDAY, MONDAY), (MONDAY, NOON), (NOON, MONDAY)])
def test_two_acts_of_one_day_stand_before_and_after_each_other(a, b, order):
    rows = [f"passed @ {a}", f"decided @ {b}"]
    rows = rows if order == 0 else rows[::-1]
    assert judged("{on: decided, preceded_by: [passed]}", *rows) == ["met"]
    assert judged("{on: decided, do: [passed], within: {days: 1}}", *rows) == ["met"]
    assert judged("{on: decided, accompanied_by: [passed]}", *rows) == ["met"]


def test_acts_known_to_the_minute_are_ordered_by_the_record_where_they_tie():
    earlier, later = f"passed @ {NOON}", f"decided @ {NOON}"
    text = "{on: decided, preceded_by: [passed]}"
    assert judged(text, earlier, later) == ["met"]
    assert judged(text, later, earlier) == ["missed only_after"]


def test_acts_of_different_days_are_ordered_by_the_day():
    text = "{on: decided, preceded_by: [passed]}"
    assert judged(text, "decided @ 2026-03-02T23:59", "passed @ 2026-03-03") == ["missed only_after"]
    assert judged(text, "decided @ 2026-03-03", "passed @ 2026-03-02T23:59") == ["met"]


def test_in_order_on_one_day():
    text = "{on: closed, preceded_by: {all: [noticed, passed], in_order: true}}"
    assert judged(text, f"passed @ {MONDAY}", f"noticed @ {NOON}", "closed @ 2026-03-03") == ["met"]
    assert judged(text, f"passed @ {NOON}", "noticed @ 2026-03-02T13:00", "closed @ 2026-03-03") == [
        "missed only_after"
    ]


HOURS = "{on: opened, do: [filed], within: {hours: 24}}"


@pytest.mark.parametrize(
    ("opened", "filed", "found"),
    [
        (MONDAY, "2026-03-02", ["met"]),
        (MONDAY, "2026-03-03", UNKNOWN),
        (MONDAY, "2026-03-05", ["late too_late 24h"]),
        (MONDAY, "2026-03-03T00:00", ["met"]),
        (MONDAY, "2026-03-03T00:01", UNKNOWN),
        (MONDAY, "2026-03-03T23:59", UNKNOWN),
        (MONDAY, "2026-03-04T00:01", ["late too_late 1m"]),
        (NOON, "2026-03-03", UNKNOWN),
        (NOON, "2026-03-02", ["met"]),
        (NOON, "2026-03-04", ["late too_late 12h"]),
    ],
)
def test_hours_against_days_are_undecidable_only_where_both_ends_disagree(opened, filed, found):
    # From a Monday of which only the day is known, 24 hours end somewhere on Tuesday.
    assert judged(HOURS, f"opened @ {opened}", f"filed @ {filed}", as_of="2026-04-01") == found


def test_hours_from_a_day_have_run_out_when_its_last_moment_has():
    assert judged(HOURS, f"opened @ {MONDAY}", as_of="2026-03-03T23:00") == ["open"]
    assert judged(HOURS, f"opened @ {MONDAY}", as_of="2026-03-04T00:01") == ["missed absent"]


def test_days_compare_civil_dates_whatever_is_known_of_the_hour():
    text = "{on: opened, do: [filed], within: {days: 1}}"
    assert judged(text, f"opened @ {NOON}", "filed @ 2026-03-03") == ["met"]
    assert judged(text, f"opened @ {MONDAY}", "filed @ 2026-03-03T23:59") == ["met"]
    assert judged(text, f"opened @ {MONDAY}", "filed @ 2026-03-04") == ["late too_late 1d"]


@pytest.mark.parametrize(
    ("noticed", "decided", "found"),
    [
        (MONDAY, "2026-03-03", UNKNOWN),
        (MONDAY, "2026-03-02T20:00", ["met"]),
        (MONDAY, "2026-03-04", ["late too_late 1s"]),
        ("2026-03-01", NOON, UNKNOWN),
        ("2026-03-01T11:00", MONDAY, UNKNOWN),
        ("2026-02-28", NOON, ["late too_late 12h"]),
    ],
)
def test_backward_hours_against_days(noticed, decided, found):
    text = "{on: decided, preceded_by: [noticed], within: {hours: 24}}"
    got = judged(text, f"noticed @ {noticed}", f"decided @ {decided}")
    assert [text.split(" 1")[0] for text in got] == [text.split(" 1")[0] for text in found]


def test_at_least_so_many_hours_before_against_days():
    text = "{on: decided, preceded_by: [noticed], at_least: {hours: 24}}"
    assert judged(text, "noticed @ 2026-03-01", f"decided @ {NOON}") == UNKNOWN
    assert judged(text, "noticed @ 2026-02-28", f"decided @ {NOON}") == ["met"]
    assert judged(text, f"noticed @ {MONDAY}", f"decided @ {NOON}") == ["missed too_early 12h"]


def test_a_whole_day_as_of_means_all_of_it():
    assert judged(HOURS, f"opened @ {NOON}", "filed @ 2026-03-03T13:00", as_of="2026-03-03") == [
        "late too_late 1h"
    ]
    assert judged(HOURS, f"opened @ {NOON}", as_of="2026-03-03T11:00") == ["open"]
    assert judged(HOURS, f"opened @ {NOON}", as_of="2026-03-03") == ["missed absent"]
