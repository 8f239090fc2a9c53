"""What lasts and what returns: `covered_by`, `apart` across files, `every`."""

from tests.scan.bench_book import carrying, duties, judged, several

COVERED = "{on: questioned, covered_by: recorded}"
ASKED = "questioned @ 2026-03-02T10:00 / 11:00 of P1"
LATER = {"as_of": "2026-03-02T12:00"}


def record(begin, end, of="P1"):
    return f"recorded @ 2026-03-02T{begin} / {end} of {of}"


def test_the_union_of_recordings_covers():
    assert judged(COVERED, ASKED, record("09:58", "11:02")) == ["met"]
    assert judged(COVERED, ASKED, record("09:58", "10:31"), record("10:30", "11:00"), **LATER) == ["met"]
    assert judged(COVERED, ASKED, record("10:30", "11:00"), record("10:00", "10:30"), **LATER) == ["met"]


def test_a_gap_is_shown():
    [duty] = duties(COVERED, ASKED, record("10:00", "10:20"), record("10:30", "10:50"), **LATER)
    gaps = [values for operation, values in duty.verdict.trace if operation == "gap"]
    assert duty.verdict.reason == "uncovered"
    assert [gap["to_instant"] - gap["from_instant"] for gap in gaps] == [600, 600]
    assert judged(COVERED, ASKED, **LATER) == ["missed uncovered"]


def test_clocks_of_recorders_may_differ_by_the_tolerance():
    text = "{on: questioned, covered_by: recorded, tolerance: {seconds: 60}}"
    assert judged(text, ASKED, record("10:01", "10:59"), **LATER) == ["met"]
    assert judged(text, ASKED, record("10:02", "10:59"), **LATER) == ["missed uncovered"]
    assert judged(text, ASKED, record("10:00", "10:30"), record("10:31", "11:00"), **LATER) == ["met"]


def test_a_recording_of_another_covers_nothing():
    assert judged(COVERED, ASKED, record("09:00", "12:00", "P2"), **LATER) == ["missed uncovered"]
    assert judged(COVERED, ASKED, "recorded @ 2026-03-02T09:00 / 12:00", **LATER) == ["missed uncovered"]
    bare = "questioned @ 2026-03-02T10:00 / 11:00"
    assert judged(COVERED, bare, "recorded @ 2026-03-02T09:00 / 12:00", **LATER) == ["met"]


def test_ends_that_are_not_recorded_leave_it_untold():
    unknown = ["undecidable absent_fact until"]
    assert judged(COVERED, "questioned @ 2026-03-02T10:00 of P1", record("09:00", "12:00")) == unknown
    assert judged(COVERED, ASKED, "recorded @ 2026-03-02T09:58 of P1", **LATER) == unknown
    assert judged(COVERED, "questioned @ 2026-03-02 / 2026-03-02 of P1", record("09:00", "12:00")) == unknown


def test_while_it_still_lasts_it_is_open():
    assert judged(COVERED, ASKED, as_of="2026-03-02T10:59") == ["open"]
    assert judged(COVERED, ASKED, as_of="2026-03-02T11:00") == ["missed uncovered"]
    night = "questioned @ 2026-03-02T23:00 / 2026-03-03T01:00 of P1"
    assert judged(COVERED, night, as_of="2026-03-02") == ["open"]
    assert judged(COVERED, night, as_of="2026-03-03") == ["missed uncovered"]


def test_recordings_that_no_map_carries_cannot_be_judged():
    assert judged(COVERED, ASKED, carried=carrying("questioned"), **LATER) == [
        "undecidable absent_fact case.recorded"
    ]


APART = "{on: questioned, apart: officer}"


def test_no_two_of_one_officer_overlap_across_files():
    log = several(
        a=["questioned @ 2026-03-02T10:00 / 11:00 by A"], b=["questioned @ 2026-03-02T10:30 / 11:30 by B+A"]
    )
    assert judged(APART, log=log) == ["missed overlaps", "missed overlaps"]


def test_ends_that_touch_do_not_overlap():
    log = several(
        a=["questioned @ 2026-03-02T10:00 / 11:00 by A"], b=["questioned @ 2026-03-02T11:00 / 11:30 by A"]
    )
    assert judged(APART, log=log) == ["met", "met"]


def test_apart_keeps_to_the_room_or_device_named():
    room = "{on: questioned, apart: room}"
    one, other = "questioned @ 2026-03-02T10:00 / 11:00", "questioned @ 2026-03-02T10:30 / 11:30"
    assert judged(room, log=several(a=[f"{one} room=R1"], b=[f"{other} room=R1"]))[0] == "missed overlaps"
    assert judged(room, log=several(a=[f"{one} room=R1"], b=[f"{other} room=R2"])) == ["met", "met"]
    assert judged(room, one) == ["undecidable absent_fact room"]
    assert judged(APART, one) == ["undecidable absent_fact officer"]


def test_a_condition_on_the_two_lets_some_overlap():
    text = "{on: questioned, apart: officer, where: event.room != target.room}"
    one, other = "questioned @ 2026-03-02T10:00 / 11:00 by A", "questioned @ 2026-03-02T10:30 / 11:30 by A"
    assert judged(text, log=several(a=[f"{one} room=R1"], b=[f"{other} room=R1"])) == ["met", "met"]
    found = judged(text, log=several(a=[f"{one} room=R1"], b=[f"{other} room=R2"]))
    assert found == ["missed overlaps", "missed overlaps"]
    found = judged(text, log=several(a=[f"{one} room=R1"], b=[other]))
    assert found == ["undecidable absent_fact target.room", "undecidable absent_fact event.room"]


