"""Plays the examples that stand in a norm: each is judged by the norm, and held against what it expects.

In: a norm, its lawbook and the engine to play on (`engines.py`; by default `reference`, whose meaning the examples
fix). Out: one result for each example.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fajing.core.errors import FajingError
from fajing.core.moments import parse_moment
from fajing.core.periods import Lateness
from fajing.lawbook.model import Lawbook, Norm, Place, Procedure, Register, RegisterEntry
from fajing.lawbook.problems import Report, suggest
from fajing.lawbook.read_sources import register_entry
from fajing.lawbook.yaml_reader import read_documents
from fajing.scan.duty import GRAVEST_FIRST, Duty, Outcome, Reason
from fajing.scan.engines import Judge
from fajing.scan.example_log import ExampleLog
from fajing.scan.reference import judge_log

_AMOUNT = re.compile(r"(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_NONE, _BROKEN = "none", "broken"


@dataclass(frozen=True, slots=True)
class Expected:
    """One duty as an example expects it.

    Attributes:
        outcome: An outcome, `broken`, or `none`.
        reason: Why, if it says so.
        amount: (days, seconds) of lateness, if it says so.
        missing: The missing fact, if it says so.
        text: As written.
    """

    outcome: str
    text: str
    reason: Reason | None = None
    amount: tuple[int, int] | None = None
    missing: str | None = None

    def fits(self, duty: Duty) -> bool:
        """Whether a duty is what the example expects."""
        verdict = duty.verdict
        if self.outcome != duty.outcome.value and not (self.outcome == _BROKEN and duty.outcome.is_broken):
            return False
        if self.reason is not None and verdict.reason is not self.reason:
            return False
        if self.amount is not None and not _same_amount(self.amount, verdict.lateness):
            return False
        return self.missing is None or any(_is_named(self.missing, fact) for fact in verdict.missing)


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one example.

    Attributes:
        norm: Id of the norm.
        number: Number of the example, from 1.
        place: Where it stands.
        passed: Whether it gave what it expects.
        expected: As written.
        got: What came out, one text for each duty; empty for none.
        error: Why it could not be played, if it could not.
        undeclared: Fields in it that nobody declared.
    """

    norm: str
    number: int
    place: Place | None
    passed: bool
    expected: str
    got: tuple[str, ...] = ()
    error: str = ""
    undeclared: tuple[str, ...] = field(default=())


def play(norm: Norm, lawbook: Lawbook, judge: Judge = judge_log) -> list[ExampleResult]:
    """Play all examples of a norm, whatever its status."""
    return [play_one(norm, lawbook, number, judge) for number in range(1, len(norm.examples) + 1)]


def play_one(norm: Norm, lawbook: Lawbook, number: int, judge: Judge = judge_log) -> ExampleResult:
    """Play one example, counted from 1."""
    raw = norm.examples[number - 1]
    expected = "; ".join(raw["expect"]) if isinstance(raw["expect"], list) else str(raw["expect"])
    builder = ExampleLog(lawbook, norm.procedure)
    try:
        duties = judge_example(norm, lawbook, raw, builder, judge)
        passed = as_expected(raw["expect"], duties)
    except FajingError as error:
        text = "；".join(filter(None, (_one_line(error), error.remedy)))
        return ExampleResult(norm.id, number, example_place(norm, number), False, expected, error=text)
    place = norm.place if passed else example_place(norm, number)
    got = tuple(describe(duty) for duty in duties)
    return ExampleResult(norm.id, number, place, passed, expected, got, undeclared=tuple(builder.undeclared))


def judge_example(
    norm: Norm,
    lawbook: Lawbook,
    raw: Mapping[str, Any],
    builder: ExampleLog | None = None,
    judge: Judge = judge_log,
) -> list[Duty]:
    """The duties that an example's events raise under its norm.

    Raises:
        FajingError: The example cannot be read.
    """
    builder = builder or ExampleLog(lawbook, norm.procedure)
    log = builder.build(raw["events"], raw.get("matter"), raw.get("file"))
    lawbook = with_registers(lawbook, raw)
    as_of = parse_moment(raw["as_of"], lawbook.zone) if "as_of" in raw else None
    found = judge(log, lawbook, norms=[norm], as_of=as_of)
    return [duty for duty in found if duty.norm.id == norm.id]


def check_examples(lawbook: Lawbook, report: Report) -> None:
    """Report examples of norms and procedures that cannot be read, and undeclared fields in them."""
    for procedure in lawbook.procedures.values():
        if error := check_procedure_example(procedure, lawbook):
            report.error(procedure.place, f"example: {error}")
    for norm in lawbook.norms.values():
        for number, raw in enumerate(norm.examples, 1):
            builder = ExampleLog(lawbook, norm.procedure)
            try:
                builder.build(raw["events"], raw.get("matter"), raw.get("file"))
                for text in [raw["expect"]] if isinstance(raw["expect"], str) else raw["expect"]:
                    parse_expected(text)
            except FajingError as error:
                report.error(example_place(norm, number), _one_line(error), error.remedy)
            for name in dict.fromkeys(builder.undeclared):
                what = f"例子里没有声明过的字段 {name} (undeclared field in an example)"
                report.warn(example_place(norm, number), what)


