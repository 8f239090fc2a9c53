"""Why a finding closes itself: each reason is told from the others, with the entry that did it, in both languages."""

from dataclasses import replace

import pytest

from fajing.app.gone import Why
from fajing.findings.people import Role
from fajing.scan.duty import Outcome

NORM = "property.handed_over_within_24_hours"


@pytest.fixture
def why(office):
    """Says why the findings of a duty of some matter close themselves, as of now."""
    from fajing.app.office_files import OfficeFiles
    from fajing.web import judged
    from fajing.web.law import lawbook
    from fajing.web.records import follower

    def found(number, law=None):
        files = OfficeFiles(office.data, law or lawbook())
        return Why(follower.book(), files, judged.as_of())(follower.book().finding(number))

    return found


def sealed(office):
    """What the night does first: recorded steps go into a segment."""
    from fajing.app.office_night import seal_steps
    from fajing.ledger.segments.folder import DataFolder
    from fajing.web.law import lawbook
    from fajing.web.records import follower

    seal_steps(follower.book(), DataFolder.make(office.data, lawbook().zone), lawbook())


def recorded(row, user, corrects=None, step=None):
    """A step of the finding's matter recorded today; the number of its entry."""
    from fajing.app.office_record import Typed, event_of
    from fajing.web import judged
    from fajing.web.clock import instant, zone
    from fajing.web.law import lawbook
    from fajing.web.steps import enter_step

    one = judged.open_file(row.matter).matter(row.matter)
    old = one.events[0] if corrects else None
    kind = lawbook().procedures[one.procedure].steps[step or one.events[0].step]
    values = {name: field.values[0] for name, field in kind.fields.items() if field.required}
    typed = Typed("2026-03-09 08:00", [("9001", "")], "", values, old.id if old else "")
    event, wrong = event_of(typed, kind, one, row.unit, instant(), zone())
    assert event is not None, wrong
    return enter_step(user, event, old)


def test_time_alone(why, a_finding):
    assert why(a_finding(0).number) == {"reason": "expired"}


def test_before_the_first_check_nothing_is_known(office, a_finding, monkeypatch):
    from fajing.app.office_files import OfficeFiles
    from fajing.web import judged
    from fajing.web.law import lawbook
    from fajing.web.records import follower

    book = follower.book()
    monkeypatch.setattr(type(book.ledger), "last", lambda *_: None)
    told = Why(book, OfficeFiles(office.data, lawbook()), judged.as_of())
    assert told(book.finding(a_finding(0).number)) == {"reason": "gone"}


def test_a_corrected_entry_and_late_evidence_are_told_apart(why, office, a_finding, user_at):
    row, user = a_finding(0), user_at(Role.CASE_OFFICER, 1)
    other = next(one for one in type(row).objects.filter(state="new") if one.file != row.file)
    entry = recorded(row, user)
    sealed(office)
    assert why(row.number) == {"reason": "late_evidence", "entry": entry}
    entry = recorded(row, user, corrects=True)
    assert why(row.number) == {"reason": "corrected", "entry": entry}
    assert why(other.number) == {"reason": "expired"}


def test_an_extension_that_was_counted_is_told_with_its_entry(why, office, a_finding, user_at, monkeypatch):
    from fajing.app import gone
    from fajing.web import judged

    row, user = a_finding(0), user_at(Role.CASE_OFFICER, 1)
    opened = judged.open_file(row.matter)
    duty, step = opened.duty(row.key), opened.matter(row.matter).events[0].qualified_step
    first, entry = recorded(row, user), recorded(row, user)

    def counted(operation, outcome):
        trace = [(operation, {"step": step})]
        now = replace(duty, verdict=replace(duty.verdict, outcome=outcome, trace=trace))
        monkeypatch.setattr(gone.OfficeFiles, "open", lambda *_, **__: replace(opened, duties=[now]))
        return why(row.number)

    assert first < entry
    assert counted("extended", Outcome.MET) == {"reason": "extended", "entry": entry}
    assert counted("extended", Outcome.OPEN)["reason"] == "extended"
    assert counted("extended", Outcome.LATE)["reason"] == "late_evidence"
    assert counted("paused", Outcome.MET)["reason"] == "late_evidence"


def test_another_lawbook_did_it(why, office, a_finding):
    from fajing.app.office_book import LAW
    from fajing.web.law import lawbook
    from fajing.web.records import follower

    row = a_finding(0)
    norms = {name: one for name, one in lawbook().norms.items() if name != row.norm}
    entry = follower.book().write(LAW, {"before": "a", "now": "b"}, "system", 1_773_000_000)
    assert why(row.number) == {"reason": "law_changed", "entry": entry}
    assert why(row.number, replace(lawbook(), norms=norms)) == {"reason": "law_changed", "entry": entry}


def test_an_import_that_was_undone_is_told_on_the_finding_in_both_languages(why, office, a_finding, sign_in):
    from fajing.app.ledger_import import enter_missing
    from fajing.app.withdraw_import import withdraw
    from fajing.findings.acts import SYSTEM, Act, Kind
    from fajing.ledger.segments.folder import DataFolder
    from fajing.web.clock import instant
    from fajing.web.law import lawbook
    from fajing.web.records import follower

    row, book = a_finding(0), follower.book()
    folder = DataFolder.make(office.data, lawbook().zone)
    enter_missing(book.ledger)
    undone = withdraw(book.ledger, folder, 1, "导错了文件", actor="officer:9201", at=instant())
    told = why(row.number)
    assert told == {"reason": "withdrawn", "entry": undone}
    restored = withdraw(book.ledger, folder, 1, "没有错", actor="officer:9201", at=instant(), restore=True)
    book.act([Act(Kind.CLOSED, row.number, instant(), SYSTEM, values=told)], {row.number: row.matter})
    client, path = sign_in(Role.LEGAL_OFFICER), f"/findings/{row.number}/"
    page = client.get(path).content.decode()
    assert f"所依据的导入已撤销（见存证第{undone}条）" in page
    assert "自行消除：所依据的导入已撤销" in page
    client.post("/language/", {"language": "en", "next": "/"})
    page = client.get(path).content.decode()
    assert f"the import it rested on was undone (by entry {undone})" in page
    assert "gone: the import it rested on was undone" in page
    assert restored == undone + 1


def test_a_night_under_another_lawbook_says_so_in_the_ledger(office):
    from fajing.web.law import lawbook
    from fajing.web.nightly import run_night
    from fajing.web.records import follower

    size = follower.book().ledger.size()
    run_night()
    assert "lawbook.changed" not in [one.kind for one in follower.book().ledger.entries(size)]
    checked = follower.book().ledger.last("check")
    follower.book().write("check", {**checked.body, "lawbook": "another"}, "system", 1_773_000_000)
    size = follower.book().ledger.size()
    run_night()
    (changed,) = [one for one in follower.book().ledger.entries(size) if one.kind == "lawbook.changed"]
    assert changed.body == {"before": "another", "now": lawbook().hash}
