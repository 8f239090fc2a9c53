"""Which language a request is answered in, and the choice between two texts that stand beside each other.

Every text of the office is written as a pair, Chinese and English, where it is used (docs/adr/0018). So none can be
missing in one language, and no catalogue has to be compiled.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

CODES = ("zh", "en")
LANGUAGE = "language_of_page"
"""Under what a template's context holds one of them."""


def language() -> str:
    """`zh` or `en`."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def pick(zh: str, en: str) -> str:
    """The one of two texts that is in the language of the request."""
    return en if language() == "en" else zh


class LanguageMiddleware:
    """Chinese, unless the language cookie says English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers a request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        known = dict(settings.LANGUAGES)
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers["Content-Language"] = "en" if language() == "en" else "zh-Hans"
            return response
