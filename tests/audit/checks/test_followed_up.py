import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("检查发现隐患30处，均已提出意见。", "closed-loop", "unchecked"),
        ("检查发现隐患30处，已全部整改到位。", "closed-loop", None),
        ("推行“三问三送”活动。", "list-check", "unchecked"),
        ("推行“两问两送”：问需求、问困难，送政策、送服务。", "list-check", None),
        ("推行“二问二送”：问需求、问困难，送政策、送服务。", "list-check", "consistent"),
        ("接待来访90批次、60人。", "plausibility", "unchecked"),
        ("接待来访60批次、90人。", "plausibility", "consistent"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
