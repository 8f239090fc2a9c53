"""The vault: personal values, encrypted, one data key for each file, wrapped by a master key outside the database.

In: values of a file. Out: tokens that followers hold, and the values again, opened only after the access journal has a
record of it. The ledger holds salted commitments, so that a value can be proven later and not guessed. Erasing
destroys the file's key: an entry says so, and a restored backup replays it before it opens. Nothing here ties two files
together: tokens are drawn by lot, and the mark by which a value is found again depends on its file's key.

AES-256-GCM by `cryptography`; a box is nonce ‖ ciphertext, bound to its file, token and kind.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fajing.core.canonical import canonical_bytes
from fajing.core.errors import FajingError
from fajing.ledger.about import ledger_folder
from fajing.ledger.entry import Entry, Receipt
from fajing.ledger.handover import ERASURE
from fajing.ledger.hashes import Algorithm
from fajing.ledger.journal import Journal, Read
from fajing.ledger.key_files import read_secret, write_secret
from fajing.ledger.ledger import Ledger
from fajing.ledger.stores.find import find_vault_store
from fajing.ledger.stores.vault_base import Sealed, VaultStore

KEPT, MADE, REKEYED = "vault.kept", "vault.made", "vault.rekeyed"
KEY_VARIABLE = "FAJING_VAULT_KEY"
KEY_FILE = Path("keys") / "vault.key"
_KEY_BYTES, _NONCE, _SALT = 32, 12, 32
_COMMITMENT = b"\x02"
_EACH = 500
"""Commitments in one entry."""


def vault_key_path(
    data_dir: Path, given: Path | None = None, environment: Mapping[str, str] | None = None
) -> Path:
    """Where the master key is: what was given, else `$FAJING_VAULT_KEY`, else `keys/vault.key` in the data folder."""
    if given is not None:
        return given
    named = (os.environ if environment is None else environment).get(KEY_VARIABLE)
    return Path(named) if named else data_dir / KEY_FILE


class Vault:
    """The vault of a ledger.

    Attributes:
        ledger: The ledger that holds its commitments.
        journal: Where every opening is written down first.
    """

    def __init__(self, ledger: Ledger, journal: Journal, store: VaultStore, master: bytes) -> None:
        self.ledger = ledger
        self.journal = journal
        self._store = store
        self._master = AESGCM(master)
        self._check = check_value(master)

    @classmethod
    def init(cls, ledger: Ledger, key_file: Path | None = None) -> Vault:
        """Make a vault and its master key.

        Raises:
            FajingError: There is one already, or the key file is there.
        """
        if ledger.last(MADE) is not None:
            raise FajingError("保险柜已建 (there is a vault already)", where=str(ledger.data_dir))
        key = make_master(vault_key_path(ledger.data_dir, key_file))
        vault = cls(ledger, Journal.open(ledger), vault_store(ledger), key)
        ledger.append([Entry(MADE, {"check": check_value(key)})])
        return vault

    @classmethod
    def open(cls, ledger: Ledger, key_file: Path | None = None, *, replay: bool = True) -> Vault:
        """Open the vault; erasures that the ledger holds are replayed first, unless it is only to be checked.

        Raises:
            FajingError: There is none, or the key is missing or another one.
        """
        made = ledger.last(MADE)
        if made is None:
            raise FajingError(
                "还没有保险柜 (there is no vault)",
                where=str(ledger.data_dir),
                remedy="fajing ledger init --vault",
            )
        key, store = read_master(vault_key_path(ledger.data_dir, key_file)), vault_store(ledger)
        in_use = store.master() or str(made.body["check"])
        if key is None or not hmac.compare_digest(check_value(key), in_use):
            store.close()
            raise FajingError(
                "这不是这个保险柜的主密钥 (this is not the vault's master key)",
                why="主密钥更换过 / the master key was changed" if in_use != made.body["check"] else "",
            )
        vault = cls(ledger, Journal.open(ledger), store, key)
        if replay:
            vault.replay_erasures()
        return vault

    # ------------------------------------------------------------ keep
    def put(self, file: str, values: Sequence[tuple[str, str]], *, actor: str = "system") -> list[str]:
        """Keep values of a file.

        Args:
            file: Id of the file.
            values: Kind and text of each; the same text of the same kind in the same file has one token.
            actor: Token of who keeps them.

        Returns:
            A token for each.

        Raises:
            FajingError: The file was erased, or the store refused.
        """
        if self.is_erased(file):
            raise FajingError(
                "这个案卷的个人信息已注销，不再收 (this file was erased; nothing is kept for it)"
            )
        key = self._file_key(file, make=True)
        assert key is not None
        known = {bytes(one.mark): one.token for one in self._store.of_file(file)}
        tokens, sealed, commitments = [], [], []
        for kind, text in values:
            mark = _mark(key, kind, text)
            if mark not in known:
                token = known[mark] = "v_" + secrets.token_hex(16)
                salt = secrets.token_bytes(_SALT)
                sealed.append(
                    Sealed(
                        token, file, kind, _seal(AESGCM(key), salt + text.encode(), file, token, kind), mark
                    )
                )
                made = commitment(self.ledger.log.algorithm, salt, text)
                commitments.append({"token": token, "kind": kind, "commitment": made.hex()})
            tokens.append(known[mark])
        if sealed:
            self._store.put(sealed)
            self.ledger.append(
                Entry(
                    KEPT,
                    {"file": file, "values": commitments[first : first + _EACH]},
                    actor,
                    (f"file:{file}",),
                )
                for first in range(0, len(commitments), _EACH)
            )
        return tokens

    # ------------------------------------------------------------ open
    def reveal(self, tokens: Iterable[str], read: Read) -> dict[str, str]:
        """Open values for somebody to see; the journal has the record before this returns.

        Args:
            tokens: Tokens; those erased or unknown are left out of what is given back.
            read: Who is shown them, of which matters, and why.

        Raises:
            FajingError: The record could not be written, or a value was changed; nothing is given back.
        """
        wanted = self._store.values(dict.fromkeys(tokens))
        kinds = sorted({one.kind for one in wanted} | set(read.personal))
        self.journal.record(Read(read.reader, read.what, read.matters, read.reason, kinds))
        return {one.token: text for one, (_, text) in zip(wanted, map(self._opened, wanted), strict=True)}

    def opening(self, token: str, read: Read) -> tuple[str, str]:
        """Salt, in hexadecimal, and text of one value: what proves it against the commitment in the ledger.

        Raises:
            FajingError: There is no such value, or as for `reveal`.
        """
        found = self._store.values([token])
        self.journal.record(
            Read(read.reader, read.what, read.matters, read.reason, [one.kind for one in found])
        )
        if not found:
            raise FajingError("没有这个代号，或已注销 (no such token, or it was erased)")
        salt, text = self._opened(found[0])
        return salt.hex(), text

    # ------------------------------------------------------------ erase
    def erase(self, file: str, basis: str, *, actor: str = "system") -> Receipt:
        """Destroy what the vault holds of a file: first the entry, then the key.

        Args:
            file: Id of the file.
            basis: On what ground, as a token or a citation.
            actor: Token of who decided it.

        Raises:
            FajingError: The ledger or the store refused.
        """
        return destroy(self.ledger, self._store, {"file": file, "basis": basis}, actor=actor)

    def is_erased(self, file: str) -> bool:
        """Whether a file was erased."""
        return next(iter(self.ledger.entries(kind=ERASURE, subject=f"file:{file}")), None) is not None

    def replay_erasures(self) -> list[str]:
        """Destroy what was erased and is there again, as after a restored backup or a crash."""
        erased = {str(one.body["file"]) for one in self.ledger.entries(kind=ERASURE)}
        again = sorted(erased & {*self._store.files(), *_files_of_values(self._store, erased)})
        for file in again:
            self._store.destroy(file)
        return again

    # ------------------------------------------------------------ check
    def check(self) -> list[tuple[str, str]]:
        """What does not hold, in Chinese and English: values against the commitments in the ledger.

        No value leaves, so nothing is written in the journal.
        """
        faults: list[tuple[str, str]] = []
        values = list(self._store.everything())  # before the ledger is read: others may go on writing
        erased = {str(one.body["file"]) for one in self.ledger.entries(kind=ERASURE)}
        told = {
            value["token"]: (one.body["file"], value["commitment"])
            for one in self.ledger.entries(kind=KEPT)
            for value in one.body["values"]
        }
        master, changed = self._store.master(), self.ledger.last(REKEYED)
        if master is not None and (changed is None or changed.body["new"] != master):
            faults.append(
                ("更换主密钥没有做完，再跑一次", "a change of the master key is unfinished; run it again")
            )
        there: set[str] = set()
        for one in values:
            there.add(one.token)
            if one.file in erased:
                faults.append((f"{one.token} 已注销而仍在", f"{one.token} was erased and is still there"))
                continue
            try:
                salt, text = self._opened(one)
            except FajingError as error:
                faults.append((f"{one.token}：{error.what}", f"{one.token}: {error.what}"))
                continue
            made = commitment(self.ledger.log.algorithm, salt, text).hex()
            if told.get(one.token) != (one.file, made):
                faults.append(
                    (
                        f"{one.token} 与账本的承诺不符",
                        f"{one.token} differs from its commitment in the ledger",
                    )
                )
        for token in sorted(set(told) - there):
            if told[token][0] not in erased:
                faults.append((f"{token} 不见了", f"{token} is gone"))
        return faults

    def close(self) -> None:
        """Give back connections."""
        self._store.close()
        self.journal.close()

    # ------------------------------------------------------------ inside
    def _file_key(self, file: str, *, make: bool = False) -> bytes | None:
        wrapped = self._store.key(file)
        if wrapped is None:
            if not make:
                return None
            box = wrap(self._master, secrets.token_bytes(_KEY_BYTES), file)
            wrapped = self._store.put_key(file, box, self._check)
        return unwrap(self._master, wrapped, file)

    def _opened(self, one: Sealed) -> tuple[bytes, str]:
        key = self._file_key(one.file)
        if key is None:
            raise FajingError("案卷的密钥不在了 (the key of the file is gone)")
        data = _unseal(AESGCM(key), one.box, one.file, one.token, one.kind)
        return data[:_SALT], data[_SALT:].decode()


def read_master(path: Path) -> bytes | None:
    """The master key of a file, or None where the file holds none.

    Raises:
        FajingError: The file is not there, or others may read it.
    """
    try:
        key = base64.b64decode(read_secret(path), validate=False)
    except ValueError:
        return None
    return key if len(key) == _KEY_BYTES else None


def make_master(path: Path) -> bytes:
    """A new master key, in a new file that only its owner may read.

    Raises:
        FajingError: There is such a file, or it cannot be written.
    """
    key = secrets.token_bytes(_KEY_BYTES)
    write_secret(path, base64.b64encode(key) + b"\n")
    return key


def wrap(master: AESGCM, key: bytes, file: str) -> bytes:
    """A file's key as it is kept."""
    return _seal(master, key, file, "", "key")


