import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("窗口投诉较上年大幅减少。", "claim-without-figure", "warning"),
        ("窗口投诉较上年大幅减少，下降30%。", "claim-without-figure", None),
        ("按时办结率显著提升。", "claim-without-figure", "warning"),
        ("投诉量降幅为历年最大。", "claim-without-figure", "warning"),
        ("服务效率明显提升，作风明显好转。", "claim-without-figure", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
