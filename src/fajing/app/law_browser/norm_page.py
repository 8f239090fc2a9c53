"""One norm's page: what must be done, its versions side by side, the law, how heavy, a finding's words, examples.

In: a norm and the site. Out: HTML.
"""

from __future__ import annotations

from fajing.app.law_browser.examples import examples_panel
from fajing.app.law_browser.shell import link, page, panel, tag
from fajing.app.law_browser.site import Site, head_comment, html, theme_of
from fajing.app.law_browser.words import BEARERS, FORMS, SEVERITIES, STATUSES
from fajing.core.periods import Length
from fajing.lawbook.model import Citation, Norm, Status, Text, Version
from fajing.scan.citations import cited_lines
from fajing.scan.duty_sentence import duty_condition, duty_sentence
from fajing.scan.norm_history import gaps, version_lines

_CITES = ("依据", "Cites")


def norm_page(norm: Norm, site: Site) -> str:
    """The whole page."""
    speaker = site.speaker
    title = speaker.text(norm.title)
    versions = list(reversed(norm.versions))
    left = _versions(norm, versions, site) + _words_of_finding(norm, site) + examples_panel(norm, site)
    right = _law(versions, site) + _severity(norm, site) + _other(norm, site)
    body = (
        f"{_crumbs(norm, site)}<h1>{html(title)} <code>{html(norm.id)}</code></h1>"
        f'<p class="must">{html(duty_sentence(norm, versions[0], speaker))}</p>'
        f"{_facts(norm, versions[0], site)}"
        f'<div class="columns"><div>{left}</div><aside>{right}</aside></div>'
    )
    return page(site, title=title, body=body, view="themes", depth=1)


def _crumbs(norm: Norm, site: Site) -> str:
    theme = theme_of(norm)
    return (
        f'<p class="crumbs"><a href="../index.html">{html(site.words("themes"))}</a> / '
        f'<a href="../index.html#{html(theme)}">{html(site.themes[theme])}</a></p>'
    )


def _facts(norm: Norm, version: Version, site: Site) -> str:
    """The condition, then the facts that decide whether a reader is in the right place."""
    words, speaker = site.words, site.speaker
    condition = duty_condition(norm, version, speaker)
    said = f'<p class="where"><b>{html(words("where"))}</b>{html(condition)}</p>' if condition else ""
    procedure = speaker.text(site.lawbook.procedures[norm.procedure].title)
    status = tag(
        words.of(STATUSES, norm.status.value), "soon" if norm.status is not Status.IN_FORCE else "plain"
    )
    items = [
        status,
        f"{html(words('severity'))} <b>{html(words.of(SEVERITIES, norm.severity.value))}</b>",
        f"{html(words('form'))} <b>{html(words.of(FORMS, version.duty.form.value))}</b>",
        f"{html(words('bearer'))} <b>{html(words.of(BEARERS, norm.bearer.value))}</b>",
        f"{html(words('procedure'))} {link('../' + site.procedure_page(norm.procedure), procedure)}",
    ]
    label = site.lawbook.labels.get(norm.label or "")
    if label is not None:
        items.append(
            f'{html(words("label"))} <a href="../{site.label_place(label.id)}">{html(speaker.text(label.title))}</a>'
        )
    if norm.region is not None:
        items.append(f"{html(words('region'))} <b>{html(norm.region)}</b>")
    why = (
        f'<p class="why"><b>{html(words("why_severity"))}</b>{html(speaker.text(norm.why))}</p>'
        if norm.why
        else ""
    )
    return f'{said}<ul class="facts">{"".join(f"<li>{item}</li>" for item in items)}</ul>{why}'


# ---- versions


