import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("一是建章；二是培训；四是公开。", "ordinal-sequence", "error"),
        ("一是建章；二是培训；二是公开。", "ordinal-sequence", "error"),
        ("一是建章；二是培训；三是公开。", "ordinal-sequence", "consistent"),
        (
            "（一）建章。一是甲；二是乙。\n（二）培训。一是丙；二是丁；三是戊。",
            "ordinal-sequence",
            "consistent",
        ),
        ("一、建章\n二、培训\n四、公开", "ordinal-sequence", "error"),
        ("（一）建章。\n2.培训。\n（三）公开。", "numbering-style", "warning"),
        ("一是建章；第二，培训；三是公开。", "numbering-style", "warning"),
        ("今年是关键一年，群众是评判者。", "ordinal-sequence", None),
        ("落实第三，不要忘记。", "ordinal-sequence", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
