"""The verifier for outsiders: alone, in agreement with the program, and not to be fooled by any change of a byte."""

from __future__ import annotations

import ast
import json
import random
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.draw.samples import (
    PUBLISHED,
    SALT,
    START,
    committed,
    drawn,
    reveal_all,
    sources,
    with_replacements,
)
from tests.draw.test_drawing import pools, possible

from fajing.core.canonical import canonical_bytes, hash_value, pretty_bytes
from fajing.core.errors import FajingError
from fajing.draw import verify_draw, words
from fajing.draw.record import Draw
from fajing.draw.sources import seed_of
from fajing.draw.verify_draw import verify

SCRIPT = Path(verify_draw.__file__)
RECORD = with_replacements().to_bytes()
BY = {"by": "officer:5"}


def holds(data):
    return verify(data)[-1].holds


def reads(data):
    try:
        Draw.read(data)
    except FajingError:
        return False
    return True


def by_script(path):
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(path)],
        capture_output=True, check=False, timeout=60, encoding="utf-8", cwd=path.parent,
    )  # fmt: skip
    assert done.stderr == ""
    return done


def void():
    draw = committed()
    draw.void("missing_reveal", at=PUBLISHED, **BY)
    return draw


# ------------------------------------------------------------------ what holds
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (committed, "尚未抽取；未到：bureau, lottery, reader"),
        (lambda: reveal_all(committed()), "尚未抽取；未到：无"),
        (void, "已作废，没有抽取；缺：bureau, reader"),
        (drawn, "结果：4个，重算相同，应回避的均未抽中"),
        (with_replacements, "替换3次，重算相同"),
    ],
    ids=["committed", "ready", "voided", "drawn", "replaced"],
)
def test_a_record_holds_at_every_stage(make, said, tmp_path):
    data = make().to_bytes()
    assert [step.holds for step in verify(data)] == [True] * len(verify(data))
    assert verify(data)[-1].zh == said
    path = tmp_path / "record.json"
    path.write_bytes(data)
    done = by_script(path)
    assert done.returncode == 0, done.stdout
    assert said in done.stdout
    assert "结论：相符 / the record holds" in done.stdout


@settings(max_examples=60)
@given(pools(), st.integers(0, 99), st.data())
def test_two_implementations_of_the_draw_agree(made, number, data):
    """Random pools, plans and replacements: what the program makes, the verifier makes too."""
    pool, plan = made
    if not possible(pool, plan):
        return
    draw = Draw.commit(
        pool, plan, sources(), draw="hotels-1", title="t", salt=f"{number:064x}", by="officer:5", at=START
    )
    reveal_all(draw).run(at=PUBLISHED + timedelta(hours=1), **BY)
    at = PUBLISHED + timedelta(hours=2)
    for _ in range(data.draw(st.integers(0, 4))):
        one = data.draw(st.sampled_from(draw.result()))
        person = data.draw(st.sampled_from(one.team))
        what = data.draw(st.sampled_from(["target", "here", "everywhere"]))
        try:
            if what == "target":
                draw.replace_target(one.target, "moved", at=at, **BY)
            else:
                target = one.target if what == "here" else ""
                draw.replace_person(person, "absent", target=target, at=at, **BY)
        except FajingError:
            continue
    steps = verify(draw.to_bytes())
    assert steps[-1].holds, steps[-1]
    assert reads(draw.to_bytes())


# ------------------------------------------------------------------ what does not
def test_changing_any_byte_fails_in_the_process():
    """Every byte of a record with all its stages, each changed to another; read by the program at every fourth."""
    chance = random.Random(7)
    for place in range(len(RECORD)):
        other = (RECORD[place] + chance.randrange(1, 256)) % 256
        data = RECORD[:place] + bytes([other]) + RECORD[place + 1 :]
        assert not holds(data), place
        assert place % 4 or not reads(data), place


@settings(max_examples=150)
@given(st.data())
def test_dropping_inserting_or_swapping_bytes_fails(data):
    place = data.draw(st.integers(0, len(RECORD) - 1))
    length = data.draw(st.integers(0, 40))
    middle = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from([b" ", b"\n", b"{}", RECORD[:30]])))
    changed = RECORD[:place] + middle + RECORD[place + length :]
    if changed != RECORD:
        assert not holds(changed)
        assert not reads(changed)


