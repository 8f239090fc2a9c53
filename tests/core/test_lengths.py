import pickle

import pytest

from fajing.core.errors import FajingError
from fajing.core.lengths import Counting, Length, Rollover, Starts, Stopped, Unit


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_is_read_by_its_key(unit):
    assert Length.parse({unit.value: 3}) == Length(unit, 3)


@pytest.mark.parametrize(
    "data",
    [{}, {"day": 3}, {"days": -1}, {"days": "3"}, {"days": 1.5}, {"days": True}, {"days": 1, "hours": 2}],
)
def test_anything_else_is_refused_with_its_place(data):
    with pytest.raises(FajingError) as caught:
        Length.parse(data, where="n.yaml:4")
    assert caught.value.where == "n.yaml:4"


def test_a_length_is_written_in_both_languages():
    assert [str(Length(unit, 2)) for unit in Unit] == [
        "2分钟",
        "2小时",
        "2日",
        "2个工作日",
        "2周",
        "2个月",
        "2年",
    ]
    assert Length(Unit.WORKING_DAYS, 5).say("en") == "5 working days"
    assert Length(Unit.HOURS, 1).say("en") == "1 hour"


def test_only_hours_and_minutes_have_seconds():
    assert Length(Unit.HOURS, 2).seconds == Length(Unit.MINUTES, 120).seconds == 7200
    with pytest.raises(FajingError):
        _ = Length(Unit.DAYS, 1).seconds


def test_hours_start_at_the_moment_and_days_on_the_next_day_unless_the_norm_says_otherwise():
    counting = Counting(Rollover.NONE, {Unit.DAYS: Starts.MOMENT})
    assert counting.starts_for(Unit.HOURS) is counting.starts_for(Unit.MINUTES) is Starts.MOMENT
    assert counting.starts_for(Unit.DAYS) is Starts.MOMENT
    assert counting.starts_for(Unit.WORKING_DAYS) is counting.starts_for(Unit.MONTHS) is Starts.NEXT_DAY


def test_two_ways_of_counting_that_say_the_same_are_equal():
    plain, spelled = Counting(Rollover.NONE), Counting(Rollover.NONE, {Unit.HOURS: Starts.MOMENT})
    assert plain == spelled
    assert hash(plain) == hash(spelled)
    assert pickle.loads(pickle.dumps(spelled)) == plain
    assert plain != Counting(Rollover.NEXT_WORKING_DAY)


def test_time_left_out_is_measured_in_the_unit_of_the_period():
    stopped = Stopped(seconds=7200, days=15, working_days=11)
    assert stopped.measure(Unit.MONTHS) == Length(Unit.DAYS, 15)
    assert stopped.measure(Unit.WORKING_DAYS) == Length(Unit.WORKING_DAYS, 11)
    with pytest.raises(FajingError):
        stopped.measure(Unit.HOURS)
