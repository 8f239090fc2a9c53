"""The roles the kit makes: once its two files have run, the office can read the ledger and append, nothing else."""

import re

import pytest
from tests.conftest import REPOSITORY

from fajing.ledger.entry import Entry
from fajing.ledger.journal import Journal, Read
from fajing.ledger.ledger import Ledger
from fajing.ledger.vault import Vault

FILES = REPOSITORY / "tools/kit/postgresql"


def statements(name, database):
    """A file of the kit, with roles and a database of the test's own; the server's own user is called fajing."""
    text = "\n".join(line for line in (FILES / name).read_text("utf-8").splitlines() if line[:2] != "--")
    text = re.sub(r"\bDATABASE fajing\b", f"DATABASE {database}", text)
    return re.sub(r"\bfajing\b(?!_)", "kit_office", text).replace("fajing_owner", "kit_owner")


@pytest.fixture
def office(postgresql, monkeypatch, tmp_path):
    """A ledger with vault and journal made as the guide says, its address as the office's role, and as the server's."""
    import psycopg

    if not FILES.exists():
        pytest.skip("the tools are not in a source archive")
    before, after = statements("database.sql", "kit").split("\\connect kit_office\n")
    with psycopg.connect(postgresql.url("postgres"), autocommit=True) as server:
        for one in filter(None, before.splitlines()):
            server.execute(one)
    with psycopg.connect(postgresql.url("kit"), autocommit=True) as server:
        server.execute(after)
    url = postgresql.url("kit").replace("user=fajing", "user=kit_office")
    monkeypatch.setenv("PGOPTIONS", "-c role=kit_owner")
    made = Ledger.init(tmp_path, url)
    Vault.init(made).close()
    made.close()
    monkeypatch.delenv("PGOPTIONS")
    with psycopg.connect(postgresql.url("kit"), autocommit=True) as server:
        server.execute(statements("append_only.sql", "kit"))
    yield url
    with psycopg.connect(postgresql.url("postgres"), autocommit=True) as server:
        server.execute("DROP DATABASE kit WITH (FORCE)")
        server.execute("DROP ROLE kit_office, kit_owner")


def test_the_office_appends_reads_and_erases_and_changes_nothing(office, tmp_path):
    import psycopg

    ledger = Ledger.open(tmp_path)
    receipt = ledger.append([Entry("event", {"n": 1}, "officer:1")])[0]
    assert ledger.size() == receipt.index + 1
    Journal.open(ledger).record(Read("officer:1", "matter", ["A1"], {"kind": "assigned"}))
    vault = Vault.open(ledger)
    vault.put("A1", [("name", "无名")])
    vault.erase("A1", "basis:17")
    with psycopg.connect(office, autocommit=True) as connection:
        for refused in (
            "UPDATE fajing_ledger.ledger SET leaf = leaf",
            "DELETE FROM fajing_ledger.ledger",
            "TRUNCATE fajing_ledger.ledger_subject",
            "DELETE FROM fajing_ledger.journal",
            "ALTER TABLE fajing_ledger.ledger DISABLE TRIGGER append_only",
            "DROP TABLE fajing_ledger.journal",
            "DROP SCHEMA fajing_ledger CASCADE",
            "CREATE TABLE fajing_ledger.other (n int)",
            "SET ROLE kit_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused)
        connection.execute("CREATE TABLE of_the_office (n int)")
    ledger.close()
