"""Recipes: for each norm, how a case breaks it, comes near to breaking it, or leaves a fact out.

The files of `recipes/` hold scenes and recipes. A recipe with `due` makes several cases: done at the last minute, one
minute before it, one minute after it, and never. One with `before` and `after` makes the same case twice, on either
side of the day on which the law changed; it is named by the moment of its trigger, so every size of the town holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fajing.town.procedures import load_yaml
from fajing.town.scenes import Scene, read_scene

FOLDER = Path(__file__).with_name("recipes")


@dataclass(frozen=True, slots=True)
class Expected:
    """What is true of one duty."""

    norm: str
    trigger: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """A case that is not like the lawful one.

    Attributes:
        norm: The norm it is about.
        scene: The lawful scene it starts from.
        edits: What is changed.
        kind: `breach`, `near`, `undecidable`, or `none`, where there is no duty at all.
        expected: The duty it is about, first, and those that must fall with it.
        clock: Clock time at which the case begins, if it matters.
        since: First day on which it may begin.
        until: Last day on which it may begin.
        waits: Periods that must have run out, each `PERIOD:STEP`.
        at: The moment at which the duty it is about begins, if it is given.
        law: The day since when the law has been in force by which it must be judged, if that is given.
    """

    norm: str
    scene: str
    edits: tuple[str, ...]
    kind: str
    expected: tuple[Expected, ...]
    clock: str | None = None
    since: str | None = None
    until: str | None = None
    waits: tuple[str, ...] = ()
    at: str | None = None
    law: str | None = None


@dataclass(slots=True)
class Cookbook:
    """Every scene and recipe.

    Attributes:
        scenes: By name.
        mass: Scenes of which there are many, with their number in a year.
        recipes: What is not lawful, or nearly not.
        uncarried: Norms that these exports cannot decide, with the reason.
        yearly: Number of matters of a kind in a year, lawful or not.
        rounds: Scenes that happen at every station each `day` or `month`.
        below: Of a scene, the kind of matter it is about.
        units: Of a scene, which unit acts when it is no station.
        unended: Of a step, `PROCEDURE.STEP`, the norm that cannot be decided while the step lasts.
    """

    scenes: dict[str, Scene] = field(default_factory=dict)
    mass: dict[str, int] = field(default_factory=dict)
    recipes: list[Recipe] = field(default_factory=list)
    uncarried: dict[str, str] = field(default_factory=dict)
    yearly: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, str] = field(default_factory=dict)
    below: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    unended: dict[str, str] = field(default_factory=dict)


def read_cookbook(folder: Path = FOLDER) -> Cookbook:
    """All files of the folder."""
    book = Cookbook()
    raw = [load_yaml(path) for path in sorted(folder.glob("*.yaml"))]
    frames = {name: one for file in raw for name, one in (file.get("frames") or {}).items()}
    for file in raw:
        for name, one in (file.get("scenes") or {}).items():
            assert name not in book.scenes, name
            frame = frames[one["frame"]] if "frame" in one else one
            text = f"{frame.get('before', '')}\n{one['runs']}\n{frame.get('after', '')}"
            book.scenes[name] = read_scene(name, frame["of"], text)
            if "a_year" in one:
                book.mass[name] = int(one["a_year"])
            for what, kept in (("every", book.rounds), ("below", book.below), ("unit", book.units)):
                if what in one:
                    kept[name] = one[what]
        book.yearly.update({kind: int(count) for kind, count in (file.get("yearly") or {}).items()})
        book.unended.update(file.get("unended") or {})
        book.uncarried.update(file.get("uncarried") or {})
    for file in raw:
        for one in file.get("recipes") or ():
            book.recipes.extend(_recipes(one))
    return book


def _recipes(raw: dict[str, Any]) -> Iterator[Recipe]:
    common = _edits(raw.get("with", ""))
    base = {"clock": raw.get("clock"), "since": raw.get("since"), "until": raw.get("until")}

    def make(edits: tuple[str, ...], words: str, also: Any, waits: tuple[str, ...] = ()) -> Recipe:
        first = _expected(f"{raw['norm']} {raw['on']} {words}")
        others = tuple(_expected(text) for text in also or ())
        return Recipe(
            raw["norm"], raw["in"], common + edits, _kind(words), (first, *others), waits=waits, **base
        )

    if "due" in raw:
        start = raw.get("from", raw["on"])
        period, steps = raw["due"], raw["step"].split("+")
        late, never = ("slow", "slow") if raw.get("slow") else ("late", "missed")

        def at(delta: str) -> tuple[str, ...]:
            return tuple(f"at {step} due:{period}:{start}{delta}" for step in steps)

        waits = (f"{period}:{start}",)
        yield make(at("+0"), "met", raw.get("near_also"), waits)
        yield make(at("-1"), "met", raw.get("near_also"), waits)
        yield make(at("+1"), f"{late} too_late", raw.get("late_also"), waits)
        if raw.get("never") != "false":
            gone = tuple(f"drop {step}" for step in steps)
            yield make(gone, raw.get("never_is", f"{never} absent"), raw.get("never_also"), waits)
    for side in ("before", "after"):
        if side in raw:
            moment, law, words = raw[side].split(maxsplit=2)
            one = make(_edits(raw.get("do", "")), words, raw.get(f"{side}_also"))
            yield replace(one, at=moment, law=None if law == "-" else law)
    if "is" in raw:
        waits = tuple(raw.get("waits", "").split())
        yield make(_edits(raw.get("do", "")), raw["is"], raw.get("also"), waits)
    if "blank" in raw:
        yield make(_edits(raw["blank"]), "undecidable absent_fact", raw.get("blank_also"))


def _edits(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _expected(text: str) -> Expected:
    norm, trigger, outcome, *reason = text.split()
    return Expected(norm, trigger, outcome, reason[0] if reason else "")


def _kind(words: str) -> str:
    outcome = words.split(maxsplit=1)[0]
    if outcome in ("undecidable", "none"):
        return outcome
    return "near" if outcome in ("met", "open", "excused") else "breach"
