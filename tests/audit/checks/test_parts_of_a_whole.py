import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("全年评查案卷30卷，其中优秀12卷、合格15卷、其他5卷。", "sum", "error"),
        ("全年评查案卷30卷，其中优秀12卷、合格15卷、其他3卷。", "sum", "consistent"),
        ("全年评查案卷30卷（优秀12卷、合格15卷）。", "sum", "error"),
        ("全年评查案卷30卷。其中，优秀12卷，合格15卷，其他5卷。", "sum", "error"),
        ("检查车辆1.20万辆，其中客车0.80万辆、其他车辆0.40万辆。", "sum", "consistent"),
        ("接待来访40人，接听来电60人，两项合计110人。", "sum", "error"),
        ("立案9件，甲队、乙队分别为4件和6件。", "sum", "error"),
        ("办理许可900件：新办500件；延续300件；其他50件。", "sum", "error"),
        ("审结120件，其中维持78件、撤销12件、终止18件、驳回10件。", "sum", "warning"),
        ("全年评查案卷30卷，其中优秀12卷、合格5卷。", "sum-partial", "consistent"),
        ("全年评查案卷30卷，其中优秀等次22卷、合格等次15卷。", "sum-partial", "warning"),
        ("现有执法人员30名，其中党员22名、本科以上25名。", "sum-partial", "unchecked"),
        ("查出隐患30处，其中已整改32处。", "subset", "error"),
        ("查处客车40辆（校车45辆）。", "subset", "error"),
        ("查出隐患30处，整改32处。", "subset", "warning"),
        ("受理申请30件，其中网上受理12件。", "subset", "consistent"),
        ("开展检查30次，出动人员90人次。", "sum", None),
        ("走访农户900人、慰问农户700人、帮扶农户400人。", "sum", "unchecked"),
        ("立案300宗，移送12宗。其中食品180宗，药品80宗，其他40宗。", "sum", "consistent"),
        ("接报警情300起，其中治安180起、其他120起，日均1.5起。", "sum", "consistent"),
        ("查处酒驾80起（其中醉驾20起）、超员90起。", "subset", "consistent"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
