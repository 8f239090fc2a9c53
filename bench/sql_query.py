"""What the naive queries of all forms share: triggers of a version, ties, the end of a matter, due moments.

`e` is the flat log, `a` the trigger, `b` another event of the same file, `ord` its place. A version is one SELECT; a
norm's versions are added up. Nothing is shared between norms: that is what makes it naive.
"""

from __future__ import annotations

from dataclasses import dataclass

from bench.sql_conditions import NotInSql, Scope, condition, steps_in

from fajing.core.periods import Length, Rollover, Unit
from fajing.lawbook.conditions import Expression, Name
from fajing.lawbook.duty_spec import DutySpec, Form, Target, Within
from fajing.lawbook.model import Lawbook, Norm, Version

_MAX_DAY = 4_000_000


@dataclass(slots=True)
class DueSql:
    """A due moment in SQL: civil day or instant; NULL where an open pause stops the clock."""

    whole_day: bool

    def in_time(self, alias: str, due: str = "a.due") -> str:
        return f"{alias}.{'day' if self.whole_day else 'instant'} <= {due}"

    @property
    def expired(self) -> str:
        return f"getvariable('{'as_of_day' if self.whole_day else 'as_of'}') > a.due"


class VersionQuery:
    """The SELECT of one version; the forms are `sql_forms.FormQuery`."""

    def __init__(self, norm: Norm, version: Version, lawbook: Lawbook) -> None:
        self.norm, self.version, self.lawbook = norm, version, lawbook
        self.spec: DutySpec = version.duty
        if (
            self.spec.per not in (None, "object")
            or self.spec.for_each
            or self.spec.expired
            or self.spec.excuse
        ):
            raise NotInSql(norm.id)
        self.by_object = self.spec.per == "object"
        serves = "({row}.object_1 IS NULL OR {row}.object_1 = a.object_1)" if self.by_object else "true"
        self.scope = Scope(norm.procedure, serves)
        self.due: DueSql | None = None
        self.tables: list[str] = []

    def text(self) -> str:
        spec = self.spec
        end = _MAX_DAY if self.version.end is None else self.version.end.toordinal()
        where = [f"a.day BETWEEN {self.version.start.toordinal()} AND {end}", self.steps("a", spec.on)]
        if spec.where is not None:
            where.append(self.condition(spec.where))
        join = " JOIN m mm ON mm.matter = a.matter" if self.names_matter() else ""
        matter = ", mm.kind, mm.complex, mm.track" if join else ""
        self.tables.append(f"a0 AS (SELECT a.*{matter} FROM e a{join} WHERE {' AND '.join(where)})")
        unmet = getattr(self, f"form_{spec.form.value}")()
        last = f"a{len([t for t in self.tables if t[0] == 'a']) - 1}"
        conditions = [unmet]
        if spec.unless is not None:
            conditions.append(f"NOT coalesce({self.condition(spec.unless)}, false)")
        text = " AND ".join(conditions).replace("mm.", "a.")
        return f"WITH {', '.join(self.tables)} SELECT count(*) FROM {last} a WHERE {text}"

    # ---- pieces

    def names_matter(self) -> bool:
        spec = self.spec
        tiers = spec.within.tiers if spec.within else ()
        said = [spec.where, spec.unless, spec.value, *(tier.where for tier in tiers)]
        return any("matter." in str(one) for one in said if one is not None)

    def condition(self, expression: Expression) -> str:
        return f"({condition(expression, self.scope)})"

    def steps(self, alias: str, targets: tuple[Target, ...] | tuple[str, ...]) -> str:
        return steps_in(alias, targets, self.condition)

    @property
    def tie(self) -> str:
        return " AND b.object_1 IS NOT DISTINCT FROM a.object_1" if self.by_object else ""

    def rows(self, targets: tuple[Target, ...], more: str, alias: str = "b") -> str:
        """`FROM e b WHERE ...` of tied events of some targets, without the trigger."""
        tie = self.tie.replace("b.", f"{alias}.")
        return (
            f"FROM e {alias} WHERE {alias}.file = a.file AND {alias}.ord <> a.ord AND {self.steps(alias, targets)}"
            f"{tie} AND {more}"
        )

    def step(self, select: str, tail: str = "") -> None:
        """Another table `aN` made of the one before."""
        number = len([table for table in self.tables if table[0] == "a"])
        self.tables.append(f"a{number} AS (SELECT {select} FROM a{number - 1} a{tail})")

    def with_end(self) -> str:
        """Adds the end of the trigger's matter, where it lies after the trigger; else NULL."""
        ends = tuple(
            f"{procedure.id}.{step.id}"
            for procedure in self.lawbook.procedures.values()
            for step in procedure.steps.values()
            if step.ends
        )
        first = (
            f"SELECT z.matter, min(z.ord) AS ord, min(z.day) AS day FROM e z WHERE {self.steps('z', ends)}"
        )
        self.tables.insert(0, f"z AS ({first} GROUP BY z.matter)")
        later = "CASE WHEN z.ord > a.ord THEN z.{0} END AS end_{0}"
        self.step(f"a.*, {later.format('ord')}, {later.format('day')}", " LEFT JOIN z ON z.matter = a.matter")
        return "a.end_ord"

    # ---- time

    def add(self, start: str, length: Length) -> str:
        """The end of a period counted from a civil day or an instant, not rolled."""
        match length.unit:
            case Unit.HOURS | Unit.MINUTES:
                return f"({start} + {length.seconds})"
            case Unit.WORKING_DAYS:
                return f"add_working_days({start}, {length.count})"
            case Unit.DAYS | Unit.WEEKS:
                return f"({start} + {length.count * (7 if length.unit is Unit.WEEKS else 1)})"
            case _:
                return f"add_months({start}, {length.count * (12 if length.unit is Unit.YEARS else 1)})"

    def rolled(self, day: str, unit: Unit) -> str:
        if unit.is_clock or self.spec.counting.rollover is Rollover.NONE:
            return day
        return f"rolled({day})"

    def fixed(self, period: object) -> Length:
        """A period's length, through its benchmark if it has one."""
        benchmark = getattr(period, "benchmark", None)
        if benchmark is not None:
            period = self.lawbook.benchmarks[benchmark].versions[-1].within
        length = period.fixed()  # type: ignore[attr-defined]
        if length is None:
            raise NotInSql(self.norm.id)
        return length

    def deadline(self, day: str = "a.day", instant: str = "a.instant") -> DueSql:
        """Adds the column `due`, moved by extension or pause."""
        spec = self.spec
        if spec.by is not None:
            assert spec.by.value is not None
            assert spec.by.value.root == Name(("event", "pay_by"))
            self.step("a.*, a.pay_by_day AS due")
            return DueSql(True)
        within = spec.within
        assert isinstance(within, Within)
        if not within.tiers:
            raise NotInSql(self.norm.id)
        lengths = [self.fixed(tier) for tier in within.tiers]
        unit = lengths[-1].unit
        start = instant if unit.is_clock else day
        *special, last = [self.rolled(self.add(start, length), unit) for length in lengths]
        whens = "".join(
            f"WHEN {self.condition(tier.where)} THEN {due} "
            for tier, due in zip(within.tiers, special, strict=False)
            if tier.where is not None
        ).replace("mm.", "a.")
        self.step(f"a.*, {f'CASE {whens}ELSE {last} END' if whens else last} AS due")
        found = DueSql(not unit.is_clock)
        if spec.extend:
            self.extended(found, start, lengths[0])
        if spec.pause:
            self.paused(found, day, instant, lengths[0])
        return found

    def extended(self, due: DueSql, start: str, length: Length) -> None:
        [rule] = self.spec.extend
        if rule.to is not None:
            later = self.rolled(self.add(start, rule.to), length.unit)
        else:
            assert rule.by is not None
            later = self.rolled(self.add(self.add(start, length), rule.by), length.unit)
        roles = ", ".join(f"'{role}'" for role in rule.role)
        role = f" AND (b.role_1 IN ({roles}) OR b.role_2 IN ({roles}))" if roles else ""
        found = f"EXISTS (SELECT 1 FROM e b WHERE b.file = a.file AND b.ord > a.ord AND {self.steps('b', (rule.on,))}"
        found += f" AND {due.in_time('b')}{role})"
        self.step(f"a.* REPLACE (CASE WHEN {found} THEN greatest(a.due, {later}) ELSE a.due END AS due)")

    def paused(self, due: DueSql, day: str, instant: str, length: Length) -> None:
        [pause] = self.spec.pause
        self.tables.insert(
            0,
            "p AS (SELECT x.file, x.ord AS begin_ord, x.day AS day, x.instant AS instant, y.ord AS end_ord,"
            f" y.day AS end_day, y.instant AS end_instant FROM e x LEFT JOIN e y ON y.file = x.file"
            f" AND y.ord > x.ord AND {self.steps('y', pause.end)} WHERE {self.steps('x', pause.start)})",
        )
        window = self.spec.form is Form.AFTER_WINDOW
        before = " AND p.begin_ord < a.ord" if window else ""
        still = "p.end_ord IS NULL" + (" OR p.end_ord >= a.ord" if window else "")
        if length.unit.is_clock:
            out = f"greatest(0, p.end_instant - greatest(p.instant, {instant}))"
            moved = f"{self.add(instant, length)} + {out}"
        elif length.unit is Unit.WORKING_DAYS:
            out = f"greatest(0, work_rank(p.end_day) - work_rank(greatest(p.day, {day})))"
            moved = self.rolled(f"add_working_days({self.add(day, length)}, {out})", length.unit)
        else:
            out = f"greatest(0, p.end_day - greatest(p.day, {day}))"
            moved = self.rolled(f"({self.add(day, length)} + {out})", length.unit)
        begun = f"p.file IS NOT NULL AND {due.in_time('p')}"
        self.step(
            f"a.* REPLACE (CASE WHEN NOT ({begun}) THEN a.due WHEN {still} THEN NULL ELSE {moved} END AS due)",
            f" LEFT JOIN p ON p.file = a.file AND p.begin_ord <> a.ord{before}",
        )
