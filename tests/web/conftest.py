"""An office over the invented first week, built once: its night is checked, its users are ready."""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings
from tests.conftest import REPOSITORY

from fajing.core.clock import now
from fajing.core.moments import parse_moment
from fajing.findings.people import Role

WEEK = REPOSITORY / "examples" / "first_week"
LAW = f"cn-police+{WEEK / 'bureau'}"
AREAS = {"江岸片区": ("临江派出所",), "城区片区": ("北关派出所", "南湖派出所")}
"""The units of the test's own register, three levels with the body; what no register places stands under the body."""
NOW = "2026-03-09T08:40"
PASSWORD = "a long password 41"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory):
    """The office's tables, with what a nightly check found."""
    from fajing.app.import_log import run_import
    from fajing.web.config import OfficeConfig
    from fajing.web.law import lawbook
    from fajing.web.people.models import Unit, User
    from fajing.web.people.units import root

    data = tmp_path_factory.mktemp("office")
    law = f"{LAW}+{_register_of_units(tmp_path_factory.mktemp('tree'))}"
    run_import([WEEK / "first_week.xlsx"], law=law, data=data)
    office = OfficeConfig(data, law, "青岚县公安局", "Qinglan County Bureau", demo=True)
    settings.OFFICE = office
    office.save()
    office.demo_now = parse_moment(NOW, lawbook().zone).instant
    office.demo_since = int(now().timestamp())
    with django_db_blocker.unblock():
        from fajing.web.nightly import run_night

        run_night()
        top = root()
        units = [unit for unit in Unit.objects.order_by("place") if unit != top and unit.name not in AREAS]
        area = Unit.objects.get(name="江岸片区")
        assert units[0].parent == area and units[1].parent != area
        for place, role in enumerate(Role):
            for spot, unit in enumerate((top, *units[:2], area)):
                User.objects.make(f"9{place}{spot:02d}", role, unit, PASSWORD)
        User.objects.make("9950", Role.LEGAL_OFFICER, top, PASSWORD)
        User.objects.make("9960", Role.CASE_OFFICER, None, PASSWORD)


def _register_of_units(folder):
    """An overlay that has a register of units and nothing else."""
    lines = ["id: units", "entries:"]
    for area, units in AREAS.items():
        lines.append(f'  - {{key: "{area}", from: 2020-01-01}}')
        lines += [f'  - {{key: "{unit}", from: 2020-01-01, parent: {area}}}' for unit in units]
    (folder / "registers").mkdir()
    (folder / "registers" / "units.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture
def office(db, tmp_path_factory):
    """The office as it was first: tables are rolled back after each test, folders put back before the next."""
    from fajing.web import judged, personal
    from fajing.web.records import follower
    from fajing.web.records.journal import journal

    kept = settings.OFFICE.data.with_name("kept")
    if not kept.exists():
        shutil.copytree(settings.OFFICE.data, kept)
        settings.OFFICE_SIZE = follower.book().ledger.size()
    if follower.book().ledger.size() != settings.OFFICE_SIZE:
        journal().close()
        follower.book().ledger.close()
        shutil.rmtree(settings.OFFICE.data)
        shutil.copytree(kept, settings.OFFICE.data)
        for cached in (follower.book, follower._folded, journal, judged.office_files, personal._store):
            cached.cache_clear()
    shutil.copy(kept / "office" / "office.json", settings.OFFICE.folder / "office.json")
    settings.OFFICE.start = ""  # the first import sets it
    follower.follow()
    return settings.OFFICE


@pytest.fixture
def user_at(office):
    """A user of a role: `where` 0 is the body itself, 1 and 2 two units, 3 the area over the first."""
    from fajing.web.people.models import User

    def found(role, where=0):
        return User.objects.select_related("unit").get(number=f"9{list(Role).index(role)}{where:02d}")

    return found


@pytest.fixture
def sign_in(client, user_at):
    """A client signed in as a user."""

    def signed_in(role, where=0):
        user = user_at(role, where)
        client.force_login(user, backend="fajing.web.people.backend.NumberBackend")
        return client

    return signed_in


@pytest.fixture
def unit_names(office):
    """The body's units in their order, without the areas, which only stand above others."""
    from fajing.web.people.models import Unit

    found = Unit.objects.filter(parent__isnull=False).exclude(name__in=AREAS).order_by("place")
    return list(found.values_list("name", flat=True))


@pytest.fixture
def a_finding(unit_names):
    """An open finding of a unit that nobody has touched yet."""
    from fajing.web.records.models import FindingRow

    def found(unit=0, state="new"):
        rows = FindingRow.objects.filter(unit=unit_names[unit], state=state).order_by("number")
        assert rows, f"no finding in {unit_names[unit]}"
        return rows[0]

    return found
