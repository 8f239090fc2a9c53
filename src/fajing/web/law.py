"""The lawbook of the office, loaded once by each process."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Norm
from fajing.web.words import language


@cache
def lawbook() -> Lawbook:
    """The lawbook."""
    return load_lawbook(settings.OFFICE.law, region=settings.OFFICE.region)


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


@cache
def _value_words() -> dict[tuple[str, str], str]:
    """Chinese words of codes, by field and code: the maps of exports know them."""
    found: dict[tuple[str, str], str] = {}
    for data in lawbook().maps.values():
        for column in data.get("columns", ()):
            name = column.get("field")
            for word, code in (column.get("words") or {}).items():
                if isinstance(name, str) and isinstance(code, str):
                    found.setdefault((name, code), str(word))
    return found


def value_title(field: str, code: str) -> str:
    """A code as a person says it."""
    if language() == "en":
        return code.replace("_", " ")
    return _value_words().get((field, code), code)


_ROLES = {
    "handler": "主办",
    "assistant_handler": "协办",
    "duty_officer": "值班民警",
    "unit_leader": "部门负责人",
    "station_leader": "所领导",
    "bureau_leader": "局领导",
    "bureau_head": "主要负责人",
    "superior_leader": "上级负责人",
    "legal_officer": "法制员",
    "reviewer": "审核人",
    "property_keeper": "保管人",
    "archivist": "档案员",
}


def role_title(role: str) -> str:
    """An officer's role on a step as a person says it."""
    return role.replace("_", " ") if language() == "en" else _ROLES.get(role, role)
