"""What must stand earlier or beside: `preceded_by`, `after_window`, `accompanied_by`; what must not follow: `avoid`."""

import pytest
from tests.scan.bench_book import duties, judged

DECIDED = "decided @ 2026-06-10T10:00"
PLAIN = "{on: decided, preceded_by: [passed, noticed]}"
NEAR = "{on: decided, preceded_by: [noticed], within: {days: 5}}"
FAR = "{on: decided, preceded_by: [noticed], at_least: {days: 5}}"
ALL = "{on: decided, preceded_by: {all: [noticed, passed]}}"
ORDER = "{on: decided, preceded_by: {all: [noticed, passed], in_order: true}}"


def test_one_of_them_stands_earlier():
    assert judged(PLAIN, "noticed @ 2026-06-01", DECIDED) == ["met"]
    assert judged(PLAIN, DECIDED) == ["missed absent"]
    assert judged(PLAIN, DECIDED, "passed @ +1d") == ["missed only_after"]


def test_a_step_that_was_cancelled_does_not_stand():
    assert judged(PLAIN, "passed @ 2026-06-01", "failed @ 2026-06-02", DECIDED) == ["missed absent"]
    assert judged(PLAIN, "passed @ 2026-06-01", "failed @ 2026-06-11", DECIDED) == ["met"]
    assert judged(PLAIN, "passed @ 2026-06-01", "failed @ 2026-06-02", "passed @ 2026-06-03", DECIDED) == [
        "met"
    ]


def test_a_step_is_cancelled_for_the_object_it_names():
    passed = "passed @ 2026-06-01 of P1"
    text = "{on: decided, per: object, preceded_by: [passed]}"
    assert judged(text, passed, "failed @ 2026-06-02 of P2", f"{DECIDED} of P1") == ["met"]
    assert judged(text, passed, "failed @ 2026-06-02 of P1", f"{DECIDED} of P1") == ["missed absent"]


def test_backward_civil_dates_are_compared():
    assert judged(NEAR, "noticed @ 2026-06-05T23:59", DECIDED) == ["met"]
    assert judged(NEAR, "noticed @ 2026-06-04T23:59", DECIDED) == ["late too_late 1d"]
    assert judged(NEAR, "noticed @ 2026-05-04", "noticed @ 2026-06-06", DECIDED) == ["met"]


def test_a_backward_difference_never_rolls_off_a_holiday():
    # The fifth day is Saturday 13 June: a forward period would end on Monday.
    decided = "decided @ 2026-06-15T10:00"
    assert judged(NEAR, "noticed @ 2026-06-08", decided, rollover="next_working_day") == ["late too_late 2d"]


def test_backward_hours_are_elapsed():
    text = "{on: decided, preceded_by: [noticed], within: {hours: 24}}"
    assert judged(text, "noticed @ 2026-06-09T10:00", DECIDED) == ["met"]
    assert judged(text, "noticed @ 2026-06-09T09:30", DECIDED) == ["late too_late 30m"]


def test_backward_working_days():
    text = "{on: decided, preceded_by: [noticed], within: {working_days: 3}}"
    assert judged(text, "noticed @ 2026-06-05", DECIDED) == ["met"]  # a Friday: Mon, Tue, Wed
    assert judged(text, "noticed @ 2026-06-04", DECIDED) == ["late too_late 1d"]


def test_the_bound_may_be_a_value_of_the_trigger():
    text = "{on: decided, preceded_by: [noticed], within: {days: matter.limit}}"
    assert judged(text, "noticed @ 2026-06-05", DECIDED, matter={"limit": 5}) == ["met"]
    assert judged(text, "noticed @ 2026-06-05", DECIDED, matter={"limit": 4}) == ["late too_late 1d"]
    assert judged(text, "noticed @ 2026-06-05", DECIDED) == ["undecidable absent_fact matter.limit"]


def test_a_backward_bound_that_is_a_benchmark_makes_it_slow():
    text = "{on: decided, preceded_by: [noticed], within: {benchmark: prompt.notice}}"
    assert judged(text, "noticed @ 2026-06-09T20:00", DECIDED) == ["slow too_late 2h"]
    assert judged(text, "noticed @ 2026-06-10T00:00", DECIDED) == ["met"]
    assert judged(text, "noticed @ 2025-06-09T20:00", "decided @ 2025-06-10T10:00") == [
        "met"
    ]  # 24 hours then


