import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        (
            "坚持开门问策并逐条研究吸纳意见建议。办理3件。\n坚持开门问策并逐条研究吸纳意见建议。",
            "duplicate-text",
            "warning",
        ),
        ("落实首违提醒制度，落实首违提醒制度。", "duplicate-text", "warning"),
        ("共受理各类申请共30件。", "duplicate-text", "warning"),
        ("“谁主管谁宣讲”宣讲责任制。", "duplicate-text", None),
        ("“一次办理”办理。", "duplicate-text", "warning"),
        ("一级抓一级，层层抓落实。", "duplicate-text", None),
        ("推进共建共治共享共30处。", "duplicate-text", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
