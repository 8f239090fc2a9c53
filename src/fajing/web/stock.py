"""The stock: breaches from before the start date, which are no findings and are asked of nobody.

In: the duties that the last check found broken, and the findings that stand. Out: for each unit or label how many of
the first there are, beside how many of the second are open. A duty that became a finding after all, by hand or under
an earlier start date, is counted there and not here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count

from fajing.findings.state import State
from fajing.web import reach, shown
from fajing.web.law import label_title, lawbook
from fajing.web.people.models import User
from fajing.web.records.kept import kept
from fajing.web.records.models import FindingRow
from fajing.web.words import language, pick

By = Literal["unit", "label"]
_BROKEN = ("late", "missed")
_WIDTH, _LABELS = 300, 10


@dataclass(frozen=True, slots=True)
class Line:
    """A unit or a label.

    Attributes:
        title: Its name.
        stock: Breaches from before the start date.
        open: Open findings.
        stock_width: How wide the bar of the first is drawn.
        open_width: How wide that of the second.
    """

    title: str
    stock: int
    open: int
    stock_width: int
    open_width: int


@dataclass(frozen=True, slots=True)
class Stock:
    """The stock beside the backlog.

    Attributes:
        lines: By unit in organisational order, or by label, the most first.
        stock: Its sum, also of labels that are not listed.
        open: The backlog's.
    """

    lines: tuple[Line, ...]
    stock: int
    open: int


def stock_of(user: User, units: list[str], by: By) -> Stock:
    """The stock and the backlog of some units in reach.

    Args:
        user: Who is shown it.
        units: The units, in their order.
        by: Whether lines are units or labels.
    """
    return kept(user, "stock", lambda: _count(user, units, by), tuple(units), by, language())


def _count(user: User, units: list[str], by: By) -> Stock:
    norms = {norm.id for norm in lawbook().norms.values() if norm.is_finding}
    stock: Counter[str] = Counter()
    rows = reach.duties(user).filter(unit__in=units, stock=True, outcome__in=_BROKEN, provisional=False)
    found = FindingRow.objects.filter(unit__in=units).order_by().values("key")
    grouped = rows.exclude(key__in=found).order_by().values_list(by, "norm").annotate(Count("pk"))
    for name, norm, count in grouped:
        stock[name] += count if norm in norms else 0
    standing = reach.findings(user).filter(unit__in=units).exclude(state=State.CLOSED.value)
    waiting = dict(standing.order_by().values_list(by).annotate(Count("pk")))
    names = (
        units if by == "unit" else sorted({*stock, *waiting}, key=lambda one: (-stock[one], one))[:_LABELS]
    )
    most = max((*stock.values(), *waiting.values()), default=0) or 1
    lines = tuple(
        Line(
            _title(name, by), stock[name], waiting.get(name, 0),
            round(stock[name] * _WIDTH / most), round(waiting.get(name, 0) * _WIDTH / most),
        )
        for name in names
    )  # fmt: skip
    return Stock(lines, stock.total(), sum(waiting.values()))


def _title(name: str, by: By) -> str:
    if by == "unit":
        return shown.unit(name)
    return label_title(name) if name else pick("无标签", "no label")
