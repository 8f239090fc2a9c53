"""An export is read under whichever of the usual headings it has, and holds what the norms ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fajing.intake.map import read_map
from fajing.intake.read import read_logs
from fajing.intake.tables import Opened, chosen
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook

BOOK = Path(__file__).resolve().parents[2] / "law" / "cn-police"
OFFICIAL = {"dual_publicity_penalty", "dual_publicity_permit"}
"""Lists whose headings are fixed by those who collect them."""


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(BOOK))


@pytest.mark.parametrize(
    "headings",
    [
        "案件编号,种类,环节,时间,民警,单位",
        "案件编码,种类,业务环节,操作时间,操作人,承办单位",
        "案事件编号,种类,环节名称,环节时间,经办民警,经办单位",
        "业务编号,种类,流程环节,发生时间,经办人,办案单位",
    ],
)
def test_an_event_log_is_read_under_the_usual_headings(headings: str, tmp_path: Path, book: Lawbook) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        f"{headings}\nA1,行政案件,接报案,2026-03-02 09:00,043318,城东所\n"
        "A1,行政案件,受案,2026-03-02 10:00,043318,城东所\n",
        "utf-8",
    )
    intake = read_logs([path], book)
    assert [count.map_id for count in intake.files] == ["events_csv"]
    assert not intake.rejects
    assert not intake.files[0].unread
    (matter,) = intake.log.matters.values()
    assert matter.unit == "城东所"
    assert [(event.step, [one.id for one in event.officers]) for event in matter.events] == [
        ("report_received", ["043318"]),
        ("case_accepted", ["043318"]),
    ]


def columns(book: Lawbook) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every column of every map, those of joined tables and what a column says besides included."""
    for name, one in book.maps.items():
        for column in (*one["columns"], *(each for join in one.get("join", ()) for each in join["columns"])):
            yield name, column
            for more in column.get("also", ()):
                yield name, more


def asked_for(book: Lawbook) -> set[str]:
    """The declared fields that the duty of any norm names."""
    declared = {
        name
        for procedure in book.procedures.values()
        for one in (procedure, *procedure.steps.values())
        for name in one.fields
    }
    words: set[str] = set()
    for path in (BOOK / "norms").rglob("*.yaml"):
        duty = re.split(r"^(?:message|examples):", path.read_text("utf-8"), flags=re.MULTILINE)[0]
        kept = "\n".join(line for line in duty.splitlines() if not line.startswith("#"))
        words |= set(re.findall(r"\b[a-z][a-z_0-9]*\b", kept))
    return words & declared


def test_every_field_that_a_norm_asks_for_stands_in_a_map(book: Lawbook) -> None:
    held = {column["field"] for _, column in columns(book) if "field" in column}
    held |= {name for _, column in columns(book) for name in column.get("set", ())}
    assert len(asked_for(book)) > 200
    assert sorted(asked_for(book) - held) == []


def test_every_map_knows_other_headings_than_its_own(book: Lawbook) -> None:
    known = {name for name, column in columns(book) if column.get("synonyms")}
    assert book.maps.keys() - known - OFFICIAL == set()
    for name, one in book.maps.items():
        matter = next(column for column in one["columns"] if column.get("matter"))
        assert name in OFFICIAL or matter.get("synonyms"), name


def test_a_file_under_any_of_its_headings_fits_one_map(book: Lawbook, tmp_path: Path) -> None:
    """The headings of each map, and in their place the first or the last of the other words."""
    maps = [read_map(one, book) for one in book.maps.values()]
    for name, one in ((name, one) for name, one in book.maps.items() if name not in OFFICIAL):
        own = [column for column in one["columns"] if not column.get("ignore")]
        for number, choose in enumerate(
            (lambda words: words[0], lambda words: words[1:2], lambda words: words[-1])
        ):
            headings = []
            for column in own:
                word = choose([column["heading"], *column.get("synonyms", ())])
                headings.append(word if isinstance(word, str) else (word or [column["heading"]])[0])
            path = tmp_path / f"{name}-{number}.csv"
            path.write_text(
                ",".join(f'"{one}"' for one in headings) + "\n" + ",".join("x" for _ in headings) + "\n",
                "utf-8",
            )
            found, fit = chosen(Opened.at(path), maps)
            assert found.id == name
            assert fit.score == len({column["heading"] for column in own}), name


def test_a_personal_fact_is_known_by_its_heading_and_not_read(tmp_path: Path, book: Lawbook) -> None:
    """What the lawbook marks personal is no unknown heading, and its content is not even parsed."""
    path = tmp_path / "log.csv"
    path.write_text("案件编号,种类,环节,时间,是否女性\nA1,行政案件,询问,2026-03-02 09:00,随便\n", "utf-8")
    intake = read_logs([path], book)
    assert not intake.rejects
    assert not intake.files[0].unread
    assert [event.values for one in intake.log.matters.values() for event in one.events] == [{}]


def test_facts_that_norms_ask_for_are_read_in_both_shapes(book: Lawbook, tmp_path: Path) -> None:
    long, wide = tmp_path / "long.csv", tmp_path / "wide.csv"
    long.write_text(
        "案件编号,种类,环节,时间,注明未到场,女性工作人员在场,警告,涉嫌犯罪类别\n"
        "A1,行政案件,询问,2026-03-02 09:00,是,否,,\n"
        "A1,行政案件,作出处罚决定,2026-03-03,,,是,\n",
        "utf-8",
    )
    wide.write_text(
        "案件编号,案件性质,询问开始时间,注明未到场,女工作人员在场,处罚决定时间,是否警告\n"
        "A1,行政,2026-03-02 09:00,是,否,2026-03-03,是\n",
        "utf-8",
    )
    for path, map_id in ((long, "events_csv"), (wide, "bureau_wide_xlsx")):
        intake = read_logs([path], book)
        assert ([count.map_id for count in intake.files], intake.rejects) == ([map_id], [])
        assert not intake.files[0].unread
        (matter,) = intake.log.matters.values()
        values = {event.step: event.values for event in matter.events}
        assert values["person_questioned"]["absence_noted"] is True
        assert values["person_questioned"]["done_by_female_staff"] is False
        assert values["penalty_decided"]["is_warning"] is True
