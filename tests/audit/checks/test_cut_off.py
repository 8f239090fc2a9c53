import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("某某局2023年法治政府建设年度报告\n1—11月，办理许可30件。", "period-cutoff", "warning"),
        ("某某局2023年法治政府建设年度报告\n截至2023年10月底，办理许可30件。", "period-cutoff", "warning"),
        ("某某局2023年法治政府建设年度报告\n前三季度，办理许可30件。", "period-cutoff", "warning"),
        (
            "某某局2023年法治政府建设年度报告\n截至2023年12月31日，办理许可30件。",
            "period-cutoff",
            "consistent",
        ),
        ("某某局2023年法治政府建设年度报告\n1—6月开展整治，查处30件。", "period-cutoff", None),
        ("某某局2023年法治政府建设年度报告\n1—11月开展整治。", "period-cutoff", None),
        ("1—11月，办理许可30件。", "period-cutoff", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
