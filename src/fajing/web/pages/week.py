"""周结: the week's findings by unit; any week by a day of it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fajing.web import reach, shown
from fajing.web.clock import instant, zone
from fajing.web.law import norm_title
from fajing.web.weekly import A_WEEK, UnitWeek, Week, week_of


def week(request: HttpRequest) -> HttpResponse:
    """The page of a week."""
    user, unit = reach.user_of(request), request.GET.get("unit", "")
    today = zone().civil(instant()).date()
    day = day_of(request.GET.get("day", ""), today)
    found = week_of(user, day, unit)
    context = {
        "week": found,
        "rows": [_row(one) for one in found.units],
        "all": _row(found.all),
        "day": found.first.isoformat(),
        "period": _period(found),
        "before": (found.first - A_WEEK).isoformat(),
        "after": (found.first + A_WEEK).isoformat() if found.last < today else "",
        "unit": unit,
        "units": reach.units(user),
        "sees_cases": user.kind.value != "report_writer",
    }
    return render(request, "fajing/week.html", context)


def day_of(asked: str, today: date) -> date:
    """The day that is asked for; today where it is none, or one that has not come."""
    try:
        return max(date(1990, 1, 1), min(date.fromisoformat(asked), today))
    except ValueError:
        return today


def _period(found: Week) -> str:
    last = shown.day(zone().start_of_day(found.last.toordinal()))
    return f"{shown.day(zone().start_of_day(found.first.toordinal()))} – {last}"


def _row(one: UnitWeek) -> dict[str, object]:
    return {"week": one, "title": norm_title(one.oldest.norm) if one.oldest is not None else ""}
