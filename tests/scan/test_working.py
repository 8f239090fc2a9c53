"""Judging without the working gives the same duties; the working can be had of some of them afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.scan.random_books import pair

from fajing.app.shown import with_working
from fajing.core.events import Event
from fajing.scan.duty import Duty
from fajing.scan.forms.apart import KEYS, Sharing, keys_of
from fajing.scan.reference import judge_log, latest_moment


def without_working(duty: Duty) -> Duty:
    trigger = replace(duty.trigger)  # equal by its values, where it was made up for this run
    return replace(duty, trigger=trigger, verdict=replace(duty.verdict, trace=[]))


def by_key(duties: list[Duty]) -> dict[str, Duty]:
    return {duty.key: duty for duty in duties}


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_the_working_changes_no_verdict(first: int):
    traced = 0
    for seed in range(first, first + 20):
        one = pair(seed)
        norms = list(one.book.norms.values())
        full = list(judge_log(one.log, one.book, norms=norms))
        plain = list(judge_log(one.log, one.book, norms=norms, working=False))
        assert [duty.key for duty in plain] == [duty.key for duty in full]
        for a, b in zip(plain, full, strict=True):
            assert repr(without_working(a)) == repr(without_working(b)), seed
            traced += len(b.verdict.trace) > len(a.verdict.trace)
    assert traced


def test_the_working_of_some_duties_is_told_afterwards():
    told = 0
    for seed in range(40):
        one = pair(seed)
        norms, as_of = list(one.book.norms.values()), latest_moment(one.log)
        if as_of is None:
            continue
        full = by_key(list(judge_log(one.log, one.book, norms=norms)))
        plain = list(judge_log(one.log, one.book, norms=norms, working=False))
        broken = [duty for duty in plain if duty.outcome.is_broken]
        again = by_key(list(with_working(broken, one.log, one.book, norms, as_of)))
        for duty in broken:
            assert repr(again[duty.key].verdict) == repr(full[duty.key].verdict), (seed, duty.key)
            told += bool(again[duty.key].verdict.trace)
    assert told


@pytest.mark.parametrize("kind", KEYS)
def test_events_are_found_by_what_they_share(kind: str):
    for seed in range(30):
        events: list[Event] = list(pair(seed).log.events())
        shared = Sharing(events)
        for event in events[:10]:
            own = set(keys_of(event, kind))
            assert shared.with_any(kind, own) == [
                other for other in events if own & set(keys_of(other, kind))
            ]
