"""What the tests of counting share: counters over the committed calendars, and short words for periods."""

from datetime import date
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from fajing.core.calendar import Calendar
from fajing.core.moments import Moment, Zone, parse_moment
from fajing.core.periods import Counter, Counting, Due, Length, Rollover, Stopped, Trace, Unit

FOLDER = Path(__file__).parents[2] / "law" / "cn-police" / "calendars"
SHANGHAI = Zone.of("Asia/Shanghai")
ROME = Zone.of("Europe/Rome")
ROLLS = Counting(Rollover.NEXT_WORKING_DAY)
STANDS = Counting(Rollover.NONE)
NOTHING = Stopped()


@cache
def counter(zone: Zone = SHANGHAI) -> Counter:
    yaml = YAML(typ="safe", pure=True)
    tables = [yaml.load(FOLDER / f"{year}.yaml") for year in range(2015, 2027)]
    return Counter(zone, Calendar.from_tables(tables))


def at(text: str, zone: Zone = SHANGHAI) -> Moment:
    return parse_moment(text, zone)


def lengths(*texts: str) -> list[Length]:
    return [Length(Unit(text.split()[1]), int(text.split()[0])) for text in texts]


def due(
    start: str,
    *periods: str,
    counting: Counting = ROLLS,
    stopped: Stopped = NOTHING,
    zone: Zone = SHANGHAI,
    trace: Trace | None = None,
) -> Due:
    found = counter(zone).nominal_end(at(start, zone), lengths(*periods), counting, stopped, trace=trace)
    return counter(zone).roll(found, counting, trace=trace)


def shown(end: Due, zone: Zone = SHANGHAI) -> str:
    if end.whole_day:
        assert end.earliest == end.latest == zone.end_of_day(end.day)
        return f"{date.fromordinal(end.day)} 24:00"
    return zone.civil(end.latest).strftime("%Y-%m-%d %H:%M")
