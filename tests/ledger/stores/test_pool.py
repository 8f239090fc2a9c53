"""Connections are used by one at a time, thrown away after a failure, and never shared with a forked process."""

import os

import pytest

from fajing.ledger.stores.pool import Pool


class Connection:
    """Stands for one."""

    def __init__(self):
        self.is_closed = False

    def close(self):
        self.is_closed = True


@pytest.fixture
def made():
    return []


@pytest.fixture
def pool(made):
    def connect():
        made.append(Connection())
        return made[-1]

    return Pool(connect, Connection.close)


def test_one_that_was_given_back_is_used_again(pool, made):
    with pool.use() as first:
        pass
    with pool.use() as second, pool.use() as third:
        assert second is first
        assert third is not first
    assert len(made) == 2


def test_one_that_failed_is_closed_and_not_used_again(pool, made):
    with pytest.raises(ValueError, match="x"), pool.use() as first:
        raise ValueError("x")
    assert first.is_closed
    with pool.use() as second:
        assert second is not first


def test_those_that_wait_are_closed(pool, made):
    with pool.use():
        pass
    pool.close()
    assert [one.is_closed for one in made] == [True]
    with pool.use() as one:
        assert not one.is_closed


def test_a_forked_process_takes_none_of_its_parent(pool, made, monkeypatch):
    with pool.use() as first:
        pass
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pool.use() as second:
        assert second is not first
    assert not first.is_closed, "closing it would end the parent's session"