def check_procedure_example(procedure: Procedure, lawbook: Lawbook) -> str:
    """Why a procedure's own example cannot be read; empty where it can."""
    try:
        ExampleLog(lawbook, procedure.id).build(procedure.example)
    except FajingError as error:
        return "；".join(filter(None, (_one_line(error), error.remedy)))
    return ""


def as_expected(expect: str | list[str], duties: list[Duty]) -> bool:
    """Whether duties are what `expect` says: a list says every one in order, a single text the gravest.

    Raises:
        FajingError: `expect` cannot be read.
    """
    if isinstance(expect, list):
        each = [parse_expected(text) for text in expect]
        return len(each) == len(duties) and all(
            one.fits(duty) for one, duty in zip(each, duties, strict=True)
        )
    one = parse_expected(expect)
    if one.outcome == _NONE or not duties:
        return one.outcome == _NONE and not duties
    gravest = min((duty.outcome for duty in duties), key=GRAVEST_FIRST.index)
    return any(one.fits(duty) for duty in duties if duty.outcome is gravest)


def parse_expected(text: str) -> Expected:
    """Read `late too_late 6h`.

    Raises:
        FajingError: A word is unknown or in the wrong place.

    Example:
        >>> parse_expected("undecidable: many_persons").missing
        'many_persons'
    """
    words = text.replace(":", " ").replace(",", " ").split()
    outcomes = [*(outcome.value for outcome in Outcome), _NONE, _BROKEN]
    if not words or words[0] not in outcomes:
        raise FajingError(f"expect: 不认识的结果 (unknown outcome): {text!r}", remedy=suggest(text, outcomes))
    found = Expected(words[0], text)
    for word in words[1:]:
        amount = _AMOUNT.fullmatch(word)
        if amount is not None:
            days, hours, minutes, seconds = (int(part or 0) for part in amount.groups())
            found = replace(found, amount=(days, hours * 3600 + minutes * 60 + seconds))
        elif word in list(Reason):
            found = replace(found, reason=Reason(word))
        elif words[0] == Outcome.UNDECIDABLE:
            found = replace(found, missing=word)
        else:
            remedy = suggest(word, [*(reason.value for reason in Reason), "6h", "1d", "1h30m"])
            raise FajingError(f"expect: 读不懂 {word!r} (not understood): {text!r}", remedy=remedy)
    return found


def describe(duty: Duty) -> str:
    """A duty in the words of `expect`."""
    words = [duty.outcome.value]
    verdict = duty.verdict
    if verdict.reason is not None:
        words.append(verdict.reason.value)
    if verdict.lateness is not None:
        words.append(_amount_text(verdict.lateness))
    if duty.outcome is Outcome.UNDECIDABLE:
        words.extend(verdict.missing)
    return " ".join(words)


def with_registers(lawbook: Lawbook, raw: Mapping[str, Any]) -> Lawbook:
    """The lawbook with an example's own `officers:` and `registers:` in place of those of the same name."""
    said: dict[str, list[RegisterEntry]] = {}
    if "officers" in raw:
        said["officers"] = [register_entry({**values, "key": key}) for key, values in raw["officers"].items()]
    for name, items in raw.get("registers", {}).items():
        said.setdefault(name, []).extend(register_entry(item) for item in items)
    if not said:
        return lawbook
    registers = dict(lawbook.registers)
    for name, entries in said.items():
        registers[name] = Register(name, {entry.key: (entry,) for entry in entries})
    return replace(lawbook, registers=registers)


def example_place(norm: Norm, number: int) -> Place | None:
    """File and line of an example; the file is read again for it, since only failures ask."""
    if norm.place is None:
        return None
    try:
        documents = read_documents(norm.place.path)
    except FajingError:
        return norm.place
    for document in documents:
        if isinstance(document.data, dict) and document.data.get("id") == norm.id:
            return Place(document.path, document.line(("examples", number - 1)))
    return norm.place


def _one_line(error: FajingError) -> str:
    return "；".join(filter(None, (error.what, error.why)))


def _same_amount(amount: tuple[int, int], lateness: Lateness | None) -> bool:
    days, seconds = amount
    if lateness is None:
        return False
    if lateness.days is not None:
        return seconds == 0 and days == abs(lateness.days)
    return lateness.seconds is not None and days * 86400 + seconds == abs(lateness.seconds)


def _amount_text(lateness: Lateness) -> str:
    if lateness.days is not None:
        return f"{abs(lateness.days)}d"
    rest = abs(lateness.seconds or 0)
    text = ""
    for unit, size in (("h", 3600), ("m", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def _is_named(word: str, fact: str) -> bool:
    """Whether a missing fact is the one an example names: whole, or by the part after the last dot."""
    return word in (fact, fact.rpartition(".")[2])
