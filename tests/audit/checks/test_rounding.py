import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        (
            "审核合同600份，退回100份，退回率16.7%；审核协议600份，退回100份，退回率16.6%。",
            "rounding-convention",
            "warning",
        ),
        (
            "审核合同600份，退回100份，退回率16.7%；审核协议300份，退回200份，退回率66.7%。",
            "rounding-convention",
            None,
        ),
        ("抽查占比为66.66%。", "rounding-convention", "unchecked"),
        ("抽查占比为66.67%。", "rounding-convention", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
