"""Compiles the machine code, tries it, and hands it out as functions.

In: nothing. Out: `Functions`, or None where there is no compiler, the processor is not known to it, or what came out
does not hash as hashlib does. What is called works on memory of NumPy and lets other threads run meanwhile.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

SIZE = 32
BLOCK = 64
FIELDS = 9
"""Numbers that say where a piece stands; see `join_code`."""
SLACK = 64
"""Bytes behind the last row that may be written to."""
WORTH_IT = 60_000
"""Rows from which compiling takes less time than it saves."""
MOVE = "fajing_move"
_LOCK = Lock()
_kept: list[Functions | None] = []


@dataclass(frozen=True, slots=True)
class Functions:
    """What was compiled; see `sha256_code`, `join_code` and `digest_code`.

    Attributes:
        hash: Hashes padded messages.
        join: Joins pieces to rows.
        count: Counts the bytes that `join` would write.
        digest: Gives short digests of texts.
        engine: Owns the code.
    """

    hash: Any
    join: Any
    count: Any
    digest: Any
    engine: Any


def load() -> Functions | None:
    """The functions, compiled when they are first asked for."""
    with _LOCK:
        if not _kept:
            _kept.append(_tried())
        return _kept[0]


def loaded() -> Functions | None:
    """The functions, if somebody has asked for them before."""
    return _kept[0] if _kept else None


def padded(count: int, length: int) -> NDArray[np.uint8]:
    """Room for messages of one length, one in each row, with what SHA-256 wants behind them."""
    whole = (length + 8) // BLOCK * BLOCK + BLOCK
    room = np.zeros((count, whole), np.uint8)
    room[:, length] = 0x80
    room[:, -8:] = np.frombuffer((8 * length).to_bytes(8, "big"), np.uint8)
    return room


def hashes_of_equals(functions: Functions, messages: NDArray[np.uint8]) -> bytes:
    """The SHA-256 of messages of one length, joined.

    Args:
        functions: What was compiled.
        messages: Made by `padded`.
    """
    count, whole = messages.shape
    return hashes_of_padded(functions, messages, np.arange(count + 1, dtype=np.int64) * whole)


def hashes_of_padded(functions: Functions, data: NDArray[np.uint8], starts: NDArray[np.int64]) -> bytes:
    """The SHA-256 of messages that are padded, joined.

    Args:
        functions: What was compiled.
        data: The messages, one behind the other.
        starts: Where each begins, and where the last ends.
    """
    count = len(starts) - 1
    out = np.empty(count * SIZE, np.uint8)
    functions.hash(data.ctypes.data, starts.ctypes.data, count, out.ctypes.data)
    return out.tobytes()


def _tried() -> Functions | None:
    try:
        functions = _compiled()
    except (ImportError, AttributeError, TypeError, ValueError, RuntimeError, OSError, NotImplementedError):
        return None
    return functions if _hashes_well(functions) and _joins_well(functions) else None


def _compiled() -> Functions:
    from llvmlite import binding, ir  # type: ignore[import-untyped]

    from fajing.ledger.segments.native.digest_code import write_digest
    from fajing.ledger.segments.native.join_code import write_join
    from fajing.ledger.segments.native.sha256_code import write_sha256
    from fajing.ledger.segments.native.words import I64

    module = ir.Module("segments")
    write_sha256(module, "hash")
    move = ir.Function(module, ir.FunctionType(I64, [I64] * 3), MOVE)
    write_join(module, "join", move)
    write_join(module, "count", None)
    write_digest(module, "digest")
    binding.add_symbol(MOVE, ctypes.cast(ctypes.memmove, ctypes.c_void_p).value)
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    machine = binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(), features=binding.get_host_cpu_features().flatten(), opt=2
    )
    engine = binding.create_mcjit_compiler(binding.parse_assembly(str(module)), machine)
    engine.finalize_object()
    number = ctypes.c_int64
    return Functions(
        ctypes.CFUNCTYPE(None, *[number] * 4)(engine.get_function_address("hash")),
        ctypes.CFUNCTYPE(number, *[number] * 7)(engine.get_function_address("join")),
        ctypes.CFUNCTYPE(number, *[number] * 7)(engine.get_function_address("count")),
        ctypes.CFUNCTYPE(None, *[number] * 5)(engine.get_function_address("digest")),
        engine,
    )


def _hashes_well(functions: Functions) -> bool:
    """Whether messages of all lengths up to three blocks hash as they should, more than there are lanes at once."""
    for length in (0, 1, 55, 56, 63, 64, 65, 119, 120, 190):
        messages = (np.arange(21 * length, dtype=np.int64) * 7919 % 251).astype(np.uint8).reshape(21, length)
        wanted = b"".join(sha256(one.tobytes()).digest() for one in messages)
        room = padded(*messages.shape)
        room[:, :length] = messages
        if hashes_of_equals(functions, room) != wanted:
            return False
    return True


def _joins_well(functions: Functions) -> bool:
    """Whether rows of every kind of column are joined as Arrow joins them."""
    from fajing.ledger.segments.native.joiner import Joiner
    from fajing.ledger.segments.pieces import joined, pieces_of

    table = pa.table(
        {
            "at": pa.array([0, None, -1], pa.int64()),
            "id": pa.array(["案1", None, ""], pa.string()),
            "is": pa.array([True, None, False]),
            "word": pa.array(["是", None, '"'], pa.string()).dictionary_encode(),
        }
    )
    pieces = pieces_of(table)
    found = Joiner(functions, pieces, table.num_rows).texts(0, table.num_rows)
    return bool(found.equals(joined(pieces, 0, table.num_rows)))
