"""Operations on the wording of documents: what stands now, a bureau's own text, and back to the office's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from fajing.web.api.operations import api, user_of
from fajing.web.api.shared import nothing
from fajing.web.documents import texts
from fajing.web.records.models import DocumentTemplate

_LONGEST = 20_000


class WordingIn(Schema):
    """A text with names in braces; with `reset` the office's own stands again."""

    text: str = ""
    reset: bool = False


@api.get("/documents/templates", operation_id="templates")
def templates(request: HttpRequest) -> list[dict[str, Any]]:
    """The kinds of documents and whose wording stands."""
    user_of(request, "templates")
    own = set(DocumentTemplate.objects.values_list("kind", flat=True))
    return [{"kind": kind, "title": texts.title_of(kind), "own": kind in own} for kind in texts.KINDS]


@api.get("/documents/templates/{kind}", operation_id="template")
def template(request: HttpRequest, kind: str) -> dict[str, Any]:
    """The wording of a kind, and the names that may stand in braces."""
    user_of(request, "template")
    return _told(kind)


@api.post("/documents/templates/{kind}", operation_id="template_change")
def template_change(request: HttpRequest, kind: str, body: WordingIn) -> dict[str, Any]:
    """Puts a bureau's wording in place of the office's, or goes back to it."""
    user = user_of(request, "template_change")
    _told(kind)
    if body.reset:
        texts.drop(kind)
    else:
        texts.keep(kind, body.text.replace("\x00", "")[:_LONGEST], user.number)
    return _told(kind)


def _told(kind: str) -> dict[str, Any]:
    if kind not in texts.KINDS:
        raise nothing()
    row = DocumentTemplate.objects.filter(kind=kind).first()
    return {
        "kind": kind,
        "title": texts.title_of(kind),
        "own": row is not None,
        "text": texts.text_of(kind),
        "names": list(texts.names_of(kind)),
        "changed_by": row.changed_by if row is not None else "",
        "changed_at": row.changed_at if row is not None else None,
    }
