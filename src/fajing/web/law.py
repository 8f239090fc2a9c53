"""The lawbook of the office, loaded once by each process."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Field, Lawbook, Norm
from fajing.web.words import language


@cache
def lawbook() -> Lawbook:
    """The lawbook."""
    return load_lawbook(settings.OFFICE.law, region=settings.OFFICE.region)


@cache
def sealed() -> frozenset[str]:
    """Procedures that no unit sees, and the norms of them."""
    return lawbook().sealed()


def norm(norm_id: str) -> Norm | None:
    """A norm by its id."""
    return lawbook().norm(norm_id)


def norm_title(norm_id: str) -> str:
    """Its title in the language of the request; the id where the lawbook has it no longer."""
    found = norm(norm_id)
    return found.title.in_language(language()) if found else norm_id


def label_title(label_id: str) -> str:
    """The title of a label."""
    found = lawbook().labels.get(label_id)
    return found.title.in_language(language()) if found else label_id


def step_title(qualified: str) -> str:
    """The title of a step, `procedure.step`."""
    try:
        return lawbook().step(qualified).title.in_language(language())
    except KeyError:
        return qualified


def procedure_title(procedure: str) -> str:
    """The title of a kind of matter."""
    found = lawbook().procedures.get(procedure)
    return found.title.in_language(language()) if found else procedure


def value_title(field: Field, code: str) -> str:
    """A code as a person says it."""
    said = field.names.get(code)
    return said.in_language(language()) if said is not None else code.replace("_", " ")


def role_title(role: str) -> str:
    """An officer's role on a step as a person says it."""
    found = lawbook().roles.get(role)
    return found.in_language(language()) if found is not None else role.replace("_", " ")
