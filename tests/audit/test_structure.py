from fajing.audit import structure as s

TEXT = "某局工作报告\n一、主要工作\n（一）立案。全年立案5件！均已办结。\n1.公示；2.记录。\n"
TEXT += "二、下步打算\n一是培训；二是公开。\n"


def test_sentences_end_at_their_marks_and_at_lines():
    assert [TEXT[a:b] for a, b in s.sentences(TEXT)][:5] == [
        "某局工作报告",
        "一、主要工作",
        "（一）立案。",
        "全年立案5件！",
        "均已办结。",
    ]


def test_a_closing_quote_goes_with_its_sentence():
    text = "要求“立即整改。”随后复查。"
    assert [text[a:b] for a, b in s.sentences(text)] == ["要求“立即整改。”", "随后复查。"]


def test_headings_have_levels_and_numbers():
    heads = s.headings(TEXT, s.paragraphs(TEXT))
    assert [(h.level, h.number, h.text) for h in heads] == [
        (1, 1, "主要工作"),
        (2, 1, "立案"),
        (3, 1, "公示；2.记录"),
        (1, 2, "下步打算"),
    ]


def test_signs_inside_a_line_are_found():
    marks = s.markers(TEXT, s.paragraphs(TEXT), [])
    assert [(m.style, m.number) for m in marks] == [("shi", 1), ("shi", 2)]


def test_a_verb_is_no_sign():
    text = "今年是关键一年，人民是评判者，统一是前提。"
    assert s.markers(text, s.paragraphs(text), []) == []


def test_decimals_open_no_list():
    text = "1.5万人参加\n2.3万人报名"
    assert s.headings(text, s.paragraphs(text)) == []


def test_clauses_leave_out_the_marks():
    text = "立案，结案；公开：全部。"
    assert [text[a:b] for a, b in s.clauses(text, (0, len(text)))] == ["立案", "结案", "公开", "全部"]
