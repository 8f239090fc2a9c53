"""`do`: what follows in time; of several, all, in order, before another step, undated, after the end."""

from tests.scan.bench_book import duties, judged

DAYS = "{on: opened, do: [filed, refused], within: {days: 3}}"
ALL = "{on: opened, do: {all: [filed, noticed]}, within: {days: 3}}"
ORDER = "{on: opened, do: {all: [filed, noticed], in_order: true}, within: {days: 3}}"
BEFORE = "{on: opened, do: [filed], before: decided}"
BOTH = "{on: opened, do: [filed], before: decided, within: {days: 3}}"
UNDATED = "{on: opened, do: [filed]}"
OPENED = "opened @ 2026-03-02T09:00"


def test_one_of_several_steps_in_time_is_enough():
    assert judged(DAYS, OPENED, "refused @ +3d") == ["met"]
    assert judged(DAYS, OPENED, "refused @ +3d", "filed @ +9d") == ["met"]


def test_a_step_after_the_due_day_is_late_by_days():
    assert judged(DAYS, OPENED, "filed @ 2026-03-05T23:59") == ["met"]
    assert judged(DAYS, OPENED, "filed @ 2026-03-06T00:00") == ["late too_late 1d"]
    assert judged(DAYS, OPENED, "filed @ +9d", "refused @ +5d") == ["late too_late 2d"]


def test_a_step_before_the_trigger_does_not_count():
    assert judged(DAYS, "filed @ 2026-03-02T08:59", OPENED, as_of="2026-03-06") == ["missed absent"]


def test_nothing_done_is_open_up_to_the_due_day_and_missed_after_it():
    assert judged(DAYS, OPENED, as_of="2026-03-05") == ["open"]
    assert judged(DAYS, OPENED, as_of="2026-03-06T00:00") == ["missed absent"]


def test_each_trigger_raises_its_own_duty():
    assert judged(DAYS, OPENED, "filed @ +1d", "opened @ +2d", as_of="2026-04-01") == ["met", "missed absent"]


def test_an_event_is_never_its_own_target():
    twice = "{on: filed, do: [filed], within: {days: 3}}"
    assert judged(twice, "filed @ 2026-03-02T09:00", as_of="2026-04-01") == ["missed absent"]
    assert judged(twice, "filed @ 2026-03-02T09:00", "filed @ +1d", as_of="2026-03-02") == ["open"]


def test_where_each_is_owed_the_last_one_decides():
    assert judged(ALL, OPENED, "noticed @ +1d", "filed @ +3d") == ["met"]
    assert judged(ALL, OPENED, "noticed @ +1d", "filed @ +4d") == ["late too_late 1d"]


def test_where_each_is_owed_and_some_are_lacking_a_part_is_absent():
    [duty] = duties(ALL, OPENED, "noticed @ +1d", as_of="2026-04-01")
    assert (duty.verdict.reason, duty.verdict.missing) == ("absent_part", ("case.filed",))
    assert judged(ALL, OPENED, as_of="2026-04-01") == ["missed absent"]
    assert judged(ALL, OPENED, "noticed @ +1d", as_of="2026-03-04") == ["open"]


def test_the_word_all_may_stand_beside_the_list():
    beside = "{on: opened, do: [filed, noticed], all: true, within: {days: 3}}"
    assert judged(beside, OPENED, "noticed @ +1d", as_of="2026-04-01") == ["missed absent_part"]


def test_in_order_wants_each_after_the_one_before():
    assert judged(ORDER, OPENED, "filed @ +1d", "noticed @ +2d") == ["met"]
    assert judged(ORDER, OPENED, "noticed @ +1d", "filed @ +2d", as_of="2026-04-01") == ["missed only_after"]
    assert judged(ORDER, OPENED, "noticed @ +1d", "filed @ +2d", as_of="2026-03-05") == ["open"]
    assert judged(ORDER, OPENED, "noticed @ +1d", "filed @ +2d", "noticed @ +3d") == ["met"]
    assert judged(ORDER, OPENED, "filed @ +2d", "noticed @ +5d") == ["late too_late 2d"]


