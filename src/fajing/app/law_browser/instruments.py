"""The pages that lead to norms by instrument and article.

In: the site. Out: HTML of whole pages. With a folder of statutes each article's text stands beside its norms.
"""

from __future__ import annotations

from fajing.app.law_browser.lists import norm_links
from fajing.app.law_browser.shell import link, page, tag
from fajing.app.law_browser.site import Site, anchor, article_order, html
from fajing.lawbook.model import Citation, Norm, Source, Version
from fajing.scan.citations import article_words

_READ = {"full": "full", "part": "part", "reported": "reported"}


def sources_page(site: Site) -> str:
    """All instruments, those with the most norms first."""
    words = site.words
    keys = ("instrument", "issuer", "in_force", "read")
    heads = "".join(f'<th scope="col">{html(words(key))}</th>' for key in keys)
    heads += "".join(
        f'<th scope="col" class="n">{html(words(key))}</th>' for key in ("articles_count", "norms")
    )
    counted = [(len(site.norms_of_source(source.id)), source) for source in site.lawbook.sources.values()]
    rows = "".join(
        _source_row(source, count, site)
        for count, source in sorted(counted, key=lambda pair: (-pair[0], pair[1].id))
    )
    head = f'<div class="panel"><table class="sources"><thead><tr>{heads}</tr></thead>'
    table = f"{head}<tbody>{rows}</tbody></table></div>"
    return page(
        site, title=words("sources"), body=f"<h1>{html(words('sources'))}</h1>{table}", view="sources"
    )


def _source_row(source: Source, count: int, site: Site) -> str:
    articles = len(site.by_article.get(source.id, {}))
    region = tag(source.region) if source.region else ""
    return (
        f'<tr><th scope="row">{link(site.source_page(source.id), site.source_title(source))}{region}</th>'
        f"<td>{html(site.speaker.text(source.issuer))}</td><td>{_in_force(source, site)}</td>"
        f"<td>{read_tag(source, site)}</td>"
        f'<td class="n">{articles}</td><td class="n">{count}</td></tr>'
    )


def read_tag(source: Source, site: Site) -> str:
    """How well the text is known; marked where it was not read in full."""
    text = site.words(_READ[source.read])
    return html(text) if source.read == "full" else tag(text, "soon")


def _in_force(source: Source, site: Site) -> str:
    start = html(site.words("version_from", source.in_force_from))
    if source.in_force_until is None:
        return start
    return f"{start} {html(site.words('until', source.in_force_until))}"


def source_page(source: Source, site: Site) -> str:
    """One instrument: what it is, and every article that a norm cites."""
    words, speaker = site.words, site.speaker
    title = site.source_title(source)
    facts = [
        f"{html(words('in_force'))} <b>{_in_force(source, site)}</b>",
        f"{html(words('read'))} {read_tag(source, site)}",
    ]
    if source.number:
        facts.append(f"{html(words('number'))} <b>{html(source.number)}</b>")
    if source.issuer:
        facts.append(f"{html(words('issuer'))} <b>{html(speaker.text(source.issuer))}</b>")
    heirs = [other for other in site.lawbook.sources.values() if source.id in other.replaces]
    for key, others in (("replaces", _known(source.replaces, site)), ("replaced_by", heirs)):
        facts += [
            f'{html(words(key))} <a href="../{site.source_page(other.id)}">{html(site.source_title(other))}</a>'
            for other in others
        ]
    cited = site.by_article.get(source.id, {})
    sections = "".join(
        _article(source, article, cited[article], site) for article in sorted(cited, key=article_order)
    )
    body = (
        f'<p class="crumbs"><a href="../sources.html">{html(words("sources"))}</a></p><h1>{html(title)}</h1>'
        f'<ul class="facts">{"".join(f"<li>{fact}</li>" for fact in facts)}</ul>'
        + (sections or f'<p class="quiet">{html(words("no_norms"))}</p>')
    )
    return page(site, title=title, body=body, view="sources", depth=1)


def _known(ids: tuple[str, ...], site: Site) -> list[Source]:
    return [site.lawbook.sources[one] for one in ids if one in site.lawbook.sources]


def _article(source: Source, article: str, found: list[tuple[Norm, Version, Citation]], site: Site) -> str:
    bare = Citation(source.id, article)
    norms = list({norm.id: norm for norm, _, _ in found}.values())
    text = site.statutes.article(bare) if site.statutes is not None else ""
    words = site.words
    missing = words("no_text") if site.statutes is not None else words("text_not_given")
    shown = f"<blockquote>{html(text)}</blockquote>" if text else f'<p class="quiet">{html(missing)}</p>'
    return (
        f'<section class="box article" id="{html(anchor("a-" + article))}">'
        f'<h2>{html(article_words(bare, words.language))}</h2><div class="two">{shown}'
        f"<div><h3>{html(words('norms'))}</h3>{norm_links(norms, site, 1)}</div></div></section>"
    )