def unwrap(master: AESGCM, wrapped: bytes, file: str) -> bytes:
    """A file's key.

    Raises:
        FajingError: Another master key wrapped it, or it was changed.
    """
    return _unseal(master, wrapped, file, "", "key")


def commitment(algorithm: Algorithm, salt: bytes, text: str) -> bytes:
    """What the ledger holds of a value: H(0x02 ‖ salt ‖ text)."""
    return algorithm.digest(_COMMITMENT + salt + text.encode())


def destroy(ledger: Ledger, store: VaultStore, facts: Mapping[str, Any], *, actor: str) -> Receipt:
    """Enter an erasure and destroy what is kept of its `file`; the master key is not needed.

    Raises:
        FajingError: The ledger or the store refused.
    """
    file = str(facts["file"])
    [receipt] = ledger.append([Entry(ERASURE, dict(facts), actor, (f"file:{file}",))])
    store.destroy(file)
    return receipt


def vault_store(ledger: Ledger) -> VaultStore:
    """The tables of a ledger's vault: nothing in them is readable without the master key."""
    store = find_vault_store(ledger.about.store, ledger_folder(ledger.data_dir))
    store.prepare()
    return store


def _files_of_values(store: VaultStore, erased: set[str]) -> set[str]:
    """Erased files of which values are there, with or without a key."""
    return {file for file in erased if store.of_file(file)}


def check_value(key: bytes) -> str:
    """By which a master key is recognised; tells nothing of it."""
    return hmac.new(key, b"fajing vault", "sha256").hexdigest()[:16]


def _mark(key: bytes, kind: str, text: str) -> bytes:
    return hmac.new(key, b"mark" + canonical_bytes([kind, text]), "sha256").digest()[:16]


def _seal(key: AESGCM, data: bytes, file: str, token: str, kind: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + key.encrypt(nonce, data, canonical_bytes([file, token, kind]))


def _unseal(key: AESGCM, box: bytes, file: str, token: str, kind: str) -> bytes:
    try:
        return key.decrypt(box[:_NONCE], box[_NONCE:], canonical_bytes([file, token, kind]))
    except (InvalidTag, ValueError):
        raise FajingError(
            "保险柜里的内容被改过，或密钥不对 (a value was changed, or the key is wrong)"
        ) from None
