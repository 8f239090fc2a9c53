"""Properties of counted periods, on random starts, lengths and calendars."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.core.counting import ROLLS, ROME, SHANGHAI, counter, lengths

from fajing.core.moments import Precision
from fajing.core.periods import Counting, Length, Rollover, Starts, Stopped, Unit

# ---------------------------------------------------------------- properties

starts = st.builds(
    lambda moment, precision, zone: (zone, zone.moment(moment, precision)),
    st.datetimes(datetime(2014, 6, 1), datetime(2028, 1, 1)),
    st.sampled_from(Precision),
    st.sampled_from([SHANGHAI, ROME]),
)
periods = st.builds(Length, st.sampled_from(Unit), st.integers(0, 100))
chains = st.lists(periods, min_size=1, max_size=3)
countings = st.builds(
    lambda rollover, clock, rest: Counting(
        rollover, {unit: (clock if unit.is_clock else rest) for unit in Unit}
    ),
    st.sampled_from(Rollover),
    st.sampled_from(Starts),
    st.sampled_from([Starts.MOMENT, Starts.NEXT_DAY]),
)


@given(starts, periods, st.integers(0, 50), countings)
def test_a_longer_period_never_ends_earlier(start, period, more, counting):
    zone, moment = start
    count = counter(zone)
    ends = [
        count.roll(count.nominal_end(moment, [Length(period.unit, n)], counting), counting)
        for n in (period.count, period.count + more)
    ]
    assert ends[0].latest <= ends[1].latest
    assert ends[0].earliest <= ends[1].earliest


@given(starts, chains, countings)
def test_rollover_never_shortens_and_ends_on_a_day_that_is_worked(start, chain, counting):
    zone, moment = start
    count = counter(zone)
    nominal = count.nominal_end(moment, chain, counting)
    rolled = count.roll(nominal, counting)
    assert rolled.latest >= nominal.latest
    assert count.roll(rolled, counting) == rolled
    if counting.rollover is Rollover.NONE or not nominal.whole_day:
        assert rolled == nominal
    else:
        assert count.calendar.is_working_day(rolled.day)


@given(starts, chains, countings, st.integers(0, 10**6), st.integers(0, 60), st.integers(0, 60))
def test_time_left_out_never_shortens(start, chain, counting, seconds, days, working_days):
    zone, moment = start
    count = counter(zone)
    plain = count.nominal_end(moment, chain, counting)
    longer = count.nominal_end(moment, chain, counting, Stopped(seconds, days, working_days))
    assert longer.latest >= plain.latest
    assert longer.earliest >= plain.earliest


@given(starts, st.integers(0, 200), st.integers(0, 200))
def test_days_chain_on_nominal_ends(start, first, second):
    zone, moment = start
    chained = counter(zone).nominal_end(moment, lengths(f"{first} days", f"{second} days"), ROLLS)
    assert chained == counter(zone).nominal_end(moment, lengths(f"{first + second} days"), ROLLS)
    assert chained.day == moment.day + first + second


@given(starts, chains, countings)
def test_an_end_never_stands_before_its_start_and_its_range_is_in_order(start, chain, counting):
    zone, moment = start
    end = counter(zone).nominal_end(moment, chain, counting)
    assert moment.earliest <= end.earliest <= end.latest
    if not moment.is_day:
        assert end.earliest == end.latest


@given(starts, chains, countings, st.integers(-5, 120))
def test_what_is_late_was_done_after_the_period_had_expired(start, chain, counting, offset):
    zone, moment = start
    count = counter(zone)
    end = count.nominal_end(moment, chain, counting)
    done = zone.moment(date.fromordinal(end.day) + timedelta(days=offset - 60))
    if count.is_late(done, end):
        assert count.has_expired(done, end)
        lateness = count.lateness(done, end)
        assert (lateness.days or lateness.seconds or 0) > 0


@given(starts, chains, countings)
def test_showing_the_working_does_not_change_the_result(start, chain, counting):
    zone, moment = start
    count = counter(zone)
    trace = []
    nominal = count.nominal_end(moment, chain, counting, trace=trace)
    rolled = count.roll(nominal, counting, trace=trace)
    assert rolled == count.roll(count.nominal_end(moment, chain, counting), counting)
    assert trace[0][0] == "start"
    assert sum(operation == "add" for operation, _ in trace) == len(chain)
    assert ("provisional" in dict(trace)) == rolled.provisional
    assert ("rolled" in dict(trace)) == (rolled.day != nominal.day)
