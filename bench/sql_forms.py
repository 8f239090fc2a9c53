"""One norm as one naive SQL query that counts its unmet duties (late, missed or slow), form by form.

A version is one SELECT; a norm's versions are added up. Nothing is shared between norms: that is what makes it naive.
"""

from __future__ import annotations

from bench.sql_conditions import NotInSql, condition
from bench.sql_query import VersionQuery

from fajing.core.periods import Length, Unit
from fajing.lawbook.duty_spec import Target
from fajing.lawbook.model import Lawbook, Norm


def unmet_query(norm: Norm, lawbook: Lawbook) -> str:
    """The query of one norm."""
    parts = [f"({FormQuery(norm, version, lawbook).text()})" for version in norm.versions]
    return f"SELECT {' + '.join(parts)}"


class FormQuery(VersionQuery):
    """Each `form_...` returns the SQL of what makes a duty unmet."""

    def form_do(self) -> str:
        targets = self.spec.targets
        if targets.in_order or self.spec.before:
            raise NotInSql(self.norm.id)
        if self.spec.within is None and self.spec.by is None:
            end = self.with_end()
            inside = self.rows(targets.steps, f"b.ord > a.ord AND b.ord <= {end}")
            return f"{end} IS NOT NULL AND NOT EXISTS (SELECT 1 {inside})"
        due = self.deadline()
        in_time = due.in_time("b")
        groups = [(target,) for target in targets.steps] if targets.all else [targets.steps]
        done = " AND ".join(
            f"EXISTS (SELECT 1 {self.rows(group, f'b.ord > a.ord AND {in_time}')})" for group in groups
        )
        return f"{due.expired} AND NOT ({done})"

    def latest(self) -> None:
        """Adds day and instant of the latest earlier target."""
        select = (
            "a.ord AS trigger_ord, max(b.ord) AS b_ord, max(b.day) AS b_day, max(b.instant) AS b_instant "
            f"FROM a0 a JOIN e b ON b.file = a.file AND b.ord < a.ord AND {self.steps('b', self.spec.targets.steps)}"
        )
        self.tables.append(f"l AS (SELECT {select}{self.tie} GROUP BY a.ord)")
        self.step("a.*, l.b_ord, l.b_day, l.b_instant", " LEFT JOIN l ON l.trigger_ord = a.ord")

    def form_preceded_by(self) -> str:
        self.latest()
        unmet = ["a.b_ord IS NULL"]
        if self.spec.within is not None:
            unmet.append(f"NOT ({self.near(self.fixed(self.spec.within.tiers[0]), '<=')})")
        if self.spec.at_least is not None:
            unmet.append(f"NOT ({self.near(self.spec.at_least, '>=')})")
        return f"({' OR '.join(unmet)})"

    def near(self, length: Length, word: str, day: str = "a.b_day", instant: str = "a.b_instant") -> str:
        """That the trigger comes at most, or at least, so long after something earlier."""
        if length.unit.is_clock:
            return f"a.instant - {instant} {word} {length.seconds}"
        if length.unit is Unit.WORKING_DAYS:
            return f"work_rank(a.day) - work_rank({day}) {word} {length.count}"
        return f"a.day {word} {self.add(day, length)}"

    def form_after_window(self) -> str:
        self.latest()
        due = self.deadline("a.b_day", "a.b_instant")
        return f"(a.b_ord IS NULL OR a.due IS NULL OR {due.in_time('a')})"

    def form_accompanied_by(self) -> str:
        steps = self.spec.targets.steps
        end = self.with_end()
        return f"{end} IS NOT NULL AND NOT EXISTS (SELECT 1 {self.rows(steps, f'b.ord <= {end}')})"

    def form_avoid(self) -> str:
        steps = self.spec.targets.steps
        if self.spec.within is not None:
            if self.spec.until:
                raise NotInSql(self.norm.id)
            in_time = self.deadline().in_time("b")
            return f"EXISTS (SELECT 1 {self.rows(steps, f'b.ord > a.ord AND {in_time}')})"
        if self.spec.until:
            until = self.rows(self.spec.until, "c.ord > a.ord", "c")
            closing = f"coalesce((SELECT min(c.ord) {until}), 9e18)"
            return f"EXISTS (SELECT 1 {self.rows(steps, f'b.ord > a.ord AND b.ord < {closing}')})"
        closing = f"coalesce({self.with_end()}, 9e18)"
        return f"EXISTS (SELECT 1 {self.rows(steps, f'b.ord > a.ord AND b.ord <= {closing}')})"

    def amount(self) -> tuple[str, str, str]:
        """Total, bound, and SQL that the window has closed."""
        amount = self.spec.amount
        assert amount is not None
        targets = amount.targets or tuple(Target(step) for step in self.spec.on)
        bound = amount.bound
        if isinstance(bound, Length):
            days = {Unit.DAYS: 86_400, Unit.WEEKS: 604_800}
            bound = bound.seconds if bound.unit.is_clock else bound.count * days[bound.unit]
        what = {"count": "count(*)", "sum": f"coalesce(sum(b.{amount.value}), 0)"}.get(
            amount.kind, 'coalesce(sum(b."until" - b.instant), 0)'
        )
        same = {None: "true", "day": "b.day = a.day"}[amount.span]
        place, closed = "b.ord <= a.ord", "true"
        if amount.back:
            if self.spec.within is not None:
                place += " AND " + self.near(
                    self.fixed(self.spec.within.tiers[0]), "<=", "b.day", "b.instant"
                )
        elif self.spec.within is not None:
            due = self.deadline()
            place, closed = f"b.ord > a.ord AND {due.in_time('b')}", due.expired
        else:
            end = self.with_end()
            place = f"b.ord > a.ord AND b.ord <= coalesce({end}, 9e18)"
            closed = f"{end} IS NOT NULL"
        rows = (
            f"FROM e b WHERE b.file = a.file AND {self.steps('b', targets)}{self.tie} AND {same} AND {place}"
        )
        return f"(SELECT {what} {rows})", str(bound), closed

    def form_at_most(self) -> str:
        total, bound, _ = self.amount()
        return f"{total} > {bound}"

    def form_at_least(self) -> str:
        total, bound, closed = self.amount()
        return f"{total} < {bound} AND {closed}"

    def form_officers(self) -> str:
        assert self.spec.officers_count is not None
        word, number = self.spec.officers_count
        where = self.spec.officers_where
        fits = ["true" if where is None else condition(where, self.scope, f"o{n}") for n in (1, 2)]
        there = [f"coalesce(o{n}.id IS NOT NULL AND {fits[n - 1]}, false)::INTEGER" for n in (1, 2)]
        joins = "".join(f" LEFT JOIN officers o{n} ON o{n}.id = a.officer_{n}" for n in (1, 2))
        self.step(f"a.*, {' + '.join(there)} AS fitting", joins)
        return f"a.officer_1 IS NOT NULL AND NOT (a.fitting {word} {number})"

    def form_role(self) -> str:
        roles = ", ".join(f"'{role}'" for role in self.spec.roles)
        return f"a.officer_1 IS NOT NULL AND a.role_1 NOT IN ({roles}) AND coalesce(a.role_2, '') NOT IN ({roles})"

    def form_by_other_than(self) -> str:
        def same(number: int, more: str = "") -> str:
            officer = f"b.officer_{number}"
            return f"({officer} IS NOT NULL AND ({officer} = a.officer_1 OR {officer} = a.officer_2){more})"

        if self.spec.any_handler:
            roles = ", ".join(f"'{role}'" for role in self.lawbook.handler_roles)
            who = " OR ".join(same(n, f" AND b.role_{n} IN ({roles})") for n in (1, 2))
            return f"EXISTS (SELECT 1 FROM e b WHERE b.file = a.file AND b.ord < a.ord AND ({who}))"
        who = " OR ".join(same(n) for n in (1, 2))
        return f"EXISTS (SELECT 1 {self.rows(self.spec.targets.steps, f'b.ord < a.ord AND ({who})')})"

    def form_by_same_as(self) -> str:
        self.latest()
        self.step("a.*, b.officer_1 AS o1, b.officer_2 AS o2", " LEFT JOIN e b ON b.ord = a.b_ord")
        pairs = [f"coalesce(a.officer_{i} = a.o{j}, false)" for i in (1, 2) for j in (1, 2)]
        return f"(a.b_ord IS NULL OR (a.officer_1 IS NOT NULL AND a.o1 IS NOT NULL AND NOT ({' OR '.join(pairs)})))"

    def form_with(self) -> str:
        lacking = [f"(a.{part} IS NULL OR a.{part}::VARCHAR IN ('', 'false'))" for part in self.spec.parts]
        return f"({(' OR ' if self.spec.parts_all else ' AND ').join(lacking)})"

    def form_value(self) -> str:
        assert self.spec.value is not None
        return f"NOT {self.condition(self.spec.value)}"

    def form_covered_by(self) -> str:
        tolerance = self.spec.tolerance
        same = "((a.object_1 IS NULL AND b.object_1 IS NULL) OR a.object_1 = b.object_1)"
        self.tables.append(
            'c AS (SELECT a.ord, a.instant AS s, b.instant AS begins, b."until" AS finishes, greatest(a.instant, '
            'coalesce(max(b."until") OVER (PARTITION BY a.ord ORDER BY b.instant, b."until" ROWS BETWEEN '
            f"UNBOUNDED PRECEDING AND 1 PRECEDING), a.instant)) AS reached FROM a0 a JOIN e b "
            "ON b.file = a.file AND b.ord <> a.ord AND "
            f'{self.steps("b", self.spec.targets.steps)} AND {same} AND b.instant < a."until")'
        )
        self.tables.append(
            "g AS (SELECT ord, max(begins - reached) AS widest, max(finishes) AS last FROM c GROUP BY ord)"
        )
        self.step("a.*, g.widest, g.last", " LEFT JOIN g ON g.ord = a.ord")
        rest = 'a."until" - greatest(a.instant, coalesce(a.last, a.instant))'
        gap = f"(coalesce(a.widest, 0) > {tolerance} OR {rest} > {tolerance})"
        return f'a."until" IS NOT NULL AND getvariable(\'as_of\') >= a."until" AND {gap}'

    def form_apart(self) -> str:
        kind = self.spec.apart
        steps = self.steps("b", tuple(dict.fromkeys(step for v in self.norm.versions for step in v.duty.on)))
        if self.spec.apart_where is not None:
            raise NotInSql(self.norm.id)
        names = ["officer_1", "officer_2"] if kind == "officer" else [kind]
        keyed = " UNION ALL ".join(
            f'SELECT ord, instant, "until", {name} AS who FROM {{table}} b WHERE {name} IS NOT NULL AND {{more}}'
            for name in names
        )
        self.tables.append(f"k AS ({keyed.format(table='a0', more='true')})")
        self.tables.append(f"o AS ({keyed.format(table='e', more=steps)})")
        self.tables.append(
            "h AS (SELECT DISTINCT k.ord FROM k JOIN o ON o.who = k.who AND o.ord <> k.ord "
            'AND k.instant < o."until" AND o.instant < k."until")'
        )
        return "a.ord IN (SELECT ord FROM h)"

    def form_every(self) -> str:
        spec = self.spec
        assert spec.every is not None
        assert not spec.aligned
        length = spec.every
        least = {Unit.MONTHS: 28, Unit.WEEKS: 7, Unit.WORKING_DAYS: 1}.get(length.unit, 1) * length.count
        barrier = f"(SELECT min(c.day) {self.rows(spec.until, 'c.ord > a.ord', 'c')})" if spec.until else ""
        self.with_end()
        self.step(f"a.*, {f'coalesce({barrier}, a.end_day)' if spec.until else 'a.end_day'} AS stop_day")
        limit = "least(getvariable('as_of_day'), coalesce(a.stop_day, getvariable('as_of_day')))"
        self.step(f"a.*, unnest(range(1, greatest(({limit} - a.day) // {least}, 0) + 2)) AS number")
        self.step(
            f"a.*, {self.times('a.number - 1', length)} + 1 AS first_day, {self.times('a.number', length)} AS last_day"
        )
        rows = self.rows(
            spec.targets.steps,
            "b.day <= a.last_day AND CASE WHEN a.number = 1 THEN b.ord > a.ord ELSE b.day >= a.first_day END",
        )
        return (
            f"a.first_day <= {limit} AND (a.stop_day IS NULL OR a.last_day < a.stop_day) "
            f"AND getvariable('as_of_day') > a.last_day AND NOT EXISTS (SELECT 1 {rows})"
        )

    def times(self, number: str, length: Length) -> str:
        """The last day of the n-th period."""
        count = f"(({number}) * {length.count})::INTEGER"
        match length.unit:
            case Unit.WORKING_DAYS:
                return f"add_working_days(a.day, {count})"
            case Unit.MONTHS:
                return f"add_months(a.day, {count})"
            case Unit.WEEKS:
                return f"(a.day + 7 * {count})"
            case _:
                return f"(a.day + {count})"
