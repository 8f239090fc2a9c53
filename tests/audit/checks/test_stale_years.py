import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("某某局2023年法治政府建设年度报告\n四、2022年工作安排\n加强培训。", "stale-text", "warning"),
        ("某某局2023年法治政府建设年度报告\n四、2024年工作安排\n加强培训。", "stale-text", "consistent"),
        ("某某局2023年法治政府建设年度报告\n2022年，开展培训3场。", "stale-text", "warning"),
        ("某某局2023年法治政府建设年度报告\n2022年，印发的办法继续执行。", "stale-text", None),
        ("某某局2023年法治政府建设年度报告\n下一步，2023年将加强培训。", "stale-text", "warning"),
        ("2022年，开展培训3场。", "stale-text", "consistent"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
