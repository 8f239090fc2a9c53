"""The objects of a matter as the record names them: persons, things, recordings, by their ids inside the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fajing.core.events import Event


def objects_of(events: Iterable[Event], speaking: Any) -> list[dict[str, Any]]:
    """Each object with the steps that name it, in the order in which they first do.

    Args:
        events: The steps in the order of the page, which numbers them from 1.
        speaking: Says a step in words.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for number, event in enumerate(events, 1):
        for name in dict.fromkeys(event.objects):
            told = {"number": number, "title": speaking.event(event), "when": speaking.moment(event.at)}
            found.setdefault(name, []).append(told)
    return [{"id": name, "steps": steps} for name, steps in found.items()]
