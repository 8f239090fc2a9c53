"""Use case: personal values are brought from a table into the vault.

In: a CSV of three columns, `file`, `kind` and `value`: the root matter of a file, what the value is (`name`, or with
the party's id in the file `P1/name`), and its text. Out: values in the vault, commitments in the ledger. All rows are
checked before the first is kept; a message names rows, never values.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from fajing.core.errors import FajingError, UsageError
from fajing.findings.rules import refuse_personal
from fajing.ledger.ledger import Ledger
from fajing.ledger.vault import Vault

_COLUMNS = ["file", "kind", "value"]
_KIND = re.compile(r"(?:[A-Za-z0-9_.-]{1,40}/)?[a-z][a-z0-9_]{0,39}")
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Kept:
    """How much was kept.

    Attributes:
        files: Number of files.
        values: Number of rows.
    """

    files: int
    values: int


def keep_personal(ledger: Ledger, source: Path, *, actor: str) -> Kept:
    """Keep what a table holds.

    Args:
        ledger: The ledger.
        source: The table, UTF-8.
        actor: Token of who keeps it.

    Raises:
        FajingError: The table or a row is not what it should be, or there is no vault; nothing was kept.
    """
    rows = _rows(source)
    vault = Vault.open(ledger)
    try:
        erased = next((file for file in rows if vault.is_erased(file)), None)
        if erased is not None:
            raise FajingError(
                "这个案卷的个人信息已注销，不再收；一行也没有存 (a file was erased; no row was kept)",
                where=erased,
            )
        for file, values in rows.items():
            vault.put(file, values, actor=actor)
    finally:
        vault.close()
    return Kept(len(rows), sum(map(len, rows.values())))


def _rows(source: Path) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    try:
        with source.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            if table.fieldnames != _COLUMNS:
                raise UsageError(
                    "要有 file、kind、value 三列 (the columns must be file, kind, value)", where=str(source)
                )
            for number, row in enumerate(table, 2):
                file, kind, value = (row[name] or "" for name in _COLUMNS)
                _check(f"{source.name}:{number}", file, kind, value, is_whole=None not in row)
                found.setdefault(file, []).append((kind, value))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"表读不了 (cannot read the table): {source}", why=type(error).__name__, remedy="UTF-8 的 CSV"
        ) from None
    return found


def _check(where: str, file: str, kind: str, value: str, *, is_whole: bool) -> None:
    if not (is_whole and file.strip() == file != "" and value.strip() and len(value) <= _LONGEST):
        raise UsageError(
            "这一行缺列、多列或太长 (a row lacks a column, has too many or is too long)", where=where
        )
    if _KIND.fullmatch(kind) is None:
        raise UsageError(
            "kind 写成 name 或 P1/name 的样子 (write the kind as name, or P1/name)",
            where=where,
            why="它会原样写进存证 / it is written to the ledger as it stands",
        )
    refuse_personal(kind, where)
