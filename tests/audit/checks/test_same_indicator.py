import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        (
            "一、主要工作\n全年调解矛盾纠纷300件。\n二、多元解纷\n全年调解矛盾纠纷320件。",
            "cross-section",
            "error",
        ),
        (
            "一、主要工作\n全年调解矛盾纠纷300件。\n二、多元解纷\n全年调解矛盾纠纷300件。",
            "cross-section",
            "consistent",
        ),
        ("全年办理行政复议案件23件。\n全年行政复议案件25件中，有2件撤销。", "cross-section", "error"),
        ("全年走访沿街商户3012户。\n一年来，走访沿街商户3000余户。", "cross-section", "consistent"),
        ("上半年受理各类投诉30件。\n全年受理各类投诉70件。", "cross-section", None),
        (
            "上半年评查各类案卷30卷。\n下半年评查各类案卷30卷。\n全年评查各类案卷70卷。",
            "cross-section",
            "error",
        ),
        ("东城所调解纠纷30件。\n西城所调解纠纷40件。", "cross-section", None),
        ("全年出动执法人员900人次。\n行动期间，出动执法人员300人次。", "cross-section", None),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
