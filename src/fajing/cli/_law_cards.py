"""The card of one norm or procedure, as `fajing law show` prints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from fajing.cli._law_tables import console

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from fajing.lawbook.model import Lawbook, Norm, Procedure, Version
    from fajing.scan.citations import Statutes
    from fajing.scan.wording import Speaker

_STATUSES = {
    "draft": "草案",
    "in_force": "在用",
    "suspended": "停用",
    "needs_decision": "待定",
    "repealed": "废止",
}
_SEVERITIES = {"notice": "提示", "minor": "轻微", "serious": "严重", "grave": "重大"}
_BEARERS = {"body": "机关", "officer_role": "办案人员", "other_body": "其他机关", "party": "当事人"}


def print_norm(norm: Norm, lawbook: Lawbook, language: str, statutes: Path | None) -> None:
    """Title, what each version lays down with its citations, the words of a finding, examples."""
    from fajing.scan.citations import Statutes
    from fajing.scan.wording import Speaker

    speaker = Speaker(lawbook, language)
    out = console()
    pick = speaker.pick
    out.print(f"{speaker.text(norm.title)}  {norm.id}")
    procedure = speaker.text(lawbook.procedures[norm.procedure].title)
    words = [
        pick(_STATUSES[norm.status], norm.status.value.replace("_", " ")),
        pick(_SEVERITIES[norm.severity], norm.severity.value),
        pick("义务主体 ", "owed by ") + pick(_BEARERS[norm.bearer], norm.bearer.value.replace("_", " ")),
        pick("程序 ", "procedure ") + procedure,
    ]
    if norm.label is not None:
        words.append(pick("标签 ", "label ") + speaker.text(lawbook.labels[norm.label].title))
    if norm.region is not None:
        words.append(pick("地区 ", "region ") + norm.region)
    out.print(" · ".join(words))
    if norm.why is not None:
        out.print(pick("理由：", "Why: ") + speaker.text(norm.why))
    if norm.yields_to:
        out.print(
            pick("让位于：", "Yields to: ")
            + speaker.listing([_titled(one, lawbook.norms, speaker) for one in norm.yields_to])
        )
    if norm.was:
        out.print(pick("曾用 id：", "Was: ") + speaker.listing(list(norm.was)))
    if norm.anchor is not None:
        text = pick("版本由首个“{}”的日期决定", "The date of the first {} chooses the version")
        out.print(text.format(speaker.step(norm.anchor)))
    texts = Statutes(statutes, lawbook) if statutes is not None else None
    for version in reversed(norm.versions):
        _print_version(out, norm, version, speaker, texts)
    out.print()
    if norm.message is not None:
        out.print(pick("问题表述：", "Finding: ") + speaker.text(norm.message))
    if norm.remedy is not None:
        within = f" ({speaker.length(norm.remedy_within)})" if norm.remedy_within else ""
        out.print(pick("整改：", "Remedy: ") + speaker.text(norm.remedy) + within)
    _print_examples(out, norm, speaker)
    if norm.place is not None:
        out.print(str(norm.place))


def print_procedure(procedure: Procedure, lawbook: Lawbook, language: str) -> None:
    """Title and steps of a procedure, with the norms that each step raises."""
    from fajing.scan.wording import Speaker

    speaker = Speaker(lawbook, language)
    pick = speaker.pick
    out = console()
    out.print(f"{speaker.text(procedure.title)}  {procedure.id}")
    if procedure.parents:
        out.print(
            pick("可属于：", "May hang under: ")
            + speaker.listing([_titled(one, lawbook.procedures, speaker) for one in procedure.parents])
        )
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in (
        pick("环节", "Step"),
        "id",
        pick("由谁记录", "Recorded by"),
        pick("字段", "Fields"),
        pick("规则", "Norms"),
    ):
        table.add_column(title, overflow="fold")
    for step in procedure.steps.values():
        qualified = f"{procedure.id}.{step.id}"
        norms = {
            norm.id
            for norm in lawbook.norms.values()
            for version in norm.versions
            if qualified in version.duty.on
        }
        marks = pick("（终结）", " (ends)") if step.ends else ""
        table.add_row(
            speaker.text(step.title) + marks,
            step.id,
            speaker.listing([speaker.role(role) for role in step.roles]),
            speaker.listing([speaker.text(item.title) for item in step.fields.values()]),
            str(len(norms) or ""),
        )
    out.print(table)
    if procedure.place is not None:
        out.print(str(procedure.place))


def _titled(one: str, known: Mapping[str, Norm] | Mapping[str, Procedure], speaker: Speaker) -> str:
    """A title with its id, or the id alone where the lawbook does not have it."""
    return f"{speaker.text(known[one].title)} {one}" if one in known else one


def _print_version(
    out: Console, norm: Norm, version: Version, speaker: Speaker, statutes: Statutes | None
) -> None:
    from fajing.lawbook.duty_spec import Target
    from fajing.scan.citations import cited_lines
    from fajing.scan.duty_words import DutyWords

    pick = speaker.pick
    end = version.end.isoformat() if version.end is not None else pick("今", "now")
    out.print()
    out.print(f"── {version.start.isoformat()} – {end}")
    if version.dated_by is not None:
        named = (
            speaker.step(version.dated_by.step)
            if isinstance(version.dated_by, Target)
            else str(version.dated_by)
        )
        out.print(f"  {pick('版本依', 'version by')}: {named}")
    for label, text in DutyWords(speaker, norm.procedure, version.duty).lines():
        out.print(f"  {label}: {text}")
    for line in cited_lines(version.cites, speaker, statutes):
        quality = f" [{line.quality}]" if line.quality else ""
        out.print(f"  {pick('依据', 'Cites')}: {line.title} {line.article}  {line.in_force}{quality}")
        for row in line.text.splitlines():
            out.print(f"      {row}")


def _print_examples(out: Console, norm: Norm, speaker: Speaker) -> None:
    if not norm.examples:
        return
    out.print(speaker.pick("例子：", "Examples:"))
    for raw in norm.examples:
        expect = raw["expect"] if isinstance(raw["expect"], str) else "; ".join(raw["expect"])
        keys = [key for key in ("as_of", "matter", "file", "officers", "registers") if key in raw]
        more = "".join(f"  {key}: {_flow(raw[key])}" for key in keys)
        out.print(f"  {expect}: {', '.join(raw['events'])}{more}")


def _flow(value: Any) -> str:
    """A value as YAML says it in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return value if isinstance(value, str) else json.dumps(value)
