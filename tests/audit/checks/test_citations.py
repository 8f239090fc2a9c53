import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("学习中华人民共和国行政许可法。", "citation-format", "warning"),
        ("学习《中华人民共和国行政许可法》。", "citation-format", None),
        ("维护中华人民共和国公民合法权益。", "citation-format", None),
        ("修订“某某区证件管理规定”。", "citation-format", "warning"),
        ("（某法发[2023]5号）", "citation-format", "warning"),
        ("（某法发〔2023〕5号）", "citation-format", None),
        ("学习《某市建设规划（2021—2025）》。", "citation-format", "warning"),
        ("学习《某市建设规划（2021—2025年）》。", "citation-format", None),
        ("依据第二十十条。", "citation", "warning"),
        ("依据第二十条。", "citation", None),
        ("落实“谁主管谁负责”。", "citation-format", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
