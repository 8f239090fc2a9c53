# ruff: noqa: S608 - what is put into these statements are names of tables and columns, all constants
"""The vault's values in PostgreSQL, beside the ledger's tables.

What is deleted there stays on the disk until VACUUM, and in the database's own log until that is recycled: see
docs/threat_model.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from fajing.ledger.stores.pool import Pool
from fajing.ledger.stores.postgresql import SCHEMA, Connection, connect, raise_for
from fajing.ledger.stores.vault_base import Rewrap, Sealed, another_master

_TABLES = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.vault_key (file text PRIMARY KEY, wrapped bytea NOT NULL);
CREATE TABLE IF NOT EXISTS {SCHEMA}.vault_master (
  one integer PRIMARY KEY CHECK (one = 1), master text NOT NULL
);
CREATE TABLE IF NOT EXISTS {SCHEMA}.vault_value (
  token text PRIMARY KEY, file text NOT NULL, kind text NOT NULL, box bytea NOT NULL, mark bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS vault_value_of_file ON {SCHEMA}.vault_value (file);
"""
_KEY, _VALUE, _MASTER = f"{SCHEMA}.vault_key", f"{SCHEMA}.vault_value", f"{SCHEMA}.vault_master"
_COLUMNS = "token, file, kind, box, mark"


class PostgresqlVaultStore:
    """The vault's values in PostgreSQL.

    Args:
        url: Where, without a password.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: Pool[Connection] = Pool(lambda: connect(url), psycopg.Connection.close)

    def prepare(self) -> None:
        """Make the tables where there are none."""
        with self._working() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s, 0)", (0x46A2,))
            if connection.execute("SELECT to_regclass(%s)", (_MASTER,)).fetchone() == (None,):
                connection.execute(_TABLES)

    def put_key(self, file: str, wrapped: bytes, master: str | None = None) -> bytes:
        """Keep a file's wrapped key, or give back the one that is there."""
        with self._working() as connection, connection.transaction():
            connection.execute(f"LOCK TABLE {_MASTER} IN ROW SHARE MODE")  # waits for a `rewrap`
            if master is not None and _master(connection) not in {None, master}:
                raise another_master()
            connection.execute(f"INSERT INTO {_KEY} VALUES (%s, %s) ON CONFLICT DO NOTHING", (file, wrapped))
            found = connection.execute(f"SELECT wrapped FROM {_KEY} WHERE file = %s", (file,)).fetchone()
        assert found is not None
        return bytes(found[0])

    def key(self, file: str) -> bytes | None:
        """The wrapped key of a file."""
        found = self._all(f"SELECT wrapped FROM {_KEY} WHERE file = %s", (file,))
        return bytes(found[0][0]) if found else None

    def files(self) -> list[str]:
        """Files that have a key."""
        return [file for (file,) in self._all(f"SELECT file FROM {_KEY} ORDER BY file")]

    def master(self) -> str | None:
        """Check value of the master key in use."""
        with self._working() as connection:
            return _master(connection)

    def rewrap(self, change: Rewrap, master: str) -> int:
        """Wrap every key anew, in one transaction."""
        with self._working() as connection:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {_MASTER}, {_KEY} IN EXCLUSIVE MODE")
                rows = cursor.execute(f"SELECT file, wrapped FROM {_KEY} ORDER BY file").fetchall()
                cursor.executemany(
                    f"UPDATE {_KEY} SET wrapped = %s WHERE file = %s",
                    [(change(str(file), bytes(wrapped)), file) for file, wrapped in rows],
                )
                cursor.execute(f"DELETE FROM {_MASTER}")
                cursor.execute(f"INSERT INTO {_MASTER} VALUES (1, %s)", (master,))
            connection.execute(f"VACUUM {_KEY}")
        return len(rows)

    def put(self, values: Sequence[Sealed]) -> None:
        """Keep values, all or none."""
        with self._working() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {_VALUE} ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s)", values)

    def values(self, tokens: Iterable[str]) -> list[Sealed]:
        """Values by their tokens."""
        return self._sealed("WHERE token = ANY(%s)", (list(tokens),))

    def of_file(self, file: str) -> list[Sealed]:
        """The values of a file."""
        return self._sealed("WHERE file = %s", (file,))

    def everything(self) -> Iterator[Sealed]:
        """All values."""
        yield from self._sealed("")

    def wrapped_keys(self) -> Iterator[tuple[str, bytes]]:
        """All wrapped keys."""
        for row in self._all(f"SELECT file, wrapped FROM {_KEY} ORDER BY file"):
            yield str(row[0]), bytes(row[1])

    def destroy(self, file: str) -> None:
        """Destroy a file's key and its values."""
        with self._working() as connection:
            with connection.transaction():
                connection.execute(f"DELETE FROM {_KEY} WHERE file = %s", (file,))
                connection.execute(f"DELETE FROM {_VALUE} WHERE file = %s", (file,))
            connection.execute(f"VACUUM {_KEY}")
            connection.execute(f"VACUUM {_VALUE}")

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def _sealed(self, where: str, values: Sequence[object] = ()) -> list[Sealed]:
        return [
            Sealed(*row)
            for row in self._all(f"SELECT {_COLUMNS} FROM {_VALUE} {where} ORDER BY token", values)
        ]

    def _all(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._working() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _working(self) -> Iterator[Connection]:
        try:
            with self._pool.use() as connection:
                yield connection
        except psycopg.Error as error:
            raise_for(self._url, error)


def _master(connection: Connection) -> str | None:
    if connection.execute("SELECT to_regclass(%s)", (_MASTER,)).fetchone() == (None,):
        return None  # a vault made before master keys could be changed
    found = connection.execute(f"SELECT master FROM {_MASTER}").fetchone()
    return None if found is None else str(found[0])
