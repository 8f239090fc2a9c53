import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("全年无行政诉讼败诉案件。\n针对败诉的3件案件逐案剖析。", "contradiction", "error"),
        ("全年行政诉讼败诉案件3件。\n针对败诉的3件案件逐案剖析。", "contradiction", None),
        (
            "一、主要成效\n执法记录仪使用规范到位。\n二、存在不足\n执法记录仪使用规范不到位。",
            "contradiction",
            "warning",
        ),
        ("一、主要成效\n执法记录仪使用规范到位。\n二、存在不足\n文书送达不够及时。", "contradiction", None),
        ("发现问题30个，全部整改完毕，已整改20个。", "contradiction", "error"),
        ("发现问题30个，全部整改完毕，已整改30个。", "contradiction", "consistent"),
        (
            "聘请1名人员充任专职网格员。\n专职网格员身兼其他工作，时间有限。",
            "contradiction",
            "warning",
        ),
        ("聘请1名人员充任兼职网格员。\n兼职网格员身兼其他工作，时间有限。", "contradiction", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
