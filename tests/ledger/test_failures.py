"""A full disk, a lost connection, a database that stops: nothing acknowledged is lost, nothing half-written stays."""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY
from tests.ledger.server import running, why_not

from fajing.core.errors import FajingError
from fajing.ledger.entry import Entry
from fajing.ledger.fsck import check_log
from fajing.ledger.ledger import Ledger
from fajing.ledger.stores.base import ConnectionLostError, StoreFullError
from fajing.ledger.stores.find import find_store

FILL = """
import resource, sys
from pathlib import Path
from fajing.ledger.entry import Entry
from fajing.ledger.ledger import Ledger
from fajing.ledger.stores.base import StoreFullError
ledger = Ledger.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
kept = 0
try:
    for n in range(100_000):
        kept = ledger.append([Entry("event", {"n": n, "text": "x" * 500}) for _ in range(7)])[-1].index
except StoreFullError as error:
    assert "磁盘满" in error.what, error
    print(kept, ledger.size())
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(ledger.append([Entry("event", {"n": -1})])[0].index)
"""


def some(count):
    return [Entry("event", {"n": n, "text": "x" * 200}) for n in range(count)]


@pytest.fixture(scope="module")
def own_server():
    """A server for this file alone, since it is stopped, and filled by the last test."""
    if reason := why_not():
        pytest.skip(f"not tested on PostgreSQL: {reason}")
    with running("fsync=off") as server:
        yield server


def test_a_file_that_may_not_grow_refuses_and_keeps_what_it_had(tmp_path):
    ledger = Ledger.init(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src")},
    )
    assert done.returncode == 0, done.stderr
    kept, size, after = map(int, done.stdout.split())
    assert kept > 7
    assert size == kept + 1
    assert after == size
    assert check_log(ledger.log).is_whole
    assert ledger.size() == size + 1


def test_a_connection_lost_while_writing_acknowledges_nothing(postgresql, tmp_path):
    url = postgresql.make("lost")
    ledger = Ledger.init(tmp_path, url)
    ledger.append(some(3))
    with pytest.raises(ConnectionLostError, match="没有得到确认"):
        lose_the_connection(ledger, url)
    assert ledger.append(some(1))[0].index == 4
    assert check_log(ledger.log).is_whole
    ledger.close()


def lose_the_connection(ledger, url):
    import psycopg

    with ledger.log.store.appending() as appending:
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = 'lost' AND pid <> pg_backend_pid()"
            )
        appending.add(list(ledger.log.rows(3, 4)))


def test_a_server_that_stops_and_starts_again_has_all_that_was_acknowledged(own_server, tmp_path):
    ledger = Ledger.init(tmp_path, own_server.make("stopped"))
    own_server.stop("fast")
    own_server.start()  # now with fsync, as in a bureau
    with pytest.raises(ConnectionLostError):
        ledger.append(some(1))
    ledger.append(some(5))
    own_server.stop("immediate")
    with pytest.raises(ConnectionLostError):
        ledger.append(some(1))
    with pytest.raises(ConnectionLostError):
        ledger.size()
    own_server.start()
    assert ledger.size() == 6
    assert ledger.append(some(1))[0].index == 6
    assert check_log(ledger.log).is_whole
    ledger.close()


@pytest.mark.parametrize("is_open", [True, False])
def test_a_file_that_is_gone_is_said_to_be_gone(tmp_path, is_open):
    ledger = Ledger.init(tmp_path)
    ledger.append(some(2))
    if not is_open:
        ledger.close()
    for path in (tmp_path / "ledger").glob("ledger.sqlite*"):
        path.unlink()
    with pytest.raises(FajingError, match="没有账本"):
        ledger.append(some(1))
    assert not (tmp_path / "ledger" / "ledger.sqlite").exists()


def test_a_file_that_was_replaced_under_a_running_program_goes_on_whole(tmp_path):
    """As when somebody puts a backup in its place: same number of entries, another history."""
    ledger = Ledger.init(tmp_path / "a", origin="fajing/test")
    other = Ledger.init(tmp_path / "b", origin="fajing/test")
    ledger.append(some(5))
    other.append(some(5))
    other.close()
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (tmp_path / "a" / "ledger" / name).unlink(missing_ok=True)
    (tmp_path / "b" / "ledger" / "ledger.sqlite").replace(tmp_path / "a" / "ledger" / "ledger.sqlite")
    ledger.append(some(3))
    again = Ledger.open(tmp_path / "a")
    assert again.size() == 9
    assert check_log(again.log).is_whole


def test_an_error_of_the_database_shows_no_content(make_ledger):
    ledger = make_ledger()
    ledger.append([Entry("event", {"secret": "xyzzy"}, subjects=("matter:xyzzy",))])
    row = next(ledger.log.rows(1))
    with pytest.raises(FajingError) as raised, ledger.log.store.appending() as appending:
        appending.add([row])
    assert "xyzzy" not in str(raised.value)


@pytest.mark.parametrize("url", ["mysql://x", "", "postgresql://user:word@host/db"])
def test_addresses_nobody_knows_or_with_a_password_are_refused(url, tmp_path):
    with pytest.raises(FajingError) as raised:
        find_store(url, tmp_path)
    assert "word@" not in str(raised.value)


@contextmanager
def small_disk(megabytes):
    folder = Path(tempfile.mkdtemp(prefix="fajing-disk-"))
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if not mounted or mounted.returncode:
        folder.rmdir()
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
        folder.rmdir()


def test_a_full_disk_under_postgresql_refuses_and_keeps_what_it_had(own_server, tmp_path):
    import psycopg

    with small_disk(12) as disk:
        inside = disk / "space"
        inside.mkdir()
        if own_server.as_user:
            os.chown(inside, own_server.as_user["user"], own_server.as_user["group"])
        with psycopg.connect(own_server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{inside}'")
            connection.execute("CREATE DATABASE filled TABLESPACE small")
        ledger = Ledger.init(tmp_path, own_server.url("filled"))
        kept = []
        with pytest.raises(StoreFullError, match="磁盘满"):
            fill(ledger, kept)
        assert kept
        assert ledger.size() == kept[-1] + 1
        assert check_log(ledger.log).is_whole
        ledger.close()


def fill(ledger, kept):
    for _ in range(1_000):
        kept.append(ledger.append(some(200))[-1].index)
