"""`apart` across files: the compiled pass and the reference agree, over logs in memory and over data folders."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from tests.conftest import REPOSITORY
from tests.engines.agree import differences
from tests.scan.bench_book import lawbook, norm

from fajing.app.grouping import roots_as_linked
from fajing.core.errors import FajingError
from fajing.core.events import Acting, Carried, Event, Log, Matter
from fajing.core.moments import Moment, Precision, Zone
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Norm
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import Standing
from fajing.ledger.segments.schema import Origin
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across import Across
from fajing.scan.automaton.log import OUTCOMES, REASONS
from fajing.scan.automaton.segments import Found, judge_folder
from fajing.scan.duty import Outcome
from fajing.scan.files import group_into_files
from fajing.scan.forms.apart import overlap
from fajing.scan.plan import make_plan
from fajing.scan.plan.across import Group
from fajing.scan.plan.memory import text_code
from fajing.scan.reference import judge_log, latest_moment

ZONE = Zone.of("Asia/Shanghai")
STEPS = ("questioned", "questioned", "questioned", "recorded", "remark")
ROOMS = ("R1", "R2", "R1", "", 1, True, Decimal("1.50"), None)
DUTIES = (
    "{on: questioned, apart: KIND}",
    "{on: [questioned, recorded], apart: KIND}",
    "{on: questioned, apart: KIND, where: event.room != target.room}",
    "{on: questioned, apart: KIND, where: target.place == 'station'}",
    "{on: questioned, apart: KIND, where: event.place == 'station'}",
    "{on: [questioned, recorded], apart: KIND, per: object, unless: matter.many}",
    "{on: questioned, apart: KIND, unless: event.place == 'station'}",
    "{on: [recorded, questioned], apart: KIND, per: object, where: event.room != target.room, unless: matter.many}",
    "{on: questioned, apart: KIND, unless: standing(remark), where: present(event.place)}",
)
VERSIONS = """
versions:
  - from: 2000-01-01
    until: 2026-03-02
    cites: [{source: s, article: '1'}]
    duty: {on: questioned, apart: officer}
  - from: 2026-03-03
    cites: [{source: s, article: '1'}]
    duty: {on: [questioned, recorded], apart: room}
"""


def moment(rng: Random) -> Moment:
    """On one of three days, on a coarse clock, so that much touches and overlaps."""
    minutes = rng.choice((15, 15, 30)) * rng.randrange(60)
    made = ZONE.moment(datetime(2026, 3, 2, 20) + timedelta(minutes=minutes))
    return ZONE.moment(ZONE.civil(made.instant).date()) if rng.random() < 0.06 else made


def event(rng: Random, number: int, matter_id: str) -> Event:
    """An interval; some end nowhere, at once, or before they begin."""
    begin = moment(rng)
    until: Moment | None = None
    if rng.random() < 0.93:
        minutes = rng.choice((0, 15, 15, 30, 45, 60, 120, 600, -15, -60))
        until = ZONE.moment(ZONE.civil(begin.instant) + timedelta(minutes=minutes), Precision.MINUTE)
        if rng.random() < 0.05:
            until = ZONE.moment(ZONE.civil(until.instant).date())
    officers = [rng.choice("ABCDE") for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 5)))]
    values: dict[str, Any] = {"room": rng.choice(ROOMS), "device": rng.choice(("D1", "D2", None))}
    values["place"] = rng.choice(("station", "home", None))
    return Event(
        f"e{number}",
        matter_id,
        "case",
        rng.choice(STEPS) if rng.random() < 0.95 else "obstacle",
        begin,
        seq=number,
        until=until,
        officers=tuple(Acting(officer) for officer in officers),
        objects=tuple(rng.sample("PQR", rng.choice((0, 0, 1, 2)))),
        values={name: value for name, value in values.items() if value is not None},
    )


def random_log(rng: Random) -> Log:
    """Some files, a few of them under another's."""
    log = Log(ZONE)
    for number in range(rng.choice((1, 3, 6, 12))):
        matter_id = f"m{number}"
        parent = f"m{rng.randrange(number)}" if number and rng.random() < 0.15 else None
        events = [event(rng, 100 * number + k, matter_id) for k in range(rng.randrange(1, 7))]
        values = {"many": rng.random() < 0.5} if rng.random() < 0.7 else {}
        log.matters[matter_id] = Matter(matter_id, "case", parent, "U1", values, events)
    return log


