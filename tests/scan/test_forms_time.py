"""When a duty is due: starts, rollover, clock changes, months, `by`, `from`, `due_of`, running out, provisional."""

import pytest
from tests.scan.bench_book import ROME, duties, judged, norm

OPENED = "opened @ 2026-03-02T09:20"
ROLL = {"rollover": "next_working_day"}


def due(text, *events, **more):
    """The civil time of the due moment, 24:00 as the day alone."""
    from fajing.core.moments import Zone

    [duty] = duties(text, *events, **more)
    found = duty.verdict.due
    if found.whole_day:
        from datetime import date

        return date.fromordinal(found.day).isoformat()
    return Zone.of(more.get("zone", "Asia/Shanghai")).civil(found.latest).isoformat(timespec="minutes")


def within(period, **more):
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{on: opened, do: [filed], within: {{{period}}}{extra}}}"


@pytest.mark.parametrize(
    ("period", "starts", "expected"),
    [
        ("hours: 24", None, "2026-03-03T09:20"),
        ("hours: 24", "next_hour", "2026-03-03T10:00"),
        ("hours: 24", "next_day", "2026-03-04T00:00"),
        ("minutes: 30", None, "2026-03-02T09:50"),
        ("days: 3", None, "2026-03-05"),
        ("days: 3", "moment", "2026-03-05T09:20"),
        ("weeks: 2", None, "2026-03-16"),
        ("months: 1", None, "2026-04-02"),
        ("years: 1", None, "2027-03-02"),
        ("working_days: 5", None, "2026-03-09"),
        ("days: 0", None, "2026-03-02"),
    ],
)
def test_where_a_count_starts_and_ends(period, starts, expected):
    text = within(period, **({"starts": starts} if starts else {}))
    assert due(text, OPENED) == expected


def test_the_hour_of_the_trigger_is_left_out_even_on_the_full_hour():
    assert due(within("hours: 1", starts="next_hour"), "opened @ 2026-03-02T09:00") == "2026-03-02T11:00"


def test_a_month_ends_on_the_same_day_number_or_on_its_last_day():
    assert due(within("months: 1"), "opened @ 2026-01-31") == "2026-02-28"
    assert due(within("months: 13"), "opened @ 2023-01-31") == "2024-02-29"
    assert due(within("years: 1"), "opened @ 2024-02-29") == "2025-02-28"


def test_the_end_rolls_off_a_holiday():
    opened = "opened @ 2026-02-11"  # five days on is the first day of the holiday, followed by a weekend
    assert due(within("days: 5"), opened) == "2026-02-16"
    assert due(within("days: 5"), opened, **ROLL) == "2026-02-23"
    assert due(within("days: 3"), opened, **ROLL) == "2026-02-14"  # a Saturday that is worked
    assert due(within("days: 5", rollover="none"), opened, **ROLL) == "2026-02-16"
    assert due(within("hours: 120"), f"{opened}T09:00", **ROLL) == "2026-02-16T09:00"


def test_working_days_skip_weekends_and_holidays_and_keep_days_worked_instead():
    assert due(within("working_days: 3"), "opened @ 2026-02-12") == "2026-02-23"  # Fri 13, Sat 14, Mon 23


def test_a_day_of_clock_change_is_one_day_and_hours_are_elapsed():
    spring, autumn = "opened @ 2026-03-28T12:00", "opened @ 2026-10-24T12:00"
    assert due(within("hours: 24"), spring, zone=ROME) == "2026-03-29T13:00"
    assert due(within("hours: 24"), autumn, zone=ROME) == "2026-10-25T11:00"
    assert due(within("days: 1", starts="moment"), spring, zone=ROME) == "2026-03-29T12:00"
    assert due(within("days: 1"), spring, zone=ROME) == "2026-03-29"
    assert judged(within("days: 1"), spring, "filed @ 2026-03-29T23:59", zone=ROME) == ["met"]
    assert judged(within("days: 1"), spring, "filed @ 2026-03-30T00:00", zone=ROME) == ["late too_late 1d"]
    backward = "{on: filed, preceded_by: [opened], within: {days: 1}}"
    assert judged(backward, "opened @ 2026-10-24T00:00", "filed @ 2026-10-25T23:59", zone=ROME) == ["met"]