def _versions(norm: Norm, versions: list[Version], site: Site) -> str:
    """Newest first, a column each; what differs from the version before is marked in words."""
    words, speaker = site.words, site.speaker
    columns = [_by_label(norm, version, site) for version in versions]
    heads = "".join(f'<th scope="col">{_span(version, site)}</th>' for version in versions)
    rows = []
    for label in dict.fromkeys(label for column in reversed(columns) for label in column):
        cells = []
        for place, column in enumerate(columns):
            now = column.get(label, [])
            changed = place + 1 < len(columns) and now != columns[place + 1].get(label, [])
            mark = f'<span class="changed">{html(words("changed"))}</span>' if changed else ""
            text = (
                "<br>".join(html(line) for line in now) or f'<span class="quiet">{html(words("none"))}</span>'
            )
            cells.append(f'<td class="{"is-changed" if changed else "same"}">{mark}{text}</td>')
        rows.append(f'<tr><th scope="row">{html(label)}</th>{"".join(cells)}</tr>')
    rows.append(_derived(norm, versions, site))
    table = (
        f'<div class="scroll"><table class="versions n{min(len(versions), 4)}"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
    notes = [
        speaker.pick(f"{start} 至 {end} 没有版本。", f"No version stands from {start} to {end}.")
        for start, end in gaps(norm)
    ]
    if norm.anchor is not None:
        notes.append(words("anchor", speaker.step(norm.anchor)) + speaker.pick("。", "."))
    note = f'<p class="note">{html(speaker.pick("", " ").join(notes))}</p>' if notes else ""
    return panel(words("versions"), table + note, words("changed_note") if len(versions) > 1 else "", "flush")


def _span(version: Version, site: Site) -> str:
    until = site.words("until", version.end) if version.end is not None else site.words("now")
    return f"{html(site.words('version_from', version.start))}<small>{html(until)}</small>"


def _by_label(norm: Norm, version: Version, site: Site) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, text in version_lines(norm, version, site.speaker):
        if label not in _CITES:
            found.setdefault(label, []).append(text)
    short = [
        f"{line.title}{site.speaker.pick('', ' ')}{line.article}"
        for line in cited_lines(version.cites, site.speaker)
    ]
    found[site.speaker.pick(*_CITES)] = short
    return found


def _derived(norm: Norm, versions: list[Version], site: Site) -> str:
    """Numbers that the law does not say as such, with the reason the file gives."""
    raws = {str(raw["from"]): raw.get("derived", ()) for raw in norm.raw["versions"]}
    held = [raws.get(version.start.isoformat(), ()) for version in versions]
    if not any(held):
        return ""
    cells = "".join(
        "<td>"
        + "<br>".join(f"{item['number']}: {html(_said(item['why'], site.words.language))}" for item in items)
        + "</td>"
        for items in held
    )
    return f'<tr><th scope="row">{html(site.words("derived"))}</th>{cells}</tr>'


def _said(value: object, language: str) -> str:
    return str(value[language]) if isinstance(value, dict) else str(value)


# ---- the right column


def _law(versions: list[Version], site: Site) -> str:
    """Every cited passage, newest version first, each once; with its text where the statutes are at hand."""
    words, parts = site.words, list[str]()
    seen: set[Citation] = set()
    for version in versions:
        lines = cited_lines(version.cites, site.speaker, site.statutes)
        fresh = [
            (citation, line)
            for citation, line in zip(version.cites, lines, strict=True)
            if citation not in seen
        ]
        seen.update(citation for citation, _ in fresh)
        if fresh and len(versions) > 1:
            parts.append(f"<h3>{_span(version, site)}</h3>")
        for citation, line in fresh:
            quality = tag(line.quality, "soon") if line.quality else ""
            quote = f"<blockquote>{html(line.text)}</blockquote>" if line.text else ""
            parts.append(
                f'<div class="cite"><p>{link("../" + site.article_place(citation), f"{line.title} {line.article}")} '
                f"{quality}</p><p class='quiet'>{html(line.in_force)}</p>{quote}</div>"
            )
    note = words("text_not_given") if site.statutes is None else ""
    return panel(words("cites"), "".join(parts), note)


def _severity(norm: Norm, site: Site) -> str:
    words = site.words
    comment = head_comment(norm)
    said = f"<p><b>{html(words.of(SEVERITIES, norm.severity.value))}</b></p>"
    if norm.why is not None:
        said += f"<p>{html(site.speaker.text(norm.why))}</p>"
    if comment:
        said += f'<p class="quiet">{html(words("file_comment"))}</p><p lang="en" class="comment">{html(comment)}</p>'
    return panel(words("severity"), said)


def _words_of_finding(norm: Norm, site: Site) -> str:
    words, parts = site.words, []
    if norm.message is not None:
        parts.append(f"<h3>{html(words('finding'))}</h3><p>{_marked(norm.message, site)}</p>")
    if norm.remedy is not None:
        within = norm.remedy_within
        length = words("remedy_within", _length(within, site)) if within is not None else ""
        parts.append(
            f"<h3>{html(words('remedy'))}</h3><p>{html(site.speaker.text(norm.remedy))}{html(length)}</p>"
        )
    return (
        panel(
            f"{words('finding')}{site.speaker.pick('与', ' and ')}{words('remedy').lower()}", "".join(parts)
        )
        if parts
        else ""
    )


def _length(length: Length, site: Site) -> str:
    return site.speaker.length(length)


def _marked(text: Text, site: Site) -> str:
    """A message with its placeholders set off, in words."""
    said = html(site.speaker.text(text))
    names = {"trigger": ("发生时间", "when it happened"), "due": ("到期", "due"), "done": ("实际", "done"),
             "late": ("迟多久", "how late"), "missing": ("缺什么", "what is missing")}  # fmt: skip
    for name, pair in names.items():
        said = said.replace("{" + name + "}", f'<span class="slot">{html(site.speaker.pick(*pair))}</span>')
    return said


def _other(norm: Norm, site: Site) -> str:
    """Former ids, who yields to whom, where the file lies."""
    words, rows = site.words, []
    if norm.was:
        rows.append((words("was"), ", ".join(f"<code>{html(one)}</code>" for one in norm.was)))
    if norm.yields_to:
        rows.append((words("yields_to"), _links(list(norm.yields_to), site)))
    before = [other.id for other in site.norms if norm.id in other.yields_to]
    if before:
        rows.append((words("yielded_by"), _links(before, site)))
    overrides = norm.raw.get("overrides")
    if overrides is not None:
        rows.append((words("overrides"), html(_said(overrides, words.language))))
    if norm.place is not None:
        path = norm.place.path
        folder = next((one for one in site.lawbook.folders if path.is_relative_to(one)), None)
        shown = path.relative_to(folder.parent) if folder is not None else path.name
        rows.append((words("file"), f"<code>{html(str(shown)).replace('/', '/<wbr>')}</code>"))
    lines = "".join(f"<dt>{html(name)}</dt><dd>{value}</dd>" for name, value in rows)
    return panel(words("other"), f"<dl>{lines}</dl>") if rows else ""


def _links(ids: list[str], site: Site) -> str:
    found = []
    for one in ids:
        norm = site.lawbook.norms.get(one)
        title = site.speaker.text(norm.title) if norm is not None else one
        found.append(f'<a href="../{site.norm_page(one)}">{html(title)}</a>' if norm else html(title))
    return "<br>".join(found)
