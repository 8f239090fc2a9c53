"""What operations share: pages that are bounded, reach over one thing, errors in words."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError

from fajing.core.errors import FajingError
from fajing.web.access.middleware import may
from fajing.web.access.rules import RULES
from fajing.web.api.operations import OPERATIONS, api, user_of
from fajing.web.people.models import User

MOST = 200
"""Rows that one answer holds at the most."""
_FURTHEST, _LONGEST = 10**9, 2_000


def plain(text: str) -> str:
    """A text that every store takes."""
    return text.replace("\x00", "")[:_LONGEST]


def part(limit: int, offset: int) -> slice:
    """The rows that are asked for, as far as one answer goes."""
    begin = min(max(offset, 0), _FURTHEST)
    return slice(begin, begin + min(max(limit, 1), MOST))


def user_for(request: HttpRequest, operation: str, **thing: str | int) -> User:
    """The user of a token that may do an operation with the thing that its page's rule asks for.

    Raises:
        HttpError: The token or the role may not, or there is no such thing within reach.
    """
    user = user_of(request, operation)
    try:
        allowed = may(user, RULES[OPERATIONS[operation][1]], thing)
    except Http404:
        allowed = False
    if not allowed:
        raise nothing()
    return user


def nothing() -> HttpError:
    """The answer where something is not there, or not for this user: both read the same."""
    return HttpError(404, "没有，或者不归您的范围 (nothing of this kind within reach)")


@api.exception_handler(FajingError)
def _refused(request: HttpRequest, error: FajingError) -> HttpResponse:
    """What the rooms below refuse, with its reason and what would help."""
    told = {"detail": error.what, "where": error.where, "why": error.why, "remedy": error.remedy}
    return api.create_response(request, told, status=409)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """What a page would not find."""
    return api.create_response(request, {"detail": nothing().message}, status=404)
