"""Rows of shape `matters`: each row is one matter, and each filled date column is a step that happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from fajing.core.events import Acting, Event, Value
from fajing.core.moments import Moment
from fajing.intake.cells import CellError
from fajing.intake.headings import heading_key
from fajing.intake.parsers import make_parser
from fajing.intake.row import Problem, Row, RowRefused, event_text
from fajing.intake.rows_base import Cells, Part, Rows, Table, empty, ends_early, is_before
from fajing.lawbook.model import Procedure


@dataclass(slots=True, eq=False)
class StepColumn:
    """A date column and the columns that tell more about the same step.

    Attributes:
        part: The column itself.
        at: Where its time stands; the column itself unless the map says `at_column`.
        until: Where its end stands.
        recorded: When it was written down.
        unit: Who did it.
        officers: Who acted.
        objects: On what.
        fields: Values of the step.
    """

    part: Part
    at: Part
    until: Part | None = None
    recorded: Part | None = None
    unit: Part | None = None
    officers: list[Part] = field(default_factory=list)
    objects: list[Part] = field(default_factory=list)
    fields: list[Part] = field(default_factory=list)


class MatterRows(Rows):
    """Reads rows that are matters."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.parent = self.one("parent")
        self.unit = next(
            (part for part in self.parts.get("unit", []) if part.column.of in ((), ("matter",))), None
        )
        self.fields = [part for part in self.parts.get("field", []) if part.column.of in ((), ("matter",))]
        self.steps = list(self._steps())
        self.hung: list[tuple[Part, list[StepColumn]]] = []
        for role, parts in self.parts.items():
            for part in parts:
                self._hang(role, part)

    def _steps(self) -> Iterator[StepColumn]:
        """The step columns, each with the columns it names itself."""
        for part in self.parts.get("step", []):
            found = StepColumn(part, part)
            if part.column.at_column is not None:
                at = self._time(part, part.column.at_column)
                if at is None:
                    continue  # it cannot be told when the step happened: this file does not carry it
                found.at = at
            if part.column.until is not None:
                found.until = self._time(part, part.column.until)
            yield found

    def _time(self, part: Part, heading: str) -> Part | None:
        """Another column, read as a time of this step; None where the sheet does not have it."""
        key = heading_key(heading)
        column = next((c for c in self.table.columns if key in map(heading_key, c.headings)), None)
        index = self.table.header.find(column.headings if column else (heading,))
        if not index:
            self.missing.append(heading)
            return None
        read = make_parser(
            replace(part.column, role="at", at_column=None),
            self.table.of_map,
            self.home,
            is_1904=self.table.is_1904,
        )
        found = Part(index[0], part.column, read, self.table.header.names[index[0]])
        self.checked.append(found)
        return found

    def _hang(self, role: str, part: Part) -> None:
        """Hang a column on the steps it belongs to."""
        steps = [step for step in self.steps if self._belongs(part, step)]
        if steps and "*" not in part.column.of:
            self.hung.append((part, steps))
        for step in steps:
            if role == "officers":
                step.officers.append(part)
            elif role == "object":
                step.objects.append(part)
            elif role == "field" and part not in self.fields:
                step.fields.append(part)
            elif role == "unit" and part is not self.unit:
                step.unit = part
            elif role == "until":
                step.until = part
            elif role == "recorded_at":
                step.recorded = part

    @staticmethod
    def _belongs(part: Part, step: StepColumn) -> bool:
        own = step.part.column
        keys = {heading_key(name) for name in own.headings}
        return any(name == "*" or name == own.step or heading_key(name) in keys for name in part.column.of)

    # ------------------------------------------------------------------ one row
    def _read(self, number: int, cells: Cells, owner: Row | None) -> Row:
        if owner is not None:
            matter = owner.matter
            procedure = self.procedures[owner.procedure]
        else:
            part = cast("Part", self.matter)
            matter = cast("str", self._cell(part, cells))
            if matter is None:
                raise self.problems(cells, [empty(part.heading)])
            procedure = self.procedure_of(cells)
        parent = cast("str | None", self._cell(self.parent, cells))
        if parent == matter:
            error = CellError(
                "上级编号与本案相同",
                "a matter cannot hang under itself",
                "改正上级编号",
                "correct the parent's number",
            )
            raise self.problems(cells, [Problem(cast("Part", self.parent).heading, error)])
        unit = cast("str | None", self._cell(self.unit, cells))
        values, text = self.share(self._pairs(self.fields, cells))
        events: list[Event] = []
        texts = [matter, procedure.id, parent or "", unit or "", text]
        problems: list[Problem] = []
        happened: list[StepColumn] = []
        for step in self.steps:
            made = self._event(step, number, cells, matter, procedure, problems)
            if made is not None:
                happened.append(step)
                events.append(made[0])
                texts.append(made[1])
        if problems:
            raise self.problems(cells, problems)
        if not events and not values and (owner is not None or not self.table.of_map.joins):
            error = CellError(
                "本行没有任何环节时间或字段",
                "this row holds no step and no field",
                "补填，或删去该行",
                "fill it in, or delete the row",
            )
            raise RowRefused([Problem("", error)])
        for part, steps in self.hung:
            if part.read[cells[part.index]] is not None and not any(step in happened for step in steps):
                self.loose[part.heading] = self.loose.get(part.heading, 0) + 1
        key = self.key_of(cells) if self.keys else None if owner else (matter,)
        return Row(
            f"{self.prefix}{number}",
            matter,
            procedure.id,
            "\x1d".join(texts),
            key,
            self.secret_key,
            parent,
            unit,
            values,
            tuple(events),
            is_wide=True,
        )

    @staticmethod
    def _cell(part: Part | None, cells: Cells) -> object:
        return None if part is None else part.read[cells[part.index]]

    def _pairs(self, parts: list[Part], cells: Cells) -> tuple[tuple[str, Value], ...]:
        pairs = []
        for part in parts:
            value = part.read[cells[part.index]]
            if value is not None:
                pairs.append((part.column.name, cast("Value", value)))
        return tuple(pairs)

    def _event(
        self,
        step: StepColumn,
        number: int,
        cells: Cells,
        matter: str,
        procedure: Procedure,
        problems: list[Problem],
    ) -> tuple[Event, str] | None:
        """The event of one step column, with its text; None where its cell is empty."""
        at = self._time_of(step, cells, problems)
        if at is None:
            return None
        until = cast("Moment | None", self._cell(step.until, cells))
        if until is not None and is_before(until, at):
            other = cast("Part", step.until)
            problems.append(ends_early(other.heading, cells[other.index]))
        place, kind, name = self._place_of(step, matter, procedure, cells, problems)
        officers = [
            one for p in step.officers for one in cast("tuple[Acting, ...]", p.read[cells[p.index]] or ())
        ]
        objects = [one for p in step.objects for one in cast("tuple[str, ...]", p.read[cells[p.index]] or ())]
        constants = step.part.column.constants
        values, text = self.share((*constants, *self._pairs(step.fields, cells)))
        event = Event(
            id="",
            matter=place,
            procedure=kind,
            step=name,
            at=at,
            seq=number * 1000 + step.part.index,
            until=until,
            recorded_at=cast("Moment | None", self._cell(step.recorded, cells)),
            officers=tuple(dict.fromkeys(officers)),
            unit=cast("str | None", self._cell(step.unit, cells)),
            objects=tuple(dict.fromkeys(objects)),
            values=values,
            source=f"{self.label}{self.prefix}{number}",
        )
        return event, event_text(event, text)

    def _time_of(self, step: StepColumn, cells: Cells, problems: list[Problem]) -> Moment | None:
        """When the step happened; None where it did not."""
        if step.at is step.part:
            return cast("Moment | None", step.at.read[cells[step.at.index]])
        if not step.part.read[cells[step.part.index]]:
            return None
        at = cast("Moment | None", step.at.read[cells[step.at.index]])
        if at is None:
            problems.append(empty(step.at.heading))
        return at

    def _place_of(
        self, step: StepColumn, matter: str, procedure: Procedure, cells: Cells, problems: list[Problem]
    ) -> tuple[str, str, str]:
        """Matter, procedure and step of the event; a step of another procedure has a matter of its own."""
        name = step.part.column.step or ""
        named, dot, rest = name.partition(".")
        if dot and named in self.procedures:
            return (matter, named, rest) if named == procedure.id else (f"{matter}/{named}", named, rest)
        if name not in procedure.steps:
            error = CellError(
                "这类案事件没有这个环节",
                "this kind of matter has no such step",
                "核对种类，或清空该格",
                "check the kind, or empty the cell",
            )
            problems.append(Problem(step.part.heading, error, cells[step.part.index]))
        return matter, procedure.id, name