def random_book(rng: Random) -> Lawbook:
    """Several norms, so that they share groups."""
    kinds = ("officer", "room", "device")
    texts = [rng.choice(DUTIES).replace("KIND", rng.choice(kinds)) for _ in range(4)]
    norms = [norm(text, norm_id=f"bench.n{number}") for number, text in enumerate(texts)]
    return lawbook(*norms, norm(VERSIONS, norm_id="bench.versions"))


def in_segments(rng: Random, log: Log, book: Lawbook, path: Path) -> Standing:
    """The log in one to three segments; some matters stand in two of them."""
    folder = DataFolder.make(path, ZONE)
    number = rng.choice((1, 2, 3))
    parts = [Log(ZONE) for _ in range(number)]
    for matter in log.matters.values():
        places = sorted(rng.sample(range(number), min(number, rng.choice((1, 1, 2)))))
        for place in places:
            events = [one for one in matter.events if one.seq % len(places) == places.index(place)]
            parts[place].matters[matter.id] = replace(matter, events=events)
    for part in parts:
        latest = latest_moment(part) or ZONE.moment(datetime(2026, 3, 2))
        folder.write(Origin(), list(group_into_files(part, book, latest)), target=rng.choice((3, 1000)))
    return Standing(folder.segments(), roots_as_linked(book))


Told = tuple[Any, ...]


def told_by_reference(log: Log, book: Lawbook, as_of: Moment | None) -> tuple[Counter[Told], Counter[str]]:
    """Duties that are not met, and how many of each norm are."""
    told: Counter[Told] = Counter()
    met: Counter[str] = Counter()
    for duty in judge_log(log, book, norms=list(book.norms.values()), as_of=as_of):
        if duty.outcome is Outcome.MET:
            met[duty.norm.id] += 1
            continue
        reason = duty.verdict.reason.value if duty.verdict.reason else ""
        excused = duty.verdict.excused_by
        told[
            duty.norm.id,
            duty.version.start.isoformat() if duty.version else "",
            duty.trigger.id,
            at.NULL if duty.object is None else text_code(duty.object),
            duty.outcome.value,
            reason,
            tuple(sorted(set(duty.verdict.missing))),
            excused.id if isinstance(excused, Event) else "" if excused is None else "condition",
        ] += 1
    return told, met


def told_by_automaton(
    standing: Standing, book: Lawbook, as_of: Moment | None, threads: int = 2
) -> tuple[Counter[Told], Counter[str], Counter[str]]:
    """The same from a folder, and what the reference did of it."""
    founds: list[Found] = []
    norms = list(book.norms.values())
    totals = judge_folder(standing, book, norms=norms, as_of=as_of, sink=founds.append, threads=threads)
    plan, told = totals.plan, Counter[Told]()
    for found in founds:
        ids = found.source.events(["id"]).column("id").to_pylist()
        for row in found.rows.tolist():
            of_norm = plan.norms[row[at.O_NORM]]
            version = of_norm.versions[row[at.O_VERSION]] if row[at.O_VERSION] >= 0 else None
            missing = row[at.O_MISSING : at.O_MISSING + row[at.O_MISSING_N]]
            excused = row[at.O_EXCUSED]
            told[
                of_norm.id,
                version.start.isoformat() if version else "",
                ids[row[at.O_TRIGGER]],
                row[at.O_OBJECT],
                OUTCOMES[row[at.O_OUTCOME]].value,
                REASONS[row[at.O_REASON]].value if row[at.O_REASON] >= 0 else "",
                tuple(sorted(plan.facts[fact] for fact in missing)),
                ids[excused] if excused >= 0 else "" if excused == -1 else "condition",
            ] += 1
    outcomes = totals.outcomes()
    met = Counter({name: found["met"] for name, found in outcomes.items() if found.get("met")})
    return told, met, totals.by_reference


