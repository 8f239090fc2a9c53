"""What is downloaded as a receipt is one: the program for outsiders reads it, with nothing of the office."""

import json
import subprocess
import sys

import pytest
from django.urls import reverse

from fajing.app.ledger_import import enter_missing
from fajing.findings.people import Role
from fajing.ledger.handover import keep_checkpoint
from fajing.ledger.keys import known_keys
from fajing.ledger.receipts import SCRIPT


@pytest.fixture
def ledger(office):
    """The office's ledger."""
    from fajing.web.records import follower

    return follower.book().ledger


@pytest.fixture
def verified(ledger, tmp_path):
    """Runs the program for outsiders on a downloaded file; its code and what it says."""

    def run(answer):
        (tmp_path / "r.json").write_bytes(answer.content)
        (tmp_path / "key.txt").write_text(f"{known_keys(ledger)[0].key}\n")
        command = [
            sys.executable,
            "-I",
            str(SCRIPT),
            str(tmp_path / "r.json"),
            "--key",
            str(tmp_path / "key.txt"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def test_the_receipt_of_an_entry_holds_once_a_checkpoint_covers_it(sign_in, a_finding, ledger, verified):
    from fajing.web.records import follower

    entry = next(follower.book().acts(a_finding(0).number)).entry
    client = sign_in(Role.CASE_OFFICER, 1)
    assert client.get(f"/entries/{entry}/?download=1").status_code == 409
    assert "暂不能下载凭证" in client.get(f"/entries/{entry}/").content.decode()
    keep_checkpoint(ledger, ledger.checkpoint())
    answer = client.get(f"/entries/{entry}/?download=1")
    assert answer["Content-Disposition"] == f'attachment; filename="receipt-{entry}.json"'
    code, told = verified(answer)
    assert code == 0, told
    assert f"entry {entry} stands in the ledger: finding.raised" in told
    assert client.get("/entries/verify_receipt.py").content == SCRIPT.read_bytes()
    told = sign_in(Role.AUDIT_ADMIN, 0).get(f"/entries/{entry}/?download=1")
    assert told.status_code == 409  # whoever keeps the ledger sees no content, so no receipt either
    assert "下载凭证" not in told.content.decode()


def test_the_receipt_of_an_imported_step_holds_and_shows_its_row(sign_in, ledger, unit_names, verified):
    from fajing.web import judged
    from fajing.web.records.models import MatterRow

    matter = MatterRow.objects.filter(unit=unit_names[0]).order_by("matter").first().matter
    event = judged.open_file(matter).matter(matter).events[-1]
    client = sign_in(Role.CASE_OFFICER, 1)
    path = f"/matters/{matter}/receipt/"
    keep_checkpoint(ledger, ledger.checkpoint())
    assert client.get(path, {"event": event.id}).status_code == 302  # imported before there was a ledger
    enter_missing(ledger)
    keep_checkpoint(ledger, ledger.checkpoint())
    assert (
        f"{reverse('event_receipt', args=[matter])}?event="
        in client.get(f"/matters/{matter}/").content.decode()
    )
    answer = client.get(path, {"event": event.id})
    row = json.loads(json.loads(answer.content)["event"]["row"])
    assert row["step"] == event.qualified_step
    code, told = verified(answer)
    assert code == 0, told
    assert event.step in told
    assert client.get(path, {"event": "none"}).status_code == 404
    assert sign_in(Role.CASE_OFFICER, 2).get(path, {"event": event.id}).status_code == 403


def test_the_receipt_of_a_step_recorded_here_is_of_its_own_entry(sign_in, ledger, unit_names, verified):
    from fajing.web import judged
    from fajing.web.records.models import MatterRow

    matter = (
        MatterRow.objects.filter(unit=unit_names[0], procedure="administrative_case")
        .order_by("matter")
        .first()
        .matter
    )
    client = sign_in(Role.CASE_OFFICER, 1)
    form = {"day": "2026-03-09", "time": "08:30", "officer_1": "9001", "role_1": "handler", "object": "W7"}
    assert (
        client.post(f"/matters/{matter}/record/delay_explained/", {**form, "do": "save"}).status_code == 302
    )
    (step,) = judged.recorded(matter)
    path = f"/matters/{matter}/receipt/"
    assert client.get(path, {"event": step.id}).status_code == 302
    keep_checkpoint(ledger, ledger.checkpoint())
    answer = client.get(path, {"event": step.id})
    assert json.loads(json.loads(answer.content)["entry"])["body"]["id"] == step.id
    code, told = verified(answer)
    assert code == 0, told
    assert "step.recorded" in told


def test_a_matter_lists_its_objects_with_the_steps_that_name_them(sign_in, office, unit_names):
    from fajing.web import judged
    from fajing.web.records.models import MatterRow

    for row in MatterRow.objects.filter(unit=unit_names[0]).order_by("matter"):
        events = judged.open_file(row.matter).matter(row.matter).events
        names = {name for event in events for name in event.objects}
        if names:
            break
    text = sign_in(Role.CASE_OFFICER, 1).get(f"/matters/{row.matter}/").content.decode()
    panel = text.split("人员、物品、音视频</h2>")[1].split("</section>")[0]
    for name in names:
        line = panel.split(f'<td class="mono">{name}</td>')[1].split("</tr>")[0]
        assert line.count('href="#step-') == sum(name in event.objects for event in events)


def test_a_duty_on_the_page_shows_the_text_of_the_law_where_it_is_at_hand(
    sign_in, office, unit_names, monkeypatch
):
    from dataclasses import replace

    from fajing.web import judged
    from fajing.web.records.models import MatterRow

    said = judged.citation
    monkeypatch.setattr(
        judged, "citation", lambda *asked: [replace(one, text="本条原文") for one in said(*asked)]
    )
    for row in MatterRow.objects.filter(unit=unit_names[0]).order_by("matter"):
        duties = [one for one in judged.open_file(row.matter).duties if one.matter.id == row.matter]
        if duties:
            break
    text = (
        sign_in(Role.CASE_OFFICER, 1).get(f"/matters/{row.matter}/", {"duty": duties[0].key}).content.decode()
    )
    assert "<p>本条原文</p>" in text


def test_what_a_demonstration_ends_with_makes_its_receipts_whole(sign_in, ledger, unit_names, verified):
    """Of an entry and of a step that an import brought, by the demonstration's own key."""
    from fajing.app.demo_checkpoint import keep_first
    from fajing.web import receipts
    from fajing.web.judged import open_file
    from fajing.web.records.models import MatterRow

    matter = MatterRow.objects.filter(unit=unit_names[0]).order_by("matter")[0].matter
    event = open_file(matter).matter(matter).events[0].id
    assert receipts.of_event(matter, event) is None
    made = keep_first(ledger.data_dir)
    assert made.size == ledger.size()
    assert receipts.of_entry(made.size - 1) is not None
    assert receipts.of_event(matter, event) is not None


def test_every_kind_of_entry_has_a_title_and_pages_show_it(sign_in, a_finding, ledger):
    from fajing.draw import record
    from fajing.findings.acts import Kind
    from fajing.web.documents.papers import ACTS
    from fajing.web.pages.entry_words import TITLES
    from fajing.web.records import follower

    stages = (record.COMMITTED, record.REVEALED, record.DRAWN, record.REPLACED, record.VOIDED)
    wanted = {stored.kind for stored in ledger.entries()} | {f"draw.{one}" for one in stages}
    wanted |= {f"finding.{kind.value}" for kind in Kind} | {f"document.{one}" for one in ACTS}
    assert wanted <= TITLES.keys()
    assert all(zh and en and zh != en for zh, en in TITLES.values())
    one = a_finding(0)
    entry = next(follower.book().acts(one.number)).entry
    for language, title in (("zh", "问题：发现"), ("en", "finding found")):
        client = sign_in(Role.CASE_OFFICER, 1)
        client.cookies["fajing_language"] = language
        assert title in client.get(f"/matters/{one.matter}/").content.decode()
        assert title in client.get(f"/entries/{entry}/").content.decode()
        assert title in sign_in(Role.AUDIT_ADMIN).get("/ledger/").content.decode()
