import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("重点做好以下三项工作：一是建章；二是培训。", "enumeration-count", "error"),
        ("重点做好以下两项工作：一是建章；二是培训。", "enumeration-count", "consistent"),
        ("重点做好三方面工作。\n一是建章。\n二是培训。\n三是公开。", "enumeration-count", "consistent"),
        ("守住案前、案中、案后“四道关口”。", "enumeration-count", "warning"),
        ("守住案前、案中、案后“三道关口”。", "enumeration-count", "consistent"),
        ("畅通网站、电话两个渠道。", "enumeration-count", "consistent"),
        ("“两网”是指政务网、互联网。", "enumeration-count", "consistent"),
        ("梳理婚姻、收养、低保等6大类事项。", "enumeration-count", "unchecked"),
        ("侦办盗窃、诈骗、抢夺案件5件。", "enumeration-count", None),
        ("检查校内、校外“四防”措施。", "enumeration-count", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
