"""Every spelling of docs/lawbook_format.md ends as the same typed value."""

from pathlib import Path
from typing import Any

import pytest
from tests.lawbook.bad_input_runner import SMALL

from fajing.core.periods import Length, Rollover, Starts, Unit
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import DutySpec, Form, Target
from fajing.lawbook.load import known_of, load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import Report
from fajing.lawbook.read_norm import read_norm
from fajing.lawbook.reading import Reading
from fajing.lawbook.yaml_reader import parse_documents

NORM = """id: own.rule
title: x
procedure: case
severity: minor
status: draft
{norm}
versions:
  - from: 2020-01-01
    cites: [{{source: code, article: 7}}]
    {version}
    duty: {duty}
"""


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(SMALL))


@pytest.fixture
def duty(book: Lawbook) -> Any:
    def read(text: str, *, norm: str = "", version: str = "") -> DutySpec:
        report = Report()
        [document] = parse_documents(NORM.format(duty=text, norm=norm, version=version), Path("x.yaml"))
        found = read_norm(Reading(document, report, known_of(book)))
        assert report.problems == []
        assert found is not None
        return found.versions[0].duty

    return read


def steps(spec: DutySpec) -> list[str]:
    return [target.step for target in spec.targets.steps]


@pytest.mark.parametrize(
    "text", ["decided", "[decided]", "{step: decided}", "[{step: case.decided}]", "{any: [decided]}"]
)
def test_one_target_may_be_written_in_five_ways(duty: Any, text: str):
    spec = duty(f"{{on: opened, do: {text}}}")
    assert (spec.form, steps(spec), spec.targets.all) == (Form.DO, ["case.decided"], False)


@pytest.mark.parametrize(
    "text",
    ["do: {all: [told, decided], in_order: true}", "do: [told, decided], all: true, in_order: true"],
)
def test_all_and_in_order_may_stand_inside_or_beside(duty: Any, text: str):
    spec = duty(f"{{on: opened, {text}}}")
    assert (spec.targets.all, spec.targets.in_order) == (True, True)
    assert steps(spec) == ["case.told", "case.decided"]


def test_triggers_are_one_several_of_another_procedure_or_anothers_running_out(duty: Any):
    assert duty("{on: opened, do: told}").on == ("case.opened",)
    assert duty("{on: [opened, review.sent], do: told}").on == ("case.opened", "review.sent")
    spec = duty("{on: {expired: forms.window}, do: told}")
    assert (spec.on, spec.expired) == ((), "forms.window")


def test_periods_are_plain_tiers_values_and_joined(duty: Any):
    plain = duty("{on: opened, do: told, within: {hours: 24}}").within
    assert [tier.fixed() for tier in plain.tiers] == [Length(Unit.HOURS, 24)]
    tiers = duty("{on: opened, do: told, within: [{days: 5, where: matter.many}, {days: 3}]}").within.tiers
    assert [(tier.count, str(tier.where)) for tier in tiers] == [(5, "matter.many"), (3, "None")]
    value = duty("{on: opened, do: told, within: {days: event.term, from: notified}}").within.tiers[0]
    assert isinstance(value.count, Expression)
    assert value.start == Target("case.notified")
    dated = duty("{on: opened, do: told, within: {days: 5, from: matter.term_end}}").within.tiers[0]
    assert isinstance(dated.start, Expression)
    joined = duty(
        "{on: opened, do: told, within: {later_of: [{days: 3}, {earlier_of: [{days: 5}, {hours: 9}]}]}}"
    ).within
    assert [len(part.earlier_of) for part in joined.later_of] == [0, 2]


def test_a_benchmark_gives_its_length_and_its_name(duty: Any):
    tier = duty("{on: opened, do: told, within: {benchmark: prompt.telling}}").within.tiers[0]
    assert (tier.fixed(), tier.benchmark) == (Length(Unit.HOURS, 24), "prompt.telling")


def test_a_due_moment_is_a_value_or_lies_beside_anothers(duty: Any):
    assert str(duty("{on: opened, do: told, by: matter.term_end}").by.value) == "matter.term_end"
    by = duty("{on: opened, do: told, by: {due_of: forms.window, plus: {days: 2}}}").by
    assert (by.due_of, by.minus, by.plus) == ("forms.window", None, Length(Unit.DAYS, 2))


