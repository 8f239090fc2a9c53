"""Writes the maps that read the town's exports, from the procedures and from what the town's scenes say.

Run as `python tools/town_maps.py` after a scene uses a step or field that no map carries; it rewrites
`law/cn-police/maps/bureau_*_ledger.yaml` and `bureau_*_log.yaml`. Nothing is written by hand in those.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from fajing.town.numbers import DOMAINS
from fajing.town.play import LETTERS, edited
from fajing.town.procedures import Procedure, read_procedures
from fajing.town.recipes import read_cookbook
from fajing.town.scenes import all_lines

WIDTH = 150
LAW = Path(__file__).resolve().parent.parent / "law" / "cn-police"
WORDS: dict[str, str] = yaml.safe_load(Path(__file__).with_name("town_words.yaml").read_text("utf-8"))
SYNONYMS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("town_synonyms.yaml").read_text("utf-8")
)
TITLES = {
    "bureau_cases_administrative_log": (
        "行政案件办理环节日志",
        "Log of administrative cases",
        "行政案件编号",
    ),
    "bureau_cases_criminal_log": ("刑事案件办理环节日志", "Log of criminal cases", "刑事案件编号"),
    "bureau_cases_other_log": (
        "案件管理与交通案件日志",
        "Log of traffic and of case management",
        "管理事项编号",
    ),
    "bureau_calls_log": ("接处警日志", "Log of calls", "警情编号"),
    "bureau_custody_log": ("羁押与办案区日志", "Log of custody", "羁押事项编号"),
    "bureau_disputes_log": ("复议诉讼与纠纷日志", "Log of remedies and disputes", "争议事项编号"),
    "bureau_oversight_log": ("执法监督日志", "Log of oversight", "监督事项编号"),
    "bureau_property_log": ("财物保管日志", "Log of property", "保管事项编号"),
    "bureau_service_log": ("公共服务与检查日志", "Log of services and inspections", "服务事项编号"),
    "bureau_training_log": ("培训考核日志", "Log of training", "培训事项编号"),
}
ROLES = {
    "handler": "主办民警",
    "assistant_handler": "协办人员",
    "unit_leader": "办案部门负责人",
    "station_leader": "派出所所长",
    "duty_leader": "值班负责人",
    "duty_officer": "值班民警",
    "bureau_leader": "局负责人",
    "bureau_head": "局主要负责人",
    "superior_leader": "上级机关负责人",
    "legal_officer": "法制民警",
    "reviewer": "审核人",
    "hearing_host": "听证主持人",
    "hearing_clerk": "听证记录人",
    "property_keeper": "财物管理员",
    "finance_officer": "财务人员",
    "archivist": "档案员",
    "case_manager": "案管员",
    "detention_officer": "看管民警",
    "inspectorate_officer": "督察民警",
    "permit_officer": "许可经办人",
    "petition_officer": "信访经办人",
    "disclosure_officer": "公开经办人",
    "service_officer": "窗口经办人",
    "hotline_officer": "热线经办人",
    "inspector": "检查人员",
    "mediator": "调解员",
    "proposal_officer": "提案经办人",
    "trainer": "教官",
}
LEDGERS: dict[str, tuple[str, str]] = {
    "administrative_case": (
        "行政案件台账",
        "report_received report_registered case_accepted case_filed case_closed file_closed file_archived",
    ),
    "criminal_case": (
        "刑事案件台账",
        (
            "report_received report_recorded case_accepted case_filed"
            " jurisdiction_rejected case_withdrawn file_archived"
        ),
    ),
    "call": ("接处警台账", "*"),
    "hotline_ticket": ("热线工单台账", "*"),
    "dispute": ("矛盾纠纷台账", "*"),
    "inspection": ("检查台账", "*"),
    "hazard": ("隐患台账", "*"),
    "reconsideration": ("行政复议台账", "*"),
    "litigation": ("行政诉讼台账", "*"),
    "petition": ("信访事项台账", "*"),
    "disclosure_request": ("依申请公开台账", "*"),
    "permit_application": ("许可申请台账", "*"),
}


class Used:
    """What the scenes and recipes say."""

    def __init__(self) -> None:
        self.steps: dict[str, dict[str, None]] = defaultdict(dict)
        self.fields: dict[str, set[str]] = defaultdict(set)
        self.values: dict[str, dict[str, None]] = defaultdict(dict)
        self.roles: dict[str, set[str]] = defaultdict(set)


def look(procedures: dict[str, Procedure]) -> Used:
    """Walk every scene and recipe."""
    used = Used()
    book = read_cookbook()
    scripts = [edited(scene, []) for scene in book.scenes.values()]
    scripts += [edited(book.scenes[one.scene], list(one.edits)) for one in book.recipes]
    for script in scripts:
        procedure = script.scene.procedure
        for name in script.values:
            kind, _, field = name.rpartition(".")
            used.values[kind or procedure][field] = None
        for line in all_lines(tuple(script.lines)):
            kind, _, step = line.step.rpartition(".")
            kind = kind or procedure
            known = procedures[kind].steps[step]
            used.steps[kind][step] = None
            used.fields[f"{kind}.{step}"].update(line.fields)
            for name in line.fields:
                assert name in known.fields, f"{script.scene.name}: {line.step} has no field {name}"
            if line.officers is None:
                used.roles[kind].update(known.roles[:1])
            else:
                first = known.roles[0] if known.roles else "handler"
                used.roles[kind].update(role or LETTERS.get(name, first) for name, role in line.officers)
    return used


def column(heading: str, **more: Any) -> dict[str, Any]:
    """A column of a map."""
    return {"heading": heading, **more}


def words_of(raw: dict[str, Any]) -> dict[str, str]:
    """Chinese words for the codes of a field."""
    return {WORDS[value]: value for value in raw.get("values") or () if value in WORDS}


def field_column(heading: str, name: str, raw: dict[str, Any], of: str | None) -> dict[str, Any]:
    """The column of a field."""
    made = column(heading, field=name)
    if of:
        made["of"] = of
    if raw["type"] == "code" and words_of(raw):
        made["words"] = words_of(raw)
    if name in DIFFERING:
        made["type"] = raw["type"]
        if raw.get("values"):
            made["values"] = list(raw["values"])
    return made


DIFFERING: set[str] = set()
"""Fields that are not the same in every step: their columns say what they hold."""


def differing(procedures: dict[str, Procedure]) -> set[str]:
    """Names of fields that are declared in more than one way."""
    ways: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for procedure in procedures.values():
        for fields in (procedure.fields, *(step.fields for step in procedure.steps.values())):
            for name, raw in fields.items():
                ways[name].add((raw["type"], tuple(raw.get("values") or ())))
    return {name for name, known in ways.items() if len(known) > 1}


def log_map(name: str, procedures: dict[str, Procedure], used: Used) -> dict[str, Any] | None:
    """The map of one log."""
    kinds = [kind for kind, where in DOMAINS.items() if where == name and used.steps.get(kind)]
    if not kinds:
        return None
    zh, en, number = TITLES[name]
    columns = [
        column(number, matter=True), column("事项种类", procedure=True), column("上级事项编号", parent=True),
        column("办理单位", unit=True), column("办理环节", step=True), column("办理时间", at=True),
        column("办理结束时间", until=True), column("环节序次", seq=True),
    ]  # fmt: skip
    for role, heading in ROLES.items():
        if any(role in used.roles[kind] for kind in kinds):
            columns.append(column(heading, officers=True, role=role))
    columns += [column("当事人", object="person", personal=True), column("物品编号", object="item")]
    taken = {one["heading"] for one in columns}
    merged: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        for step in used.steps[kind]:
            for field in used.fields[f"{kind}.{step}"]:
                raw = procedures[kind].steps[step].fields[field]
                old = merged.setdefault(field, {**raw, "values": []})
                old["values"] = list(dict.fromkeys([*old["values"], *(raw.get("values") or ())]))
    for field, raw in sorted(merged.items()):
        columns.append(field_column(_free(raw["title"]["zh"], field, taken), field, raw, None))
    values: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        for field in used.values[kind]:
            values[field] = procedures[kind].fields[field]
    for field, raw in sorted(values.items()):
        columns.append(field_column(_free("案件" + raw["title"]["zh"], field, taken), field, raw, "matter"))
    return {
        "id": name,
        "title": {"zh": zh, "en": en},
        "shape": "events",
        "precision": "minute",
        "columns": columns,
    }


def _free(heading: str, field: str, taken: set[str]) -> str:
    if heading in taken:
        heading = f"{heading} {field}"
    taken.add(heading)
    return heading


def ledger_map(kind: str, procedures: dict[str, Procedure], used: Used) -> dict[str, Any] | None:
    """The map of one ledger."""
    zh, steps = LEDGERS[kind]
    if kind not in used.steps:
        return None
    procedure = procedures[kind]
    chosen = (
        list(used.steps[kind]) if steps == "*" else [one for one in steps.split() if one in used.steps[kind]]
    )
    taken = {"台账编号", "承办单位", "上级编号"}
    columns = [
        column(f"{zh}编号", matter=True),
        column("承办单位", unit=True),
        column("上级编号", parent=True),
    ]
    for field in sorted(used.values[kind]):
        raw = procedure.fields[field]
        columns.append(field_column(_free(raw["title"]["zh"], field, taken), field, raw, None))
    for step in chosen:
        title = procedure.steps[step].title
        columns.append(column(_free(f"{title}时间", step, taken), step=step))
        if procedure.steps[step].roles:
            heading = _free(f"{title}经办人", step, taken)
            columns.append(column(heading, officers=True, role=procedure.steps[step].roles[0], of=step))
        for field in sorted(used.fields[f"{kind}.{step}"]):
            raw = procedure.steps[step].fields[field]
            heading = _free(f"{title}：{raw['title']['zh']}", field, taken)
            columns.append(field_column(heading, field, raw, step))
    en = f"Ledger of {kind.replace('_', ' ')} matters"
    return {"id": f"bureau_{kind}_ledger", "title": {"zh": zh, "en": en}, "shape": "matters", "procedure": kind,
            "precision": "minute", "columns": columns}  # fmt: skip


def with_synonyms(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns with the other usual words for their headings; none that is another heading of the map."""
    taken = {one["heading"] for one in columns}
    found = []
    for one in columns:
        words = [word for word in synonyms_of(one) if word not in taken]
        taken.update(words)
        heading, *_ = one
        assert heading == "heading"
        rest = {name: value for name, value in one.items() if name != "heading"}
        found.append({"heading": one["heading"], **({"synonyms": words} if words else {}), **rest})
    return found


