"""Unbiased whole numbers from a seed, for everyone the same.

In: a seed and a label. Out: numbers below a limit. Number `i` of a label is HMAC-SHA256 with the seed as key over the
text `fajing-draw-1⏎label⏎i` (a pseudo-random function in counter mode, as NIST SP 800-108r1 section 4.1 uses one); of
its 256 bits the first are taken that the limit needs, and a number not below the limit is passed over, so that none is
likelier than another. Anyone can make one with `openssl dgst -sha256 -mac HMAC -macopt hexkey:SEED`.
"""

from __future__ import annotations

import hashlib
import hmac

from fajing.draw.words import FORMAT

_BITS = 256


class Stream:
    """The numbers of one label.

    Attributes:
        used: How many blocks were taken.

    Example:
        >>> stream = Stream(bytes(32), "targets/")
        >>> [stream.below(6) for _ in range(5)], stream.used
        ([4, 3, 5, 5, 2], 6)
    """

    __slots__ = ("_label", "_seed", "used")

    def __init__(self, seed: bytes, label: str) -> None:
        self._seed = seed
        self._label = label
        self.used = 0

    def below(self, limit: int) -> int:
        """The next number from 0 to `limit - 1`, each as likely as any other."""
        assert 0 < limit <= 1 << _BITS
        bits = (limit - 1).bit_length()
        while True:
            number = self._block() >> (_BITS - bits)
            if number < limit:
                return number

    def _block(self) -> int:
        said = f"{FORMAT}\n{self._label}\n{self.used}".encode()
        self.used += 1
        return int.from_bytes(hmac.new(self._seed, said, hashlib.sha256).digest(), "big")
