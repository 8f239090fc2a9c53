"""What must hold of any log under any rulebook, on many random pairs of both (`random_books`)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from tests.scan.random_books import Pair, Raw, pair
from tests.scan.random_logs import BASES, random_moment

from fajing.core.events import Event, Log, Matter
from fajing.core.moments import Moment, Precision
from fajing.core.periods import Unit
from fajing.scan.duty import GRAVEST_FIRST, Duty, Outcome, Reason
from fajing.scan.reference import judge_log, latest_moment

PAIRS, AT_A_TIME = 2_000, 100
SOAK_PAIRS, SOAK_AT_A_TIME = 100_000, 2_500

UNMET = (Outcome.LATE, Outcome.MISSED, Outcome.SLOW)
REASONS = {
    Outcome.LATE: {Reason.TOO_LATE},
    Outcome.MISSED: set(Reason) - {Reason.TOO_LATE, Reason.ABSENT_FACT},
    Outcome.SLOW: set(Reason) - {Reason.ABSENT_FACT},  # what would be late or missed, past a benchmark
    Outcome.UNDECIDABLE: {Reason.ABSENT_FACT},
    Outcome.MET: {None},
    Outcome.OPEN: {None},
    Outcome.EXCUSED: {None},
}
Told = tuple[object, ...]


def judge(
    one: Pair, log: Log | None = None, as_of: Moment | None = None, raws: list[Raw] | None = None
) -> list[Duty]:
    book = one.book
    if raws is not None:
        book = replace(book, norms={raw["id"]: one.norm_like(raw) for raw in raws})
    return list(judge_log(log or one.log, book, as_of=as_of))


def told(duty: Duty) -> Told:
    """What is said of a duty, without the working."""
    verdict = duty.verdict
    done = verdict.done.id if verdict.done else None
    return (
        duty.outcome,
        verdict.reason,
        verdict.due,
        done,
        verdict.lateness,
        verdict.missing,
        duty.unit,
        duty.file,
    )


def by_key(duties: list[Duty]) -> dict[str, Duty]:
    return {duty.key: duty for duty in duties}


def with_events(log: Log, change: object) -> Log:
    """A copy of the log in which each matter's events are `change(matter)`."""
    copied = Log(log.zone, carried=log.carried)
    for matter in log.matters.values():
        copied.matters[matter.id] = replace(matter, events=change(matter))  # type: ignore[operator]
    return copied


def with_more(log: Log, matter_id: str, *events: Event) -> Log:
    return with_events(log, lambda matter: [*matter.events, *(events if matter.id == matter_id else ())])


def added(log: Log, rng: Random, step: str, at: Moment | None = None, **more: object) -> tuple[Matter, Event]:
    """One more event, at a moment of the log's own days and after all rows."""
    matter = rng.choice([matter for matter in log.matters.values() if matter.procedure == "case"])
    first = min((event.at.day for event in log.events()), default=BASES[0].toordinal())
    at = at or random_moment(rng, log.zone, date.fromordinal(first), 0.2)
    number = 10_000 + rng.randrange(1000)
    event = Event(f"new:{step}:{number}", matter.id, "case", step, at, seq=number, **more)  # type: ignore[arg-type]
    return matter, event


# ---------------------------------------------------------------- what a single judgment must look like


def check_words(one: Pair, duties: list[Duty]) -> None:
    keys = [duty.key for duty in duties]
    assert len(set(keys)) == len(keys)
    for duty in duties:
        assert duty.verdict.reason in REASONS[duty.outcome], (duty.key, told(duty))
        if duty.outcome is Outcome.UNDECIDABLE:
            assert duty.verdict.missing, duty.key
            assert all(duty.verdict.missing), duty.key
        if duty.outcome is Outcome.LATE:
            lateness = duty.verdict.lateness
            assert lateness is not None
            assert (lateness.days or lateness.seconds or 0) > 0, told(duty)


# ---------------------------------------------------------------- order of rows


def check_permutation(one: Pair, duties: list[Duty], rng: Random) -> None:
    """Rows shuffled, tied rows kept in order; the row's number is `seq`."""
    rows = [event for matter in one.log.matters.values() for event in matter.events]
    rng.shuffle(rows)
    places: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row.at.instant, []).append(place)
    for instant, found in places.items():
        tied = sorted((row for row in rows if row.at.instant == instant), key=lambda row: row.seq)
        for place, row in zip(found, tied, strict=True):
            rows[place] = row
    numbered = [replace(row, seq=number) for number, row in enumerate(rows)]
    matters = list(one.log.matters.values())
    rng.shuffle(matters)
    log = Log(one.log.zone, carried=one.log.carried)
    for matter in matters:
        log.matters[matter.id] = replace(matter, events=[row for row in numbered if row.matter == matter.id])
    other = by_key(judge(one, log))
    assert {duty.key: told(duty) for duty in duties} == {key: told(duty) for key, duty in other.items()}


