"""The frame of every page: head, navigation, search box, foot.

In: a page's own HTML. Out: the whole page. Its policy allows only the style and the scripts that lie in the site's own
folder, and no connection; it can be read without scripts.
"""

from __future__ import annotations

from importlib.resources import files

from fajing import __version__
from fajing.app.law_browser.site import Site, html

_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
_VIEWS = (
    ("themes", "index.html"),
    ("sources", "sources.html"),
    ("labels", "labels.html"),
    ("procedures", "procedures.html"),
)


def page(site: Site, *, title: str, body: str, view: str = "", depth: int = 0) -> str:
    """A whole page.

    Args:
        site: The site.
        title: Of the window.
        body: HTML of the main part.
        view: Which of the four views it belongs to.
        depth: How many folders below the site's root it lies.
    """
    words, root = site.words, "../" * depth
    links = "".join(
        f'<a href="{root}{path}"{_current(name == view)}>{html(words(name))}</a>' for name, path in _VIEWS
    )
    book = site.speaker.text(site.lawbook.title)
    short = f"{site.lawbook.hash[:4]}…{site.lawbook.hash[-4:]}"
    foot = words("foot", __version__, site.lawbook.id, short)
    search = (
        f'<div class="search" role="search"><input type="search" id="search" autocomplete="off" spellcheck="false" '
        f'role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list" '
        f'aria-label="{html(words("search"))}" placeholder="{html(words("search"))}" data-root="{root}" '
        f'data-nothing="{html(words("nothing"))}" data-found="{html(words("found"))}" '
        f'data-first="{html(words("first_of"))}">'
        f'<kbd aria-hidden="true" title="{html(words("search_hint"))}">/</kbd>'
        f'<div class="found" id="found-box" hidden><p class="count" role="status"></p>'
        f'<ul id="found" role="listbox" aria-label="{html(words("search"))}"></ul></div></div>'
    )
    language = "en" if words.language == "en" else "zh-CN"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<title>{html(title)} · {html(book)}</title>\n<link rel="stylesheet" href="{root}site.css">\n'
        f'<script src="{root}search_index.js" defer></script><script src="{root}site.js" defer></script></head>\n'
        f'<body class="browser"><a class="skip" href="#main">{html(words("skip"))}</a>'
        f'<header class="nav"><a class="brand" href="{root}index.html"><b>法镜</b>{html(words("law_browser"))}</a>'
        f'<nav aria-label="{html(words("pages"))}">{links}</nav>{search}</header>\n'
        f'{asset("fajing.app.report", "sprite.svg")}<main id="main" tabindex="-1">{body}\n'
        f'<footer class="foot">{html(words("disclaimer"))}<br>{html(foot)}</footer></main></body></html>\n'
    )


def _current(here: bool) -> str:
    return ' aria-current="page"' if here else ""


def asset(package: str, name: str) -> str:
    """A file that ships beside the code."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def panel(title: str, body: str, note: str = "", kind: str = "") -> str:
    """A titled box."""
    said = f"<small>{html(note)}</small>" if note else ""
    return f'<section class="box {kind}"><h2>{html(title)}{said}</h2>{body}</section>'


def tag(text: str, kind: str = "") -> str:
    """A small framed word."""
    return f'<span class="tag {kind}">{html(text)}</span>'


def link(place: str, text: str) -> str:
    """A link, its text made safe."""
    return f'<a href="{place}">{html(text)}</a>'


def icon(name: str) -> str:
    """A shape of the sprite."""
    return f'<svg viewBox="0 0 14 14" aria-hidden="true"><use href="#i-{name}"/></svg>'
