"""SHA-256 (FIPS 180-4) of many messages, `LANES` at a time, each in its own lane of the processor's vectors.

In: messages already padded to whole blocks of 64 bytes, one behind the other. Out: their hashes. The constants are made
as the standard says, from the roots of primes.
"""

from __future__ import annotations

from itertools import count, islice
from math import isqrt
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]

from fajing.ledger.segments.native.words import I32, I64, Function, number

LANES = 8
_BLOCK, _WORDS, _ROUNDS = 64, 16, 64
_V = ir.VectorType(I32, LANES)
_WIDE = ir.VectorType(I64, LANES)
_LOW = [n for lane in range(LANES // 2) for n in (lane, lane + LANES)]
_HIGH = [n for lane in range(LANES // 2, LANES) for n in (lane, lane + LANES)]


def write_sha256(module: Any, name: str) -> None:
    """Write `name(data, starts, count, out)`.

    `starts` are the `count` + 1 places (64 bits) in `data` where padded messages begin, and where the last ends; `out`
    takes 32 bytes for each.
    """
    function = Function(module, name, 4)
    lanes = _Lanes(module, function)
    data, starts, count, out = function.arguments
    last = function.builder.sub(count, number(1))
    with function.loop(number(0), count, LANES) as groups:
        rows = [function.smaller(function.sum(groups.counter, number(n)), last) for n in range(LANES)]
        begins, sizes, longest = ir.Constant(_WIDE, ir.Undefined), ir.Constant(_WIDE, ir.Undefined), number(0)
        for lane, row in enumerate(rows):
            place = function.sum(starts, function.builder.shl(row, number(3)))
            start = function.load(place)
            size = function.builder.sub(function.load(place, 8), start)
            begins = function.builder.insert_element(begins, function.sum(data, start), _index(lane))
            sizes = function.builder.insert_element(sizes, size, _index(lane))
            longest = function.larger(size, longest)
        first = [lanes.all(word) for word in _roots(8, 2)]
        with function.loop(number(0), longest, _BLOCK, *first) as blocks:
            reached = lanes.spread(blocks.counter, _WIDE)
            is_on = function.builder.icmp_signed("<", reached, sizes)
            # a lane that is done reads its first block again, and what comes of it is not taken
            places = function.builder.select(is_on, function.sum(begins, reached), begins)
            after = lanes.compressed(blocks.state, lanes.words_at(places))
            blocks.state = [
                function.builder.select(is_on, new, old) for new, old in zip(after, blocks.state, strict=True)
            ]
        hashes = [lanes.swapped(word) for word in blocks.state]
        for lane, row in enumerate(rows):
            place = function.sum(out, function.builder.shl(row, number(5)))
            for n, word in enumerate(hashes):
                function.store(function.builder.extract_element(word, _index(lane)), place, 4 * n)
    function.give()


class _Lanes:
    """Writes what is done in all lanes at once."""

    def __init__(self, module: Any, function: Function) -> None:
        self._function = function
        kind = ir.FunctionType(_V, [_V, _V, _V])
        self._rotate = ir.Function(module, kind, f"llvm.fshr.v{LANES}i32")
        self._swap = ir.Function(module, ir.FunctionType(_V, [_V]), f"llvm.bswap.v{LANES}i32")
        table = ir.ArrayType(I32, _ROUNDS)
        self._table = ir.GlobalVariable(module, table, "round_constants")
        self._table.global_constant, self._table.linkage = True, "internal"
        self._table.initializer = ir.Constant(table, _roots(_ROUNDS, 3))

    @property
    def _builder(self) -> Any:
        return self._function.builder

    def all(self, word: int) -> Any:
        """A word that is known, in all lanes."""
        return ir.Constant(_V, [word] * LANES)

    def spread(self, value: Any, kind: Any) -> Any:
        """One value in all lanes."""
        nothing = ir.Constant(kind, ir.Undefined)
        one = self._builder.insert_element(nothing, value, _index(0))
        return self._builder.shuffle_vector(one, nothing, _mask([0] * LANES))

    def swapped(self, vector: Any) -> Any:
        """Words with their bytes the other way round."""
        return self._builder.call(self._swap, [vector])

    def words_at(self, places: Any) -> list[Any]:
        """The sixteen words of the block at each lane's place: for each word a vector over the lanes."""
        starts = [self._builder.extract_element(places, _index(lane)) for lane in range(LANES)]
        words: list[Any] = []
        for part in range(0, _WORDS, LANES):
            rows = [self.swapped(self._function.load(start, 4 * part, _V)) for start in starts]
            for _ in range(LANES.bit_length() - 1):  # each time two halves are shuffled like cards
                rows = [
                    self._builder.shuffle_vector(rows[n], rows[n + LANES // 2], _mask(way))
                    for n in range(LANES // 2)
                    for way in (_LOW, _HIGH)
                ]
            words += rows
        return words

    def compressed(self, state: list[Any], words: list[Any]) -> list[Any]:
        """The state after a block: four times sixteen rounds, and after each the words of the next."""
        with self._function.loop(number(0), number(_ROUNDS), _WORDS, *words, *state) as rounds:
            words, after = rounds.state[:_WORDS], rounds.state[_WORDS:]
            after = self._rounds(after, words, rounds.counter)
            for n in range(_WORDS):
                early, late = words[(n + 1) % _WORDS], words[(n + 14) % _WORDS]
                words[n] = self._function.sum(
                    words[n],
                    self._xor(self._rotated(early, 7), self._rotated(early, 18), self._shifted(early, 3)),
                    words[(n + 9) % _WORDS],
                    self._xor(self._rotated(late, 17), self._rotated(late, 19), self._shifted(late, 10)),
                )
            rounds.state = [*words, *after]
        return [self._function.sum(old, new) for old, new in zip(state, rounds.state[_WORDS:], strict=True)]

    def _rounds(self, state: list[Any], words: list[Any], first: Any) -> list[Any]:
        """Sixteen rounds."""
        a, b, c, d, e, f, g, h = state
        unlike = self._xor(b, c)
        table = self._builder.ptrtoint(self._table, I64)
        place = self._function.sum(table, self._builder.shl(first, number(2)))
        for n, word in enumerate(words):
            constant = self.spread(self._function.load(place, 4 * n, I32), _V)
            choice = self._xor(self._builder.and_(e, self._xor(f, g)), g)
            unlike, before = self._xor(a, b), unlike  # where a and b differ, and where b and c do
            most = self._xor(b, self._builder.and_(unlike, before))
            one = self._function.sum(h, self._turned(e, 6, 11, 25), choice, constant, word)
            two = self._function.sum(self._turned(a, 2, 13, 22), most)
            a, b, c, d, e, f, g, h = (
                self._function.sum(one, two), a, b, c, self._function.sum(d, one), e, f, g,
            )  # fmt: skip
        return [a, b, c, d, e, f, g, h]

    def _turned(self, vector: Any, *by: int) -> Any:
        return self._xor(*(self._rotated(vector, bits) for bits in by))

    def _rotated(self, vector: Any, by: int) -> Any:
        return self._builder.call(self._rotate, [vector, vector, self.all(by)])

    def _shifted(self, vector: Any, by: int) -> Any:
        return self._builder.lshr(vector, self.all(by))

    def _xor(self, *vectors: Any) -> Any:
        found = vectors[0]
        for vector in vectors[1:]:
            found = self._builder.xor(found, vector)
        return found


def _index(lane: int) -> Any:
    return ir.Constant(I32, lane)


def _mask(lanes: list[int]) -> Any:
    return ir.Constant(ir.VectorType(I32, LANES), lanes)


def _roots(how_many: int, degree: int) -> list[int]:
    """The first 32 bits behind the point of the square or cube roots of the first primes."""
    primes = islice((n for n in count(2) if all(n % k for k in range(2, isqrt(n) + 1))), how_many)
    return [_root(prime << 32 * degree, degree) % 2**32 for prime in primes]


def _root(value: int, degree: int) -> int:
    """The largest whole number whose power of a degree is not above a value."""
    low, high = 0, 1 << value.bit_length() // degree + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle)
    return low
