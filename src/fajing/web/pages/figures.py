"""指标: every figure of a year, and one figure opened to its formula, base, cut-off and records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, overload

import xlsxwriter
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from fajing.app.figure_store import read_figures, years_kept
from fajing.core.errors import FajingError
from fajing.indicators.figure import Figure, Figures, Term
from fajing.indicators.kept import KeptRows, Record
from fajing.publish import wording
from fajing.web import reach, shown
from fajing.web.access.rules import CASES, OVERSIGHT
from fajing.web.clock import zone
from fajing.web.drawing.months import month_bars
from fajing.web.law import lawbook, sealed
from fajing.web.people.models import User
from fajing.web.records.journal import shows
from fajing.web.records.models import MatterRow
from fajing.web.words import language, pick

_PAGE = 50


def title_of_group(group: str) -> str:
    """A group in words, as the lawbook names it; one that it does not name bears its own name."""
    named = lawbook().indicator_groups.get(group)
    return group if named is None else named.in_language(language())


def asked_for(request: HttpRequest) -> tuple[User, int, str | None]:
    """Who asks, for which year and unit; a unit's leader sees his unit.

    Raises:
        Http404: No figures are kept of that year.
    """
    user = reach.user_of(request)
    return user, *year_and_unit(user, request.GET.get("year", ""), request.GET.get("unit", ""))


def year_and_unit(user: User, text: str, asked: str) -> tuple[int, str | None]:
    """The year, the latest where none is named, and the unit; who reaches a unit only sees none beyond it.

    Raises:
        Http404: No figures are kept of that year, or the user has no unit.
    """
    years = years_kept(settings.OFFICE.data)
    year = int(text) if text.isdecimal() and len(text) < 5 else (years[0] if years else 0)
    if year not in years:
        raise Http404
    if user.sees_all:
        return year, asked or None
    if user.unit is None:
        raise Http404
    return year, asked if asked in user.reach() else user.unit.name


def kept(year: int, unit: str | None) -> Figures:
    """The figures as the last night left them.

    Raises:
        Http404: There are none of that unit.
    """
    try:
        return read_figures(settings.OFFICE.data, year, unit)
    except FajingError as error:
        raise Http404 from error


def figures(request: HttpRequest) -> HttpResponse:
    """All of them by group."""
    years = years_kept(settings.OFFICE.data)
    if not years:
        return render(request, "fajing/figures.html", {"years": []})
    user, year, unit = asked_for(request)
    found = kept(year, unit)
    groups = dict.fromkeys(figure.group for figure in found)
    group = request.GET.get("group", "")
    context = {
        "years": years,
        "year": year,
        "unit": unit or "",
        "units": below if len(below := reach.units(user)) > 1 else [],
        "cut_off": shown.moment(found.cut_off.instant),
        "groups": [(one, title_of_group(one)) for one in groups],
        "group": group,
        "tables": [
            (title_of_group(one), [row_of(figure) for figure in found.group(one)])
            for one in groups
            if not group or one == group
        ],
        "count": len(found),
        "missing": sum(figure.value is None for figure in found),
    }
    return render(request, "fajing/figures.html", context)


def _one(request: HttpRequest, indicator: str) -> tuple[User, int, str | None, Figure]:
    """Who asks, for which year and unit, and the figure.

    Raises:
        Http404: There is none.
    """
    user, year, unit = asked_for(request)
    found = kept(year, unit)
    if indicator not in found:
        raise Http404
    return user, year, unit, found[indicator]


_FEW = 500


def masked(user: User, records: Iterable[Record]) -> list[Record]:
    """Records as the user may see them: of what is sealed, only that it counts."""
    records = list(records)
    if user.sees_all and user.kind in OVERSIGHT:
        return records
    rows = MatterRow.objects.filter(procedure__in=sealed())
    if len(records) <= _FEW:
        rows = rows.filter(matter__in={one.matter for one in records})
    hidden = set(rows.values_list("matter", flat=True))
    word = pick("密封", "sealed")
    return [Record(word, "", "", "", one.weight) if one.matter in hidden else one for one in records]


def row_of(figure: Figure) -> dict[str, Any]:
    """A figure as a line of a table."""
    say = language()
    return {
        "id": figure.indicator,
        "title": figure.title.in_language(say),
        "value": wording.value_of(figure, say, is_public=False),
        "missing": wording.missing_of(figure, say) if figure.value is None else "",
        "base": figure.base.in_language(say),
        "change": wording.change_of(figure, say, is_public=False).lstrip("，, "),
    }


def figure(request: HttpRequest, indicator: str) -> HttpResponse:
    """One figure with everything behind it."""
    user, year, unit, one = _one(request, indicator)
    term, place = term_of(one, request.GET.get("term", ""))
    page: Page[Record] = Paginator(Records(term), _PAGE).get_page(request.GET.get("page"))
    rows = masked(user, page.object_list)
    shows(user, "figure", [row.matter for row in rows if row.matter])
    say = language()
    points = [(month, value, "" if value is None else wording.number(value)) for month, value in one.months]
    context = {
        "one": row_of(one),
        "group": title_of_group(one.group),
        "group_id": one.group,
        "year": year,
        "unit": unit or "",
        "formula": one.formula.in_language(say),
        "terms": [
            {
                "title": each.title.in_language(say),
                "value": None if each.value is None else wording.number(each.value),
                "records": len(each.rows),
                "place": number,
                "is_open": number == place,
            }
            for number, each in enumerate(one.terms)
        ],
        "interval": wording.interval_of(one, say),
        "is_share": one.form == "share",
        "cut_off": shown.moment(one.cut_off.instant),
        "better": pick(*_BETTER[one.better]),
        "unknown": one.unknown,
        "small": one.hidden,
        "bars": month_bars(points) if any(text for _, _, text in points) else "",
        "points": points,
        "rows": rows,
        "page": page,
        "kind": pick(*_KINDS.get(term.rows.kind if term else "none", _KINDS["none"])),
        "records": len(term.rows) if term else 0,
        "may_open": user.kind in CASES,
        "weighed": term is not None and term.rows.weights is not None,
    }
    return render(request, "fajing/figure.html", context)


_BETTER = {
    "higher": ("越高越好。不作单位排名", "higher is better; units are not ranked"),
    "lower": ("越低越好。不作单位排名", "lower is better; units are not ranked"),
    "none": ("不分高低，不设目标", "neither is better; no target is set"),
}
_KINDS = {
    "events": ("条办案记录", "events"), "matters": ("件案事件", "matters"), "duties": ("项应办", "duties"),
    "findings": ("起问题", "findings"), "objects": ("条记录", "records"), "none": ("条记录", "records"),
}  # fmt: skip


def term_of(one: Figure, asked: str) -> tuple[Term | None, int]:
    """Which term's records are listed."""
    place = int(asked) if asked.isdecimal() and int(asked) < len(one.terms) else 0
    return (one.terms[place], place) if one.terms else (None, 0)


