"""Whether a condition of a section holds for the figures at hand.

In: a condition, figures and what was given. Out: true or false. A condition about a figure that is missing does not
hold, and neither does its opposite: nothing is said of what nobody knows.
"""

from __future__ import annotations

from fajing.indicators.figure import Figures
from fajing.publish.given import Given
from fajing.publish.marks import Condition, Mark


def holds(condition: Condition | None, figures: Figures, given: Given) -> bool:
    """Whether all its clauses hold."""
    if condition is None:
        return True
    return all(_clause(mark, wanted, figures, given) for wanted, mark in condition.clauses)


def _clause(mark: Mark, wanted: bool, figures: Figures, given: Given) -> bool:
    if mark.name == "whole_body":
        return (figures.scope is None) is wanted
    if mark.name == "ended":
        return (figures.cut_off.day >= figures.last.toordinal()) is wanted
    name = mark.arguments[0]
    if mark.name == "given":
        return given.has(name) is wanted
    value = figures[name].value
    if mark.name == "known":
        return (value is not None) is wanted
    if value is None:
        return False
    return ((value > 0) if mark.name == "positive" else (value == 0)) is wanted
