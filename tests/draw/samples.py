"""Invented pools, sources and whole draws for the tests of the draw."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from fajing.draw.plan import Plan
from fajing.draw.pool import Conflict, Person, Pool, Target
from fajing.draw.record import Draw
from fajing.draw.sources import PublicNumber, Secret, Source, commitment_of

START = datetime(2026, 12, 1, 1, tzinfo=UTC)
PUBLISHED = datetime(2026, 12, 2, 7, tzinfo=UTC)
SALT = "5a" * 32
SECRETS = {"bureau": "11" * 32, "reader": "22" * 32}
HOLDERS = {"bureau": "officer:030117", "reader": "reader:7"}
NUMBER = "03 11 19 24 30 31+08"
FORM = "99 99 99 99 99 99+99"


def sources(draw: str = "hotels-1") -> list[Source]:
    secrets = [
        Secret(name, HOLDERS[name], commitment_of(draw, name, HOLDERS[name], SECRETS[name]))
        for name in SECRETS
    ]
    return [PublicNumber("lottery", "双色球", "第2026140期", "2026-12-02T07:00:00Z", FORM), *secrets]


def inspection_pool(
    premises: int = 12,
    people: int = 6,
    weight: Callable[[int], int] = lambda number: 1 + number % 3,
    conflicts: Iterable[Conflict] = (Conflict("officer:1", "hotel-03", "relative"),),
    needs: Callable[[int], tuple[str, ...]] = lambda number: ("fire",) if number % 4 == 0 else (),
) -> Pool:
    return Pool.of(
        "inspection",
        [Target(f"hotel-{n:02}", weight(n), f"district:{n % 2}", needs(n)) for n in range(premises)],
        [Person(f"officer:{n}", ("fire",) if n % 2 else (), f"district:{n % 2}") for n in range(people)],
        conflicts,
    )


def committed(pool: Pool | None = None, plan: Plan | None = None, draw: str = "hotels-1") -> Draw:
    return Draw.commit(
        pool or inspection_pool(),
        plan or Plan({"*": 4}, 2),
        sources(draw),
        draw=draw,
        title="2026年第四季度旅馆业抽查",
        salt=SALT,
        by="officer:5",
        at=START,
    )


def reveal_all(draw: Draw) -> Draw:
    for number, name in enumerate(sorted(SECRETS), 1):
        draw.reveal(name, SECRETS[name], by=HOLDERS[name], at=START + timedelta(hours=number))
    draw.enter(
        "lottery",
        NUMBER,
        read_from="彩票中心公告栏",
        read_at=PUBLISHED + timedelta(minutes=5),
        by="officer:5",
        at=PUBLISHED + timedelta(minutes=6),
    )
    return draw


def drawn(pool: Pool | None = None, plan: Plan | None = None, draw: str = "hotels-1") -> Draw:
    made = reveal_all(committed(pool, plan, draw))
    made.run(by="officer:5", at=PUBLISHED + timedelta(minutes=7))
    return made


def with_replacements() -> Draw:
    """A draw with a target, a person at one target and a person at all his targets replaced."""
    made = drawn()
    later = PUBLISHED + timedelta(days=1)
    made.replace_target(made.result()[1].target, "ceased", by="officer:5", at=later)
    first = made.result()[0]
    made.replace_person(first.team[0], "recused", by="officer:5", at=later, target=first.target)
    made.replace_person(made.result()[2].team[1], "other", by="officer:5", at=later, document="2026-补-1")
    return made


def any_seed(number: int) -> str:
    """A fixed seed for the statistical tests."""
    return hashlib.sha256(f"seed {number}".encode()).hexdigest()
