"""The table from loss to rule: a row for each label, from what was lost to whether it happened again.

In: figures of the group `lessons`. Out: a table each of whose numbers opens, or nothing where no loss was put down to a
label. What is written is what the figures say: shares stand with their base.
"""

from __future__ import annotations

from collections.abc import Iterator

from fajing.indicators.figure import Figure, Figures
from fajing.indicators.lessons import AFTER, BEFORE, GROUP, LOSSES, TRAININGS
from fajing.publish import wording
from fajing.publish.model import Run, RunKind, Table

_WIDTHS = (4, 2, 4, 2, 4, 4)


def lessons_table(figures: Figures, language: str) -> tuple[Table | None, list[str]]:
    """The table, and the ids of the figures it prints."""
    labels = [
        one.indicator.removesuffix(f".{LOSSES}")
        for one in figures.group(GROUP)
        if one.indicator.endswith(f".{LOSSES}")
    ]
    rows = [tuple(_cells(figures, label, language)) for label in labels]
    zh, en = (
        "标签|败诉和纠错|培训主题|其后培训|培训前违反/应办|培训后违反/应办",
        "Label|Losses|Topic of training|Training since|Broken/owed before|Broken/owed after",
    )
    head = (zh if language == "zh" else en).split("|")
    printed = [run.figure for row in rows for run in row if run.figure]
    return (Table("", tuple(head), tuple(rows), frozenset(), _WIDTHS) if rows else None), printed


def _cells(figures: Figures, label: str, language: str) -> Iterator[Run]:
    losses, trainings = figures[f"{label}.{LOSSES}"], figures[f"{label}.{TRAININGS}"]
    none = "没有培训" if language == "zh" else "no training"
    yield Run(losses.title.in_language(language).split("：" if language == "zh" else ": ")[0])
    yield Run(str(wording.value_of(losses, language)), RunKind.FIGURE, losses.indicator)
    topics = trainings.terms[0].title.in_language(language)
    yield Run(topics or ("尚未确定" if language == "zh" else "not set yet"))
    yield Run(str(wording.value_of(trainings, language)), RunKind.FIGURE, trainings.indicator)
    for which in (BEFORE, AFTER):
        name = f"{label}.{which}"
        yield _share(figures[name], language) if name in figures else Run(none)


def _share(figure: Figure, language: str) -> Run:
    """`12/340（3.53%）`: without a comma, so that a row of cells does not read as a broken sentence."""
    if figure.value is None:
        return Run(wording.missing_of(figure, language), RunKind.MISSING, figure.indicator)
    part, whole = (wording.number(term.value or 0) for term in figure.terms[:2])
    value = wording.value_of(figure, language)
    said = f"{part}/{whole}（{value}）" if language == "zh" else f"{part}/{whole} ({value})"
    return Run(said, RunKind.FIGURE, figure.indicator)