def test_before_another_step():
    assert judged(BEFORE, OPENED, "filed @ +1d", "decided @ +2d") == ["met"]
    assert judged(BEFORE, OPENED, "filed @ +1d") == ["met"]
    assert judged(BEFORE, OPENED, "remark @ +1d") == ["open"]
    assert judged(BEFORE, OPENED, "decided @ +2d") == ["missed absent"]
    assert judged(BEFORE, OPENED, "decided @ +2d", "filed @ +3d") == ["missed only_after"]
    assert judged(BEFORE, OPENED, "closed @ +2d") == ["missed absent"]


def test_only_the_next_step_named_by_before_counts():
    assert judged(BEFORE, "decided @ 2026-03-01", OPENED, "filed @ 2026-03-03", "decided @ 2026-03-04") == [
        "met"
    ]
    assert judged(BEFORE, OPENED, "decided @ +1d", "filed @ +2d", "decided @ +3d") == ["missed only_after"]


def test_before_another_step_each_of_several():
    each = "{on: opened, do: {all: [filed, noticed]}, before: decided}"
    assert judged(each, OPENED, "filed @ +1d", "decided @ +2d", "noticed @ +3d") == ["missed absent_part"]
    assert judged(each, OPENED, "filed @ +1d", "noticed @ +1d", "decided @ +2d") == ["met"]


def test_before_another_step_and_within_a_period():
    assert judged(BOTH, OPENED, "filed @ +3d", "decided @ +9d") == ["met"]
    assert judged(BOTH, OPENED, "filed @ +5d", "decided @ +9d") == ["late too_late 2d"]
    assert judged(BOTH, OPENED, "decided @ +1d", "filed @ +2d") == ["missed only_after"]
    assert judged(BOTH, OPENED, as_of="2026-03-05") == ["open"]
    assert judged(BOTH, OPENED, as_of="2026-03-06") == ["missed absent"]


def test_before_another_step_within_a_length_that_is_not_recorded_cannot_be_told():
    text = "{on: opened, do: [filed], before: decided, within: {days: event.term}}"
    assert judged(text, OPENED, "filed @ +5d", "decided @ +9d") == ["undecidable absent_fact event.term"]
    assert judged(text, f"{OPENED} term=5", "filed @ +5d", "decided @ +9d") == ["met"]
    assert judged(text, OPENED, "decided @ +9d") == ["missed absent"]


def test_without_a_period_it_must_come_before_the_matter_ends():
    assert judged(UNDATED, OPENED, "filed @ +300d") == ["met"]
    assert judged(UNDATED, OPENED, "remark @ +300d") == ["open"]
    assert judged(UNDATED, OPENED, "closed @ +30d") == ["missed absent"]
    assert judged(UNDATED, OPENED, "closed @ +30d", "filed @ +31d") == ["missed only_after"]


def test_the_ending_step_itself_may_be_the_target():
    assert judged("{on: opened, do: [closed]}", OPENED, "closed @ +30d") == ["met"]


def test_an_undated_duty_that_begins_at_or_after_the_end_stays_open_until_done():
    assert judged("{on: closed, do: [filed]}", "closed @ 2026-03-02T09:00", as_of="2027-01-01") == ["open"]
    assert judged("{on: closed, do: [filed]}", "closed @ 2026-03-02T09:00", "filed @ +90d") == ["met"]
    assert judged(UNDATED, "closed @ 2026-03-01", OPENED, as_of="2027-01-01") == ["open"]


def test_a_dated_duty_does_not_mind_the_end_of_the_matter():
    assert judged(DAYS, OPENED, "closed @ +1d", "filed @ +2d") == ["met"]
    assert judged(DAYS, "closed @ 2026-03-01", OPENED, "filed @ 2026-03-03") == ["met"]


def test_the_end_of_another_matter_of_the_file_closes_nothing():
    assert judged(UNDATED, OPENED, "review.asked @ +1d", "review.finished @ +2d", "filed @ +3d") == ["met"]
    assert judged(UNDATED, OPENED, "opened @ +1d in B", "closed @ +2d in B") == ["open", "missed absent"]


