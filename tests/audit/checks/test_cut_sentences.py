import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("加强联动，定期通报案件情况并共同研究化\n组织培训。", "truncated-text", "warning"),
        ("推动执法监督，由个案纠错向", "truncated-text", "warning"),
        ("一、主要工作\n组织培训。", "truncated-text", None),
        ("抓获犯罪9人。", "truncated-text", "warning"),
        ("抓获犯罪嫌疑人9人。", "truncated-text", None),
        (
            "这一行由纸面断开，后面还有许多文字没有句号0行\n这一行由纸面断开，后面还有许多文字没有句号1行\n这一行由纸面断开，后面还有许多文字没有句号2行\n这一行由纸面断开，后面还有许多文字没有句号3行\n这一行由纸面断开，后面还有许多文字没有句号4行\n这一行由纸面断开，后面还有许多文字没有句号5行\n这一行由纸面断开，后面还有许多文字没有句号6行\n这一行由纸面断开，后面还有许多文字没有句号7行",
            "truncated-text",
            None,
        ),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
