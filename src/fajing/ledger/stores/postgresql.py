"""A log in PostgreSQL 15 or newer: for a bureau.

In: rows. Out: the same rows. One advisory lock gives the numbers; triggers refuse every change, deletion and
truncation, and the rights to them are taken away. Acknowledged means `synchronous_commit = on`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, NoReturn
from zlib import crc32

import psycopg
from psycopg import errors, sql

from fajing.ledger.stores.base import (
    PAGE,
    Row,
    already_there,
    full,
    kind_terms,
    lost,
    no_log,
    refused,
)
from fajing.ledger.stores.pool import Pool

SCHEMA = "fajing_ledger"
_LOCK = 0x46A1
_COPY_FROM = 50
"""Rows from which COPY is quicker than INSERT."""
_FULL = (errors.DiskFull,)
_GONE = (
    errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, errors.IdleInTransactionSessionTimeout,
    errors.ConnectionException,
)  # fmt: skip

_TABLES = """
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE {about} (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE {log} (
  number bigint PRIMARY KEY, kind text COLLATE "C" NOT NULL, leaf bytea NOT NULL, hashes bytea NOT NULL
);
CREATE INDEX ON {log} (kind, number);
CREATE TABLE {subject} (
  subject text COLLATE "C" NOT NULL, number bigint NOT NULL, PRIMARY KEY (subject, number)
);
CREATE OR REPLACE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append only' USING ERRCODE = 'insufficient_privilege'; END $$;
"""
_GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {refuse}();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only;
REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON {table} FROM PUBLIC, CURRENT_USER;
"""

_STATE = """
SELECT coalesce(number, -1) + 1, coalesce(hashes, ''), EXISTS (SELECT FROM {about} WHERE name = 'moved')
FROM (VALUES (1)) AS always LEFT JOIN (SELECT number, hashes FROM {log} ORDER BY number DESC LIMIT 1) AS last ON true
"""

Connection = psycopg.Connection[tuple[Any, ...]]


class PostgresqlStore:
    """A log in PostgreSQL.

    Args:
        url: Where, without a password.
        log: Name of the log; several may lie in one database.
    """

    def __init__(self, url: str, log: str = "ledger") -> None:
        assert log.isidentifier()
        self._url = url
        self.log = log
        self._pool: Pool[Connection] = Pool(lambda: connect(url), psycopg.Connection.close)
        self._lock = (_LOCK, crc32(log.encode()) & 0x7FFFFFFF)
        names = {"log": log, "about": f"{log}_about", "subject": f"{log}_subject", "refuse": "refuse_change"}
        self._names = {name: sql.Identifier(SCHEMA, table) for name, table in names.items()}
        self._names["schema"] = sql.Identifier(SCHEMA)

    @property
    def url(self) -> str:
        """The address, without a password."""
        return self._url

    def create(self, about: Mapping[str, str]) -> None:
        """Make the tables, in the schema `fajing_ledger`.

        Raises:
            FajingError: There is such a log already, or the database refuses.
        """
        with self._working() as connection, connection.transaction():
            self._take_lock(connection)
            if self._is_there(connection):
                raise already_there(self.url)
            connection.execute(self._sql(_TABLES))
            connection.cursor().executemany(
                self._sql("INSERT INTO {about} VALUES (%s, %s)"), sorted(about.items())
            )
            for name in ("about", "log", "subject"):
                connection.execute(
                    sql.SQL(_GUARD).format(table=self._names[name], refuse=self._names["refuse"])
                )

    def about(self) -> dict[str, str]:
        """What was said when the log was made.

        Raises:
            FajingError: There is no such log.
        """
        with self._working() as connection:
            if not self._is_there(connection):
                raise no_log(self.url)
            return dict(self._all(connection, "SELECT name, value FROM {about}"))

    def size(self) -> int:
        """Number of rows."""
        with self._working() as connection:
            return int(self._all(connection, "SELECT coalesce(max(number), -1) + 1 FROM {log}")[0][0])

    @contextmanager
    def appending(self) -> Iterator[_Appending]:
        """A locked transaction.

        Raises:
            StoreError: Nothing is acknowledged.
        """
        with self._working() as connection:  # a connection of work that raised is closed, which undoes it
            with _together(connection):
                connection.execute("BEGIN")
                self._take_lock(connection)
                found = connection.execute(self._sql(_STATE))  # sees what was kept when the lock was given
            yield _Appending(self, connection, *found.fetchall()[0])
            connection.execute("COMMIT")

    def rows(
        self, start: int = 0, stop: int | None = None, kind: str | None = None, subject: str | None = None
    ) -> Iterator[Row]:
        """Rows in order, page by page; nothing is held between pages."""
        while True:
            with self._working() as connection:
                page = self._page(connection, start, stop, kind, subject)
            yield from page
            if len(page) < PAGE:
                return
            start = page[-1].number + 1

    def last(self, kind: str) -> Row | None:
        """The last row of a kind, or None."""
        with self._working() as connection:
            query = (
                "SELECT number, kind, leaf, hashes FROM {log} WHERE kind = %s ORDER BY number DESC LIMIT 1"
            )
            found = self._all(connection, query, (kind,))
        return next((Row(number, of, (), leaf, hashes) for number, of, leaf, hashes in found), None)

    def hashes(self, indexes: Iterable[int]) -> dict[int, bytes]:
        """What is kept with some rows."""
        with self._working() as connection:
            return self._hashes(connection, indexes)

    def subjects(self, stop: int | None = None) -> Iterator[tuple[int, str]]:
        """All pairs of row and subject up to a row, in order of rows."""
        with self._working() as connection, connection.transaction(), connection.cursor("subjects") as cursor:
            cursor.itersize = PAGE
            upto = "SELECT number, subject FROM {subject} WHERE number < %s ORDER BY number, subject"
            cursor.execute(self._sql(upto), (2**62 if stop is None else stop,))
            yield from cursor

    def mark_moved(self, to: str) -> None:
        """Take nothing more."""
        with self.appending() as appending:
            appending.mark_moved(to)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    # ------------------------------------------------------------ inside
    @contextmanager
    def _working(self) -> Iterator[Connection]:
        try:
            with self._pool.use() as connection:
                yield connection
        except psycopg.Error as error:
            raise_for(self._url, error)

    def _take_lock(self, connection: Connection) -> None:
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", self._lock)

    def _is_there(self, connection: Connection) -> bool:
        found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.{self.log}",)).fetchone()
        return found is not None and found[0] is not None

    def _sql(self, text: str) -> sql.Composed:
        return sql.SQL(text).format(**self._names)

    def _all(self, connection: Connection, text: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return connection.execute(self._sql(text), values).fetchall()

    def _page(
        self, connection: Connection, start: int, stop: int | None, kind: str | None, subject: str | None
    ) -> list[Row]:
        tables, terms = "{log}", ["number >= %s"]
        wanted: list[object] = [start]
        if subject is not None:
            tables = "{subject} JOIN {log} USING (number)"
            terms.append("subject = %s")
            wanted.append(subject)
        if stop is not None:
            terms.append("number < %s")
            wanted.append(stop)
        for term, value in kind_terms(kind) if kind is not None else ():
            terms.append(f"{term} %s")
            wanted.append(value)
        query = (
            f"SELECT number, kind, leaf, hashes FROM {tables} WHERE {' AND '.join(terms)}"  # noqa: S608
            f" ORDER BY number LIMIT {PAGE}"
        )
        return [
            Row(number, of, (), leaf, hashes)
            for number, of, leaf, hashes in self._all(connection, query, wanted)
        ]

    def _hashes(self, connection: Connection, indexes: Iterable[int]) -> dict[int, bytes]:
        wanted = sorted(set(indexes))
        if not wanted:
            return {}
        text = "SELECT number, hashes FROM {log} WHERE number = ANY(%s)"
        return dict(self._all(connection, text, (wanted,)))


def connect(url: str) -> Connection:
    """A connection that acknowledges only what is on the disk."""
    connection = psycopg.connect(url, autocommit=True, application_name="fajing", connect_timeout=10)
    connection.execute("SET synchronous_commit = on")
    return connection


def raise_for(url: str, error: psycopg.Error) -> NoReturn:
    """Say what the database said: its message, never its detail, which may show a row.

    Raises:
        StoreError: Always.
    """
    text = error.diag.message_primary or type(error).__name__
    if isinstance(error, _FULL):
        raise full(url, text) from error
    if isinstance(error, _GONE) or (isinstance(error, psycopg.OperationalError) and error.sqlstate is None):
        raise lost(url, text) from error
    raise refused(url, text) from error


class _Appending:
    """A transaction that holds the log's lock."""

    def __init__(
        self, store: PostgresqlStore, connection: Connection, size: int, last: bytes, is_moved: bool
    ) -> None:
        self._store = store
        self._connection = connection
        self.size = size
        self.last = last
        self.is_moved = is_moved

    def hashes(self, indexes: Iterable[int]) -> dict[int, bytes]:
        """What is kept with some rows."""
        return self._store._hashes(self._connection, indexes)

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        pairs = [(subject, row.number) for row in rows for subject in row.subjects]
        cells = [(row.number, row.kind, row.leaf, row.hashes) for row in rows]
        if len(rows) < _COPY_FROM and len(pairs) < _COPY_FROM:
            with _together(self._connection):
                self._insert("{log} (number, kind, leaf, hashes)", cells)
                self._insert("{subject} (subject, number)", pairs)
            return
        self._copy("{log} (number, kind, leaf, hashes)", ("int8", "text", "bytea", "bytea"), cells)
        self._copy("{subject} (subject, number)", ("text", "int8"), pairs)

    def mark_moved(self, to: str) -> None:
        """Take nothing more once this is kept."""
        self._connection.execute(self._store._sql("INSERT INTO {about} VALUES ('moved', %s)"), (to,))

    def _insert(self, target: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
            statement = self._store._sql(f"INSERT INTO {target} VALUES {marks}")  # noqa: S608
            self._connection.execute(statement, [value for row in rows for value in row])

    def _copy(self, target: str, types: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        statement = self._store._sql(f"COPY {target} FROM STDIN (FORMAT binary)")
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)


def _together(connection: Connection) -> AbstractContextManager[object]:
    """Statements that are sent in one go."""
    return connection.pipeline() if psycopg.Pipeline.is_supported() else nullcontext()