def test_the_script_alone_refuses_changed_bytes(tmp_path):
    chance = random.Random(11)
    path = tmp_path / "record.json"
    for _ in range(12):
        place = chance.randrange(len(RECORD))
        path.write_bytes(RECORD[:place] + bytes([RECORD[place] ^ 1]) + RECORD[place + 1 :])
        done = by_script(path)
        assert done.returncode == 1, place
        assert "结论：不符 / the record does NOT hold" in done.stdout


def rehashed(change):
    """A forger's record: something changed, and every hash and the seed worked out again."""
    read = json.loads(RECORD)
    stages = read["stages"]
    change(stages)
    previous = ""
    for stage in stages:
        stage["previous"] = previous
        if stage["stage"] == "committed" and stage["pool_hash"] != "00" * 32:
            stage["pool_hash"] = hash_value({"pool": stage["pool"], "salt": stage["salt"]})
        if stage["stage"] == "drawn" and stage["seed"] != "00" * 32:
            values = {one["source"]: one["value"] for one in stages if one["stage"] == "revealed"}
            stage["seed"] = seed_of(stages[0]["hash"], values)
        stage["hash"] = hash_value({key: value for key, value in stage.items() if key != "hash"})
        previous = stage["hash"]
    return pretty_bytes(read)


def stage_of(stages, kind):
    return next(one for one in stages if one["stage"] == kind)


def set_in(kind, *path, value):
    def change(stages):
        at = stage_of(stages, kind)
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value

    return change


LATER = {"at": "2026-12-09T00:00:00Z", "by": "officer:5"}
VOID = {"stage": "voided", "reason": "missing_reveal", "missing": []}


def double(rows):
    rows.insert(0, rows[0])


def swap_reveals(stages):
    """The public number between the secrets, with every time in order and in time."""
    stages[0]["sources"][1]["published_at"] = "2026-12-01T02:30:00Z"
    stages[3].update(at="2026-12-01T02:40:00Z", read_at="2026-12-01T02:35:00Z")
    stages[2], stages[3] = stages[3], stages[2]


def a_reading_before_the_publication(stages):
    stages[3].update(read_at="2026-12-02T06:59:59Z")


def a_reading_after_it_was_entered(stages):
    stages[3].update(read_at="2026-12-02T07:30:00Z")


def void_while_all_is_in(stages):
    del stages[4:]
    stages.append(VOID | LATER)


def void_too_early(stages):
    del stages[2:]
    stages.append(VOID | LATER | {"at": "2026-12-01T05:00:00Z", "missing": ["reader"]})


def two_public_numbers(stages):
    """The second one is out before the commitment."""
    extra = dict(stages[0]["sources"][1], id="lottery2", published_at="2026-12-01T01:00:00Z")
    stages[0]["sources"].insert(2, extra)


