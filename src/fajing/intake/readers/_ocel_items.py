"""What the three formats of OCEL 2.0 hold, in one form: types, objects and events. Not a format of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Protocol

from fajing.core.errors import FajingError

Named = tuple[str, str | None]  # an attribute and its value, as text
Link = tuple[str, str]  # id of an object and the qualifier of the relation to it


@dataclass(slots=True)
class Declared:
    """A type of events or objects.

    Attributes:
        of: `event` or `object`.
        name: Its name.
        attributes: Name and type (string, time, integer, float, boolean) of each attribute.
    """

    of: str
    name: str
    attributes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Thing:
    """An object.

    Attributes:
        id: Its id.
        type: Its type.
        attributes: Name, moment from which it holds, and value of each of its attributes.
        links: Objects it is related to.
    """

    id: str
    type: str
    attributes: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class Happening:
    """An event.

    Attributes:
        id: Its id.
        type: Its type; the activity.
        time: When, as written.
        attributes: Its attributes.
        links: Objects it is related to.
    """

    id: str | None
    type: str | None
    time: str | None
    attributes: list[Named] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


class Source(Protocol):
    """A file in one of the three formats."""

    def items(self) -> Iterator[Declared | Thing | Happening]:
        """Everything it holds, in the order of the file; may be called again.

        Raises:
            FajingError: It is damaged.
        """


def damaged(name: str, what: str, where: str = "") -> FajingError:
    """The error for a file whose parts do not have the form OCEL 2.0 gives them."""
    return FajingError(
        f"不符合 OCEL 2.0 (not as OCEL 2.0 has it): {name}",
        where=where or name,
        why=what,
        remedy="按 OCEL 2.0 重新导出 / export it again as OCEL 2.0",
    )


def value_text(value: str | None, kind: str) -> str | None:
    """A value as all three formats give it, whatever way they write numbers and truth.

    Example:
        >>> value_text("6E2", "float"), value_text("600.0", "integer"), value_text("1", "boolean")
        ('600', '600', 'true')
    """
    if value is None:
        return None
    if kind in ("integer", "float"):
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        if number.is_finite() and abs(number.adjusted()) < 40:
            return f"{number.normalize():f}" if number else "0"
    elif kind == "boolean":
        return {"1": "true", "0": "false"}.get(value.strip(), value.strip().casefold())
    return value
