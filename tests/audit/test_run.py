"""The whole auditor: its form, its speed, and that no text upsets it."""

import json
import random
import time

import pytest
from tests.audit import generate as g

from fajing.audit.checks import all_checks, all_kinds, check_modules
from fajing.audit.finding import GRADES
from fajing.audit.run import audit_text

CLOSED_LIST = set(
    """
    sum sum-partial subset ratio percent-of percent-feasible growth-feasible rounding-convention
    cross-section repeat-figure near-duplicate enumeration-count ordinal-sequence arity numbering-style
    frequency percent-no-base growth-no-base period-cutoff calendar date-order direction unit
    precision-marker completeness missing-indicator statutory-enumeration name-consistency citation
    citation-format claim-without-figure duplicate-text punctuation truncated-text stale-text
    contradiction plausibility list-check closed-loop carried-over growth-vs-previous promise-dropped
    """.split()
)
LETTERS = (
    "一二三四五六七八九十百千万亿零〇两年月日件起人次名家户项个处的了和与及其中共占率同比下降上升增长分别为达余多近逾约"
    "全年截至发现整改隐患每月每周“”《》（）()，,。；;：:、！\n\t 0123456789０９.%％—-〔〕第条是案法规办理①②③abc"
)


def test_every_kind_of_the_closed_list_has_a_check_and_no_other():
    assert all_kinds() == CLOSED_LIST


def test_checks_are_found_by_walking_the_folder():
    assert len(all_checks()) == len(check_modules()) > 15


def test_every_check_says_what_why_and_when_it_keeps_quiet():
    import importlib

    for name in check_modules():
        words = importlib.import_module(name).__doc__
        assert all(word in words for word in ("What:", "Why:", "keeps quiet")), name


def test_the_result_is_json_with_offsets_of_the_text():
    text = "全年评查案卷30卷,其中优秀12卷、合格15卷、其他5卷。\n２０２３年２月30日召开会议。"
    audit = audit_text(text)
    read = json.loads(json.dumps(audit.as_dict(), ensure_ascii=False))
    assert {f["kind"] for f in read["findings"]} >= {"sum", "calendar"}
    for finding in read["findings"]:
        assert finding["grade"] in GRADES
        assert set(finding) == {"check", "kind", "grade", "places", "arithmetic", "message"}
        assert finding["message"]["zh"] and finding["message"]["en"]
        assert all(text[p["start"] : p["end"]] == p["quote"] for p in finding["places"])
    assert all(text[c["start"] : c["end"]] for c in read["claims"])


def test_nothing_is_called_false():
    """A finding may say that figures do not reconcile, never that they are false."""
    for sample in g.broken_sentences(9, 300):
        for finding in audit_text(sample.text, previous=sample.previous).findings:
            assert not any(word in finding.message.zh for word in ("虚假", "造假", "不实", "假的")), finding
            assert "false" not in finding.message.en


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "。", "“", "一、", "%", "万", "0", "（（（（", "1.1.1.1.1"]
)
def test_odd_texts_give_no_traceback(text):
    audit_text(text, previous=text)


def report_of(length, seed=4):
    lines, size = ["云汀市公安局2023年法治政府建设年度报告"], 0
    for sample in g.true_sentences(seed, 5000):
        lines.append(sample.text)
        size += len(sample.text)
        if size > length:
            break
    return "\n".join(lines)


def test_thirty_thousand_characters_take_at_most_two_seconds():
    text = report_of(30_000)
    audit_text("先读一遍词表3件。")
    start = time.process_time()
    audit_text(text)
    assert time.process_time() - start <= 2


def test_one_line_without_a_mark_takes_no_longer():
    for text in ("案" * 30_000, "、" * 30_000, "1" * 30_000, "一" * 30_000, "“" * 30_000, "甲乙，" * 10_000):
        start = time.process_time()
        audit_text(text)
        assert time.process_time() - start <= 2, text[:3]


def test_random_text_gives_no_traceback_and_takes_no_time():
    rng = random.Random(8)
    for _ in range(500):
        text = "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 600)))
        start = time.process_time()
        audit = audit_text(text, previous=text[::-1] if rng.random() < 0.2 else None)
        assert time.process_time() - start < 2, text
        assert all(text[p.start : p.end] == p.quote and p.quote for f in audit.findings for p in f.places), (
            text
        )


def test_the_same_text_gives_the_same_result():
    text = report_of(4000)
    assert audit_text(text) == audit_text(text)
