"""The store of an address: `sqlite:PATH` or `postgresql://...`; a driver is loaded only when it is needed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from fajing.core.errors import UsageError
from fajing.ledger.stores.base import Store

SQLITE = "sqlite:"
POSTGRESQL = ("postgresql://", "postgres://")


def find_store(url: str, folder: Path, log: str = "ledger") -> Store:
    """The store of an address.

    Args:
        url: `sqlite:PATH`, a relative path counting from the folder, or `postgresql://...` without a password.
        folder: The ledger's folder.
        log: Which log of the store.

    Raises:
        UsageError: No store has such an address, it holds a password, or the driver is not installed.
    """
    if url.startswith(SQLITE):
        from fajing.ledger.stores.sqlite import SqliteStore

        return SqliteStore(folder / url.removeprefix(SQLITE), log)
    if url.startswith(POSTGRESQL):
        if urlsplit(url).password is not None:
            raise UsageError(
                "数据库地址里不写口令 (no password in the address of the database)",
                remedy="用 PGPASSFILE、~/.pgpass 或 PGSERVICEFILE / use PGPASSFILE, ~/.pgpass or PGSERVICEFILE",
            )
        try:
            from fajing.ledger.stores.postgresql import PostgresqlStore
        except ModuleNotFoundError as error:
            raise UsageError(
                "没有装 PostgreSQL 驱动 (the PostgreSQL driver is not installed)",
                remedy='pip install "fajing[postgresql]"',
            ) from error
        return PostgresqlStore(url, log)
    raise UsageError(
        "不认识的数据库地址 (unknown address of a database)",
        why="只认 sqlite:路径 和 postgresql:// / only sqlite:PATH and postgresql:// are known",
    )