# ---------------------------------------------------------------- waiting


def moments(one: Pair, rng: Random) -> list[Moment]:
    """Some moments of the log in order. Where an act is known only to the day, whole days: before a day is over,
    an act of that day may or may not have happened yet."""
    last = latest_moment(one.log)
    if last is None:
        return []
    events = list(one.log.events())
    chosen = [event.at for event in rng.sample(events, min(3, len(events)))] + [last]
    if any(event.at.is_day for event in events):
        zone = one.log.zone
        chosen = [Moment(zone.start_of_day(at.day), at.day, Precision.DAY) for at in chosen]
    chosen.append(Moment(last.instant + 40 * 86_400, last.day + 40, Precision.SECOND))
    return sorted(chosen, key=one.log.zone.latest)


def stays_broken(raw: Raw) -> bool:
    """Whether a duty of this norm, once broken, stays so.

    Not where another's due moment may still be moved (`due_of`), where the law of the whole matter is chosen by a
    step that may come later (`anchor`), nor where an act counts from its posting, which is learnt when it arrives
    (`done_at`, here `noticed`).
    """
    text = str(raw["versions"])
    return "due_of" not in text and "expired" not in text and "anchor" not in raw and "noticed" not in text


def stays_met(raw: Raw) -> bool:
    """Whether a duty of this norm, once met, is never broken after: likewise, and not where what stands may still be
    cancelled (`accompanied_by`) or met with until the trigger's own act is over (`apart`)."""
    text = str(raw["versions"])
    return stays_broken(raw) and "accompanied_by" not in text and "apart" not in text


def check_waiting(one: Pair, rng: Random) -> None:
    raws = {raw["id"]: raw for raw in one.raws}
    before: dict[str, Duty] = {}
    for moment in moments(one, rng):
        now = by_key(judge(one, as_of=moment))
        for key, duty in before.items():
            raw = raws[duty.norm.id]
            if duty.outcome in UNMET and stays_broken(raw):
                assert key in now, (key, told(duty))
                assert now[key].outcome in UNMET, (key, told(duty), told(now[key]))
            if duty.outcome is Outcome.MET and stays_met(raw) and key in now:
                assert now[key].outcome not in UNMET, (key, told(duty), told(now[key]))
        before = now


# ---------------------------------------------------------------- one thing more


def check_unrelated(one: Pair, duties: list[Duty], rng: Random) -> None:
    as_of = latest_moment(one.log)
    matter, event = added(one.log, rng, "remark", values={"ground": "x"}, objects=("P1",))
    other = judge(one, with_more(one.log, matter.id, event), as_of)
    assert [(duty.key, told(duty)) for duty in duties] == [(duty.key, told(duty)) for duty in other]


def compare(one: Pair, duties: list[Duty], log: Log, word: str) -> Iterator[tuple[Duty, Duty]]:
    """Duties of the norms whose duty has `word`, before and after."""
    after = by_key(judge(one, log, latest_moment(one.log)))
    wanted = {raw["id"] for raw in one.raws if any(word in version["duty"] for version in raw["versions"])}
    for duty in duties:
        if duty.norm.id in wanted and duty.key in after:
            yield duty, after[duty.key]


def never_earlier(before: Duty, after: Duty) -> None:
    if before.verdict.due is not None and after.verdict.due is not None:
        assert after.verdict.due.latest >= before.verdict.due.latest, (before.key, told(before), told(after))


def check_extension(one: Pair, duties: list[Duty], rng: Random) -> None:
    matter, event = added(one.log, rng, "extended", values={"ground": "x"})
    for before, after in compare(one, duties, with_more(one.log, matter.id, event), "extend"):
        if before.norm.versions[0].duty.form != "after_window":  # a longer window is no help to the body
            never_earlier(before, after)


def check_pause(one: Pair, duties: list[Duty], rng: Random) -> None:
    if any(event.step in ("halted", "resumed") for event in one.log.events()):
        return  # the end of a new pause may be the end of an old one
    matter, begin = added(one.log, rng, "halted", values={"ground": "x"})
    _, end = added(one.log, rng, "resumed")
    if begin.at.instant > end.at.instant:
        begin, end = replace(begin, at=end.at), replace(end, at=begin.at)
    end = replace(end, matter=matter.id, seq=begin.seq + 1)
    for before, after in compare(one, duties, with_more(one.log, matter.id, begin, end), "pause"):
        never_earlier(before, after)


