"""Changes a norm a little and asks whether its own examples notice: a norm is tested when every mutant fails.

Each number of each period, count and bound moves by one either way; each condition is negated; each exception,
extension, pause, tie, tier and order is dropped. A change that no record could show (a limit of one on an
extension that sets the whole length) is no mutant. In: a norm as YAML said it. Out: mutants, and which survive.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fajing.core.periods import Unit
from fajing.lawbook.drafts import read_checked
from fajing.lawbook.load import known_of
from fajing.lawbook.model import Lawbook, Norm
from fajing.lawbook.problems import Report
from fajing.lawbook.yaml_reader import Document, KeyPath
from fajing.scan.engines import Judge
from fajing.scan.examples import play_one
from fajing.scan.reference import judge_log

_UNITS = frozenset(unit.value for unit in Unit)
_DROPPED_WHOLE = ("unless", "for_each", "before", "until", "tolerance", "aligned")
_OFFICERS = re.compile(r"([=!<>]+)\s*(\d+)")
_ONE_OR_MANY = ("extend", "pause", "excuse")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Mutant:
    """A norm changed in one place.

    Attributes:
        description: What was changed, as `versions[0].duty.within.hours: 24 → 25`.
        raw: The changed norm.
    """

    description: str
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no example of its norm noticed."""

    norm: str
    description: str


@dataclass(slots=True)
class MutationScore:
    """Killed of total, and what is left."""

    killed: int
    total: int
    survivors: list[Survivor]

    @property
    def per_cent(self) -> float:
        """Killed mutants in per cent; 100 where there are none."""
        return 100.0 * self.killed / self.total if self.total else 100.0


def mutation_score(norms: Sequence[Norm], lawbook: Lawbook, judge: Judge = judge_log) -> MutationScore:
    """Play every mutant of every norm against the norm's own examples.

    Args:
        norms: Norms of the lawbook.
        lawbook: The lawbook.
        judge: The engine to play on.
    """
    score = MutationScore(0, 0, [])
    for norm in norms:
        playable = [
            number
            for number in range(1, len(norm.examples) + 1)
            if play_one(norm, lawbook, number, judge).passed
        ]
        for mutant in mutants(norm.raw):
            changed = reread(norm, mutant.raw, lawbook)
            if changed is None:
                continue
            score.total += 1
            if all(play_one(changed, lawbook, number, judge).passed for number in playable):
                score.survivors.append(Survivor(norm.id, mutant.description))
            else:
                score.killed += 1
    return score


def reread(norm: Norm, raw: Mapping[str, Any], lawbook: Lawbook) -> Norm | None:
    """A changed norm, read as from its file; None where it is no norm any more, or means what it meant before."""
    assert norm.place is not None
    report = Report()
    found = read_checked(Document(norm.place.path, raw), known_of(lawbook), report)
    if found is None or report.errors or (found.versions, found.anchor) == (norm.versions, norm.anchor):
        return None
    return found


def mutants(raw: Mapping[str, Any]) -> Iterator[Mutant]:
    """All mutants of a norm as YAML said it."""
    if "anchor" in raw:
        yield _without(raw, ("anchor",))
    dated = [
        ("versions", number, "dated_by") for number, item in enumerate(raw["versions"]) if "dated_by" in item
    ]
    if dated:  # one date chooses among all versions
        yield _without(raw, *dated)
    for number, version in enumerate(raw["versions"]):
        yield from _of_duty(raw, version["duty"], ("versions", number, "duty"))


def _of_duty(raw: Mapping[str, Any], duty: Mapping[str, Any], keys: KeyPath) -> Iterator[Mutant]:
    yield from _numbers(raw, duty, keys)
    yield from _conditions(raw, duty, keys)
    for key in _DROPPED_WHOLE:
        if key in duty:
            yield _without(raw, (*keys, key))
    for key in _ONE_OR_MANY:
        if key in duty:
            yield from _exceptions(raw, duty[key], (*keys, key), duty.get("within"))
    yield from _ties(raw, duty, keys)
    yield from _orders(raw, duty, keys)
    if isinstance(duty.get("within"), list):
        for number in range(len(duty["within"])):
            yield _without(raw, (*keys, "within", number))
    elif isinstance(duty.get("within"), dict):
        for word in ("earlier_of", "later_of"):
            for number, part in enumerate(duty["within"].get(word, ())):
                yield _change(raw, (*keys, "within"), part, f"只留第 {number + 1} 项 / only this one kept")
    yield from _starts(raw, duty, keys)


# ---- numbers


