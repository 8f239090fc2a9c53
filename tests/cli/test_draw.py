"""`fajing draw`: from tables to a verified record, what is printed, and the exit codes."""

from __future__ import annotations

import json
import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from fajing.app import draw_ledger, draw_records
from fajing.cli import main
from fajing.core import clock as core_clock
from fajing.ledger.ledger import Ledger

START = datetime(2026, 12, 1, 1, tzinfo=UTC)
PUBLISHED = datetime(2026, 12, 2, 7, tzinfo=UTC)
TABLES = {
    "premises.csv": "场所编号,风险权重,辖区\n"
    + "".join(f"LG-{n:03},{1 + n % 4},所{n % 2}\n" for n in range(8)),
    "people.csv": "警号,单位\n" + "".join(f"03010{n},所{n % 2}\n" for n in range(6)),
    "conflicts.csv": "警号,场所编号,理由\n030101,LG-002,近亲属关系\n030103,LG-005,经办过\n",
}


class Place:
    """A folder with the tables, a data folder with a ledger, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.at, self.commitments = folder, START, {}
        for name, text in TABLES.items():
            (folder / name).write_text(text, encoding="utf-8")
        Ledger.init(folder / "data").close()

    def now(self):
        return self.at

    def run(self, *arguments):
        return main(["draw", *(one.replace("@", f"{self.folder}/") for one in arguments)])


@pytest.fixture
def place(tmp_path, monkeypatch):
    made = Place(tmp_path)
    for module in (core_clock, draw_ledger, draw_records):
        monkeypatch.setattr(module, "now", made.now)
    monkeypatch.delenv("FAJING_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    return made


def pool(place):
    tables = ("--targets", "@premises.csv", "--people", "@people.csv", "--conflicts", "@conflicts.csv")
    return place.run("pool", "--kind", "inspection", *tables, "--out", "@pool.json")


def commit(place, capsys, *more):
    assert pool(place) == 0
    held = []
    for source, holder in (("bureau", "officer:030117"), ("reader", "reader:7")):
        capsys.readouterr()
        arguments = ("--draw", "q4", "--source", source, "--holder", holder, "--out", f"@{source}.txt")
        assert place.run("secret", *arguments) == 0
        held += ["--secret", source, holder, re.search(r"承诺值 (\w{64})", capsys.readouterr().out).group(1)]
    public = ("--public", "close", "上证综指收盘", "2026-12-02", "2026-12-02T15:00+08:00", "9999.99")
    return place.run(
        "commit", "@pool.json", "--draw", "q4", "--title", "旅馆业抽查", *(more or ("--count", "3")), "--team", "2",
        *held, *public, "--by", "030117", "--out", "@record.json", "--data", "@data",
    )  # fmt: skip


def reveal(place, source, *more):
    place.at += timedelta(minutes=1)
    return place.run(
        "reveal", "@record.json", "--source", source, "--by", "030117", "--data", "@data",
        *(more or ("--secret-file", f"@{source}.txt")),
    )  # fmt: skip


def publish(place, value="3127.40"):
    place.at = PUBLISHED + timedelta(minutes=30)
    return reveal(place, "close", "--value", value, "--read-from", "交易所网站")


def draw(place, *more):
    return place.run("draw", "@record.json", "--by", "030117", "--data", "@data", *more)


def drawn(place, capsys):
    assert commit(place, capsys) == 0
    assert [reveal(place, "bureau"), reveal(place, "reader"), publish(place), draw(place)] == [0, 0, 0, 0]
    return json.loads((place.folder / "record.json").read_text("utf-8"))["stages"][-1]["result"]


def test_a_pool_is_counted_and_hashed(place, capsys):
    assert pool(place) == 0
    said = capsys.readouterr().out
    assert "双随机检查：检查对象8个，分2层，有权重的6个；检查人员6人，回避2对" in said
    assert re.search(r"加盐哈希 [0-9a-f]{64}", said)


def test_a_secret_is_private_and_is_not_printed(place, capsys):
    arguments = (
        "--draw",
        "q4",
        "--source",
        "bureau",
        "--holder",
        "officer:1",
        "--out",
        "@s.txt",
        "--lang",
        "en",
    )
    assert place.run("secret", *arguments) == 0
    path = place.folder / "s.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text("ascii").strip() not in capsys.readouterr().out


def test_the_whole_way(place, capsys):
    result = drawn(place, capsys)
    said = capsys.readouterr().out
    assert "账目 1" in said
    assert "秘密数须在 2026-12-02T07:00:00Z 前揭示" in said
    assert "q4：随机来源齐备，可以抽取" in said
    for number, one in enumerate(result, 1):
        assert f"{number:>4}  {one['target']}  {'、'.join(one['team'])}" in said
    out = result[0]
    arguments = ("@record.json", "--by", "030117", "--data", "@data")
    assert place.run("replace", *arguments, "--target", result[1]["target"], "--reason", "moved") == 0
    person = ("--person", out["team"][0], "--target", out["target"], "--reason", "absent", "--lang", "en")
    assert place.run("replace", *arguments, *person) == 0
    said = capsys.readouterr().out
    assert "至此替换对象1次，抽出3个" in said
    assert f"{out['target']}  {out['team'][0]} → " in said
    assert place.run("verify", "@record.json", "--data", "@data") == 0
    said = capsys.readouterr().out
    assert "✓ 替换2次，重算相同" in said
    assert "✓ 抽取池（账目1）和秘密数都在公开数字公布前入账" in said
    assert said.endswith("结论：相符\n")


def test_without_a_ledger_verify_says_what_is_not_shown(place, capsys):
    drawn(place, capsys)
    capsys.readouterr()
    assert place.run("verify", "@record.json", "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "that it was made in this order only a ledger shows" in said
    assert said.endswith("The record holds\n")


def test_a_changed_record_does_not_verify(place, capsys):
    result = drawn(place, capsys)
    path = place.folder / "record.json"
    path.write_text(path.read_text("utf-8").replace(result[0]["target"], "LG-999"), encoding="utf-8")
    capsys.readouterr()
    assert place.run("verify", "@record.json", "--data", "@data") == 1
    assert "结论：不符" in capsys.readouterr().out
    assert draw(place) == 2
    assert "第1个环节" in capsys.readouterr().err


def test_a_missing_reveal_is_recorded_and_the_draw_refuses(place, capsys):
    assert commit(place, capsys) == 0
    assert reveal(place, "bureau") == 0
    assert draw(place) == 2
    assert "还在等随机来源" in capsys.readouterr().err
    place.at = PUBLISHED + timedelta(minutes=1)
    assert draw(place) == 2
    assert "逾期未揭示，不能抽取 (not revealed in time, nothing is drawn): reader" in capsys.readouterr().err
    assert place.run("verify", "@record.json", "--data", "@data") == 0
    assert "已作废，没有抽取；缺：reader" in capsys.readouterr().out
    assert reveal(place, "reader") == 2


def test_a_number_that_was_never_published_voids_the_draw(place, capsys):
    assert commit(place, capsys) == 0
    assert [reveal(place, "bureau"), reveal(place, "reader")] == [0, 0]
    arguments = ("void", "@record.json", "--by", "030117", "--data", "@data")
    assert place.run(*arguments) == 2
    place.at = PUBLISHED + timedelta(days=1)
    assert place.run(*arguments) == 0
    assert "q4：已作废，缺 close" in capsys.readouterr().out


def test_strata_are_drawn_each_with_its_count(place, capsys):
    assert commit(place, capsys, "--count-of", "所0", "1", "--count-of", "所1", "2") == 0
    assert [reveal(place, "bureau"), reveal(place, "reader"), publish(place), draw(place)] == [0, 0, 0, 0]
    result = json.loads((place.folder / "record.json").read_text("utf-8"))["stages"][-1]["result"]
    assert [one["stratum"] for one in result] == ["所0", "所1", "所1"]


@pytest.mark.parametrize("more", [("--title", "x"), ("--count", "1", "--count-of", "所0", "1")])
def test_how_many_is_said_in_one_way(place, capsys, more):
    assert commit(place, capsys, *more) == 2
    assert "--count" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda place: reveal(place, "close", "--value", "3127.4", "--read-from", "x"),
            "读取时间应在公布之后",
        ),
        (lambda place: reveal(place, "bureau", "--secret-file", "@reader.txt"), "与承诺值不符，不收"),
        (lambda place: reveal(place, "bureau", "--secret-file", "@none.txt"), "读不出秘密数文件"),
        (lambda place: reveal(place, "bureau", "--secret-file", "@bureau.txt", "--value", "1"), "其中一个"),
        (
            lambda place: reveal(place, "close", "--value", "1", "--read-at", "2026-12-02T15:00"),
            "时间要带时区",
        ),
        (lambda place: place.run("draw", "@none.json", "--by", "030117"), "读不出这个文件"),
        (lambda place: place.run("draw", "@record.json", "--by", "030117", "--data", "@none"), "没有账本"),
        (
            lambda place: place.run("replace", "@record.json", "--by", "1", "--reason", "moved"),
            "--target 或 --person",
        ),
    ],
)
def test_what_is_refused_is_said(place, capsys, change, said):
    assert commit(place, capsys) == 0
    capsys.readouterr()
    assert change(place) == 2
    assert said in capsys.readouterr().err


def test_every_command_and_option_of_the_guide_exists():
    from fajing.cli.draw import command

    text = (REPOSITORY / "docs/guides/draw.md").read_text("utf-8").replace("\\\n", " ")
    used = re.findall(r"^fajing draw (\w+)(.*)$", text, re.MULTILINE)
    assert {name for name, _ in used} >= {"pool", "secret", "commit", "reveal", "draw", "replace"}
    for name, rest in used:
        known = {option for one in command.commands[name].params for option in one.opts}
        assert set(re.findall(r"(?<=\s)--[a-z-]+", rest)) - known == set(), name
    assert all(f"`{name}`" in text or f"fajing draw {name}" in text for name in command.commands)
