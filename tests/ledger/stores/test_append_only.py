"""What was written cannot be changed through the database either, short of dismantling its guards."""

import sqlite3

import pytest

from fajing.ledger.entry import Entry

TABLES = ["ledger", "ledger_about", "ledger_subject"]
CHANGES = [
    "UPDATE {log} SET kind = 'other' WHERE number = 2",
    "UPDATE {log}_about SET value = 'sm3'",
    "UPDATE {log}_subject SET subject = 'x'",
    "DELETE FROM {log} WHERE number = 2",
    "DELETE FROM {log}",
    "DELETE FROM {log}_about",
    "DELETE FROM {log}_subject",
]


@pytest.fixture
def ledger(make_ledger):
    made = make_ledger()
    made.append([Entry("event", {"n": n}, subjects=(f"matter:{n}",)) for n in range(5)])
    return made


def run(ledger, statement):
    """Run a statement as somebody with the database's own tools would."""
    if ledger.about.store.startswith("sqlite:"):
        connection = sqlite3.connect(ledger.data_dir / "ledger" / "ledger.sqlite", isolation_level=None)
        try:
            connection.execute(statement.format(log="ledger"))
        finally:
            connection.close()
        return
    psycopg = pytest.importorskip("psycopg", reason="the driver is not installed here")
    with psycopg.connect(ledger.about.store, autocommit=True) as connection:
        connection.execute(statement.format(log="fajing_ledger.ledger"))


@pytest.mark.parametrize("statement", CHANGES)
def test_changes_are_refused(ledger, statement):
    before = list(ledger.log.rows()), list(ledger.log.store.subjects()), ledger.log.store.about()
    with pytest.raises(Exception, match=r"append only|permission denied"):
        run(ledger, statement)
    assert (list(ledger.log.rows()), list(ledger.log.store.subjects()), ledger.log.store.about()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO {log} VALUES (2, 'other', x'00', x'00')",
        "INSERT INTO {log} VALUES (9, 'other', x'00', x'00')",
        "REPLACE INTO {log}_about VALUES ('hash', 'sm3')",
        "INSERT INTO {log} VALUES (2, 'o', x'00', x'00') ON CONFLICT (number) DO UPDATE SET kind = 'o'",
    ],
)
def test_sqlite_replaces_nothing_and_leaves_no_gap(ledger, statement):
    if not ledger.about.store.startswith("sqlite:"):
        statement = {
            "INSERT OR": "INSERT INTO {log} VALUES (2, 'other', '', '')",
            "INSERT INTO": "INSERT INTO {log} VALUES (2, 'o', '', '') ON CONFLICT (number) DO UPDATE SET kind = 'o'",
            "REPLACE INTO": "INSERT INTO {log}_about VALUES ('hash', 'sm3')",
        }[" ".join(statement.split()[:2])]
    before = list(ledger.log.rows())
    with pytest.raises(Exception, match=r"append only|not the next|duplicate key|permission denied"):
        run(ledger, statement)
    assert list(ledger.log.rows()) == before
    assert ledger.log.store.about()["hash"] == "sha256"


def test_postgresql_is_not_truncated(ledger):
    if ledger.about.store.startswith("sqlite:"):
        with pytest.raises(Exception, match="append only"):
            run(ledger, "DELETE FROM {log} WHERE number >= 0")
        return
    for table in ("{log}", "{log}_about", "{log}_subject"):
        with pytest.raises(Exception, match=r"append only|permission denied"):
            run(ledger, f"TRUNCATE {table}")
    assert ledger.size() == 6


def test_an_owner_who_is_no_superuser_has_no_right_to_change(postgresql):
    """The role that writes the ledger owns its tables, and still may not update or delete."""
    psycopg = pytest.importorskip("psycopg", reason="the driver is not installed here")
    from fajing.ledger.stores.postgresql import PostgresqlStore

    url = postgresql.make("owned")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE clerk LOGIN")
        connection.execute("GRANT CREATE ON DATABASE owned TO clerk")
    as_clerk = url.replace("user=fajing", "user=clerk")
    store = PostgresqlStore(as_clerk)
    store.create({"hash": "sha256"})
    assert store.size() == 0
    with psycopg.connect(as_clerk, autocommit=True) as connection:
        for statement in ("UPDATE {0} SET kind = ''", "DELETE FROM {0}", "TRUNCATE {0}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.format("fajing_ledger.ledger"))
    store.close()
