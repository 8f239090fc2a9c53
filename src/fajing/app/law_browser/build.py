"""Writes a lawbook as a folder of pages that need nothing else.

In: a lawbook, a folder to write to, a language and, if wanted, a folder of statutes. Out: index.html and what it leads
to. A folder that holds something else is refused; pages of an earlier build are replaced.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fajing.app.law_browser.instruments import source_page, sources_page
from fajing.app.law_browser.lists import index_page, labels_page
from fajing.app.law_browser.norm_page import norm_page
from fajing.app.law_browser.procedures import procedure_page, procedures_page
from fajing.app.law_browser.search_index import search_script
from fajing.app.law_browser.shell import asset
from fajing.app.law_browser.site import Site
from fajing.core.errors import UsageError
from fajing.lawbook.model import Lawbook
from fajing.scan.citations import Statutes

_FOLDERS = ("norms", "sources", "procedures")
_MARK = "search_index.js"


@dataclass(frozen=True, slots=True)
class Built:
    """What was written.

    Attributes:
        index: The first page.
        pages: Number of pages.
        norms: Number of norms.
    """

    index: Path
    pages: int
    norms: int


def build_site(lawbook: Lawbook, out: Path, *, language: str = "zh", statutes: Path | None = None) -> Built:
    """Write the pages.

    Args:
        lawbook: The lawbook, with norms of every region.
        out: The folder; made where it is not there.
        language: `zh` or `en`.
        statutes: Folder with statute texts, to stand beside the norms.

    Raises:
        UsageError: The folder holds something that is no such site.
        FajingError: There is no such folder of statutes.
    """
    site = Site(lawbook, language, Statutes(statutes, lawbook) if statutes is not None else None)
    _clear(out)
    pages = 0
    for path, text in _pages(site):
        _write(out / path, text)
        pages += 1
    style = asset("fajing.app.report", "report.css") + asset("fajing.app.law_browser", "site.css")
    _write(out / "site.css", style)
    _write(out / "site.js", asset("fajing.app.law_browser", "site.js"))
    _write(out / _MARK, search_script(site))
    return Built(out / "index.html", pages, len(lawbook.norms))


def _pages(site: Site) -> Iterator[tuple[str, str]]:
    yield "index.html", index_page(site)
    yield "sources.html", sources_page(site)
    yield "labels.html", labels_page(site)
    yield "procedures.html", procedures_page(site)
    for norm in site.norms:
        yield site.norm_page(norm.id), norm_page(norm, site)
    for source in site.lawbook.sources.values():
        yield site.source_page(source.id), source_page(source, site)
    for procedure in site.lawbook.procedures.values():
        yield site.procedure_page(procedure.id), procedure_page(procedure, site)


def _clear(out: Path) -> None:
    """Take away the pages of an earlier build, and nothing else."""
    if out.is_dir() and any(out.iterdir()) and not (out / _MARK).is_file():
        raise UsageError(
            f"这个文件夹里有别的东西 (the folder holds something else): {out}",
            remedy="--out 写一个空文件夹 / name an empty folder",
        )
    for name in _FOLDERS:
        if (out / name).is_dir():
            shutil.rmtree(out / name)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
