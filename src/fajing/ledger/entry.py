"""What stands in the ledger: an entry, and the receipt for one.

In: what happened, said by a caller. Out: the canonical bytes that become a leaf of the tree. An entry holds ids and
tokens, never a personal value: those lie in the vault, and the ledger holds commitments to them. What looks like an
identity number is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from fajing.core.canonical import canonical_bytes
from fajing.core.clock import now
from fajing.core.errors import FajingError
from fajing.core.ids import is_id

FORMAT = 1
LONGEST_TOKEN = 200
LARGEST = 1 << 20
"""Bytes of a leaf; what is larger belongs into a file of which the ledger holds the hash."""

_IDENTITY = re.compile(
    rb"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx](?![0-9A-Za-z])"
)
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_SEVENTEEN = b"0" * 17
_WORDS = {True: "true", False: "false", None: "null"}
_quoted = json.encoder.encode_basestring  # as `json.dumps` writes a text with ensure_ascii=False
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = b"10X98765432"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened and is to be kept.

    Attributes:
        kind: What it is: `import`, `event`, `finding.pushed`, `document`, `correction`, `erasure`, `key`, `user` ...
        body: What is to be said of it, as JSON: texts, whole numbers, true, false, null, lists and objects.
        actor: Token of who did it; `system` for the program itself.
        subjects: Tokens under which it can be found again, such as `matter:A1` or `finding:17`.
        at: When it was entered, aware; by default now.

    Example:
        >>> at = datetime(2026, 3, 2, tzinfo=UTC)
        >>> entry = Entry("finding.pushed", {"unit": "u1"}, "officer:17", ("finding:3",), at)
        >>> entry.leaf().decode()[:56]
        '{"actor":"officer:17","at":"2026-03-02T00:00:00.000000Z"'
    """

    kind: str
    body: Mapping[str, Any]
    actor: str = "system"
    subjects: tuple[str, ...] = ()
    at: datetime = field(default_factory=now)

    def leaf(self) -> bytes:
        """The canonical bytes that are hashed.

        Raises:
            FajingError: The entry is not one that may be kept.
        """
        self._check()
        at = self.at if self.at.tzinfo is UTC else self.at.astimezone(UTC)
        value = {
            "actor": self.actor,
            "at": at.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z",
            "body": dict(self.body),
            "format": FORMAT,
            "kind": self.kind,
            "subjects": list(self.subjects),
        }
        data = _canonical(value)
        if len(data) > LARGEST:
            raise FajingError(
                f"账目太大 (an entry is too large): {len(data):,} > {LARGEST:,}",
                where=self.kind,
                remedy="内容另存文件，账目里记它的哈希 / keep the content in a file and its hash in the entry",
            )
        if holds_identity_number(data):
            raise FajingError(
                "账目里有像身份证号的内容，不收 (an entry holds what looks like an identity number)",
                where=self.kind,
                why="账本里没有个人信息 / no personal value stands in the ledger",
                remedy="个人信息放进保险柜，账目里只写代号 / put it into the vault and write its token",
            )
        return data

    def _check(self) -> None:
        if not _is_kind(self.kind):
            raise FajingError(
                f"账目的种类写法不对 (not a kind of entry): {self.kind!r}", remedy="finding.pushed"
            )
        for token in (self.actor, *self.subjects):
            if not token or len(token) > LONGEST_TOKEN or "\x00" in token:
                raise FajingError(
                    f"代号为空或超过{LONGEST_TOKEN}字 (a token is empty or too long)",
                    where=self.kind,
                )
        if len(set(self.subjects)) != len(self.subjects):
            raise FajingError("代号写了两次 (a subject stands twice)", where=self.kind)
        if self.at.tzinfo is None:
            raise FajingError("账目的时间没有时区 (the time of an entry has no zone)", where=self.kind)

    @classmethod
    def read(cls, leaf: bytes) -> Entry:
        """The entry of a leaf's bytes.

        Raises:
            FajingError: They are not those of an entry.
        """
        try:
            data = json.loads(leaf)
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']!r}")
            return cls(
                kind=data["kind"],
                body=data["body"],
                actor=data["actor"],
                subjects=tuple(data["subjects"]),
                at=datetime.fromisoformat(data["at"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise FajingError(
                "这不是一条账目 (these bytes are no entry)", why=type(error).__name__
            ) from error


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is handed back for an entry that is lastingly kept.

    Attributes:
        index: Number of the entry, from 0.
        leaf_hash: Hash of its leaf.
        size: Number of entries once it was there, with those appended together with it.
        root: Root of the tree of that size.
    """

    index: int
    leaf_hash: bytes
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it stands in the ledger.

    Attributes:
        index: Its number, from 0.
        entry: What it says.
        leaf: Its canonical bytes.
    """

    index: int
    entry: Entry
    leaf: bytes

    @property
    def kind(self) -> str:
        """What it is."""
        return self.entry.kind

    @property
    def body(self) -> Mapping[str, Any]:
        """What it says."""
        return self.entry.body


_is_kind = lru_cache(maxsize=1_000)(is_id)  # there are few, and each is asked for often


def _canonical(value: dict[str, Any]) -> bytes:
    """`core.canonical.canonical_bytes`, by a shorter way for bodies without lists and objects."""
    cells = []
    for name, one in sorted(value["body"].items()) if _has_plain_keys(value["body"]) else ():
        kind = type(one)
        if kind is str:
            cells.append(f"{_quoted(name)}:{_quoted(one)}")
        elif kind is int:
            cells.append(f"{_quoted(name)}:{one}")
        elif one is None or kind is bool:
            cells.append(f"{_quoted(name)}:{_WORDS[one]}")
        else:
            break
    if len(cells) < len(value["body"]):
        return canonical_bytes(value)
    try:
        return (
            f'{{"actor":{_quoted(value["actor"])},"at":"{value["at"]}","body":{{{",".join(cells)}}},'
            f'"format":{FORMAT},"kind":"{value["kind"]}",'
            f'"subjects":[{",".join(map(_quoted, value["subjects"]))}]}}'
        ).encode()
    except (TypeError, UnicodeEncodeError):
        return canonical_bytes(value)  # which says what is wrong


def _has_plain_keys(body: Mapping[str, Any]) -> bool:
    return all(type(name) is str for name in body)


def holds_identity_number(data: bytes) -> bool:
    """Whether a resident identity number with its right check digit stands in some bytes.

    Example:
        >>> holds_identity_number(b'"110101199001010000"')  # its check digit is wrong
        False
    """
    if _SEVENTEEN not in data.translate(_DIGITS):  # which tells quickly that there is none
        return False
    return any(_is_right(found.group()) for found in _IDENTITY.finditer(data))


def _is_right(number: bytes) -> bool:
    total = sum(weight * (digit - 48) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return number[-1:].upper() == _CHECK[total % 11 : total % 11 + 1]
