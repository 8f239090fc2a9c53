"""What a person sees when something is wrong: what, where, what to do. Never a traceback, never a value."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fajing.core.errors import FajingError


class ErrorMiddleware:
    """Shows errors that a user may understand as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers a request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for what the rooms below refuse."""
        if isinstance(error, FajingError):
            return render(request, "fajing/error.html", {"error": error}, status=409)
        return None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old, or came from elsewhere."""
    return render(request, "fajing/stale.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here."""
    return render(request, "fajing/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The program's own fault."""
    return HttpResponse(
        "法镜出了故障，已记下时间。/ Fajing failed; the time is noted.",
        status=500,
        content_type="text/plain; charset=utf-8",
    )
