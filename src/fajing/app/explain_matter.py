"""Explains the duties of one matter of a log.

In: a log's path and the matter's number. Out: text. Its whole file (案卷) is judged, because duties look through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from fajing.app.check import read_as_of
from fajing.app.read_exports import Read, read_exports
from fajing.app.shown import judge_again
from fajing.app.tally import norms_in_force
from fajing.app.undecided import norms_undecided, touched, why_undecided
from fajing.core.errors import UsageError
from fajing.core.moments import Moment
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Norm, Status
from fajing.lawbook.problems import suggest
from fajing.scan.across_files import across_files
from fajing.scan.citations import Statutes
from fajing.scan.duty import GRAVEST_FIRST, Duty
from fajing.scan.explain import render_text
from fajing.scan.files import group_into_files
from fajing.scan.sentences import sentence_of, verdict_words
from fajing.scan.wording import Speaker


def explain_matter(
    path: Path,
    matter: str,
    norm_id: str | None = None,
    *,
    law: str,
    map_id: str | None = None,
    as_of: str | None = None,
    region: str | None = None,
    language: str = "zh",
    statutes: Path | None = None,
    short: bool = False,
) -> str:
    """The duties of a matter: each in a line, or those of one norm in full.

    Args:
        path: The log.
        matter: The matter's number, as the body writes it.
        norm_id: The norm to be explained in full; any status.
        law: Lawbook.
        map_id: Map.
        as_of: Up to when.
        region: Region.
        language: `zh` or `en`.
        statutes: Folder with statute texts.
        short: Six lines for each duty of the norm.

    Raises:
        FajingError: There is no such matter or norm, or the input is wrong.
    """
    lawbook = load_lawbook(law, region=region)
    norm = _norm(lawbook, norm_id) if norm_id is not None else None
    texts = Statutes(statutes, lawbook) if statutes is not None else None
    read = read_exports([path], lawbook, map_id)
    moment = read_as_of(as_of, lawbook) or read.latest()
    norms = [norm] if norm is not None else [*norms_in_force(lawbook), *norms_undecided(lawbook)]
    found = [duty for duty in _of_its_file(read, matter, lawbook, norms, moment) if duty.matter.id == matter]
    if norm is not None:
        found = [duty for duty in found if duty.norm.id == norm.id]
    return _text(found, matter, lawbook, moment, language, texts, full=norm is not None, short=short)


def _of_its_file(
    read: Read, matter: str, lawbook: Lawbook, norms: Sequence[Norm], as_of: Moment | None
) -> Iterator[Duty]:
    """The duties of the file in which a matter stands; of a large log only that file is made into objects."""
    tables = read.tables()
    if tables is not None and as_of is not None:
        from fajing.app.table_files import TableFiles

        files = TableFiles(tables, lawbook, as_of)
        file_id = files.file_of(matter)
        if file_id is None:
            raise _no_such(matter, tables.matters.column("id").to_pylist())
        yield from files.again({file_id: {norm.id for norm in norms}})
        return
    log = read.log()
    if matter not in log.matters:
        raise _no_such(matter, list(log.matters))
    if as_of is not None:
        others = across_files(log, norms, as_of)
        wanted = {norm.id for norm in norms}
        for file_id, matters in group_into_files(log, lawbook, as_of):
            if any(one.id == matter for one in matters):
                file = [(file_id, matters)]
                yield from judge_again(file, {file_id: wanted}, lawbook, log.carried, as_of, others)


def _no_such(matter: str, known: list[str]) -> UsageError:
    return UsageError(
        f"记录中没有这件案事件 (no such matter): {matter}", remedy=suggest(matter, known[:20_000])
    )


def _norm(lawbook: Lawbook, norm_id: str) -> Norm:
    norm = lawbook.norm(norm_id)
    if norm is None:
        raise UsageError(
            f"规则库中没有这条规则 (no such norm): {norm_id}", remedy=suggest(norm_id, list(lawbook.norms))
        )
    return norm


def _text(
    duties: Sequence[Duty],
    matter: str,
    lawbook: Lawbook,
    as_of: Moment | None,
    language: str,
    statutes: Statutes | None,
    *,
    full: bool,
    short: bool,
) -> str:
    year = lawbook.zone.civil(as_of.instant).year if as_of is not None else None
    speaker = Speaker(lawbook, language, year)
    waiting = [duty for duty in duties if duty.norm.status is Status.NEEDS_DECISION and not full]
    duties = [duty for duty in duties if duty not in waiting]
    undecided = undecided_lines(waiting, speaker)
    if not duties and not undecided:
        return speaker.pick(f"{matter}：没有应办。", f"{matter}: no duties.")
    if full:
        return "\n\n".join(
            render_text(duty, lawbook, language, year=year, short=short, statutes=statutes) for duty in duties
        )
    ordered = sorted(
        duties, key=lambda duty: (GRAVEST_FIRST.index(duty.outcome), duty.trigger.at.instant, duty.key)
    )
    head = speaker.pick(f"{matter}，应办{len(duties)}项", f"{matter}, {len(duties)} duties")
    lines = [head]
    for duty in ordered:
        counted = "" if duty.norm.is_finding else speaker.pick("（只计数）", " (counted only)")
        status = "" if duty.norm.status is Status.IN_FORCE else f" [{duty.norm.status.value}]"
        lines.append(f"[{verdict_words(duty, speaker)}] {sentence_of(duty, speaker)}{counted}")
        lines.append(f"    {duty.norm.id}{status}")
    hint = speaker.pick("加上规则名可看全部算法。", "Add a norm's id to see how it was counted.")
    return "\n".join([*lines, *undecided, hint])


def undecided_lines(duties: Sequence[Duty], speaker: Speaker) -> list[str]:
    """What would be broken if it were so decided: why it is undecided, never a verdict."""
    lines = []
    for duty in touched(duties):
        title, at = speaker.text(duty.norm.title), speaker.moment(duty.trigger.at)
        head = speaker.pick(
            f"[未决] {title}（{at}），不计入违反：", f"[Undecided] {title} ({at}), not counted as broken: "
        )
        lines.append(head + why_undecided(duty.norm, speaker))
        lines.append(f"    {duty.norm.id}")
    return lines
