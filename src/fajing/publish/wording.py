"""What a figure is in words: its value with its unit, its parts, its change against the year before.

In: a figure. Out: text in one language. The phrasing is that of such reports, and one that can be checked: the value
of the year before stands beside every change, parts stand behind their whole, and a base too small for a percentage
gets a difference instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from fajing.indicators.figure import SMALL_CELL, Figure, Number, Prior
from fajing.lawbook.model import Text

_FINEST = 2
_HUNDRED = Decimal(100)


def number(value: Number) -> str:
    """A number with thousands marked and no trailing noughts.

    Example:
        >>> number(41208), number(Decimal("39.50")), number(Decimal("100.00"))
        ('41,208', '39.5', '100')
    """
    if isinstance(value, int):
        return f"{value:,}"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(value: Number, unit: Text, language: str) -> str:
    """A value with its unit: `1,284件`, `1,284 cases`, `39.5%`."""
    name = unit.in_language(language)
    gap = "" if language == "zh" or name == "%" else " "
    return f"{number(value)}{gap}{name}"


def value_of(figure: Figure, language: str, *, is_public: bool = True) -> str | None:
    """The value as it is printed; None where it is missing.

    Args:
        figure: The figure.
        language: `zh` or `en`.
        is_public: Whether outsiders read it: a small cell then is said to be one.
    """
    if figure.value is None:
        return None
    if figure.hidden and is_public:
        unit = figure.unit.in_language(language)
        if figure.form == "share":
            return "数量过少，不列比率" if language == "zh" else "too few to give a share"
        if figure.value < SMALL_CELL:  # else one of its parts is small, and the parts are not printed
            return f"不足{SMALL_CELL}{unit}" if language == "zh" else f"fewer than {SMALL_CELL} {unit}"
    return with_unit(figure.value, figure.unit, language)


def missing_of(figure: Figure, language: str) -> str:
    """Why there is no value, as it is printed in its place."""
    reason = figure.missing.in_language(language) if figure.missing else ""
    if not reason:
        reason = "没有记录" if language == "zh" else "no record"
    return f"［缺：{reason}］" if language == "zh" else f"[missing: {reason}]"


def change_of(figure: Figure, language: str, *, is_public: bool = True) -> str:
    """Against the year before, with that year's value; empty where nothing can be said.

    It begins with a comma, or stands in brackets, so that it can follow the value directly.
    """
    prior = figure.prior
    if figure.value is None or prior is None or (figure.hidden and is_public):
        return ""
    before = with_unit(prior.value, figure.unit, language)
    source = _source(prior, language)
    if not prior.comparable:
        if language == "zh":
            return f"（上年{before}{source}，口径不同，不作比较）"
        return f" (the year before {before}{source}, counted otherwise and not compared)"
    if figure.form == "share":
        return _points(figure.value, prior.value, language)
    if not prior.value and figure.value:
        return f"，上年为{before}{source}" if language == "zh" else f" (the year before {before}{source})"
    if figure.value == prior.value:
        return f"，与上年{source}持平" if language == "zh" else f", as in the year before{source}"
    size = growth(figure.value, prior.value) if prior.value >= SMALL_CELL else None
    apart = Decimal(figure.value) - Decimal(prior.value)
    rises = apart > 0
    if size is None:
        gap = with_unit(abs(apart), figure.unit, language)
        if language == "zh":
            return f"，比上年的{before}{source}{'增加' if rises else '减少'}{gap}"
        return f", {gap} {'more' if rises else 'fewer'} than the year before ({before}{source})"
    if language == "zh":
        return f"，比上年的{before}{source}{'增长' if rises else '下降'}{number(size)}%"
    return f", {'up' if rises else 'down'} {number(size)}% from {before} the year before{source}"


def _source(prior: Prior, language: str) -> str:
    if prior.source is None:
        return ""
    named = prior.source.in_language(language)
    if language == "zh":
        return f"（{named if named.startswith('据') else '据' + named}）"
    return f" (from {named})"


def _points(value: Number, before: Number, language: str) -> str:
    """Shares differ in points; the two shares are rounded already, so their difference is exact."""
    gap = Decimal(value) - Decimal(before)
    if not gap:
        return "，与上年持平" if language == "zh" else ", as in the year before"
    size = number(abs(gap))
    if language == "zh":
        return f"，比上年{'提高' if gap > 0 else '降低'}{size}个百分点"
    return f", {'up' if gap > 0 else 'down'} {size} percentage points on the year before"


def growth(value: Number, before: Number) -> Decimal | None:
    """The change in percent, half up, with one decimal, or two where one would say nothing; None where none says it.

    Example:
        >>> growth(4957, 4219), growth(10004, 10000), growth(100001, 100000)
        (Decimal('17.5'), Decimal('0.04'), None)
    """
    exact = abs(Decimal(value) - Decimal(before)) * _HUNDRED / abs(Decimal(before))
    for places in range(1, _FINEST + 1):
        rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if rounded:
            return rounded
    return None


def interval_of(figure: Figure, language: str) -> str:
    """How far chance alone may move a share; empty for anything else."""
    if figure.interval is None:
        return ""
    low, high = (number(one) for one in figure.interval)
    return f"{low}%—{high}%" if language == "zh" else f"{low}% to {high}%"


def parts_of(figure: Figure, language: str, *, is_public: bool = True) -> str:
    """The parts of a whole, noughts left out; empty where it has none.

    It begins with a comma: `，其中批准12件、不批准3件`. Where a change stands before it, it is a sentence of its own,
    lest the parts be read as those of the year before.
    """
    if figure.value is None or (figure.hidden and is_public):
        return ""
    parts = [term for term in figure.terms[1:] if term.value]
    if not parts:
        return ""
    listed = [
        (term.title.in_language(language), with_unit(term.value, figure.unit, language))
        for term in parts
        if term.value is not None
    ]
    if len(listed) == 1 and parts[0].value == figure.value:
        return f"，均为{listed[0][0]}" if language == "zh" else f", all {listed[0][0]}"
    follows = bool(change_of(figure, language, is_public=is_public))
    if language == "zh":
        return ("。其中，" if follows else "，其中") + "、".join(f"{title}{value}" for title, value in listed)
    return (". Of these: " if follows else ": ") + ", ".join(f"{title} {value}" for title, value in listed)


def term_of(figure: Figure, place: int, language: str, *, is_public: bool = True) -> str | None:
    """The part (0) or whole (1) of a share, without a unit; None where the records cannot say."""
    if place >= len(figure.terms) or figure.terms[place].value is None:
        return None
    value = figure.terms[place].value
    assert value is not None
    if figure.hidden and is_public and value < SMALL_CELL:
        return f"不足{SMALL_CELL}" if language == "zh" else f"fewer than {SMALL_CELL}"
    return number(value)


def formula_rows(figure: Figure, language: str) -> list[tuple[str, str]]:
    """The terms of a formula with their values, for whoever opens a figure."""
    rows = []
    for term in figure.terms:
        value = "—" if term.value is None else number(term.value)
        rows.append((term.title.in_language(language), value))
    return rows


def joined(items: Sequence[str], language: str) -> str:
    """A list in a sentence."""
    return ("；" if language == "zh" else "; ").join(items)
