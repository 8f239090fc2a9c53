"""What moves, stops or lifts a due moment: `extend`, `pause`, `excuse`, `unless`."""

from tests.scan.bench_book import carrying, duties, judged

OPENED = "opened @ 2026-06-04"
MONTH = "on: opened, do: [filed], within: {days: 30}"
ROLL = {"rollover": "next_working_day"}
BY = f"{{{MONTH}, extend: [{{on: extended, by: {{days: 30}}, times: 2}}]}}"


def filed(day):
    return f"filed @ 2026-{day}"


def test_an_extension_adds_to_the_period():
    assert judged(BY, OPENED, "extended @ 2026-07-01", filed("08-03")) == ["met"]
    assert judged(BY, OPENED, "extended @ 2026-07-01", filed("08-04")) == ["late too_late 1d"]


def test_an_extension_after_the_due_day_has_no_effect():
    assert judged(BY, OPENED, "extended @ 2026-07-05", filed("07-20")) == ["late too_late 16d"]
    assert judged(BY, OPENED, "extended @ 2026-07-04", filed("07-20")) == ["met"]


def test_an_extension_before_the_trigger_has_no_effect():
    assert judged(BY, "extended @ 2026-06-03", OPENED, filed("07-20")) == ["late too_late 16d"]


def test_chains_run_on_nominal_ends_and_only_the_last_end_rolls():
    # The 30th day is Saturday 4 July, so it ends on Monday 6 July; the 60th is Monday 3 August, not the 5th.
    assert judged(BY, OPENED, filed("07-06"), **ROLL) == ["met"]
    assert judged(BY, OPENED, filed("07-07"), **ROLL) == ["late too_late 1d"]
    assert judged(BY, OPENED, "extended @ 2026-07-06", filed("08-03"), **ROLL) == ["met"]
    assert judged(BY, OPENED, "extended @ 2026-07-06", filed("08-04"), **ROLL) == ["late too_late 1d"]
    twice = ["extended @ 2026-07-06", "extended @ 2026-08-03"]
    assert judged(BY, OPENED, *twice, filed("09-02"), **ROLL) == ["met"]
    assert judged(BY, OPENED, "extended @ 2026-07-08", filed("08-31"), **ROLL) == ["late too_late 56d"]


def test_no_more_extensions_than_the_law_allows():
    events = ["extended @ 2026-07-01", "extended @ 2026-08-01", "extended @ 2026-09-01"]
    assert judged(BY, OPENED, *events, filed("09-02")) == ["met"]
    assert judged(BY, OPENED, *events, filed("09-03")) == ["late too_late 1d"]


TO = """
{on: opened, do: [filed], within: {days: 3},
 extend: [{on: extended, to: {days: 7}}, {on: extended, where: 'target.ground == "gang"', to: {days: 30}}]}
"""


def test_to_replaces_the_whole_length_and_never_shortens():
    assert judged(TO, OPENED, "extended @ +1d ground=none", "filed @ +7d") == ["met"]
    assert judged(TO, OPENED, "extended @ +1d ground=none", "filed @ +8d") == ["late too_late 1d"]
    assert judged(TO, OPENED, "extended @ +1d ground=gang", "filed @ +30d") == ["met"]
    events = ["extended @ +1d ground=gang", "extended @ +2d ground=none"]
    assert judged(TO, OPENED, *events, "filed @ +30d") == ["met"]


def test_a_period_of_hours_may_be_replaced_by_one_of_days():
    text = "{on: opened, do: [filed], within: {hours: 24}, extend: [{on: extended, to: {days: 3}}]}"
    opened = "opened @ 2026-06-04T09:00"
    assert judged(text, opened, "extended @ +24h", "filed @ 2026-06-07T23:59") == ["met"]
    assert judged(text, opened, "extended @ +24h", "filed @ 2026-06-08T00:00") == ["late too_late 1d"]
    assert judged(text, opened, "extended @ 2026-06-05T09:01", "filed @ +25h") == ["late too_late 1h"]


def test_a_condition_on_the_extension_that_is_unknown_is_judged_both_ways():
    assert judged(TO, OPENED, "extended @ +1d", "filed @ +20d") == ["undecidable absent_fact target.ground"]
    assert judged(TO, OPENED, "extended @ +1d", "filed @ +7d") == ["met"]
    assert judged(TO, OPENED, "extended @ +1d", "filed @ +31d") == ["late too_late 24d"]


