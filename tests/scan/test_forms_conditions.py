"""Conditions: three values, what stood at the trigger, cancelled steps, and the tiers of a period."""

import pytest
from tests.scan.bench_book import judged

OPENED = "opened @ 2026-03-02T09:00"
BEFORE = "remark @ 2026-03-01"


def holds(condition, *events, **more):
    """`true`, `false` or `unknown`: what a condition is at the trigger, the last of the events."""
    quoted = condition.replace("'", "''")
    found = judged(
        f"{{on: decided, value: '{quoted}'}}", *events, "decided @ 2026-03-10T10:00 amount=500", **more
    )
    return {"met": "true", "missed out_of_range": "false"}.get(found[0], found[0])


def unknown(*facts):
    return " ".join(["undecidable absent_fact", *facts])


T, F, U = "event.amount == 500", "event.amount == 1", "event.basis == 'x'"


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (f"{T} and {T}", "true"),
        (f"{T} and {F}", "false"),
        (f"{F} and {U}", "false"),
        (f"{U} and {F}", "false"),
        (f"{T} and {U}", unknown("event.basis")),
        (f"{T} or {U}", "true"),
        (f"{U} or {T}", "true"),
        (f"{U} or {F}", unknown("event.basis")),
        (f"{F} or {F}", "false"),
        (f"not ({U})", unknown("event.basis")),
        (f"not ({F})", "true"),
        ("event.basis in ['x', 'y']", unknown("event.basis")),
        ("event.amount in [1, 500]", "true"),
        ("event.amount not in [1, 2]", "true"),
        ("event.amount in [1, matter.limit]", unknown("matter.limit")),
        ("event.amount in [500, matter.limit]", "true"),
        ("present(event.basis)", "false"),
        ("present(event.amount)", "true"),
        ("not present(matter.limit) and event.amount > 1", "true"),
        ("event.amount + matter.limit > 3", unknown("matter.limit")),
        ("event.amount / 0 > 1", unknown("divisor")),
        ("-event.amount < 0 and event.amount * 2 - 1000 == 0", "true"),
        ("officer_count == 1", unknown("officers")),
    ],
)
def test_three_values(condition, found):
    assert holds(condition) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("at >= 2026-03-10", "true"),
        ("at == 2026-03-10 and at < 2026-03-11", "true"),
        ("at < 2026-03-10T10:00", "false"),
        ("at <= 2026-03-10T10:00", "true"),
        ("hour(at) == 10", "true"),
        ("is_holiday(at)", "false"),
        ("date(at) == 2026-03-10", "true"),
        ("first(opened).at + days(8) < at", "true"),
        ("at - first(opened).at <= hours(192)", "false"),
        ("at - first(opened).at <= hours(193)", "true"),
        ("days_between(first(opened).at, at) == 8", "true"),
        ("event.step == 'decided' and step == 'decided'", "true"),
        ("last(opened).origin == 'citizen'", "true"),
        ("last(filed).at > 2026-01-01", unknown("last(filed)")),
        ("last(opened).term > 1", unknown("last(opened).term")),
    ],
)
def test_dates_and_steps_in_conditions(condition, found):
    assert holds(condition, f"{OPENED} origin=citizen") == found


def test_holidays_are_those_of_the_calendar():
    text = "{on: decided, where: is_holiday(at), value: 1 == 2}"
    assert judged(text, "decided @ 2026-02-17") == ["missed out_of_range"]  # a holiday
    assert judged(text, "decided @ 2026-02-28") == []  # a Saturday that is worked
    assert judged(text, "decided @ 2026-03-01") == ["missed out_of_range"]  # a Sunday
    assert judged(text, "decided @ 2031-03-01") == ["undecidable absent_fact calendar"]


def test_the_hour_of_a_moment_known_to_the_day_is_unknown():
    assert judged("{on: decided, value: hour(at) < 22}", "decided @ 2026-03-02") == [unknown("time of day")]


def test_only_what_stood_at_the_trigger_counts():
    assert holds("standing(filed)", "filed @ 2026-03-09") == "true"
    assert judged("{on: decided, value: standing(filed)}", "decided @ 2026-03-10", "filed @ 2026-03-11") == [
        "missed out_of_range"
    ]
    assert holds("count(filed) == 2", "filed @ 2026-03-01", "filed @ 2026-03-09") == "true"