FORGERIES = {
    "another pool": (set_in("committed", "pool", "targets", 0, "weight", value=900), "不符"),
    "a weight too heavy": (set_in("committed", "pool", "targets", 0, "weight", value=1001), "权重不对"),
    "a weight on a person": (set_in("committed", "pool", "people", 0, "weight", value=2), "人员有权重，不允许"),
    "another kind": (set_in("committed", "pool", "kind", value="panel"), "权重不对"),
    "a conflict taken out": (set_in("committed", "pool", "conflicts", value=[]), "不符"),
    "a smaller team": (set_in("committed", "plan", "team", value=1), "方案不对"),
    "another team": (set_in("drawn", "result", 0, "team", value=["officer:0", "officer:1"]), "抽取结果与重算不符"),
    "another target": (set_in("drawn", "result", 0, "target", value="hotel-05"), "抽取结果与重算不符"),
    "another secret": (set_in("revealed", "value", value="44" * 32), "秘密数与承诺不符"),
    "a late reveal": (lambda stages: stages[2].update(at="2026-12-02T07:00:00Z"), "揭示过晚"),
    "a number known before": (
        set_in("committed", "sources", 1, "published_at", value="2026-12-01T01:00:00Z"), "没有提交之后才公布"
    ),
    "one holder": (set_in("committed", "sources", 2, "holder", value="officer:030117"), "秘密数少于两人"),
    "one source less": (lambda stages: stages[0]["sources"].pop(0), "秘密数少于两人"),
    "no public number": (lambda stages: stages[0]["sources"].pop(1), "没有提交之后才公布"),
    "a reveal taken out": (lambda stages: stages.pop(1), "公开数字先于秘密数"),
    "the number before the secrets": (swap_reveals, "公开数字先于秘密数"),
    "drawn twice": (lambda stages: stages.append(stage_of(stages, "drawn") | LATER), "先后不对"),
    "committed twice": (lambda stages: stages.append(stages[0] | LATER), "提交环节不对"),
    "void as well": (lambda stages: stages.append(VOID | LATER), "先后不对"),
    "a reading before the publication": (a_reading_before_the_publication, "读取时间不对"),
    "a reading after it was entered": (a_reading_after_it_was_entered, "读取时间不对"),
    "void while all is in": (void_while_all_is_in, "作废没有理由"),
    "void too early": (void_too_early, "作废没有理由"),
    "a second number known before": (two_public_numbers, "没有提交之后才公布"),
    "a short number": (set_in("committed", "sources", 1, "form", value="999"), "没有提交之后才公布"),
    "a number written otherwise": (lambda stages: stages[3].update(value="3 11 19 24 30 31+08"), "写法不对"),
    "revealed twice": (lambda stages: stages.insert(2, dict(stages[1])), "来源两次揭示"),
    "a secret with a reading": (
        lambda stages: stages[1].update(read_at="2026-12-01T02:00:00Z", read_from="x"), "揭示过晚"
    ),
    "a time that is none": (set_in("replaced", "at", value="2026-13-40T00:00:00Z"), "写法不对"),
    "a time with a zone": (set_in("replaced", "at", value="2026-12-03T15:00:00+08:00"), "时间或经办不对"),
    "time runs backwards": (set_in("replaced", "at", value="2026-12-01T00:00:00Z"), "时间或经办不对"),
    "an actor by name": (set_in("drawn", "by", value="李四"), "时间或经办不对"),
    "an inspector by name": (set_in("committed", "pool", "people", 0, "id", value="张三"), "人员编号不对"),
    "a pool out of order": (lambda stages: stages[0]["pool"]["targets"].reverse(), "没有排序"),
    "people out of order": (lambda stages: stages[0]["pool"]["people"].reverse(), "没有排序"),
    "a target twice": (lambda stages: double(stages[0]["pool"]["targets"]), "没有排序"),
    "sources out of order": (lambda stages: stages[0]["sources"].reverse(), "没有排序"),
    "a strange key in the pool": (set_in("committed", "pool", "note", value="x"), "内容多了或缺了"),
    "a strange key in the plan": (set_in("committed", "plan", "note", value="x"), "内容多了或缺了"),
    "a strange key in a target": (set_in("committed", "pool", "targets", 0, "note", value="x"), "内容多了或缺了"),
    "a strange key in a person": (set_in("committed", "pool", "people", 0, "note", value="x"), "内容多了或缺了"),
    "a strange key in a conflict": (set_in("committed", "pool", "conflicts", 0, "note", value="x"), "内容多了或缺了"),
    "a strange key in a source": (set_in("committed", "sources", 0, "note", value="x"), "内容多了或缺了"),
    "a pool hash of nothing": (set_in("committed", "pool_hash", value="00" * 32), "抽取池与提交的哈希不符"),
    "a chosen seed": (set_in("drawn", "seed", value="00" * 32), "种子不符"),
    "needs out of order": (set_in("committed", "pool", "targets", 0, "needs", value=["fire", "fire"]), "没有排序"),
    "specialities out of order": (
        set_in("committed", "pool", "people", 1, "specialities", value=["网安", "fire"]), "没有排序"
    ),
    "a conflict twice": (lambda stages: double(stages[0]["pool"]["conflicts"]), "没有排序"),
    "a short salt": (set_in("committed", "salt", value="00"), "抽取池与提交的哈希不符"),
    "a count of nothing": (set_in("committed", "plan", "counts", value={"*": 0}), "方案不对"),
    "no counts": (set_in("committed", "plan", "counts", value={}), "方案不对"),
    "the whole pool and a part": (set_in("committed", "plan", "counts", value={"*": 1, "district:0": 1}), "方案不对"),
    "more than there are": (set_in("committed", "plan", "counts", value={"*": 13}), "池中已抽完"),
    "drawn with a source missing": (lambda stages: stages.pop(3), "缺随机来源而抽取"),
    "a replaced one that was not drawn": (set_in("replaced", "out", value="hotel-99"), "写法不对"),
    "other without a document": (lambda stages: stages[-1].update(document=""), "替换没有理由"),
    "another person in": (lambda stages: stages[-1]["changes"][0].update(person="officer:2"), "替换不符"),
    "a person who is in no team": (lambda stages: stages[-1].update(out="officer:99"), "不在组内"),
    "a strange commitment": (set_in("committed", "sources", 0, "commitment", value="AB" * 32), "秘密数少于两人"),
    "another replacement": (set_in("replaced", "new", "target", value="hotel-02"), "替换不符"),
    "a replacement without a reason": (set_in("replaced", "reason", value="unwelcome"), "替换没有理由"),
    "a strange key": (set_in("drawn", "note", value="x"), "内容多了或缺了"),
    "no stages": (lambda stages: stages.clear(), "写法不对"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FORGERIES))
