"""What `fajing check` prints: the norms with their counts, what became of every row, where the files lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from fajing.scan.duty import Outcome

if TYPE_CHECKING:
    from fajing.app.check import CheckResult
    from fajing.app.undecided import Undecided
    from fajing.lawbook.model import Lawbook

_MOST_NORMS = 40


def print_result(result: CheckResult, language: str) -> None:
    """Print a check's result to stdout."""
    from fajing.app.check import FILES
    from fajing.app.tally import iso

    def pick(zh: str, en: str) -> str:
        return en if language == "en" else zh

    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 120
    console.print(norm_table(result, language))
    for count in result.sources:
        name = count.name
        console.print(
            pick(
                f"{name}：行{count.rows:,} = 新{count.new:,} + 未变{count.unchanged:,}"
                f" + 更正{count.corrected:,} + 退回{count.rejected:,} + 忽略{count.ignored:,}",
                f"{name}: rows {count.rows:,} = new {count.new:,} + unchanged {count.unchanged:,}"
                f" + corrected {count.corrected:,} + rejected {count.rejected:,} + ignored {count.ignored:,}",
            ),
            markup=False,
        )
    for one in result.undecided:
        console.print(undecided_line(one, result.lawbook, language), markup=False)
    book = result.lawbook
    folders = " + ".join(str(folder) for folder in book.folders)
    as_of = iso(result.as_of, book.zone) or "—"
    judged, tied = result.judged, result.judged.tied
    for zh, en in (
        (f"规则库 {book.id}，{folders}", f"Lawbook {book.id}, {folders}"),
        (f"摘要 {book.hash}", f"Hash {book.hash}"),
        (
            f"截至 {as_of}；案事件{judged.matters:,}，办案记录{judged.events:,}"
            + (f"，其中时间相同的案事件{tied:,}" if tied is not None else ""),
            f"As of {as_of}; {judged.matters:,} matters, {judged.events:,} events"
            + (f", {tied:,} with tied times" if tied is not None else ""),
        ),
        (result.how_zh, result.how_en),
        (f"结果在 {result.out}：{'、'.join(FILES)}", f"Results in {result.out}: {', '.join(FILES)}"),
    ):
        console.print(pick(zh, en), markup=False)


def undecided_line(one: Undecided, book: Lawbook, language: str) -> str:
    """What hangs on a norm that awaits a decision, and why it does; no breach."""
    from fajing.app.undecided import why_undecided
    from fajing.scan.wording import Speaker

    speaker = Speaker(book, language)
    title, first = speaker.text(one.norm.title), next(iter(one.matters), "")
    plural = "duty" if one.count == 1 else "duties"
    such = speaker.pick(f"（如{first}）", f" (such as {first})") if first else ""
    head = speaker.pick(
        f"未决：{title}，涉及{one.count:,}项{such}，不计入违反。",
        f"Undecided: {title}, {one.count:,} {plural}{such}, not counted as broken. ",
    )
    return head + why_undecided(one.norm, speaker)


def norm_table(result: CheckResult, language: str) -> Table:
    """The norms, most breaches first; those that raised no duty are only counted."""
    zh = language != "en"
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("监督规则" if zh else "Norm", overflow="fold")
    for title in (
        ("违反", "迟", "未办", "无法判定", "应办")
        if zh
        else ("Broken", "Late", "Missed", "Undecidable", "Duties")
    ):
        table.add_column(title, justify="right", no_wrap=True)
    tally = result.tally
    with_duties = [norm_id for norm_id, count in tally.counts.items() if count.duties]
    with_duties.sort(key=lambda norm_id: (-tally.counts[norm_id].broken, norm_id))
    for norm_id in with_duties[:_MOST_NORMS]:
        count, norm = tally.counts[norm_id], tally.norms[norm_id]
        name = norm.title.in_language(language)
        if not norm.is_finding:
            name += "（只计数）" if zh else " (counted only)"
        outcomes = count.outcomes
        numbers = (
            count.broken,
            outcomes[Outcome.LATE],
            outcomes[Outcome.MISSED],
            outcomes[Outcome.UNDECIDABLE],
            count.duties,
        )
        table.add_row(name, *(f"{number:,}" for number in numbers))
    quiet = len(tally.counts) - len(with_duties)
    more = len(with_duties) - _MOST_NORMS
    notes = []
    if more > 0:
        notes.append(f"另有{more}条规则见报告" if zh else f"{more} more norms in the report")
    if quiet:
        notes.append(
            f"{quiet}条规则在本记录中没有应办" if zh else f"{quiet} norms raised no duty in this log"
        )
    table.caption = ("；" if zh else "; ").join(notes) or None
    table.caption_justify = "left"
    return table
