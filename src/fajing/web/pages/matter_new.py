"""Beginning a matter: its kind, its number and unit, and its first step in the form of the procedure file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fajing.app.begin_matter import OF_MATTER, Beginning, search_kinds
from fajing.app.law_browser.words import GROUPS
from fajing.app.office_record import Foreseen, Wrong
from fajing.lawbook.model import Procedure, Step
from fajing.web import beginning, reach
from fajing.web.law import lawbook, procedure_title, sealed
from fajing.web.pages.record import at_first, fields_of, form_of, typed_of
from fajing.web.words import language, pick


def matter_new(request: HttpRequest) -> HttpResponse:
    """Which kind of matter."""
    asked = request.GET.get("q", "").strip()[:60]
    under = reach.matters(reach.user_of(request)).filter(matter=request.GET.get("under", "")).first()
    groups: dict[str, list[dict[str, str]]] = {}
    kinds = [one for one in beginning.kinds() if under is None or under.procedure in one.parents]
    for one in search_kinds(kinds, asked):
        told = {"id": one.id, "title": one.title.in_language(language())}
        groups.setdefault(one.group, []).append(told)
    order = [*GROUPS, *groups]
    named = [(_group(one), groups[one]) for one in sorted(groups, key=order.index)]
    context = {"groups": named, "asked": asked, "under": under.matter if under is not None else ""}
    return render(request, "fajing/matter_new.html", context)


_SEALED = (
    "这类记录对各单位密封，只有督导和全机关的法制员看得到，后面的环节由他们记。",
    "Records of this kind are sealed from every unit: those who oversee the whole body see them and record the rest.",
)


@require_http_methods(["GET", "POST"])
def matter_begin(request: HttpRequest, kind: str) -> HttpResponse:
    """The form that begins a matter of a kind, what it would do, and its saving."""
    user = reach.user_of(request)
    procedure = next((one for one in beginning.kinds() if one.id == kind), None)
    if procedure is None:
        raise Http404
    step = _step(request, procedure)
    units, post = beginning.units_of(user), request.POST
    asked = Beginning(procedure, step, "", units[0] if units else "", at_first(user))
    wrong: list[Wrong] = []
    told: Foreseen | None = None
    status = 200
    if request.method == "POST":
        values = {name: post.get(f"v_{OF_MATTER}{name}", "") for name in procedure.fields}
        number, unit = post.get("number", "").strip(), post.get("unit", "")
        parent = post.get("parent", "").strip()
        asked = Beginning(procedure, step, number, unit, typed_of(request, step, ""), values, parent)
        begin, wrong = beginning.prepared(user, asked)
        if begin is not None and post.get("do") == "save":
            entry = beginning.enter(user, begin)
            if entry is not None:
                messages.success(request, pick(f"已立，存证 {entry}。", f"Begun, entry {entry}."))
                if procedure.id in sealed() and not user.sees_all:
                    messages.info(request, pick(*_SEALED))
                    return redirect("today")
                return redirect("matter", number)
            wrong = [Wrong("number", "这个编号刚被别人用了", "somebody has just taken this number")]
        elif begin is not None:
            told = beginning.foreseen(begin)
        status = 422 if wrong else 200
    else:
        asked.number, asked.parent = beginning.proposed(procedure), request.GET.get("under", "")[:60]
    form = form_of(step, asked.typed, wrong, told)
    own = fields_of(procedure.fields, asked.values, form["errors"], OF_MATTER)
    context = form | {
        "kind": procedure.id,
        "kind_title": procedure.title.in_language(language()),
        "asked": asked,
        "units": units,
        "fields": [*own, *form["fields"]],
        "steps": [(one.id, one.title.in_language(language())) for one in procedure.steps.values()],
        "about": _about(procedure),
        "parents": pick("、", ", ").join(procedure_title(one) for one in procedure.parents),
    }
    return render(request, "fajing/matter_begin.html", context, status=status)


def _group(group: str) -> str:
    return pick(*GROUPS[group]) if group in GROUPS else group


def _step(request: HttpRequest, procedure: Procedure) -> Step:
    """The step that begins the matter: the first of the procedure, where no other is chosen."""
    chosen = request.GET.get("step", "")
    found = procedure.steps.get(chosen) if chosen else next(iter(procedure.steps.values()))
    if found is None:
        raise Http404
    return found


def _about(procedure: Procedure) -> str:
    """How many rules will watch over it."""
    count = sum(norm.procedure == procedure.id for norm in lawbook().norms.values())
    return pick(f"{count}条规则看着它", f"{count} norms watch over it")
