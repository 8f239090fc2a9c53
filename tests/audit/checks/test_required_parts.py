import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        (
            "某某局2023年法治政府建设年度报告\n一、主要举措和成效\n办理行政复议案件3件，行政诉讼案件2件，负责人出庭应诉2件。\n二、存在的不足和原因\n力量不足。\n三、主要负责人履行第一责任人职责情况\n带头学法。\n四、下一年度安排\n加强培训。",
            "completeness",
            "consistent",
        ),
        (
            "某某局2023年法治政府建设年度报告\n一、主要举措和成效\n办理行政复议案件3件，行政诉讼案件2件，负责人出庭应诉2件。\n二、存在的不足和原因\n力量不足。\n三、主要负责人履行第一责任人职责情况\n带头学法。\n",
            "completeness",
            "warning",
        ),
        (
            "某某局2023年法治政府建设年度报告\n一、主要举措和成效\n办理行政复议案件3件，行政诉讼案件2件，负责人出庭应诉2件。\n二、存在的不足和原因\n力量不足。\n三、主要负责人履行第一责任人职责情况\n带头学法。\n四、下一年度安排\n加强培训。",
            "missing-indicator",
            None,
        ),
        (
            "某某局2023年法治政府建设年度报告\n一、主要成效\n办理许可3件。\n二、不足\n力量不足。",
            "missing-indicator",
            "warning",
        ),
        (
            "某某局2023年法治政府建设年度报告\n一、主要成效\n全年无行政复议、行政诉讼案件，负责人无出庭应诉情形1件。\n二、不足\n力量不足。",
            "missing-indicator",
            None,
        ),
        (
            "某某局2023年法治政府建设年度报告\n一、主要成效\n行政复议案件0件，全年未发生行政诉讼。\n二、不足\n力量不足。",
            "missing-indicator",
            None,
        ),
        (
            "某某局2023年法治政府建设年度报告\n一、主要成效\n行政复议案件0件，行政诉讼案件10件。\n二、不足\n力量不足。",
            "missing-indicator",
            "warning",
        ),
        ("办理许可3件。", "completeness", None),
        ("交通事故起数、受伤人数分别下降3%和4%。", "missing-indicator", "warning"),
        (
            "重大行政决策落实公众参与、专家论证、合法性审查、集体讨论决定程序。",
            "statutory-enumeration",
            "warning",
        ),
        (
            "重大行政决策落实公众参与、专家论证、风险评估、合法性审查、集体讨论决定程序。",
            "statutory-enumeration",
            "consistent",
        ),
        ("开展公众参与、专家论证活动。", "statutory-enumeration", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
