"""The upper half of the page: headline, split bar, norms with bars, and what is missing.

In: counts. Out: HTML. Blue counts, red judges; what cannot be judged is hatched grey with its own number.
"""

from __future__ import annotations

from collections import Counter
from html import escape

from fajing.app.report.words import Words
from fajing.app.tally import NormCount, Tally
from fajing.core.events import Event
from fajing.core.moments import Moment, Precision
from fajing.lawbook.model import Norm
from fajing.scan.duty import Outcome
from fajing.scan.wording import Speaker

_SHOWN_NORMS = 8
_SHOWN_GAPS = 8
_LEGEND = ("met", "excused", "open", "undecidable", "slow", "provisional", "late", "missed")
_FILLS = {
    "met": "#bcd6c8",
    "excused": "#9aa5b1",
    "open": "#9fb9d6",
    "undecidable": "url(#unk)",
    "slow": "url(#slow)",
    "provisional": "#e3c48f",
    "late": "#b3261e",
    "missed": "url(#missed)",
}


def icon(name: str) -> str:
    """A shape of the sprite."""
    return f'<svg viewBox="0 0 14 14" aria-hidden="true"><use href="#i-{name}"/></svg>'


def outcome_counts(tally: Tally) -> dict[str, int]:
    """Outcomes of the body's own duties; broken ones on a provisional due moment stand apart."""
    counts: Counter[str] = Counter()
    for norm_id, count in tally.counts.items():
        if tally.norms[norm_id].is_finding:
            counts.update({outcome.value: number for outcome, number in count.outcomes.items()})
            for outcome, number in count.provisional.items():
                counts[outcome.value] -= number
                counts["provisional"] += number
    return {name: counts[name] for name in _LEGEND}


def headline(tally: Tally, files: int, counts: dict[str, int], words: Words) -> str:
    """The one sentence with the one red number."""
    broken, duties = counts["late"] + counts["missed"], sum(counts.values())
    red = f'<span class="red">{escape(words("headline_red", broken))}</span>'
    more = (
        words("headline_undecidable", counts["undecidable"])
        if counts["undecidable"]
        else words("headline_end")
    )
    return f"<h1>{escape(words('headline', files, duties))}{red}{escape(more)}</h1>"


def under_headline(
    tally: Tally, counts: dict[str, int], rejected: int, words: Words, speaker: Speaker
) -> str:
    """Which norm leads, the rate with its base, and what is counted apart."""
    broken = counts["late"] + counts["missed"]
    sentences = []
    ranked = ranked_norms(tally)
    if ranked and broken:
        norm, count = ranked[0]
        sentences.append(words("most", speaker.text(norm.title), count.findings))
    base = broken + counts["met"] + counts["slow"]
    if base:
        sentences.append(words("rate", rate(broken, base), base))
    if counts["provisional"]:
        sentences.append(words("provisional_sentence", counts["provisional"]))
    counted = sum(
        count.duties for norm_id, count in tally.counts.items() if not tally.norms[norm_id].is_finding
    )
    if counted:
        sentences.append(words("counted_sentence", counted))
    if rejected:
        sentences.append(words("rejected", rejected))
    joiner = speaker.pick("", " ")
    return f'<p class="under">{escape(joiner.join(sentences))}</p>' if sentences else ""


def rate(part: int, base: int) -> str:
    """A share in per cent with one decimal, rounded half up; a share that is not 0 is never said to be 0.

    Example:
        >>> rate(214, 9060), rate(1, 100_000), rate(0, 5)
        ('2.4', '<0.1', '0.0')
    """
    tenths = (part * 2000 + base) // (2 * base)
    return "<0.1" if part and not tenths else f"{tenths // 10}.{tenths % 10}"


def split_bar(counts: dict[str, int], words: Words) -> str:
    """The outcomes as one bar, with a legend of shape, word and number."""
    shown = [name for name in _LEGEND if counts[name]]
    parts = "".join(
        f'<span style="flex:{counts[name]} 1 0"><svg aria-hidden="true"><rect width="100%" height="12" '
        f'fill="{_FILLS[name]}"/></svg></span>'
        for name in shown
    )
    always = [name for name in _LEGEND if counts[name] or name in ("met", "undecidable", "late", "missed")]
    legend = "".join(
        f'<li class="is-{name}">{icon(name)}{escape(words(name))} {counts[name]:,}</li>' for name in always
    )
    bar = f'<div class="split" aria-hidden="true">{parts}</div>'
    return f'{bar}<ul class="legend" aria-label="{escape(words("split"))}">{legend}</ul>'


