"""An import that fails over what stands in a file says nothing of it: not in a log, on a page, in the import's row."""

import ast
import logging

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from tests.conftest import REPOSITORY
from tests.web.test_imports import here, table

from fajing.core.errors import FajingError
from fajing.findings.people import Role

NAME, NUMBER = "欧阳无名", "110101199003074997"
SHOWN = f"could not read {NAME}, {NUMBER}"


@pytest.fixture
def sent(sign_in, monkeypatch):
    """A file with a name and a number in it, sent; its client and the address of its columns."""
    here(monkeypatch)
    client = sign_in(Role.LEGAL_OFFICER)
    client.raise_request_exception = False
    text = table().replace("某某", f"{NAME}{NUMBER}")
    answer = client.post("/import/", {"file": SimpleUploadedFile("台账.csv", text.encode("utf-8-sig"))})
    return client, answer["Location"]


def row_of(where):
    from fajing.web.records.models import ImportRow

    row = ImportRow.objects.get(token=where.split("/")[2])
    return row, "|".join(str(value) for name, value in vars(row).items() if not name.startswith("_"))


def logged(caplog):
    """What the office's own handler writes of what was logged."""
    from fajing.web.log_lines import WithoutValues

    assert settings.LOGGING["formatters"]["plain"] == {"()": f"{WithoutValues.__module__}.WithoutValues"}
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "plain"
    return "\n".join(WithoutValues().format(record) for record in caplog.records)


def without_values(*texts):
    return not any(value in text for text in texts for value in (NAME, NUMBER))


def fail(error):
    def failing(*_, **__):
        try:
            raise KeyError(SHOWN)
        except KeyError as first:
            raise error(SHOWN) from first

    return failing


def test_where_the_columns_cannot_be_shown(sent, caplog, monkeypatch):
    client, where = sent
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("fajing.web.pages.imports.trial", fail(ValueError))
    answer = client.get(where)
    assert answer.status_code == 500
    told = logged(caplog)
    assert "imports.py" in told and "ValueError" in told and "KeyError" in told
    assert without_values(answer.content.decode(), told, row_of(where)[1])


@pytest.mark.parametrize(
    "error,status,reason",
    [
        (DatabaseError, 302, "DatabaseError"),
        (ValueError, 500, ""),
        (
            lambda shown: FajingError(f"读不懂 (not to be read): {shown}", where=shown),
            302,
            "读不懂 (not to be read)",
        ),
    ],
)
def test_where_the_job_breaks(error, status, reason, sent, caplog, monkeypatch):
    client, where = sent
    page = client.get(where)
    form = {f"c_{one['n']}": one["choice"] for one in page.context["lines"]}
    form |= {"do": "import", "procedure": page.context["found"].procedure}
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("fajing.web.importing.bring_in_row", fail(error))
    answer = client.post(where, form)
    assert answer.status_code == status
    row, written = row_of(where)
    assert row.reason == reason
    assert without_values(written, answer.content.decode(), logged(caplog))
    after = client.get(where)
    assert after.status_code == 200
    assert without_values(after.content.decode(), row_of(where)[1])


def test_rooms_that_read_exports_quote_only_after_the_colon():
    """Before it stand fixed words and counts: so much of an error is kept in a row of the office."""
    source, counts = REPOSITORY / "src" / "fajing", {"LOOKED_AT", "intake.log.rejected", "gathered.number"}
    own = {"gathered.district", "lawbook.id", "what_zh", "what_en"}  # a folder, a book; a map's own mistakes
    wrong, seen = [], 0
    paths = [*source.glob("intake/**/*.py"), *source.glob("ledger/segments/**/*.py")]
    for path in [*paths, *source.glob("app/*import*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "FajingError",
                "UsageError",
            )
            if named and node.args and isinstance(node.args[0], ast.JoinedStr):
                seen += 1
                for part in node.args[0].values:
                    if isinstance(part, ast.Constant) and ": " in part.value:
                        break
                    if isinstance(part, ast.FormattedValue) and ast.unparse(part.value) not in counts | own:
                        wrong.append(f"{path.name}:{node.lineno} {ast.unparse(part.value)}")
    assert (wrong, seen > 20) == ([], True)
