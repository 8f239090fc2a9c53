"""Signed notes: a text with Ed25519 signatures under it, in the form others know (C2SP signed-note).

In: a text and keys. Out: the note, or the text of one whose signature holds. A public key is one line,
`name+hash+base64`, and so is a private one, which begins with `PRIVATE+KEY+`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fajing.core.errors import FajingError

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_DASH = "\u2014 "


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What a signature is checked with.

    Attributes:
        name: Whose it is.
        raw: The 32 bytes.
    """

    name: str
    raw: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_text(_ED25519 + self.raw)}"

    @classmethod
    def read(cls, line: str) -> PublicKey:
        """Read a line `name+hash+base64`.

        Raises:
            FajingError: It is no such line.
        """
        try:
            name, told, data = line.strip().split("+", 2)
            raw = base64.b64decode(data, validate=True)
            if raw[:1] != _ED25519 or len(raw) != 33 or not name:
                raise ValueError(line)
        except (ValueError, binascii.Error) as error:
            raise FajingError("这不是公钥 (not a public key)", remedy="name+hash+base64") from error
        key = cls(name, raw[1:])
        if key.id.hex() != told:
            raise FajingError("公钥与它的摘要不符 (the key and its hash differ)", where=name)
        return key


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """What a note is signed with. It is never printed.

    Attributes:
        name: Whose it is.
    """

    name: str
    _seed: bytes

    def __repr__(self) -> str:
        return f"PrivateKey({self.name!r})"

    @classmethod
    def make(cls, name: str) -> PrivateKey:
        """A new key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def public(self) -> PublicKey:
        """The public half."""
        key = Ed25519PrivateKey.from_private_bytes(self._seed)
        return PublicKey(self.name, key.public_key().public_bytes_raw())

    def line(self) -> str:
        """The line that a key file holds."""
        return f"{_PRIVATE}{self.name}+{self.public.id.hex()}+{_text(_ED25519 + self._seed)}"

    @classmethod
    def read(cls, line: str) -> PrivateKey:
        """Read a line of a key file.

        Raises:
            FajingError: It is none.
        """
        line = line.strip()
        if not line.startswith(_PRIVATE):
            raise FajingError("这不是私钥文件 (not a file of a private key)")
        try:
            name, told, data = line.removeprefix(_PRIVATE).split("+", 2)
            raw = base64.b64decode(data, validate=True)
        except (ValueError, binascii.Error):
            raise FajingError("私钥文件坏了 (the file of the private key is damaged)") from None
        key = cls(name, raw[1:])
        if raw[:1] != _ED25519 or len(raw) != 33 or key.public.id.hex() != told:
            raise FajingError("私钥文件坏了 (the file of the private key is damaged)", where=name)
        return key

    def sign(self, text: str) -> str:
        """The note: the text, an empty line, the signature.

        Raises:
            FajingError: The text does not end a line, or holds an empty one at its end.
        """
        if not text.endswith("\n") or text.endswith("\n\n"):
            raise FajingError("要签名的文本须以一个换行结束 (the text must end with one line feed)")
        signature = Ed25519PrivateKey.from_private_bytes(self._seed).sign(text.encode())
        return f"{text}\n{_DASH}{self.name} {_text(self.public.id + signature)}\n"


def open_note(note: str, keys: list[PublicKey]) -> tuple[str, PublicKey]:
    """The text of a note and the key that signed it.

    Args:
        note: The note.
        keys: Keys of which one must have signed it.

    Raises:
        FajingError: It is no note, none of the keys signed it, or a signature by one of them is wrong.
    """
    text, between, signatures = note.rpartition("\n\n")
    if not between or not signatures.endswith("\n"):
        raise FajingError("这不是签名文本 (not a signed note)")
    text += "\n"
    found: PublicKey | None = None
    for line in signatures.splitlines():
        name, _, data = line.removeprefix(_DASH).rpartition(" ")
        try:
            raw = base64.b64decode(data, validate=True)
        except binascii.Error:
            raw = b""
        if not line.startswith(_DASH) or len(raw) < 5:
            raise FajingError("签名行坏了 (a line of a signature is damaged)")
        for key in keys:
            if (key.name, key.id) == (name, raw[:4]):
                try:
                    Ed25519PublicKey.from_public_bytes(key.raw).verify(raw[4:], text.encode())
                except InvalidSignature:
                    raise FajingError("签名不对 (the signature is wrong)", where=name) from None
                found = found or key
    if found is None:
        raise FajingError(
            "没有认识的签名 (no signature by a known key)", remedy="核对公钥 / check the public key"
        )
    return text, found


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