def test_a_condition_on_the_trigger_alone_says_for_which_it_holds():
    text = '{on: questioned, apart: officer, where: event.place == "station"}'
    one, other = "questioned @ 2026-03-02T10:00 / 11:00 by A", "questioned @ 2026-03-02T10:30 / 11:30 by A"
    log = several(a=[f"{one} place=station"], b=[f"{other} place=home"])
    assert judged(text, log=log) == ["missed overlaps"]


def test_apart_where_an_end_is_not_recorded():
    unknown = "undecidable absent_fact until"
    one, other = "questioned @ 2026-03-02T10:00 / 11:00 by A", "questioned @ 2026-03-02T10:30 by A"
    assert judged(APART, log=several(a=[one], b=[other])) == [unknown, unknown]
    far = "questioned @ 2026-04-02T10:30 by A"
    assert judged(APART, log=several(a=[one], b=[far])) == ["met", unknown]


MONTHLY = "{on: seized, every: {months: 1}, do: [inspected], until: returned}"
SEIZED = "seized @ 2026-01-31T09:00"


def test_one_duty_for_each_period_that_has_begun():
    # Days 1..28 February, 1..31 March, 1..30 April: a month keeps its day number or takes its last day.
    assert judged(MONTHLY, SEIZED, as_of="2026-01-31") == []
    assert judged(MONTHLY, SEIZED, as_of="2026-02-01") == ["open"]
    assert judged(MONTHLY, SEIZED, "inspected @ 2026-02-28", as_of="2026-03-01") == ["met", "open"]
    assert judged(MONTHLY, SEIZED, "inspected @ 2026-03-01", as_of="2026-04-01") == [
        "missed absent",
        "met",
        "open",
    ]


def test_a_periodic_duty_stops_at_the_step_that_ends_it():
    events = [SEIZED, "inspected @ 2026-02-10", "returned @ 2026-03-10"]
    assert judged(MONTHLY, *events, as_of="2026-09-01") == ["met"]
    assert judged(MONTHLY, *events[:2], "returned @ 2026-04-01", as_of="2026-09-01") == [
        "met",
        "missed absent",
    ]
    # a period that ends with the day of the return is cut short, and owes nothing
    assert judged(MONTHLY, *events[:2], "returned @ 2026-03-31", as_of="2026-09-01") == ["met"]


def test_what_is_done_on_the_first_day_after_the_trigger_counts_for_the_first_period():
    text = "{on: seized, every: {months: 1}, do: [inspected]}"
    assert judged(text, "seized @ 2026-03-02T09:00", "inspected @ +1h", as_of="2026-04-10") == ["met", "open"]
    assert judged(text, "inspected @ 2026-03-02T08:00", "seized @ 2026-03-02T09:00", as_of="2026-04-10") == [
        "missed absent",
        "open",
    ]


def test_periods_of_the_calendar_begin_with_the_first_full_month():
    text = "{on: seized, every: {months: 1}, do: [inspected], aligned: calendar}"
    assert judged(text, SEIZED, "inspected @ 2026-02-28", as_of="2026-03-01") == ["met", "open"]
    assert judged(text, "seized @ 2026-01-05", "inspected @ 2026-01-20", as_of="2026-03-01") == [
        "missed absent",
        "open",
    ]
    quarter = "{on: seized, every: {months: 3}, do: [inspected], aligned: calendar}"
    assert judged(quarter, "seized @ 2026-01-05", "inspected @ 2026-04-30", as_of="2026-05-01") == [
        "met",
        "open",
    ]


def test_years_of_the_calendar():
    text = "{on: seized, every: {years: 1}, do: [inspected], aligned: calendar}"
    assert judged(text, "seized @ 2024-02-29", as_of="2024-12-31") == []
    assert judged(text, "seized @ 2024-02-29", "inspected @ 2025-12-31", as_of="2026-01-01") == [
        "met",
        "open",
    ]


def test_periods_of_days_and_weeks():
    days = "{on: seized, every: {days: 10}, do: [inspected]}"
    assert judged(days, "seized @ 2026-03-01", "inspected @ 2026-03-11", as_of="2026-03-12") == [
        "met",
        "open",
    ]
    assert judged(days, "seized @ 2026-03-01", "inspected @ 2026-03-12") == ["missed absent", "met"]
    weeks = "{on: seized, every: {weeks: 1}, do: [inspected], aligned: calendar}"
    assert judged(weeks, "seized @ 2026-03-04", "inspected @ 2026-03-09", as_of="2026-03-16") == [
        "met",
        "open",
    ]


def test_an_excuse_lasts_until_its_end():
    text = """
    {on: seized, every: {months: 1}, do: [inspected], excuse: [{on: obstacle, until: obstacle_removed}]}
    """
    obstacle, removed = "obstacle @ 2026-02-10", "obstacle_removed @ 2026-03-20"
    assert judged(text, SEIZED, obstacle, as_of="2026-03-31") == ["excused", "excused"]
    assert judged(text, SEIZED, obstacle, removed, as_of="2026-04-01") == ["excused", "missed absent", "open"]
    assert judged(text, SEIZED, "obstacle @ 2026-03-10", as_of="2026-03-31") == ["missed absent", "excused"]
