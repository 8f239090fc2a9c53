"""How the functions of the machine are compiled.

Numba optimises every function together with all that it calls, and then again with each caller: for a machine of a
hundred small functions this takes many minutes. Here a part is only translated; what calls all parts (`kernel.run`) is
optimised once, with everything in it, and nothing of the parts is kept for callers elsewhere. Where a later Numba has no
such seam, compiling is slow but right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba import njit
from numba.core import codegen, types
from numba.extending import intrinsic

from fajing.scan.automaton import cache

cache.set_up()
_depth = 0
_finalize = codegen.CPUCodeLibrary.finalize
_set = codegen.JITCPUCodegen.set_env
_optimize = getattr(codegen.CPUCodeLibrary, "_optimize_final_module", None)
_OWN = "9automaton"
"""In the names of all parts, as they are written for the linker."""


def _finalize_parts_lightly(library: Any) -> None:
    """Finalises a library; one of a part is linked with what it calls and left as it is."""
    if not _depth:
        _finalize(library)
        return
    library._raise_if_finalized()
    for other in dict.fromkeys(library._linking_libraries):
        library._reload_init.update(other._reload_init)
        library._final_module.link_in(other._get_module_for_linking(), preserve=True)
    library._finalize_dynamic_globals()
    library._finalized = True


def _optimize_with_parts_inside(library: Any) -> None:
    """Optimises a library. Parts are its own: nothing of how they are called need be kept for anyone else."""
    for function in library._final_module.functions:
        if function.linkage.name == "linkonce_odr" and _OWN in function.name:
            function.linkage = "internal"
    assert _optimize is not None
    _optimize(library)


def _set_env(machine: Any, name: str, env: Any) -> None:
    """Sets what a function needs to raise errors; parts raise none and are not in the machine yet."""
    if not _depth:
        _set(machine, name, env)


_SEAM = ("_linking_libraries", "_final_module", "_reload_init")
if all(name in codegen.CPUCodeLibrary.finalize.__code__.co_names for name in _SEAM):
    setattr(codegen.CPUCodeLibrary, "finalize", _finalize_parts_lightly)  # noqa: B010 - another's method
    setattr(codegen.JITCPUCodegen, "set_env", _set_env)  # noqa: B010
if _optimize is not None:
    setattr(codegen.CPUCodeLibrary, "_optimize_final_module", _optimize_with_parts_inside)  # noqa: B010


@contextmanager
def _part() -> Iterator[None]:
    global _depth  # noqa: PLW0603 - Numba compiles under a lock of its own
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1


def _arguments_apart(flags: Any) -> Any:
    """Says that no part is handed the same memory twice: what is written to one argument is not read by another."""
    flags.noalias = True
    return flags


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """A part of the machine. Division by nought is the caller's care.

    Numba makes one machine code for each constant that a function is called with; here that only multiplies the time of
    compiling, so constants are taken as what they are, integers.
    """
    dispatcher: Any = njit(nogil=True, error_model="numpy")(function)
    template = dispatcher.get_call_template
    if hasattr(getattr(dispatcher, "_compiler", None), "_customize_flags"):
        dispatcher._compiler._customize_flags = _arguments_apart

    def of_plain_types(arguments: tuple[Any, ...], keywords: Any) -> Any:
        with _part():
            return template(tuple(types.unliteral(argument) for argument in arguments), keywords)

    dispatcher.get_call_template = of_plain_types
    return dispatcher


# Memory is reached by bare addresses. An array handed from function to function would be counted each time, and two
# threads counting the same array stand in each other's way.


def _pointer(item: Any) -> Any:
    @intrinsic
    def at(_: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return types.CPointer(item)(types.int64), generate

    return at


words_at = _pointer(types.int64)
"""The int64 numbers from an address on."""
ints_at = _pointer(types.int32)
"""The int32 numbers from an address on."""
bytes_at = _pointer(types.int8)
"""The int8 numbers from an address on."""
