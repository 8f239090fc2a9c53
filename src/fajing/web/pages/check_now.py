"""检查: the check on demand, begun by a button; how far it is, and what the last one found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fajing.web import checking, reach, shown
from fajing.web.importing import RUNNING
from fajing.web.records import follower

_AGAIN = 2
"""Seconds after which the page of a running check asks how far it is."""


@require_http_methods(["GET", "POST"])
def check_now(request: HttpRequest) -> HttpResponse:
    """Begins a check, or shows how it stands; while it runs the page asks again, unless it was told to stand still."""
    if request.method == "POST":
        checking.begin(reach.user_of(request))
        return redirect("check")
    told, still = checking.standing(), "still" in request.GET
    busy = told["state"] == RUNNING
    context = {
        "told": told, "busy": busy, "still": still, "begun": shown.moment(told["at"]) if busy else "",
        "found": checking.last_found(), "checked": follower.position("checked"),
    }  # fmt: skip
    answer = render(request, "fajing/check.html", context)
    if busy and not still:
        answer["Refresh"] = str(_AGAIN)
    return answer
