"""The plan as it is being written: words of int64, numbers for steps, fields and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from fajing.scan.automaton import layout as at
from fajing.scan.plan.across import Group

_MASK = 2**62 - 1
MOST = 2**62


UNSAYABLE = -3
"""Column of a register's fact with a value that no two words can hold, such as a list."""


class CannotSay(Exception):
    """A norm that the tables cannot say; the text tells why."""


@lru_cache(maxsize=2**18)
def text_code(text: str) -> int:
    """A text as 62 bits of its BLAKE2b digest: the same in every process, so that codes need no common table.

    Of a million different texts two have the same code with a probability of one in nine million.
    """
    return int.from_bytes(blake2b(text.encode("utf-8"), digest_size=8).digest(), "little") & _MASK


class Memory:
    """Words of a plan.

    Attributes:
        words: The words; the first `P_HEADER` are the header. Offset 0 therefore means "none".
        steps: Code by qualified step.
        fields: Number by field name.
        facts: Number by fact.
        procedures: Number by procedure.
        across: Number by group of what is held against each other across files.
        named: Codes of the steps that some norm names.
        every_event: Whether some norm looks through all events of a file, whatever their step.
    """

    def __init__(self, across: Mapping[Group, int] | None = None) -> None:
        self.words: list[int] = [0] * at.P_HEADER
        self.steps: dict[str, int] = {}
        self.fields: dict[str, int] = {}
        self.facts: dict[str, int] = {}
        self.procedures: dict[str, int] = {}
        self.across = dict(across or {})
        self.named: set[int] = set()
        self.every_event = False

    def put(self, words: Sequence[int]) -> int:
        """Writes words and returns where they stand."""
        offset = len(self.words)
        self.words.extend(words)
        return offset

    def put_list(self, items: Sequence[int]) -> int:
        """Writes a list with its length before it."""
        return self.put([len(items), *items])

    def known_step(self, qualified: str) -> int:
        """The code of a step, of which no norm need speak."""
        return self.steps.setdefault(qualified, len(self.steps))

    def step(self, qualified: str) -> int:
        """The code of a step that a norm names."""
        code = self.known_step(qualified)
        self.named.add(code)
        return code

    def field(self, name: str) -> int:
        """The number of a field."""
        return self.fields.setdefault(name, len(self.fields))

    def fact(self, text: str) -> int:
        """The number of a fact, from 1."""
        return self.facts.setdefault(text, len(self.facts) + 1)

    def procedure(self, name: str) -> int:
        """The number of a procedure."""
        return self.procedures.setdefault(name, len(self.procedures))