def test_a_step_at_the_due_moment_is_in_time():
    assert judged(within("hours: 24"), OPENED, "filed @ +24h") == ["met"]
    assert judged(within("hours: 24"), OPENED, "filed @ 2026-03-03T09:20:01") == ["late too_late 1s"]
    assert judged(within("hours: 24"), OPENED, as_of="2026-03-03T09:20") == ["open"]


def test_the_length_may_be_a_value():
    text = within("days: event.term")
    assert due(text, f"{OPENED} term=7") == "2026-03-09"
    assert judged(text, OPENED, "filed @ +1d") == ["undecidable absent_fact event.term"]
    assert judged(text, f"{OPENED} term=-1", "filed @ +1d") == ["undecidable absent_fact event.term"]


def test_a_length_that_leads_beyond_the_calendar_stops_nothing():
    [found] = judged(within("days: event.term"), f"{OPENED} term=99999999", "filed @ +1d")
    assert found.startswith("undecidable absent_fact")
    text = "{on: opened, do: [filed], by: matter.term_end}"
    [found] = judged(text, OPENED, "filed @ +1d", matter={"term_end": "9999-12-31"})
    assert found.startswith("undecidable absent_fact")
    assert judged("{on: opened, value: event.at + days(event.term) > at}", f"{OPENED} term=99999999") == [
        "undecidable absent_fact numbers"
    ]


def test_a_period_may_be_counted_from_another_step():
    text = within("days: 5, from: noticed")
    notice = "noticed @ 2026-02-28"
    assert due(text, notice, "noticed @ 2026-03-01", OPENED, "noticed @ 2026-03-04") == "2026-03-06"
    assert due(text, OPENED, "noticed @ 2026-03-04", "noticed @ 2026-03-05") == "2026-03-09"
    assert judged(text, OPENED, as_of="2027-01-01") == ["open"]
    assert judged(text, OPENED, "filed @ +90d") == ["met"]


def test_a_period_counted_from_the_triggers_own_step_begins_at_the_trigger():
    text = "{on: [opened, accepted], do: [filed], within: {days: 5, from: opened}}"
    found = duties(
        text, "opened @ 2026-03-02", "accepted @ 2026-03-04", "opened @ 2026-03-10", as_of="2026-03-10"
    )
    assert [duty.verdict.due.day - found[0].trigger.at.day for duty in found] == [5, 5, 13]


def test_a_period_may_be_counted_from_a_date_value():
    text = within("days: 5, from: event.deadline")
    assert due(text, f"{OPENED} deadline=2026-03-10T12:00") == "2026-03-15"
    assert judged(text, OPENED, "filed @ +1d") == ["undecidable absent_fact event.deadline"]


def test_a_due_moment_may_be_a_value():
    day = "{on: opened, do: [filed], by: matter.term_end}"
    assert due(day, OPENED, matter={"term_end": "2026-03-08"}, **ROLL) == "2026-03-08"
    assert judged(day, OPENED, "filed @ 2026-03-08T23:59", matter={"term_end": "2026-03-08"}) == ["met"]
    assert judged(day, OPENED, "filed @ 2026-03-09", matter={"term_end": "2026-03-08"}) == [
        "late too_late 1d"
    ]
    assert judged(day, OPENED, "filed @ 2026-03-09") == ["undecidable absent_fact matter.term_end"]
    moment = "{on: opened, do: [filed], by: event.deadline}"
    opened = f"{OPENED} deadline=2026-03-03T12:00"
    assert judged(moment, opened, "filed @ 2026-03-03T12:00") == ["met"]
    assert judged(moment, opened, "filed @ 2026-03-03T12:30") == ["late too_late 30m"]


TERM = norm(within("days: 30", extend="[{on: extended, by: {days: 30}}]"), norm_id="bench.term")
CUSTODY = norm("{on: seized, per: object, do: [returned], within: {hours: 72}}", norm_id="bench.custody")


