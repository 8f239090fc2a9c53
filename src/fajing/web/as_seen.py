"""Any page with tables as a workbook, as seen: the page itself is made, and its tables are read off it.

In: a view. Out: a view that makes the same page within the same reach and with the same filter, all rows of a list at
once, and gives its tables as sheets: the same columns, the same titles, the same words. So a list and its workbook
cannot come to differ, and whoever is shown a list is entered in the access journal the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from html.parser import HTMLParser
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from fajing.web.sheets import Sheet, answer, workbook
from fajing.web.words import pick

A_PAGE = 50
MOST = 10_000
"""Rows of a list in a workbook: more are read by nobody, and a workbook says when there are more."""
Row = TypeVar("Row", bound=Model)
_AT_ONCE, _ALL = "fajing.rows_at_once", "fajing.rows_in_all"
"""Notes on a request; no header of one can bear such a name."""
_WHOLE, _BROKEN = re.compile(r"-?\d{1,3}(,\d{3})*|-?\d+"), re.compile(r"-?\d+\.\d+")


def in_pages(request: HttpRequest, rows: QuerySet[Row], count: int | None = None) -> Page[Row]:
    """The page of a list that is asked for; in a workbook all of it.

    Args:
        request: The request.
        rows: All rows.
        count: How many there are, where that is known without counting them.
    """
    pages = Paginator(rows, at_once(request))
    if count is not None:
        pages.count = count
    note_all(request, pages.count)
    return pages.get_page(None if is_workbook(request) else request.GET.get("page"))


def at_once(request: HttpRequest, usual: int = A_PAGE) -> int:
    """How many rows of a list are shown at once."""
    return int(request.META.get(_AT_ONCE, usual))


def is_workbook(request: HttpRequest) -> bool:
    """Whether the page is made for a workbook."""
    return _AT_ONCE in request.META


def note_all(request: HttpRequest, count: int) -> None:
    """Says how many rows there are in all."""
    request.META[_ALL] = count


def as_workbook(
    view: Callable[..., HttpResponse], name: str, *, takes_form: bool = False
) -> Callable[..., HttpResponse]:
    """The tables of a page as a workbook.

    Args:
        view: Makes the page.
        name: Under which the workbook is kept, without its ending.
        takes_form: Whether the page is one that answers a form and changes nothing.
    """

    @require_http_methods(["GET", "HEAD", "POST"] if takes_form else ["GET", "HEAD"])
    @wraps(view)
    def exported(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        request.META[_AT_ONCE] = MOST
        page = view(request, *args, **parts)
        if page.status_code != 200:  # sent elsewhere, or refused with what to put right
            return page
        read = _Tables()
        read.feed(page.content.decode())
        read.close()
        return answer(name, workbook(read.sheets, _notes(request, read)))

    return exported


def _notes(request: HttpRequest, read: _Tables) -> list[str]:
    """The filter in the words of the page, and what was left off."""
    notes = [f"{title}：{words}" if title else words for title, words in read.chosen]
    for key, value in request.GET.items():
        if key not in {*read.controls, "page"} and value:
            notes.append(f"{key}={value}")
    count = request.META.get(_ALL, 0)
    if count > MOST:
        notes.append(pick(f"列出{MOST:,}行，共{count:,}行", f"{MOST:,} of {count:,} rows listed"))
    return notes


class _Tables(HTMLParser):
    """Reads the tables of a page and what is chosen in its filters.

    Attributes:
        sheets: The tables.
        chosen: Title and words of each filter that is set.
        controls: Names of the filters.
    """

    _NO_TEXT = frozenset({"svg", "script", "style", "form", "button", "select", "details"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[Sheet] = []
        self.chosen: list[tuple[str, str]] = []
        self.controls: set[str] = set()
        self._text: list[str] | None = None
        self._row: list[Any] = []
        self._is_number, self._span, self._unread = False, 1, 0
        self._in_head, self._in_filters, self._is_table = False, False, False
        self._labels: dict[str, str] = {}
        self._control = self._heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Something begins."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and not self._is_table:
            self._in_filters = "filters" in has.get("class", "").split() and "method" not in has
        elif tag in self._NO_TEXT and self._is_table:
            self._unread += 1
        elif tag == "table":
            self._is_table = True
            self.sheets.append(Sheet(self._heading, []))
        elif tag in ("caption", "h2", "h1"):
            self._text = []
        elif tag == "thead":
            self._in_head = True
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th") and self._is_table:
            self._text, self._is_number = [], "num" in has.get("class", "").split()
            self._span = int(has.get("colspan") or 1)
        elif tag == "br" and self._text is not None:
            self._text.append(" ")
        elif self._in_filters:
            self._filter(tag, has)

    def _filter(self, tag: str, has: dict[str, str]) -> None:
        if tag == "label":
            self._text, self._control = [], has.get("for", "")
        elif tag in ("select", "input"):
            self._control = has.get("id", "")
            self.controls.add(has.get("name", ""))
            if tag == "input" and has.get("type") in ("text", "date") and has.get("value"):
                self.chosen.append((self._labels.get(self._control, ""), has["value"]))
        elif tag == "option" and "selected" in has:
            self._text = []

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._text is not None and not self._unread:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Something ends."""
        if tag in self._NO_TEXT and self._is_table:
            self._unread = max(0, self._unread - 1)
        elif tag == "form":
            self._in_filters = False
        elif tag == "table":
            self._is_table = False
        elif tag == "thead":
            self._in_head = False
        elif tag in ("caption", "h2", "h1") and self._text is not None:
            words = self._said()
            if tag == "caption":
                self.sheets[-1].name = words
            else:
                self._heading = words
        elif tag == "label" and self._in_filters:
            self._labels[self._control] = self._said()
        elif tag == "option" and self._in_filters and self._text is not None:
            self.chosen.append((self._labels.get(self._control, ""), self._said()))
        elif tag in ("td", "th") and self._is_table:
            self._row += [self._value(), *[""] * (self._span - 1)]
        elif tag == "tr" and self._is_table:
            if self._in_head and not self.sheets[-1].head:
                self.sheets[-1].head = [str(one) for one in self._row]
            elif self._row:
                self.sheets[-1].rows.append(self._row)

    def _said(self) -> str:
        words = " ".join("".join(self._text or ()).split())
        self._text = None
        return words

    def _value(self) -> Any:
        words = self._said()
        if self._is_number and _WHOLE.fullmatch(words):
            return int(words.replace(",", ""))
        return float(words) if self._is_number and _BROKEN.fullmatch(words) else words
