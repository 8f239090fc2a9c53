"""The pool of a draw from tables: premises or files, people, declared conflicts.

In: tables that intake can open, with the columns named below and no others. Out: a pool, and the file it is kept in
with its salt until the draw. A column that is not known is refused rather than left out, so that no name comes along.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError, UsageError
from fajing.draw.pool import Conflict, Person, Pool, Target
from fajing.draw.record import Draw
from fajing.draw.words import CONFLICTS, FORMAT
from fajing.intake.readers.base import open_file

_TARGET: Final[Mapping[str, str]] = {
    **dict.fromkeys(("id", "编号", "对象编号", "场所编号", "案号", "案件编号", "登记编号"), "id"),
    **dict.fromkeys(("weight", "权重", "风险权重"), "weight"),
    **dict.fromkeys(("stratum", "分层", "单位", "办案单位", "辖区"), "stratum"),
    **dict.fromkeys(("needs", "所需专长"), "needs"),
}
_PERSON: Final[Mapping[str, str]] = {
    **dict.fromkeys(("id", "编号", "人员编号", "警号", "评查员编号"), "id"),
    **dict.fromkeys(("specialities", "专长"), "specialities"),
    **dict.fromkeys(("unit", "单位", "所在单位"), "unit"),
}
_CONFLICT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("person", "人员", "人员编号", "警号", "评查员编号"), "person"),
    **dict.fromkeys(("target", "对象", "对象编号", "场所编号", "案号", "案件编号"), "target"),
    **dict.fromkeys(("reason", "理由", "回避理由"), "reason"),
}
_WEIGHTS = {heading for heading, field in _TARGET.items() if field == "weight"}
_BETWEEN = "、;；,，|"
_REASONS: Final[Mapping[str, str]] = {zh: code for code, (zh, _) in CONFLICTS.items()}


@dataclass(frozen=True, slots=True)
class PoolFile:
    """A pool and the salt it is committed with; kept inside until the draw.

    Attributes:
        pool: What is drawn from.
        salt: 64 hexadecimal digits by chance.
    """

    pool: Pool
    salt: str

    @property
    def hash(self) -> str:
        """What is committed."""
        return self.pool.hash(self.salt)

    def write(self, path: Path) -> None:
        """Write it, readable for its owner only.

        Raises:
            UsageError: The file is there, or cannot be written.
        """
        write_new(path, pretty_bytes({"format": FORMAT, "pool": self.pool.as_json(), "salt": self.salt}))

    @classmethod
    def read(cls, path: Path) -> PoolFile:
        """Read it, checking the pool again.

        Raises:
            FajingError: It is no such file.
        """
        try:
            data = json.loads(path.read_bytes())
            if data["format"] == FORMAT:
                made = cls(Pool.from_json(data["pool"]), data["salt"])
                made.pool.hash(made.salt)
                return made
        except OSError as error:
            raise UsageError(f"读不出这个文件 (cannot read): {path}", why=error.strerror or "") from error
        except (KeyError, TypeError, ValueError, RecursionError):
            pass
        raise UsageError(f"不是抽取池文件 (this is no pool file): {path}", remedy="fajing draw pool")


def new_pool(kind: str, targets: Path, people: Path | None = None, conflicts: Path | None = None) -> PoolFile:
    """Read the tables and add a fresh salt.

    Args:
        kind: `inspection`, `file_sample` or `panel`.
        targets: Table of premises, files or items; or the record of an earlier draw, for what was drawn there.
        people: Table of inspectors or reviewers.
        conflicts: Table of pairs that must not meet.

    Raises:
        FajingError: A table cannot be read, has a column that is not known, or gives no pool.
    """
    pool = Pool.of(
        kind,
        _drawn_before(targets) if targets.suffix == ".json" else _targets(targets),
        (
            Person(row["id"], _several(row.get("specialities", "")), row.get("unit", ""))
            for _, row in (_rows(people, _PERSON, "id") if people else ())
        ),
        (
            Conflict(row["person"], row["target"], _reason(row.get("reason", "")))
            for _, row in (_rows(conflicts, _CONFLICT, "person", "target") if conflicts else ())
        ),
    )
    return PoolFile(pool, secrets.token_hex(32))


def _targets(path: Path) -> Iterator[Target]:
    for where, row in _rows(path, _TARGET, "id"):
        yield Target(row["id"], _weight(row, where), row.get("stratum", ""), _several(row.get("needs", "")))


def _drawn_before(path: Path) -> list[Target]:
    """What an earlier draw gave, such as the files for which panels are wanted; without its weights."""
    try:
        draw = Draw.read(path.read_bytes())
    except OSError as error:
        raise UsageError(f"读不出这个文件 (cannot read): {path}", why=error.strerror or "") from error
    if not (drawn := {one.target for one in draw.result()}):
        raise UsageError(f"这次抽取没有结果 (that draw has no result): {draw.id}")
    return [Target(one.id, 1, one.stratum, one.needs) for one in draw.pool.targets if one.id in drawn]


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, readable for its owner only.

    Raises:
        UsageError: It is there, or cannot be written.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(data)
    except FileExistsError as error:
        raise UsageError(f"文件已存在，不覆盖 (the file is there, it is not replaced): {path}") from error
    except OSError as error:
        raise UsageError(f"写不进这个文件 (cannot write): {path}", why=error.strerror or "") from error


def _rows(path: Path, fields: Mapping[str, str], *needed: str) -> Iterator[tuple[str, dict[str, str]]]:
    sheets = open_file(path)
    if len(sheets) != 1:
        raise UsageError(f"只能有一张表 (one sheet only): {path.name}", why=f"{len(sheets)}")
    columns: list[str] | None = None
    for number, cells in sheets[0].rows():
        where = f"{path.name}:{number}"
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if columns is None:
            columns = _columns(texts, fields, needed, where)
            continue
        if len(texts) > len(columns) and any(texts[len(columns) :]):
            raise UsageError("单元格多于列名 (more cells than headings)", where=where)
        row = {name: text for name, text in zip(columns, texts, strict=False) if name}
        if missing := [name for name in needed if not row.get(name)]:
            raise UsageError(
                f"这一行缺内容 (something is missing in this row): {'、'.join(missing)}", where=where
            )
        yield where, row
    if columns is None:
        raise UsageError(f"表是空的 (the table is empty): {path.name}")


def _columns(
    headings: list[str], fields: Mapping[str, str], needed: tuple[str, ...], where: str
) -> list[str]:
    columns = [fields.get(heading.casefold(), "") for heading in headings]
    if fields is _PERSON and (weighted := _WEIGHTS.intersection(one.casefold() for one in headings)):
        raise UsageError(
            f"人员不能有权重 (a person cannot have a weight): {'、'.join(weighted)}",
            where=where,
            why="检查人员和评查员机会均等 / inspectors and reviewers have equal chances",
            remedy="删去这一列 / remove the column",
        )
    strange = [heading for heading, column in zip(headings, columns, strict=True) if heading and not column]
    used = [column for column in columns if column]
    if strange or len(set(used)) != len(used) or not set(needed) <= set(used):
        raise UsageError(
            f"列名不对 (headings are wrong): {'、'.join(strange or headings)}",
            where=where,
            why="不认识的列不读也不略过，以免带入姓名 / an unknown column is refused, lest names come along",
            remedy="、".join(fields),
        )
    return columns


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFC", str(cell)).strip()


def _weight(row: Mapping[str, str], where: str) -> int:
    text = row.get("weight", "")
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise FajingError(f"权重应是整数 (a weight is a whole number): {text!r}", where=where)
    return int(text)


def _several(text: str) -> tuple[str, ...]:
    for sign in _BETWEEN[1:]:
        text = text.replace(sign, _BETWEEN[0])
    return tuple(sorted({part.strip() for part in text.split(_BETWEEN[0]) if part.strip()}))


def _reason(text: str) -> str:
    return _REASONS.get(text, text) or "interest"
