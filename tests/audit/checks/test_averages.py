import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("举办培训8场，参训240人次，平均每场30人次。", "ratio", "consistent"),
        ("举办培训8场，参训240人次，平均每场35人次。", "ratio", "error"),
        ("6名法制员审核案件120件，人均20件。", "ratio", "consistent"),
        ("6名法制员审核案件120件，人均25件。", "ratio", "error"),
        ("每天巡查，日均出动30人次。", "ratio", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
