"""The few words in which machine code is written here: whole numbers of 64 bits, addresses, loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]

I8, I32, I64 = ir.IntType(8), ir.IntType(32), ir.IntType(64)
_POINTER = ir.PointerType()


def number(value: int) -> Any:
    """A number that is known."""
    return ir.Constant(I64, value)


class Function:
    """A function of whole numbers being written; addresses are numbers too.

    Attributes:
        arguments: What it is called with.
        builder: Writes instructions at the place that was reached.
    """

    def __init__(self, module: Any, name: str, arguments: int, *, gives_number: bool = False) -> None:
        kind = ir.FunctionType(I64 if gives_number else ir.VoidType(), [I64] * arguments)
        self._function = ir.Function(module, kind, name)
        self.arguments = list(self._function.args)
        self.builder = ir.IRBuilder(self._function.append_basic_block("entry"))

    def load(self, address: Any, offset: Any = 0, kind: Any = I64) -> Any:
        """What stands at an address."""
        return self.builder.load(self._at(address, offset), align=1, typ=kind)

    def store(self, value: Any, address: Any, offset: Any = 0) -> None:
        """Write to an address."""
        self.builder.store(value, self._at(address, offset), align=1)

    def sum(self, *terms: Any) -> Any:
        """The sum of some numbers or vectors."""
        found = terms[0]
        for term in terms[1:]:
            found = self.builder.add(found, term)
        return found

    def smaller(self, one: Any, other: Any) -> Any:
        """The smaller of two numbers."""
        return self.builder.select(self.builder.icmp_signed("<", one, other), one, other)

    def larger(self, one: Any, other: Any) -> Any:
        """The larger of two numbers."""
        return self.builder.select(self.builder.icmp_signed(">", one, other), one, other)

    @contextmanager
    def loop(self, first: Any, end: Any, step: int, *carried: Any) -> Iterator[Loop]:
        """What is written inside is done for each number from `first` while it is less than `end`.

        Args:
            first: The first number.
            end: Where to end.
            step: What is added each time.
            carried: What is handed from one time to the next: `Loop.state`, set anew by the body.
        """
        before = self.builder.block
        head, body, after = (self._function.append_basic_block() for _ in range(3))
        self.builder.branch(head)
        self.builder.position_at_end(head)
        counter = self.builder.phi(I64)
        counter.add_incoming(first, before)
        phis = [self.builder.phi(one.type) for one in carried]
        for phi, one in zip(phis, carried, strict=True):
            phi.add_incoming(one, before)
        self.builder.cbranch(self.builder.icmp_signed("<", counter, end), body, after)
        self.builder.position_at_end(body)
        loop = Loop(counter, list(phis))
        yield loop
        counter.add_incoming(self.builder.add(counter, number(step)), self.builder.block)
        for phi, one in zip(phis, loop.state, strict=True):
            phi.add_incoming(one, self.builder.block)
        self.builder.branch(head)
        self.builder.position_at_end(after)
        loop.state = list(phis)

    def when(self, condition: Any, value: Any, make: Callable[[], Any]) -> Any:
        """What `make` writes and gives if a condition holds, else the value."""
        before = self.builder.block
        then, after = (self._function.append_basic_block() for _ in range(2))
        self.builder.cbranch(condition, then, after)
        self.builder.position_at_end(then)
        made = make()
        end = self.builder.block
        self.builder.branch(after)
        self.builder.position_at_end(after)
        found = self.builder.phi(value.type)
        found.add_incoming(value, before)
        found.add_incoming(made, end)
        return found

    def give(self, value: Any = None) -> None:
        """End the function."""
        if value is None:
            self.builder.ret_void()
        else:
            self.builder.ret(value)

    def _at(self, address: Any, offset: Any) -> Any:
        place = self.builder.add(address, number(offset) if isinstance(offset, int) else offset)
        return self.builder.inttoptr(place, _POINTER)


class Loop:
    """A loop being written: the number it has reached and what it carries."""

    def __init__(self, counter: Any, state: list[Any]) -> None:
        self.counter = counter
        self.state = state
