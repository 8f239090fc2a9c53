"""Rows of shape `events`: each row is one step that happened."""

from __future__ import annotations

from typing import cast

from fajing.core.events import Acting, Event, Value
from fajing.core.moments import Moment
from fajing.intake.cells import Cell, CellError
from fajing.intake.parsers import step_parser
from fajing.intake.row import Problem, Row, RowIgnored, RowRefused, event_text
from fajing.intake.rows_base import Cells, Part, Rows, Table, empty, ends_early, is_before


class EventRows(Rows):
    """Reads rows that are events."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.parent = self.one("parent")
        self.unit = self.one("unit")
        self.until = self.one("until")
        self.recorded = self.one("recorded_at")
        self.seq = self.one("seq")
        self.officers = self.parts.get("officers", [])
        self.objects = self.parts.get("object", [])
        fields = self.parts.get("field", [])
        self.own = [part for part in fields if not self._is_of_matter(part)]
        self.of_matter = [part for part in fields if self._is_of_matter(part)]
        step, at = self.one("step"), self.one("at")
        assert step is not None  # required columns were checked
        assert at is not None
        self.at, self.step = at, step
        self.step_parsers = {
            one.id: step_parser(step.column, table.of_map.blank, one) for one in table.of_map.procedures
        }
        self.checked = [part for part in self.checked if part is not step]
        self.fixed = self.procedures[table.of_map.procedure] if table.of_map.procedure else None
        if self.one("procedure") is not None:
            self.fixed = None

    def _is_of_matter(self, part: Part) -> bool:
        """Whether a field is the matter's: the map says so, or only the matter declares it."""
        if part.column.of:
            return part.column.of == ("matter",)
        name = part.column.name
        declared = any(
            name in step.fields for one in self.table.of_map.procedures for step in one.steps.values()
        )
        return not declared and any(name in one.fields for one in self.table.of_map.procedures)

    def _read(self, number: int, cells: Cells, owner: Row | None) -> Row:
        if owner is not None:
            matter: str | None = owner.matter
            procedure = self.procedures[owner.procedure]
        else:
            assert self.matter is not None
            matter = cast("str | None", self.matter.read[cells[self.matter.index]])
            procedure = self.fixed or self.procedure_of(cells)
        step = cast("str | None", self.step_parsers[procedure.id][cells[self.step.index]])
        if step is None:
            raise RowIgnored
        at = cast("Moment | None", self.at.read[cells[self.at.index]])
        if matter is None or at is None:
            lacking = [
                part.heading
                for part, value in ((self.matter, matter), (self.at, at))
                if part and value is None
            ]
            raise self.problems(cells, map(empty, lacking))
        parent = cast("str | None", self.parent.read[cells[self.parent.index]]) if self.parent else None
        if parent == matter:
            raise self.problems(cells, [_own_parent(cast("Part", self.parent).heading)])
        if owner is None and len(self.table.of_map.procedures) == 1 and "." not in step:
            kind, place = procedure.id, matter
        else:
            kind, step, place = self._place_of(step, procedure.id, matter, cells)
        event = self._event(number, cells, place, kind, step, at)
        values, text = self.share(self._pairs(self.own, cells, event))
        event.values = values
        content = event_text(event, text)
        row = Row(
            f"{self.prefix}{number}",
            matter,
            procedure.id,
            content,
            self.key_of(cells),
            self.secret_key,
            parent,
            event.unit if place == matter else None,
            events=(event,),
        )
        if self.of_matter:
            row.values, text = self.share(self._pairs(self.of_matter, cells, None))
            row.content = f"{content}\x1d{text}"
        if parent:
            row.content += f"\x1d{parent}"
        if self.seq:
            row.content += f"\x1d#{event.seq}"
        return row

    def placed(self, step: str, procedure: str) -> tuple[str, str, str | None] | None:
        """Procedure and step of an event, and the name of its own matter where it is a step of another procedure.

        Args:
            step: As the map writes it.
            procedure: Kind of the row's matter.

        Returns:
            None where that kind of matter has no such step.
        """
        if len(self.table.of_map.procedures) == 1 and "." not in step:
            return procedure, step, None
        return self._named(step, procedure)

    def _named(self, step: str, procedure: str) -> tuple[str, str, str | None] | None:
        named, dot, rest = step.partition(".")
        if dot and named in self.procedures and rest in self.procedures[named].steps:
            return named, rest, None if named == procedure else named
        return (procedure, step, None) if step in self.procedures[procedure].steps else None

    def _place_of(self, step: str, procedure: str, matter: str, cells: Cells) -> tuple[str, str, str]:
        """Procedure, step and matter of the event; a step of another procedure has a matter of its own."""
        found = self._named(step, procedure)
        if found is None:
            raise RowRefused([_no_such_step(self.step.heading, cells[self.step.index])])
        kind, step, under = found
        return kind, step, f"{matter}/{under}" if under else matter

    def _event(self, number: int, cells: Cells, matter: str, procedure: str, step: str, at: Moment) -> Event:
        until = cast("Moment | None", self.until.read[cells[self.until.index]]) if self.until else None
        if until is not None and is_before(until, at):
            part = cast("Part", self.until)
            raise self.problems(cells, [ends_early(part.heading, cells[part.index])])
        seq = cast("int | None", self.seq.read[cells[self.seq.index]]) if self.seq else None
        officers: list[Acting] = []
        for part in self.officers:
            officers += cast("tuple[Acting, ...]", part.read[cells[part.index]] or ())
        objects: list[str] = []
        for part in self.objects:
            objects += cast("tuple[str, ...]", part.read[cells[part.index]] or ())
        return Event(
            id="",
            matter=matter,
            procedure=procedure,
            step=step,
            at=at,
            seq=number * 1000 if seq is None else seq,
            until=until,
            recorded_at=cast("Moment | None", self.recorded.read[cells[self.recorded.index]])
            if self.recorded
            else None,
            officers=tuple(dict.fromkeys(officers)) if officers else (),
            unit=cast("str | None", self.unit.read[cells[self.unit.index]]) if self.unit else None,
            objects=tuple(dict.fromkeys(objects)) if objects else (),
            source=f"{self.label}{self.prefix}{number}",
        )

    def _pairs(self, parts: list[Part], cells: Cells, event: Event | None) -> tuple[tuple[str, Value], ...]:
        pairs = []
        for part in parts:
            value = part.read[cells[part.index]]
            if value is not None:
                of = part.column.of
                if event is None or not of or "*" in of or event.step in of or event.qualified_step in of:
                    pairs.append((part.column.name, cast("Value", value)))
        return tuple(pairs)

    def _also_wrong(self, cells: Cells) -> list[Problem]:
        """What is wrong with the cell of the step, if anything."""
        try:
            procedure = self.fixed or self.procedure_of(cells)
        except CellError:
            return []  # named with the other cells
        except RowRefused as refused:
            return refused.problems
        cell = cells[self.step.index]
        try:
            self.step_parsers[procedure.id][cell]
        except CellError as error:
            return [Problem(self.step.heading, error, cell)]
        return []


def _own_parent(heading: str) -> Problem:
    error = CellError(
        "上级编号与本案相同",
        "a matter cannot hang under itself",
        "改正上级编号",
        "correct the parent's number",
    )
    return Problem(heading, error)


def _no_such_step(heading: str, cell: Cell) -> Problem:
    error = CellError(
        "这类案事件没有这个环节",
        "this kind of matter has no such step",
        "核对种类与环节",
        "check the kind and the step",
    )
    return Problem(heading, error, cell)