def test_law_may_count_the_posting():
    notice = "{on: opened, do: [noticed], within: {days: 3}}"
    assert judged(notice, OPENED, "noticed @ +9d posted_on=2026-03-04T12:00") == ["met"]
    assert judged(notice, OPENED, "noticed @ +9d posted_on=2026-03-07T12:00") == ["late too_late 2d"]
    assert judged(notice, OPENED, "noticed @ +9d") == ["late too_late 6d"]


def test_the_posting_counts_before_another_step_too():
    both = "{on: opened, do: [noticed], before: decided, within: {days: 3}}"
    assert judged(both, OPENED, "noticed @ +9d posted_on=2026-03-04T12:00", "decided @ +20d") == ["met"]


def test_where_each_is_owed_the_posting_does_not_hide_the_later_one():
    assert judged(ALL, OPENED, "filed @ +6d", "noticed @ +7d posted_on=2026-03-03T12:00") == [
        "late too_late 3d"
    ]


def test_past_a_benchmark_is_slow_and_never_broken():
    prompt = "{on: opened, do: [noticed], within: {benchmark: prompt.notice}}"
    assert judged(prompt, OPENED, "noticed @ +12h") == ["met"]
    assert judged(prompt, OPENED, "noticed @ +15h") == ["slow too_late 3h"]
    assert judged(prompt, OPENED, as_of="2026-03-03T00:00") == ["slow absent"]
    assert judged(prompt, OPENED, as_of="2026-03-02T20:00") == ["open"]


def test_the_benchmark_of_the_day_of_the_trigger_holds():
    prompt = "{on: opened, do: [noticed], within: {benchmark: prompt.notice}}"
    assert judged(prompt, "opened @ 2025-12-31T09:00", "noticed @ +20h") == ["met"]
    assert judged(prompt, "opened @ 2019-12-31T09:00", "noticed @ +20h") == [
        "undecidable absent_fact prompt.notice"
    ]


def test_a_target_may_be_filtered():
    about = '{on: opened, do: [{step: noticed, where: target.about == "measure"}], within: {days: 3}}'
    assert judged(about, OPENED, "noticed @ +1d about=measure") == ["met"]
    assert judged(about, OPENED, "noticed @ +1d about=other", as_of="2026-04-01") == ["missed absent"]
    assert judged(about, OPENED, "noticed @ +1d about=other", "noticed @ +4d about=measure") == [
        "late too_late 1d"
    ]


def test_a_filter_that_cannot_be_told_is_judged_both_ways():
    about = '{on: opened, do: [{step: noticed, where: target.about == "measure"}], within: {days: 3}}'
    unknown = ["undecidable absent_fact target.about"]
    assert judged(about, OPENED, "noticed @ +1d", as_of="2026-04-01") == unknown
    assert judged(about, OPENED, "noticed @ +1d", "noticed @ +2d about=measure") == ["met"]


def test_a_step_known_to_be_in_time_beats_one_known_only_to_the_day():
    hours = "{on: opened, do: [filed], within: {hours: 24}}"
    assert judged(hours, OPENED, "filed @ 2026-03-03") == ["undecidable absent_fact time of day"]
    assert judged(hours, OPENED, "filed @ 2026-03-03", "filed @ 2026-03-03T08:00") == ["met"]


def test_what_is_broken_either_way_is_broken():
    about = '{on: opened, do: [{step: noticed, where: target.about == "measure"}], within: {days: 3}}'
    assert judged(about, OPENED, "remark @ +4d") == ["missed absent"]
    assert judged(about, OPENED, "noticed @ +4d") == ["late too_late 1d"]


def test_before_another_step_the_end_of_the_matter_closes_too():
    assert judged(BEFORE, OPENED, "closed @ +2d", "filed @ +3d", "decided @ +4d") == ["missed only_after"]
    assert judged(BEFORE, OPENED, "filed @ +1d", "closed @ +2d", "decided @ +4d") == ["met"]
    assert judged(BOTH, OPENED, "closed @ +1d", "filed @ +3d", "decided @ +4d") == ["met"]
