"""The access journal: who was shown which matters, and why, written before anything personal leaves; who signed in.

In: one record for each page or export, naming the matters shown, grouped, and one for each signing in, lock, token
and second factor. Out: a log like the ledger, kept apart from it so that reading does not hold up writing; its root
enters the ledger daily. It holds tokens and ids, never what was shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fajing.core.clock import now
from fajing.core.errors import FajingError
from fajing.ledger.about import ledger_folder
from fajing.ledger.checkpoint import Checkpoint
from fajing.ledger.entry import Entry, Receipt, Stored
from fajing.ledger.fsck import Verdict, check_log
from fajing.ledger.ledger import Ledger
from fajing.ledger.log import Leaf, Log
from fajing.ledger.stores.find import find_store

NAME = "journal"
READ = "read"
ACCOUNT = "account"
ANCHOR = "journal"
"""Kind of the entry that holds the journal's root."""
_MATTERS_EACH = 500
"""Matters that one record names; a larger export has several, one behind the other."""


@dataclass(frozen=True, slots=True)
class Read:
    """A reading of case data.

    Attributes:
        reader: Token of who reads.
        what: What he is shown: `matter`, `list`, `export`, `document` ...
        matters: Ids of the matters shown.
        reason: Why he may, as the program derived it: `{"kind": "assigned"}`, `{"kind": "finding", "id": "17"}`; typed
            by a person only outside his assignment.
        personal: Kinds of personal values shown, such as `name`; empty where none are.
    """

    reader: str
    what: str
    matters: Sequence[str]
    reason: Mapping[str, str] = field(default_factory=dict)
    personal: Sequence[str] = ()


class Journal:
    """The access journal of a ledger.

    Attributes:
        ledger: The ledger in which its roots are entered.
        log: Its rows.
    """

    def __init__(self, ledger: Ledger, log: Log) -> None:
        self.ledger = ledger
        self.log = log

    @classmethod
    def open(cls, ledger: Ledger) -> Journal:
        """Open the journal of a ledger; it is made where there is none and none was ever entered.

        Raises:
            FajingError: The journal is gone although the ledger holds a root of it, or cannot be opened.
        """
        about = ledger.about
        store = find_store(about.store, ledger_folder(ledger.data_dir), NAME)
        try:
            told = store.about()
        except FajingError:
            if ledger.last(ANCHOR) is not None:
                raise FajingError(
                    "调阅记录不见了，账本里却有它的根 (the journal is gone, though the ledger holds a root of it)",
                    where=store.url,
                    remedy="从备份恢复 / restore it from a backup",
                ) from None
            told = {"hash": about.hash, "origin": f"{about.origin}/{NAME}"}
            store.create(told)
        return cls(ledger, Log(store, told["hash"]))

    @classmethod
    def open_if_there(cls, ledger: Ledger) -> Journal | None:
        """The journal of a ledger, or None where none was begun; nothing is made.

        Raises:
            FajingError: The journal is gone although the ledger holds a root of it.
        """
        store = find_store(ledger.about.store, ledger_folder(ledger.data_dir), NAME)
        try:
            store.about()
        except FajingError:
            if ledger.last(ANCHOR) is None:
                return None
        return cls.open(ledger)

    def record(self, *reads: Read) -> list[Receipt]:
        """Write down what is about to be shown; it may be shown once this returns.

        Raises:
            FajingError: It could not be written; nothing may be shown.
        """
        leaves = []
        for read in reads:
            matters = list(dict.fromkeys(read.matters))
            for first in range(0, max(len(matters), 1), _MATTERS_EACH):
                some = matters[first : first + _MATTERS_EACH]
                body: dict[str, Any] = {
                    "what": read.what,
                    "matters": some,
                    "reason": dict(read.reason),
                    "personal": sorted(set(read.personal)),
                    "of": len(matters),
                }
                subjects = (f"reader:{read.reader}", *(f"matter:{one}" for one in some))
                leaves.append(Leaf(READ, subjects, Entry(READ, body, read.reader, subjects).leaf()))
        return self.log.append(leaves)

    def account(
        self, number: str, what: str, by: str = "", at: datetime | None = None, **told: Any
    ) -> Receipt:
        """Write down what was done with an account: a signing in, a lock, a token; never from where.

        Args:
            number: Whose account; empty where no account bears what was typed, which is kept nowhere.
            what: `signed_in`, `failed`, `locked` ...
            by: Token of who did it, where that is somebody else.
            at: When; now by default.
            told: More to be said, in codes and whole numbers.

        Raises:
            FajingError: It could not be written; it may not be done.
        """
        of = f"officer:{number}" if number else ""
        subjects = (f"account:{number}",) if number else ()
        entry = Entry(
            ACCOUNT, {"account": number, "what": what, **told}, by or of or "unknown", subjects, at or now()
        )
        [receipt] = self.log.append([Leaf(ACCOUNT, subjects, entry.leaf())])
        return receipt

    def accounts(self, number: str | None = None) -> Iterator[Stored]:
        """What was done with accounts, of one or all, in order."""
        subject = f"account:{number}" if number is not None else None
        for row in self.log.rows(kind=ACCOUNT, subject=subject):
            yield Stored(row.number, Entry.read(row.leaf), row.leaf)

    def reads(
        self, *, matter: str | None = None, reader: str | None = None, start: int = 0
    ) -> Iterator[Stored]:
        """Records, of a matter or a reader or all."""
        subject = (
            f"matter:{matter}" if matter is not None else f"reader:{reader}" if reader is not None else None
        )
        for row in self.log.rows(start, kind=READ, subject=subject):
            yield Stored(row.number, Entry.read(row.leaf), row.leaf)

    def anchor(self) -> Receipt | None:
        """Enter the journal's root in the ledger; daily. None where nothing came since the last one."""
        size = self.log.size()
        last = self.ledger.last(ANCHOR)
        if last is not None and last.body["size"] == size:
            return None
        body = {"size": size, "root": self.log.root(size).hex()}
        [receipt] = self.ledger.append([Entry(ANCHOR, body)])
        return receipt

    def check(self) -> Verdict:
        """Check the journal against the roots that the ledger holds of it."""
        origin = f"{self.ledger.about.origin}/{NAME}"
        held = [
            Checkpoint(
                origin,
                one.body["size"],
                bytes.fromhex(one.body["root"]),
                self.log.algorithm.name,
                one.entry.at,
            )
            for one in self.ledger.entries(kind=ANCHOR)
        ]
        return check_log(self.log, held)

    def close(self) -> None:
        """Give back connections."""
        self.log.close()
