"""Reads norms: legal duties with their dated versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fajing.lawbook.model import Bearer, Norm, Severity, Status, Version
from fajing.lawbook.problems import suggest
from fajing.lawbook.read_conditions import Names
from fajing.lawbook.read_duty import read_duty
from fajing.lawbook.read_sources import read_citations
from fajing.lawbook.reading import Reading, as_list, length_of, optional, text_of
from fajing.lawbook.yaml_reader import KeyPath

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("trigger", "due", "done", "late", "missing")
"""Words in braces that a message may hold."""


def read_norm(reading: Reading) -> Norm | None:
    """A norm whose shape its schema has passed; None where a version of it could not be read."""
    raw: Mapping[str, Any] = reading.document.data
    home: str = raw["procedure"]
    known = reading.procedure(home, ("procedure",))
    _check_names(reading, raw)
    if known is None:
        return None
    versions = [
        _version(reading, raw, item, home, ("versions", number))
        for number, item in enumerate(raw["versions"])
    ]
    found = [version for version in versions if version is not None]
    if len(found) < len(versions):
        return None
    remedy = raw.get("remedy")
    return Norm(
        id=raw["id"],
        title=text_of(raw["title"]),
        procedure=home,
        bearer=Bearer(raw.get("bearer", "body")),
        severity=Severity(raw["severity"]),
        status=Status(raw["status"]),
        versions=_in_order(reading, found, raw),
        label=raw.get("label"),
        region=raw.get("region") or _region_of_sources(reading, found),
        anchor=optional(lambda step: reading.step(step, home, ("anchor",)), raw.get("anchor")),
        message=optional(text_of, raw.get("message")),
        remedy=optional(text_of, remedy),
        remedy_within=length_of(remedy["within"])
        if isinstance(remedy, dict) and "within" in remedy
        else None,
        why=optional(text_of, raw.get("why")),
        yields_to=tuple(raw.get("yields_to", ())),
        was=tuple(raw.get("was", ())),
        examples=tuple(raw.get("examples", ())),
        raw=raw,
        place=reading.place(("id",)),
    )


def _version(
    reading: Reading, norm: Mapping[str, Any], raw: Mapping[str, Any], home: str, keys: KeyPath
) -> Version | None:
    start = reading.date(raw["from"], (*keys, "from"))
    end = optional(lambda value: reading.date(value, (*keys, "until")), raw.get("until"))
    if end is not None and end < start:
        reading.error(
            (*keys, "until"), f"until 早于 from (lies before from): {end} < {start}", "until ≥ from"
        )
    duty = read_duty(reading, raw["duty"], home, [(norm, ()), (raw, keys)], (*keys, "duty"))
    cites = read_citations(reading, raw["cites"], (*keys, "cites"))
    if not cites:
        reading.error((*keys, "cites"), "没有引用依据 (cites nothing)", '[{source: …, article: "61"}]')
    triggers = duty.on if duty is not None else ()
    dated_by = raw.get("dated_by", norm.get("dated_by"))
    return (
        None
        if duty is None
        else Version(
            start=start,
            end=end,
            cites=cites,
            duty=duty,
            dated_by=None
            if dated_by is None
            else Names(reading, home, triggers).target_or_value(dated_by, (*keys, "dated_by")),
        )
    )


def _in_order(reading: Reading, versions: list[Version], raw: Mapping[str, Any]) -> tuple[Version, ...]:
    """Versions oldest first, each ending at the latest on the day before the next begins."""
    ordered = sorted(range(len(versions)), key=lambda number: versions[number].start)
    found: list[Version] = []
    for place, number in enumerate(ordered):
        version = versions[number]
        following = versions[ordered[place + 1]] if place + 1 < len(ordered) else None
        keys: KeyPath = ("versions", number)
        if following is not None:
            if following.start == version.start:
                reading.error(
                    (*keys, "from"), f"两个版本同日生效 (two versions from the same day): {version.start}", ""
                )
            elif version.end is not None and version.end >= following.start:
                what = f"版本重叠：到 {version.end}，下一版从 {following.start} 起 (versions overlap)"
                reading.error((*keys, "until"), what, str(following.start - timedelta(days=1)))
        end = version.end
        if end is None and following is not None and following.start > version.start:
            end = following.start - timedelta(days=1)
        version = Version(version.start, end, version.cites, version.duty, version.dated_by)
        _check_sources(reading, version, raw, (*keys, "cites"))
        found.append(version)
    return tuple(found)


def _check_sources(reading: Reading, version: Version, raw: Mapping[str, Any], keys: KeyPath) -> None:
    """Warn of sources that are not law in the version's time, and of norms in force on hearsay."""
    sources = reading.known.sources
    for number, cite in enumerate(version.cites):
        source = sources.get(cite.source)
        if source is None:
            continue
        if date.min < version.start < source.in_force_from:
            what = f"{cite.source} 自 {source.in_force_from} 起才施行 (not yet in force)"
            reading.warn((*keys, number), what, f"from: {source.in_force_from}")
        if source.in_force_until is not None and (version.end or date.max) > source.in_force_until:
            what = f"{cite.source} 已于 {source.in_force_until} 失效 (no longer in force)"
            reading.warn((*keys, number), what, f"until: {source.in_force_until}")
    qualities = {
        cite.quality or (sources[cite.source].read if cite.source in sources else "")
        for cite in version.cites
    }
    if raw["status"] == "in_force" and qualities == {"reported"}:
        reading.warn(
            keys, "在用规则只有转述的依据 (in force, but known only as reported)", "status: draft，或找到原文"
        )


def _region_of_sources(reading: Reading, versions: list[Version]) -> str | None:
    """The region a norm belongs to because everything it cites does."""
    sources = reading.known.sources
    regions = {
        sources[cite.source].region
        for version in versions
        for cite in version.cites
        if cite.source in sources
    }
    return regions.pop() if len(regions) == 1 else None


def _check_names(reading: Reading, raw: Mapping[str, Any]) -> None:
    label = raw.get("label")
    if label is not None and label not in reading.known.labels:
        reading.error(("label",), f"没有标签 {label!r} (unknown label)", suggest(label, reading.known.labels))
    for number, other in enumerate(raw.get("yields_to", ())):
        if other not in reading.known.norm_ids:
            remedy = suggest(other, reading.known.norm_ids)
            reading.error(("yields_to", number), f"没有规则 {other!r} (unknown norm)", remedy)
    for key in ("message", "remedy"):
        for text in _texts(raw.get(key)):
            for word in _PLACEHOLDER.findall(text):
                if word not in PLACEHOLDERS:
                    what = f"不认识的占位 {{{word}}} (unknown placeholder)"
                    reading.error((key,), what, suggest(word, PLACEHOLDERS))
    if raw["status"] in ("suspended", "needs_decision") and "why" not in raw:
        reading.warn(("status",), f"{raw['status']} 没有写理由 (no reason given)", "why: {zh: …, en: …}")
    if raw["status"] == "in_force" and not raw.get("examples"):
        reading.warn(
            ("id",),
            "在用规则没有例子 (in force without examples)",
            "examples: [{expect: met, events: [...]}]",
        )


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, text in value.items() if key in ("zh", "en")]
    return [str(text) for text in as_list(value)]
