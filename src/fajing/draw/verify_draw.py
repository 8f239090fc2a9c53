"""核验一份抽取记录 / verify the record of a draw: `python -I -S verify_draw.py RECORD.json`.

One file, standard library only, no network, Python 3.8 or later. It shares no code with the program that made the
record: it is written a second time from the specification (docs/adr/0020-verifiable-draw.md), so that both must agree.
In: the record. Out: what was recomputed, step by step, in Chinese and English. Exit code 0 where all of it holds,
1 where something does not, 2 where there is no record to read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sys
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

FORMAT = "fajing-draw-1"
SMALLEST_TEAM = {"inspection": 2, "file_sample": 0, "panel": 2}
LARGEST_TEAM, HEAVIEST = 20, 1000
HASH = re.compile(r"[0-9a-f]{64}")
PERSON = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._:/@-]{0,79}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
STAGE_KEYS = {
    "committed": "draw plan pool pool_hash repeats salt sources title",
    "revealed": "source value",
    "drawn": "result seed",
    "replaced target": "document new out reason what",
    "replaced person": "changes document for out reason what",
    "voided": "missing reason",
}
SOURCE_KEYS = {
    "secret": "commitment holder id type",
    "public_number": "form id issue published_at title type",
}
REASONS = {
    "target": "/ceased/moved/not_found/duplicate/limit_reached/file_absent/out_of_scope/other/",
    "person": "/recused/absent/left_post/not_certified/other/",
}


class Step(NamedTuple):
    """One thing that was recomputed, in Chinese and English, and whether it came out as the record has it."""

    holds: bool
    zh: str
    en: str


class Refused(Exception):
    """The record does not hold; the reason in Chinese and English, with ` / ` between them."""


def verify(data: bytes) -> list[Step]:
    """Recompute a record; the last step is the first that does not hold, where one does not."""
    steps: list[Step] = []
    try:
        _Record(data, steps).verify()
    except Refused as refused:
        steps.append(_step(False, str(refused)))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        name = type(error).__name__
        steps.append(Step(False, f"写法不对（{name}）", f"not written as a record is ({name})"))
    return steps


def _step(holds: bool, said: str) -> Step:
    zh, _, en = said.partition(" / ")
    return Step(holds, zh, en)


def _demand(holds: object, otherwise: str) -> None:
    if not holds:
        raise Refused(otherwise)


def _hash(value: Any) -> str:
    data = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(data).hexdigest()


def _keys(value: Any, keys: str) -> None:
    _demand(sorted(value) == sorted(keys.split()), f"内容多了或缺了 / keys are missing or strange: {keys}")


def _in_order(values: list[Any]) -> None:
    _demand(values == sorted(set(values)), "没有排序或有重复 / not in order, or doubled")


def _no_float(text: str) -> NoReturn:
    raise Refused("记录里有小数 / there is a fraction in the record")


def _is_moment(text: str) -> bool:
    return bool(MOMENT.fullmatch(text) and datetime.strptime(text[:-1], "%Y-%m-%dT%H:%M:%S"))  # noqa: DTZ007


class _Record:
    def __init__(self, data: bytes, steps: list[Step]) -> None:
        self.steps = steps
        read = json.loads(data.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float)
        again = json.dumps(read, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
        _demand(again.encode() == data, "文件被重新排版或改动 / the file is not written as a record is")
        _keys(read, "format stages")
        _demand(read["format"] == FORMAT, "不认识的格式 / unknown format")
        self.stages = read["stages"]
        self.first = self.stages[0]
        self.closes_at = ""

    def done(self, said: str) -> None:
        self.steps.append(_step(True, said))

    def verify(self) -> None:
        self.chain()
        self.commitment()
        self.sources()
        values = self.reveals()
        kinds = [one["stage"] for one in self.stages]
        after = kinds[1 + len(values) :]
        if after == ["voided"]:
            self.void(values, self.stages[-1])
        elif not after:
            left = ", ".join(one["id"] for one in self.first["sources"] if one["id"] not in values)
            self.done(f"尚未抽取；未到：{left or '无'} / not drawn yet; still awaited: {left or 'none'}")
        else:
            ok = after[0] == "drawn" and all(one == "replaced" for one in after[1:])
            _demand(ok, "环节的先后不对 / the stages are not in their order")
            self.drawn(values, self.stages[-len(after) :])

    def chain(self) -> None:
        """Every stage has its hash, which holds the hash of the one before, and no time runs backwards."""
        previous, last = "", ""
        for number, stage in enumerate(self.stages, 1):
            kind = stage["stage"]
            wanted = STAGE_KEYS[f"replaced {stage['what']}" if kind == "replaced" else kind]
            extra = "read_at read_from" if kind == "revealed" and "read_at" in stage else ""
            _keys(stage, f"at by hash previous stage {wanted} {extra}")
            held = {key: value for key, value in stage.items() if key != "hash"}
            ok = stage["hash"] == _hash(held) and stage["previous"] == previous
            _demand(ok, f"第{number}环节的哈希不符 / the hash of stage {number} does not hold")
            is_dated = _is_moment(stage["at"]) and stage["at"] >= last and PERSON.fullmatch(stage["by"])
            _demand(is_dated, f"第{number}环节的时间或经办不对 / time or actor of stage {number} is wrong")
            _demand((kind == "committed") == (number == 1), "提交环节不对 / there is no one commitment")
            previous, last = stage["hash"], stage["at"]
        self.done(f"{len(self.stages)}个环节，哈希相连 / {len(self.stages)} stages, linked by their hashes")

    def commitment(self) -> None:
        """The pool is in order, is what its hash says, and gives no person a weight."""
        pool, plan = self.first["pool"], self.first["plan"]
        _keys(pool, "conflicts kind people targets")
        _keys(plan, "avoid_own_unit counts team")
        limit = HEAVIEST if pool["kind"] == "inspection" else 1
        for one in pool["targets"]:
            _keys(one, "id needs stratum weight")
            ok = type(one["weight"]) is int and 1 <= one["weight"] <= limit
            _demand(ok, f"权重不对：{one['id']} / the weight is wrong: {one['id']}")
            _in_order(one["needs"])
        for one in pool["people"]:
            _demand("weight" not in one, "人员有权重，不允许 / a person has a weight, which is refused")
            _keys(one, "id specialities unit")
            _demand(PERSON.fullmatch(one["id"]), "人员编号不对 / the number of a person is wrong")
            _in_order(one["specialities"])
        for one in pool["conflicts"]:
            _keys(one, "person reason target")
        _in_order([one["id"] for one in pool["targets"]])
        _in_order([one["id"] for one in pool["people"]])
        _in_order([(one["person"], one["target"]) for one in pool["conflicts"]])
        salted = {"pool": pool, "salt": self.first["salt"]}
        ok = _hash(salted) == self.first["pool_hash"] and HASH.fullmatch(salted["salt"]) is not None
        _demand(ok, "抽取池与提交的哈希不符 / the pool is not what its hash says")
        smallest, team, counts = SMALLEST_TEAM[pool["kind"]], plan["team"], plan["counts"]
        ok = type(team) is int and smallest <= team <= (LARGEST_TEAM if smallest else 0)
        ok = ok and bool(counts) and all(type(one) is int and one > 0 for one in counts.values())
        _demand(ok and ("*" not in counts or len(counts) == 1), "方案不对 / the plan is wrong")
        targets, people = len(pool["targets"]), len(pool["people"])
        said = f"抽取池：{targets}个对象，{people}人，哈希相符；人员没有权重 / "
        self.done(f"{said}{targets} targets, {people} people; the hash holds; no person has a weight")

    def sources(self) -> None:
        """Two secrets of different holders at least, and a number that was not yet published."""
        sources = self.first["sources"]
        for one in sources:
            _keys(one, SOURCE_KEYS[one["type"]])
        _in_order([one["id"] for one in sources])
        secrets = [one for one in sources if one["type"] == "secret"]
        numbers = [one for one in sources if one["type"] == "public_number"]
        hashes = {one["commitment"] for one in secrets if HASH.fullmatch(one["commitment"])}
        ok = len({one["holder"] for one in secrets}) == len(hashes) == len(secrets) >= 2
        _demand(ok, "秘密数少于两人分别保管 / fewer than two people hold a secret each")
        moments = [one["published_at"] for one in numbers if one["form"].count("9") >= 4]
        self.closes_at = min(moments, default="")
        ok = len(moments) == len(numbers) and all(map(_is_moment, moments))
        ok = ok and self.closes_at > self.first["at"]
        _demand(ok, "没有提交之后才公布的数字 / no number is published after the commitment")
        said = f"随机来源：{len(secrets)}人各一个秘密数，{len(numbers)}个公开数字 / "
        self.done(f"{said}randomness: {len(secrets)} secrets, {len(numbers)} public number(s)")

    def reveals(self) -> dict[str, str]:
        """Each secret is the committed one and in time; each number is written as agreed, after its publication."""
        sources = {one["id"]: one for one in self.first["sources"]}
        values: dict[str, str] = {}
        for stage in self.stages[1:]:
            if stage["stage"] != "revealed":
                break
            name, value = stage["source"], stage["value"]
            source = sources[name]
            _demand(name not in values, f"来源两次揭示：{name} / revealed twice: {name}")
            if source["type"] == "secret":
                said = f"{FORMAT}\nsecret\n{self.first['draw']}\n{name}\n{source['holder']}\n{value}"
                made = hashlib.sha256(said.encode()).hexdigest()
                ok = HASH.fullmatch(value) and made == source["commitment"]
                _demand(ok, f"秘密数与承诺不符：{name} / the secret is not what was committed: {name}")
                ok = stage["at"] < self.closes_at and "read_at" not in stage
                _demand(ok, f"揭示过晚：{name} / revealed too late: {name}")
            else:
                form = "".join("9" if sign in "0123456789" else sign for sign in value)
                _demand(form == source["form"], f"公开数字写法不对：{name} / not written as agreed: {name}")
                read = stage["read_at"]
                ok = _is_moment(read) and source["published_at"] <= read <= stage["at"]
                _demand(ok, f"公开数字的读取时间不对：{name} / read before it was published: {name}")
                late = [one for one in sources if sources[one]["type"] == "secret" and one not in values]
                _demand(not late, "公开数字先于秘密数录入 / the public number came in before a secret")
            values[name] = value
        self.done(f"揭示{len(values)}项，与承诺相符 / {len(values)} reveal(s), as they were committed")
        return values

    def void(self, values: dict[str, str], stage: dict[str, Any]) -> None:
        left = [one for one in self.first["sources"] if one["id"] not in values]
        late = [one["id"] for one in left if one["type"] == "secret"]
        missing = late or [one["id"] for one in left]
        reason = "missing_reveal" if late else "no_public_number"
        due = self.closes_at if late else max([one["published_at"] for one in left], default="")
        ok = missing and (stage["missing"], stage["reason"]) == (missing, reason) and stage["at"] >= due
        _demand(ok, "作废没有理由 / there was no ground to void it")
        said = ", ".join(missing)
        self.done(f"已作废，没有抽取；缺：{said} / void, nothing was drawn; missing: {said}")

    def drawn(self, values: dict[str, str], stages: list[dict[str, Any]]) -> None:
        ok = len(values) == len(self.first["sources"])
        _demand(ok, "缺随机来源而抽取 / drawn although a source is missing")
        seed = _hash({"committed": self.first["hash"], "values": values})
        _demand(seed == stages[0]["seed"], "种子不符 / the seed does not hold")
        self.done(f"种子 {seed} / seed {seed}")
        draw = _Draw(self.first, bytes.fromhex(seed))
        draw.everything()
        _demand(draw.result == stages[0]["result"], "抽取结果与重算不符 / the result is not what comes out")
        draw.no_conflict()
        said = f"结果：{len(draw.result)}个，重算相同，应回避的均未抽中 / "
        self.done(f"{said}{len(draw.result)} drawn, recomputed the same, no conflict among them")
        for stage in stages[1:]:
            ok = f"/{stage['reason']}/" in REASONS[stage["what"]]
            ok = ok and (stage["reason"] != "other" or stage["document"] != "")
            _demand(ok, "替换没有理由 / a replacement has no reason")
            if stage["what"] == "target":
                ok = draw.replace(stage["out"]) == stage["new"]
            else:
                ok = draw.swap(stage["out"], stage["for"]) == stage["changes"]
            _demand(ok, f"替换不符：{stage['out']} / a replacement does not come out: {stage['out']}")
        draw.no_conflict()
        if number := len(stages) - 1:
            self.done(f"替换{number}次，重算相同 / {number} replacement(s), recomputed the same")


class _Draw:
    """The algorithm, from the specification."""

    def __init__(self, first: dict[str, Any], seed: bytes) -> None:
        pool, self.plan, self.seed = first["pool"], first["plan"], seed
        self.targets = {one["id"]: one for one in pool["targets"]}
        self.people = {one["id"]: one for one in pool["people"]}
        self.conflicts = {(one["person"], one["target"]): one["reason"] for one in pool["conflicts"]}
        self.result: list[dict[str, Any]] = []
        self.used: dict[str, int] = {}
        self.hats: dict[str, list[str]] = {}
        self.left: dict[str, int] = {}
        self.taken: set[str] = set()
        self.away: set[tuple[str, str]] = set()
        self.times = dict.fromkeys(self.people, 0)

    def number(self, label: str, limit: int) -> int:
        bits = (limit - 1).bit_length()
        while True:
            count = self.used.get(label, 0)
            self.used[label] = count + 1
            block = hmac.new(self.seed, f"{FORMAT}\n{label}\n{count}".encode(), hashlib.sha256).digest()
            number = int.from_bytes(block, "big") >> (256 - bits)
            if number < limit:
                return number

    def everything(self) -> None:
        for stratum in sorted(self.plan["counts"]):
            self.result += [self.ticket(stratum) for _ in range(self.plan["counts"][stratum])]
        for one in self.result:
            self.team(one, "teams")

    def ticket(self, stratum: str) -> dict[str, Any]:
        """As many tickets in the hat as the weights say; one already drawn is put aside."""
        if stratum not in self.hats:
            part = [one for one in self.targets.values() if stratum in ("*", one["stratum"])]
            self.hats[stratum] = [one["id"] for one in part for _ in range(one["weight"])]
            self.left[stratum] = len(part)
        hat = self.hats[stratum]
        _demand(self.left[stratum], "池中已抽完 / nothing is left in the pool")
        self.left[stratum] -= 1
        drawn = hat[self.number(f"targets/{stratum}", len(hat))]
        while drawn in self.taken:
            drawn = hat[self.number(f"targets/{stratum}", len(hat))]
        self.taken.add(drawn)
        bars = ((one, self.bar(one, drawn)) for one in self.people)
        barred = [{"person": person, "reason": reason} for person, reason in bars if reason]
        return {"barred": barred, "stratum": stratum, "target": drawn, "team": []}

    def bar(self, person: str, target: str) -> str:
        """Why a person may not be drawn for a target; empty where he may."""
        unit = self.people[person]["unit"]
        own = self.plan["avoid_own_unit"] and unit and unit == self.targets[target]["stratum"]
        return self.conflicts.get((person, target)) or ("own_unit" if own else "")

    def able(self, one: dict[str, Any], needs: list[str]) -> list[str]:
        team, away, barred = one["team"], self.away, {bar["person"] for bar in one["barred"]}
        out = {*team, *barred, *(person for person, target in away if target in ("", one["target"]))}
        skilled = (who for who in self.people.values() if set(needs).issubset(who["specialities"]))
        return [who["id"] for who in skilled if who["id"] not in out]

    def lacking(self, one: dict[str, Any], team: list[str]) -> list[str]:
        """The specialities of which a team must have someone and has nobody."""
        has = {skill for person in team for skill in self.people[person]["specialities"]}
        return [need for need in self.targets[one["target"]]["needs"] if need not in has]

    def team(self, one: dict[str, Any], label: str) -> None:
        """One after the other, of those with the fewest teams so far; needed specialities first."""
        while len(one["team"]) < self.plan["team"]:
            able = self.able(one, self.lacking(one, one["team"])[:1])
            _demand(able, "没有可抽的人 / nobody is left to draw")
            least = min(self.times[person] for person in able)
            able = [person for person in able if self.times[person] == least]
            person = able[self.number(label, len(able))]
            one["team"].append(person)
            self.times[person] += 1
        _demand(not self.lacking(one, one["team"]), "组内缺专长 / the team lacks a speciality")

    def replace(self, out: str) -> dict[str, Any]:
        """The next of the stratum in place of a target, with a team of its own."""
        (place,) = (number for number, one in enumerate(self.result) if one["target"] == out)
        new = self.ticket(self.result[place]["stratum"])
        for person in self.result[place]["team"]:
            self.times[person] -= 1
        self.team(new, f"team/{new['target']}")
        self.result[place] = new
        return new

    def swap(self, out: str, target: str) -> list[dict[str, str]]:
        """Someone in place of a person, in one team or in all of his; whoever may, with equal chance."""
        self.away.add((out, target))
        changes = []
        for one in self.result:
            if out in one["team"] and target in ("", one["target"]):
                rest = [person for person in one["team"] if person != out]
                able = self.able(one, self.lacking(one, rest))
                _demand(able, "没有可替换的人 / nobody is left to take the place")
                person = able[self.number(f"person/{one['target']}", len(able))]
                one["team"][one["team"].index(out)] = person
                self.times[out] -= 1
                self.times[person] += 1
                changes.append({"person": person, "target": one["target"]})
        _demand(changes, "被替换的人不在组内 / who is replaced is in no team")
        return changes

    def no_conflict(self) -> None:
        """Asked again of what stands, whatever the algorithm says."""
        for one in self.result:
            team, target = one["team"], one["target"]
            ok = len(set(team)) == len(team) == self.plan["team"]
            ok = ok and not any((person, target) in self.conflicts for person in team)
            _demand(ok, f"应回避的人在组内：{target} / someone with a conflict is in the team: {target}")


def main(arguments: list[str]) -> int:
    """Verify one file and say what was recomputed."""
    if len(arguments) != 1 or arguments[0] in ("-h", "--help"):
        print("用法 usage: python -I -S verify_draw.py RECORD.json")
        return 2
    try:
        with open(arguments[0], "rb") as file:  # noqa: PTH123 - nothing is imported that is not needed
            data = file.read()
    except OSError as error:
        print(f"读不出记录 cannot read the record: {error.strerror}")
        return 2
    steps = verify(data)
    for step in steps:
        print(f"{'✓' if step.holds else '✗'} {step.zh}\n  {step.en}")
    print("结论：相符 / the record holds" if steps[-1].holds else "结论：不符 / the record does NOT hold")
    return 0 if steps[-1].holds else 1


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
