"""One version of a norm as a record of words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fajing.core.events import Carried
from fajing.core.periods import Length, Rollover, Starts, Unit
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import Amount, DutySpec, Extension, Form, Period, Target, Within
from fajing.lawbook.model import Lawbook, Norm, Version
from fajing.scan.automaton import layout as at
from fajing.scan.plan.across import group_of
from fajing.scan.plan.memory import CannotSay, Memory, text_code
from fajing.scan.plan.words import ATTRIBUTES, Writer, attribute

UNITS = {
    Unit.MINUTES: at.MINUTES,
    Unit.HOURS: at.HOURS,
    Unit.DAYS: at.DAYS,
    Unit.WORKING_DAYS: at.WORKING_DAYS,
    Unit.WEEKS: at.WEEKS,
    Unit.MONTHS: at.MONTHS,
    Unit.YEARS: at.YEARS,
}
STARTS = {Starts.MOMENT: at.MOMENT, Starts.NEXT_HOUR: at.NEXT_HOUR, Starts.NEXT_DAY: at.NEXT_DAY}
FORMS = {form: number for number, form in enumerate(Form)}
_COMPARE = {">=": at.GE, ">": at.GT, "<=": at.LE, "<": at.LT, "==": at.EQ, "!=": at.NE}
_KINDS = {"count": 0, "sum": 1, "length": 2}
_SPANS = {None: 0, "day": 1, "month": 2, "year": 3}
_LAST_DAY = date.max.toordinal()


class RecordWriter:
    """Writes the versions of one norm.

    Args:
        memory: Where they are written.
        lawbook: The law.
        norm: The norm.
        kept: Slots of the norms whose duties are kept for others.
        officer_columns: Columns of the officers' register.
        carried: What the maps of the log could have brought.
    """

    def __init__(
        self,
        memory: Memory,
        lawbook: Lawbook,
        norm: Norm,
        kept: Mapping[str, int],
        officer_columns: Mapping[str, int],
        carried: Carried,
    ) -> None:
        self.memory, self.lawbook, self.norm, self.kept, self.carried = memory, lawbook, norm, kept, carried
        self.writer = Writer(memory, lawbook, norm.procedure, officer_columns)

    # ---- small things

    def dated_by(self, dated_by: Target | Expression) -> tuple[int, int]:
        """The target and the value by which a norm's version is chosen; one of them is 0."""
        if isinstance(dated_by, Target):
            return self.memory.put(self._target(dated_by)), 0
        return 0, self.writer.expression(dated_by)

    def _target(self, target: Target) -> list[int]:
        return [self.memory.step(target.step), self.writer.expression(target.where)]

    def _targets(self, targets: tuple[Target, ...]) -> int:
        if not targets:
            return 0
        words = [word for target in targets for word in self._target(target)]
        return self.memory.put([len(targets), *words])

    def _texts(self, texts: tuple[str, ...]) -> int:
        return self.memory.put_list([text_code(text) for text in texts]) if texts else 0

    # ---- periods

    def _period(self, period: Period) -> list[int]:
        words = [0] * at.B_WORDS
        words[at.B_UNIT] = UNITS[period.unit]
        if period.benchmark is not None:
            words[at.B_BENCHMARK] = 1
            words[at.B_COUNT_KIND], words[at.B_COUNT] = 2, self._benchmark(period.benchmark)
            words[at.B_FACT_COUNT] = self.memory.fact(period.benchmark)
        elif isinstance(period.count, int):
            words[at.B_COUNT] = period.count
        else:
            words[at.B_COUNT_KIND], words[at.B_COUNT] = 1, self.writer.expression(period.count)
            words[at.B_FACT_COUNT] = self.memory.fact(str(period.count))
        if isinstance(period.start, Target):
            words[at.B_START_KIND], words[at.B_START] = 1, self.memory.put(self._target(period.start))
        elif period.start is not None:
            words[at.B_START_KIND], words[at.B_START] = 2, self.writer.expression(period.start)
            words[at.B_FACT_START] = self.memory.fact(str(period.start))
        words[at.B_WHERE] = self.writer.expression(period.where)
        return words

    def _benchmark(self, name: str) -> int:
        rows = []
        for version in self.lawbook.benchmarks[name].versions:
            length = version.within.fixed()
            if length is None:
                raise CannotSay("基准不是定数 / a benchmark that is no fixed length")
            rows.append([version.start.toordinal(), UNITS[length.unit], length.count])
        return self.memory.put([len(rows), *(word for row in rows for word in row)])

    def _within(self, within: Within | None) -> int:
        if within is None:
            return 0
        parts = within.earlier_of or within.later_of
        if not parts:
            if not within.tiers:
                raise CannotSay("没有期限 / a period without a length")
            words = [word for period in within.tiers for word in self._period(period)]
            return self.memory.put([at.TIERS, len(within.tiers), *words])
        if len(parts) > 5 or any(part.earlier_of or part.later_of for part in parts):
            raise CannotSay("期限嵌套太深 / periods nested too deep")
        kind = at.EARLIER_OF if within.earlier_of else at.LATER_OF
        return self.memory.put([kind, len(parts), *[self._within(part) for part in parts]])

    def _extension(self, rule: Extension) -> list[int]:
        words = [0] * at.X_WORDS
        words[at.X_ON] = self._targets((rule.on,))
        length = rule.to if rule.to is not None else rule.by
        if length is not None:
            words[at.X_KIND] = 1 if rule.to is not None else 2
            words[at.X_UNIT], words[at.X_COUNT] = UNITS[length.unit], length.count
        words[at.X_ROLES] = self._texts(rule.role)
        words[at.X_TIMES] = -1 if rule.times is None else rule.times
        return words

    # ---- the record

    def version(self, version: Version, norm: int, place: int, rule: int) -> int:
        """Writes a version and gives out where it stands.

        Args:
            version: The version.
            norm: Number of the norm.
            place: Number of the version in its norm.
            rule: Number under which its duties are counted.

        Raises:
            CannotSay: The tables cannot say it.
        """
        spec = version.duty
        words = [0] * at.V_WORDS
        words[at.V_NORM], words[at.V_VERSION], words[at.V_RULE] = norm, place, rule
        words[at.V_FORM] = FORMS[spec.form]
        words[at.V_FROM] = version.start.toordinal()
        words[at.V_TO] = version.end.toordinal() if version.end is not None else _LAST_DAY
        words[at.V_WHERE] = self.writer.expression(spec.where)
        words[at.V_PER] = (
            at.PER_MATTER
            if spec.per == "matter"
            else at.PER_OBJECT
            if spec.per == "object" or spec.for_each is not None
            else at.PER_FILE
        )
        words[at.V_STEPS] = self.memory.put_list([self.memory.step(step) for step in dict.fromkeys(spec.on)])
        self._roster(spec, words)
        self._targets_of(spec, words)
        self._time(spec, words)
        self._exceptions(spec, words)
        self._amount(spec, words)
        self._people(spec, words)
        self._parts(spec, words)
        self._across(version, words)
        words[at.V_VALUE] = self.writer.expression(spec.value)
        words[at.V_PLAIN] = _plain(spec)
        words[at.V_TOLERANCE] = spec.tolerance
        if spec.every is not None:
            words[at.V_EVERY_UNIT], words[at.V_EVERY] = UNITS[spec.every.unit], spec.every.count
            words[at.V_ALIGNED] = int(spec.aligned)
            if spec.every.unit.is_clock or spec.every.count == 0:
                raise CannotSay("周期不足一日 / a period of less than a day")
        return self.memory.put(words)

    def _roster(self, spec: DutySpec, words: list[int]) -> None:
        if spec.for_each is None:
            return
        add, remove = self.lawbook.procedures[self.norm.procedure].rosters[spec.for_each]
        lists = [self.memory.put_list([self.memory.step(step) for step in steps]) for steps in (add, remove)]
        words[at.V_ROSTER] = self.memory.put(lists)
        words[at.V_FACT_ROSTER] = self.memory.fact(f"roster {spec.for_each}")

    def _targets_of(self, spec: DutySpec, words: list[int]) -> None:
        words[at.V_TARGETS] = self._targets(spec.targets.steps) or self.memory.put([0])
        words[at.V_ALL], words[at.V_IN_ORDER] = int(spec.targets.all), int(spec.targets.in_order)
        words[at.V_ANY_HANDLER] = int(spec.any_handler)
        self.memory.every_event |= spec.any_handler
        words[at.V_BEFORE], words[at.V_UNTIL] = self._targets(spec.before), self._targets(spec.until)

    def _time(self, spec: DutySpec, words: list[int]) -> None:
        words[at.V_WITHIN] = self._within(spec.within)
        backward = spec.form is Form.PRECEDED_BY or (spec.amount is not None and spec.amount.back)
        if spec.within is not None and backward and (spec.within.earlier_of or spec.within.later_of):
            raise CannotSay("向后回看的期限只可是一段 / a backward period is one length")
        words[at.V_AT_LEAST_UNIT] = -1
        if spec.at_least is not None:
            words[at.V_AT_LEAST_UNIT], words[at.V_AT_LEAST] = UNITS[spec.at_least.unit], spec.at_least.count
        words[at.V_DUE_OF], words[at.V_SHIFT_UNIT] = -1, -1
        if spec.by is not None:
            words[at.V_BY_VALUE] = self.writer.expression(spec.by.value)
            words[at.V_FACT_BY] = self.memory.fact(str(spec.by.value))
            if spec.by.due_of is not None:
                words[at.V_DUE_OF] = self.kept[spec.by.due_of]
                words[at.V_FACT_DUE_OF] = self.memory.fact(f"due_of({spec.by.due_of})")
            shift = spec.by.minus or spec.by.plus
            if shift is not None:
                words[at.V_SHIFT_UNIT], words[at.V_SHIFT] = UNITS[shift.unit], shift.count
                words[at.V_SHIFT_SIGN] = -1 if spec.by.minus is not None else 1
        words[at.V_ROLLS] = int(spec.counting.rollover is not Rollover.NONE)
        for unit, number in UNITS.items():
            words[at.V_STARTS + number] = STARTS[spec.counting.starts_for(unit)]

    def _exceptions(self, spec: DutySpec, words: list[int]) -> None:
        if len(spec.extend) > at.C_TIMES_MOST:
            raise CannotSay("延长规则太多 / too many extensions")
        if spec.extend:
            rules = [word for rule in spec.extend for word in self._extension(rule)]
            words[at.V_EXTEND] = self.memory.put([len(spec.extend), *rules])
        if spec.pause:
            pairs = [
                word for rule in spec.pause for word in (self._targets(rule.start), self._targets(rule.end))
            ]
            words[at.V_PAUSE] = self.memory.put([len(spec.pause), *pairs])
        words[at.V_UNLESS] = self.writer.expression(spec.unless)
        if spec.excuse:
            rows = [
                word
                for one in spec.excuse
                for word in (self._targets(one.on), self._targets(one.until), self._within(one.then))
            ]
            words[at.V_EXCUSE] = self.memory.put([len(spec.excuse), *rows])

    def _amount(self, spec: DutySpec, words: list[int]) -> None:
        amount = spec.amount
        if amount is None:
            return
        targets = amount.targets or tuple(Target(step) for step in spec.on)
        words[at.V_AMOUNT_KIND], words[at.V_SPAN] = _KINDS[amount.kind], _SPANS[amount.span]
        words[at.V_AMOUNT_TARGETS] = self._targets(targets) or self.memory.put([0])
        words[at.V_BACK], words[at.V_OWN_COUNTS] = int(amount.back), 1
        name = amount.value or ""
        if amount.kind == "sum":
            if name in ATTRIBUTES:
                raise CannotSay("只合计登记的字段 / sums are of fields")
            words[at.V_AMOUNT_FIELD] = attribute(self.memory, name)[0]
        facts = [self.memory.fact(f"{target.step}.{name}") for target in targets]
        words[at.V_AMOUNT_FACTS] = self.memory.put(facts or [0])
        bound = amount.bound
        words[at.V_FACT_BOUND] = self.memory.fact(str(bound))
        if isinstance(bound, Length):
            words[at.V_BOUND_KIND], words[at.V_BOUND] = _length_bound(bound)
        elif isinstance(bound, int):
            words[at.V_BOUND] = bound
        else:
            words[at.V_BOUND_KIND], words[at.V_BOUND] = 1, self.writer.expression(bound)

    def _across(self, version: Version, words: list[int]) -> None:
        spec = version.duty
        if spec.form is not Form.APART:
            return
        group = self.memory.across.get(group_of(self.norm, version))
        if group is None or spec.expired is not None:
            raise CannotSay(
                "届满才生的应办不跨案卷比对 / what begins when time ran out is not held against others"
            )
        words[at.V_APART] = 2 * group + int(spec.apart_where is not None)
        words[at.V_FACT_BOUND] = self.memory.fact(spec.apart or "")

    def _people(self, spec: DutySpec, words: list[int]) -> None:
        if spec.officers_count is not None:
            words[at.V_COMPARE], words[at.V_NUMBER] = _COMPARE[spec.officers_count[0]], spec.officers_count[1]
        words[at.V_OFFICERS_WHERE] = self.writer.expression(spec.officers_where, of_officer=True)
        words[at.V_ROLES] = self._texts(spec.roles)

    def _parts(self, spec: DutySpec, words: list[int]) -> None:
        if not spec.parts:
            return
        steps = list(dict.fromkeys(spec.on))
        rows: list[int] = [len(spec.parts)]
        for part in spec.parts:
            rows += [*attribute(self.memory, part), self.memory.fact(part)]
            for step in steps:
                carried = self.carried.carries_field(step, part)
                rows += [int(carried), self.memory.fact(f"{step}.{part}")]
        words[at.V_PARTS], words[at.V_PARTS_ALL] = self.memory.put(rows), int(spec.parts_all)


