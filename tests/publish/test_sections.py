"""Section files: what they may say, and that the lawbook's own ask only for indicators that there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.publish.making import ZONE, figures_for

from fajing.audit.run import audit_text
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Text
from fajing.lawbook.read_indicators import load_indicators
from fajing.publish.compose import compose
from fajing.publish.given import Given
from fajing.publish.marks import SectionError
from fajing.publish.model import Chart, RunKind, Table, runs_of
from fajing.publish.sections import read_outline

LAW = Path(__file__).resolve().parents[2] / "law" / "cn-police"
HEAD = "@part done\n@title zh 甲\n@title en A\n"


def refused(book, text: str) -> SectionError:
    with pytest.raises(SectionError) as failed:
        book(s10__law=text)
    return failed.value


def test_a_section_reads_in_both_languages(book):
    outline = book(s10__law=HEAD + '@zh\n甲{{ figure("a") }}。\n\n## 小题\n乙。\n@en\nA.\n')
    passages = outline.sections[0].passages
    assert [one.kind for one in passages["zh"]] == ["text", "heading", "text"]
    assert outline.indicators() == {"a": "book/reports/annual/10-law.md:5"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + "@zh\n甲。\n@wen x\n@en\nA.\n", 6),
        (HEAD + '@zh\n{{ figure("a }}\n@en\nA.\n', 5),
        ("@part nowhere\n@zh\n甲。\n@en\nA.\n", 1),
        (HEAD + "甲。\n", 4),
        (HEAD + '@zh\n? known("a") 甲。\n@en\nA.\n', 5),
        (HEAD + "@zh\n@items nothing\n@en\nA.\n", 5),
        (HEAD + "@zh\n甲。\n", 1),
        ("@title zh 甲\n@title en A\n@zh\n甲。\n@en\nA.\n", 1),
    ],
)
def test_what_a_section_cannot_mean_is_told_with_its_line(book, text, line):
    assert refused(book, text).where.endswith(f":{line}")


def test_a_condition_without_a_paragraph_is_refused(book):
    assert "@when" in refused(book, HEAD + '@zh\n甲。\n@when known("a")\n@en\nA.\n').what


def test_every_mark_of_the_lawbook_asks_for_an_indicator_that_there_is():
    known = load_indicators(load_lawbook("cn-police")).indicators
    asked = read_outline((LAW,)).indicators()
    assert {name: where for name, where in asked.items() if name not in known} == {}
    assert len(asked) > 100


def test_both_languages_of_a_section_ask_for_the_same_figures():
    for section in read_outline((LAW,)).sections:
        zh, en = (
            [name for passage in section.passages[language] for name, _where in passage.indicators()]
            for language in ("zh", "en")
        )
        assert zh == en, section.name


def text_of(document) -> str:
    lines = [document.title]
    for block in document.blocks:
        if isinstance(block, Chart):
            continue
        if isinstance(block, Table):
            lines += [" ".join(run.text for run in row) for row in block.rows]
        else:
            lines.append("".join(run.text for run in runs_of(block)))
    return "\n".join(lines)


# What differs by chance in an invented report and is only asked about: two unrelated figures of the same digits.
CHANCE = {"repeat-figure", "near-duplicate", "duplicate-text"}


@pytest.mark.parametrize("seed", range(2))
def test_the_auditor_finds_nothing_wrong_in_the_lawbooks_own_sections(seed):
    outline = read_outline((LAW,))
    figures = figures_for(outline, seed, lacking=0.15 * seed)
    body = Given(body=Text("示例市公安局示例分局", "Example branch"))
    found = audit_text(text_of(compose(outline, figures, body, "zh", ZONE))).findings
    assert [f.message.zh for f in found if f.grade in ("error", "warning") and f.kind not in CHANCE] == []
    assert sum(f.kind == "percent-of" and f.grade == "consistent" for f in found) > 5


def test_what_nobody_gave_is_marked_to_be_filled_in_and_nothing_is_made_up():
    outline = read_outline((LAW,))
    document = compose(outline, figures_for(outline, 1), Given(), "zh", ZONE)
    runs = [run.text for block in document.blocks for run in runs_of(block) if run.kind is RunKind.TO_FILL]
    assert len(runs) == 6
    assert all(text.startswith("［待填：") for text in runs)
