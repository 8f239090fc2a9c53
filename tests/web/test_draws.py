"""A draw in the office from the form to the outsiders' verification, its rights, and appraisal of what was drawn."""

import hashlib
import re
import subprocess
import sys

import pytest

from fajing.findings.people import Role

SECRETS = {"bureau": "ab" * 32, "reader": "cd" * 32}
PREMISES = "编号,风险权重,辖区\n" + "".join(
    f"H{n:03d},{1 + n % 3},{'东' if n % 2 else '西'}所\n" for n in range(12)
)
PEOPLE = "警号,单位\n" + "".join(f"04{n:04d},{'东' if n % 2 else '西'}所\n" for n in range(8))


def commitment(draw, source, holder):
    said = f"fajing-draw-1\nsecret\n{draw}\n{source}\n{holder}\n{SECRETS[source]}"
    return hashlib.sha256(said.encode()).hexdigest()


def form(draw, legal, **more):
    holders = {"bureau": f"officer:{legal.number}", "reader": "reader:7"}
    typed = {
        "do": "commit", "draw": draw, "title": "第一季度案卷评查", "begin": "2026-02-01", "end": "2026-03-09",
        "how": "all", "count": "2", "team": "0", "number_title": "双色球", "number_issue": "第2026028期",
        "number_day": "2026-03-10", "number_time": "21:30", "number_form": "99 99 99 99 99 99+99",
    }  # fmt: skip
    for place, name in enumerate(SECRETS, 1):
        typed |= {f"name_{place}": name, f"holder_{place}": holders[name]}
        typed[f"commitment_{place}"] = commitment(draw, name, holders[name])
    return typed | more


@pytest.fixture
def later(office):
    """Moves the office's clock on, and back after the test."""
    began = office.demo_now

    def moved(hours):
        office.demo_now = began + hours * 3600

    yield moved
    office.demo_now = began


@pytest.fixture
def close_some(office):
    """As if some matters had been closed on the day before."""
    from fajing.web.records.models import MatterRow

    ids = list(MatterRow.objects.exclude(unit="").order_by("matter").values_list("matter", flat=True)[:6])
    MatterRow.objects.filter(matter__in=ids).update(closed_at=office.demo_now - 40 * 3600)
    return ids


def made(client, later, draw, legal, kind="file_sample", **more):
    answer = client.post(f"/draws/new/{kind}/", form(draw, legal, **more))
    assert answer.status_code == 302, re.findall(r'class="error">(.*?)<', answer.content.decode())
    for name, value in SECRETS.items():
        answer = client.post(f"/draws/{draw}/act/", {"do": "reveal", "source": name, "value": value})
        assert answer.status_code == 302
    later(48)
    number = {"do": "enter", "source": "public", "value": "03 11 19 24 30 31+08", "read_from": "公告"}
    assert client.post(f"/draws/{draw}/act/", number).status_code == 302
    assert client.post(f"/draws/{draw}/act/", {"do": "draw"}).status_code == 302