def test_a_cancelled_step_does_not_stand_and_may_stand_again():
    assert holds("standing(passed)", "passed @ 2026-03-01", "failed @ 2026-03-02") == "false"
    assert (
        holds("standing(passed)", "passed @ 2026-03-01", "failed @ 2026-03-02", "passed @ 2026-03-03")
        == "true"
    )
    assert holds("count(passed) == 1", "passed @ 2026-03-01", "failed @ 2026-03-02") == "true"
    text = "{on: decided, value: standing(passed)}"
    assert judged(text, "passed @ 2026-03-01", "decided @ 2026-03-10", "failed @ 2026-03-11") == ["met"]


def test_a_value_of_the_matter_is_its_own_else_the_latest_recorded():
    assert holds("matter.origin == 'b'", f"{OPENED} origin=a", "opened @ +1d origin=b") == "true"
    assert holds("matter.origin == 'c'", f"{OPENED} origin=a", matter={"origin": "c"}) == "true"
    assert judged(
        "{on: decided, value: matter.origin == 'a'}",
        f"{OPENED} origin=a",
        "decided @ +1d",
        "opened @ +2d origin=b",
    ) == ["met"]


def test_values_of_other_matters_of_the_file():
    asked = "review.asked @ 2026-03-05 urgent=true"
    assert holds("file.review.urgent", asked) == "true"
    assert holds("file.review.track == 'short'", asked, file={"review": {"track": "short"}}) == "true"
    assert holds("file.review.urgent") == unknown("file.review.urgent")
    # A matter that had not begun at the trigger says nothing yet.
    text = "{on: decided, value: file.review.track == 'short'}"
    later = ["decided @ 2026-03-02", "review.asked @ 2026-03-05"]
    assert judged(text, *later, file={"review": {"track": "short"}}) == [unknown("file.review.track")]


def test_registers_are_asked_for_the_day_of_the_trigger():
    rooms = {"approved_rooms": ["R1"]}
    text = "{on: questioned, value: 'in_register(approved_rooms, event.room)'}"
    assert judged(text, "questioned @ 2026-03-02 room=R1", registers=rooms) == ["met"]
    assert judged(text, "questioned @ 2026-03-02 room=R2", registers=rooms) == ["missed out_of_range"]
    assert judged(text, "questioned @ 2026-03-02", registers=rooms) == [unknown("event.room")]
    assert judged(text, "questioned @ 2026-03-02 room=R2") == [unknown("register", "approved_rooms")]


def test_text_that_is_no_number_stops_nothing():
    text = "{on: decided, value: event.unlisted < 3}"
    for basis in ("nan", "NaN", "infinity", "1e400000", "x"):
        assert judged(text, f'decided @ 2026-03-02 unlisted="{basis}"')[0] in (
            unknown("comparable", "values"),
            "missed out_of_range",
        )
    assert judged(text, 'decided @ 2026-03-02 unlisted="2"') == ["met"]


def test_an_unknown_where_leaves_the_duty_untold():
    text = '{on: opened, where: event.origin == "citizen", do: [filed], within: {days: 3}}'
    assert judged(text, OPENED, "filed @ +1d") == [unknown("event.origin")]
    assert judged(text, f"{OPENED} origin=other", "filed @ +9d") == []


def test_an_unknown_unless_is_judged_both_ways():
    text = "{on: opened, do: [filed], within: {days: 3}, unless: matter.many}"
    assert judged(text, OPENED, "filed @ +9d", matter={"many": True}) == ["excused 6d"]
    assert judged(text, OPENED, "filed @ +9d", matter={"many": False}) == ["late too_late 6d"]
    assert judged(text, OPENED, "filed @ +9d") == [unknown("matter.many")]
    assert judged(text, OPENED, "filed @ +1d") == ["met"]


LADDER = """
{on: opened, do: [filed],
 within: [{hours: 24, where: standing(extended)}, {hours: 12, where: matter.many}, {hours: 8}]}
"""
FEW, MANY = {"matter": {"many": False}}, {"matter": {"many": True}}


