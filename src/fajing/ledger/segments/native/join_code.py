"""Canonical bytes of rows, joined from the pieces of their columns.

In: for each piece `FIELDS` numbers of 64 bits: where the bits stand that say which rows have something (0: all), and
the first of them; where the codes of its texts stand (32 bits; 0: one text for each row); where the offsets (32 bits)
and bytes of its texts; where what is written before and behind a text, each with its length. Each piece begins with a
comma; the first of a row becomes the brace. Out: rows, one behind the other.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]

from fajing.ledger.segments.native.functions import FIELDS, SLACK
from fajing.ledger.segments.native.words import I8, I32, I64, Function, number

_BLOCK, _LENGTH = 64, 8


def write_join(module: Any, name: str, move: Any) -> None:
    """Write `name(pieces, piece count, first row, end row, as leaves, starts, out)`, which gives the number of bytes.

    As leaves (1, else 0) rows begin with a byte of nought and are padded for SHA-256. `starts` takes the place of
    each row in `out`, and where the last ends.

    Args:
        module: Where it is written.
        name: Of the function.
        move: C's `memmove` as it is called here; without it bytes are only counted, `starts` and `out` not touched.
    """
    function = Function(module, name, 7, gives_number=True)
    builder = function.builder
    pieces, piece_count, first, end, as_leaves, starts, out = function.arguments
    stop = function.sum(pieces, builder.mul(piece_count, number(8 * FIELDS)))

    def is_not(value: Any) -> Any:
        return builder.icmp_signed("!=", value, number(0))

    is_leaf = is_not(as_leaves)

    def put(source: Any, length: Any, place: Any) -> Any:
        if move is not None:
            builder.call(move, [function.sum(out, place), source, length])
        return function.sum(place, length)

    def put_if_any(source: Any, length: Any, place: Any) -> Any:
        return function.when(is_not(length), place, lambda: put(source, length, place))

    def piece_of(piece: Any, row: Any, place: Any) -> Any:
        bits, first_bit, codes, offsets, data, before, before_length, after, after_length = (
            function.load(piece, 8 * n) for n in range(FIELDS)
        )

        def said() -> Any:
            bit = function.sum(first_bit, row)
            byte = builder.zext(function.load(bits, builder.lshr(bit, number(3)), I8), I64)
            return builder.and_(builder.lshr(byte, builder.and_(bit, number(7))), number(1))

        def coded() -> Any:
            return builder.sext(function.load(codes, builder.shl(row, number(2)), I32), I64)

        def written() -> Any:
            code = function.when(is_not(codes), row, coded)
            at = function.sum(offsets, builder.shl(code, number(2)))
            start, stop = (builder.sext(function.load(at, 4 * n, I32), I64) for n in range(2))
            reached = put_if_any(before, before_length, place)
            reached = put(function.sum(data, start), builder.sub(stop, start), reached)
            return put_if_any(after, after_length, reached)

        return function.when(is_not(function.when(is_not(bits), number(1), said)), place, written)

    with function.loop(first, end, 1, number(0)) as rows:
        [start] = rows.state
        brace = function.sum(start, as_leaves)
        with function.loop(pieces, stop, 8 * FIELDS, brace) as each:
            each.state = [piece_of(each.counter, rows.counter, each.state[0])]
        place = each.state[0]
        is_bare = builder.icmp_signed("==", place, brace)
        place = builder.select(is_bare, function.sum(place, number(1)), place)
        ended = function.sum(place, number(1))
        size = builder.sub(ended, start)
        blocks = builder.and_(function.sum(size, number(1 + _LENGTH + _BLOCK - 1)), number(-_BLOCK))
        total = builder.select(is_leaf, blocks, size)
        if move is not None:
            at = builder.shl(builder.sub(rows.counter, first), number(3))
            function.store(start, starts, at)
            function.store(ir.Constant(I8, 0), out, start)
            function.store(ir.Constant(I8, ord("{")), out, brace)
            function.store(ir.Constant(I8, ord("}")), out, place)

            def padded() -> Any:
                nothing = ir.VectorType(I8, SLACK)
                function.store(ir.Constant(nothing, [0] * SLACK), out, ended)
                function.store(ir.Constant(I8, 0x80), out, ended)
                bits = builder.bswap(builder.shl(size, number(3)))
                function.store(bits, out, function.sum(start, total, number(-_LENGTH)))
                return total

            function.when(is_leaf, total, padded)
        rows.state = [function.sum(start, total)]
    if move is not None:
        count = builder.sub(end, first)
        function.store(rows.state[0], starts, builder.shl(count, number(3)))
    function.give(rows.state[0])
