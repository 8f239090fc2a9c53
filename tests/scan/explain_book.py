"""The bench's lawbook with titles a person can read, and duties judged by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.scan import bench_book as bench

from fajing.lawbook.model import Field, Lawbook, Norm, Procedure, Source, Step, Text
from fajing.scan.duty import Duty

TITLES = {
    "opened": ("接报案", "Report received"),
    "accepted": ("受案", "Case accepted"),
    "filed": ("立案", "Case filed"),
    "refused": ("不予受案", "Acceptance refused"),
    "noticed": ("送达", "Decision served"),
    "passed": ("法制审核", "Legality review"),
    "decided": ("处罚决定", "Penalty decided"),
    "executed": ("执行", "Penalty executed"),
    "extended": ("批准延长", "Extension approved"),
    "halted": ("中止", "Time stopped"),
    "resumed": ("恢复", "Time resumed"),
    "questioned": ("询问", "Person questioned"),
    "recorded": ("录音录像", "Recording made"),
    "seized": ("扣押", "Property seized"),
    "returned": ("退还", "Property returned"),
    "obstacle": ("无法通知", "Obstacle noted"),
    "inspected": ("检查", "Inspection made"),
    "approved": ("审批", "Approval given"),
    "closed": ("结案", "Case closed"),
}
FIELDS = {
    "origin": ("案件来源", "Origin"),
    "amount": ("罚款数额", "Fine"),
    "basis": ("处罚依据", "Legal basis"),
    "heard": ("听取申辩", "Defence heard"),
    "place": ("地点", "Place"),
    "deadline": ("约定期限", "Agreed date"),
}


def _titled(procedure: Procedure) -> Procedure:
    def field(one: Field) -> Field:
        return replace(one, title=Text(*FIELDS[one.id])) if one.id in FIELDS else one

    def step(one: Step) -> Step:
        fields = {name: field(value) for name, value in one.fields.items()}
        title = Text(*TITLES[one.id]) if one.id in TITLES else one.title
        return replace(one, title=title, fields=fields)

    return replace(procedure, steps={name: step(one) for name, one in procedure.steps.items()})


def book(*norms: Norm) -> Lawbook:
    """The bench's lawbook, titled; its one source is known from others' words only."""
    lawbook = bench.lawbook(*norms)
    source = Source("s", Text("程序规定", "Procedures"), "reported", date(2013, 1, 1), text="rules")
    return replace(
        lawbook,
        procedures={name: _titled(one) for name, one in lawbook.procedures.items()},
        sources={"s": source},
    )


def duty(norm: str, *events: str, **more: Any) -> Duty:
    """The first duty of a norm for some events."""
    return bench.duties(norm, *events, **more)[0]