@pytest.mark.parametrize("wrap", ["{}", "[{}]"])
def test_extensions_pauses_and_excuses_are_one_or_a_list(duty: Any, wrap: str):
    extend = wrap.format("{on: extended, by: {days: 5}, where: target.reason == 'x', role: [a, b], times: 2}")
    pause = wrap.format("{from: [halted, obstacle], to: resumed, where: present(target.at)}")
    excuse = wrap.format("{on: [obstacle], until: obstacle_gone, then: {within: {days: 1}}}")
    spec = duty(
        f"{{on: opened, do: told, within: {{days: 3}}, extend: {extend}, pause: {pause}, excuse: {excuse}}}"
    )
    [extension], [stop], [excused] = spec.extend, spec.pause, spec.excuse
    assert (extension.by, extension.to, extension.role, extension.times) == (
        Length(Unit.DAYS, 5),
        None,
        ("a", "b"),
        2,
    )
    assert str(extension.on.where) == "target.reason == 'x'"
    assert [target.step for target in stop.start] == ["case.halted", "case.obstacle"]
    assert all(target.where is not None for target in stop.start)
    assert excused.then is not None and excused.until == (Target("case.obstacle_gone"),)


def test_a_condition_beside_a_target_is_joined_to_the_targets_own(duty: Any):
    spec = duty(
        "{on: opened, do: told, within: {days: 3},"
        " extend: {on: {step: extended, where: present(target.reason)}, where: target.reason != 'x', to: {days: 5}}}"
    )
    assert str(spec.extend[0].on.where) == "(present(target.reason)) and (target.reason != 'x')"


def test_counts_look_back_where_nothing_is_named_and_ahead_where_something_is(duty: Any):
    amount = duty("{on: extended, at_most: 2}").amount
    assert (amount.kind, amount.targets, amount.bound, amount.back) == ("count", (), 2, True)
    amount = duty(
        "{on: opened, at_least: 2, count: {step: asked, where: target.place == 'home'}, within: {days: 9}}"
    ).amount
    assert (amount.kind, amount.targets[0].step, amount.back) == ("count", "case.asked", False)
    amount = duty("{on: opened, at_most: event.term, sum: asked.amount, looking: back}").amount
    assert (amount.kind, amount.value, amount.back, str(amount.bound)) == (
        "sum",
        "amount",
        True,
        "event.term",
    )
    amount = duty("{on: asked, at_most: {hours: 8}, length: asked, per: [object, day]}").amount
    assert (amount.kind, amount.bound, amount.span) == ("length", Length(Unit.HOURS, 8), "day")


def test_people_parts_and_intervals(duty: Any):
    spec = duty("{on: asked, officers: {count: '>=2', where: is_police and rank >= 3}}")
    assert spec.officers_count == (">=", 2)
    assert duty("{on: asked, role: chief}").roles == ("chief",)
    assert duty("{on: asked, by_other_than: any_handler}").any_handler
    assert steps(duty("{on: asked, by_other_than: [opened, review.sent]}")) == ["case.opened", "review.sent"]
    assert (
        duty("{on: asked, with: [record, room]}").parts_all,
        duty("{on: asked, with: {any: [record]}}").parts_all,
    ) == (
        True,
        False,
    )
    assert duty("{on: asked, covered_by: filmed, tolerance: {minutes: 2}}").tolerance == 120
    every = duty("{on: opened, every: {months: 1}, do: told, aligned: calendar}")
    assert (every.form, every.every, every.aligned, steps(every)) == (
        Form.EVERY,
        Length(Unit.MONTHS, 1),
        True,
        ["case.told"],
    )


def test_at_least_belongs_to_preceded_by_when_both_stand(duty: Any):
    spec = duty("{on: decided, preceded_by: [notified], at_least: {days: 60}, within: {days: 90}}")
    assert (spec.form, spec.at_least, spec.amount) == (Form.PRECEDED_BY, Length(Unit.DAYS, 60), None)


def test_the_condition_of_apart_is_about_the_pair_when_it_names_target(duty: Any):
    pair = duty("{on: asked, apart: room, where: event.place == target.place}")
    assert (pair.where, str(pair.apart_where)) == (None, "event.place == target.place")
    single = duty("{on: asked, apart: room, where: event.place == 'home'}")
    assert (str(single.where), single.apart_where) == ("event.place == 'home'", None)


def test_rollover_and_starts_of_the_duty_override_the_version_and_the_norm(duty: Any):
    spec = duty(
        "{on: opened, do: told, within: {hours: 24}, starts: moment}",
        norm="starts: {hours: next_hour, days: moment}",
        version="rollover: next_working_day",
    )
    assert spec.counting.rollover is Rollover.NEXT_WORKING_DAY
    assert spec.counting.starts_for(Unit.HOURS) is Starts.MOMENT
    assert spec.counting.starts_for(Unit.DAYS) is Starts.MOMENT
    assert spec.counting.starts_for(Unit.MONTHS) is Starts.NEXT_DAY


def test_dated_by_is_a_step_or_a_value(book: Lawbook):
    norm = book.norms["forms.window"]
    assert norm.versions[0].dated_by == Target("case.opened")