def check_excuse(one: Pair, duties: list[Duty], rng: Random) -> None:
    matter, event = added(one.log, rng, "obstacle", values={"ground": "x"}, objects=rng.choice(((), ("P1",))))
    for before, after in compare(one, duties, with_more(one.log, matter.id, event), "excuse"):
        graver = GRAVEST_FIRST.index(after.outcome) < GRAVEST_FIRST.index(before.outcome)
        doubtful = after.outcome is Outcome.UNDECIDABLE and before.outcome is not Outcome.MET
        assert doubtful or not graver, (before.key, told(before), told(after))


def longer(raw: Raw) -> Raw | None:
    """The norm with its period lengthened; None where it has no single length, or a longer one asks for more, or
    where it begins when another's time runs out."""
    changed = copy.deepcopy(raw)
    units = {unit.value for unit in Unit}
    for version in changed["versions"]:
        duty = version["duty"]
        period = duty.get("within")
        if (
            "expired" in duty["on"]
            or not ("do" in duty or "preceded_by" in duty)
            or "every" in duty
            or not isinstance(period, dict)
        ):
            return None
        unit = next((unit for unit in units & period.keys() if isinstance(period[unit], int)), None)
        if unit is None:
            return None
        period[unit] += 3
    return changed


def check_longer(one: Pair, duties: list[Duty]) -> None:
    changed = {raw["id"]: new for raw in one.raws if (new := longer(raw)) is not None}
    if not changed:
        return
    after = by_key(judge(one, raws=[changed.get(raw["id"], raw) for raw in one.raws]))
    for duty in duties:
        if duty.norm.id in changed and duty.outcome is Outcome.MET and duty.key in after:
            assert after[duty.key].outcome not in UNMET, (duty.key, told(duty), told(after[duty.key]))


# ---------------------------------------------------------------- the run


def check(seed: int) -> int:
    """Everything, on one pair; the number of its duties."""
    one, rng = pair(seed), Random(-seed - 1)
    duties = judge(one)
    check_words(one, duties)
    check_permutation(one, duties, rng)
    check_waiting(one, rng)
    check_unrelated(one, duties, rng)
    check_extension(one, duties, rng)
    check_pause(one, duties, rng)
    check_excuse(one, duties, rng)
    check_longer(one, duties)
    return len(duties)


def check_all(first: int, count: int) -> int:
    found = 0
    for seed in range(first, first + count):
        try:
            found += check(seed)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    return found


@pytest.mark.parametrize("first", range(0, PAIRS, AT_A_TIME))
def test_what_must_hold_of_any_log_under_any_rulebook(first):
    assert check_all(first, AT_A_TIME) > AT_A_TIME


@pytest.mark.soak
@pytest.mark.parametrize("first", range(PAIRS, PAIRS + SOAK_PAIRS, SOAK_AT_A_TIME))
def test_what_must_hold_of_any_log_under_any_rulebook_in_full(first, soak_note):
    soak_note(f"{SOAK_AT_A_TIME} random pairs from seed {first}", duties=check_all(first, SOAK_AT_A_TIME))


def test_the_random_rulebooks_pass_the_schema_of_norms():
    from tests.scan.bench_book import BENCH

    from fajing.lawbook import schemas
    from fajing.lawbook.problems import Report
    from fajing.lawbook.yaml_reader import Document

    report = Report()
    for seed in range(40):
        for raw in pair(seed).raws:
            schemas.check(Document(BENCH, raw), "norm", report)
    assert [problem.line() for problem in report.errors] == []


def test_the_random_pairs_reach_every_form_and_every_outcome():
    duties = [duty for seed in range(300) for duty in judge(pair(seed))]
    assert {duty.outcome for duty in duties} == set(Outcome)
    forms = {duty.version.duty.form.value for duty in duties if duty.version is not None}
    assert len(forms) == 16
    assert {duty.verdict.reason for duty in duties} >= set(Reason) - {Reason.OVERLAPS, Reason.ABSENT_FACT}


def test_the_same_seed_gives_the_same_pair():
    first, second = pair(7), pair(7)
    assert first.raws == second.raws
    assert [told(duty) for duty in judge(first)] == [told(duty) for duty in judge(second)]
