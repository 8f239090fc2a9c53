import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("每月召开一次例会，全年共召开12次。", "frequency", "consistent"),
        ("每月召开一次例会，全年共召开7次。", "frequency", "warning"),
        ("每周开展两次夜查，全年共开展104次。", "frequency", "consistent"),
        ("每季度一次的评查，全年共评查2次。", "frequency", "warning"),
        ("每月至少召开一次例会，全年召开15次。", "frequency", "consistent"),
        ("自7月起每月组织一次旁听，下半年共组织6次。", "frequency", "consistent"),
        ("召开会议12次，每月1次。", "frequency", "consistent"),
        ("每月开展检查，立案12件。", "frequency", None),
        ("每月召开一次调度会，每季度通报一次，全年印发通报4期。", "frequency", "consistent"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
