"""A bureau that has the texts of statutes says so once, and pages show the articles."""

import json

import pytest
from click.testing import CliRunner

from fajing.findings.people import Role

TEXT = "某机关应当在规定的期限内办结，这一句只在这份原文里。"


@pytest.fixture
def folder(a_finding, tmp_path):
    """A folder that holds what the first finding's norm cites: the text is made up, its heading is the cited one."""
    from fajing.scan.citations import chinese_number
    from fajing.web import judged
    from fajing.web.law import lawbook

    found = lawbook().norm(a_finding(0).norm)
    for version in found.versions:
        for one in version.cites:
            name = lawbook().sources[one.source].text
            number = one.article.strip()
            if name and number.isdecimal():
                heading = f"第{chinese_number(int(number))}条"
                with (tmp_path / f"{name}.txt").open("a", encoding="utf-8") as out:
                    out.write(f"{heading}　{TEXT}\n")
    assert list(tmp_path.iterdir())
    judged.statutes.cache_clear()
    yield tmp_path
    judged.statutes.cache_clear()


@pytest.mark.parametrize("how", ["office.json", "environment"])
def test_a_findings_page_shows_the_article(how, folder, sign_in, a_finding, office, monkeypatch):
    from fajing.web import judged

    client = sign_in(Role.SUPERVISOR)
    path = f"/findings/{a_finding(0).number}/"
    assert TEXT not in client.get(path).content.decode()
    judged.statutes.cache_clear()
    if how == "office.json":
        monkeypatch.setattr(office, "statutes", str(folder))
    else:
        monkeypatch.setenv("FAJING_STATUTES", str(folder))
    assert TEXT in client.get(path).content.decode()
    assert TEXT in client.get(f"/law/{a_finding(0).norm}/").content.decode()


def test_the_folder_is_named_when_the_office_is_set_up(folder, tmp_path_factory, monkeypatch):
    from fajing.cli import office as command
    from fajing.web import jobs

    monkeypatch.setattr(jobs, "migrate", lambda: None)
    monkeypatch.setenv("FAJING_DATA", "")  # put back after the test: the command sets it
    data = tmp_path_factory.mktemp("set-up")
    asked = ["init", "--data", str(data), "--law", "cn-police"]
    done = CliRunner().invoke(command.command, [*asked, "--statutes", str(folder)])
    assert done.exit_code == 0, done.output
    assert json.loads((data / "office" / "office.json").read_bytes())["statutes"] == str(folder.resolve())
    done = CliRunner().invoke(command.command, asked, env={"FAJING_STATUTES": str(folder / "none")})
    assert "no such folder of statutes" in str(done.exception)
