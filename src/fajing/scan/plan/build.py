"""Builds the plan: which norms the tables say, in which order they are judged, and every word of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fajing.core.events import Carried
from fajing.lawbook.model import Lawbook, Norm, Version
from fajing.scan.automaton import layout as at
from fajing.scan.plan.across import Compared, Group, compared_in, groups_of
from fajing.scan.plan.memory import CannotSay, Memory, text_code
from fajing.scan.plan.needs import columns_needed
from fajing.scan.plan.officers import officer_columns, put_officers
from fajing.scan.plan.records import RecordWriter
from fajing.scan.plan.tables import put_steps, with_days


@dataclass(frozen=True, slots=True)
class Rule:
    """What duties are counted under: a version of a norm, or (None) the duties whose version cannot be told."""

    norm: Norm
    version: Version | None


@dataclass(slots=True)
class Plan:
    """A lawbook as the automaton reads it.

    Attributes:
        words: The tables.
        norms: Norms by their number in the tables.
        rules: What is counted, by number.
        steps: Codes of steps.
        fields: Numbers of the fields that some norm reads.
        facts: Facts by number; number 0 is unused.
        left: Norms that `reference` must judge, each with the reason.
        procedures: Numbers of procedures.
        columns: Columns of events that are read beyond time, step, file, matter and order.
        across: What is held against each other across files, by number; of norms that are left too.
        compared: By such a number, what is compared of two that hold at once, where that is all that is asked of them.
    """

    words: NDArray[np.int64]
    norms: list[Norm]
    rules: list[Rule]
    steps: dict[str, int]
    fields: dict[str, int]
    facts: list[str]
    procedures: dict[str, int]
    left: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    across: tuple[Group, ...] = ()
    compared: Mapping[int, Compared] = field(default_factory=dict)

    @property
    def other_step(self) -> int:
        """The code of steps that the lawbook does not know."""
        return self.steps[""]


def make_plan(lawbook: Lawbook, norms: Sequence[Norm], carried: Carried) -> Plan:
    """Builds the plan of some norms.

    Args:
        lawbook: The law.
        norms: The norms to be judged.
        carried: What the maps of the log could have brought.

    Raises:
        FajingError: A norm would join files by a person.
    """
    left: dict[str, str] = {}
    across = groups_of(lawbook, norms)
    while True:
        # A norm that rests on one that is left must be left too: try again until nothing more falls out.
        plan = _attempt(lawbook, [norm for norm in norms if norm.id not in left], carried, left, across)
        if plan is not None:
            plan.compared = compared_in(norms, across)
            return plan


def _dependencies(norm: Norm) -> set[str]:
    found = set()
    for version in norm.versions:
        if version.duty.expired is not None:
            found.add(version.duty.expired)
        if version.duty.by is not None and version.duty.by.due_of is not None:
            found.add(version.duty.by.due_of)
    return found


def _attempt(
    lawbook: Lawbook,
    norms: list[Norm],
    carried: Carried,
    left: dict[str, str],
    across: dict[Group, int],
) -> Plan | None:
    """One attempt; None, with `left` longer, where some norm cannot be said."""
    chosen = {norm.id: norm for norm in norms}
    kept: dict[str, int] = {}
    for norm in norms:
        for other in sorted(_dependencies(norm)):
            if other not in chosen:
                left[norm.id] = f"靠 {other} 的应办 / rests on the duties of {other}"
                return None
            kept.setdefault(other, len(kept))
    memory = Memory(across)
    for procedure in lawbook.procedures.values():
        memory.procedure(procedure.id)
        for step in procedure.steps.values():
            memory.known_step(f"{procedure.id}.{step.id}")
    needed = columns_needed(lawbook, norms)
    of_people = "officer_1" in needed
    columns = officer_columns(lawbook) if of_people else {}
    rules: list[Rule] = []
    blocks: dict[str, int] = {}
    triggers: dict[int, list[int]] = {}
    for number, norm in enumerate(norms):
        try:
            _check(norm, kept)
            writer = RecordWriter(memory, lawbook, norm, kept, columns, carried)
            blocks[norm.id] = _norm(memory, norm, number, writer, rules, kept)
        except CannotSay as reason:
            left[norm.id] = str(reason)
            return None
        steps = dict.fromkeys(step for version in norm.versions for step in version.duty.on)
        codes = [memory.step(qualified) for qualified in steps]
        memory.words[blocks[norm.id] + at.N_STEPS] = memory.put_list(codes)
        for code in codes:
            triggers.setdefault(code, []).append(blocks[norm.id])
    special = [blocks[norm_id] for norm_id in _in_order(norms, kept)]
    for offset in special:
        memory.words[offset + at.N_SPECIAL] = 1
    words = memory.words
    words[at.P_SPECIAL] = memory.put_list(special)
    for name, fact in _FACTS.items():
        words[name] = memory.fact(fact)
    words[at.P_EMPTY_TEXT] = text_code("")
    words[at.P_NORMS], words[at.P_NORMS_N] = memory.put(list(blocks.values())), len(blocks)
    put_officers(memory, lawbook.registers.get("officers") if of_people else None, lawbook.zone, columns)
    put_steps(memory, lawbook, carried, triggers)
    return Plan(
        with_days(memory, lawbook.zone, lawbook.calendar),
        list(norms),
        rules,
        memory.steps,
        memory.fields,
        ["", *memory.facts],
        memory.procedures,
        dict(left),
        needed,
        tuple(across),
    )


_FACTS = {
    at.P_FACT_TIME_OF_DAY: "time of day",
    at.P_FACT_OFFICERS: "officers",
    at.P_FACT_OFFICER_ROLE: "officer.role",
    at.P_FACT_UNTIL: "until",
    at.P_FACT_DATED_BY: "dated_by",
    at.P_FACT_NO_TIER: "no tier holds",
    at.P_FACT_WITHIN: "within",
}


def _check(norm: Norm, kept: dict[str, int]) -> None:
    """Refuses what the tables cannot say of a norm as a whole."""
    expired = {version.duty.expired for version in norm.versions}
    if len(expired) > 1:
        raise CannotSay("各版本的触发不同 / versions triggered in different ways")
    if expired != {None} and norm.id in kept:
        raise CannotSay(
            "届满才生的应办又被别的规则依靠 / a duty that begins when time ran out, relied on by another"
        )


def _in_order(norms: list[Norm], kept: dict[str, int]) -> list[str]:
    """Norms that others rest on, or that rest on others; what is rested on first."""
    chosen = {norm.id: norm for norm in norms}
    found: dict[str, None] = {}

    def visit(norm_id: str, above: tuple[str, ...] = ()) -> None:
        if norm_id in found or norm_id in above:
            return
        for other in sorted(_dependencies(chosen[norm_id])):
            visit(other, (*above, norm_id))
        found[norm_id] = None

    for norm in norms:
        if norm.id in kept or _dependencies(norm):
            visit(norm.id)
    return list(found)


def _norm(
    memory: Memory, norm: Norm, number: int, writer: RecordWriter, rules: list[Rule], kept: dict[str, int]
) -> int:
    """Writes a norm and its versions; gives out where it stands."""
    first_rule = len(rules)
    rules += [Rule(norm, version) for version in norm.versions] + [Rule(norm, None)]
    records = []
    for place, version in enumerate(norm.versions):
        records.append(writer.version(version, number, place, first_rule + place))
    block = [0] * at.N_RECORDS + records
    block[at.N_INDEX], block[at.N_VERSIONS] = number, len(records)
    block[at.N_ANCHOR] = memory.step(norm.anchor) if norm.anchor is not None else -1
    dated_by = next((version.dated_by for version in norm.versions if version.dated_by is not None), None)
    if dated_by is not None:
        block[at.N_DATED_TARGET], block[at.N_DATED_VALUE] = writer.dated_by(dated_by)
    expired = norm.versions[0].duty.expired
    block[at.N_EXPIRED] = kept[expired] if expired is not None else -1
    block[at.N_KEEP] = kept.get(norm.id, -1)
    block[at.N_RESTS] = int(bool(_dependencies(norm)))
    block[at.N_UNKNOWN_RULE] = len(rules) - 1
    return memory.put(block)