def test_at_least_so_long_before():
    assert judged(FAR, "noticed @ 2026-06-05", DECIDED) == ["met"]
    assert judged(FAR, "noticed @ 2026-06-06", DECIDED) == ["missed too_early 1d"]
    assert judged(FAR, DECIDED) == ["missed absent"]
    hours = "{on: decided, preceded_by: [noticed], at_least: {hours: 24}}"
    assert judged(hours, "noticed @ 2026-06-09T12:00", DECIDED) == ["missed too_early 2h"]
    working = "{on: decided, preceded_by: [noticed], at_least: {working_days: 3}}"
    assert judged(working, "noticed @ 2026-06-06", DECIDED) == ["met"]
    assert judged(working, "noticed @ 2026-06-08", DECIDED) == ["missed too_early 1d"]


def test_each_must_stand_earlier():
    assert judged(ALL, "passed @ 2026-06-01", "noticed @ 2026-06-02", DECIDED) == ["met"]
    [duty] = duties(ALL, "passed @ 2026-06-01", DECIDED, "noticed @ 2026-06-12")
    assert (duty.verdict.reason, duty.verdict.missing) == ("absent_part", ("case.noticed",))
    assert judged(ALL, DECIDED) == ["missed absent"]
    assert judged(ALL, DECIDED, "passed @ +1d") == ["missed only_after"]


def test_in_order_each_after_the_one_before():
    assert judged(ORDER, "noticed @ 2026-06-01", "passed @ 2026-06-02", DECIDED) == ["met"]
    assert judged(ORDER, "passed @ 2026-06-01", "noticed @ 2026-06-02", DECIDED) == ["missed only_after"]
    twice = ["noticed @ 2026-06-01", "passed @ 2026-06-02", "noticed @ 2026-06-03"]
    assert judged(ORDER, *twice, DECIDED) == ["met"]


WINDOW = "{on: decided, after_window: noticed, within: {working_days: 5}}"


def test_a_window_belongs_to_the_party_to_its_last_minute():
    assert judged(WINDOW, "noticed @ 2026-06-01T14:00", "decided @ 2026-06-09T00:00") == ["met"]
    assert judged(WINDOW, "noticed @ 2026-06-01T14:00", "decided @ 2026-06-08T23:59") == [
        "missed too_early 1d"
    ]


def test_a_window_counts_from_the_latest_earlier_step():
    events = ["noticed @ 2026-06-01", "noticed @ 2026-06-05"]
    assert judged(WINDOW, *events, "decided @ 2026-06-09T00:00") == ["missed too_early 4d"]


def test_a_window_that_was_never_opened():
    assert judged(WINDOW, DECIDED) == ["missed absent"]
    assert judged(WINDOW, DECIDED, "noticed @ +1d") == ["missed only_after"]


def test_a_window_in_hours_must_have_run_out_by_the_moment():
    hours = "{on: decided, after_window: noticed, within: {hours: 24}}"
    assert judged(hours, "noticed @ 2026-06-09T11:00", DECIDED) == ["missed too_early 1h"]
    assert judged(hours, "noticed @ 2026-06-09T09:59", DECIDED) == ["met"]
    assert judged(hours, "noticed @ 2026-06-09", DECIDED) == ["undecidable absent_fact time of day"]
    assert judged(hours, "noticed @ 2026-06-08", DECIDED) == ["met"]


def test_a_window_rolls_off_a_holiday_since_it_runs_forward():
    days = "{on: decided, after_window: noticed, within: {days: 5}}"
    roll = {"rollover": "next_working_day"}
    assert judged(days, "noticed @ 2026-06-08", "decided @ 2026-06-15T10:00", **roll) == [
        "missed too_early 1d"
    ]
    assert judged(days, "noticed @ 2026-06-08", "decided @ 2026-06-16T10:00", **roll) == ["met"]


def test_a_window_whose_length_is_not_recorded_cannot_be_told():
    text = "{on: decided, after_window: noticed, within: {days: matter.limit}}"
    assert judged(text, "noticed @ 2026-06-01", DECIDED) == ["undecidable absent_fact matter.limit"]


def test_a_window_stands_still_in_a_pause():
    text = "{on: decided, after_window: noticed, within: {days: 5}, pause: [{from: halted, to: resumed}]}"
    notice, halted, resumed = "noticed @ 2026-06-01", "halted @ 2026-06-03", "resumed @ 2026-06-07"
    assert judged(text, notice, halted, resumed, DECIDED) == ["missed too_early 1d"]
    assert judged(text, notice, halted, resumed, "decided @ 2026-06-11") == ["met"]
    assert judged(text, notice, halted, DECIDED) == ["missed too_early"]
    assert judged(text, notice, DECIDED, "halted @ 2026-06-11") == ["met"]
    assert judged(text, "noticed @ 2026-06-07", DECIDED, "halted @ 2026-06-11") == ["missed too_early 3d"]


