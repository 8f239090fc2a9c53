"""Every change of a norm has examples on either side of its day, each judged by the law of the right day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fajing.core.moments import Moment
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.duty import Duty
from fajing.scan.engines import AUTOMATON, judge_of
from fajing.scan.example_log import ExampleLog
from fajing.scan.examples import judge_example

BOOK = Path(__file__).resolve().parents[2] / "law" / "cn-police"
RECENT = date(2025, 1, 1)
"""A norm that begins from this day on changes the law too, though there was none before it."""

CHANGES = {
    "QZ-003": "questioning.forced_summons_by_unit_leader",
    "XZ-004": "minors.guardian_notified_before_questioning",
    "JL-002": "recording.remote_acts_recorded",
    "CW-001": "seizure.approved_before_the_seizure",
    "JL-005": "evidence.one_officer_is_recorded",
    "XZ-014": "decision.guardian_heard_before_a_minor_is_punished",
    "FZ-001": "review.reviewed_before_decision",
    "XZ-019": "service.victim_served",
    "XZ-033": "suspension.deposit_within_the_rate",
    "JD-001": "decision.official_reported_to_the_supervisory_organ",
    "GS-001": "publicity.sealed_record_not_published",
    "QZ-031": "evidence.home_inspected_with_warrant",
}
"""Changes of 2026-01-01 that the town does not play, with the norm that says them."""


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(BOOK), region=ALL_REGIONS)


def boundaries(norm: Norm) -> Iterator[date]:
    """The days on which what a norm asks changed."""
    for number, version in enumerate(norm.versions):
        if number or version.start >= RECENT:
            yield version.start


def span(norm: Norm, number: int, book: Lawbook) -> tuple[int, int]:
    """The first and the last day of an example."""
    raw = norm.examples[number]
    log = ExampleLog(book, norm.procedure).build(raw["events"], raw.get("matter"), raw.get("file"))
    events = [event for matter in log.matters.values() for event in matter.events]
    ends = [event.until or event.at for event in events]
    return min(event.at.day for event in events), max(end.day for end in ends)


def decided_on(norm: Norm, duty: Duty) -> int | None:
    """The day whose law governs a duty; None where the norm is dated by something else than its trigger."""
    other = any(version.dated_by is not None for version in norm.versions) or norm.anchor is not None
    at: Moment = duty.trigger.at
    return None if other else at.day


@pytest.fixture(scope="module")
def played(book: Lawbook) -> dict[str, list[tuple[int, int, list[Duty]]]]:
    """Of each norm that changed: first day, last day and duties of its examples."""
    return {
        norm.id: [
            (*span(norm, number, book), judge_example(norm, book, raw))
            for number, raw in enumerate(norm.examples)
        ]
        for norm in book.norms.values()
        if any(boundaries(norm))
    }


def test_there_are_as_many_changes_as_the_book_is_known_to_hold(book: Lawbook) -> None:
    days = [day for norm in book.norms.values() for day in boundaries(norm)]
    assert len(days) >= 226
    assert days.count(date(2026, 1, 1)) >= 88


def test_every_change_has_an_example_that_lies_on_both_sides_of_it(book: Lawbook, played) -> None:
    without = [
        f"{norm.id} {day}"
        for norm in book.norms.values()
        for day in boundaries(norm)
        if not any(first < day.toordinal() <= last for first, last, _ in played[norm.id])
    ]
    assert without == []


def test_every_change_has_an_example_that_begins_on_the_day_itself(book: Lawbook, played) -> None:
    without = [
        f"{norm.id} {day}"
        for norm in book.norms.values()
        for day in boundaries(norm)
        if not any(
            duty.version is not None
            and duty.version.start == day
            and day.toordinal() in (duty.trigger.at.day, first)
            for first, _, duties in played[norm.id]
            for duty in duties
        )
    ]
    assert without == []


def test_each_duty_is_judged_by_the_law_of_its_day(book: Lawbook, played) -> None:
    wrong, held = [], 0
    for norm_id, examples in played.items():
        norm = book.norms[norm_id]
        for duty in (duty for *_, duties in examples for duty in duties):
            day = decided_on(norm, duty)
            if day is None or duty.version is None:
                continue
            held += 1
            end = duty.version.end or date.max
            if not duty.version.start.toordinal() <= day <= end.toordinal():
                wrong.append(f"{norm_id} {date.fromordinal(day)}: {duty.version.start}")
    assert wrong == []
    assert held > 2500


def test_a_new_norm_asks_nothing_of_the_day_before(book: Lawbook, played) -> None:
    early = [
        f"{norm_id} {duty.trigger.at}"
        for norm_id, examples in played.items()
        for *_, duties in examples
        for duty in duties
        if duty.version is not None and duty.version.start < book.norms[norm_id].versions[0].start
    ]
    assert early == []
    new = [norm for norm in book.norms.values() if norm.versions[0].start >= RECENT]
    assert len(new) >= 35
    for norm in new:
        start = norm.versions[0].start.toordinal()
        assert any(first < start for first, *_ in played[norm.id]), norm.id


@pytest.mark.parametrize("row", CHANGES)
def test_each_change_that_the_town_does_not_play_is_played_here(row: str, book: Lawbook, played) -> None:
    norm, day = book.norms[CHANGES[row]], date(2026, 1, 1)
    assert day in set(boundaries(norm))
    assert any(first < day.toordinal() <= last for first, last, _ in played[norm.id])


@pytest.mark.soak
def test_both_engines_choose_the_same_law(book: Lawbook, played) -> None:
    """Every example of a norm that changed: the version by which the fast engine judges is that of the reference."""
    judge = judge_of(AUTOMATON)
    for norm_id in sorted(played):
        norm = book.norms[norm_id]
        for raw, (*_, duties) in zip(norm.examples, played[norm_id], strict=True):
            found = judge_example(norm, book, raw, judge=judge)
            assert [one.version and one.version.start for one in found] == [
                one.version and one.version.start for one in duties
            ], norm_id
