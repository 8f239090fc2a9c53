"""Erasing a file's personal values on a dated order, and the proof that they are gone while the ledger still holds.

In: a ledger, a file, an order. Out: an entry that names the order, the key destroyed, and what was looked at
afterwards. The master key is not needed: who erases need not be able to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fajing.core.clock import now
from fajing.core.errors import UsageError
from fajing.ledger.fsck import check_log
from fajing.ledger.handover import ERASURE, kept_checkpoints
from fajing.ledger.ledger import Ledger
from fajing.ledger.stores.vault_base import VaultStore
from fajing.ledger.vault import KEPT, MADE, destroy, vault_store

_FURTHEST_AHEAD = timedelta(hours=14)
"""Nowhere on earth is it later than this ahead of UTC: a ledger knows no civil time of its own."""


@dataclass(frozen=True, slots=True)
class Order:
    """On whose word something is erased.

    Attributes:
        number: Number of the document that orders it.
        dated: Its day.
        reason: Why, without personal values.
    """

    number: str
    dated: date
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the vault holds of a file.

    Attributes:
        file: Id of the file.
        told: Number of values that the ledger has commitments to.
        values: Number of them that are there.
        has_key: Whether the file's key is there.
        erased: Number of the entry that erased it, or None.
    """

    file: str
    told: int
    values: int
    has_key: bool
    erased: int | None

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it can be opened any more."""
        return not self.has_key and self.values == 0


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at after an erasure.

    Attributes:
        entry: Number of the entry.
        standing: What the vault holds now.
        size: Entries of the ledger that were hashed anew.
        held: Sizes of the kept checkpoints it was held against.
        is_whole: Whether the ledger still holds.
    """

    entry: int
    standing: Standing
    size: int
    held: list[int]
    is_whole: bool

    @property
    def holds(self) -> bool:
        """Whether the values are gone and the ledger is whole."""
        return self.is_whole and self.standing.is_gone


def standing(ledger: Ledger, file: str) -> Standing:
    """What the vault holds of a file; nothing is changed and nothing opened.

    Raises:
        UsageError: There is no vault, or it never kept anything of this file.
    """
    store = _store(ledger)
    try:
        return _standing(ledger, store, file)
    finally:
        store.close()


def plan(ledger: Ledger, file: str, order: Order) -> Standing:
    """What an order would erase; nothing is changed.

    Raises:
        UsageError: The order lacks something or is of a day to come, or there is nothing to erase.
    """
    for text, zh, en in ((order.number, "文号", "number"), (order.reason, "理由", "reason")):
        if not text.strip():
            raise UsageError(f"注销要有决定的{zh} (an erasure needs the order's {en})")
    if order.dated > (now() + _FURTHEST_AHEAD).date():
        raise UsageError(f"决定的日期还没有到 (the order is of a day to come): {order.dated.isoformat()}")
    found = standing(ledger, file)
    if found.erased is not None and found.is_gone:
        raise UsageError(
            f"这个案卷的个人信息已注销，存证第{found.erased}条 (this file was erased, entry {found.erased})",
            where=file,
        )
    return found


def erase_on_order(ledger: Ledger, file: str, order: Order, *, actor: str) -> Proof:
    """Destroy the key and the values of a file: first the entry, then the key, then the proof.

    Args:
        ledger: The ledger.
        file: Id of the file.
        order: On whose word.
        actor: Token of who does it.

    Raises:
        UsageError: As for `plan`; nothing was changed.
        FajingError: The ledger or the store refused.
    """
    before = plan(ledger, file, order)
    store = _store(ledger)
    try:
        body = {
            "file": file, "basis": order.number, "dated": order.dated.isoformat(), "reason": order.reason,
            "values": before.values,
        }  # fmt: skip
        receipt = destroy(ledger, store, body, actor=actor)
        verdict = check_log(ledger.log, kept_checkpoints(ledger), {"hash": ledger.about.hash})
        after = _standing(ledger, store, file)
        return Proof(receipt.index, after, verdict.size, verdict.held, verdict.is_whole)
    finally:
        store.close()


def _store(ledger: Ledger) -> VaultStore:
    if ledger.last(MADE) is None:
        raise UsageError("还没有保险柜 (there is no vault)", remedy="fajing ledger init --vault")
    return vault_store(ledger)


def _standing(ledger: Ledger, store: VaultStore, file: str) -> Standing:
    told = [
        str(value["token"])
        for one in ledger.entries(kind=KEPT, subject=f"file:{file}")
        for value in one.body["values"]
    ]
    erased = next((one.index for one in ledger.entries(kind=ERASURE, subject=f"file:{file}")), None)
    there = {one.token for one in (*store.values(told), *store.of_file(file))}
    has_key = store.key(file) is not None
    if not told and not there and not has_key and erased is None:
        raise UsageError(f"保险柜里没有这个案卷的个人信息 (the vault holds nothing of this file): {file}")
    return Standing(file, len(told), len(there), has_key, erased)