def test_a_forger_who_works_out_every_hash_again_is_found(name):
    change, said = FORGERIES[name]
    data = rehashed(change)
    step = verify(data)[-1]
    assert not step.holds
    assert re.search(said, step.zh), step
    assert not reads(data)


@pytest.mark.parametrize("change", [{"format": "fajing-draw-2"}, {"note": "x"}])
def test_another_format_or_a_key_beside_the_stages_is_refused(change):
    data = pretty_bytes(json.loads(RECORD) | change)
    assert not holds(data)
    assert not reads(data)


def test_another_spelling_of_the_same_record_is_refused():
    read = json.loads(RECORD)
    for data in (RECORD + b"\n", canonical_bytes(read), json.dumps(read, indent=2, sort_keys=True).encode()):
        assert json.loads(data) == read
        assert not holds(data)
        assert not reads(data)


def test_the_forger_changes_nothing_when_he_changes_nothing():
    assert rehashed(lambda stages: None) == RECORD


def test_what_a_record_alone_cannot_show_is_shown_by_the_ledger_only():
    """A title rewritten with all hashes gives another seed; a note about a reading does not: that is in the ledger."""
    assert not holds(rehashed(set_in("committed", "title", value="别的")))
    read_from = rehashed(lambda stages: stages[3].update(read_from="别处"))
    assert holds(read_from)
    assert read_from != RECORD


def test_nonsense_is_refused_without_a_traceback(tmp_path):
    for data in (
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"1.5",
        b"[" * 100_000,
        b'{"format": "fajing-draw-1", "stages": []}',
    ):
        assert not holds(data)
        assert not reads(data)
    assert by_script_of(tmp_path, b"[" * 100_000).returncode == 1
    missing = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(tmp_path / "none.json")],
        capture_output=True,
        check=False,
    )
    assert missing.returncode == 2
    assert not missing.stderr


def by_script_of(folder, data):
    path = folder / "record.json"
    path.write_bytes(data)
    return by_script(path)


# ------------------------------------------------------------------ alone
def test_the_script_imports_the_standard_library_only():
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
    assert imported == {"__future__", "datetime", "hashlib", "hmac", "json", "re", "sys", "typing"}


def test_the_script_is_readable_to_an_older_python():
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 8))


def test_the_lists_of_the_script_are_those_of_the_program():
    assert verify_draw.REASONS["target"].strip("/").split("/") == list(words.TARGET_REASONS)
    assert verify_draw.REASONS["person"].strip("/").split("/") == list(words.PERSON_REASONS)
    assert dict(words.SMALLEST_TEAM) == verify_draw.SMALLEST_TEAM
    assert (words.LARGEST_TEAM, words.HEAVIEST, words.FORMAT) == (
        verify_draw.LARGEST_TEAM, verify_draw.HEAVIEST, verify_draw.FORMAT,
    )  # fmt: skip


def test_both_hash_a_value_alike():
    for value in ({"b": 1, "a": [None, True, "案"]}, {"ä": {}, "z": []}, SALT):
        assert verify_draw._hash(value) == hash_value(value)
    assert canonical_bytes({"é": 1}) == '{"é":1}'.encode()