def ranked_norms(tally: Tally) -> list[tuple[Norm, NormCount]]:
    """The body's norms that raised a duty, most findings first."""
    own = [
        (norm, tally.counts[norm_id])
        for norm_id, norm in tally.norms.items()
        if norm.is_finding and tally.counts[norm_id].duties
    ]
    return sorted(
        own, key=lambda pair: (-pair[1].findings, -pair[1].outcomes[Outcome.UNDECIDABLE], pair[0].id)
    )


def norm_table(tally: Tally, words: Words, speaker: Speaker) -> str:
    """Norms with bars: late solid, missed hatched. Those borne by parties stand below, without bars."""
    ranked = ranked_norms(tally)
    most = max((count.findings for _, count in ranked), default=0)
    heads = "".join(
        f'<th class="n" scope="col">{escape(words(key))}</th>'
        for key in ("broken", "late", "missed", "undecidable", "duties")
    )
    key = (
        '<span class="key"><svg aria-hidden="true"><rect width="12" height="11" fill="#1b4f80"/></svg>'
        f"{escape(words('late'))}</span>"
        f'<span class="key"><svg aria-hidden="true"><rect x=".5" y=".5" width="11" height="10" fill="url(#bar)" '
        f'stroke="#1b4f80"/></svg>{escape(words("missed"))}</span>'
    )
    shown = ranked if len(ranked) <= _SHOWN_NORMS + 1 else ranked[:_SHOWN_NORMS]
    rest = ranked[len(shown) :]
    head = f'<tr><th scope="col">{escape(words("norm"))}</th><th>{key}</th>{heads}</tr>'
    html = f'<table><caption class="sprite">{escape(words("norms"))}</caption><thead>{head}</thead>'
    html += (
        "<tbody>"
        + "".join(_norm_row(norm, count, most, words, speaker) for norm, count in shown)
        + "</tbody>"
    )
    if rest:
        html += _fold_row([count for _, count in rest], words)
        rows = "".join(_norm_row(norm, count, most, words, speaker) for norm, count in rest)
        html += f'<tbody id="rest">{rows}</tbody>'
    counted = [
        (norm, tally.counts[norm_id])
        for norm_id, norm in tally.norms.items()
        if not norm.is_finding and tally.counts[norm_id].duties
    ]
    if counted:
        html += f'<tbody><tr class="group"><th scope="colgroup" colspan="7">{escape(words("counted_head"))}</th></tr>'
        html += "".join(_norm_row(norm, count, 0, words, speaker) for norm, count in counted) + "</tbody>"
    quiet = sum(1 for count in tally.counts.values() if not count.duties)
    note = f'<p class="note">{escape(words("quiet", quiet))}</p>' if quiet else ""
    return f'<div class="panel">{html}</table></div>{note}'


def _norm_row(norm: Norm, count: NormCount, most: int, words: Words, speaker: Speaker) -> str:
    late, missed = count.outcomes[Outcome.LATE], count.outcomes[Outcome.MISSED]
    tags = "" if norm.is_finding else f"<small>{escape(words('counted_only'))}</small>"
    held = sum(count.provisional.values())
    if held:
        tags += f"<small>{escape(words('provisional'))} {held:,}</small>"
        late -= count.provisional[Outcome.LATE]
        missed -= count.provisional[Outcome.MISSED]
    numbers = (late + missed, late, missed, count.outcomes[Outcome.UNDECIDABLE], count.duties)
    cells = "".join(
        f'<td class="n{" main" if place == 0 else ""}{"" if number else " zero"}">{number:,}</td>'
        for place, number in enumerate(numbers)
    )
    bar = _bar(late, missed, most) if most else ""
    return f'<tr><th scope="row">{escape(speaker.text(norm.title))}{tags}</th><td class="bar">{bar}</td>{cells}</tr>'