ROLE = f"{{{MONTH}, extend: [{{on: extended, by: {{days: 30}}, role: [unit_leader]}}]}}"


def test_an_extension_must_be_approved_in_the_role_the_law_asks_for():
    assert judged(ROLE, OPENED, "extended @ 2026-07-01 by A/unit_leader", filed("08-01")) == ["met"]
    assert judged(ROLE, OPENED, "extended @ 2026-07-01 by A/handler", filed("08-01")) == ["late too_late 28d"]
    by_register = {"officers": {"A": {"role": "unit_leader"}}}
    assert judged(ROLE, OPENED, "extended @ 2026-07-01 by A", filed("08-01"), **by_register) == ["met"]


def test_an_approver_whose_role_is_unknown_is_judged_both_ways():
    unknown = ["undecidable absent_fact role of case.extended"]
    assert judged(ROLE, OPENED, "extended @ 2026-07-01 by A", filed("08-01")) == unknown
    assert judged(ROLE, OPENED, "extended @ 2026-07-01", filed("08-01")) == unknown
    assert judged(ROLE, OPENED, "extended @ 2026-07-01", filed("07-01")) == ["met"]
    assert judged(ROLE, OPENED, "extended @ 2026-07-01", filed("09-01")) == ["late too_late 59d"]


PAUSE = f"{{{MONTH}, pause: [{{from: halted, to: resumed}}]}}"
JUNE = "opened @ 2026-06-01"


def test_a_pause_is_left_out_of_the_count():
    events = ["halted @ 2026-06-10", "resumed @ 2026-06-25"]
    assert judged(PAUSE, JUNE, *events, filed("07-16")) == ["met"]
    assert judged(PAUSE, JUNE, *events, filed("07-17")) == ["late too_late 1d"]


def test_overlapping_pauses_count_once_and_pair_by_object():
    events = ["halted @ 2026-06-10 of X1", "halted @ 2026-06-20 of X2", "resumed @ 2026-06-25 of X1"]
    last = "resumed @ 2026-06-30 of X2"
    assert judged(PAUSE, JUNE, *events, last, filed("07-25")) == ["late too_late 4d"]
    assert judged(PAUSE, JUNE, *events, last, filed("07-21")) == ["met"]
    inside = ["halted @ 2026-06-12 of X2", "resumed @ 2026-06-15 of X2", "resumed @ 2026-06-20 of X1"]
    assert judged(PAUSE, JUNE, events[0], *inside, filed("07-11")) == ["met"]
    assert judged(PAUSE, JUNE, events[0], *inside, filed("07-12")) == ["late too_late 1d"]


def test_a_pause_still_open_leaves_the_duty_open_and_says_since_when():
    [duty] = duties(PAUSE, JUNE, "halted @ 2026-06-10", as_of="2026-09-01")
    assert duty.outcome == "open"
    assert duty.verdict.paused_since == duty.verdict.facts[0].at
    assert judged(
        PAUSE, JUNE, "halted @ 2026-06-10 of X1", "resumed @ 2026-06-20 of X2", as_of="2026-09-01"
    ) == ["open"]
    assert judged(PAUSE, JUNE, "halted @ 2026-06-10", filed("12-01")) == ["met"]


def test_a_pause_begun_after_the_due_day_has_no_effect():
    assert judged(PAUSE, JUNE, "halted @ 2026-07-02", "resumed @ 2026-07-25", filed("07-29")) == [
        "late too_late 28d"
    ]
    assert judged(PAUSE, JUNE, "halted @ 2026-07-01", "resumed @ 2026-07-25", filed("07-25")) == ["met"]


def test_of_a_pause_begun_before_the_trigger_only_the_rest_counts():
    assert judged(PAUSE, "halted @ 2026-05-20", JUNE, "resumed @ 2026-06-03", filed("07-03")) == ["met"]
    assert judged(PAUSE, "halted @ 2026-05-20", JUNE, "resumed @ 2026-06-03", filed("07-04")) == [
        "late too_late 1d"
    ]
    assert judged(PAUSE, "halted @ 2026-05-20", "resumed @ 2026-05-29", JUNE, filed("07-02")) == [
        "late too_late 1d"
    ]