@pytest.mark.timeout(600)
def test_over_logs_in_memory():
    outcomes: Counter[str] = Counter()
    for seed in range(250):
        rng = Random(seed)
        log, book = random_log(rng), random_book(rng)
        as_of = moment(rng) if rng.random() < 0.3 else None
        wrong, _ = differences(log, book, book.norms.values(), as_of)
        assert not wrong, (seed, wrong[:3])
        told, met = told_by_reference(log, book, as_of)
        outcomes.update(one[4] for one in told.elements())
        outcomes["met"] += met.total()
    assert all(outcomes[name] > 200 for name in ("met", "missed", "undecidable", "excused")), outcomes


@pytest.mark.timeout(600)
def test_over_data_folders(tmp_path: Path):
    by_reference: Counter[str] = Counter()
    for seed in range(60):
        rng = Random(seed)
        log, book = random_log(rng), random_book(rng)
        as_of = moment(rng) if rng.random() < 0.2 else None
        standing = in_segments(rng, log, book, tmp_path / str(seed))
        told, met, left = told_by_automaton(standing, book, as_of, rng.choice((1, 2)))
        by_reference += left
        wanted, wanted_met = told_by_reference(log, book, as_of)
        assert (told - wanted, wanted - told) == (Counter(), Counter()), seed
        assert met == wanted_met, seed
    assert by_reference.total() > 20  # conditions on the two


def test_without_a_condition_on_the_two_nothing_is_left_to_the_reference(tmp_path: Path):
    rng = Random(7)
    book = lawbook(
        norm("{on: questioned, apart: officer, unless: matter.many}"), norm(VERSIONS, norm_id="bench.v")
    )
    log = random_log(rng)
    assert make_plan(book, list(book.norms.values()), Carried()).left == {}
    told, met, left = told_by_automaton(in_segments(rng, log, book, tmp_path / "d"), book, None)
    assert (told, met) == told_by_reference(log, book, None)
    assert left == Counter()


@pytest.mark.parametrize("word", ["==", "!="])
def test_one_field_compared_of_two_is_left_to_the_reference_only_where_it_is_not_known(
    tmp_path: Path, word: str
):
    book = lawbook(norm(f"{{on: questioned, apart: officer, where: event.place {word} target.place}}"))
    totals = Counter[str]()
    for seed in range(30):
        rng = Random(seed)
        log = random_log(rng)
        known = seed % 2 == 0
        if known:
            for one in log.events():
                one.values.update(place=rng.choice(("station", "hospital")))
        told, met, left = told_by_automaton(in_segments(rng, log, book, tmp_path / str(seed)), book, None)
        assert (told, met) == told_by_reference(log, book, None), seed
        assert not (known and left), seed
        totals["met"] += met.total()
        totals["left"] += left.total()
        totals.update(one[4] for one in told.elements())
    assert all(totals[name] > 10 for name in ("met", "missed", "undecidable", "left")), totals


def test_intervals_may_be_kept_in_files(monkeypatch: pytest.MonkeyPatch):
    rng = np.random.default_rng(1)
    number = 20_000
    keys = rng.integers(0, 2**62, 300)[rng.integers(0, 300, number)]
    begins = rng.integers(0, 2_000_000, number) // 60 * 60
    ends = begins + rng.integers(-2, 30, number) * 60
    uncertain = (rng.random(number) < 0.01).astype(np.int64)
    rows = np.stack([keys, begins, ends, uncertain], axis=1)
    found = []
    for about, held in ((0, 10**9), (30_000_000, 100)):
        across = Across(
            [Group("room", frozenset({"case.a"}))], ZONE, ZONE.moment(datetime(2026, 1, 1)), about, held
        )
        for start in range(0, number, 1000):
            codes = np.where(uncertain[start : start + 1000] != 0, at.APART_NO_END, at.APART_MET)
            across.add(start, 0, codes.astype(np.uint8), np.arange(1000), rows[start : start + 1000])
        across.sweep(2)
        found.append((across.codes.copy(), across.others(np.arange(0, number, 97))))
        across.close()
    assert across.parts == 32
    assert np.array_equal(found[0][0], found[1][0])
    assert np.array_equal(found[0][1], found[1][1])
    assert set(np.unique(found[0][0])) == {
        at.APART_MET,
        at.APART_OVERLAPS,
        at.APART_UNCERTAIN,
        at.APART_NO_END,
    }
    known = uncertain == 0
    for event_number in range(0, number, 397):
        if known[event_number]:
            meets = known & (keys == keys[event_number]) & (begins < ends[event_number])
            meets &= begins[event_number] < ends
            meets[event_number] = False
            assert (found[0][0][event_number] == at.APART_OVERLAPS) == meets.any()


