"""The store of an address: `sqlite:PATH` or `postgresql://...`; a driver is loaded only when it is needed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from fajing.core.errors import UsageError
from fajing.ledger.stores.base import Store
from fajing.ledger.stores.vault_base import VaultStore

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

        return SqliteStore(_file(url, folder, log), log)
    if url.startswith(POSTGRESQL):
        _check_driver(url)
        from fajing.ledger.stores.postgresql import PostgresqlStore

        return PostgresqlStore(url, log)
    raise _unknown()


def find_vault_store(url: str, folder: Path) -> VaultStore:
    """Where the vault of a ledger with this address keeps its values.

    Raises:
        UsageError: As for `find_store`.
    """
    if url.startswith(SQLITE):
        from fajing.ledger.stores.sqlite_vault import SqliteVaultStore

        return SqliteVaultStore(_file(url, folder, "vault"))
    if url.startswith(POSTGRESQL):
        _check_driver(url)
        from fajing.ledger.stores.postgresql_vault import PostgresqlVaultStore

        return PostgresqlVaultStore(url)
    raise _unknown()


def _file(url: str, folder: Path, log: str) -> Path:
    """Each log has a file of its own: those who read do not wait for those who write."""
    path = folder / url.removeprefix(SQLITE)
    return path if log == "ledger" else path.with_name(f"{log}.sqlite")


def _check_driver(url: str) -> None:
    if urlsplit(url).password is not None:
        raise UsageError(
            "数据库地址里不写口令 (no password in the address of the database)",
            remedy="用 PGPASSFILE、~/.pgpass 或 PGSERVICEFILE / use PGPASSFILE, ~/.pgpass or PGSERVICEFILE",
        )
    try:
        import fajing.ledger.stores.postgresql  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError(
            "没有装 PostgreSQL 驱动 (the PostgreSQL driver is not installed)",
            remedy='pip install "fajing[postgresql]"',
        ) from error


def _unknown() -> UsageError:
    return UsageError(
        "不认识的数据库地址 (unknown address of a database)",
        why="只认 sqlite:路径 和 postgresql:// / only sqlite:PATH and postgresql:// are known",
    )
