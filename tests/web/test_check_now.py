"""A check on demand: begun by who oversees the whole body, in a process of its own, told while it runs and after."""

import json
import os

import pytest

from fajing.findings.people import Role


@pytest.fixture
def begun(office, monkeypatch):
    """Locks of checks that were begun: held as their process would, which is not started."""
    from fajing.web import checking

    found = []
    monkeypatch.setattr(checking, "start", lambda lock: found.append(os.dup(lock)))
    yield found
    for one in found:
        os.close(one)
    for name in ("check.json", "check.lock"):
        (office.folder / name).unlink(missing_ok=True)


def let_go(begun):
    os.close(begun.pop())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_button_stands_where_the_last_check_is_named(language, sign_in, begun):
    words = {"zh": ("现在检查", "上次新发现"), "en": ("Check now", "new at the last")}[language]
    client = sign_in(Role.SUPERVISOR)
    client.cookies["fajing_language"] = language
    for path in ("/", "/findings/", "/import/"):
        text = client.get(path).content.decode()
        assert 'action="/check/"' in text, path
        assert all(one in text for one in words), path
    client = sign_in(Role.UNIT_LEADER, 1)
    for path in ("/", "/findings/"):
        text = client.get(path).content.decode()
        assert "/check/" not in text, path
        assert "2026" in text or "月" in text
    assert client.post("/check/").status_code == 403


def test_a_check_is_begun_followed_and_told(sign_in, begun, monkeypatch):
    from fajing.web import checking
    from fajing.web.records import follower

    client = sign_in(Role.LEGAL_OFFICER)
    assert client.post("/check/")["Location"] == "/check/"
    page = client.get("/check/")
    assert page["Refresh"] == "2"
    assert "正在检查" in page.content.decode()
    assert "Refresh" not in client.get("/check/?still=1")
    assert "正在检查" in client.get("/findings/").content.decode()
    told = []

    def told_of(of_night):
        def run(progress):
            progress("judge", 3)
            told.append(json.loads((checking._file()).read_bytes()))
            return of_night(progress=progress)

        return run

    from fajing.web.nightly import run_night

    monkeypatch.setattr(checking, "run_night", told_of(run_night))
    size = follower.book().ledger.size()
    ended = checking.run()
    assert (told[0]["stage"], told[0]["through"], told[0]["of"] > 3) == ("judge", 3, True)
    assert ended["state"] == "done"
    assert ended["entry"] >= size
    let_go(begun)
    page = client.get("/check/")
    assert "Refresh" not in page
    found = page.context["found"]
    assert (found["entry"], found["raised"], found["restated"]) == (
        ended["entry"],
        ended["raised"],
        ended["restated"],
    )
    assert f"存证第 {found['entry']} 条" in page.content.decode()


def test_one_at_a_time_and_none_while_a_file_is_taken_in(sign_in, begun):
    from fajing.web.turns import turn

    client = sign_in(Role.SUPERVISOR)
    with turn():
        refused = client.post("/check/")
    assert refused.status_code == 409
    assert "正在检查或者导入" in refused.content.decode()
    assert begun == []
    client.post("/check/")
    assert client.post("/check/").status_code == 409
    assert len(begun) == 1


def test_what_changed_the_records_is_checked_now_or_after_the_one_that_runs(user_at, begun, monkeypatch):
    from fajing.web import check_job, checking, own_process
    from fajing.web.nightly import run_night

    legal, started = user_at(Role.LEGAL_OFFICER), []
    monkeypatch.setattr(own_process, "start", lambda *told, **_: started.append(told))
    checking.follow_up(legal)
    assert (len(begun), started, checking.standing()["state"]) == (1, [], "running")
    checking.follow_up(legal)
    assert (len(begun), started) == (1, [("fajing.web.check_job", legal.number)])
    let_go(begun)
    seen = []

    def night(progress):
        seen.append((checking.standing()["state"], checking.standing()["by"]))
        return run_night(progress=progress)

    monkeypatch.setattr(checking, "run_night", night)
    monkeypatch.setattr("sys.argv", ["check_job", legal.number])
    check_job.main()
    assert seen == [("running", legal.number)]
    assert checking.standing()["state"] == "done"


def test_a_check_that_was_cut_off_or_failed_is_told_and_can_be_begun_again(sign_in, begun, monkeypatch):
    from fajing.core.errors import FajingError
    from fajing.web import checking

    client = sign_in(Role.SUPERVISOR)
    client.post("/check/")
    let_go(begun)
    assert "检查中断了" in client.get("/check/").content.decode()
    client.post("/check/")

    def broken(progress):
        raise FajingError("记录读不了 (the record cannot be read)")

    monkeypatch.setattr(checking, "run_night", broken)
    assert checking.run()["state"] == "failed"
    let_go(begun)
    text = client.get("/check/").content.decode()
    assert "记录读不了" in text
    assert client.post("/check/").status_code == 302


def test_a_program_begins_one_and_asks_how_far_it_is(client, user_at, begun):
    from fajing.web.people.models import Token

    token = Token.issue(user_at(Role.SUPERVISOR), "t", ["check:now"])
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    answer = client.post("/api/v1/checks", **head)
    assert answer.status_code == 202
    told = client.get(answer.json()["address"], **head).json()
    assert (told["state"], told["by"]) == ("running", user_at(Role.SUPERVISOR).number)
    assert told["found"]["raised"] > 0
    again = client.post("/api/v1/checks", **head)
    assert again.status_code == 409
    assert again.json()["remedy"]
    let_go(begun)
    assert client.get("/api/v1/checks/last", **head).json()["state"] == "interrupted"
    other = Token.issue(user_at(Role.UNIT_LEADER, 1), "t", ["check:now"])
    assert client.post("/api/v1/checks", HTTP_AUTHORIZATION=f"Bearer {other}").status_code == 403