def test_the_sweep_means_what_the_form_means():
    """Empty intervals, and such as end before they begin, meet others as `overlap` says."""
    instants = [
        (0, 0),
        (0, 10),
        (10, 10),
        (5, 5),
        (10, 5),
        (5, 10),
        (10, 20),
        (3, -3),
        (-1, 30),
        (30, 30),
        (40, 50),
    ]
    instants += [(50, 60), (45, 45), (50, 50)]
    rows = np.array([(7, begin, end, 0) for begin, end in instants], dtype=np.int64)
    for chosen in range(1, 2 ** len(instants), 101):
        some = np.array([n for n in range(len(instants)) if chosen >> n & 1], dtype=np.int64)
        across = Across([Group("room", frozenset())], ZONE, ZONE.moment(datetime(2026, 1, 1)))
        across.add("p", 0, np.zeros(len(some), dtype=np.uint8), np.arange(len(some)), rows[some])
        across.sweep()
        events = [
            Event(str(n), "m", "case", "a", *(Moment(t, 0, Precision.SECOND) for t in instants[n][:1]),
                  until=Moment(instants[n][1], 0, Precision.SECOND))
            for n in some
        ]  # fmt: skip
        wanted = [any(overlap(a, b) for b in events if b is not a) for a in events]
        assert (across.codes == at.APART_OVERLAPS).tolist() == wanted, chosen
        pairs = {
            (i, k) for i, a in enumerate(events) for k, b in enumerate(events) if a is not b and overlap(a, b)
        }
        assert {tuple(pair) for pair in across.others(np.arange(len(some))).tolist()} == pairs


def crossing(book: Lawbook, step: str, key: str) -> Norm:
    """A norm that would hold events of a step against each other by some field."""
    made = norm("{on: questioned, apart: officer}")
    version = replace(made.versions[0], duty=replace(made.versions[0].duty, on=(step,), apart=key))
    assert version.duty.form is Form.APART
    return replace(made, versions=(version,))


def test_files_are_never_joined_by_a_person():
    """Every field that the law marks personal, and whatever else tells of a party, is refused as a key."""
    book = load_lawbook(REPOSITORY / "law" / "cn-police")
    tried = 0
    for procedure in book.procedures.values():
        for step in procedure.steps.values():
            marked = [name for name, field in step.fields.items() if field.personal]
            for key in (*marked, "object", "party", "unit", ""):
                with pytest.raises(FajingError, match="must not be joined"):
                    make_plan(book, [crossing(book, f"{procedure.id}.{step.id}", key)], Carried())
                tried += 1
    assert tried > 1000


@pytest.mark.parametrize("key", ["room", "device"])
def test_a_room_that_is_marked_personal_is_refused(key: str):
    book = lawbook(norm("{on: questioned, apart: KEY}".replace("KEY", key)))
    make_plan(book, list(book.norms.values()), Carried())
    case = book.procedures["case"]
    step = case.steps["questioned"]
    fields = {**step.fields, key: replace(step.fields[key], personal=True)}
    steps = {**case.steps, "questioned": replace(step, fields=fields)}
    marked = replace(book, procedures={**book.procedures, "case": replace(case, steps=steps)})
    with pytest.raises(FajingError, match="personal field"):
        make_plan(marked, list(book.norms.values()), Carried())
