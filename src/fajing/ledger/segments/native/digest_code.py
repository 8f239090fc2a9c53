"""Short digests of texts (FNV-1a), by which equal ones are looked for; unlike ones seldom have the same.

In: an array of texts, and a number for each that counts as part of it. Out: 64 bits for each.
"""

from __future__ import annotations

from typing import Any

from fajing.ledger.segments.native.words import I8, I32, I64, Function, number

_BASIS, _PRIME = 0xCBF29CE484222325 - 2**64, 0x100000001B3


def write_digest(module: Any, name: str) -> None:
    """Write `name(numbers, offsets, data, count, out)`: `numbers` and `offsets` of 32 bits, `out` of 64."""
    function = Function(module, name, 5)
    builder = function.builder
    numbers, offsets, data, count, out = function.arguments

    def mixed(digest: Any, value: Any) -> Any:
        return builder.mul(builder.xor(digest, value), number(_PRIME))

    with function.loop(number(0), count, 1) as rows:
        place = builder.shl(rows.counter, number(2))
        first, last = (
            builder.sext(function.load(function.sum(offsets, place), 4 * n, I32), I64) for n in range(2)
        )
        of_row = builder.sext(function.load(numbers, place, I32), I64)
        with function.loop(first, last, 1, mixed(number(_BASIS), of_row)) as letters:
            letter = builder.zext(function.load(data, letters.counter, I8), I64)
            letters.state = [mixed(letters.state[0], letter)]
        function.store(letters.state[0], out, builder.shl(rows.counter, number(3)))
    function.give()
