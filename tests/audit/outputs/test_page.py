"""NAME.html: nothing of the report is lost or run, nothing is fetched, the same audit gives the same bytes."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from tests.audit.outputs import made

from fajing.audit.finding import GRADES, Message
from fajing.audit.outputs.page import page_of
from fajing.audit.readers import Note

TEXT = (
    "砚北分局年度报告\n一、成效\n（一）履职\n全年办理1286件，其中治安854件、交通317件。\n类别\t件数\n治安\t854\n"
    "<script>alert(1)</script>\"'&amp;\n"
)
WORKING = ((Message("部分", "parts"), "854 + 317"), (Message("差", "difference"), "115"))


def some():
    findings = [
        made.finding(TEXT, "error", "1286件，其中治安854件", working=WORKING),
        made.finding(TEXT, "warning", "854件、交通317件", kind="unit", arithmetic=""),
        made.finding(TEXT, "unchecked", "治安\t854", "<script>", kind="no-such-kind"),
        made.finding(TEXT, "consistent", "一、成效"),
    ]
    return made.audited(
        TEXT, findings, [made.claim(TEXT, "317件")], pages=(0, 12), notes=(Note("有图片。", "Pictures."),)
    )


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.words, self.inside = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag in {"main", "a", "small", "footer", "style", "script"} or ("class", "page") in attrs:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if self.inside == ["main"]:
            self.words.append(data)


def seen(page):
    parser = Seen()
    parser.feed(page)
    return parser


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_of_the_report_is_on_the_page(language):
    words = "".join(seen(page_of(some(), language, "a.xlsx")).words)
    assert re.sub(r"\s", "", words) == re.sub(r"\s", "", TEXT)


def test_the_policy_allows_the_page_its_own_style_and_script_only():
    page = page_of(some(), "zh", "a.xlsx")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_nothing_is_fetched_or_run_from_the_report():
    found = seen(page_of(some(), "zh", "a.xlsx"))
    assert found.tags.count("script") == 1
    assert not {"link", "img", "iframe", "object", "form"} & set(found.tags)
    links = [
        value
        for tag, name, value in found.attributes
        if name in {"href", "src", "style"} or name.startswith("on")
    ]
    assert [link for link in links if not link.startswith(("#", "./"))] == []


def test_the_same_audit_gives_the_same_page():
    assert page_of(some(), "zh", "a.xlsx") == page_of(some(), "zh", "a.xlsx")


def test_every_finding_has_a_note_and_every_link_a_place():
    found = seen(page_of(some(), "zh", "a.xlsx"))
    ids = [value for _, name, value in found.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    links = {value[1:] for _, name, value in found.attributes if name == "href" and value.startswith("#")}
    assert links <= set(ids)
    assert {"n1", "n2", "n3", "n4", "m1", "m2", "m3", "m3-2", "m4"} <= set(ids)


def test_of_many_numbers_behind_one_place_some_are_shown_and_all_can_be_led_to():
    findings = [made.finding(TEXT, GRADES[-1 - n // 5], "854件") for n in range(9)]
    page = page_of(made.audited(TEXT, findings), "zh", "a.xlsx")
    shown = re.findall(r'class="no \w+" id="m(\d+)"', page)
    assert shown == ["1", "6", "7", "8", "9"][1:]
    assert '<small class="more">+5</small>' in page
    assert set(re.findall(r'id="m(\d+)"', page)) == set("123456789")


def test_no_figure_is_called_false():
    for language in ("zh", "en"):
        page = page_of(some(), language, "a.xlsx")
        assert not re.search("错误|虚假|造假", page)
        assert not re.search(r"\b(wrong|incorrect|fake)\b", page)
    assert "对不上" in page_of(some(), "zh", "a.xlsx")


def test_each_grade_has_its_word_and_count_and_one_that_is_empty_cannot_be_chosen():
    page = page_of(made.audited(TEXT, [made.finding(TEXT, "error", "854件")]), "zh", "a.xlsx")
    buttons = re.findall(r'<button type="button" data-grade="(\w*)"[^>]*?( disabled)?>.*?<b>(\d+)</b>', page)
    assert buttons == [("", "", "1"), ("error", "", "1")] + [
        (grade, " disabled", "0") for grade in GRADES[1:]
    ]


def test_a_report_without_findings_says_so_and_warnings_of_the_reader_are_shown():
    assert "没有可以核对的数字" in page_of(made.audited("报告\n", []), "zh", "a.xlsx")
    assert "有图片。" in page_of(some(), "zh", "a.xlsx")
    assert "Pictures." in page_of(some(), "en", "a.xlsx")


def test_a_report_of_sixty_thousand_characters_is_a_page_of_at_most_a_megabyte():
    line = "第{}项办理案件{}件，其中治安{}件、其他{}件，办结率97.8%。\n"
    text = "年度报告\n" + "".join(line.format(n, n * 3 + 7000, n * 2 + 6000, n + 1000) for n in range(1900))
    findings = [
        made.finding(text, GRADES[n % 4], f"办理案件{n * 3 + 7000}件，其中治安{n * 2 + 6000}件")
        for n in range(0, 1900, 6)
    ]
    assert len(text) > 60_000
    assert len(page_of(made.audited(text, findings), "zh", "a.xlsx").encode()) < 1 << 20
