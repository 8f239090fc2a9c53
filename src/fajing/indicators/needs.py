"""What the records must carry for an indicator to be counted: where they do not, nothing is said, least of all zero.

In: what is counted, and what the maps could have brought. Out: the steps and fields that are lacking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fajing.core.events import Carried
from fajing.lawbook.conditions import Call, Expression, Name, step_of, walk
from fajing.lawbook.indicator_spec import Counted, Indicator
from fajing.lawbook.model import Lawbook, Text

_ALWAYS = ("at", "until", "unit", "step", "recorded_at")
_STEP_FUNCTIONS = ("standing", "count", "first", "last")


def lacking(counted: Counted, carried: Carried, present: frozenset[str] = frozenset()) -> list[str]:
    """What the records would have to carry for this to be counted, and do not.

    Args:
        counted: What is counted.
        carried: What the maps could have brought.
        present: Steps that occur.

    Returns:
        Steps as `procedure.step` and fields as `procedure.step.field` or `procedure.field`; empty where all is there.
    """
    if counted.kind in ("duties", "findings"):
        return []

    def has(step: str) -> bool:
        return step in present or carried.carries_step(step)

    found: list[str] = []
    if counted.kind == "events":
        gone = [step for step in (*counted.of, *(counted.until or ())) if not has(step)]
        if gone and (counted.needs_all or not any(has(step) for step in counted.of)):
            found += gone
    elif carried.steps is not None:
        known = carried.steps | present
        found += [one for one in counted.of if not any(step.startswith(f"{one}.") for step in known)]
    if counted.where is not None:
        found += _in_condition(counted.where, counted, carried, has)
    return list(dict.fromkeys(found))


def lacking_for(indicator: Indicator, carried: Carried, present: frozenset[str]) -> list[str]:
    """What a whole indicator lacks."""
    found = [fact for counted in indicator.terms() for fact in lacking(counted, carried, present)]
    counted = indicator.counted
    named = indicator.field
    if counted is not None and named and not any(carried.carries_field(step, named) for step in counted.of):
        found.append(f"{counted.of[0]}.{named}")
    if indicator.median is not None:
        for leg in (indicator.median.begin, indicator.median.end):
            one = Counted("events", leg.step.partition(".")[0], (leg.step,), leg.where)
            found += lacking(one, carried, present)
    return list(dict.fromkeys(found))


def lacking_for_parts(indicator: Indicator, carried: Carried, present: frozenset[str]) -> list[str]:
    """What its parts lack: the whole can be said all the same, its parts cannot."""
    counted = indicator.counted
    if counted is None or counted.kind in ("duties", "findings"):
        return []

    def has(step: str) -> bool:
        return step in present or carried.carries_step(step)

    return [fact for part in indicator.parts for fact in _in_condition(part.where, counted, carried, has)]


def without_records(indicator: Indicator, procedures: frozenset[str]) -> list[str]:
    """Procedures of which the whole record holds nothing at all, where the indicator counts nothing else.

    Whether there truly was nothing, or nobody brought it, the record cannot say: so it is no zero.
    """
    wanted: list[str] = []
    for counted in indicator.terms():
        if counted.kind in ("events", "matters"):
            wanted += [one.partition(".")[0] for one in counted.of]
    if indicator.median is not None:
        wanted += [leg.step.partition(".")[0] for leg in (indicator.median.begin, indicator.median.end)]
    return [] if not wanted or procedures.intersection(wanted) else list(dict.fromkeys(wanted))


def told_nothing(procedures: list[str], lawbook: Lawbook) -> Text:
    """That the record holds nothing of some procedures, in words."""
    titles = [lawbook.procedures[one].title for one in procedures]
    zh, en = "、".join(one.zh for one in titles), ", ".join(one.en for one in titles)
    return Text(
        f"全部记录里没有一条“{zh}”，是没有发生还是没有导入无从得知",
        f"the whole record holds nothing of: {en}; whether nothing happened or nothing was imported it cannot say",
    )


def told(facts: list[str], lawbook: Lawbook) -> Text:
    """Why a figure is missing, in words."""
    names = [_name(fact, lawbook) for fact in facts[:4]]
    more = (" 等", " and others") if len(facts) > 4 else ("", "")
    zh, en = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
    return Text(
        f"现有对照表没有带来所需记录：{zh}{more[0]}",
        f"the maps bring no records of what it needs: {en}{more[1]}",
    )


def _name(fact: str, lawbook: Lawbook) -> Text:
    procedure, _, rest = fact.partition(".")
    known = lawbook.procedures.get(procedure)
    if known is None:
        return Text(fact, fact)
    step_id, _, field = rest.partition(".")
    step = known.steps.get(step_id)
    if step is None:
        of_matter = known.fields.get(step_id)
        if not rest or of_matter is None:
            return Text(
                f"{known.title.zh}{f'（{rest}）' if rest else ''}", f"{known.title.en}{rest and f' ({rest})'}"
            )
        return Text(f"{known.title.zh}“{of_matter.title.zh}”", f"{known.title.en}: {of_matter.title.en}")
    of_step = step.fields.get(field)
    tail = Text("", "") if not field else (of_step.title if of_step is not None else Text(field, field))
    zh, en = f"{known.title.zh}“{step.title.zh}”", f"{known.title.en}: {step.title.en}"
    return Text(f"{zh}的“{tail.zh}”", f"{en} ({tail.en})") if field else Text(zh, en)


def _in_condition(
    where: Expression, counted: Counted, carried: Carried, has: Callable[[str], bool]
) -> Iterator[str]:
    for node in walk(where.root):
        if isinstance(node, Call) and node.function in _STEP_FUNCTIONS:
            named = step_of(node.arguments[0]) or ""
            step = named if "." in named else f"{counted.home}.{named}"
            if not has(step):
                yield step
            elif node.attribute not in (None, *_ALWAYS) and not carried.carries_field(
                step, str(node.attribute)
            ):
                yield f"{step}.{node.attribute}"
        elif isinstance(node, Name) and len(node.path) == 2:
            yield from _of_name(node.path[0], node.path[1], counted, carried)


def _of_name(head: str, name: str, counted: Counted, carried: Carried) -> Iterator[str]:
    if head == "event" and counted.kind == "events" and name not in _ALWAYS:
        if not any(carried.carries_field(step, name) for step in counted.of):
            yield f"{counted.of[0]}.{name}"
    elif head == "matter" and carried.matter_fields is not None and name not in carried.matter_fields:
        of_events = carried.fields is None or any(
            name in names
            for step, names in carried.fields.items()
            if step == "*" or step.startswith(f"{counted.home}.")
        )
        if not of_events:
            yield f"{counted.home}.{name}"
