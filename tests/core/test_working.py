import pytest
from hypothesis import given
from hypothesis import strategies as st

from fajing.core.calendar import Calendar
from fajing.core.moments import Zone, parse_moment
from fajing.core.periods import Counter, Counting, Length, Rollover, Starts, Stopped, Unit
from fajing.core.working import describe, format_duration

ZONE = Zone.of("Asia/Shanghai")
TABLE = {
    "year": 2026,
    "holidays": [
        {"date": f"2026-10-0{day}", "name": {"zh": "国庆节", "en": "National Day"}} for day in range(1, 8)
    ],
    "working": ["2026-09-20", "2026-10-10"],
}
COUNTER = Counter(ZONE, Calendar.from_tables([TABLE]))
ROLLS = Counting(Rollover.NEXT_WORKING_DAY)
NOTHING = Stopped()


def working(start, length, counting=ROLLS, language="zh", this_year=2026, stopped=NOTHING):
    trace = []
    end = COUNTER.nominal_end(parse_moment(start, ZONE), [length], counting, stopped, trace=trace)
    COUNTER.roll(end, counting, trace=trace)
    return describe(trace, ZONE, language, this_year=this_year)


def test_a_count_of_hours_tells_which_hour_it_left_out():
    counting = Counting(starts={Unit.HOURS: Starts.NEXT_HOUR})
    assert working("2026-03-02T09:20", Length(Unit.HOURS, 24), counting) == [
        "从 3月2日 09:20 起",
        "09时这一小时不计入，从 10:00 起数",
        "往后24小时 → 3月3日 10:00",
    ]
    assert working("2026-03-02T23:20", Length(Unit.HOURS, 24), counting, "en")[1:] == [
        "the hour from 23:00 is not counted: counting starts at 3 March 00:00",
        "24 hours on → 4 March 00:00",
    ]


def test_a_count_of_days_tells_where_it_rolled():
    assert working("2026-06-04", Length(Unit.DAYS, 30)) == [
        "从 6月4日 起",
        "6月4日当天不计入，从 6月5日 起数",
        "往后30日 → 7月4日 24:00",
        "7月4日是周六（周末），顺延到 7月6日 24:00",
    ]
    assert working("2026-06-04", Length(Unit.DAYS, 30), language="en", this_year=None) == [
        "from 4 June 2026",
        "4 June 2026 is not counted: counting starts on 5 June 2026",
        "30 days on → 4 July 2026 24:00",
        "4 July 2026 is a Saturday (weekend): moved to 6 July 2026 24:00",
    ]


def test_a_count_of_working_days_tells_which_days_it_skipped():
    lines = working("2026-09-29", Length(Unit.WORKING_DAYS, 3))
    assert lines[2:] == ["往后3个工作日 → 10月9日 24:00", "其间跳过 10月1日–10月7日（国庆节）"]
    lines = working("2026-09-29", Length(Unit.WORKING_DAYS, 5), language="en")
    assert lines[-1] == "skipping 1 October–7 October (National Day), 11 October (weekend)"


def test_time_left_out_is_told():
    assert working("2026-06-01", Length(Unit.DAYS, 30), stopped=Stopped(days=15))[-1] == (
        "扣除不计入的15日 → 7月16日 24:00"
    )
    assert working("2026-06-01T09:00", Length(Unit.HOURS, 8), stopped=Stopped(seconds=5400), language="en")[
        -1
    ] == ("1h30m left out of the count → 1 June 18:30")


def test_the_year_is_left_out_only_where_it_is_this_year():
    lines = working("2026-12-20", Length(Unit.DAYS, 30))
    assert lines[2:] == [
        "往后30日 → 2027年1月19日 24:00",
        "2027年的放假安排尚未公布，只按周末计算，为暂定",
    ]


def test_an_end_that_cannot_be_told_is_given_as_a_range():
    lines = working("2026-03-02", Length(Unit.HOURS, 8))
    assert lines == ["从 3月2日 起", "往后8小时 → 3月2日 08:00 至 3月3日 08:00 之间"]


def test_a_day_without_a_time_tells_the_earliest_hour_it_counts_from():
    counting = Counting(starts={Unit.HOURS: Starts.NEXT_HOUR})
    assert (
        working("2026-03-02", Length(Unit.HOURS, 8), counting)[1] == "开始的那一小时不计入，最早从 01:00 起数"
    )


def test_an_operation_without_a_sentence_is_still_shown():
    assert describe([("extended", {"to": 7})], ZONE) == ["extended: {'to': 7}"]


@pytest.mark.parametrize(
    "seconds, zh, en",
    [
        (0, "0秒", "0s"),
        (30, "30秒", "30s"),
        (5400, "1小时30分钟", "1h30m"),
        (21600, "6小时", "6h"),
        (86400, "1日", "1d"),
        (86400 + 7 * 3600 + 60, "1日7小时", "1d7h"),
        (86400 + 60, "1日", "1d"),
        (-3600, "-1小时", "-1h"),
    ],
)
def test_a_duration_is_written_in_its_two_largest_units(seconds, zh, en):
    assert format_duration(seconds=seconds) == zh
    assert format_duration(seconds=seconds, language="en") == en


@given(st.integers(-(10**7), 10**7))
def test_a_duration_of_days_is_written_in_days(days):
    assert format_duration(days=days) == f"{days}日"
    assert format_duration(days=days, language="en") == f"{days}d"
