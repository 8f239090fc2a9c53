"""What an indicator comes to, in plain Python over events, one after the other: slow, and easy to read.

It shares with what it checks only the conditions' meaning for one event (`scan.evaluate`) and how matters make files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from fajing.core.events import Event, Log, Matter
from fajing.core.moments import Moment
from fajing.indicators.period import Period
from fajing.lawbook.conditions import Binary, Call, Expression, Listing, Literal, Name, Negative, Node, Not
from fajing.lawbook.indicator_spec import Counted, Indicator, Leg, Range
from fajing.lawbook.model import Lawbook
from fajing.scan.evaluate import UNKNOWN, Scope, evaluate
from fajing.scan.file_view import FileView, order
from fajing.scan.files import group_into_files, unit_in_charge


@dataclass(frozen=True)
class Line:
    """One thing that may count: an event, and the object it is about where objects are told apart."""

    view: FileView
    event: Event
    object: str | None = None


class Plain:
    """A log counted in plain Python, as known at an instant."""

    def __init__(
        self, log: Log, lawbook: Lawbook, ranges: dict[str, Range], period: Period, instant: int
    ) -> None:
        self.log, self.lawbook, self.ranges, self.period, self.instant = log, lawbook, ranges, period, instant
        latest = max((event.at for event in log.events()), key=lambda at: at.instant, default=None)
        self.views = []
        if latest is None:
            return
        for file_id, matters in group_into_files(log, lawbook, latest):
            self.views.append(
                FileView(file_id, [self._known(one) for one in matters], lawbook, latest, log.carried)
            )

    def _known(self, matter: Matter) -> Matter:
        events = [
            one
            for one in matter.events
            if max((one.recorded_at or one.at).instant, one.at.instant) <= self.instant
        ]
        return Matter(matter.id, matter.procedure, matter.parent, matter.unit, matter.values, events)

    # ------------------------------------------------------------ conditions
    def asked(self, where: Expression, home: str, line: Line, by_object: bool) -> Any:
        """True, False, or None where it cannot be told."""
        event = line.event

        def tie(other: Event) -> bool:
            if other.procedure == event.procedure and other.matter != event.matter:
                return False
            if not by_object:
                return True
            if line.object is None:
                return not other.objects
            return not other.objects or line.object in other.objects

        scope = Scope(line.view, home, event, tie=tie, known_until=self.instant)
        plain = Expression(where.text, self._without_ranges(where.root, line, home))
        found = evaluate(plain, scope)
        return None if found is UNKNOWN else bool(found)

    def _without_ranges(self, node: Node, line: Line, home: str) -> Node:
        match node:
            case Name(path=("range", word)):
                found = self._range(word, line)
                return Name(("event", "nothing_at_all")) if found is None else Literal(found)
            case Not(operand=operand):
                return Not(self._without_ranges(operand, line, home))
            case Binary(operator=word, left=left, right=right):
                return Binary(
                    word, self._without_ranges(left, line, home), self._without_ranges(right, line, home)
                )
            case Call() | Literal() | Name() | Listing() | Negative():
                return node
            case _:
                return node

    def _range(self, word: str, line: Line) -> bool | None:
        applies = outside = above = unsure = unsure_of_law = False
        for one in self.ranges.values():
            if one.step != line.event.qualified_step:
                continue
            if (
                one.where is not None
                and self.asked(one.where, one.step.partition(".")[0], line, False) is not True
            ):
                continue
            for version in one.versions:
                said = line.event.values.get(one.also_dated) if one.also_dated else None
                days = [line.event.at.day, *([said.day] if isinstance(said, Moment) else [])]
                if all(
                    version.start.toordinal() <= day
                    and (version.end is None or day <= version.end.toordinal())
                    for day in days
                ):
                    applies = True
                    value = line.event.values.get(one.field)
                    if not isinstance(value, int | Decimal) or isinstance(value, bool):
                        unsure, unsure_of_law = True, unsure_of_law or one.is_law
                    else:
                        outside = outside or value < version.low or value > version.high
                        above = above or (one.is_law and value > version.high)
        if word == "applies":
            return applies
        if word == "above_law":
            return True if above else None if unsure_of_law else False
        return True if outside else None if unsure else False

    # ------------------------------------------------------------ lines
    def lines(self, counted: Counted, stands: bool) -> Iterator[Line]:
        """Everything the term may mean in the period, before its condition."""
        for view in self.views:
            if counted.kind == "matters":
                for matter in view.matters.values():
                    first = min(matter.events, key=order, default=None)
                    if (
                        matter.procedure in counted.of
                        and first is not None
                        and self._meant(view, first, False)
                    ):
                        yield Line(view, first)
                continue
            for event in view.events:
                if event.qualified_step in counted.of and self._meant(view, event, stands):
                    if counted.each in ("object", "object_in_file") and event.objects:
                        yield from (Line(view, event, one) for one in sorted(set(event.objects)))
                    else:
                        yield Line(view, event)

    def _meant(self, view: FileView, event: Event, stands: bool) -> bool:
        if event.at.day > self.period.last or (not stands and event.at.day < self.period.first):
            return False
        if self.period.units is None:
            return True
        unit = unit_in_charge(view, view.matters[event.matter], event.at.instant)
        return (unit or event.unit) in self.period.units

    def find(self, counted: Counted) -> tuple[list[Line], int]:
        """What a term counts, each once, and of how much it could not be told."""
        by_object = counted.each in ("object", "object_in_file")
        found, unknown = [], 0
        for line in self.lines(counted, counted.until is not None):
            answer = (
                True if counted.where is None else self.asked(counted.where, counted.home, line, by_object)
            )
            unknown += answer is None
            if answer and not (counted.until and self._over(counted.until, line, by_object)):
                found.append(line)
        found.sort(key=lambda line: order(line.event))
        if counted.each in ("event", "object") and counted.kind == "events":
            return found, unknown
        seen: dict[Any, Line] = {}
        for line in found:
            key: Any = line.event.matter
            if counted.each == "file":
                key = line.view.id
            elif counted.each == "object_in_file":
                key = (line.view.id, line.object)
            seen.setdefault(key, line)
        return list(seen.values()), unknown

    def _over(self, until: tuple[str, ...], line: Line, by_object: bool) -> bool:
        for step in until:
            for other in line.view.of_step(step):
                same = not by_object or not other.objects or (line.object in other.objects)
                if other.matter == line.event.matter and order(other) > order(line.event) and same:
                    if other.at.day <= self.period.last:
                        return True
        return False

    # ------------------------------------------------------------ values
    def value(self, one: Indicator) -> tuple[Any, list[Any]]:
        """The value of an indicator and of its terms; None where there is none."""
        if one.form == "median":
            hours = self._hours(one)
            return (_median(hours), []) if hours else (None, [])
        assert one.counted is not None
        found, unknown = self.find(one.counted)
        if one.form == "share":
            assert one.whole is not None
            whole, lacking = self.find(one.whole)
            if (not whole and lacking) or (not found and unknown and unknown >= len(whole)) or not whole:
                return None, []
            share = (Decimal(len(found)) * 100 / len(whole)).quantize(Decimal("0.01"), ROUND_HALF_UP)
            return share, [len(found), len(whole)]
        if one.form == "sum":
            amounts = [line.event.values.get(one.field) for line in found]
            known = [
                amount
                for amount in amounts
                if isinstance(amount, int | Decimal) and not isinstance(amount, bool)
            ]
            if found and not known:
                return None, []
            total = sum(known)
            return (Decimal(total) / 100 if one.is_money else total), []
        if not found and unknown:
            return None, []
        terms: list[int] = [0 for _ in one.parts] + [0]
        by_object = one.counted.each in ("object", "object_in_file")
        for line in found:
            for place, part in enumerate(one.parts):
                if self.asked(part.where, one.counted.home, line, by_object):
                    terms[place] += 1
                    break
            else:
                terms[-1] += 1
        return len(found), [len(found), *(terms if one.parts else [])]

    def _hours(self, one: Indicator) -> list[int]:
        assert one.median is not None
        begin, end, each = one.median.begin, one.median.end, one.median.each
        pairs: dict[Any, tuple[Line, Line]] = {}
        for view in self.views:
            begins, ends = self._leg(view, begin, each), self._leg(view, end, each)
            for line in begins:
                for other in ends:
                    same = begin.step.partition(".")[0] != end.step.partition(".")[0] or (
                        line.event.matter == other.event.matter
                    )
                    if same and line.object == other.object and order(other.event) >= order(line.event):
                        pairs.setdefault(
                            (view.id, other.event.id, other.event.matter, other.object), (line, other)
                        )
                        break
        found = []
        for line, other in pairs.values():
            if self._meant(other.view, other.event, False):
                a, b = line.event.at, other.event.at
                found.append((b.day - a.day) * 86_400 if a.is_day or b.is_day else b.instant - a.instant)
        return found

    def _leg(self, view: FileView, leg: Leg, each: str) -> list[Line]:
        found = []
        for event in view.of_step(leg.step):
            home = leg.step.partition(".")[0]
            if leg.where is None or self.asked(leg.where, home, Line(view, event), False):
                objects = sorted(set(event.objects)) if each == "object" else []
                found += [Line(view, event, one) for one in objects] or [Line(view, event)]
        return found


def _median(seconds: list[int]) -> Decimal:
    ordered = sorted(seconds)
    middle = len(ordered) // 2
    value = (
        Fraction(ordered[middle]) if len(ordered) % 2 else Fraction(ordered[middle - 1] + ordered[middle], 2)
    )
    hours = value / 3600
    return (Decimal(hours.numerator) / Decimal(hours.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)