def test_files_from_the_form_to_the_outsider(sign_in, user_at, later, close_some, tmp_path):
    legal = user_at(Role.LEGAL_OFFICER)
    client = sign_in(Role.LEGAL_OFFICER)
    counted = client.post("/draws/new/file_sample/", form("x", legal, do="check")).content.decode()
    assert "抽取池6个" in counted
    assert client.post("/draws/new/file_sample/", form("t-1", legal)).status_code == 302
    page = client.get("/draws/t-1/").content.decode()
    assert not [one for one in close_some if one in page], "the pool is not shown before the draw"
    assert client.get("/draws/t-1/record.json").status_code == 404
    wrong = client.post("/draws/t-1/act/", {"do": "reveal", "source": "reader", "value": "ef" * 32})
    assert wrong.status_code == 409
    assert "与承诺值不符" in wrong.content.decode()
    early = client.post("/draws/t-1/act/", {"do": "draw"})
    assert (early.status_code, "还在等随机来源" in early.content.decode()) == (409, True)
    made(client, later, "t-2", legal)
    page = client.get("/draws/t-2/").content.decode()
    drawn = [one for one in close_some if one in page]
    assert len(drawn) == 2
    told = client.get("/draws/t-2/verify/").content.decode()
    assert "记录相符" in told
    assert "账目" in told
    outsider = sign_in(Role.OUTSIDE_READER)
    for path in ("record.json", "../verify_draw.py"):
        name = path.rpartition("/")[2]
        url = "/draws/verify_draw.py" if name.endswith(".py") else f"/draws/t-2/{name}"
        (tmp_path / name).write_bytes(b"".join(outsider.get(url).streaming_content))
    command = [sys.executable, "-I", "-S", "verify_draw.py", "record.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "t-1" in client.get("/draws/").content.decode()


def test_a_missing_secret_makes_it_void(sign_in, user_at, later, close_some):
    client, legal = sign_in(Role.LEGAL_OFFICER), user_at(Role.LEGAL_OFFICER)
    client.post("/draws/new/file_sample/", form("void-1", legal))
    client.post("/draws/void-1/act/", {"do": "reveal", "source": "bureau", "value": SECRETS["bureau"]})
    later(48)
    assert client.post("/draws/void-1/act/", {"do": "draw"}).status_code == 302
    page = client.get("/draws/void-1/").content.decode()
    assert "已作废" in page
    assert "逾期未揭示" in page


def test_premises_and_inspectors_replaced_and_panels_for_files(sign_in, user_at, later, close_some):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, legal = sign_in(Role.SUPERVISOR), user_at(Role.SUPERVISOR)

    def table(name, text):
        return SimpleUploadedFile(f"{name}.csv", text.encode("utf-8-sig"))

    bad = form(
        "p-0",
        legal,
        team="2",
        targets=table("targets", PREMISES),
        people=table("people", PEOPLE.replace("单位", "姓名")),
    )
    answer = client.post("/draws/new/inspection/", bad)
    assert (answer.status_code, "列名不对" in answer.content.decode()) == (422, True)
    files = {"targets": table("targets", PREMISES), "people": table("people", PEOPLE)}
    made(client, later, "p-1", legal, "inspection", count="3", team="2", avoid_own_unit="on", **files)
    page = client.get("/draws/p-1/").content.decode()
    targets = re.findall(r"<td>\d+</td><td>(H\d{3})</td>", page)
    assert len(targets) == 3
    change = {"do": "replace_target", "out": targets[0], "reason": "ceased"}
    assert client.post("/draws/p-1/act/", change).status_code == 302
    page = client.get("/draws/p-1/").content.decode()
    assert targets[0] not in re.findall(r"<td>\d+</td><td>(H\d{3})</td>", page)
    person = re.search(r'<select id="out_p" name="out"><option>(\w+)', page)[1]
    change = {"do": "replace_person", "out": person, "reason": "other", "target": ""}
    assert client.post("/draws/p-1/act/", change).status_code == 409  # other needs its document
    assert client.post("/draws/p-1/act/", change | {"document": "公函3号"}).status_code == 302
    later(0)
    made(client, later, "s-1", legal)
    later(0)
    made(client, later, "g-1", legal, "panel", earlier="s-1", team="2", people=table("people", PEOPLE))
    assert "记录相符" in client.get("/draws/g-1/verify/").content.decode()


def test_who_may_do_what_to_a_draw(sign_in, user_at, later, close_some):
    legal = user_at(Role.LEGAL_OFFICER, 1)
    client = sign_in(Role.LEGAL_OFFICER, 1)
    outsider = user_at(Role.OUTSIDE_READER)
    more = {"holder_2": f"officer:{outsider.number}", "count": "1"}
    more["commitment_2"] = commitment("own-1", "reader", more["holder_2"])
    answer = client.post("/draws/new/file_sample/", form("own-1", legal, **more))
    if answer.status_code == 422:
        pytest.skip("no closed file in this unit")
    assert sign_in(Role.LEGAL_OFFICER, 2).get("/draws/own-1/").status_code == 403
    assert "own-1" not in sign_in(Role.LEGAL_OFFICER, 2).get("/draws/").content.decode()
    body = sign_in(Role.LEGAL_OFFICER)
    assert body.get("/draws/own-1/").status_code == 200
    more["commitment_2"] = commitment("all-1", "reader", more["holder_2"])
    assert (
        body.post("/draws/new/file_sample/", form("all-1", user_at(Role.LEGAL_OFFICER), **more)).status_code
        == 302
    )
    reader = sign_in(Role.OUTSIDE_READER)
    secret = {"do": "reveal", "source": "bureau", "value": SECRETS["bureau"]}
    assert reader.post("/draws/all-1/act/", secret).status_code == 409
    secret = {"do": "reveal", "source": "reader", "value": SECRETS["reader"]}
    assert reader.post("/draws/all-1/act/", secret).status_code == 302


def test_an_appraisal_makes_findings_steps_and_one_entry(sign_in, user_at, later, close_some):
    from fajing.web import appraisals, judged
    from fajing.web.law import lawbook
    from fajing.web.records.models import FindingRow, MatterRow

    client, legal = sign_in(Role.LEGAL_OFFICER), user_at(Role.LEGAL_OFFICER)
    made(client, later, "e-1", legal)
    page = client.get("/draws/e-1/").content.decode()
    first, second = list(dict.fromkeys(re.findall(r"/draws/e-1/files/([^/]+)/", page)))
    row = MatterRow.objects.filter(matter__in=close_some)
    drawn = [one.matter for one in row if one.matter in page]
    one = row.get(matter=drawn[0])
    standing = set(FindingRow.objects.filter(matter=one.matter).values_list("norm", flat=True))
    norm = next(
        n.id for n in lawbook().norms.values()
        if n.procedure == one.procedure and n.is_finding and n.id not in standing
    )  # fmt: skip
    path = f"/draws/e-1/files/{one.matter}/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"norm_0": norm, "note_0": ""}).status_code == 409
    assert client.post(path, {"norm_0": norm, "note_0": "手机 13812345678"}).status_code == 409
    assert client.post(path, {"norm_0": norm, "note_0": "笔录没有起止时间"}).status_code == 302
    raised = FindingRow.objects.get(matter=one.matter, norm=norm)
    sheet = appraisals.done("e-1")[one.matter]
    assert sheet.findings == (raised.number,)
    text = client.get(f"/findings/{raised.number}/").content.decode()
    assert "案卷评查" in text
    assert "e-1" in text
    again = client.post(path, {"norm_0": norm, "note_0": "又看了一遍"})
    assert again.status_code == 302
    assert FindingRow.objects.filter(matter=one.matter, norm=norm).count() == 1
    other = sign_in(Role.SUPERVISOR)
    assert "再提交一份，就以新的为准" in other.get(path).content.decode()
    assert other.post(path, {}).status_code == 302
    told = other.get(path).context["sheets"]
    assert [(each["one"].by, len(each["one"].findings), each["counts"]) for each in told] == [
        (user_at(Role.SUPERVISOR).number, 0, True),
        (legal.number, 1, False),
        (legal.number, 1, False),
    ]
    text = other.get(path).content.decode()
    assert (text.count("以此为准"), text.count("已有更晚的")) == (1, 2)
    client = sign_in(Role.LEGAL_OFFICER)
    assert client.post(f"/draws/e-1/files/{drawn[1]}/", {}).status_code == 302
    steps = [event.step for event in judged.recorded("appraisal:e-1")]
    assert steps == ["sample_drawn", "file_scored", "file_scored", "appraisal_finished"]
    assert {first, second}
    assert client.get(f"/draws/e-1/files/{next(x for x in close_some if x not in drawn)}/").status_code == 404


def test_nobody_appraises_his_own_file(sign_in, user_at, later, close_some):
    from fajing.web.records.models import MatterRow

    client, legal = sign_in(Role.LEGAL_OFFICER), user_at(Role.LEGAL_OFFICER)
    MatterRow.objects.filter(matter__in=close_some).update(handler=legal.number)
    made(client, later, "n-1", legal, count="1")
    page = client.get("/draws/n-1/").content.decode()
    drawn = next(one for one in close_some if one in page)
    answer = client.post(f"/draws/n-1/files/{drawn}/", {})
    assert (answer.status_code, "由别人评查" in answer.content.decode()) == (409, True)


def test_a_draw_of_the_body_is_led_by_who_reaches_all_of_it(sign_in, user_at, close_some):
    name, body = "2026-03-files-own", sign_in(Role.LEGAL_OFFICER)
    sent = form(name, user_at(Role.LEGAL_OFFICER))
    assert body.post("/draws/new/file_sample/", sent).status_code == 302
    station = sign_in(Role.LEGAL_OFFICER, 1)
    page = station.get(f"/draws/{name}/")
    assert page.status_code == 200
    assert 'value="draw"' not in page.content.decode()
    for act in (
        {"do": "draw"},
        {"do": "void"},
        {"do": "reveal", "source": "bureau", "value": SECRETS["bureau"]},
    ):
        answer = station.post(f"/draws/{name}/act/", act)
        assert (answer.status_code, "只能揭示" in answer.content.decode()) == (409, True), act
    assert 'value="draw"' in sign_in(Role.LEGAL_OFFICER).get(f"/draws/{name}/").content.decode()
    own = form("2026-03-panel-x", user_at(Role.LEGAL_OFFICER, 1), earlier="of-nobody", do="check")
    refused = sign_in(Role.LEGAL_OFFICER, 1).post("/draws/new/panel/", own)
    assert (refused.status_code, "不归您的范围" in refused.content.decode()) == (422, True)
