"""The draw: known answers, fair by the statistics, blind to the order of the pool, never against a conflict."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.draw.chi_square import CRITICAL, inclusion_statistic, statistic
from tests.draw.samples import any_seed, inspection_pool

from fajing.core.errors import FajingError
from fajing.draw.drawing import Drawing
from fajing.draw.plan import Plan
from fajing.draw.pool import Conflict, Person, Pool, Target
from fajing.draw.words import FORMAT

SEED = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
MANY = 2500


def files(number):
    return Pool.of("file_sample", [Target(f"case-{n:03}") for n in range(number)])


def targets(drawing):
    return [one.target for one in drawing.drawn]


# ------------------------------------------------------------------ known answers
def test_a_known_seed_gives_a_known_sample():
    """Worked out with openssl: of each block the first seven bits, 100 and more passed over."""
    assert targets(Drawing(files(100), Plan({"*": 6}), SEED)) == [
        "case-040",
        "case-085",
        "case-059",
        "case-061",
        "case-035",
        "case-053",
    ]


def test_a_known_seed_gives_known_premises_and_teams():
    drawing = Drawing(inspection_pool(), Plan({"*": 3}, 2), SEED)
    assert [(one.target, one.team) for one in drawing.drawn] == [
        ("hotel-05", ["officer:2", "officer:4"]),
        ("hotel-11", ["officer:5", "officer:3"]),
        ("hotel-07", ["officer:1", "officer:0"]),
    ]


def test_the_sample_is_what_tickets_in_a_hat_give():
    """The definition, played out: a ticket for each unit of weight, those of a target already drawn put aside."""
    pool = inspection_pool(premises=9, weight=lambda number: 1 + number * number)
    hat = [one.id for one in pool.targets for _ in range(one.weight)]
    bits, number, wanted = (len(hat) - 1).bit_length(), 0, []
    while len(wanted) < 9:
        said = f"{FORMAT}\ntargets/*\n{number}".encode()
        ticket = int(hmac.new(bytes.fromhex(SEED), said, hashlib.sha256).hexdigest(), 16) >> (256 - bits)
        number += 1
        if ticket < len(hat) and hat[ticket] not in wanted:
            wanted.append(hat[ticket])
    assert targets(Drawing(pool, Plan({"*": 9}, 2), SEED)) == wanted


# ------------------------------------------------------------------ fairness
def test_equal_weights_give_equal_chances():
    counts = Counter()
    for number in range(MANY):
        counts.update(targets(Drawing(files(20), Plan({"*": 5}), any_seed(number))))
    observed = [counts[one.id] for one in files(20).targets]
    assert inclusion_statistic(observed, MANY, 5) < CRITICAL[19]


def test_the_place_in_the_pool_gives_no_advantage():
    """No trend from the first to the last of the pool, neither in being drawn nor in being drawn first."""
    sums = firsts = 0
    for number in range(MANY):
        places = [int(one[5:]) - 9.5 for one in targets(Drawing(files(20), Plan({"*": 5}), any_seed(number)))]
        sums += sum(places)
        firsts += places[0]
    variance = (20**2 - 1) / 12
    assert abs(firsts) < 3.3 * (MANY * variance) ** 0.5
    assert abs(sums) < 3.3 * (MANY * 5 * variance * (20 - 5) / (20 - 1)) ** 0.5


def test_weighted_pairs_come_as_often_as_successive_sampling_says():
    weights = [1, 2, 3, 5, 9]
    pool = Pool.of(
        "inspection",
        [Target(f"h{n}", weight) for n, weight in enumerate(weights)],
        [Person("p1"), Person("p2")],
    )
    total, draws = sum(weights), 8000
    counts = Counter(
        tuple(int(one[1:]) for one in targets(Drawing(pool, Plan({"*": 2}, 2), any_seed(number))))
        for number in range(draws)
    )
    pairs = list(permutations(range(5), 2))
    chances = [draws * weights[a] / total * weights[b] / (total - weights[a]) for a, b in pairs]
    assert statistic([counts[pair] for pair in pairs], chances) < CRITICAL[19]


def test_the_statistic_notices_weights_that_are_not_kept():
    weights, draws = [1, 2, 3, 5, 9], 2000
    counts = Counter(
        tuple(int(one[5:]) for one in targets(Drawing(files(5), Plan({"*": 2}), any_seed(number))))
        for number in range(draws)
    )
    pairs = list(permutations(range(5), 2))
    chances = [draws * weights[a] / 20 * weights[b] / (20 - weights[a]) for a, b in pairs]
    assert statistic([counts[pair] for pair in pairs], chances) > CRITICAL[19]


def test_more_weight_is_drawn_more_often():
    pool = inspection_pool(premises=8, weight=lambda number: 2**number, conflicts=(), needs=lambda _: ())
    counts = Counter()
    for number in range(MANY):
        counts.update(targets(Drawing(pool, Plan({"*": 3}, 2), any_seed(number))))
    observed = [counts[one.id] for one in pool.targets]
    assert observed == sorted(observed)
    assert observed[0] < observed[-1] / 10


def test_every_pair_of_inspectors_is_as_likely_as_any_other():
    pool = inspection_pool(premises=4, conflicts=(), needs=lambda _: ())
    counts = Counter()
    for number in range(MANY):
        counts[frozenset(Drawing(pool, Plan({"*": 1}, 2), any_seed(number)).drawn[0].team)] += 1
    pairs = [frozenset(pair) for pair in combinations([one.id for one in pool.people], 2)]
    assert statistic([counts[pair] for pair in pairs]) < CRITICAL[14]


def test_every_reviewer_is_as_likely_as_any_other_also_over_many_panels():
    pool = Pool.of(
        "panel", [Target(f"case-{n}") for n in range(10)], [Person(f"reader:{n}") for n in range(6)]
    )
    counts = Counter()
    for number in range(MANY):
        drawing = Drawing(pool, Plan({"*": 1}, 3), any_seed(number))
        counts.update(drawing.drawn[0].team)
    assert inclusion_statistic([counts[one.id] for one in pool.people], MANY, 3) < CRITICAL[5]


def test_teams_are_spread_evenly():
    pool = inspection_pool(premises=40, people=7, conflicts=(), needs=lambda _: ())
    drawing = Drawing(pool, Plan({"*": 30}, 2), SEED)
    assert sum(drawing.load.values()) == 60
    assert max(drawing.load.values()) - min(drawing.load.values()) <= 1


# ------------------------------------------------------------------ properties
@st.composite
def pools(draw):
    premises = draw(st.integers(1, 14))
    people = draw(st.integers(2, 8))
    pairs = st.tuples(st.integers(0, people - 1), st.integers(0, premises - 1))
    conflicts = draw(st.sets(pairs, max_size=10))
    skills = st.sets(st.sampled_from(["fire", "网安"]), max_size=2)
    pool = Pool.of(
        "inspection",
        [
            Target(f"h{n}", draw(st.integers(1, 50)), draw(st.sampled_from(["", "a"])), tuple(draw(skills)))
            for n in range(premises)
        ],
        [Person(f"p{n}", tuple(draw(skills)), draw(st.sampled_from(["", "a", "b"]))) for n in range(people)],
        [Conflict(f"p{who}", f"h{what}") for who, what in conflicts],
    )
    strata = Counter(one.stratum for one in pool.targets)
    counts = (
        {"*": draw(st.integers(1, premises))}
        if draw(st.booleans())
        else {stratum: draw(st.integers(1, number)) for stratum, number in strata.items()}
    )
    return pool, Plan(counts, draw(st.integers(2, 3)), draw(st.booleans()))


def possible(pool, plan):
    try:
        plan.check(pool)
    except FajingError:
        return False
    return True


@settings(max_examples=150)
@given(pools(), st.integers(0, 1000))
def test_what_is_drawn_keeps_the_plan(made, number):
    pool, plan = made
    if not possible(pool, plan):
        return
    drawing = Drawing(pool, plan, any_seed(number))
    by_id = {one.id: one for one in pool.targets}
    people = {one.id: one for one in pool.people}
    conflicts = {(one.person, one.target) for one in pool.conflicts}
    assert Counter(one.stratum for one in drawing.drawn) == Counter(plan.counts)
    assert len(set(targets(drawing))) == len(drawing.drawn)
    for one in drawing.drawn:
        target = by_id[one.target]
        assert len(one.team) == len(set(one.team)) == plan.team
        assert not any((person, one.target) in conflicts for person in one.team)
        assert {person for person, reason in one.barred if reason != "own_unit"} == {
            person for person, what in conflicts if what == one.target
        }
        if plan.avoid_own_unit and target.stratum:
            assert target.stratum not in {people[person].unit for person in one.team}
        assert all(any(need in people[person].specialities for person in one.team) for need in target.needs)


@given(pools(), st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_order_of_the_pool_changes_nothing(made, number, random):
    pool, plan = made
    if not possible(pool, plan):
        return
    shuffled = [list(one) for one in (pool.targets, pool.people, pool.conflicts)]
    for one in shuffled:
        random.shuffle(one)
    again = Pool.of("inspection", *shuffled)
    assert again == pool
    assert again.hash("00" * 32) == pool.hash("00" * 32)
    assert Drawing(again, plan, any_seed(number)).drawn == Drawing(pool, plan, any_seed(number)).drawn


# ------------------------------------------------------------------ replacements
def test_a_replacement_is_the_next_that_would_have_been_drawn():
    longer = targets(Drawing(files(30), Plan({"*": 8}), SEED))
    drawing = Drawing(files(30), Plan({"*": 5}), SEED)
    made = [drawing.replace_target(one).target for one in longer[:3]]
    assert made == longer[5:]
    assert targets(drawing) == [*longer[5:], *longer[3:5]]


def test_the_order_in_which_two_strata_are_replaced_changes_nothing():
    pool = inspection_pool(premises=20, people=8, conflicts=(), needs=lambda _: ())
    plan = Plan({"district:0": 3, "district:1": 3}, 2)

    def replaced(*order):
        drawing = Drawing(pool, plan, SEED)
        olds = [drawing.drawn[place].target for place in order]
        for old in olds:
            drawing.replace_target(old)
        return targets(drawing)

    assert replaced(0, 3) == replaced(3, 0)


def test_replacing_never_brings_anything_back_and_ends_with_the_pool():
    drawing = Drawing(files(12), Plan({"*": 4}), SEED)
    seen = set(targets(drawing))
    for _ in range(8):
        new = drawing.replace_target(drawing.drawn[0].target).target
        assert new not in seen
        seen.add(new)
    with pytest.raises(FajingError, match="nothing is left"):
        drawing.replace_target(drawing.drawn[0].target)


def test_who_left_is_never_drawn_again_and_a_conflict_never_comes_in():
    pool = inspection_pool(
        premises=6, people=9, conflicts=[Conflict("officer:2", f"hotel-{n:02}") for n in range(6)]
    )
    drawing = Drawing(pool, Plan({"*": 6}, 2), SEED)
    gone = []
    for _ in range(4):
        out = drawing.drawn[0].team[0]
        drawing.replace_person(out)
        gone.append(out)
        everyone = {person for one in drawing.drawn for person in one.team}
        assert not everyone & {*gone, "officer:2"}
    assert sum(drawing.load.values()) == 12


def test_who_is_replaced_at_one_target_stays_at_the_others():
    pool = inspection_pool(premises=6, people=4, conflicts=(), needs=lambda _: ())
    drawing = Drawing(pool, Plan({"*": 6}, 2), SEED)
    first = drawing.drawn[0]
    out = first.team[0]
    others = [one.target for one in drawing.drawn[1:] if out in one.team]
    ((target, person),) = drawing.replace_person(out, first.target)
    assert (target, person in first.team, out in first.team) == (first.target, True, False)
    assert [one.target for one in drawing.drawn[1:] if out in one.team] == others
    assert others


def test_a_speciality_that_leaves_is_replaced_by_one_who_has_it():
    pool = inspection_pool(premises=8, people=8, conflicts=(), needs=lambda _: ("fire",))
    drawing = Drawing(pool, Plan({"*": 8}, 2), SEED)
    for one in drawing.drawn:
        experts = [person for person in one.team if int(person[-1]) % 2]
        if len(experts) == 1:
            ((_, person),) = drawing.replace_person(experts[0], one.target)
            assert int(person[-1]) % 2


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda drawing: drawing.replace_target("hotel-99"), "not among those drawn"),
        (lambda drawing: drawing.replace_person("officer:99"), "in no team"),
        (lambda drawing: drawing.replace_person("officer:0", "hotel-99"), "not among those drawn"),
    ],
)
def test_what_was_not_drawn_cannot_be_replaced(act, said):
    with pytest.raises(FajingError, match=said):
        act(Drawing(inspection_pool(), Plan({"*": 3}, 2), SEED))


def test_when_nobody_is_left_it_says_so():
    pool = inspection_pool(premises=2, people=2, conflicts=(), needs=lambda _: ())
    drawing = Drawing(pool, Plan({"*": 1}, 2), SEED)
    with pytest.raises(FajingError, match="nobody is left"):
        drawing.replace_person("officer:0")
