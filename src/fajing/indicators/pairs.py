"""Pairs of steps: from each beginning the first end after it, for the time between the two.

In: two steps, what is known, a period. Out: rows of the ends in the period, and the seconds each took.
"""

from __future__ import annotations

import numpy as np

from fajing.indicators.ask import EventRows, ask
from fajing.indicators.known import Known
from fajing.indicators.period import Period
from fajing.indicators.values import Ints
from fajing.lawbook.indicator_spec import Leg, Median

_DAY = 86_400


def pairs_of(median: Median, known: Known, period: Period) -> tuple[Ints, Ints]:
    """Ends in a period with the seconds since their beginning.

    A beginning goes with the first end at or after it in the same matter (in the same file, where the two steps belong
    to different procedures; about the same object, where objects are told apart); of several beginnings of one end the
    first counts. Where of either only the day is known, whole days count.
    """
    record = known.record
    begins, ends = _rows(median.begin, known), _rows(median.end, known)
    same = median.begin.step.partition(".")[0] == median.end.step.partition(".")[0]
    of = record.matter if same else record.file
    if median.each == "object":
        begins, named = record.objects_of(begins)
        ends, those = record.objects_of(ends)
        keys, end_keys = known.key(of[begins], named), known.key(of[ends], those)
    else:
        keys, end_keys = of[begins].astype(np.int64), of[ends].astype(np.int64)
    if not len(begins) or not len(ends):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.lexsort((ends, end_keys))
    ends, end_keys = ends[order], end_keys[order]
    joint = end_keys * (record.size + 1) + ends
    places = np.searchsorted(joint, keys * (record.size + 1) + begins, side="left")
    there = (places < len(ends)) & (end_keys[np.minimum(places, len(ends) - 1)] == keys)
    begins, places, keys = begins[there], places[there], keys[there]
    order = np.lexsort((begins, places))
    begins, places = begins[order], places[order]
    first = np.append(True, np.diff(places) != 0) if len(places) else np.zeros(0, bool)
    begins, found = begins[first], ends[places[first]]
    days = record.day[found]
    kept = (days >= period.first) & (days <= period.last)
    begins, found = begins[kept], found[kept]
    by_day = record.only_days(begins) | record.only_days(found)
    seconds = np.where(
        by_day, (record.day[found] - record.day[begins]) * _DAY, record.at[found] - record.at[begins]
    )
    order = np.argsort(found, kind="stable")
    return found[order], seconds[order]


def _rows(leg: Leg, known: Known) -> Ints:
    rows = known.rows_of(leg.step)
    if leg.where is None or not len(rows):
        return rows
    procedure = leg.step.partition(".")[0]
    return rows[ask(leg.where, EventRows(known, procedure, procedure, rows)).yes]