def test_the_first_tier_whose_condition_holds():
    assert judged(LADDER, OPENED, "filed @ +8h", **FEW) == ["met"]
    assert judged(LADDER, OPENED, "filed @ +9h", **FEW) == ["late too_late 1h"]
    assert judged(LADDER, OPENED, "filed @ +12h", **MANY) == ["met"]
    assert judged(LADDER, OPENED, "filed @ +13h", **MANY) == ["late too_late 1h"]
    assert judged(LADDER, OPENED, "extended @ +7h", "filed @ +24h", **FEW) == ["met"]


def test_a_fact_recorded_after_the_shorter_tier_ran_out_opens_no_longer_one():
    assert judged(LADDER, OPENED, "extended @ +8h", "filed @ +20h", **FEW) == ["met"]
    assert judged(LADDER, OPENED, "extended @ 2026-03-02T17:01", "filed @ +20h", **FEW) == [
        "late too_late 12h"
    ]
    assert judged(LADDER, OPENED, "extended @ +11h", "filed @ +20h", **MANY) == ["met"]
    late = "extended @ +7h recorded_at=2026-03-02T18:00"
    assert judged(LADDER, OPENED, late, "filed @ +20h", **FEW) == ["late too_late 12h"]


def test_an_extension_annulled_only_later_still_opened_the_longer_tier():
    events = [OPENED, "extended @ +7h", "extension_annulled @ +15h", "filed @ +20h"]
    assert judged(LADDER, *events, **FEW) == ["met"]
    events[2] = "extension_annulled @ 2026-03-02T16:30"
    assert judged(LADDER, *events, **FEW) == ["late too_late 12h"]


def test_an_unknown_tier_is_judged_both_ways():
    assert judged(LADDER, OPENED, "filed @ +6h") == ["met"]
    assert judged(LADDER, OPENED, "filed @ +13h") == ["late too_late 5h"]
    assert judged(LADDER, OPENED, "filed @ +10h") == [unknown("matter.many")]


def test_tiers_of_whole_days_are_read_at_the_end_of_the_day():
    text = "{on: opened, do: [filed], within: [{days: 60, where: standing(extended)}, {days: 30}]}"
    assert judged(text, "opened @ 2026-03-02", "extended @ 2026-04-01", "filed @ 2026-04-20") == ["met"]
    assert judged(text, "opened @ 2026-03-02", "extended @ 2026-04-02", "filed @ 2026-04-20") == [
        "late too_late 19d"
    ]
    assert judged(text, "opened @ 2026-03-02", "extended @ 2026-04-02T00:00", "filed @ 2026-04-20") == [
        "late too_late 19d"
    ]


def test_a_condition_may_shorten_the_period():
    text = "{on: opened, do: [filed], within: [{hours: 8, where: standing(noticed)}, {hours: 24}]}"
    assert judged(text, OPENED, "noticed @ -2h", "filed @ +20h") == ["late too_late 12h"]
    assert judged(text, OPENED, "noticed @ -2h", "filed @ +7h") == ["met"]
    # a fact that comes after the trigger never takes time away
    assert judged(text, OPENED, "noticed @ +2h", "filed @ +20h") == ["met"]


def test_where_no_tier_holds_it_cannot_be_told():
    text = "{on: opened, do: [filed], within: [{days: 5, where: matter.many}]}"
    assert judged(text, OPENED, "filed @ +1d", matter={"many": False}) == [unknown("no", "tier", "holds")]
    assert judged(text, OPENED, "filed @ +1d", matter={"many": True}) == ["met"]


def test_the_earlier_or_later_of_several_periods():
    earlier = "{on: opened, do: [filed], within: {earlier_of: [{days: 3, from: noticed}, {days: 10}]}}"
    later = "{on: opened, do: [filed], within: {later_of: [{days: 3, from: noticed}, {days: 10}]}}"
    events = ["opened @ 2026-03-02", "noticed @ 2026-03-04", "filed @ 2026-03-08"]
    assert judged(earlier, *events) == ["late too_late 1d"]
    assert judged(later, *events) == ["met"]
    assert judged(earlier, "opened @ 2026-03-02", "filed @ 2026-03-13") == ["late too_late 1d"]
    assert judged(later, "opened @ 2026-03-02", as_of="2026-06-01") == ["open"]
    assert judged(later, "opened @ 2026-03-02", "noticed @ 2026-04-01", "filed @ 2026-04-05") == [
        "late too_late 1d"
    ]
