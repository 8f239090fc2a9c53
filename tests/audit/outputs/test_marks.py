"""The text is cut at every mark and nothing of it is lost; places are named so that a person finds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.outputs import made

from fajing.audit.finding import GRADES, Finding, Message, Place
from fajing.audit.outputs.marks import distinct_places, pieces
from fajing.audit.outputs.places import Signposts
from fajing.audit.outputs.words import said
from fajing.audit.readers import ReportText

TEXT = "年度报告\n一、成效\n全年办理1286件，其中治安854件、交通317件。\n类别\t件数\n治安\t854\n"


@st.composite
def marked(draw):
    findings = []
    for _ in range(draw(st.integers(0, 6))):
        spans = draw(
            st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))), min_size=1, max_size=3)
        )
        places = tuple(Place(min(s), max(s), TEXT[min(s) : max(s)]) for s in spans)
        findings.append(Finding("c", "sum", draw(st.sampled_from(GRADES)), places, "", Message("", "")))
    return findings


@given(marked())
def test_pieces_make_up_the_text_and_the_gravest_mark_is_seen(findings):
    cut = pieces(TEXT, [], findings)
    assert "".join(TEXT[piece.start : piece.end] for piece in cut) == TEXT
    for piece in cut:
        grades = [findings[number - 1].grade for number in piece.findings]
        assert piece.grade == (min(grades, key=GRADES.index) if grades else None)
    for number, finding in enumerate(findings, 1):
        wanted = {place.start for place in distinct_places(finding) if place.start < place.end}
        ended = [nth for piece in cut for one, nth in piece.ends if one == number]
        assert len(ended) == len(set(ended))
        assert bool(ended) == bool(wanted)


def test_a_long_mark_on_what_is_in_order_is_short():
    long = made.finding(TEXT, "consistent", TEXT[5:])
    assert [TEXT[p.start : p.end] for p in pieces(TEXT, [], [long]) if p.findings] == ["一、成效"]


def test_a_place_inside_another_is_marked_once():
    one = made.finding(TEXT, "error", "治安854件", "其中治安854件、交通317件")
    assert [TEXT[p.start : p.end] for p in pieces(TEXT, [], [one]) if p.findings] == [
        "其中治安854件、交通317件"
    ]


def test_names_and_articles_are_no_quantities():
    claim = made.claim(TEXT, "854件")
    assert [TEXT[p.start : p.end] for p in pieces(TEXT, [claim], []) if p.is_claim] == ["854件"]


@pytest.mark.parametrize(
    ("offset", "zh", "en"),
    [
        (0, "第1段", "paragraph 1"),
        (6, "一，第2段", "section 一, paragraph 2"),
        (18, "一（二），第4段", "section 一（二）, paragraph 4"),
        (24, "二，第5段", "section 二, paragraph 5"),
    ],
)
def test_a_place_is_named_by_section_and_paragraph(offset, zh, en):
    signposts = Signposts(ReportText("a.txt", "报告\n\n一、成效\n（二）评查\n\n共30卷。\n二、不足\n"))
    assert (signposts.at(offset, "zh"), signposts.at(offset, "en")) == (zh, en)


def test_a_place_of_a_printed_report_is_named_by_its_page():
    assert Signposts(ReportText("a.pdf", "一、成效\n共30卷。", (0, 5))).at(7, "zh") == "一，第2页"


@pytest.mark.parametrize(
    ("zh", "en", "language", "what", "advice"),
    [
        ("差10，对不上；请改总数。", "", "zh", "差10，对不上。", "请改总数。"),
        ("没有写基数。", "", "zh", "没有写基数。", ""),
        ("", "They differ; check both.", "en", "They differ.", "Check both."),
        (
            "",
            "It is 0.6 points off 98.9%. Missing: the base.",
            "en",
            "It is 0.6 points off 98.9%.",
            "Missing: the base.",
        ),
    ],
)
def test_a_sentence_is_parted_into_what_and_what_to_do(zh, en, language, what, advice):
    found = said(Finding("c", "sum", "error", (), "", Message(zh, en)), language)
    assert (found.what, found.advice) == (what, advice)
