"""A small lawbook and a small log, written into a folder: for the use cases, the commands and the browser.

One norm is broken late, one missed, one cannot be judged, one is a party's and only counted, one is a draft.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from pathlib import Path

_FILES = {
    "lawbook.yaml": """
        id: small
        title: {zh: 小规则库, en: Small lawbook}
        zone: Asia/Shanghai
        rollover: none
        """,
    "sources/rules.yaml": """
        id: rules
        title: {zh: 办案程序规定, en: Procedures}
        in_force: {from: 2019-01-01}
        read: reported
        text: rules
        """,
    "labels/all.yaml": """
        group: {zh: 办案, en: Handling}
        labels: [{id: handling.late, title: {zh: 超期, en: Late}}]
        """,
    "procedures/cases/case.yaml": """
        id: case
        title: {zh: 案件, en: Case}
        subject: case
        steps:
          report_received:
            title: {zh: 接报案, en: Report received}
            fields: {origin: {type: code, title: {zh: 案件来源, en: Origin}}}
          case_accepted: {title: {zh: 受案, en: Case accepted}}
          review_passed: {title: {zh: 法制审核, en: Legality review}}
          penalty_decided: {title: {zh: 处罚决定, en: Penalty decided}}
          fine_paid: {title: {zh: 缴款, en: Fine paid}}
        example: [report_received @ 2026-03-02T09:00]
        """,
    "norms/handling/accepted.yaml": """
        id: handling.accepted_in_time
        title: {zh: 受案不超过24小时, en: Accepted within 24 hours}
        procedure: case
        bearer: body
        label: handling.late
        severity: minor
        status: in_force
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "61"}]
            duty: {on: report_received, do: [case_accepted], within: {hours: 24}}
        examples: [{expect: met, events: [report_received @ 2026-03-02T09:00, case_accepted @ +1h]}]
        """,
    "norms/handling/reviewed.yaml": """
        id: handling.reviewed_before_decision
        title: {zh: 决定前经法制审核, en: Reviewed before the decision}
        procedure: case
        bearer: body
        severity: serious
        status: in_force
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "5", quality: full}]
            duty: {on: penalty_decided, preceded_by: [review_passed]}
        examples: [{expect: missed, events: [penalty_decided @ 2026-03-02T09:00]}]
        """,
    "norms/handling/by_origin.yaml": """
        id: handling.by_origin
        title: {zh: 举报案件先审核, en: Reported cases reviewed}
        procedure: case
        bearer: body
        severity: notice
        status: in_force
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "6"}]
            duty: {on: report_received, where: 'event.origin == "citizen"', do: [case_accepted], within: {days: 3}}
        examples: [{expect: none, events: [report_received @ 2026-03-02T09:00 origin=other]}]
        """,
    "norms/handling/paid.yaml": """
        id: handling.paid_in_time
        title: {zh: 缴款, en: Paid}
        procedure: case
        bearer: party
        severity: notice
        status: in_force
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "7"}]
            duty: {on: penalty_decided, do: [fine_paid], within: {days: 1}}
        examples: [{expect: met, events: [penalty_decided @ 2026-03-02T09:00, fine_paid @ +1h]}]
        """,
    "norms/handling/quick.yaml": """
        id: handling.accepted_quickly
        title: {zh: 受案不超过12小时, en: Accepted within 12 hours}
        procedure: case
        bearer: body
        severity: minor
        status: draft
        versions:
          - from: 2019-01-01
            cites: [{source: rules, article: "61"}]
            duty: {on: report_received, do: [case_accepted], within: {hours: 12}}
        examples: [{expect: met, events: [report_received @ 2026-03-02T09:00, case_accepted @ +1h]}]
        """,
    "maps/steps.yaml": """
        id: steps
        title: {zh: 环节, en: Steps}
        shape: events
        procedure: case
        columns:
          - {heading: 案号, matter: true}
          - {heading: 环节, step: true}
          - {heading: 时间, at: true}
          - {heading: 单位, unit: true}
          - {heading: 案件来源, field: origin, of: [report_received]}
        """,
}
HEADINGS = "案号,环节,时间,单位,案件来源"
ROWS = (
    "行〔2026〕1,接报案,2026-03-02 09:00,柳汀所,citizen",
    "行〔2026〕1,受案,2026-03-03 15:00,柳汀所,",
    "行〔2026〕1,处罚决定,2026-03-10 10:00,柳汀所,",
    "行〔2026〕2,接报案,2026-03-04 09:00,东栅所,",
    "行〔2026〕2,受案,2026-03-04 22:30,东栅所,",
    "行〔2026〕2,法制审核,2026-03-12 09:00,东栅所,",
    "行〔2026〕2,处罚决定,2026-03-12 10:00,东栅所,",
    "行〔2026〕2,缴款,2026-03-12 11:00,东栅所,",
    "行〔2026〕3,接报案,2026-03-05 09:00,东栅所,other",
    "行〔2026〕9,接报案,2026-02-30 09:00,东栅所,other",
)


STEPS = ("接报案", "受案", "法制审核", "处罚决定", "缴款")


def write_book(
    folder: Path, *, keep: Collection[str] | None = None, more: Mapping[str, str] | None = None
) -> Path:
    """Write the lawbook: all of its files or some, and others beside them or in their place."""
    from textwrap import dedent

    files = {name: text for name, text in _FILES.items() if keep is None or name in keep}
    for name, text in {**files, **(more or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    return folder


def write_log(path: Path, rows: tuple[str, ...] = ROWS) -> Path:
    """Write the log; its last row has a day that does not exist."""
    path.write_text("\n".join((HEADINGS, *rows)) + "\n", encoding="utf-8")
    return path


def some_rows(number: int) -> list[str]:
    """Steps of some cases at any time, a damaged row now and then."""
    chance = random.Random(number)
    rows = []
    for _ in range(300):
        case, step = chance.randrange(60), chance.choice(STEPS)
        time = (
            f"2026-{chance.randrange(1, 5):02d}-{chance.randrange(1, 31):02d} {chance.randrange(24):02d}:30"
        )
        unit, origin = chance.choice(["柳汀所", "东栅所", ""]), chance.choice(["citizen", "other", ""])
        rows.append(f"行〔2026〕{case},{step},{time[: chance.choice([10, 16])]},{unit},{origin}")
    return rows
