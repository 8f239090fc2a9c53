"""NAME.json in the published form, NAME.txt for its offsets, NAME.xlsx without formulas; nothing overwritten."""

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.audit.outputs import made

from fajing.audit.checks import all_kinds
from fajing.audit.kinds import kinds, questions
from fajing.audit.outputs.write import names_for, refuse_to_overwrite, write_outputs
from fajing.core.errors import FajingError

TEXT = "报告\n一、成效\n=1+2办理1286件，其中治安854件😀。\n"


def some(name="sample.txt"):
    findings = [
        made.finding(
            TEXT, "error", "=1+2办理1286件", arithmetic="=SUM(A1)", zh="@办理；+请改\x07。", en="-It; =fix."
        ),
        made.finding(TEXT, "unchecked", "854件", kind="percent-no-base", arithmetic=""),
        made.finding(TEXT, "consistent", "其中治安854件"),
    ]
    return made.audited(TEXT, findings, [made.claim(TEXT, "854件")], name=name)


def test_the_json_has_the_published_form(tmp_path):
    write_outputs(tmp_path / "new" / "folder", "a", some(), "zh")
    data = json.loads((tmp_path / "new/folder/a.json").read_text("utf-8"))
    text = (tmp_path / "new/folder/a.txt").read_text("utf-8")
    assert set(data) == {"claims", "findings"}
    for finding in data["findings"]:
        assert set(finding) == {"check", "kind", "grade", "places", "arithmetic", "message"}
        assert set(finding["message"]) == {"zh", "en"}
        for place in finding["places"]:
            assert set(place) == {"start", "end", "quote"}
            assert text[place["start"] : place["end"]] == place["quote"]
    for claim in data["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]


def test_the_same_audit_gives_the_same_bytes(tmp_path):
    for folder in ("one", "two"):
        write_outputs(tmp_path / folder, "a", some(), "zh")
    for suffix in (".txt", ".json", ".html", ".xlsx"):
        assert (tmp_path / f"one/a{suffix}").read_bytes() == (tmp_path / f"two/a{suffix}").read_bytes(), (
            suffix
        )


def test_the_table_holds_no_formula_and_asks_for_a_reply(tmp_path):
    write_outputs(tmp_path, "a", some(), "zh")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    asking, consistent = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    heads = [cell.value for cell in asking[4]]
    assert heads == ["序号", "结果", "类别", "原文", "位置", "算式", "说明", "怎么办", "答复", "答复人"]
    first = [cell.value for cell in asking[5]]
    assert first == [
        1,
        "▲ 对不上",
        "合计",
        "=1+2办理1286件",
        "一，第3段",
        "=SUM(A1)",
        "@办理。",
        "+请改。",
        None,
        None,
    ]
    assert [cell.data_type for cell in asking[5]][1:8] == ["s"] * 7
    assert [cell.quotePrefix for cell in asking[5]][2:8] == [False, True, False, True, True, True]
    assert asking.max_row == 6
    assert consistent.cell(5, 2).value == "✓ 一致"


def test_the_table_in_english_and_without_findings(tmp_path):
    write_outputs(tmp_path, "a", made.audited(TEXT, []), "en")
    asking, _ = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert asking.title == "To answer"
    assert asking.cell(5, 1).value == "None."


def test_names_of_results_never_meet():
    names = names_for([Path("a/X.txt"), Path("a/x.pdf"), Path("y.pdf"), Path("b/x.pdf"), Path("c/y.tar.txt")])
    assert names == ["X.txt", "x.pdf", "y", "x.pdf-2", "y.tar"]
    assert len({name.casefold() for name in names}) == 5


def test_a_report_is_never_written_over(tmp_path):
    report = tmp_path / "a.txt"
    report.write_text("全年", "gb18030")
    with pytest.raises(FajingError, match="覆盖"):
        refuse_to_overwrite(tmp_path, "a", [report])
    refuse_to_overwrite(tmp_path / "out", "a", [report])


def test_a_folder_that_cannot_be_written_to_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FajingError, match="写不进去"):
        write_outputs(tmp_path / "file", "a", some(), "zh")


def test_every_kind_of_the_closed_list_has_a_name_and_a_question():
    from tests.audit.test_templates import CLOSED_LIST

    assert list(kinds()) == CLOSED_LIST
    assert all_kinds() <= set(kinds())
    for named in (kinds(), questions()):
        assert all(message.zh and message.en for message in named.values())
