"""An import through the page: what is known stays as the map says, what is chosen is what is read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fajing.findings.people import Role

CHECKED = []
"""Who asked for a check by what he did."""


def here(monkeypatch):
    """Files are taken in within the test, not by a process of their own, and no check follows."""
    from fajing.web import checking, importing

    monkeypatch.setattr(checking, "start", lambda _: None)
    monkeypatch.setattr(checking, "follow_up", CHECKED.append)
    monkeypatch.setattr(importing, "run_night", lambda **_: None)
    monkeypatch.setattr(importing, "start", lambda token, _: importing.run(token))


@pytest.fixture
def upload(sign_in, monkeypatch):
    """Sends a file and gives the address of its columns; no check is started in the background."""
    here(monkeypatch)

    def send(text, name="台账.csv"):
        client = sign_in(Role.LEGAL_OFFICER)
        answer = client.post("/import/", {"file": SimpleUploadedFile(name, text.encode("utf-8-sig"))})
        assert answer.status_code == 302
        return client, answer["Location"]

    return send


def table(bad=3):
    rows = [["案件编号", "承办单位", "受案时间", "受案经办人", "立案时间", "嫌疑人", "备注"]]
    for n in range(6):
        day = "2026-03-32 09:00" if n == bad else f"2026-03-0{n + 1} 09:00"
        rows.append([f"行立〔2026〕8{n}", "临江派出所", day, "040101", "2026-03-08 10:00", "某某", ""])
    return "\n".join(",".join(row) for row in rows) + "\n"


def test_a_suggestion_is_shown_counted_and_imported(upload, office):
    from fajing.web.records.models import ImportRow

    client, where = upload(table())
    page = client.get(where)
    text = page.content.decode()
    assert "（不预览）" in text
    assert "某某" not in text
    sums = page.context["sums"]
    assert (sums["rows"], sums["new"], sums["rejected"]) == (6, 5, 1)
    assert client.get(f"{where}rejects/").getvalue().decode("utf-8-sig").count("受案时间") == 1
    form = {f"c_{one['n']}": one["choice"] for one in page.context["lines"]}
    answer = client.post(where, {**form, "do": "import", "procedure": page.context["found"].procedure})
    assert answer.status_code == 302
    row = ImportRow.objects.get(token=where.split("/")[2])
    assert (row.state, row.rows, row.new, row.rejected) == ("done", 6, 5, 1)
    assert row.entry is not None
    assert "某某" not in row.map_text


def test_the_same_again_is_known_and_brings_nothing(upload, office):
    from fajing.web.records.models import ImportRow

    client, where = upload(table())
    page = client.get(where)
    form = {f"c_{one['n']}": one["choice"] for one in page.context["lines"]}
    client.post(where, {**form, "do": "import", "procedure": page.context["found"].procedure})
    first = ImportRow.objects.get(token=where.split("/")[2])
    assert first.events_new > 0
    assert (first.events_corrected, first.events_known) == (0, 0)
    _, again = upload(table())
    page = client.get(again)
    assert page.context["found"].known
    assert page.context["counts"].new == 0
    assert page.context["counts"].unchanged > 0
    assert "导入不会改变什么" in page.content.decode()
    client.post(again, {"do": "import"})
    second = ImportRow.objects.get(token=again.split("/")[2])
    assert (second.rows, second.read, second.segment) == (6, 5, None)
    assert (second.events_new, second.events_corrected, second.events_known) == (0, 0, first.events_new)
    listed = client.get("/import/").content.decode()
    assert listed.index(again) < listed.index(where)
    cells = listed[listed.index(again) : listed.index(where)]
    assert f'<td class="num">0</td><td class="num">0</td><td class="num">{first.events_new}</td>' in cells


def test_choices_of_a_person_are_what_is_read(upload, office):
    client, where = upload(table())
    page = client.get(where)
    kind = page.context["found"].procedure
    form = {f"c_{one['n']}": one["choice"] for one in page.context["lines"]}
    filed = next(one["n"] for one in page.context["lines"] if one["line"].heading == "立案时间")
    before = page.context["counts"].new
    text = client.post(where, {**form, f"c_{filed}": "-", "do": "try", "procedure": kind})
    assert text.context["counts"].new < before


def test_columns_in_more_words_than_a_choice_are_left_as_they_are(office):
    from fajing.app.office_import import choice_of, with_choices

    column = {
        "heading": "受案：来源",
        "field": "origin",
        "of": "case_accepted",
        "words": {"报案": "reported"},
    }
    assert choice_of(column) == "as_is"
    data = {"columns": [column]}
    assert with_choices(data, {"受案：来源": "as_is"})["columns"] == [column]


def test_what_cannot_be_read_is_said(upload, sign_in, office):
    client = sign_in(Role.LEGAL_OFFICER)
    answer = client.post("/import/", {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert "读不了这种文件" in answer.content.decode()
    _, where = upload("只有一行\n", "空.csv")
    assert client.get(where).status_code in (200, 409)
    assert client.post(f"{where}cancel/").status_code == 302


def brought(upload, text=None):
    """The row of an import of a table."""
    from fajing.web.records.models import ImportRow

    client, where = upload(text or table(bad=9))
    page = client.get(where)
    form = {f"c_{one['n']}": one["choice"] for one in page.context["lines"]}
    client.post(where, {**form, "do": "import", "procedure": page.context["found"].procedure})
    return client, ImportRow.objects.get(token=where.split("/")[2])


def test_an_import_is_undone_and_restored_by_entries(upload, office):
    from fajing.web import judged
    from fajing.web.records import follower

    client, row = brought(upload)
    assert judged.open_file("行立〔2026〕80") is not None
    size = follower.book().ledger.size()
    path = f"/import/{row.token}/undo/"
    assert client.post(path, {"reason": ""}).status_code == 409
    assert client.post(path, {"reason": "电话 13812345678"}).status_code == 409
    CHECKED.clear()
    assert client.post(path, {"reason": "导错了文件"}).status_code == 302
    assert [one.number for one in CHECKED] == [row.by]
    row.refresh_from_db()
    assert (row.state, follower.book().ledger.size()) == ("withdrawn", size + 1)
    assert judged.open_file("行立〔2026〕80") is None
    undone = client.get(f"/import/{row.token}/").content.decode()
    assert "已撤销的导入" in undone
    assert "导错了文件" in undone
    assert "恢复后，这次带来的记录重新用于检查和指标" in undone
    assert client.post(path, {"reason": "没有错"}).status_code == 302
    assert judged.open_file("行立〔2026〕80") is not None


def test_the_watched_folder_brings_in_what_is_new_by_known_maps(upload, office, tmp_path, monkeypatch):
    import os

    from fajing.web.watching import import_watched

    brought(upload)  # from now on its map is known
    monkeypatch.setattr(office, "watch", str(tmp_path))

    def put(name, text):
        (tmp_path / name).write_text(text, "utf-8-sig")
        os.utime(tmp_path / name, (1_700_000_000, 1_700_000_000))

    put("台账.csv", table(bad=9).replace("〕8", "〕9"))
    put("别的.csv", "甲,乙\n1,2\n")
    put("坏的.xlsx", "这不是表格")
    put(".隐藏.csv", table())
    (tmp_path / "还在写.csv").write_text(table(), "utf-8-sig")
    rows = {row.name: row for row in import_watched()}
    assert (rows["台账.csv"].state, rows["台账.csv"].new, rows["台账.csv"].by) == ("done", 6, "system")
    assert (rows["别的.csv"].state, rows["别的.csv"].reason) == ("open", "columns")
    assert (rows["坏的.xlsx"].state, bool(rows["坏的.xlsx"].reason)) == ("failed", True)
    assert len(rows) == 3
    assert import_watched() == []
    assert len(list(tmp_path.iterdir())) == 5
    put("台账.csv", table(bad=9).replace("〕8", "〕7"))
    assert [row.state for row in import_watched()] == ["done"]


def test_without_a_watched_folder_nothing_is_looked_at(office):
    from fajing.web.watching import import_watched

    assert import_watched() == []


@pytest.fixture
def chosen(upload):
    """A file that was looked through: its client, its address, and the form that takes it in."""
    from fajing.web.records.models import ImportRow

    client, where = upload(table())
    page = client.get(where)
    form = {f"c_{one['n']}": one["choice"] for one in page.context["lines"]}
    form |= {"do": "import", "procedure": page.context["found"].procedure}
    return client, where, form, lambda: ImportRow.objects.get(token=where.split("/")[2])


def test_a_page_follows_an_import_to_its_end(chosen, office, monkeypatch):
    from fajing.web import importing, turns

    client, where, form, row = chosen
    held, seen, say = [], [], importing._say

    def start(token, lock):
        held.append(turns.os.dup(lock))

    def said(one, **told):
        say(one, **told)
        seen.append((one.stage, one.through, one.of))

    monkeypatch.setattr(importing, "start", start)
    monkeypatch.setattr(importing, "_say", said)
    assert client.post(where, form)["Location"] == where
    assert row().state == "running"
    assert not importing.begin(row(), {"id": "x"}, "9201")  # nobody takes the same file in twice
    page = client.get(where)
    assert page["Refresh"] == "2"
    assert "排队，等前面的导入或检查做完" in page.content.decode()
    assert '<progress id="progress" value="0" max="6">' in page.content.decode()
    assert "Refresh" not in client.get(f"{where}?still=1")
    assert "正在导入" in client.get("/import/").content.decode()
    importing._say(row(), stage="read", through=4)
    assert "已读4行，共6行" in client.get(where).content.decode()
    monkeypatch.setattr(importing, "run_night", lambda progress: progress("judge", 7))
    seen.clear()
    importing.run(row().token)
    assert [stage for stage, *_ in seen] == ["read", "compare", "seal", "judge", ""]
    assert seen[0][2] == 6
    assert seen[3][2] == 0 or seen[3][2] > 7
    turns.os.close(held[0])
    done = client.get(where)
    assert "Refresh" not in done
    assert (done.context["row"].state, done.context["row"].rejected) == ("done", 1)
    assert f"{where}rejects/" in done.content.decode()


def test_an_interrupted_import_is_seen_and_taken_in_again_whole(chosen, office, monkeypatch):
    """The process dies after the segment was sealed and before anything was said of it."""
    import subprocess
    import sys

    from fajing.web import importing, watching
    from fajing.web.records import follower

    client, where, form, row = chosen
    process = []

    def start(token, lock):
        process.append(
            subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock,))
        )

    run_start = importing.start
    monkeypatch.setattr(importing, "start", start)
    client.post(where, form)
    assert importing.settle(row()).state == "running"

    def dies(rejects, path):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(watching, "write_rejects", dies)
        with pytest.raises(KeyboardInterrupt):
            importing.run(row().token)
    assert importing.settle(row()).state == "running"  # its process still lives
    process[0].kill()
    process[0].wait()
    page = client.get(where)
    assert (row().state, row().reason) == ("open", "interrupted")
    assert "上次导入中断了，没有导入一半" in page.content.decode()
    assert "中断了，可再导入" in client.get("/import/").content.decode()
    assert {one["n"]: one["choice"] for one in page.context["lines"]} == {
        int(name[2:]): choice for name, choice in form.items() if name.startswith("c_")
    }
    monkeypatch.setattr(importing, "start", run_start)
    client.post(where, form)
    assert (row().state, row().rejected) == ("done", 1)
    assert row().events_new == 10
    assert row().events_known == 0
    body = follower.book().ledger.entry(row().entry).body
    assert body["segment"] is None  # it was sealed, and entered, before
    assert client.post(f"{where}undo/", {"reason": "导错了文件"}).status_code == 302


def test_what_fails_leaves_the_file_open_with_its_reason(chosen, office, monkeypatch):
    from fajing.core.errors import FajingError
    from fajing.web import importing

    client, where, form, row = chosen

    def full(*_):
        raise FajingError("磁盘满了 (no space left)")

    monkeypatch.setattr(importing, "bring_in_row", full)
    client.post(where, form)
    assert (row().state, row().stage, row().reason) == ("open", "", "磁盘满了 (no space left)")
    assert "上次没有导入成：磁盘满了" in client.get(where).content.decode()


def test_a_check_that_died_is_said_not_awaited(chosen, office):
    from fajing.web import importing

    client, where, form, row = chosen
    client.post(where, form)
    importing._say(row(), stage="judge", through=3, of=9)
    page = client.get(where)
    assert "Refresh" not in page
    assert "检查没有做完，夜间会再做" in page.content.decode()


def test_only_one_has_the_turn(office):
    """Another process waits for the turn, and gets it when it is free."""
    import subprocess
    import sys

    from fajing.web.turns import is_held, turn

    path = office.folder / "turn.lock"
    waits = f"import fcntl; f = open({str(path)!r}, 'r+'); print(1, flush=True); fcntl.flock(f, 2); print(2)"
    assert not is_held(path)
    with turn():
        assert is_held(path)
        other = subprocess.Popen([sys.executable, "-c", waits], stdout=subprocess.PIPE, text=True)
        assert other.stdout.readline() == "1\n"
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.2)
    assert other.communicate(timeout=10)[0] == "2\n"


def test_the_first_import_sets_the_start_for_every_process(office, monkeypatch):
    from dataclasses import replace

    from django.conf import settings

    from fajing.web import importing

    before = (office.folder / "office.json").read_bytes()
    try:
        monkeypatch.setattr(settings, "OFFICE", replace(office, start=""))
        importing.set_start()
        assert settings.OFFICE.start == "2026-03-09"
        monkeypatch.setattr(settings, "OFFICE", replace(office, start=""))  # as another process has it
        assert importing.start_day() == "2026-03-09"
    finally:
        (office.folder / "office.json").write_bytes(before)
