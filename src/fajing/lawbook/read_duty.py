"""Reads a version's `duty:`: one trigger, one form.

Every spelling that docs/lawbook_format.md allows ends as one `DutySpec`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fajing.core.periods import Counting, Length
from fajing.lawbook.conditions import Name, walk
from fajing.lawbook.duty_spec import Amount, DutySpec, Form, Targets
from fajing.lawbook.problems import suggest
from fajing.lawbook.read_conditions import Names
from fajing.lawbook.read_periods import (
    expression_of,
    read_by,
    read_counting,
    read_excuses,
    read_extensions,
    read_pauses,
    read_within,
    units_of,
)
from fajing.lawbook.reading import Reading, as_list, length_of, optional
from fajing.lawbook.yaml_reader import KeyPath

_ANY_FORM = {"on", "where", "per", "for_each", "unless", "rollover", "starts"}
_DATED = {"within", "by", "extend", "pause", "excuse"}
_COUNTS = {"count", "sum", "length", "looking", "within"}
_BESIDE: dict[Form, set[str]] = {
    Form.DO: {"all", "in_order", "before", *_DATED},
    Form.PRECEDED_BY: {"all", "in_order", "within", "at_least"},
    Form.AFTER_WINDOW: {"within", "extend", "pause"},
    Form.ACCOMPANIED_BY: {"all"},
    Form.AVOID: {"within", "by", "until", "extend", "pause"},
    Form.AT_MOST: _COUNTS,
    Form.AT_LEAST: _COUNTS,
    Form.COVERED_BY: {"tolerance"},
    Form.EVERY: {"do", "until", "aligned", "excuse"},
}
_WITH_TARGETS = {Form.DO, Form.PRECEDED_BY, Form.AFTER_WINDOW, Form.ACCOMPANIED_BY, Form.AVOID, Form.EVERY}
_WITH_STEPS = {Form.COVERED_BY, Form.BY_OTHER_THAN, Form.BY_SAME_AS}
_BOUNDS = {"minutes", "hours", "days", "weeks"}
_SECONDS = {"seconds": 1, "minutes": 60}


def read_duty(
    reading: Reading,
    raw: Mapping[str, Any],
    home: str,
    levels: list[tuple[Mapping[str, Any], KeyPath]],
    keys: KeyPath,
) -> DutySpec | None:
    """A duty.

    Args:
        reading: The document.
        raw: The mapping.
        home: The norm's procedure.
        levels: The norm and the version, whose `rollover` and `starts` the duty's own are laid over.
        keys: Where the duty stands.

    Returns:
        The duty; None where its form cannot be told.
    """
    form = _form(reading, raw, keys)
    if form is None:
        return None
    on, expired = _trigger(reading, raw["on"], home, (*keys, "on"))
    names = Names(reading, home, on)
    spec = DutySpec(form=form, on=on, counting=Counting(), expired=expired)
    spec = _read_where(names, spec, raw, keys)
    spec = _read_time(names, spec, raw, keys)
    spec = _read_form(names, spec, raw, keys)
    units = units_of(spec.within) | ({spec.every.unit} if spec.every else set())
    counting = reading.known.counting
    for level, here in (*levels, (raw, keys)):
        counting = read_counting(reading, counting, level, here, units)
    return replace(spec, counting=counting)


def _form(reading: Reading, raw: Mapping[str, Any], keys: KeyPath) -> Form | None:
    """The one form a duty has; `do` beside `every`, and `at_least` beside `preceded_by`, belong to those."""
    found = [form for form in Form if form.value in raw]
    if Form.EVERY in found and Form.DO in found:
        found.remove(Form.DO)
    if Form.PRECEDED_BY in found and Form.AT_LEAST in found:
        found.remove(Form.AT_LEAST)
    if len(found) != 1:
        what = (
            "应办没有写是哪一种形式 (no form of duty)"
            if not found
            else f"一项应办只写一种形式 (one form only): {', '.join(found)}"
        )
        reading.error(
            keys, what, "分成两条规则 / two norms" if found else ", ".join(form.value for form in Form)
        )
        return None
    allowed = _ANY_FORM | _BESIDE.get(found[0], set()) | {found[0].value}
    for key in raw:
        if key not in allowed:
            what = f"{key} 与 {found[0].value} 不能同用 (does not go with {found[0].value})"
            reading.error((*keys, key), what, f"可用 / known: {', '.join(sorted(allowed - _ANY_FORM))}")
    return found[0]


def _trigger(reading: Reading, raw: Any, home: str, keys: KeyPath) -> tuple[tuple[str, ...], str | None]:
    if isinstance(raw, dict):
        if raw["expired"] not in reading.known.norm_ids:
            remedy = suggest(raw["expired"], reading.known.norm_ids)
            reading.error(keys, f"没有规则 {raw['expired']!r} (unknown norm)", remedy)
        return (), raw["expired"]
    return tuple(reading.step(step, home, keys) for step in as_list(raw)), None


def _read_where(names: Names, spec: DutySpec, raw: Mapping[str, Any], keys: KeyPath) -> DutySpec:
    reading = names.reading
    spans = [word for word in as_list(raw.get("per")) if word in ("day", "month", "year")]
    ties = [word for word in as_list(raw.get("per")) if word in ("object", "matter")]
    if len(spans) > 1 or len(ties) > 1:
        reading.error((*keys, "per"), "per 写多了 (too many)", "object、matter 之一；day、month、year 之一")
    if spans and spec.form not in (Form.AT_MOST, Form.AT_LEAST):
        reading.error(
            (*keys, "per"), f"per: {spans[0]} 只用于 at_most、at_least (only for counts)", "object 或 matter"
        )
    roster = raw.get("for_each")
    home = reading.known.procedures.get(names.home)
    if roster is not None and home is not None and roster not in home.rosters:
        reading.error(
            (*keys, "for_each"), f"没有名册 {roster!r} (unknown roster)", suggest(roster, home.rosters)
        )
    where, apart_where = raw.get("where"), None
    if spec.form is Form.APART and where is not None:
        # With `apart` two events are compared: a condition that names `target` is about the pair.
        pair = replace(names, targets=names.triggers)
        condition = pair.condition(where, (*keys, "where"))
        named = [node.path[0] for node in walk(condition.root) if isinstance(node, Name)] if condition else []
        if "target" in named:
            where, apart_where = None, condition
    return replace(
        spec,
        where=names.condition(where, (*keys, "where")),
        apart_where=apart_where,
        per=ties[0] if ties else None,
        for_each=roster,
        unless=names.condition(raw.get("unless"), (*keys, "unless")),
    )


def _read_time(names: Names, spec: DutySpec, raw: Mapping[str, Any], keys: KeyPath) -> DutySpec:
    reading = names.reading
    by = read_by(names, raw.get("by"), (*keys, "by"))
    if by is not None and by.due_of is not None and by.due_of not in reading.known.norm_ids:
        remedy = suggest(by.due_of, reading.known.norm_ids)
        reading.error((*keys, "by", "due_of"), f"没有规则 {by.due_of!r} (unknown norm)", remedy)
    within = read_within(names, raw.get("within"), (*keys, "within"))
    for key in ("extend", "pause"):
        if key in raw and within is None and spec.form is not Form.EVERY:
            reading.error(
                (*keys, key), f"没有期限，{key} 不起作用 (no period to {key})", "within: {days: 30}"
            )
    if spec.form is Form.AFTER_WINDOW and within is None:
        reading.error(keys, "after_window 要写期限 (needs a period)", "within: {working_days: 5}")
    if (
        spec.form is Form.PRECEDED_BY
        and within is not None
        and (len(within.tiers) != 1 or within.tiers[0].start)
    ):
        reading.error(
            (*keys, "within"),
            "往回看的期限只写一个长度 (one length only, looking back)",
            "within: {days: 90}",
        )
    return replace(
        spec,
        within=within,
        by=by,
        extend=read_extensions(names, raw.get("extend"), (*keys, "extend")),
        pause=read_pauses(names, raw.get("pause"), (*keys, "pause")),
        excuse=read_excuses(names, raw.get("excuse"), (*keys, "excuse")),
        before=names.some(raw.get("before"), (*keys, "before")),
        until=names.some(raw.get("until"), (*keys, "until")),
    )


def _read_form(names: Names, spec: DutySpec, raw: Mapping[str, Any], keys: KeyPath) -> DutySpec:
    form, reading = spec.form, names.reading
    if form in _WITH_TARGETS:
        key = "do" if form is Form.EVERY else form.value
        if key not in raw:
            reading.error(keys, "every 要写做什么 (every needs do)", "do: [step]")
            return spec
        targets = names.targets_of(raw[key], (*keys, key), raw.get("all", False), raw.get("in_order", False))
        spec = replace(spec, targets=targets)
    elif form in _WITH_STEPS:
        here: KeyPath = (*keys, form.value)
        if raw[form.value] == "any_handler" and form is Form.BY_OTHER_THAN:
            return replace(spec, any_handler=True)
        spec = replace(spec, targets=Targets(names.some(raw[form.value], here)))
    match form:
        case Form.PRECEDED_BY:
            return replace(spec, at_least=_distance(reading, raw.get("at_least"), (*keys, "at_least")))
        case Form.AT_MOST | Form.AT_LEAST:
            return replace(spec, amount=_amount(names, form, raw, keys))
        case Form.OFFICERS:
            sign, number = _split_count(raw["officers"]["count"])
            where = replace(names, officers=True).condition(
                raw["officers"].get("where"), (*keys, "officers", "where")
            )
            return replace(spec, officers_count=(sign, number), officers_where=where)
        case Form.ROLE:
            return replace(spec, roles=tuple(as_list(raw["role"])))
        case Form.WITH:
            return _parts(names, spec, raw["with"], (*keys, "with"))
        case Form.VALUE:
            return replace(spec, value=names.condition(raw["value"], (*keys, "value")))
        case Form.COVERED_BY if "tolerance" in raw:
            [(unit, number)] = raw["tolerance"].items()
            return replace(spec, tolerance=number * _SECONDS[unit])
        case Form.APART:
            return replace(spec, apart=raw["apart"])
        case Form.EVERY:
            _check_every(reading, raw, keys)
            return replace(spec, every=length_of(raw["every"]), aligned=raw.get("aligned") == "calendar")
        case _:
            return spec


def _check_every(reading: Reading, raw: Mapping[str, Any], keys: KeyPath) -> None:
    if not raw["every"].keys().isdisjoint(("hours", "minutes")):
        reading.error(
            (*keys, "every"), "每隔几小时的应办写不了 (no duty every few hours)", "every: {days: 1}"
        )
    done = raw.get("do")
    if isinstance(done, dict) and "all" in done:
        right = "do: [a, b]；各写一条 / two norms"
        reading.error((*keys, "do"), "every 只认其中之一 (every: any one of them)", right)


def _distance(reading: Reading, raw: Any, keys: KeyPath) -> Length | None:
    if raw is None or isinstance(raw, dict):
        return optional(length_of, raw)
    reading.error(keys, "这里要写一段时间 (a length of time)", "at_least: {days: 60}")
    return None


def _parts(names: Names, spec: DutySpec, raw: Any, keys: KeyPath) -> DutySpec:
    every = not (isinstance(raw, dict) and "any" in raw)
    parts = as_list(next(iter(raw.values())) if isinstance(raw, dict) else raw)
    for part in parts:
        known, fields, all_names = names.field_of("event", (part,))
        procedures = names.reading.known.procedures
        steps = [
            procedures[step.split(".")[0]].steps.get(step.split(".")[1])
            for step in spec.on
            if step.split(".")[0] in procedures
        ]
        documents = [name for step in steps if step is not None for name in step.documents]
        if (known or documents) and not fields and part not in documents:
            names.reading.warn(
                keys, f"没有声明过的字段或文书 {part} (undeclared)", suggest(part, [*all_names, *documents])
            )
    return replace(spec, parts=tuple(parts), parts_all=every)


def _amount(names: Names, form: Form, raw: Mapping[str, Any], keys: KeyPath) -> Amount | None:
    reading = names.reading
    kinds = [kind for kind in ("count", "sum", "length") if kind in raw]
    if len(kinds) > 1:
        reading.error(keys, f"只写一种 (one of them only): {', '.join(kinds)}", "count、sum 或 length")
        return None
    kind = kinds[0] if kinds else "count"
    bound: Any = raw[form.value]
    if isinstance(bound, dict) != (kind == "length"):
        right = f"{form.value}: {{hours: 8}}" if kind == "length" else f"{form.value}: 2"
        reading.error((*keys, form.value), f"{kind} 的界限写法不对 (wrong kind of bound)", right)
        return None
    if isinstance(bound, dict) and not bound.keys() <= _BOUNDS:
        what = f"总时长的界限不能以 {next(iter(bound))} 计 (not a bound of a length)"
        reading.error((*keys, form.value), what, ", ".join(sorted(_BOUNDS)))
        return None
    value, targets = None, names.some(raw.get(kind) if kind != "sum" else None, (*keys, kind))
    if kind == "sum":
        step, _, value = raw["sum"].rpartition(".")
        targets = (names.target(step, (*keys, "sum")),)
        _, fields, known = replace(names, targets=(targets[0].step,)).field_of("target", (value,))
        if not fields:
            reading.warn(
                (*keys, "sum"), f"没有声明过的字段 {value} (undeclared field)", suggest(value, known)
            )
    default = "ahead" if kinds else "back"
    spans = [word for word in as_list(raw.get("per")) if word in ("day", "month", "year")]
    return Amount(
        kind=kind,
        targets=targets,
        bound=length_of(bound)
        if isinstance(bound, dict)
        else expression_of(names, bound, (*keys, form.value)),
        back=raw.get("looking", default) == "back",
        value=value,
        span=spans[0] if spans else None,
    )


def _split_count(text: str) -> tuple[str, int]:
    sign = text.strip().rstrip("0123456789").strip()
    return sign, int(text.strip().removeprefix(sign))
