"""The vault's values in an SQLite file of its own, which overwrites what it deletes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fajing.ledger.stores.base import full, lost, refused
from fajing.ledger.stores.pool import Pool
from fajing.ledger.stores.vault_base import Rewrap, Sealed, another_master

_TABLES = """
CREATE TABLE IF NOT EXISTS vault_key (file TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vault_master (one INTEGER PRIMARY KEY CHECK (one = 1), master TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS vault_value (
  token TEXT PRIMARY KEY, file TEXT NOT NULL, kind TEXT NOT NULL, box BLOB NOT NULL, mark BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS vault_value_of_file ON vault_value (file);
"""
_COLUMNS = "token, file, kind, box, mark"
_WAIT_SECONDS = 60.0


class SqliteVaultStore:
    """The vault's values in an SQLite file.

    No write-ahead log is used: it would keep copies of what was destroyed.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pool: Pool[sqlite3.Connection] = Pool(self._connect, sqlite3.Connection.close)

    def prepare(self) -> None:
        """Make the tables where there are none."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._writing() as connection:
            for statement in _TABLES.split(";"):
                connection.execute(statement)

    def put_key(self, file: str, wrapped: bytes, master: str | None = None) -> bytes:
        """Keep a file's wrapped key, or give back the one that is there."""
        with self._writing() as connection:
            if master is not None and _master(connection) not in {None, master}:
                raise another_master()
            connection.execute("INSERT OR IGNORE INTO vault_key VALUES (?, ?)", (file, wrapped))
            [found] = connection.execute("SELECT wrapped FROM vault_key WHERE file = ?", (file,)).fetchone()
        return bytes(found)

    def key(self, file: str) -> bytes | None:
        """The wrapped key of a file."""
        with self._working() as connection:
            found = connection.execute("SELECT wrapped FROM vault_key WHERE file = ?", (file,)).fetchone()
        return None if found is None else bytes(found[0])

    def files(self) -> list[str]:
        """Files that have a key."""
        with self._working() as connection:
            return [file for (file,) in connection.execute("SELECT file FROM vault_key ORDER BY file")]

    def master(self) -> str | None:
        """Check value of the master key in use."""
        with self._working() as connection:
            return _master(connection)

    def rewrap(self, change: Rewrap, master: str) -> int:
        """Wrap every key anew, in one transaction; the old ones are overwritten."""
        with self._writing() as connection:
            rows = connection.execute("SELECT file, wrapped FROM vault_key ORDER BY file").fetchall()
            connection.executemany(
                "UPDATE vault_key SET wrapped = ? WHERE file = ?",
                ((change(file, bytes(wrapped)), file) for file, wrapped in rows),
            )
            connection.execute("INSERT OR REPLACE INTO vault_master VALUES (1, ?)", (master,))
        return len(rows)

    def put(self, values: Sequence[Sealed]) -> None:
        """Keep values, all or none."""
        with self._writing() as connection:
            connection.executemany("INSERT INTO vault_value VALUES (?, ?, ?, ?, ?)", values)

    def values(self, tokens: Iterable[str]) -> list[Sealed]:
        """Values by their tokens."""
        found = []
        with self._working() as connection:
            for token in tokens:
                query = f"SELECT {_COLUMNS} FROM vault_value WHERE token = ?"  # noqa: S608
                found += [Sealed(*row) for row in connection.execute(query, (token,))]
        return found

    def of_file(self, file: str) -> list[Sealed]:
        """The values of a file."""
        query = f"SELECT {_COLUMNS} FROM vault_value WHERE file = ? ORDER BY token"  # noqa: S608
        with self._working() as connection:
            return [Sealed(*row) for row in connection.execute(query, (file,))]

    def everything(self) -> Iterator[Sealed]:
        """All values."""
        with self._working() as connection:
            query = f"SELECT {_COLUMNS} FROM vault_value ORDER BY token"  # noqa: S608
            yield from [Sealed(*row) for row in connection.execute(query)]

    def wrapped_keys(self) -> Iterator[tuple[str, bytes]]:
        """All wrapped keys."""
        with self._working() as connection:
            yield from connection.execute("SELECT file, wrapped FROM vault_key ORDER BY file").fetchall()

    def destroy(self, file: str) -> None:
        """Destroy a file's key and its values; the freed pages are overwritten."""
        with self._writing() as connection:
            connection.execute("DELETE FROM vault_key WHERE file = ?", (file,))
            connection.execute("DELETE FROM vault_value WHERE file = ?", (file,))

    def close(self) -> None:
        """Close the file."""
        self._pool.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        return connection

    @contextmanager
    def _working(self) -> Iterator[sqlite3.Connection]:
        where = f"sqlite:{self.path}"
        try:
            with self._pool.use() as connection:
                yield connection
        except sqlite3.Error as error:
            name = str(getattr(error, "sqlite_errorname", ""))
            if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR"):
                raise full(where, name) from error
            raise (lost if name == "SQLITE_CANTOPEN" else refused)(
                where, name or type(error).__name__
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._working() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection  # a connection of work that raised is closed, which undoes it
            connection.execute("COMMIT")


def _master(connection: sqlite3.Connection) -> str | None:
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'vault_master'").fetchone()
    if there is None:  # a backup of a vault made before master keys could be changed
        return None
    found = connection.execute("SELECT master FROM vault_master").fetchone()
    return None if found is None else str(found[0])
