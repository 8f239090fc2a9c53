"""Sources of randomness: two holders at least, a number not yet published, commitments that bind."""

from __future__ import annotations

import dataclasses

import pytest
from tests.draw.samples import FORM, HOLDERS, SECRETS, sources

from fajing.core.errors import FajingError
from fajing.draw.sources import (
    PublicNumber,
    check_sources,
    closes_at,
    commitment_of,
    seed_of,
    source_from_json,
)

AT = "2026-12-01T01:00:00Z"


def changed(place, **values):
    made = sources()
    made[place] = dataclasses.replace(made[place], **values)
    return sorted(made, key=lambda one: one.id)


def in_order(made):
    return sorted(made, key=lambda one: one.id)


def test_a_commitment_is_what_openssl_gives_for_the_six_lines():
    made = commitment_of("hotels-1", "bureau", HOLDERS["bureau"], SECRETS["bureau"])
    assert made == "742b715151d236f2ca1608fc9de0689b4dcb9bfb90f8d6f971a7e362a5d1af82"


def test_a_commitment_is_for_one_draw_one_source_one_holder_one_secret():
    base = ("hotels-1", "bureau", "officer:1", "11" * 32)
    others = [
        ("hotels-2", *base[1:]),
        (base[0], "reader", *base[2:]),
        (*base[:2], "officer:2", base[3]),
        (*base[:3], "12" * 32),
    ]
    assert len({commitment_of(*one) for one in [base, *others]}) == 5


@pytest.mark.parametrize("secret", ["", "11", "1" * 63, "G" * 64, "AA" * 32])
def test_a_secret_is_256_bits(secret):
    with pytest.raises(FajingError, match="a secret is 64"):
        commitment_of("d", "s", "officer:1", secret)


def test_enough_and_independent_sources_pass():
    check_sources(in_order(sources()), AT)
    assert closes_at(sources()) == "2026-12-02T07:00:00Z"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (sources()[1:], "a public number"),
        (sources()[:2], "at least 2 people"),
        (sources()[:1], "at least 2 people"),
        (changed(2, holder=HOLDERS["bureau"]), "at least 2 people"),
        (changed(2, holder="王五"), "never as a name"),
        (changed(2, commitment=sources()[1].commitment), "different hashes"),
        (changed(2, commitment="x"), "different hashes"),
        (changed(2, id="bureau"), "order of their names"),
        (changed(0, published_at=AT), "may be known before"),
        (changed(0, published_at="2026-11-30T00:00:00Z"), "may be known before"),
        (changed(0, published_at="soon"), "not a moment"),
        (changed(0, form="999"), "at least 4"),
        (changed(0, form="12345"), "at least 4"),
        (changed(0, issue=""), "one line"),
    ],
)
def test_sources_that_prove_nothing_are_refused(made, said):
    with pytest.raises(FajingError, match=said):
        check_sources(in_order(made), AT)


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("03 11 19 24 30 31+08", True),
        ("03 11 19 24 30 31+8", False),
        ("03 11 19 24 30 31 08", False),
        ("03 11 19 24 30 3x+08", False),
        ("０3 11 19 24 30 31+08", False),
        ("", False),
    ],
)
def test_a_public_number_is_written_as_agreed(value, fits):
    assert PublicNumber("lottery", "t", "i", AT, FORM).fits(value) is fits


def test_the_seed_depends_on_the_commitment_and_on_every_value():
    base = {"bureau": "a", "reader": "b", "lottery": "c"}
    seeds = {seed_of("00", base), seed_of("01", base)}
    seeds |= {seed_of("00", {**base, name: "x"}) for name in base}
    seeds |= {seed_of("00", {"bureau": "b", "reader": "a", "lottery": "c"})}
    assert len(seeds) == 6


def test_sources_come_back_from_their_json():
    for one in sources():
        assert source_from_json(one.as_json()) == one
        for bad in ({}, {**one.as_json(), "weight": "1"}, {**one.as_json(), "type": "dice"}, [], None):
            with pytest.raises(FajingError):
                source_from_json(bad)
