import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("投诉量、信访量分别下降5%和6%。", "arity", "consistent"),
        ("投诉量、信访量分别下降5%、6%和7%。", "arity", "error"),
        ("规划和建设局、交通局分别办结5件、6件。", "arity", "consistent"),
        ("甲所、乙所、丙所受理咨询分别为5件、6件。", "arity", "error"),
        ("分别由甲所、乙所负责。", "arity", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