def test_a_pause_of_a_period_in_hours_is_elapsed_time():
    text = "{on: opened, do: [filed], within: {hours: 24}, pause: [{from: halted, to: resumed}]}"
    events = ["opened @ 2026-06-01T09:00", "halted @ +2h", "resumed @ 2026-06-01T13:30"]
    assert judged(text, *events, "filed @ 2026-06-02T11:30") == ["met"]
    assert judged(text, *events, "filed @ 2026-06-02T11:31") == ["late too_late 1m"]


def test_a_pause_of_a_period_in_working_days_is_working_days():
    text = "{on: opened, do: [filed], within: {working_days: 5}, pause: [{from: halted, to: resumed}]}"
    events = ["opened @ 2026-06-01", "halted @ 2026-06-05", "resumed @ 2026-06-08"]  # Friday to Monday: one
    assert judged(text, *events, "filed @ 2026-06-09") == ["met"]
    assert judged(text, *events, "filed @ 2026-06-10") == ["late too_late 1d"]


def test_an_extension_in_time_only_because_of_a_pause():
    text = (
        f"{{{MONTH}, pause: [{{from: halted, to: resumed}}], extend: [{{on: extended, by: {{days: 10}}}}]}}"
    )
    events = [JUNE, "halted @ 2026-06-10", "resumed @ 2026-06-20", "extended @ 2026-07-08"]
    assert judged(text, *events, filed("07-21")) == ["met"]
    assert judged(text, *events, filed("07-22")) == ["late too_late 1d"]


EXCUSE = "on: opened, do: [filed], within: {hours: 24}"
ONCE = f"{{{EXCUSE}, excuse: [{{on: obstacle}}]}}"
UNTIL = f"{{{EXCUSE}, excuse: [{{on: obstacle, until: obstacle_removed, then: {{within: {{hours: 12}}}}}}]}}"
OWN = f"{{{EXCUSE}, excuse: [{{on: obstacle, until: obstacle_removed}}]}}"
NINE = "opened @ 2026-06-01T09:00"


def outcome(*arguments, **more):
    return [duty.outcome.value for duty in duties(*arguments, **more)]


def test_a_step_in_time_excuses_and_one_after_it_does_not():
    assert outcome(ONCE, NINE, "obstacle @ +24h", as_of="2026-06-05") == ["excused"]
    assert outcome(ONCE, NINE, "obstacle @ +25h", as_of="2026-06-05") == ["missed"]
    assert outcome(ONCE, NINE, "obstacle @ +9h", "filed @ +30h") == ["excused"]
    assert outcome(ONCE, NINE, "obstacle @ +9h", "filed @ +20h") == ["met"]
    assert outcome(ONCE, "obstacle @ 2026-06-01T08:00", NINE, as_of="2026-06-05") == ["missed"]


def test_an_excuse_noted_at_the_very_moment_of_the_trigger_counts():
    assert outcome(ONCE, "obstacle @ 2026-06-01T09:00", NINE, as_of="2026-06-05") == ["excused"]
    assert outcome(ONCE, NINE, "obstacle @ 2026-06-01T09:00", as_of="2026-06-05") == ["excused"]


def test_the_duty_revives_when_the_obstacle_is_gone():
    events = [NINE, "obstacle @ +9h", "obstacle_removed @ 2026-06-05T09:00"]
    assert outcome(UNTIL, *events, as_of="2026-06-05T20:00") == ["open"]
    assert judged(UNTIL, *events, "filed @ 2026-06-05T21:00") == ["met"]
    assert judged(UNTIL, *events, "filed @ 2026-06-05T22:00") == ["late too_late 1h"]
    assert judged(UNTIL, *events, as_of="2026-06-06") == ["missed absent"]
    assert judged(OWN, *events, "filed @ 2026-06-06T09:00") == ["met"]
    assert judged(OWN, *events, "filed @ 2026-06-06T10:00") == ["late too_late 1h"]


def test_a_revived_duty_may_be_measured_by_a_benchmark():
    text = UNTIL.replace("{hours: 12}", "{benchmark: prompt.notice}")
    events = [NINE, "obstacle @ +9h", "obstacle_removed @ 2026-06-05T09:00"]
    assert judged(text, *events, "filed @ 2026-06-08T09:00") == ["slow too_late 60h"]


