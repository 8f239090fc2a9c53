"""What the search box looks through: one entry for each norm, article, label, step and procedure.

In: the site. Out: a script that sets one constant, so that it can be read from a folder without a server.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from fajing.app.law_browser.site import Site, article_order
from fajing.lawbook.model import Citation, Norm, Text
from fajing.scan.citations import article_words
from fajing.scan.duty_sentence import duty_sentence

Entry = tuple[str, str, str, str, str]
"""Kind, title, second line, place, and everything it is found by."""


def search_script(site: Site) -> str:
    """The whole script."""
    text = json.dumps(list(entries(site)), ensure_ascii=False, separators=(",", ":"))
    return "window.LAW_INDEX=" + text.replace("</", "<\\/") + ";\n"


def entries(site: Site) -> Iterator[Entry]:
    """Every entry, norms first."""
    words, speaker = site.words, site.speaker
    for norm in site.norms:
        said = duty_sentence(norm, norm.versions[-1], speaker)
        yield words("norm"), speaker.text(norm.title), said, site.norm_page(norm.id), _of_norm(norm, site)
    for source in site.lawbook.sources.values():
        title = site.source_title(source)
        found = f"{_both(source.title)} {source.id} {source.number or ''}".lower()
        yield words("instrument"), title, source.number or "", site.source_page(source.id), found
        for article in sorted(site.by_article.get(source.id, {}), key=article_order):
            bare = Citation(source.id, article)
            both = " ".join(article_words(bare, language) for language in ("zh", "en"))
            norms = site.by_article[source.id][article]
            said = "、".join(dict.fromkeys(speaker.text(norm.title) for norm, _, _ in norms))
            name = f"{title} {article_words(bare, words.language)}"
            yield words("article"), name, said, site.article_place(bare), f"{found} {both} {article}".lower()
    for label in site.lawbook.labels.values():
        found = f"{_both(label.title)} {label.id}".lower()
        yield (
            words("label"),
            speaker.text(label.title),
            speaker.text(label.group),
            site.label_place(label.id),
            found,
        )
    for procedure in site.lawbook.procedures.values():
        title, place = speaker.text(procedure.title), site.procedure_page(procedure.id)
        yield (
            words("procedure"),
            title,
            procedure.id,
            place,
            f"{_both(procedure.title)} {procedure.id}".lower(),
        )
        for step in procedure.steps.values():
            found = f"{_both(step.title)} {step.id}".lower()
            yield words("step"), speaker.text(step.title), title, f"{place}#{step.id}", found


def _of_norm(norm: Norm, site: Site) -> str:
    """Both titles, ids old and new, message, label, and every article cited, in both languages."""
    parts = [norm.id, *norm.was, _both(norm.title)]
    if norm.message is not None:
        parts.append(_both(norm.message))
    label = site.lawbook.labels.get(norm.label or "")
    if label is not None:
        parts.append(_both(label.title))
    cites = dict.fromkeys(citation for version in norm.versions for citation in version.cites)
    for citation in cites:
        source = site.lawbook.sources.get(citation.source)
        title = _both(source.title) if source is not None else citation.source
        parts.append(f"{title} {article_words(citation, 'zh')} {article_words(citation, 'en')}")
    return " ".join(dict.fromkeys(parts)).lower()


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"
