"""The record of one draw: its stages in order, each bound to the one before, in one file that anyone can verify.

In: what each stage is given. Out: the record with that stage appended, or an error and no change. Stages are
`committed`, `revealed` (once for each source), `drawn`, `replaced`, or `voided`. Reading a record does every stage
again and compares, so a record that can be read is true to itself; that it was made in this order is shown by the
ledger (app/draw_ledger.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from fajing.core.canonical import hash_value, pretty_bytes
from fajing.core.errors import FajingError
from fajing.draw import texts
from fajing.draw.drawing import Drawing, Drawn
from fajing.draw.plan import Plan
from fajing.draw.pool import Pool
from fajing.draw.sources import (
    PublicNumber,
    Secret,
    Source,
    check_sources,
    closes_at,
    commitment_of,
    seed_of,
)
from fajing.draw.words import FORMAT, NEEDS_DOCUMENT, PERSON_REASONS, TARGET_REASONS, VOID_REASONS, Words

COMMITTED, REVEALED, DRAWN, REPLACED, VOIDED = "committed", "revealed", "drawn", "replaced", "voided"
Stage = Mapping[str, Any]
T = TypeVar("T")


class MissingRevealError(FajingError):
    """The draw refuses, because a secret was not revealed in time.

    Attributes:
        missing: Names of those sources.
    """

    def __init__(self, missing: Sequence[str], closed_at: str) -> None:
        super().__init__(
            f"逾期未揭示，不能抽取 (not revealed in time, nothing is drawn): {'、'.join(missing)}",
            why=f"揭示截止 {closed_at} / secrets were due before {closed_at}",
            remedy="记录作废后另行抽取 / record it as void and commit another draw",
        )
        self.missing = tuple(missing)


class Draw:
    """A draw and its record.

    Attributes:
        id: Its name.
        pool: What is drawn from.
        plan: How many, in what teams.
        sources: Where the randomness comes from, by name.
        stages: What has happened, as it stands in the record.
    """

    def __init__(self, first: Stage, pool: Pool, plan: Plan, sources: Sequence[Source]) -> None:
        self.id: str = first["draw"]
        self.pool, self.plan, self.sources = pool, plan, tuple(sources)
        self.stages: list[Stage] = [first]
        self._drawing: Drawing | None = None

    # ------------------------------------------------------------ what stands
    @property
    def state(self) -> str:
        """`committed`, `ready` once every source is in, `drawn`, or `voided`."""
        last = self.stages[-1]["stage"]
        if last == VOIDED:
            return VOIDED
        if last in {DRAWN, REPLACED}:
            return DRAWN
        return COMMITTED if self.missing() else "ready"

    @property
    def closes_at(self) -> str:
        """The moment before which every secret must be revealed."""
        return closes_at(self.sources)

    def values(self) -> dict[str, str]:
        """What the sources have given so far."""
        return {one["source"]: one["value"] for one in self.stages if one["stage"] == REVEALED}

    def missing(self) -> list[str]:
        """Names of the sources that have given nothing yet."""
        values = self.values()
        return [one.id for one in self.sources if one.id not in values]

    def result(self) -> list[Drawn]:
        """What is drawn and stands now, replacements at their places; empty before the draw."""
        if self.state != DRAWN:
            return []
        return [dataclasses.replace(one, team=list(one.team)) for one in self._current().drawn]

    def load(self) -> dict[str, int]:
        """In how many teams each person is now."""
        return dict(self._current().load) if self.state == DRAWN else {}

    def to_bytes(self) -> bytes:
        """The record as a file."""
        return pretty_bytes({"format": FORMAT, "stages": [dict(one) for one in self.stages]})

    # ------------------------------------------------------------ what happens
    @classmethod
    def commit(
        cls, pool: Pool, plan: Plan, sources: Sequence[Source], *,
        draw: str, title: str, salt: str, by: str, at: datetime, repeats: str = "",
    ) -> Draw:  # fmt: skip
        """Commit a pool, a plan and the sources, before anything random is known.

        Args:
            pool: What is drawn from.
            plan: How many, in what teams.
            sources: At least two secrets of different holders and a public number.
            draw: Name of this draw, used once.
            title: What it is for.
            salt: 64 hexadecimal digits by chance, made with the pool.
            by: Number of who commits.
            at: When.
            repeats: The void draw that this one takes the place of.

        Raises:
            FajingError: Something of it may not be committed.
        """
        when = texts.moment(at, "at")
        ordered = sorted(sources, key=lambda one: one.id)
        plan.check(pool)
        check_sources(ordered, when)
        first = {
            "at": when,
            "by": texts.person_token(by, "by"),
            "draw": texts.name(draw, "draw"),
            "plan": plan.as_json(),
            "pool": pool.as_json(),
            "pool_hash": pool.hash(salt),
            "previous": "",
            "repeats": texts.name(repeats, "repeats") if repeats else "",
            "salt": salt,
            "sources": [one.as_json() for one in ordered],
            "stage": COMMITTED,
            "title": texts.text(title, "title"),
        }
        if repeats == draw:
            raise FajingError("不能重抽自己 (a draw cannot repeat itself)", where="repeats")
        return cls(first | {"hash": hash_value(first)}, pool, plan, ordered)

    def reveal(self, source: str, secret: str, *, by: str, at: datetime) -> None:
        """Take in the secret of a source.

        Raises:
            FajingError: It is not what was committed, comes too late, or is in already.
        """
        one = self._awaited(source, Secret)
        when = texts.moment(at, "at")
        if when >= self.closes_at:
            raise FajingError(
                f"揭示已经截止 (too late to reveal): {source}",
                why=f"{when} ≥ {self.closes_at}",
                remedy="记录作废后另行抽取 / record the draw as void and commit another",
            )
        assert isinstance(one, Secret)
        if commitment_of(self.id, one.id, one.holder, secret) != one.commitment:
            raise FajingError(
                f"与承诺值不符，不收 (it is not what was committed, and is refused): {source}",
                why="秘密数、抽取名称、来源或保管人有一项不同 / secret, draw, source or holder differs",
            )
        self._append(REVEALED, {"source": source, "value": secret}, by, when)

    def enter(
        self, source: str, value: str, *, read_from: str, read_at: datetime, by: str, at: datetime
    ) -> None:
        """Enter the public number, with where and when it was read.

        Raises:
            FajingError: It is not written as agreed, is not yet published, or a secret is missing.
        """
        one = self._awaited(source, PublicNumber)
        assert isinstance(one, PublicNumber)
        when, read = texts.moment(at, "at"), texts.moment(read_at, "read_at")
        if not one.published_at <= read <= when:
            raise FajingError(
                "读取时间应在公布之后、录入之前 (it is read after its publication and before it is entered)",
                where=source,
                why=f"{one.published_at} ≤ {read} ≤ {when}",
            )
        if late := self._missing_secrets():
            raise MissingRevealError(late, self.closes_at)
        if not one.fits(value):
            raise FajingError(
                f"不是约定的写法 (not written as agreed): {value!r}", where=source, remedy=one.form
            )
        details = {"read_at": read, "read_from": texts.text(read_from, "read_from")}
        self._append(REVEALED, {"source": source, "value": value, **details}, by, when)

    def run(self, *, by: str, at: datetime) -> None:
        """Draw.

        Raises:
            MissingRevealError: A secret was not revealed in time; record the draw as void.
            FajingError: A source is still awaited, or the draw was made or is void.
        """
        self._still(COMMITTED, "ready")
        when = texts.moment(at, "at")
        late = self._missing_secrets()
        if late and when >= self.closes_at:
            raise MissingRevealError(late, self.closes_at)
        if missing := self.missing():
            raise FajingError(
                f"还在等随机来源 (sources are still awaited): {'、'.join(missing)}",
                why=f"揭示截止 {self.closes_at} / secrets are due before {self.closes_at}",
            )
        seed = seed_of(self.stages[0]["hash"], self.values())
        self._drawing = Drawing(self.pool, self.plan, seed)
        result = [one.as_json() for one in self._drawing.drawn]
        self._append(DRAWN, {"result": result, "seed": seed}, by, when)

    def void(self, reason: str, *, by: str, at: datetime) -> None:
        """Record that the draw cannot be made. Once every source is in, it can no longer be given up.

        Raises:
            FajingError: The reason does not hold.
        """
        self._still(COMMITTED, "ready")
        when, late = texts.moment(at, "at"), self._missing_secrets()
        missing = late if reason == "missing_reveal" else [] if late else self.missing()
        due = {one.id: one.published_at for one in self.sources if isinstance(one, PublicNumber)}
        is_over = all(when >= due.get(source, self.closes_at) for source in missing)
        if reason not in VOID_REASONS or not missing or not is_over:
            raise FajingError(
                f"没有理由作废 (there is no ground to void it): {reason}",
                why="随机来源齐备或尚未到期 / every source is in, or still has time",
                remedy="、".join(VOID_REASONS),
            )
        self._append(VOIDED, {"missing": missing, "reason": reason}, by, when)

    def replace_target(self, out: str, reason: str, *, by: str, at: datetime, document: str = "") -> Drawn:
        """Draw the next one in place of a target.

        Raises:
            FajingError: It was not drawn, nothing is left, or the reason is none.
        """
        self._check_reason(reason, TARGET_REASONS, document)
        new = self._try(lambda drawing: drawing.replace_target(out))
        details = {"document": document, "new": new.as_json(), "out": out, "reason": reason, "what": "target"}
        self._append(REPLACED, details, by, texts.moment(at, "at"))
        return new

    def replace_person(
        self, out: str, reason: str, *, by: str, at: datetime, target: str = "", document: str = ""
    ) -> list[tuple[str, str]]:
        """Draw someone in place of a person, for one target or for all of his.

        Raises:
            FajingError: He is in no such team, nobody is left, or the reason is none.
        """
        self._check_reason(reason, PERSON_REASONS, document)
        changes = self._try(lambda drawing: drawing.replace_person(out, target))
        details = {
            "changes": [{"person": person, "target": at_target} for at_target, person in changes],
            "document": document,
            "for": target,
            "out": out,
            "reason": reason,
            "what": "person",
        }
        self._append(REPLACED, details, by, texts.moment(at, "at"))
        return changes

    # ------------------------------------------------------------ read again
    @classmethod
    def read(cls, data: bytes) -> Draw:
        """A record, with every stage done again and compared.

        Raises:
            FajingError: It is not a record, or not true to itself; the message names the stage.
        """
        from fajing.draw.replay import replay

        return replay(data)

    # ------------------------------------------------------------ inside
    def _append(self, stage: str, details: Mapping[str, Any], by: str, when: str) -> None:
        last = self.stages[-1]
        try:
            if when < last["at"]:
                raise FajingError(
                    f"时间早于上一环节 (earlier than the stage before): {when} < {last['at']}", where=stage
                )
            made = {
                "at": when,
                "by": texts.person_token(by, "by"),
                "previous": last["hash"],
                "stage": stage,
                **details,
            }
        except FajingError:
            self._drawing = None
            raise
        self.stages.append(made | {"hash": hash_value(made)})

    def _awaited(self, source: str, kind: type[Source]) -> Source:
        self._still(COMMITTED, "ready")
        for one in self.sources:
            if one.id == source and isinstance(one, kind):
                if source in self.values():
                    raise FajingError(f"已经收到，不能改 (it is in, and cannot be changed): {source}")
                return one
        raise FajingError(
            f"没有约定这个来源 (no such source was agreed): {source!r}",
            remedy="、".join(one.id for one in self.sources if isinstance(one, kind)),
        )

    def _missing_secrets(self) -> list[str]:
        values = self.values()
        return [one.id for one in self.sources if isinstance(one, Secret) and one.id not in values]

    def _still(self, *states: str) -> None:
        if self.state not in states:
            now = {VOIDED: "已作废 (is void)", DRAWN: "已经抽过 (was made)"}.get(
                self.state, "还没有抽 (is not made yet)"
            )
            raise FajingError(f"这次抽取{now}: {self.id}")

    def _check_reason(self, reason: str, known: Mapping[str, Words], document: str) -> None:
        self._still(DRAWN)
        texts.text(document, "document", may_be_empty=True)
        if reason not in known or (reason == NEEDS_DOCUMENT and not document):
            raise FajingError(
                f"没有这种替换理由，或缺文书号 (unknown reason, or no document given): {reason!r}",
                remedy="、".join(known),
            )

    def _try(self, change: Callable[[Drawing], T]) -> T:
        """Change the drawing; where that fails half-way, forget it."""
        try:
            return change(self._current())
        except FajingError:
            self._drawing = None
            raise

    def _current(self) -> Drawing:
        """The drawing as the stages left it, made anew where an attempt failed half-way."""
        if self._drawing is None:
            (drawn,) = (one for one in self.stages if one["stage"] == DRAWN)
            self._drawing = Drawing(self.pool, self.plan, drawn["seed"])
            for one in self.stages:
                if one["stage"] == REPLACED and one["what"] == "target":
                    self._drawing.replace_target(one["out"])
                elif one["stage"] == REPLACED:
                    self._drawing.replace_person(one["out"], one["for"])
        return self._drawing
