import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("检查沿街商铺3471家。\n推送短信3471条。", "repeat-figure", "warning"),
        ("审核合同3471份。\n对3471份合同建立台账。", "repeat-figure", None),
        ("检查沿街商铺3000家。\n推送短信3000条。", "repeat-figure", None),
        ("出动警车3471辆。\n接受咨询3741人次。", "near-duplicate", "warning"),
        ("出动警车3471辆。\n接受咨询5173人次。", "near-duplicate", None),
        (
            "检查沿街商铺3471家，合格1735家，合格率49.99%。\n推送短信3471条，其中预警短信1471条、提示短信2000条。",
            "repeat-figure",
            None,
        ),
        ("检查沿街商铺3471家，合格1735家，合格率49.99%。\n推送短信3471条。", "repeat-figure", "warning"),
        (
            "检查沿街商铺3471家，合格1735家，合格率39.99%。\n推送短信3471条，其中预警短信1471条、提示短信2000条。",
            "repeat-figure",
            "warning",
        ),
        ("办理建议提案答复9件。\n办理建议提案落实9件。", "repeat-figure", "unchecked"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