def _numbers(raw: Mapping[str, Any], value: Any, keys: KeyPath) -> Iterator[Mutant]:
    """Every whole number that is a length, a bound or a number of officers, one less and one more."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _numbers(raw, item, (*keys, number))
        return
    if not isinstance(value, Mapping):
        return
    for key, item in value.items():
        here: KeyPath = (*keys, key)
        if isinstance(item, int) and not isinstance(item, bool):
            counts = key in _UNITS or key in ("at_most", "at_least", "seconds")
            # Setting the whole length twice is setting it once: only an extension that adds can be counted.
            if counts or (key == "times" and "by" in value):
                yield from (_change(raw, here, item + step) for step in (-1, 1) if item + step >= 0)
        elif key == "officers" and isinstance(item, Mapping):
            sign, count = _OFFICERS.findall(item["count"])[0]
            yield from (
                _change(raw, (*here, "count"), f"{sign} {int(count) + step}")
                for step in (-1, 1)
                if int(count) + step >= 0
            )
        else:
            yield from _numbers(raw, item, here)


# ---- conditions


def _conditions(raw: Mapping[str, Any], value: Any, keys: KeyPath) -> Iterator[Mutant]:
    """Every condition, negated."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _conditions(raw, item, (*keys, number))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            here: KeyPath = (*keys, key)
            if key in ("where", "unless", "value") and isinstance(item, str):
                yield _change(raw, here, f"not ({item})")
            else:
                yield from _conditions(raw, item, here)


# ---- what may be left out


def _exceptions(raw: Mapping[str, Any], value: Any, keys: KeyPath, within: Any) -> Iterator[Mutant]:
    """Each extension, pause and excuse, and what narrows it."""
    each = value if isinstance(value, list) else [value]
    for number, item in enumerate(each):
        here: KeyPath = (*keys, number) if isinstance(value, list) else keys
        yield _without(raw, here)
        if "times" in item and "by" in item:
            yield _without(raw, (*here, "times"))
        if "role" in item:
            yield _without(raw, (*here, "role"))
        if "until" in item:
            yield _without(raw, (*here, "until"), (*here, "then"))
        if "then" in item and item["then"]["within"] != within:  # else the duty's own period says the same
            yield _without(raw, (*here, "then"))


def _ties(raw: Mapping[str, Any], duty: Mapping[str, Any], keys: KeyPath) -> Iterator[Mutant]:
    per = duty.get("per")
    if isinstance(per, list) and len(per) > 1:
        for number in range(len(per)):
            yield _without(raw, (*keys, "per", number))
    elif per is not None:
        yield _without(raw, (*keys, "per"))


def _orders(raw: Mapping[str, Any], duty: Mapping[str, Any], keys: KeyPath) -> Iterator[Mutant]:
    """`in_order` dropped, each of several made any of them."""
    for form in ("do", "preceded_by", "accompanied_by"):
        targets = duty.get(form)
        if isinstance(targets, Mapping) and "all" in targets:
            here: KeyPath = (*keys, form)
            if targets.get("in_order"):
                yield _without(raw, (*here, "in_order"))
            if len(targets["all"]) > 1:
                yield _change(raw, here, targets["all"], "all → any")
        elif isinstance(targets, list):
            if duty.get("in_order"):
                yield _without(raw, (*keys, "in_order"))
            if duty.get("all") and len(targets) > 1:
                yield _without(raw, (*keys, "all"), (*keys, "in_order"))
    parts = duty.get("with")
    if isinstance(parts, list) and len(parts) > 1:
        yield _change(raw, (*keys, "with"), {"any": parts}, "all → any")
    elif isinstance(parts, Mapping) and len(next(iter(parts.values()))) > 1:
        items = next(iter(parts.values()))
        yield _change(raw, (*keys, "with"), items if "any" in parts else {"any": items}, "all ↔ any")


def _starts(raw: Mapping[str, Any], duty: Mapping[str, Any], keys: KeyPath) -> Iterator[Mutant]:
    """A period counted from elsewhere, counted from the trigger instead."""
    within = duty.get("within")
    periods = within if isinstance(within, list) else [within]
    for number, period in enumerate(periods):
        if isinstance(period, Mapping) and "from" in period:
            here = (*keys, "within", number) if isinstance(within, list) else (*keys, "within")
            yield _without(raw, (*here, "from"))


# ---- changing a copy


def _change(raw: Mapping[str, Any], keys: KeyPath, value: Any, said: str = "") -> Mutant:
    copied = copy.deepcopy(dict(raw))
    holder = _at(copied, keys[:-1])
    before = holder[keys[-1]]
    holder[keys[-1]] = copy.deepcopy(value)
    return Mutant(f"{_path(keys)}: {said or f'{before} → {value}'}", copied)


def _without(raw: Mapping[str, Any], *each: KeyPath) -> Mutant:
    """Left out; further places only where they are there. A list left empty goes too."""
    copied = copy.deepcopy(dict(raw))
    for keys in each:
        holder = _at(copied, keys[:-1])
        if isinstance(holder, list):
            holder.pop(int(keys[-1]))
            if not holder:
                _at(copied, keys[:-2]).pop(keys[-2])
        else:
            holder.pop(keys[-1], _MISSING)
    return Mutant(f"{_path(each[0])}: 删去 / dropped", copied)


def _at(value: Any, keys: KeyPath) -> Any:
    for key in keys:
        value = value[key]
    return value


def _path(keys: KeyPath) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")