def test_a_window_may_be_extended_before_the_decision():
    text = "{on: decided, after_window: noticed, within: {days: 5}, extend: [{on: extended, by: {days: 5}}]}"
    assert judged(text, "noticed @ 2026-06-01", "extended @ 2026-06-03", DECIDED) == ["missed too_early 2d"]
    assert judged(text, "noticed @ 2026-06-01", "extended @ 2026-06-07", DECIDED) == ["met"]


BESIDE = "{on: decided, accompanied_by: [passed, noticed]}"
BESIDE_ALL = "{on: decided, accompanied_by: [passed, noticed], all: true}"


@pytest.mark.parametrize("when", ["2026-06-01", "2026-06-20"])
def test_one_stands_anywhere_in_the_file(when):
    assert judged(BESIDE, f"passed @ {when}", DECIDED) == ["met"]


def test_what_may_still_come_leaves_it_open_until_the_matter_ends():
    assert judged(BESIDE, DECIDED, as_of="2027-01-01") == ["open"]
    assert judged(BESIDE, DECIDED, "closed @ +1d") == ["missed absent"]
    assert judged(BESIDE, DECIDED, "closed @ +1d", "passed @ +2d") == ["missed absent"]
    assert judged(BESIDE_ALL, DECIDED, "passed @ 2026-06-11", "closed @ 2026-06-12") == ["missed absent_part"]
    assert judged(BESIDE_ALL, DECIDED, "passed @ 2026-06-11") == ["open"]
    assert judged(BESIDE_ALL, "noticed @ 2026-06-01", DECIDED, "passed @ 2026-06-11") == ["met"]


def test_what_was_cancelled_does_not_stand_beside_it():
    one = "{on: decided, accompanied_by: [passed]}"
    gone = ["passed @ 2026-06-01", "failed @ 2026-06-02", DECIDED]
    assert judged(one, *gone) == ["open"]
    assert judged(one, *gone, "closed @ 2026-06-12") == ["missed absent"]
    assert judged(one, *gone, "passed @ 2026-06-11", "closed @ 2026-06-12") == ["met"]
    assert judged(one, *gone[::2], "closed @ 2026-06-12", "failed @ 2026-06-13") == ["met"]


AVOID = "{on: decided, avoid: [seized, executed]}"
AVOID_WITHIN = "{on: decided, avoid: [executed], within: {days: 5}}"
AVOID_UNTIL = "{on: decided, avoid: [executed], until: approved}"


def test_a_forbidden_step_breaks_at_once_and_its_lack_shows_at_the_end():
    assert judged(AVOID, DECIDED, "seized @ +1d") == ["missed forbidden"]
    assert judged(AVOID, DECIDED, as_of="2027-01-01") == ["open"]
    assert judged(AVOID, DECIDED, "closed @ +9d") == ["met"]
    assert judged(AVOID, DECIDED, "closed @ +9d", "seized @ +10d") == ["met"]
    assert judged(AVOID, "seized @ 2026-06-01", DECIDED, "closed @ 2026-06-12") == ["met"]


def test_a_step_forbidden_within_a_period():
    assert judged(AVOID_WITHIN, DECIDED, "executed @ +5d") == ["missed forbidden"]
    assert judged(AVOID_WITHIN, DECIDED, "executed @ +6d") == ["met"]
    assert judged(AVOID_WITHIN, DECIDED, as_of="2026-06-15") == ["open"]
    assert judged(AVOID_WITHIN, DECIDED, as_of="2026-06-16") == ["met"]


def test_a_step_forbidden_up_to_another():
    assert judged(AVOID_UNTIL, DECIDED, "executed @ +1d", "approved @ +2d") == ["missed forbidden"]
    assert judged(AVOID_UNTIL, DECIDED, "approved @ +1d", "executed @ +2d") == ["met"]
    assert judged(AVOID_UNTIL, DECIDED, "remark @ +1d") == ["open"]


def test_a_step_forbidden_for_a_length_that_is_not_recorded_cannot_be_told():
    text = "{on: decided, avoid: [executed], within: {days: matter.limit}}"
    assert judged(text, DECIDED, "executed @ +5d") == ["undecidable absent_fact matter.limit"]


def test_a_forbidden_step_known_to_the_day_against_hours():
    text = "{on: decided, avoid: [executed], within: {hours: 24}}"
    assert judged(text, DECIDED, "executed @ 2026-06-11") == ["undecidable absent_fact time of day"]
    assert judged(text, DECIDED, "executed @ 2026-06-11", "executed @ 2026-06-11T09:00") == [
        "missed forbidden"
    ]
    assert judged(text, DECIDED, "executed @ 2026-06-12") == ["met"]
