"""`fajing office` says what is missing, sets an office up, and refuses what makes no sense."""

import importlib.util
import json

import pytest

from fajing.cli import main


def test_without_the_web_packages_it_says_what_to_install(monkeypatch, capsys, tmp_path):
    known = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "django" else known(name, *more)
    )
    assert main(["office", "nightly", "--data", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "pip install 'fajing[web]'" in told
    assert "django" in told


def test_the_configuration_is_written_with_whole_paths(tmp_path, monkeypatch):
    from tests.app.small_book import write_book

    from fajing.web.config import load
    from fajing.web.setting_up import write

    write_book(tmp_path / "book")
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "data", "book", title="某局", hosts=["office.intranet"], watch="exports")
    office = load(tmp_path / "data")
    assert office.law == str(tmp_path / "book")
    assert (office.title_zh, office.hosts, office.demo) == ("某局", ["office.intranet"], False)
    assert json.loads((tmp_path / "data/office/office.json").read_text("utf-8"))["start"] == ""
    assert office.watch == str(tmp_path / "exports")
    key = office.secret()
    assert len(key) >= 50
    assert office.secret() == key
    assert (tmp_path / "data/office/secret.key").stat().st_mode & 0o077 == 0


def test_no_office_no_service(tmp_path):
    from fajing.core.errors import UsageError
    from fajing.web.config import load

    with pytest.raises(UsageError, match="no office here"):
        load(tmp_path)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:///x"])
def test_other_databases_are_refused(tmp_path, url):
    from fajing.core.errors import UsageError
    from fajing.web.config import OfficeConfig, database

    with pytest.raises(UsageError, match="not a database"):
        database(OfficeConfig(tmp_path), url)


def test_postgresql_by_its_url(tmp_path):
    from fajing.web.config import OfficeConfig, database

    found = database(OfficeConfig(tmp_path), "postgresql://clerk:se%40cret@db.intranet:5433/office")
    assert (found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "office", "clerk", "se@cret", "db.intranet", "5433",
    )  # fmt: skip
