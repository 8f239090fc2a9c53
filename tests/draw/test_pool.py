"""The pool and the plan: weights on premises only, ids only, and enough people before anything is drawn."""

from __future__ import annotations

import copy
import dataclasses

import pytest
from tests.draw.samples import SALT, inspection_pool

from fajing.core.errors import FajingError
from fajing.draw.plan import Plan
from fajing.draw.pool import Conflict, Person, Pool, Target
from fajing.draw.words import KINDS


def test_a_person_has_no_field_for_a_weight():
    assert {field.name for field in dataclasses.fields(Person)} == {"id", "specialities", "unit"}


def test_a_weight_on_a_person_is_refused_by_name():
    data = inspection_pool().as_json()
    data["people"][0]["weight"] = 1
    with pytest.raises(FajingError, match="a person cannot have a weight"):
        Pool.from_json(data)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"inspection"}))
def test_only_premises_may_be_weighted(kind):
    with pytest.raises(FajingError, match="only premises may have a weight"):
        Pool.of(kind, [Target("case-1", 2)])
    assert Pool.of(kind, [Target("case-1", 1)]).targets[0].weight == 1


@pytest.mark.parametrize("weight", [0, -1, 1001, True, 1.5, "2"])
def test_a_weight_is_a_whole_number_from_1_to_1000(weight):
    with pytest.raises(FajingError, match="a weight is a whole number"):
        Pool.of("inspection", [Target("hotel-1", weight)])


@pytest.mark.parametrize(
    "person", ["张三", "zhangsan", "", "officer 1", "110101199001010015", "13800138000", "officer:030117\n"]
)
def test_a_person_is_a_number_never_a_name(person):
    with pytest.raises(FajingError):
        Pool.of("panel", [Target("case-1")], [Person(person)])


@pytest.mark.parametrize(
    "target", ["悦来客栈", "a b1", "x" * 79 + "12", "13800138000", "e\u03011", "1\u200b2", ""]
)
def test_a_target_is_a_number_not_a_title(target):
    with pytest.raises(FajingError):
        Pool.of("inspection", [Target(target)])


def test_a_chinese_case_number_is_an_id():
    assert Pool.of("file_sample", [Target("云公行罚决字〔2026〕12号")]).targets[0].id.startswith("云公")


@pytest.mark.parametrize(
    ("targets", "people", "conflicts", "said"),
    [
        ([], [], [], "the pool is empty"),
        (["h1", "h1"], [], [], "stands twice"),
        (["h1"], ["p1", "p1"], [], "stands twice"),
        (["h1"], ["p1"], [("p2", "h1", "interest")], "not in the pool"),
        (["h1"], ["p1"], [("p1", "h2", "interest")], "not in the pool"),
        (["h1"], ["p1"], [("p1", "h1", "dislike")], "unknown ground"),
        (["h1"], ["p1"], [("p1", "h1", "interest"), ("p1", "h1", "relative")], "stands twice"),
    ],
)
def test_what_is_no_pool_is_refused(targets, people, conflicts, said):
    with pytest.raises(FajingError, match=said):
        Pool.of(
            "inspection", map(Target, targets), map(Person, people), [Conflict(*one) for one in conflicts]
        )


def test_no_people_are_drawn_for_a_sample_of_files():
    with pytest.raises(FajingError, match="people are not drawn"):
        Pool.of("file_sample", [Target("case-1")], [Person("p1")])


def test_a_pool_comes_back_from_its_json_and_only_in_its_order():
    pool = inspection_pool()
    assert Pool.from_json(pool.as_json()) == pool
    data = pool.as_json()
    data["targets"].reverse()
    with pytest.raises(FajingError, match="not in its order"):
        Pool.from_json(data)


@pytest.mark.parametrize("part", ["targets", "people", "conflicts"])
@pytest.mark.parametrize("change", ["drop", "add", "type"])
def test_a_strange_pool_is_refused(part, change):
    data = copy.deepcopy(inspection_pool().as_json())
    row = data[part][0]
    first = sorted(row)[0]
    if change == "drop":
        del row[first]
    elif change == "add":
        row["name"] = "x1"
    else:
        row[first] = {}
    with pytest.raises(FajingError):
        Pool.from_json(data)


def test_the_hash_depends_on_every_part_and_on_the_salt():
    pools = [
        inspection_pool(),
        inspection_pool(premises=13),
        inspection_pool(people=7),
        inspection_pool(conflicts=()),
        inspection_pool(weight=lambda _: 1),
        inspection_pool(needs=lambda _: ()),
    ]
    hashes = {pool.hash(SALT) for pool in pools} | {pools[0].hash("00" * 32)}
    assert len(hashes) == 7
    with pytest.raises(FajingError, match="the salt is 64"):
        pools[0].hash("1234")


# ------------------------------------------------------------------ the plan
def test_too_few_inspectors_are_told_before_anything_is_drawn():
    pool = inspection_pool(
        premises=3, people=3, conflicts=[Conflict("officer:0", "hotel-02"), Conflict("officer:1", "hotel-02")]
    )
    with pytest.raises(FajingError) as raised:
        Plan({"*": 1}, 2).check(pool)
    assert "检查人员太少：要2人，可抽的只有1人" in str(raised.value)
    assert "too few inspectors: 2 needed, 1 can be drawn" in str(raised.value)
    assert "targets hotel-02" in str(raised.value)
    assert "3 in the pool, 2 recused" in str(raised.value)


def test_a_missing_speciality_is_told_before_anything_is_drawn():
    pool = inspection_pool(needs=lambda number: ("explosives",) if number == 3 else ())
    with pytest.raises(FajingError, match="nobody who can be drawn has the speciality"):
        Plan({"*": 1}, 2).check(pool)


def test_more_specialities_than_seats_are_refused():
    pool = Pool.of(
        "inspection",
        [Target("h1", needs=("a", "b", "c"))],
        [Person("p1", ("a", "b", "c")), Person("p2"), Person("p3")],
    )
    with pytest.raises(FajingError, match="more specialities than people"):
        Plan({"*": 1}, 2).check(pool)
    Plan({"*": 1}, 3).check(pool)


@pytest.mark.parametrize("team", [0, 1, 21, True])
def test_nobody_inspects_alone(team):
    with pytest.raises(FajingError):
        Plan({"*": 1}, team).check(inspection_pool(people=30))


def test_a_sample_of_files_has_no_team():
    with pytest.raises(FajingError):
        Plan({"*": 1}, 2).check(Pool.of("file_sample", [Target("case-1")]))


@pytest.mark.parametrize(
    "counts",
    [{}, {"*": 0}, {"*": 13}, {"*": True}, {"*": 1, "district:0": 1}, {"district:0": 7}, {"nowhere": 1}],
)
def test_counts_that_cannot_be_drawn_are_refused(counts):
    with pytest.raises(FajingError):
        Plan(counts, 2).check(inspection_pool())


def test_strata_that_are_not_counted_are_not_drawn_from_and_need_no_people():
    pool = inspection_pool(needs=lambda number: ("explosives",) if number == 1 else ())
    Plan({"district:0": 2}, 2).check(pool)


def test_a_plan_comes_back_from_its_json():
    plan = Plan({"b": 2, "a": 1}, 2, avoid_own_unit=True)
    assert Plan.from_json(plan.as_json()) == plan
    for bad in ({}, {**plan.as_json(), "more": 1}, {**plan.as_json(), "avoid_own_unit": 1}, None):
        with pytest.raises(FajingError):
            Plan.from_json(bad)
