"""The officers' register as words: what it says of each officer, and from when to when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fajing.core.moments import Moment, Zone
from fajing.lawbook.model import Lawbook, Register, RegisterEntry
from fajing.scan.automaton import layout as at
from fajing.scan.plan.memory import UNSAYABLE, CannotSay, Memory, text_code
from fajing.scan.plan.words import number_words

_DAY_MIN, _DAY_MAX = -(2**40), 2**40


def officer_columns(lawbook: Lawbook) -> dict[str, int]:
    """Facts of the officers' register by name, and their columns; `UNSAYABLE` where some value has no place in one."""
    register = lawbook.registers.get("officers")
    sayable: dict[str, bool] = {}
    for entries in register.entries.values() if register else ():
        for entry in entries:
            for name, value in _officer_facts(entry).items():
                sayable[name] = sayable.get(name, True) and _is_sayable(value, lawbook.zone)
    columns = {name: place for place, name in enumerate(name for name, said in sayable.items() if said)}
    return {name: columns.get(name, UNSAYABLE) for name in sayable}


def _officer_facts(entry: RegisterEntry) -> dict[str, Any]:
    """What a register says of an officer, with what follows from it."""
    facts = dict(entry.values)
    if "kind" in facts:
        facts.setdefault("is_police", facts["kind"] == "police")
    if facts.get("role") is not None:
        facts["role"] = str(facts["role"])
    return facts


def _is_sayable(value: object, zone: Zone) -> bool:
    try:
        value_words(value, zone)
    except CannotSay:
        return False
    return True


def put_officers(memory: Memory, register: Register | None, zone: Zone, columns: dict[str, int]) -> None:
    """Writes the officers' register; none where nobody asks who acted."""
    width = 2 * sum(column != UNSAYABLE for column in columns.values())
    keys: list[tuple[int, list[list[int]]]] = []
    for key, entries in register.entries.items() if register else ():
        rows = []
        for entry in entries:
            row = [
                entry.start.toordinal() if entry.start else _DAY_MIN,
                entry.end.toordinal() if entry.end else _DAY_MAX,
                *([0] * width),
            ]
            for name, value in _officer_facts(entry).items():
                place = 2 + 2 * columns[name]
                if columns[name] != UNSAYABLE:
                    row[place : place + 2] = value_words(value, zone)
            rows.append(row)
        keys.append((text_code(key), rows))
    keys.sort(key=lambda item: item[0])
    words, first, places, flat = memory.words, 0, [], []
    for _, rows in keys:
        places += [first, len(rows)]
        first += len(rows)
        flat += [word for row in rows for word in row]
    slots = _slots([key for key, _ in keys])
    words[at.P_REGISTER_KEYS] = memory.put([key for key, _ in keys])
    words[at.P_REGISTER_SLOTS], words[at.P_REGISTER_MASK] = memory.put(slots), len(slots) - 1
    words[at.P_REGISTER_ROWS], words[at.P_REGISTER_ENTRIES] = memory.put(places), memory.put(flat)
    words[at.P_REGISTER_WORDS] = 2 + width
    words[at.P_REGISTER_ROLE] = columns.get("role", -1)


def _slots(keys: list[int]) -> list[int]:
    """A table in which texts are found by their lowest bits: digests, so they lie about evenly."""
    slots = [0] * (1 << (2 * len(keys) + 1).bit_length())
    for number, key in enumerate(keys, 1):
        slot = key & (len(slots) - 1)
        while slots[slot]:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot] = number
    return slots


def value_words(value: object, zone: Zone) -> list[int]:
    """A value as its kind and one word; kind 0 where there is none.

    Raises:
        CannotSay: It is a number too large, or of no kind known.
    """
    if value is None:
        return [0, 0]
    if isinstance(value, bool):
        return [at.K_BOOL, int(value)]
    if isinstance(value, int | Decimal):
        numerator, divisor = number_words(value)
        return [at.K_NUMBER | divisor << at.K_BITS, numerator]
    if isinstance(value, str):
        return [at.K_TEXT, text_code(value)]
    if isinstance(value, Moment):
        return [at.K_DAY if value.is_day else at.K_TIME, value.instant]
    if isinstance(value, date):
        moment = zone.moment(value)
        return [at.K_DAY if moment.is_day else at.K_TIME, moment.instant]
    raise CannotSay(f"名册中的值无法编入 / a register's value of no known kind: {value!r}")
