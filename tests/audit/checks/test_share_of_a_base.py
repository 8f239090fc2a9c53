import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("发现问题80个，已整改60个，整改率75%。", "percent-of", "consistent"),
        ("发现问题80个，已整改60个，整改率85%。", "percent-of", "error"),
        ("发现问题80个，已整改60个，整改率达80%以上。", "percent-of", "error"),
        ("发现问题80个，已整改60个，整改率达70%以上。", "percent-of", "consistent"),
        ("作出决定90件，其中简易程序30件，占比33.3%。", "percent-of", "consistent"),
        ("作出决定90件，其中简易程序30件，占三分之一。", "percent-of", "consistent"),
        ("作出决定90件，其中简易程序30件，占四分之一。", "percent-of", "error"),
        ("回访群众200人，发现问题15个，满意率98.5%。", "percent-of", None),
        ("对7名代表开展问卷调查，满意率为90%。", "percent-feasible", "warning"),
        ("对10名代表开展问卷调查，满意率为90%。", "percent-feasible", "consistent"),
        ("群众满意率98.6%。", "percent-no-base", "unchecked"),
        ("90家企业全部建立台账。", "percent-no-base", "unchecked"),
        ("应公开信息公开率达103%。", "plausibility", "error"),
        ("年度培训任务完成率达103%。", "plausibility", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
