"""What `fajing law history` and `stale` print: how a norm changed, and what in a lawbook has aged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from fajing.cli._law_tables import console

if TYPE_CHECKING:
    from fajing.lawbook.model import Lawbook, Norm
    from fajing.lawbook.stale import Stale

_AGES = {
    "repealed": ("依据已经失效", "Sources that have ended"),
    "no_version": ("没有版本的规则", "Norms without a version"),
    "calendar": ("缺放假安排", "Holidays missing"),
    "ending": ("明年底以前将要失效", "Ending before the end of next year"),
    "benchmark": ("长期未重定的本机关标准", "Own standards not set anew for long"),
    "not_read": ("没有读过全文的依据", "Sources not read in full"),
}
_SHOWN_NORMS = 6


def day_of(text: str | None, lawbook: Lawbook) -> date:
    """The day asked for; today by the lawbook's zone where none is.

    Raises:
        UsageError: It is no date.
    """
    from fajing.core.clock import now
    from fajing.core.errors import UsageError

    if text is None:
        return lawbook.zone.civil(int(now().timestamp())).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"没有这一天 (no such day): {text}", remedy="--as-of 2026-11-01") from None


def print_stale(found: Sequence[Stale], day: date, lawbook: Lawbook, language: str) -> None:
    """What has aged, group by group."""
    out = console()
    position = 1 if language == "en" else 0
    out.print((f"{lawbook.id}，截至 {day}", f"{lawbook.id} as of {day}")[position])
    if not found:
        out.print(("没有过时的", "Nothing is stale")[position])
        return
    for age, titles in _AGES.items():
        items = [item for item in found if item.age == age]
        if not items:
            continue
        out.print(f"\n{titles[position]} ({len(items)})")
        for item in items:
            out.print(f"  {item.about}  {item.what.in_language(language)}")
            if item.norms and item.norms != (item.about,):
                shown = (", " if position else "、").join(item.norms[:_SHOWN_NORMS])
                more = len(item.norms) - _SHOWN_NORMS
                rest = (f" 等{len(item.norms)}条", f" and {more} more")[position] if more > 0 else ""
                out.print(f"      {('涉及 ', 'norms: ')[position]}{shown}{rest}")


def print_history(norm: Norm, lawbook: Lawbook, language: str) -> None:
    """Former ids, then each version by what it changed."""
    from fajing.scan.duty_sentence import duty_condition, duty_sentence
    from fajing.scan.norm_history import changes, gaps, version_lines
    from fajing.scan.wording import Speaker

    speaker = Speaker(lawbook, language)
    out, pick = console(), speaker.pick
    out.print(f"{speaker.text(norm.title)}  {norm.id}")
    for former in norm.was:
        out.print(pick(f"曾用 id：{former}，仍然有效", f"Formerly {former}, which still works"))
    overrides = norm.raw.get("overrides")
    if overrides is not None:
        reason = overrides if isinstance(overrides, str) else overrides[language]
        out.print(pick("叠加规则覆盖的理由：", "Overridden, because: ") + reason)
    if norm.anchor is not None:
        text = pick("版本由首个“{}”的日期决定", "The date of the first {} chooses the version")
        out.print(text.format(speaker.step(norm.anchor)))
    first = norm.versions[0]
    for number, version in enumerate(norm.versions):
        end = version.end.isoformat() if version.end is not None else pick("今", "now")
        out.print(f"\n{version.start.isoformat()} – {end}")
        if version is first:
            out.print(f"  {duty_sentence(norm, version, speaker)}")
            if condition := duty_condition(norm, version, speaker):
                out.print(f"  {pick('条件', 'Where')}: {condition}")
            cites = pick("依据", "Cites")
            for label, text in version_lines(norm, version, speaker):
                if label == cites:
                    out.print(f"  {label}: {text}")
            continue
        for change in changes(norm, norm.versions[number - 1], version, speaker):
            nothing = pick("（无）", "(nothing)")
            out.print(f"  {change.label}")
            out.print(f"    {pick('原', 'was')}: {change.before or nothing}")
            out.print(f"    {pick('现', 'now')}: {change.after or nothing}")
    for start, end_day in gaps(norm):
        out.print(pick(f"\n{start} 至 {end_day} 没有版本", f"\nNo version stands from {start} to {end_day}"))
    if len(norm.versions) == 1:
        out.print(pick(f"自 {first.start} 起没有变过。", f"Nothing has changed since {first.start}."))
