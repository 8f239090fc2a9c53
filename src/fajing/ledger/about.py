"""What a data folder says of its ledger: where the rows are, which hash, under which name checkpoints go out.

In and out: `ledger/ledger.json` in the data folder. It holds no key and no password.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError, UsageError
from fajing.ledger.segments.parts import sync_file, sync_folder

FOLDER, FILE = "ledger", "ledger.json"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class About:
    """What a data folder says of its ledger.

    Attributes:
        store: Address of the store.
        hash: Name of the hash algorithm; the store holds it too, and the two must agree.
        origin: Name of this ledger in checkpoints, such as `fajing/bureau-of-a-county`.
        schema: Version of this file.
    """

    store: str
    hash: str
    origin: str
    schema: int = SCHEMA

    def with_store(self, url: str) -> About:
        """The same ledger in another store."""
        return replace(self, store=url)


def ledger_folder(data_dir: Path) -> Path:
    """The folder of the ledger in a data folder."""
    return data_dir / FOLDER


def has_ledger(data_dir: Path) -> bool:
    """Whether a data folder has a ledger."""
    return (data_dir / FOLDER / FILE).exists()


def read_about(data_dir: Path) -> About:
    """Read `ledger.json`.

    Raises:
        UsageError: There is no ledger in the data folder.
        FajingError: The file is damaged, or a newer program wrote it.
    """
    path = data_dir / FOLDER / FILE
    try:
        data = json.loads(path.read_bytes())
        if data["schema"] != SCHEMA:
            raise FajingError(
                f"账本由更新版本的程序建立 (made by a newer program): schema {data['schema']!r}",
                where=str(path),
                remedy="升级 fajing / upgrade fajing",
            )
        return About(str(data["store"]), str(data["hash"]), str(data["origin"]))
    except FileNotFoundError as error:
        raise UsageError(
            f"这个数据文件夹还没有账本 (no ledger in this data folder): {data_dir}",
            remedy="fajing ledger init --data DIR",
        ) from error
    except OSError as error:
        raise UsageError(
            "账本的说明打不开 (cannot open the ledger's description)",
            where=str(path),
            why=error.strerror or str(error),
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise FajingError(
            "账本的说明坏了 (the ledger's description is damaged)", where=str(path), why=repr(error)
        ) from error


def write_about(data_dir: Path, about: About) -> None:
    """Write `ledger.json`, whole or not at all.

    Raises:
        UsageError: The folder cannot be written.
    """
    path = data_dir / FOLDER / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{FILE}-{os.getpid()}")
        part.write_bytes(pretty_bytes(asdict(about)))
        sync_file(part)
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise UsageError(
            "账本的说明写不进 (cannot write the ledger's description)",
            where=str(path),
            why=error.strerror or str(error),
        ) from error
