"""The vault under a new master key: every file's key wrapped anew, all at once, and entered in the ledger.

In: a ledger, the file of the master key in use and the file of the new one. Out: a vault that the old key opens no
more. First an entry says that it begins, then one transaction wraps all keys and names the new master key, then an
entry says that it is done. Killed anywhere in between, the same call is made again and goes on from there.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fajing.core.errors import FajingError, UsageError
from fajing.ledger.entry import Entry, Receipt
from fajing.ledger.ledger import Ledger
from fajing.ledger.stores.vault_base import VaultStore
from fajing.ledger.vault import (
    MADE,
    REKEYED,
    check_value,
    make_master,
    read_master,
    unwrap,
    vault_key_path,
    vault_store,
    wrap,
)

BEGUN = "vault.rekey_begun"


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What came of it.

    Attributes:
        receipt: Of the entry that says it is done.
        files: Number of files whose key is under the new master key.
        was_resumed: Whether the keys had been wrapped before, by a run that was cut short.
    """

    receipt: Receipt
    files: int
    was_resumed: bool


def rekey(ledger: Ledger, new_file: Path, old_file: Path | None = None, *, actor: str = "system") -> Rekeyed:
    """Put the vault under a new master key.

    Args:
        ledger: The ledger.
        new_file: File of the new key; it is made where there is none, and used where there is one.
        old_file: File of the key in use; by default as `vault.vault_key_path` says. Not read when all keys were
            wrapped already.
        actor: Token of who does it.

    Raises:
        FajingError: There is no vault, a key is not what it should be, or the store refused; the vault is then as it
            was.
    """
    made = ledger.last(MADE)
    if made is None:
        raise FajingError("还没有保险柜 (there is no vault)", remedy="fajing ledger init --vault")
    store = vault_store(ledger)
    try:
        in_use = store.master() or str(made.body["check"])
        old_path = vault_key_path(ledger.data_dir, old_file)
        new = _read_new(new_file) if new_file.exists() else None
        was_wrapped = new is not None and hmac.compare_digest(check_value(new), in_use)
        if new is not None and was_wrapped:
            _refuse_when_done(ledger, in_use, str(made.body["check"]))
        else:
            old = read_master(old_path)
            if old is None or not hmac.compare_digest(check_value(old), in_use):
                raise FajingError(
                    "这不是现用的主密钥 (this is not the master key in use)", where=str(old_path)
                )
            if new is None:
                new = make_master(new_file)
            _refuse_used(ledger, check_value(new), str(made.body["check"]))
            _begin(ledger, in_use, check_value(new), actor)
            _wrap_anew(store, AESGCM(old), new)
        begun = ledger.last(BEGUN)
        files = _open_all(store, AESGCM(new))
        body = {
            "old": str(begun.body["old"]) if begun is not None else "",
            "new": check_value(new),
            "files": files,
        }
        [receipt] = ledger.append([Entry(REKEYED, body, actor)])
        return Rekeyed(receipt, files, was_wrapped)
    finally:
        store.close()


def _read_new(path: Path) -> bytes:
    key = read_master(path)
    if key is None:
        raise UsageError(
            f"这个文件里没有主密钥 (this file holds no master key): {path}",
            remedy="换一个文件名 / another name",
        )
    return key


def _refuse_when_done(ledger: Ledger, in_use: str, first: str) -> None:
    """The new key is in use: either all is done, or only the last entry is missing."""
    done = ledger.last(REKEYED)
    if in_use == (str(done.body["new"]) if done is not None else first):
        raise UsageError("这已经是现用的主密钥 (this is the master key in use already)")


def _refuse_used(ledger: Ledger, check: str, first: str) -> None:
    """A master key that was replaced does not come back."""
    if check == first or any(check == one.body["new"] for one in ledger.entries(kind=REKEYED)):
        raise UsageError("这是换下来的旧主密钥 (this master key was replaced before)")


def _begin(ledger: Ledger, old: str, new: str, actor: str) -> None:
    begun, done = ledger.last(BEGUN), ledger.last(REKEYED)
    is_open = begun is not None and (done is None or done.index < begun.index)
    if not (begun is not None and is_open and begun.body["new"] == new):
        ledger.append([Entry(BEGUN, {"old": old, "new": new}, actor)])


def _wrap_anew(store: VaultStore, old: AESGCM, new: bytes) -> None:
    under = AESGCM(new)
    store.rewrap(lambda file, wrapped: wrap(under, unwrap(old, wrapped, file), file), check_value(new))


def _open_all(store: VaultStore, master: AESGCM) -> int:
    """That the new key opens every file's key; how many there are."""
    return sum(1 for file, wrapped in store.wrapped_keys() if unwrap(master, wrapped, file))