class Records(Sequence[Record]):
    """The records of a term, cut out as a page asks for them."""

    def __init__(self, term: Term | None) -> None:
        self._rows = term.rows.ids if term else ()

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, some: int) -> Record: ...
    @overload
    def __getitem__(self, some: slice) -> Sequence[Record]: ...
    def __getitem__(self, some: int | slice) -> Record | Sequence[Record]:
        if isinstance(some, int):
            return self[some : some + 1][0]
        if not isinstance(self._rows, KeptRows):
            return []
        first = some.start or 0
        return self._rows.records(first, (some.stop or len(self)) - first)


def figure_export(request: HttpRequest, indicator: str) -> HttpResponse:
    """The figure and every record behind it as a workbook."""
    user, year, unit, one = _one(request, indicator)
    say = language()
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    first = book.add_worksheet(pick("数字", "figure"))
    line = row_of(one)
    for row, (name, text) in enumerate(
        (
            (pick("指标", "indicator"), line["title"]), (pick("数值", "value"), line["value"] or line["missing"]),
            (pick("算式", "formula"), one.formula.in_language(say)), (pick("基数", "base"), line["base"]),
            (pick("单位", "unit"), unit or pick("全机关", "the whole body")),
            (pick("期间", "period"), f"{one.first} – {one.last}"),
            (pick("截至", "cut-off"), f"{zone().civil(one.cut_off.instant):%Y-%m-%d %H:%M}"),
        )
    ):  # fmt: skip
        first.write_string(row, 0, name, bold)
        first.write_string(row, 1, str(text))
    first.set_column(0, 0, 12)
    first.set_column(1, 1, 80)
    head = [
        pick("记录", "record"),
        pick("案事件", "matter"),
        pick("单位", "unit"),
        pick("时间", "time"),
        pick("计为", "counts"),
    ]
    matters: set[str] = set()
    for number, term in enumerate(one.terms, 1):
        page = book.add_worksheet(f"{number} {_plain(term.title.in_language(say))}"[:31])
        page.write_row(0, 0, head, bold)
        records = masked(user, Records(term)[: len(term.rows)])
        for row, record in enumerate(records[:_MOST], 1):
            for column, text in enumerate((record.id, record.matter, record.unit, record.at)):
                page.write_string(row, column, text)
            page.write(row, 4, 1 if record.weight is None else float(record.weight))
            matters.add(record.matter)
        page.set_column(0, 1, 34)
        page.set_column(2, 3, 18)
        page.freeze_panes(1, 0)
    book.close()
    shows(user, "figure_export", matters - {""})
    answer = HttpResponse(
        out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = f'attachment; filename="{indicator}-{year}.xlsx"'
    return answer


_MOST = 1_048_575


def _plain(title: str) -> str:
    """A title a sheet may bear."""
    return "".join(" " if mark in "[]:*?/\\'" else mark for mark in title)
