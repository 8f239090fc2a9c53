import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("2023年2月30日召开会议。", "calendar", "error"),
        ("2023年2月28日召开会议。", "calendar", None),
        ("2024年2月29日召开会议。", "calendar", None),
        ("2月29日召开会议。", "calendar", None),
        ("2023年13月5日施行。", "calendar", "error"),
        ("2023年3月6日（星期一）接访。", "calendar", "consistent"),
        ("2023年3月6日（星期三）接访。", "calendar", "error"),
        ("自2023年5月1日起至2023年3月1日止。", "date-order", "error"),
        ("自2022年12月1日起至2023年2月28日止。", "date-order", "consistent"),
        ("自12月1日起至2月28日止。", "date-order", None),
        ("该案2023年5月1日立案，2023年3月1日结案。", "date-order", "error"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
