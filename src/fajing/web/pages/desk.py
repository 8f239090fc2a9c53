"""The supervisor's desk, and its numbers as a workbook, as seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fajing.findings.terms import age_in_days
from fajing.web import reach, shown
from fajing.web.clock import instant, zone
from fajing.web.desk_data import WEEKS, Desk, Seen, desk_of
from fajing.web.drawing.lines import week_lines
from fajing.web.law import norm_title
from fajing.web.records import follower
from fajing.web.sheets import Sheet, answer
from fajing.web.sheets import workbook as book_of
from fajing.web.stock import By, Stock, stock_of
from fajing.web.words import pick

_ROWS = 6
_ENDINGS = ("派出所", "大队", "支队", "分局")


def desk(request: HttpRequest) -> HttpResponse:
    """The desk."""
    user = reach.user_of(request)
    unit, by_rate = request.GET.get("unit", ""), request.GET.get("by") == "rate"
    found = desk_of(user, unit)
    lacking = sum(one.count for one in found.undecidable)
    base = sum(one.duties for one in found.undecidable)
    met, due = found.on_time
    rows = [
        {
            "label": label,
            "title": found.label_titles[label],
            "cells": [
                {"unit": one, "cell": cell, "css": cell.css(by_rate), "said": cell.said(by_rate)}
                for one, cell in zip(found.units, found.of_label(label), strict=True)
            ],
            "sum": found.sum_of(label),
        }
        for label in found.labels
    ]
    context = {
        "desk": found,
        "rows": rows,
        "sums": [found.sum_in(one) for one in found.units],
        "heads": [_head(one) for one in found.units],
        "by_rate": by_rate,
        "unit": unit,
        "units": reach.units(user),
        "all_units": len([one for one in reach.with_records(user) if one]),
        "share": _share(lacking, base),
        "lacking": lacking,
        "base": base,
        "on_time": _share(met, due),
        "met": met,
        "due": due,
        "weeks": WEEKS,
        "lines": week_lines(found.weeks),
        "as_table": request.GET.get("trend") == "table",
        "overdue": [_overdue(row) for row in found.overdue[:_ROWS]],
        "oldest": [{"row": row, "days": _age(row), "title": norm_title(row.norm)} for row in found.oldest],
        "precision": [
            {"title": title, "upheld": upheld, "pushed": pushed, "share": _share(pushed - upheld, pushed)}
            for title, upheld, pushed in found.precision
        ],
        "undecidable": [
            {"one": one, "share": _share(one.count, one.duties), "width": round(one.share * 300)}
            for one in found.undecidable
        ],
        "stock": stock_of(user, found.units, _by(request)),
        "stock_by": _by(request),
        "start": settings.OFFICE.start,
        "checked": follower.position("checked"),
        "sees_cases": user.kind.value != "report_writer",
    }
    return render(request, "fajing/desk.html", context)


def _by(request: HttpRequest) -> By:
    return "label" if request.GET.get("stock") == "label" else "unit"


def _head(unit: str) -> tuple[str, str]:
    """A unit's name, parted where it may break in the narrow head of a column."""
    unit = shown.unit(unit)
    end = next((one for one in _ENDINGS if unit.endswith(one) and unit != one), "")
    return unit.removesuffix(end), end


def _share(part: int, base: int) -> str:
    return f"{part * 100 / base:.1f}" if base else "—"


def _age(row: Seen) -> int:
    return age_in_days(row.pushed_at or row.raised_at, instant(), zone())


def _overdue(row: Seen) -> dict[str, Any]:
    return {"row": row, "title": norm_title(row.norm), "when": shown.day((row.reply_due or 1) - 1)}


def export(request: HttpRequest) -> HttpResponse:
    """The workbook."""
    user = reach.user_of(request)
    found = desk_of(user, request.GET.get("unit", ""))
    by: tuple[By, By] = ("unit", "label")
    stocks = [stock_of(user, found.units, one) for one in by]
    by_rate = request.GET.get("by") == "rate"
    return answer("desk", workbook(found, by_rate, stocks))


def workbook(found: Desk, by_rate: bool, stocks: Sequence[Stock] = ()) -> bytes:
    """Every table of the desk, one sheet each; the stock by unit and by label."""
    sheets: list[Sheet] = []

    def sheet(name: str, head: list[str], rows: list[list[Any]]) -> None:
        sheets.append(Sheet(name, head, rows))

    heat = [
        [
            found.label_titles[label],
            *(_cell(cell.said(by_rate)) for cell in found.of_label(label)),
            found.sum_of(label),
        ]
        for label in found.labels
    ]
    heat.append([pick("合计", "sum"), *(found.sum_in(unit) for unit in found.units), found.shown_total])
    sheet(
        pick("标签与单位", "labels by unit"),
        [pick("顽疾标签", "label"), *map(shown.unit, found.units), pick("合计", "sum")],
        heat,
    )
    lacking = [
        [shown.unit(one.unit), one.count, one.duties, round(one.share, 4), one.missing]
        for one in found.undecidable
    ]
    sheet(
        pick("无法判定", "undecidable"),
        [
            pick("单位", "unit"),
            pick("无法判定", "undecidable"),
            pick("应办", "duties"),
            pick("占比", "share"),
            pick("缺什么", "missing"),
        ],
        lacking,
    )
    named = (
        (pick("存量按单位", "stock by unit"), pick("单位", "unit")),
        (pick("存量按标签", "stock by label"), pick("顽疾标签", "label")),
    )
    for (name, first), stock in zip(named, stocks, strict=False):
        lines: list[list[Any]] = [[line.title, line.stock, line.open] for line in stock.lines]
        sheet(
            name,
            [
                first,
                pick("起算日前的存量", "stock from before the start date"),
                pick("未结问题", "open findings"),
            ],
            [*lines, [pick("合计", "sum"), stock.stock, stock.open]],
        )
    weeks = [[week.title, week.raised, week.verified, week.open] for week in found.weeks]
    sheet(
        pick("每周走势", "by week"),
        [
            pick("周起", "week from"),
            pick("新发现", "new"),
            pick("核验通过", "verified"),
            pick("未结", "open"),
        ],
        weeks,
    )
    head = [pick("编号", "no."), pick("规则", "norm"), pick("单位", "unit"), pick("推送后日数", "days")]
    sheet(
        pick("新逾期", "overdue"),
        head,
        [[row.number, norm_title(row.norm), shown.unit(row.unit), _age(row)] for row in found.overdue],
    )
    sheet(
        pick("最久未整改", "oldest"),
        head,
        [[row.number, norm_title(row.norm), shown.unit(row.unit), _age(row)] for row in found.oldest],
    )
    sheet(
        pick("规则准不准", "precision"),
        [pick("规则", "norm"), pick("异议成立", "upheld"), pick("推送", "pushed")],
        [list(row) for row in found.precision],
    )
    sheet(
        pick("三项必看", "musts"),
        [pick("项目", "what"), pick("数与基数", "part / base"), pick("占比", "share")],
        [list(row) for row in found.musts],
    )
    return book_of(sheets)


def _cell(said: str) -> Any:
    return int(said) if said.isdecimal() else float(said) if said.replace(".", "", 1).isdecimal() else said