def _bar(late: int, missed: int, most: int) -> str:
    """Zero-based, to the scale of the longest."""
    solid, hatch = late * 100 / most, missed * 100 / most
    parts = f'<rect width="{solid:.3f}%" height="12" fill="#1b4f80"/>' if late else ""
    if missed:
        parts += (
            f'<svg x="{solid:.3f}%" width="{hatch:.3f}%" height="12"><rect width="100%" height="12" fill="url(#bar)"/>'
            '<rect x=".5" y=".5" width="100%" height="11" fill="none" stroke="#1b4f80"/></svg>'
        )
    return f'<svg aria-hidden="true">{parts}</svg>' if parts else ""


def _fold_row(counts: list[NormCount], words: Words) -> str:
    broken = sum(count.findings for count in counts)
    numbers = (
        broken,
        sum(count.outcomes[Outcome.LATE] - count.provisional[Outcome.LATE] for count in counts),
        sum(count.outcomes[Outcome.MISSED] - count.provisional[Outcome.MISSED] for count in counts),
        sum(count.outcomes[Outcome.UNDECIDABLE] for count in counts),
        sum(count.duties for count in counts),
    )
    cells = "".join(
        f'<td class="n{" main" if place == 0 else ""}">{number:,}</td>'
        for place, number in enumerate(numbers)
    )
    opened, closed = words("rest_open", broken), words("rest_close", broken)
    return (
        f'<tbody id="fold-row" class="only-screen" hidden><tr><th scope="row">{escape(words("rest", len(counts)))}</th>'
        f'<td class="bar"><button id="fold" class="link" type="button" aria-controls="rest" aria-expanded="true" '
        f'data-open="{escape(opened)}" data-close="{escape(closed)}">{escape(closed)}</button></td>{cells}</tr></tbody>'
    )


def gap_table(tally: Tally, words: Words, speaker: Speaker) -> str:
    """What is missing where a duty cannot be judged, largest gap first: this list is work."""
    by_fact: dict[str, tuple[Counter[str], int]] = {}
    total = 0
    for norm_id, count in tally.counts.items():
        norm = tally.norms[norm_id]
        if not norm.is_finding:
            continue
        total += count.outcomes[Outcome.UNDECIDABLE]
        for (fact, step), number in count.missing.items():
            title = speaker.fact(fact, _of_step(step))
            title = title[:1].upper() + title[1:]
            norms, so_far = by_fact.setdefault(title, (Counter(), 0))
            norms[speaker.text(norm.title)] += number
            by_fact[title] = (norms, so_far + number)
    if not total:
        return ""
    ranked = sorted(by_fact.items(), key=lambda item: (-item[1][1], item[0]))
    most = ranked[0][1][1] if ranked else 1
    rows = "".join(
        f'<tr><th scope="row">{escape(title)}</th><td class="bar"><svg aria-hidden="true">'
        f'<svg width="{number * 100 / most:.3f}%" height="12">'
        '<rect width="100%" height="12" fill="url(#unk)"/><rect x=".5" y=".5" width="100%" height="11" '
        f'fill="none" stroke="#56606e"/></svg></svg></td><td class="n main">{number:,}</td>'
        f'<td class="text">{escape(speaker.listing([name for name, _ in norms.most_common(3)]))}'
        f"{'…' if len(norms) > 3 else ''}</td></tr>"
        for title, (norms, number) in ranked[:_SHOWN_GAPS]
    )
    more = len(ranked) - _SHOWN_GAPS
    note = words("gaps_note") + (
        speaker.pick("", " ") + words("gap_more", more) + speaker.pick("。", ".") if more > 0 else ""
    )
    heads = (
        f'<th scope="col">{escape(words("gap_fact"))}</th><th></th>'
        f'<th class="n" scope="col">{escape(words("gap_count"))}</th>'
        f'<th scope="col">{escape(words("gap_norms"))}</th>'
    )
    return (
        f'<div class="bar-line"><h2>{escape(words("gaps", total))}</h2></div><p class="note">{escape(note)}</p>'
        f'<div class="panel gaps"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _of_step(qualified: str) -> Event:
    """An event that only says which step's fields are meant."""
    procedure, _, step = qualified.partition(".")
    return Event("", "", procedure, step, Moment(0, 1, Precision.DAY))
