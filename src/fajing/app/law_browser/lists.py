"""The pages that lead to norms by theme and by label.

In: the site. Out: HTML of whole pages.
"""

from __future__ import annotations

from collections import Counter

from fajing.app.law_browser.shell import link, page, tag
from fajing.app.law_browser.site import Site, anchor, html, is_heavy
from fajing.app.law_browser.words import SEVERITIES, STATUSES
from fajing.lawbook.model import Norm, Status
from fajing.scan.citations import cited_lines
from fajing.scan.duty_sentence import duty_sentence


def index_page(site: Site) -> str:
    """The first page: the lawbook in one sentence, then its norms by theme."""
    words, book = site.words, site.lawbook
    counts = Counter(norm.status for norm in site.norms)
    cited = [name for name in book.sources if site.by_article.get(name)]
    used = {norm.procedure for norm in site.norms}
    others = len(site.norms) - counts[Status.IN_FORCE] - counts[Status.NEEDS_DECISION]
    body = (
        f"<h1>{html(words('headline', len(site.norms), len(cited), len(used), len(site.by_label)))}</h1>"
        f'<p class="under">{html(words("under", counts[Status.IN_FORCE], counts[Status.NEEDS_DECISION], others))}</p>'
    )
    entries = [(theme, site.themes[theme], len(norms)) for theme, norms in site.by_theme.items()]
    sections = "".join(
        f'<section id="{html(theme)}" class="group"><h2>{html(site.themes[theme])}<small>{html(theme)}</small></h2>'
        f"{norm_table(norms, site)}</section>"
        for theme, norms in site.by_theme.items()
    )
    title = site.speaker.text(book.title)
    return page(site, title=title, body=body + with_contents(entries, sections, site), view="themes")


def labels_page(site: Site) -> str:
    """Labels by their groups, each with its norms."""
    words, speaker = site.words, site.speaker
    groups: dict[str, list[str]] = {}
    for label in sorted(site.lawbook.labels.values(), key=lambda one: one.id):
        groups.setdefault(speaker.text(label.group), []).append(label.id)
    entries, sections = [], ""
    for number, (group, ids) in enumerate(groups.items()):
        place = f"group-{number}"
        entries.append((place, group, len(ids)))
        rows = "".join(_label_row(one, site) for one in ids)
        sections += (
            f'<section id="{place}" class="group"><h2>{html(group)}</h2><div class="panel"><table class="entries">'
            f'<thead><tr><th scope="col">{html(words("label"))}</th>'
            f'<th scope="col">{html(words("norms"))}</th></tr></thead>'
            f"<tbody>{rows}</tbody></table></div></section>"
        )
    body = f"<h1>{html(words('labels'))}</h1>" + with_contents(entries, sections, site)
    return page(site, title=words("labels"), body=body, view="labels")


def _label_row(label_id: str, site: Site) -> str:
    label = site.lawbook.labels[label_id]
    norms = site.by_label.get(label_id, [])
    links = norm_links(norms, site) if norms else f'<span class="quiet">{html(site.words("no_norms"))}</span>'
    return (
        f'<tr id="{html(anchor(label_id))}"><th scope="row">{html(site.speaker.text(label.title))}'
        f"<code>{html(label_id)}</code></th><td>{links}</td></tr>"
    )


def with_contents(entries: list[tuple[str, str, int]], sections: str, site: Site) -> str:
    """A column of contents beside the sections."""
    lines = "".join(
        f'<li><a href="#{html(place)}">{html(title)}<span>{count:,}</span></a></li>'
        for place, title, count in entries
    )
    contents = html(site.words("contents"))
    return (
        f'<div class="with-contents"><nav class="contents" aria-label="{contents}"><ul>{lines}</ul></nav>'
        f"<div>{sections}</div></div>"
    )


def norm_table(norms: list[Norm], site: Site, depth: int = 0) -> str:
    """Norms with what each asks, what it rests on and how heavy a breach is."""
    words = site.words
    heads = "".join(
        f'<th scope="col">{html(words(key))}</th>' for key in ("norm", "must", "cites", "severity")
    )
    rows = "".join(_norm_row(norm, site, "../" * depth) for norm in norms)
    return f'<div class="panel"><table class="norms"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _norm_row(norm: Norm, site: Site, root: str) -> str:
    speaker, version = site.speaker, norm.versions[-1]
    cites = cited_lines(version.cites, speaker)
    more = f" +{len(cites) - 1}" if len(cites) > 1 else ""
    cited = f"{short_title(cites[0].title)} {cites[0].article}{more}" if cites else ""
    status = "" if norm.status is Status.IN_FORCE else tag(site.words.of(STATUSES, norm.status.value), "soon")
    quality = _quality_tag([line.quality for line in cites], site)
    severity = html(site.words.of(SEVERITIES, norm.severity.value))
    return (
        f'<tr><th scope="row">{link(root + site.norm_page(norm.id), speaker.text(norm.title))}{status}</th>'
        f"<td>{html(duty_sentence(norm, version, speaker))}</td><td>{html(cited)}{quality}</td>"
        f"<td>{f'<b>{severity}</b>' if is_heavy(norm) else severity}</td></tr>"
    )


def _quality_tag(qualities: list[str], site: Site) -> str:
    """How little is known of the text, where that of any citation is not known in full."""
    known = list(dict.fromkeys(one for one in qualities if one))
    if not known:
        return ""
    said = site.speaker.pick("、", ", ").join(known)
    return tag(said if all(qualities) else site.words("partly", said), "soon")


def short_title(title: str) -> str:
    """An instrument's title without the words that all of them begin with, for a narrow column.

    Example:
        >>> short_title("《中华人民共和国行政处罚法（2021年修订）》")
        '《行政处罚法（2021年修订）》'
    """
    return title.replace("中华人民共和国", "")


def norm_links(norms: list[Norm], site: Site, depth: int = 0) -> str:
    """Norms as a list of links."""
    root = "../" * depth
    lines = (link(root + site.norm_page(norm.id), site.speaker.text(norm.title)) for norm in norms)
    return f'<ul class="links">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'
