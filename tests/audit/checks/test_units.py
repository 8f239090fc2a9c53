import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("发现安全隐患30件，整改安全隐患20处。", "unit", "warning"),
        ("发现安全隐患30处，整改安全隐患20处。", "unit", None),
        ("参训60人次，考核合格50名。", "unit", "warning"),
        ("查处案件30起，处理人员50人。", "unit", None),
        ("查办案件29起，拘留10人、罚款15人、警告4人。", "unit", "warning"),
        ("引导30驾次。", "unit", "warning"),
        ("引导30架次。", "unit", None),
        ("分为3层次。", "unit", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
