"""A report beside last year's: invented bodies, invented figures."""

import pytest
from tests.audit.reading import grades

OLD = "某某局2022年法治政府建设年度报告\n"
NEW = "某某局2023年法治政府建设年度报告\n"


@pytest.mark.parametrize(
    ("before", "now", "kind", "grade"),
    [
        (
            "办理法律援助案件300件。",
            "办理法律援助案件330件，同比增长10%。",
            "growth-vs-previous",
            "consistent",
        ),
        ("办理法律援助案件300件。", "办理法律援助案件330件，同比增长20%。", "growth-vs-previous", "error"),
        ("办理法律援助案件300件。", "办理法律援助案件330件，同比下降10%。", "growth-vs-previous", "error"),
        ("办理法律援助案件300件。", "办理法律援助案件330件，上年为310件。", "growth-vs-previous", "error"),
        ("办理司法鉴定案件300件。", "办理法律援助案件330件，同比增长20%。", "growth-vs-previous", None),
        (
            "深入园区30家企业开展法治体检，帮助查找合同管理和用工管理风险。",
            "深入园区30家企业开展法治体检，帮助查找合同管理和用工管理风险。",
            "carried-over",
            "warning",
        ),
        (
            "深入园区30家企业开展法治体检，帮助查找合同管理和用工管理风险。",
            "深入园区45家企业开展法治体检，帮助查找合同管理和用工管理风险。",
            "carried-over",
            "consistent",
        ),
        ("四、2023年工作安排\n建成法律服务驿站5个。", "开展培训3场。", "promise-dropped", "warning"),
        (
            "四、2023年工作安排\n建成法律服务驿站5个。",
            "建成法律服务驿站5个。",
            "promise-dropped",
            "consistent",
        ),
        ("四、2023年工作安排\n加强学习，提高认识。", "开展培训3场。", "promise-dropped", None),
    ],
)
def test_it_is_graded(before, now, kind, grade):
    assert grades(NEW + now, kind, previous=OLD + before)[:1] == ([grade] if grade else [])


def test_without_last_year_nothing_is_said():
    assert grades(NEW + "办理案件330件，同比增长10%。", "growth-vs-previous") == []
