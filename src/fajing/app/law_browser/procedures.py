"""The pages that lead to norms by procedure and step.

In: the site. Out: HTML of whole pages.
"""

from __future__ import annotations

from collections.abc import Iterable

from fajing.app.law_browser.lists import norm_links, with_contents
from fajing.app.law_browser.shell import page, tag
from fajing.app.law_browser.site import Site, anchor, html
from fajing.app.law_browser.words import GROUPS
from fajing.lawbook.model import Field, Procedure, Step


def procedures_page(site: Site) -> str:
    """All procedures by group."""
    words = site.words
    groups: dict[str, list[Procedure]] = {}
    for procedure in site.lawbook.procedures.values():
        groups.setdefault(procedure.group, []).append(procedure)
    order = [*GROUPS, *groups]
    entries, sections = [], ""
    for group in sorted(groups, key=order.index):
        held, title = groups[group], words.of(GROUPS, group) if group else words("procedures")
        entries.append((anchor(f"group-{group}"), title, len(held)))
        rows = "".join(
            f'<tr><th scope="row"><a href="{site.procedure_page(one.id)}">{html(site.speaker.text(one.title))}</a>'
            f'<code>{html(one.id)}</code></th><td class="n">{len(one.steps)}</td>'
            f'<td class="n">{sum(norm.procedure == one.id for norm in site.norms)}</td></tr>'
            for one in held
        )
        heads = f'<th scope="col">{html(words("procedure"))}</th>' + "".join(
            f'<th scope="col" class="n">{html(words(key))}</th>' for key in ("steps", "norms")
        )
        sections += (
            f'<section id="{html(anchor(f"group-{group}"))}" class="group"><h2>{html(title)}</h2><div class="panel">'
            f'<table class="entries"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>'
        )
    body = f"<h1>{html(words('procedures'))}</h1>" + with_contents(entries, sections, site)
    return page(site, title=words("procedures"), body=body, view="procedures")


def procedure_page(procedure: Procedure, site: Site) -> str:
    """One procedure: its steps in their usual order, with the norms that each raises or that ask for it."""
    words, speaker = site.words, site.speaker
    title = speaker.text(procedure.title)
    facts = []
    if procedure.parents:
        facts.append(f"{html(words('parents'))} {', '.join(_parent(one, site) for one in procedure.parents)}")
    if procedure.fields:
        facts.append(f"{html(words('matter_fields'))} {_fields(procedure.fields.values(), site)}")
    keys = ("step", "roles", "fields", "raises", "answers")
    heads = "".join(f'<th scope="col">{html(words(key))}</th>' for key in keys)
    rows = "".join(_step(procedure, step, site) for step in procedure.steps.values())
    body = (
        f'<p class="crumbs"><a href="../procedures.html">{html(words("procedures"))}</a></p>'
        f"<h1>{html(title)} <code>{html(procedure.id)}</code></h1>"
        f'<ul class="facts">{"".join(f"<li>{fact}</li>" for fact in facts)}</ul>'
        f'<div class="panel"><table class="steps"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
    return page(site, title=title, body=body, view="procedures", depth=1)


def _parent(procedure_id: str, site: Site) -> str:
    found = site.lawbook.procedures.get(procedure_id)
    if found is None:
        return html(procedure_id)
    return f'<a href="../{site.procedure_page(found.id)}">{html(site.speaker.text(found.title))}</a>'


def _step(procedure: Procedure, step: Step, site: Site) -> str:
    qualified = f"{procedure.id}.{step.id}"
    ends = tag(site.words("ends")) if step.ends else ""
    raised, asked = site.raised_by.get(qualified, []), site.asking_for.get(qualified, [])
    roles = site.speaker.listing([site.speaker.role(role) for role in step.roles])
    return (
        f'<tr id="{html(anchor(step.id))}"><th scope="row">{html(site.speaker.text(step.title))}{ends}'
        f"<code>{html(step.id)}</code></th><td>{html(roles)}</td>"
        f"<td>{_fields(step.fields.values(), site)}</td>"
        f"<td>{norm_links(raised, site, 1) if raised else ''}</td>"
        f"<td>{norm_links(asked, site, 1) if asked else ''}</td></tr>"
    )


def _fields(fields: Iterable[Field], site: Site) -> str:
    """Titles of fields; personal ones say so."""
    said = []
    for field in fields:
        mark = tag(site.words("personal")) if field.personal else ""
        said.append(html(site.speaker.text(field.title)) + mark)
    return site.speaker.pick("、", ", ").join(said)
