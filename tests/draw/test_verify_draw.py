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
        if stage["stage"] == "committed":
            stage["pool_hash"] = hash_value({"pool": stage["pool"], "salt": stage["salt"]})
        if stage["stage"] == "drawn":
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


def swap_reveals(stages):
    stages[1], stages[3] = stages[3], stages[1]


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
    "a late reveal": (set_in("revealed", "at", value="2026-12-02T07:00:00Z"), "环节的时间|揭示过晚|第3环节"),
    "a number known before": (
        set_in("committed", "sources", 1, "published_at", value="2026-12-01T01:00:00Z"), "没有提交之后才公布"
    ),
    "one holder": (set_in("committed", "sources", 2, "holder", value="officer:030117"), "秘密数少于两人"),
    "one source less": (lambda stages: stages[0]["sources"].pop(0), "秘密数少于两人"),
    "no public number": (lambda stages: stages[0]["sources"].pop(1), "没有提交之后才公布"),
    "a reveal taken out": (lambda stages: stages.pop(1), "公开数字先于秘密数"),
    "the number before the secrets": (swap_reveals, "第3环节的时间|公开数字先于秘密数"),
    "drawn twice": (lambda stages: stages.append(stage_of(stages, "drawn") | LATER), "先后不对"),
    "committed twice": (lambda stages: stages.append(stages[0] | LATER), "提交环节不对"),
    "void as well": (lambda stages: stages.append(VOID | LATER), "先后不对"),
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
