import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("办案质量提升，超期率上升3个百分点，超额完成目标。", "direction", "warning"),
        ("办案质量提升，超期率下降3个百分点，超额完成目标。", "direction", None),
        ("营商环境持续优化，投诉量同比上升35%。", "direction", "warning"),
        ("案件超期率由上年的5%变为9%，进一步改善。", "direction", "warning"),
        ("案件超期率由上年的9%变为5%，进一步改善。", "direction", "consistent"),
        ("纠错率控制目标为不高于5%，实际为8%，优于目标。", "direction", "warning"),
        ("纠错率控制目标为不高于5%，实际为3%，优于目标。", "direction", "consistent"),
        ("办结率达到95%，超额完成98%的年度目标。", "direction", "warning"),
        ("投诉量同比上升35%，主要原因是渠道拓宽，成效明显。", "direction", None),
        ("刑事案件数下降5%，刑事拘留人数上升9%，呈现良好态势。", "direction", "unchecked"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
