"""The week by unit, for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fajing.web.api.operations import api, user_of
from fajing.web.api.shared import plain
from fajing.web.clock import instant, zone
from fajing.web.pages.week import day_of
from fajing.web.weekly import UnitWeek, week_of


@api.get("/desk/week", operation_id="week")
def week(request: HttpRequest, day: str = "", unit: str = "") -> dict[str, Any]:
    """What became of findings in the week that holds a day, by unit; this week where no day is named."""
    user = user_of(request, "week")
    found = week_of(user, day_of(plain(day), zone().civil(instant()).date()), plain(unit))
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "is_over": found.is_over,
        "units": [_told(one) for one in found.units],
        "all": _told(found.all),
    }


def _told(one: UnitWeek) -> dict[str, Any]:
    return {
        "unit": one.unit,
        **{name: getattr(one.sum, name) for name in one.sum.__dataclass_fields__ if name != "unit"},
        "oldest": one.oldest.number if one.oldest is not None else None,
        "age": one.age,
    }
