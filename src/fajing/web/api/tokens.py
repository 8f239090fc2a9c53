"""Operations on one's own tokens: which there are, and revoking one.

A new one is made by a person on the page only: one that a lost token had made would outlive its revoking.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fajing.web.api.operations import api, user_of
from fajing.web.api.shared import nothing
from fajing.web.pages.people import revoke
from fajing.web.people.models import Token


@api.get("/tokens", operation_id="tokens")
def tokens(request: HttpRequest) -> list[dict[str, Any]]:
    """One's own tokens, the latest first, never their text."""
    user = user_of(request, "tokens")
    return [_told(one, request) for one in user.tokens.order_by("-id")]


@api.post("/tokens/{int:token}/revoke", operation_id="token_revoke")
def token_revoke(request: HttpRequest, token: int) -> dict[str, Any]:
    """Revokes one of one's own tokens, this one too; it cannot be taken back."""
    user = user_of(request, "token_revoke")
    one = user.tokens.filter(pk=token).first() if 0 < token < 2**63 else None
    if one is None:
        raise nothing()
    revoke(one)
    return _told(one, request)


def _told(one: Token, request: HttpRequest) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "scopes": one.scopes.split(),
        "expires_at": one.expires_at,
        "is_revoked": one.is_revoked,
        "is_this": one.pk == request.auth.pk,  # type: ignore[attr-defined]
    }
