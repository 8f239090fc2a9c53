"""From which address a request comes, so that a lock falls on whoever types wrong passwords and on nobody else.

In: a request. Out: the address of the machine that sent it. `X-Forwarded-For` is believed only as far as it was written
by proxies that the office's settings name; from anybody else it is ignored. Nothing is kept here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from fajing.core.errors import UsageError

_Network = IPv4Network | IPv6Network


def networks(proxies: Iterable[str]) -> tuple[_Network, ...]:
    """Addresses and networks of proxies.

    Raises:
        UsageError: One is neither.
    """
    found = []
    for one in proxies:
        try:
            found.append(ip_network(one.strip()))
        except ValueError as error:
            raise UsageError(
                f"不是地址或网段 (neither an address nor a network): {one}",
                where="proxies",
                why=str(error),
                remedy="127.0.0.1, 10.1.2.0/24",
            ) from error
    return tuple(found)


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[_Network, ...]:
    return networks(proxies)


def address(request: HttpRequest) -> str:
    """The address of the visitor: the last one on the way that is no proxy of ours."""
    peer = str(request.META.get("REMOTE_ADDR") or "")
    trusted = _networks(tuple(settings.OFFICE.proxies))
    told = [one.strip() for one in str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")]
    while told and _is_one_of(peer, trusted):
        before = told.pop()
        if not _is_address(before):
            break
        peer = before
    return peer


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_one_of(text: str, trusted: tuple[_Network, ...]) -> bool:
    return bool(trusted) and _is_address(text) and any(ip_address(text) in one for one in trusted)
