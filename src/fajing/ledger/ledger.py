"""The ledger: the one door through which something becomes lasting, and what can be proven about it.

In: entries. Out: receipts, entries, roots, proofs, checkpoints. Acknowledged means kept on the disk, in an order that a
checkpoint held by someone else makes unchangeable. What cannot be detected stands in docs/threat_model.md.

The tree is that of RFC 6962 (RFC 9162): an entry's canonical bytes are a leaf; there is no second chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fajing.core.errors import FajingError, UsageError
from fajing.ledger.about import About, has_ledger, ledger_folder, read_about, write_about
from fajing.ledger.checkpoint import Checkpoint, key_path, read_key
from fajing.ledger.entry import Entry, Receipt, Stored
from fajing.ledger.hashes import HashName, algorithm
from fajing.ledger.key_files import write_secret
from fajing.ledger.log import Leaf, Log
from fajing.ledger.note import PrivateKey
from fajing.ledger.stores.base import Row
from fajing.ledger.stores.find import find_store

DEFAULT_STORE = "sqlite:ledger.sqlite"
DEFAULT_ORIGIN = "fajing/ledger"
FIRST = "ledger"
"""Kind of the first entry: which ledger this is."""


@dataclass(frozen=True, slots=True)
class News:
    """What a follower has not seen.

    Attributes:
        entries: In order.
        position: What the follower hands in next time.
    """

    entries: tuple[Stored, ...]
    position: int


class Ledger:
    """The ledger of a data folder. Any number of threads may use it at once.

    Attributes:
        data_dir: The data folder.
        about: What the folder says of the ledger.
        log: Rows and tree.

    Example:
        ledger = Ledger.open(Path("fajing-data"))
        [receipt] = ledger.append([Entry("finding.pushed", {"unit": "u1"}, "officer:17", ("finding:3",))])
        ledger.inclusion(receipt.index, receipt.size)
    """

    def __init__(self, data_dir: Path, about: About, log: Log) -> None:
        self.data_dir = data_dir
        self.about = about
        self.log = log

    # ------------------------------------------------------------ make and open
    @classmethod
    def init(
        cls,
        data_dir: Path,
        store_url: str | None = None,
        hash: HashName = "sha256",  # noqa: A002 - the word the ledger itself uses
        *,
        origin: str = DEFAULT_ORIGIN,
        key_file: Path | None = None,
    ) -> Ledger:
        """Make a ledger.

        Args:
            data_dir: The data folder; it is made where there is none.
            store_url: `sqlite:PATH` (a relative path counts from the folder `ledger/` of the data folder) or
                `postgresql://...`.
            hash: `sha256` or `sm3`; it cannot be changed later.
            origin: Name of this ledger in checkpoints.
            key_file: Where the key that signs checkpoints is put; by default as `checkpoint.key_path` says.

        Raises:
            FajingError: There is one already, or the store refuses.
        """
        name = algorithm(hash).name
        if has_ledger(data_dir):
            raise UsageError(
                f"这个数据文件夹已有账本 (this data folder has a ledger): {data_dir}",
                remedy="不会覆盖；换一个文件夹 / it is not replaced; use another folder",
            )
        if not origin.strip() or any(sign in origin for sign in "\n+") or origin != origin.strip():
            raise UsageError("账本的名称不能为空，不能有换行或加号 (not a name for a ledger)", where="origin")
        about = About(store_url or DEFAULT_STORE, name, origin)
        store = find_store(about.store, ledger_folder(data_dir))
        key = PrivateKey.make(origin)
        secret = key_path(data_dir, key_file)
        write_secret(secret, (key.line() + "\n").encode())
        try:
            store.create({"hash": name, "origin": origin})
        except FajingError:
            secret.unlink()  # it signs nothing, and would stand in the way of the next attempt
            raise
        write_about(data_dir, about)
        ledger = cls(data_dir, about, Log(store, name))
        ledger.append([Entry(FIRST, {"hash": name, "origin": origin, "key": str(key.public)})])
        return ledger

    @classmethod
    def open(cls, data_dir: Path) -> Ledger:
        """Open the ledger of a data folder.

        Raises:
            FajingError: There is none, or what the folder and the store say of it differs.
        """
        about = read_about(data_dir)
        store = find_store(about.store, ledger_folder(data_dir))
        told = store.about()
        if (told.get("hash"), told.get("origin")) != (about.hash, about.origin):
            raise FajingError(
                "文件夹与数据库说的不是同一个账本 (folder and store tell of different ledgers)",
                where=store.url,
                why=f"{about.hash}, {about.origin} ≠ {told.get('hash')}, {told.get('origin')}",
                remedy="改正 ledger.json 中的 store / mend `store` in ledger.json",
            )
        return cls(data_dir, about, Log(store, about.hash))

    @staticmethod
    def exists(data_dir: Path) -> bool:
        """Whether a data folder has a ledger."""
        return has_ledger(data_dir)

    def close(self) -> None:
        """Give back connections."""
        self.log.close()

    # ------------------------------------------------------------ write
    def append(self, entries: Iterable[Entry]) -> list[Receipt]:
        """Append entries, all or none, one behind the other.

        Returns:
            A receipt for each, in their order, once they are lastingly kept.

        Raises:
            StoreFullError: There is no room; nothing was written.
            ConnectionLostError: It is not known whether they were written.
            FajingError: An entry is not one that may be kept, or the store refused; nothing was written.
        """
        return self.log.append([Leaf(one.kind, one.subjects, one.leaf()) for one in entries])

    # ------------------------------------------------------------ read
    def entries(
        self, start: int = 0, stop: int | None = None, kind: str | None = None, subject: str | None = None
    ) -> Iterator[Stored]:
        """Entries in order.

        Args:
            start: Number of the first.
            stop: Number behind the last; by default the end, as it is when the reading gets there.
            kind: Only of this kind; with a final dot, such as `finding.`, all kinds that begin so.
            subject: Only those that name this token.
        """
        for row in self.log.rows(start, stop, kind, subject):
            yield _stored(row)

    def entry(self, index: int) -> Stored:
        """One entry.

        Raises:
            IndexError: There is none of that number.
        """
        for row in self.log.rows(index, index + 1):
            return _stored(row)
        raise IndexError(index)

    def last(self, kind: str) -> Stored | None:
        """The latest entry of a kind, or None."""
        row = self.log.store.last(kind)
        return None if row is None else _stored(row)

    def since(self, position: int, limit: int | None = None) -> News:
        """What a follower has not seen.

        Args:
            position: Where it stopped; 0 at the beginning.
            limit: How many entries at most.
        """
        stop = None if limit is None else position + limit
        found = tuple(self.entries(position, stop))
        return News(found, found[-1].index + 1 if found else position)

    def size(self) -> int:
        """Number of entries."""
        return self.log.size()

    # ------------------------------------------------------------ prove
    def checkpoint(self, key_file: Path | None = None) -> Checkpoint:
        """A signed checkpoint of the ledger as it stands; `note` is the text to hand over.

        Args:
            key_file: The key; by default as `checkpoint.key_path` says.

        Raises:
            FajingError: The key is not there, or is not the one in use.
        """
        from fajing.ledger.keys import sign

        return sign(self, read_key(key_path(self.data_dir, key_file)))

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` entries (RFC 6962 2.1); of all by default.

        Raises:
            IndexError: There are not so many.
        """
        return self.log.root(size)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The path of an entry to the root of the first `size` entries (RFC 6962 2.1.1).

        Raises:
            IndexError: There is no such entry, or there are not so many.
        """
        return self.log.inclusion(index, size)

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the first `old` entries are the beginning of the first `new` (RFC 6962 2.1.2).

        Raises:
            IndexError: There are not so many.
        """
        return self.log.consistency(old, new)


def open_if_there(data_dir: Path) -> Ledger | None:
    """The ledger of a data folder, or None where there is none.

    Raises:
        FajingError: There is one that cannot be opened.
    """
    return Ledger.open(data_dir) if has_ledger(data_dir) else None


def _stored(row: Row) -> Stored:
    return Stored(row.number, Entry.read(row.leaf), row.leaf)
