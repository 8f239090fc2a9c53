import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("上门服务逾2341人次。", "precision-marker", "warning"),
        ("上门服务逾2300人次。", "precision-marker", None),
        ("张贴海报123余张。", "precision-marker", "warning"),
        ("发放资料近500余份。", "precision-marker", "warning"),
        ("超过24小时未处置。", "precision-marker", None),
        ("走访企业近3000家，实为3200家。", "precision-marker", "warning"),
        ("走访企业近3000家，实为2960家。", "precision-marker", "consistent"),
        ("超1.25万人次参加。", "precision-marker", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
