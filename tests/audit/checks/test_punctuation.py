import pytest
from tests.audit.reading import grades


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("统一文书，，完善监督。", "punctuation", "warning"),
        ("推行“一窗受理模式，压减环节。", "punctuation", "warning"),
        ("设立服务站（点3个，方便群众。", "punctuation", "warning"),
        ("侦破“ 某某”案。", "punctuation", "warning"),
        ("合格率100%总学时30小时。", "punctuation", "warning"),
        ("合格率100%，总学时30小时。", "punctuation", None),
        ("占45%以上的3个村。", "punctuation", None),
        ("制定《关于贯彻〈某办法〉的意见》（试行）。", "punctuation", None),
        ("依据《某某处罚法第三条作出决定。", "citation", "warning"),
    ],
)
def test_it_is_graded(text, kind, grade):
    assert grades(text, kind)[:1] == ([grade] if grade else [])
