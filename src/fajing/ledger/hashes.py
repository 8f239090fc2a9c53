"""The hash algorithms a ledger may be built with: SHA-256, or SM3 where the body must use it.

In: a name. Out: an `Algorithm` with the leaf and node hashes of RFC 6962 section 2.1 (RFC 9162 section 2.1.1), the
digest exchanged and nothing else. No primitive is written here: SM3 comes from OpenSSL through `hashlib`, else through
`cryptography`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fajing.core.errors import FajingError

HashName = Literal["sha256", "sm3"]
NAMES: tuple[HashName, ...] = ("sha256", "sm3")
SIZE = 32
"""Bytes of a hash; both algorithms have 256 bits."""

_LEAF, _NODE = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One way to hash.

    Attributes:
        name: `sha256` or `sm3`.
        digest: The hash of some bytes.
    """

    name: HashName
    digest: Callable[[bytes], bytes]

    def leaf(self, data: bytes) -> bytes:
        """The hash of a leaf: H(0x00 ‖ data)."""
        return self.digest(_LEAF + data)

    def node(self, left: bytes, right: bytes) -> bytes:
        """The hash of an inner node: H(0x01 ‖ left ‖ right)."""
        return self.digest(_NODE + left + right)

    def empty(self) -> bytes:
        """The root of a tree without leaves: the hash of nothing."""
        return self.digest(b"")


@cache
def algorithm(name: str) -> Algorithm:
    """The algorithm of that name.

    Raises:
        FajingError: There is no such algorithm here.

    Example:
        >>> algorithm("sm3").digest(b"abc").hex()[:16]
        '66c7f0f462eeedd9'
    """
    if name == "sha256":
        return Algorithm("sha256", _sha256)
    if name == "sm3":
        return Algorithm("sm3", _sm3())
    raise FajingError(
        f"不认识的哈希算法 (unknown hash algorithm): {name!r}", remedy="、".join(NAMES), where="hash"
    )


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3() -> Callable[[bytes], bytes]:
    """SM3 of `hashlib` where its OpenSSL has it, else of `cryptography`."""
    try:
        hashlib.new("sm3")
    except ValueError:
        return sm3_by_cryptography
    return lambda data: hashlib.new("sm3", data).digest()


def sm3_by_cryptography(data: bytes) -> bytes:
    """SM3 where `hashlib` has none."""
    from cryptography.hazmat.primitives import hashes

    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()
