"""A log in an SQLite file: for one machine.

In: rows. Out: the same rows. Triggers refuse every change and deletion; a row that is not the next one is refused too.
Acknowledged means on the disk: write-ahead log with `synchronous=FULL`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from fajing.ledger.stores.base import PAGE, Row, already_there, full, kind_terms, lost, no_log, refused
from fajing.ledger.stores.pool import Pool

SCHEME = "sqlite:"
_WAIT_SECONDS = 60.0
_AT_ONCE = 500

_TABLES = """
CREATE TABLE {log}_about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE {log} (
  number INTEGER PRIMARY KEY, kind TEXT NOT NULL, leaf BLOB NOT NULL, hashes BLOB NOT NULL
);
CREATE INDEX {log}_by_kind ON {log} (kind, number);
CREATE TABLE {log}_subject (
  subject TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (subject, number)
) WITHOUT ROWID;
"""
_ROW = "number, CAST(kind AS TEXT), CAST(leaf AS BLOB), CAST(hashes AS BLOB)"
"""A cell of SQLite may hold another type than its column's, when somebody else put it there."""
_GUARD = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'append only'); END
"""
_NEXT = """
CREATE TRIGGER {log}_next BEFORE INSERT ON {log}
WHEN NEW.number IS NOT (SELECT coalesce(max(number), -1) + 1 FROM {log})
BEGIN SELECT RAISE(ABORT, 'not the next row'); END
"""  # INSERT OR REPLACE would delete without asking the trigger above
_ONCE = """
CREATE TRIGGER {log}_about_once BEFORE INSERT ON {log}_about
WHEN EXISTS (SELECT 1 FROM {log}_about WHERE name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'append only'); END
"""


class SqliteStore:
    """A log in an SQLite file.

    Args:
        path: The file.
        log: Name of the log; several may lie in one file.
    """

    def __init__(self, path: Path, log: str = "ledger") -> None:
        assert log.isidentifier()
        self.path = path
        self.log = log
        self._file_number = 0
        self._pool: Pool[sqlite3.Connection] = Pool(self._connect, sqlite3.Connection.close)

    @property
    def url(self) -> str:
        """`sqlite:` and the path."""
        return f"{SCHEME}{self.path}"

    def create(self, about: Mapping[str, str]) -> None:
        """Make the tables.

        Raises:
            FajingError: There is such a log already, or the file cannot be written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            self._fail(error)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN EXCLUSIVE")
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (self.log,)).fetchone():
                raise already_there(self.url)
            for statement in _TABLES.format(log=self.log).split(";"):
                connection.execute(statement)
            for table in (f"{self.log}_about", self.log, f"{self.log}_subject"):
                for verb in ("update", "delete"):
                    connection.execute(_GUARD.format(table=table, verb=verb))
            connection.execute(_NEXT.format(log=self.log))
            connection.execute(_ONCE.format(log=self.log))
            connection.executemany(f"INSERT INTO {self.log}_about VALUES (?, ?)", sorted(about.items()))  # noqa: S608
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._fail(error)
        finally:
            connection.close()

    def about(self) -> dict[str, str]:
        """What was said when the log was made.

        Raises:
            FajingError: There is no such log.
        """
        if not self.path.exists():
            raise no_log(self.url)
        with self._reading() as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (self.log,)).fetchone():
                raise no_log(self.url)
            return dict(connection.execute(f"SELECT name, value FROM {self.log}_about"))  # noqa: S608

    def size(self) -> int:
        """Number of rows."""
        with self._reading() as connection:
            return self._size(connection)

    @contextmanager
    def appending(self) -> Iterator[_Appending]:
        """A locked transaction.

        Raises:
            StoreError: Nothing was written.
        """
        self._look_at_the_file()
        try:
            with self._pool.use() as connection:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield _Appending(self, connection)
                    connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                    raise
        except sqlite3.Error as error:
            self._fail(error)

    def rows(
        self, start: int = 0, stop: int | None = None, kind: str | None = None, subject: str | None = None
    ) -> Iterator[Row]:
        """Rows in order, page by page; no lock is held between pages."""
        while True:
            with self._reading() as connection:
                page = self._page(connection, start, stop, kind, subject)
            yield from page
            if len(page) < PAGE:
                return
            start = page[-1].number + 1

    def last(self, kind: str) -> Row | None:
        """The last row of a kind, or None."""
        with self._reading() as connection:
            found = connection.execute(
                f"SELECT {_ROW} FROM {self.log} WHERE kind = ? ORDER BY number DESC LIMIT 1",  # noqa: S608
                (kind,),
            ).fetchall()
        return next((Row(number, of, (), leaf, hashes) for number, of, leaf, hashes in found), None)

    def hashes(self, indexes: Iterable[int]) -> dict[int, bytes]:
        """What is kept with some rows."""
        with self._reading() as connection:
            return self._hashes(connection, indexes)

    def subjects(self, stop: int | None = None) -> Iterator[tuple[int, str]]:
        """All pairs of row and subject up to a row, in order of rows."""
        query = (
            f"SELECT CAST(number AS INTEGER), CAST(subject AS TEXT) FROM {self.log}_subject"  # noqa: S608
            " WHERE ?1 IS NULL OR number < ?1 ORDER BY CAST(number AS INTEGER), subject"
        )
        with self._reading() as connection:
            yield from connection.execute(query, (stop,))

    def mark_moved(self, to: str) -> None:
        """Take nothing more."""
        with self.appending() as appending:
            appending.mark_moved(to)

    def close(self) -> None:
        """Close the file."""
        self._pool.close()

    # ------------------------------------------------------------ inside
    def _look_at_the_file(self) -> None:
        """Connections to a file that was taken away or replaced would write where nobody reads."""
        try:
            number = self.path.stat().st_ino
        except OSError as error:
            self._pool.close()
            raise no_log(self.url) from error
        if number != self._file_number:
            self._pool.close()
            self._file_number = number

    def _connect(self) -> sqlite3.Connection:
        if not self.path.exists():
            raise no_log(self.url)
        connection = sqlite3.connect(
            self.path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA trusted_schema=OFF")
        return connection

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._pool.use() as connection:
                yield connection
        except sqlite3.Error as error:
            self._fail(error)

    def _size(self, connection: sqlite3.Connection) -> int:
        found = connection.execute(f"SELECT max(number) FROM {self.log}").fetchone()[0]  # noqa: S608
        return 0 if found is None else int(found) + 1

    def _page(
        self,
        connection: sqlite3.Connection,
        start: int,
        stop: int | None,
        kind: str | None,
        subject: str | None,
    ) -> list[Row]:
        wanted: list[object] = [start]
        tables, terms = self.log, ["number >= ?"]
        if subject is not None:
            tables = f"{self.log}_subject JOIN {self.log} USING (number)"
            terms.append("subject = ?")
            wanted.append(subject)
        if stop is not None:
            terms.append("number < ?")
            wanted.append(stop)
        if kind is not None:
            terms[0] = "+number >= ?"  # the index of kinds is the shorter way
            for term, value in kind_terms(kind):
                terms.append(f"{term} ?")
                wanted.append(value)
        query = (
            f"SELECT {_ROW} FROM {tables} WHERE {' AND '.join(terms)}"  # noqa: S608
            f" ORDER BY number LIMIT {PAGE}"
        )
        return [
            Row(number, of, (), leaf, hashes)
            for number, of, leaf, hashes in connection.execute(query, wanted)
        ]

    def _hashes(self, connection: sqlite3.Connection, indexes: Iterable[int]) -> dict[int, bytes]:
        wanted = sorted(set(indexes))
        found: dict[int, bytes] = {}
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT number, CAST(hashes AS BLOB) FROM {self.log} WHERE number IN ({marks})"  # noqa: S608
            found.update(connection.execute(query, some))
        return found

    def _fail(self, error: Exception) -> NoReturn:
        """Say what the database said, without any value of a row."""
        text = str(error)
        name = str(getattr(error, "sqlite_errorname", ""))
        if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR"):
            raise full(self.url, f"{name}: {text}") from error
        if name == "SQLITE_CANTOPEN" or isinstance(error, OSError):
            raise lost(self.url, text) from error
        raise refused(self.url, text) from error


class _Appending:
    """A transaction that holds the file's write lock."""

    def __init__(self, store: SqliteStore, connection: sqlite3.Connection) -> None:
        self._store = store
        self._connection = connection
        found = connection.execute(
            f"SELECT number + 1, CAST(hashes AS BLOB) FROM {store.log} ORDER BY number DESC LIMIT 1"  # noqa: S608
        ).fetchone()
        self.size: int = found[0] if found else 0
        self.last: bytes = found[1] if found else b""
        self.is_moved = bool(
            connection.execute(f"SELECT 1 FROM {store.log}_about WHERE name = 'moved'").fetchone()  # noqa: S608
        )

    def hashes(self, indexes: Iterable[int]) -> dict[int, bytes]:
        """What is kept with some rows."""
        return self._store._hashes(self._connection, indexes)

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        log = self._store.log
        self._connection.executemany(
            f"INSERT INTO {log} VALUES (?, ?, ?, ?)",  # noqa: S608
            [(row.number, row.kind, row.leaf, row.hashes) for row in rows],
        )
        pairs = [(subject, row.number) for row in rows for subject in row.subjects]
        if pairs:
            self._connection.executemany(f"INSERT INTO {log}_subject VALUES (?, ?)", pairs)  # noqa: S608

    def mark_moved(self, to: str) -> None:
        """Take nothing more once this is kept."""
        self._connection.execute(f"INSERT INTO {self._store.log}_about VALUES ('moved', ?)", (to,))  # noqa: S608