def _plain(spec: DutySpec) -> int:
    """What of a duty can be told without lists and counts (`layout.PLAIN_...`)."""
    within, found = spec.within, 0
    tiers = within.tiers if within is not None and not within.earlier_of and not within.later_of else ()
    if len(tiers) == 1 and spec.by is None and not spec.extend and not spec.pause:
        one = tiers[0]
        if one.where is None and one.start is None and one.benchmark is None and isinstance(one.count, int):
            found |= at.PLAIN_WITHIN
    found |= at.PLAIN_TARGETS if all(target.where is None for target in spec.targets.steps) else 0
    found |= at.PLAIN_MET if _seen_by_a_look(spec, found) else 0
    return found | (at.PLAIN_UNTIL if all(target.where is None for target in spec.until) else 0)


def _seen_by_a_look(spec: DutySpec, plain: int) -> bool:
    """Whether `automaton.plainly` may tell that a duty is met."""
    fixed = bool(plain & at.PLAIN_WITHIN) or (spec.within is None and spec.by is None)
    one_of_plain = bool(plain & at.PLAIN_TARGETS) and not spec.targets.all
    match spec.form:
        case Form.DO:
            return fixed and one_of_plain and not spec.before
        case Form.PRECEDED_BY:
            return fixed and one_of_plain and spec.at_least is None
        case Form.AVOID:
            return fixed and not spec.until
        case Form.ACCOMPANIED_BY | Form.BY_SAME_AS:
            return one_of_plain
        case Form.AT_MOST:
            amount = spec.amount
            return (
                fixed
                and amount is not None
                and amount.kind == "count"
                and amount.back
                and isinstance(amount.bound, int)
            )
        case Form.BY_OTHER_THAN:
            return not spec.any_handler
        case _:
            return False


def _is_counted_back(amount: Amount) -> bool:
    return amount.kind == "count" and amount.back and isinstance(amount.bound, int)


def _length_bound(bound: Length) -> tuple[int, int]:
    """The kind of a length's bound and its seconds; units of no fixed length cannot be compared."""
    if bound.unit.is_clock:
        return 2, bound.seconds
    days = {Unit.DAYS: 1, Unit.WEEKS: 7}.get(bound.unit)
    return (4, 0) if days is None else (3, bound.count * days * 86_400)
