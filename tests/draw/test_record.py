"""The record: what comes in which order, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.draw.samples import (
    HOLDERS,
    NUMBER,
    PUBLISHED,
    SECRETS,
    START,
    committed,
    drawn,
    inspection_pool,
    reveal_all,
    sources,
    with_replacements,
)

from fajing.core.errors import FajingError
from fajing.draw.plan import Plan
from fajing.draw.record import Draw, MissingRevealError

HOUR = timedelta(hours=1)
BY = {"by": "officer:5"}


def enter(draw, value=NUMBER, at=PUBLISHED + HOUR, read_at=PUBLISHED, source="lottery"):
    draw.enter(source, value, read_from="公告栏", read_at=read_at, by="officer:5", at=at)


def refuses(draw, said, act):
    before = draw.to_bytes()
    with pytest.raises(FajingError, match=said):
        act()
    assert draw.to_bytes() == before


# ------------------------------------------------------------------ the ordinary way
def test_a_draw_goes_from_committed_to_ready_to_drawn():
    draw = committed()
    assert (draw.state, draw.missing(), draw.result()) == ("committed", ["bureau", "lottery", "reader"], [])
    reveal_all(draw)
    assert (draw.state, draw.missing()) == ("ready", [])
    draw.run(at=PUBLISHED + HOUR, **BY)
    assert draw.state == "drawn"
    assert len(draw.result()) == 4
    assert sum(draw.load().values()) == 8


def test_a_record_is_read_back_at_every_stage():
    whole = with_replacements()
    for number in range(1, len(whole.stages) + 1):
        draw = Draw(whole.stages[0], whole.pool, whole.plan, whole.sources)
        draw.stages = list(whole.stages[:number])
        again = Draw.read(draw.to_bytes())
        assert again.to_bytes() == draw.to_bytes()
        assert again.result() == draw.result()
    assert again.result() == whole.result()


def test_every_stage_holds_the_hash_of_the_one_before():
    stages = with_replacements().stages
    assert [one["previous"] for one in stages] == ["", *(one["hash"] for one in stages[:-1])]


def test_another_pool_salt_or_plan_gives_another_draw():
    seeds = {
        reveal_all(made).values() and _seed(made)
        for made in (committed(), committed(inspection_pool(premises=13)), committed(plan=Plan({"*": 5}, 2)))
    }
    assert len(seeds) == 3


def _seed(draw):
    draw.run(at=PUBLISHED + HOUR, **BY)
    return draw.stages[-1]["seed"]


# ------------------------------------------------------------------ reveals
def test_a_reveal_that_is_not_what_was_committed_is_refused():
    draw = committed()
    refuses(draw, "not what was committed", lambda: draw.reveal("bureau", "33" * 32, at=START + HOUR, **BY))
    refuses(
        draw,
        "not what was committed",
        lambda: draw.reveal("bureau", SECRETS["reader"], at=START + HOUR, **BY),
    )
    refuses(draw, "a secret is 64", lambda: draw.reveal("bureau", "3", at=START + HOUR, **BY))
    refuses(draw, "no such source", lambda: draw.reveal("dice", "33" * 32, at=START + HOUR, **BY))
    refuses(draw, "no such source", lambda: draw.reveal("lottery", "33" * 32, at=START + HOUR, **BY))


def test_a_secret_of_another_draw_does_not_fit():
    draw = Draw.commit(
        inspection_pool(), Plan({"*": 1}, 2), sources("hotels-0"), draw="hotels-1", title="t", salt="5a" * 32,
        by="officer:5", at=START,
    )  # fmt: skip
    refuses(
        draw,
        "not what was committed",
        lambda: draw.reveal("bureau", SECRETS["bureau"], at=START + HOUR, **BY),
    )


def test_nothing_is_revealed_twice():
    draw = committed()
    draw.reveal("bureau", SECRETS["bureau"], at=START + HOUR, **BY)
    refuses(draw, "it is in", lambda: draw.reveal("bureau", SECRETS["bureau"], at=START + HOUR, **BY))


def test_a_secret_comes_before_the_public_number_is_out():
    draw = committed()
    refuses(draw, "too late to reveal", lambda: draw.reveal("bureau", SECRETS["bureau"], at=PUBLISHED, **BY))
    draw.reveal("bureau", SECRETS["bureau"], at=PUBLISHED - timedelta(seconds=1), **BY)


def test_time_does_not_run_backwards():
    draw = committed()
    refuses(
        draw,
        "earlier than the stage before",
        lambda: draw.reveal("bureau", SECRETS["bureau"], at=START - HOUR, **BY),
    )


def secrets_in():
    draw = committed()
    for name, secret in SECRETS.items():
        draw.reveal(name, secret, by=HOLDERS[name], at=START + HOUR)
    return draw


def test_the_public_number_is_entered_as_agreed_and_after_its_publication():
    draw = secrets_in()
    refuses(draw, "not written as agreed", lambda: enter(draw, "03 11 19"))
    refuses(draw, "after its publication", lambda: enter(draw, read_at=PUBLISHED - HOUR))
    refuses(draw, "after its publication", lambda: enter(draw, at=PUBLISHED, read_at=PUBLISHED + HOUR))
    refuses(draw, "no such source", lambda: enter(draw, source="bureau"))
    enter(draw)
    refuses(draw, "it is in", lambda: enter(draw, "01 02 03 04 05 06+07"))


# ------------------------------------------------------------------ what is missing
def test_while_there_is_time_the_draw_waits():
    draw = committed()
    refuses(draw, r"still awaited\): bureau、lottery、reader", lambda: draw.run(at=START + HOUR, **BY))
    draw = secrets_in()
    refuses(draw, r"still awaited\): lottery", lambda: draw.run(at=PUBLISHED + HOUR, **BY))


def test_a_missing_reveal_refuses_the_draw_and_is_recorded():
    draw = committed()
    draw.reveal("bureau", SECRETS["bureau"], at=START + HOUR, **BY)
    with pytest.raises(MissingRevealError) as raised:
        draw.run(at=PUBLISHED + HOUR, **BY)
    assert raised.value.missing == ("reader",)
    refuses(draw, "not revealed in time", lambda: enter(draw))
    draw.void("missing_reveal", at=PUBLISHED + HOUR, **BY)
    assert (draw.state, draw.result()) == ("voided", [])
    assert draw.stages[-1]["missing"] == ["reader"]
    assert Draw.read(draw.to_bytes()).state == "voided"
    refuses(draw, "is void", lambda: draw.run(at=PUBLISHED + HOUR, **BY))
    refuses(draw, "is void", lambda: draw.reveal("reader", SECRETS["reader"], at=PUBLISHED + HOUR, **BY))


def test_a_draw_cannot_be_given_up_once_everything_is_in_or_while_there_is_time():
    refuses(
        draw := reveal_all(committed()),
        "no ground",
        lambda: draw.void("missing_reveal", at=PUBLISHED + HOUR, **BY),
    )
    refuses(draw, "no ground", lambda: draw.void("no_public_number", at=PUBLISHED + HOUR, **BY))
    early = committed()
    refuses(early, "no ground", lambda: early.void("missing_reveal", at=START + HOUR, **BY))
    waiting = secrets_in()
    refuses(waiting, "no ground", lambda: waiting.void("no_public_number", at=START + HOUR, **BY))
    refuses(waiting, "no ground", lambda: waiting.void("missing_reveal", at=PUBLISHED + HOUR, **BY))
    waiting.void("no_public_number", at=PUBLISHED + HOUR, **BY)
    assert waiting.stages[-1]["missing"] == ["lottery"]


def test_nothing_is_drawn_twice_or_voided_after():
    draw = drawn()
    refuses(draw, "was made", lambda: draw.run(at=PUBLISHED + HOUR, **BY))
    refuses(draw, "was made", lambda: draw.void("missing_reveal", at=PUBLISHED + HOUR, **BY))
    refuses(draw, "was made", lambda: enter(draw))


# ------------------------------------------------------------------ replacements
def test_a_replacement_has_a_reason_of_the_list_and_other_needs_a_document():
    draw, at = drawn(), PUBLISHED + HOUR
    one = draw.result()[0]
    refuses(draw, "unknown reason", lambda: draw.replace_target(one.target, "unwelcome", at=at, **BY))
    refuses(draw, "no document", lambda: draw.replace_target(one.target, "other", at=at, **BY))
    refuses(draw, "unknown reason", lambda: draw.replace_person(one.team[0], "ceased", at=at, **BY))
    refuses(draw, "one line", lambda: draw.replace_target(one.target, "other", at=at, document="a\nb", **BY))
    draw.replace_target(one.target, "other", at=at, document="云公函〔2026〕7号", **BY)


def test_before_the_draw_nothing_is_replaced():
    draw = reveal_all(committed())
    refuses(
        draw, "is not made yet", lambda: draw.replace_target("hotel-01", "ceased", at=PUBLISHED + HOUR, **BY)
    )


def test_a_replacement_that_fails_half_way_leaves_the_draw_as_it_was():
    draw = drawn(inspection_pool(premises=6, people=3, conflicts=(), needs=lambda _: ()), Plan({"*": 4}, 2))
    at, before = PUBLISHED + HOUR, draw.result()
    outsider = ({"officer:0", "officer:1", "officer:2"} - set(before[0].team)).pop()
    draw.replace_person(before[0].team[0], "recused", at=at, target=before[0].target, **BY)
    first = draw.result()[0]
    assert outsider in first.team
    refuses(draw, "nobody is left", lambda: draw.replace_person(first.team[0], "absent", at=at, **BY))
    refuses(draw, "earlier than", lambda: draw.replace_target(first.target, "ceased", at=START, **BY))
    assert draw.result()[0] == first
    draw.replace_target(first.target, "ceased", at=at, **BY)
    assert Draw.read(draw.to_bytes()).result() == draw.result()


# ------------------------------------------------------------------ committing
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"draw": "Hotels 1"}, "not a short name"),
        ({"title": ""}, "one line"),
        ({"title": "电话13800138000"}, "identity or telephone"),
        ({"by": "李四"}, "never as a name"),
        ({"salt": "00"}, "the salt is 64"),
        ({"at": START.replace(tzinfo=None)}, "without a zone"),
        ({"at": PUBLISHED}, "may be known before"),
        ({"repeats": "hotels-1"}, "cannot repeat itself"),
    ],
)
def test_what_may_not_be_committed_is_refused(change, said):
    given = {"draw": "hotels-1", "title": "t", "salt": "5a" * 32, "by": "officer:5", "at": START, **change}
    with pytest.raises(FajingError, match=said):
        Draw.commit(inspection_pool(), Plan({"*": 1}, 2), sources(), **given)
