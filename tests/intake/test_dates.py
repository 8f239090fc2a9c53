from datetime import date, datetime, time
from decimal import Decimal

import pytest

from fajing.core.moments import Precision, Zone
from fajing.intake.cells import CellError
from fajing.intake.dates import Clock

HOME = Zone.of("Asia/Shanghai")
CLOCK = Clock(HOME, HOME)


def shown(moment):
    return f"{HOME.civil(moment.instant)} {moment.precision}"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026年3月2日 9时30分", "2026-03-02 09:30:00 minute"),
        ("2026年3月2日9时30分15秒", "2026-03-02 09:30:15 second"),
        ("2026年3月2日9时", "2026-03-02 09:00:00 minute"),
        ("2026年3月2日 下午3点05分", "2026-03-02 15:05:00 minute"),
        ("2026年3月2日 星期一 9:30", "2026-03-02 09:30:00 minute"),
        ("2026年3月2日", "2026-03-02 00:00:00 day"),
        ("2026/3/2 9:30", "2026-03-02 09:30:00 minute"),
        ("2026.3.2", "2026-03-02 00:00:00 day"),
        ("2026-03-02T09:30:00+08:00", "2026-03-02 09:30:00 minute"),
        ("2026-03-02T01:30:00Z", "2026-03-02 09:30:00 minute"),
        ("2026-03-02 09:30:00.000", "2026-03-02 09:30:00 minute"),
        ("2026-3-2 9:30 PM", "2026-03-02 21:30:00 minute"),
        ("２０２６－０３－０２　０９：３０", "2026-03-02 09:30:00 minute"),
        ("20260302", "2026-03-02 00:00:00 day"),
        ("202603020930", "2026-03-02 09:30:00 minute"),
        ("20260302093015", "2026-03-02 09:30:15 second"),
        (20260302, "2026-03-02 00:00:00 day"),
        (20260302.0, "2026-03-02 00:00:00 day"),
        ("46083.395833", "2026-03-02 09:30:00 minute"),
        (46083.395833333, "2026-03-02 09:30:00 minute"),
        (Decimal("46083"), "2026-03-02 00:00:00 day"),
        (46083, "2026-03-02 00:00:00 day"),
        (datetime(2026, 3, 2, 9, 30), "2026-03-02 09:30:00 minute"),
        (datetime(2026, 3, 2), "2026-03-02 00:00:00 day"),
        (date(2026, 3, 2), "2026-03-02 00:00:00 day"),
        ("2026-03-02 00:00:00", "2026-03-02 00:00:00 day"),
        ("2026-03-02 24:00", "2026-03-03 00:00:00 minute"),
        ("2024-02-29", "2024-02-29 00:00:00 day"),
    ],
)
def test_a_date_is_read_however_it_is_written(cell, expected):
    assert shown(CLOCK.read(cell)) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2026/2/30", "2026/2/30，没有这一天"),
        ("20260230", "20260230，没有这一天"),
        ("2026-13-01", "2026-13-01，没有这一天"),
        ("2026-03-02 25:00", "2026-03-02 25:00，没有这个时刻"),
        ("2026-03-02 9:61", "2026-03-02 9:61，没有这个时刻"),
        ("3月2日", "3月2日，年份不完整或年月日次序不明"),
        ("3/2", "3/2，年份不完整或年月日次序不明"),
        ("26/3/2", "26/3/2，年份不完整或年月日次序不明"),
        ("03/02/2026", "03/02/2026，年份不完整或年月日次序不明"),
        ("1026-03-02", "1026-03-02，年份不在1900至2199之间"),
        ("9999-12-31", "9999-12-31，年份不在1900至2199之间"),
        ("2026年3月2日9时许", "读不懂这个日期或时间"),
        ("张三", "读不懂这个日期或时间"),
        ("2026-03-02 09:30 +15:00", "+15:00，没有这个时刻"),
        (12, "12，读不懂这个日期或时间"),
        (1e300, "读不懂这个日期或时间"),
        (float("nan"), "读不懂这个日期或时间"),
        (float("inf"), "读不懂这个日期或时间"),
        (time(9, 30), "09:30:00，读不懂这个日期或时间"),
        ("9" * 5000, "读不懂这个日期或时间"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_its_reason_and_never_guessed(cell, reason):
    with pytest.raises(CellError) as caught:
        CLOCK.read(cell)
    assert caught.value.reason.zh == reason
    assert caught.value.remedy.zh
    assert caught.value.remedy.en


def test_the_map_says_the_precision_of_a_cell_that_has_a_time():
    day = Clock(HOME, HOME, Precision.DAY)
    minute = Clock(HOME, HOME, Precision.MINUTE)
    assert shown(day.read("2026-03-02 09:30")) == "2026-03-02 00:00:00 day"
    assert shown(minute.read("2026-03-02 09:30:59")) == "2026-03-02 09:30:59 minute"
    assert shown(minute.read(datetime(2026, 3, 2))) == "2026-03-02 00:00:00 minute"
    assert shown(minute.read("2026-03-02 00:00:00")) == "2026-03-02 00:00:00 minute"


def test_a_bare_date_is_never_finer_than_a_day():
    assert Clock(HOME, HOME, Precision.MINUTE).read("2026-03-02").precision is Precision.DAY


def test_day_and_month_come_in_the_order_the_map_says():
    assert shown(Clock(HOME, HOME, order="dmy").read("3/2/2026 9:30")) == "2026-02-03 09:30:00 minute"
    assert shown(Clock(HOME, HOME, order="mdy").read("3/2/2026")) == "2026-03-02 00:00:00 day"
    assert shown(Clock(HOME, HOME, order="dmy").read("2026-03-02")) == "2026-03-02 00:00:00 day"


def test_serials_of_the_other_date_system_are_four_years_later():
    assert shown(Clock(HOME, HOME, is_1904=True).read(46083.5)) == "2030-03-03 12:00:00 minute"


def test_times_of_another_zone_become_civil_times_of_the_lawbook():
    clock = Clock(Zone.of("Europe/Rome"), HOME)
    assert shown(clock.read("2026-03-02 23:30")) == "2026-03-03 06:30:00 minute"
    assert shown(clock.read("2026-03-02")) == "2026-03-02 00:00:00 day"


def test_a_name_in_a_date_column_is_not_repeated_in_the_message():
    with pytest.raises(CellError) as caught:
        CLOCK.read("张三 13800138000")
    assert "张三" not in caught.value.reason.zh + caught.value.reason.en