def with_others(text, *others):
    return [norm(text, others=[other.id for other in others]), *others]


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        ("minus: {days: 7}", "2026-03-25"),
        ("plus: {months: 1}", "2026-05-01"),
        ("minus: {working_days: 2}", "2026-03-30"),
    ],
)
def test_a_due_moment_may_lie_some_way_from_another_norms(shift, expected):
    text = f"{{on: accepted, do: [noticed], by: {{due_of: bench.term, {shift}}}}}"
    assert due(with_others(text, TERM), OPENED, "accepted @ +1d", as_of="2026-03-20") == expected


def test_it_moves_with_the_other_norms_extensions():
    text = "{on: accepted, do: [noticed], by: {due_of: bench.term, minus: {days: 7}}}"
    assert due(with_others(text, TERM), OPENED, "accepted @ +1d", "extended @ +9d") == "2026-04-24"


def test_it_is_the_other_norms_duty_of_the_same_object():
    text = "{on: accepted, per: object, do: [noticed], by: {due_of: bench.custody, minus: {hours: 6}}}"
    events = ["seized @ 2026-03-02T09:00 of P1", "seized @ 2026-03-03T09:00 of P2", "accepted @ +26h of P1"]
    assert due(with_others(text, CUSTODY), *events) == "2026-03-05T03:00"


def test_where_the_other_norm_owes_nothing_it_cannot_be_told():
    text = "{on: accepted, do: [noticed], by: {due_of: bench.term}}"
    assert judged(with_others(text, TERM), "accepted @ 2026-03-02", "noticed @ +1d") == [
        "undecidable absent_fact due_of(bench.term)"
    ]


def test_a_duty_may_begin_when_anothers_time_ran_out():
    text = "{on: {expired: bench.term}, do: [noticed], within: {days: 2}}"
    both = with_others(text, TERM)
    assert judged(both, OPENED, "filed @ +30d") == []
    assert judged(both, OPENED, as_of="2026-04-01") == []
    assert judged(both, OPENED, as_of="2026-04-02") == ["open"]
    assert judged(both, OPENED, "noticed @ 2026-04-03") == ["met"]
    assert judged(both, OPENED, "filed @ +31d", "noticed @ 2026-04-04") == ["late too_late 1d"]
    assert judged(both, OPENED, "extended @ +2d", as_of="2026-04-20") == []


def test_the_time_that_ran_out_may_be_hours():
    text = "{on: {expired: bench.custody}, per: object, do: [passed], within: {hours: 2}}"
    both = with_others(text, CUSTODY)
    seized = "seized @ 2026-03-02T09:00 of P1"
    assert judged(both, seized, "passed @ 2026-03-05T11:00 of P1") == ["met"]
    assert judged(both, seized, "passed @ 2026-03-05T11:05 of P1") == ["late too_late 5m"]
    assert judged(both, seized, "returned @ 2026-03-05T09:00 of P1") == []


def test_a_time_that_has_not_run_out_yet_triggers_nothing_though_the_duty_is_broken():
    window = norm("{on: decided, avoid: [executed], within: {days: 10}}", norm_id="bench.window")
    text = "{on: {expired: bench.window}, do: [noticed], within: {days: 2}}"
    both = with_others(text, window)
    events = ["decided @ 2026-03-02", "executed @ 2026-03-04"]
    assert judged(both, *events, as_of="2026-03-05") == []
    assert judged(both, *events, as_of="2026-03-13") == ["open"]


def test_beyond_the_published_calendars_a_due_moment_is_provisional():
    text = within("working_days: 5")
    assert not duties(text, OPENED, "filed @ +30d")[0].is_provisional
    [late] = duties(text, "opened @ 2026-12-29", "filed @ 2027-02-01")
    assert (late.outcome, late.is_provisional, late.is_finding) == ("late", True, False)
    [plain] = duties(within("days: 5"), "opened @ 2026-12-29", "filed @ 2027-02-01")
    assert (plain.is_provisional, plain.is_finding) == (False, True)
    assert duties(within("days: 5"), "opened @ 2026-12-29", as_of="2027-02-01", **ROLL)[0].is_provisional
    back = "{on: filed, preceded_by: [opened], within: {working_days: 5}}"
    assert duties(back, "opened @ 2025-12-20", "filed @ 2026-02-01")[0].is_provisional