def synonyms_of(one: dict[str, Any]) -> list[str]:
    """Other usual words: those listed, and a day for a time, as most ledgers write it."""
    heading = one["heading"]
    words = list(SYNONYMS.get(heading, ()))
    if "step" in one and heading.endswith("时间"):
        words.append(heading.removesuffix("时间") + "日期")
    if "officers" in one and heading.endswith("经办人"):
        words.append(heading.removesuffix("经办人") + "办理人")
    return words


def write(made: dict[str, Any]) -> None:
    """One map as a file."""
    columns = with_synonyms(made.pop("columns"))
    lines = ["# Written by tools/town_maps.py from the procedures: the usual headings of such an export."]
    lines += [_flow(name, value) for name, value in made.items()]
    lines.append("columns:")
    for one in columns:
        text = _flow_text(one)
        lines += [f"  - {text}"] if len(text) < WIDTH else _block(one)
    (LAW / "maps" / f"{made['id']}.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def _flow(name: str, value: Any) -> str:
    return f"{name}: " + _flow_text(value).removesuffix("...").strip()


def _flow_text(value: Any) -> str:
    text: str = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, width=9999, sort_keys=False
    )
    return text.strip()


def _block(one: dict[str, Any]) -> list[str]:
    """A column over several lines, each mapping or list folded under its bracket."""
    found: list[str] = []
    for number, (name, value) in enumerate(one.items()):
        lead = "  - " if number == 0 else "    "
        text = _flow(name, value)
        fold = " " * (len(lead) + len(name) + 3)
        while len(text) + len(fold) > WIDTH:
            cut = text.rfind(", ", 0, WIDTH - len(fold)) + 1
            found.append(lead + text[:cut])
            lead, text = fold, text[cut + 1 :]
        found.append(lead + text)
    return found


def main() -> int:
    """Rewrite the maps."""
    procedures = read_procedures(LAW)
    used = look(procedures)
    DIFFERING.update(differing(procedures))
    for name in TITLES:
        made = log_map(name, procedures, used)
        if made is not None:
            write(made)
    for kind in LEDGERS:
        made = ledger_map(kind, procedures, used)
        if made is not None:
            write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
