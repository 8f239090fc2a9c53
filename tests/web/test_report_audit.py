"""A report in the office: uploaded in every format or pasted, guarded, exported, and kept nowhere unless asked."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fajing.findings.people import Role

TEXT = (
    "某分局2025年度法治政府建设情况报告\n一、主要举措\n全年办理行政案件1,286件，其中治安案件854件、交通违法案件317件、"
    "其他案件105件。评查案卷336卷，其中优秀118卷、合格206卷、不合格12卷。<script>alert(1)</script>\n"
)


@pytest.fixture
def writer(sign_in):
    return sign_in(Role.REPORT_WRITER)


def docx(text):
    made, paragraphs = (
        io.BytesIO(),
        "".join(
            f"<w:p><w:r><w:t>{line.replace('<', '&lt;')}</w:t></w:r></w:p>" for line in text.splitlines()
        ),
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    base = "http://schemas.openxmlformats.org"
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{base}/package/2006/content-types"><Override PartName="/word/document.xml" '
            f'ContentType="{kind}"/></Types>',
        )
        packed.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{base}/package/2006/relationships">'
            f'<Relationship Id="r1" Target="word/document.xml" '
            f'Type="{base}/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        )
        packed.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{base}/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>',
        )
    return made.getvalue()


def note(page):
    return re.search(r'<li class="note error".*?</li>', page, re.DOTALL)


def test_what_is_pasted_is_shown_with_its_margin_and_no_script_of_it(writer):
    page = writer.post("/report-audit/", {"text": TEXT}).content.decode()
    assert "854 + 317 + 105" in note(page)[0]
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert 'id="show-error"' in page
    writer.cookies["fajing_language"] = "en"
    assert "Does not reconcile" in writer.post("/report-audit/", {"text": TEXT}).content.decode()


@pytest.mark.parametrize("suffix", ["docx", "txt", "html"])
def test_a_file_of_each_kind_is_read_and_not_kept(writer, office, suffix, tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    data = {"docx": docx(TEXT), "txt": TEXT.encode(), "html": f"<p>{TEXT}</p>".encode()}[suffix]
    before = sorted(office.data.rglob("*"))
    page = writer.post(
        "/report-audit/", {"file": SimpleUploadedFile(f"报告.{suffix}", data)}
    ).content.decode()
    assert note(page), suffix
    assert sorted(office.data.rglob("*")) == before
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_report_is_refused_plainly(writer):
    for name, data, said in (
        ("a.exe", b"MZ", "不读这种文件"),
        ("a.pdf", b"%PDF-1.7 broken", "文件打不开"),
        ("a.docx", b"PK\x03\x04 broken", ""),
        ("a.txt", b"", ""),
    ):
        answer = writer.post("/report-audit/", {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422, name
        assert said in answer.content.decode()
        assert "/tmp" not in answer.content.decode(), name
    assert writer.post("/report-audit/", {}).status_code == 422


def test_a_reader_that_dies_is_told_as_an_error(tmp_path, monkeypatch):
    from fajing.core.errors import FajingError
    from fajing.web import reading

    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert "1,286" in reading.read_apart(tmp_path / "a.txt").text
    monkeypatch.setattr(reading.sys, "executable", "/bin/false")
    with pytest.raises(FajingError, match="读不下去"):
        reading.read_apart(tmp_path / "a.txt")


def test_exports_and_an_entry_only_when_asked(writer, office):
    from fajing.web.pages.report_audit import AUDITED
    from fajing.web.records import follower

    size = follower.book().ledger.size()
    typed = {"text": TEXT, "name": "报告.docx", "pages": "0,20"}
    for kind, head in (("xlsx", b"PK"), ("json", b"{"), ("html", b"<!DOCTYPE")):
        answer = writer.post("/report-audit/export/", typed | {"as": kind})
        assert answer.content.startswith(head), kind
        assert "attachment" in answer["Content-Disposition"]
    assert writer.post("/report-audit/export/", typed | {"as": "exe"}).status_code == 404
    assert writer.post("/report-audit/export/", {"as": "json"}).status_code == 409
    assert follower.book().ledger.size() == size
    assert "已存证" in writer.post("/report-audit/keep/", typed).content.decode()
    (stored,) = follower.book().ledger.entries(kind=AUDITED)
    assert stored.body["counts"]["error"] == 1
    assert "治安" not in str(stored.body)


def test_a_program_sends_a_report_and_gets_the_audit(client, user_at, office):
    from fajing.audit.run import audit_text
    from fajing.web.law import lawbook
    from fajing.web.people.models import Token
    from fajing.web.records import follower

    head = {
        "HTTP_AUTHORIZATION": f"Bearer {Token.issue(user_at(Role.REPORT_WRITER), 't', ['audit:reports'])}"
    }
    size = follower.book().ledger.size()

    def sent(name="报告.txt", **more):
        return client.post(
            "/api/v1/report-audits", {"file": SimpleUploadedFile(name, TEXT.encode()), **more}, **head
        )

    told = sent().json()
    expected = audit_text(TEXT.rstrip("\n"), lawbook=lawbook()).as_dict()
    assert [one["check"] for one in told["findings"]] == [one["check"] for one in expected["findings"]]
    assert told["findings"]
    assert told["name"] == "报告.txt"
    assert sent(previous=SimpleUploadedFile("旧.txt", TEXT.encode())).status_code == 200
    assert sent("报告.exe").status_code == 422
    other = Token.issue(user_at(Role.UNIT_LEADER, 1), "t", ["audit:reports"])
    refused = client.post("/api/v1/report-audits", HTTP_AUTHORIZATION=f"Bearer {other}")
    assert refused.status_code in (403, 422)
    assert follower.book().ledger.size() == size