def test_what_is_done_while_excused_needs_no_revival():
    events = [NINE, "obstacle @ +9h", "filed @ +30h", "obstacle_removed @ 2026-06-05T09:00"]
    assert outcome(UNTIL, *events, as_of="2026-07-01") == ["excused"]


def test_an_excuse_never_makes_worse():
    long = """
    {on: opened, do: [filed], within: {days: 30},
     excuse: [{on: obstacle, until: obstacle_removed, then: {within: {days: 2}}}, {on: remark}]}
    """
    events = [JUNE, "obstacle @ 2026-06-03", "obstacle_removed @ 2026-06-05"]
    assert outcome(long, *events, as_of="2026-06-20") == ["open"]
    assert outcome(long, *events, filed("06-20")) == ["met"]
    assert outcome(long, *events, "remark @ 2026-06-06", as_of="2026-09-01") == ["excused"]
    again = [*events, "obstacle @ 2026-06-25"]
    assert outcome(long, *again, as_of="2026-09-01") == ["excused"]


def test_a_condition_on_the_excusing_step():
    text = f"{{{EXCUSE}, excuse: [{{on: obstacle, where: 'target.ground == \"state_security\"'}}]}}"
    assert outcome(text, NINE, "obstacle @ +9h ground=state_security", as_of="2026-06-05") == ["excused"]
    assert outcome(text, NINE, "obstacle @ +9h ground=other", as_of="2026-06-05") == ["missed"]
    assert judged(text, NINE, "obstacle @ +9h", as_of="2026-06-05") == [
        "undecidable absent_fact target.ground"
    ]


def test_no_excuse_after_the_matter_ended_or_the_next_step_came():
    undated = "{on: opened, do: [filed], excuse: [{on: obstacle}]}"
    assert outcome(undated, NINE, "obstacle @ +1d", "closed @ +2d") == ["excused"]
    assert outcome(undated, NINE, "closed @ +1d", "obstacle @ +2d") == ["missed"]
    before = "{on: opened, do: [filed], before: decided, within: {days: 9}, excuse: [{on: obstacle}]}"
    assert outcome(before, NINE, "decided @ +1d", "obstacle @ +2d") == ["missed"]
    assert outcome(before, NINE, "obstacle @ +1d", "decided @ +2d") == ["excused"]


def test_unless_is_read_at_the_trigger():
    text = "{on: opened, do: [filed], within: {days: 3}, unless: standing(approved)}"
    assert outcome(text, "approved @ 2026-05-01", JUNE, as_of="2026-09-01") == ["excused"]
    assert outcome(text, JUNE, "approved @ 2026-06-02", as_of="2026-09-01") == ["missed"]
    assert outcome(text, "approved @ 2026-05-01", JUNE, filed("06-02")) == ["met"]


FEW = carrying("opened", "filed")


def test_an_exception_on_a_step_that_no_map_carries_is_not_shown():
    for text in (BY, PAUSE, ONCE.replace("hours: 24", "days: 30")):
        assert judged(text, JUNE, as_of="2026-09-01", carried=FEW) == ["missed absent"]
    for condition in ("standing(approved)", "not standing(approved)", "last(approved).at > 2020-01-01"):
        text = f"{{{MONTH}, unless: {condition}}}"
        assert judged(text, JUNE, as_of="2026-09-01", carried=FEW) == ["missed absent"]


def test_a_longer_tier_on_a_step_that_no_map_carries_is_not_shown():
    text = "{on: opened, do: [filed], within: [{days: 60, where: standing(extended)}, {days: 30}]}"
    assert judged(text, JUNE, filed("07-20"), carried=FEW) == ["late too_late 19d"]


def test_a_shorter_tier_on_a_step_that_no_map_carries_is_judged_both_ways():
    text = "{on: opened, do: [filed], within: [{days: 10, where: standing(noticed)}, {days: 30}]}"
    assert judged(text, JUNE, filed("06-20"), carried=FEW) == ["undecidable absent_fact case.noticed"]
    assert judged(text, JUNE, filed("06-05"), carried=FEW) == ["met"]
    assert judged(text, JUNE, filed("07-20"), carried=FEW) == ["late too_late 19d"]
