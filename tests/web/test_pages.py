"""Every page of every role answers in both languages, asks nothing of another host, and holds no personal value."""

import os
import re
import subprocess
import sys

import pytest
from django.core.cache import cache
from tests.conftest import REPOSITORY
from tests.web.conftest import AREAS

from fajing.findings.people import Role

PATHS = {
    Role.LEGAL_OFFICER: [
        "/", "/about-to-breach/", "/findings/", "/findings/?new=1", "/findings/?mine=1", "/findings/?state=all",
        "/matters/", "/search/?q=2026", "/search/?q=3月2日", "/desk/", "/desk/?by=rate&trend=table", "/documents/",
        "/documents/templates/", "/documents/templates/slip/", "/import/", "/law/", "/tokens/", "/findings/new/",
        "/password/", "/report-audit/", "/documents/new/notice/", "/draws/",
        "/figures/", "/figures/duties.broken_share/", "/reports/", "/reports/2026/",
        "/reports/2026/?section=30-enforcement_oversight.md&figure=findings.raised",
        "/draws/new/file_sample/", "/draws/new/inspection/", "/draws/new/panel/",
        "/what-if/?norm=property.handed_over_within_24_hours",
    ],
    Role.CASE_OFFICER: ["/", "/findings/?mine=1", "/matters/"],
    Role.UNIT_LEADER: ["/findings/?level=mine", "/findings/hand-over/"],
    Role.REPORT_WRITER: ["/", "/desk/", "/documents/", "/report-audit/"],
    Role.OUTSIDE_READER: ["/", "/law/", "/draws/"],
    Role.SYSTEM_ADMIN: ["/", "/users/"],
    Role.SECURITY_ADMIN: ["/", "/security/"],
    Role.AUDIT_ADMIN: ["/", "/ledger/"],
}  # fmt: skip
CASES = [(role, path) for role, paths in PATHS.items() for path in paths]
HAN = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("role,path", CASES, ids=lambda one: str(one))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_page_answers(role, path, language, sign_in, unit_names):
    client = sign_in(role, 1 if role is Role.CASE_OFFICER else 0)
    client.cookies["fajing_language"] = language
    answer = client.get(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<main" in text
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", text) == []
    assert re.findall(r"\sstyle=|\son\w+=|<script", text) == []
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("role,path", CASES, ids=lambda one: str(one))
def test_english_is_complete(role, path, sign_in, unit_names):
    """What stands in Chinese on an English page comes from the record: numbers of cases, units, notes, wording."""
    client = sign_in(role, 1 if role is Role.CASE_OFFICER else 0)
    client.cookies["fajing_language"] = "en"
    text = client.get(path).content.decode().replace("<wbr>", "")  # a name that may break is one name
    body = re.sub(r"<textarea.*?</textarea>|<[^>]*>", " ", text, flags=re.DOTALL)
    known = [*unit_names, *AREAS, "青岚县公安局", "中文", "公安局"]
    for word in known:
        body = body.replace(word, " ")
    strange = [
        word for word in re.split(r"[\s·，。]+", body) if HAN.search(word) and not re.search(r"\d", word)
    ]
    assert strange == []


def test_no_table_has_more_than_seven_columns(sign_in):
    for path in PATHS[Role.LEGAL_OFFICER]:
        text = sign_in(Role.LEGAL_OFFICER).get(path).content.decode()
        for table in re.findall(r"<table(.*?)</table>", text, re.DOTALL):
            if 'class="heat"' not in text.split(table)[0][-12:] + table[:20] and "近14日" not in table:
                assert table.split("</tr>")[0].count("<th") <= 8, path


def test_a_finding_and_its_matter_answer(sign_in, a_finding):
    client = sign_in(Role.LEGAL_OFFICER)
    one = a_finding(0)
    for language in ("zh-hans", "en"):
        client.cookies["fajing_language"] = language
        text = client.get(f"/findings/{one.number}/").content.decode()
        assert one.matter in text
        assert "<svg" in text
        text = client.get(f"/matters/{one.matter}/?all=1").content.decode()
        assert one.number in text


def test_search_finds_matters_units_and_findings_and_no_party(sign_in, a_finding, unit_names):
    client, one = sign_in(Role.LEGAL_OFFICER), a_finding(0)
    assert client.get("/search/", {"q": one.matter})["Location"].startswith("/matters/")
    assert client.get("/search/", {"q": one.number})["Location"] == f"/findings/{one.number}/"
    assert unit_names[0] in client.get("/search/", {"q": unit_names[0][:2]}).content.decode()
    assert "没有找到" in client.get("/search/", {"q": "张三"}).content.decode()


def test_the_desk_is_exported_as_seen(sign_in, tmp_path):
    import openpyxl

    cache.clear()
    client = sign_in(Role.SUPERVISOR)
    (tmp_path / "desk.xlsx").write_bytes(client.get("/desk/table.xlsx").content)
    book = openpyxl.load_workbook(tmp_path / "desk.xlsx")
    page = client.get("/desk/").content.decode()
    assert book.sheetnames[0] == "标签与单位"
    head, *rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert head[0] == "顽疾标签"
    assert rows
    for row in rows[:-1]:
        assert row[0] in page
    assert sum(row[-1] for row in rows[:-1]) == rows[-1][-1]


def test_reading_is_entered_in_the_journal(sign_in, a_finding):
    from fajing.web.records.journal import journal

    one = a_finding(0)
    sign_in(Role.LEGAL_OFFICER).get(f"/findings/{one.number}/")
    assert any(one.matter in str(entry.body) and one.number in str(entry.body) for entry in journal().reads())


def test_errors_say_what_to_do_and_show_nothing(sign_in, client):
    answer = sign_in(Role.LEGAL_OFFICER).get("/findings/2026-9999/")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()
    assert client.get("/nowhere/").status_code in (403, 404)


def test_processes_that_answer_pages_load_no_compiler():
    code = "import django, sys; django.setup(); import fajing.web.urls; "
    code += "print({'numba', 'typst', 'docx'} & set(sys.modules))"
    environment = {
        **os.environ, "FAJING_OFFICE_BARE": "1", "DJANGO_SETTINGS_MODULE": "fajing.web.bare_settings",
        "PYTHONPATH": str(REPOSITORY / "src"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
