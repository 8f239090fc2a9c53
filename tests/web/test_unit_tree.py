"""The tree of units is the register's: three levels, reach downwards only, pages that show it; parents known later."""

import pytest
from tests.web.conftest import AREAS

from fajing.findings.people import Role
from fajing.lawbook.model import Register, RegisterEntry

AREA, UNIT, OTHER = "江岸片区", "临江派出所", "北关派出所"


def parent_of(name):
    from fajing.web.people.models import Unit

    parent = Unit.objects.get(name=name).parent
    return parent.name if parent else None


def test_the_nightly_check_hangs_units_as_the_register_says(office):
    from fajing.web.people.models import Unit
    from fajing.web.people.units import root

    for area, units in AREAS.items():
        assert parent_of(area) == root().name
        assert [parent_of(one) for one in units] == [area] * len(units)
        assert set(Unit.objects.get(name=area).below()) == {area, *units}
    assert parent_of("治安大队") == root().name
    names = list(Unit.objects.order_by("place").values_list("name", flat=True))
    assert names[:6] == [root().name, AREA, UNIT, "城区片区", OTHER, "南湖派出所"]


@pytest.mark.parametrize("role", [Role.UNIT_LEADER, Role.LEGAL_OFFICER, Role.SUPERVISOR])
def test_reach_is_a_unit_and_everything_below(role, user_at):
    assert user_at(role, 3).reach() == {AREA, UNIT}
    assert user_at(role, 1).reach() == {UNIT}
    assert user_at(role, 0).reach() >= {AREA, UNIT, OTHER}
    assert user_at(Role.CASE_OFFICER, 3).reach() == {AREA}


def test_who_is_seated_in_an_area_sees_its_units_cases_and_no_other(sign_in, a_finding):
    client = sign_in(Role.UNIT_LEADER, 3)
    own, other = a_finding(0), a_finding(1)
    assert client.get(f"/findings/{own.number}/").status_code == 200
    assert client.get(f"/findings/{other.number}/").status_code == 403
    text = client.get("/findings/?state=all").content.decode()
    assert own.number in text and OTHER not in text


def test_choosing_an_area_chooses_what_is_below(sign_in, office):
    from fajing.web.records.models import FindingRow, MatterRow

    client = sign_in(Role.SUPERVISOR)
    for area, units in AREAS.items():
        page = client.get(f"/matters/?unit={area}").context["page"]
        assert page.paginator.count == MatterRow.objects.filter(unit__in=units).count() > 0
        found = client.get(f"/findings/?state=all&unit={area}").context["page"]
        assert found.paginator.count == FindingRow.objects.filter(unit__in=units).count() > 0
        assert client.get(f"/desk/?unit={area}").context["desk"].units == list(units)
    head = {"HTTP_AUTHORIZATION": f"Bearer {_token(client, office)}"}
    rows = client.get("/api/v1/matters?limit=200&unit=城区片区", **head).json()
    assert {one["unit"] for one in rows} == set(AREAS["城区片区"])


def _token(client, office):
    from fajing.web.people.models import Token, User

    user = User.objects.get(number=f"9{list(Role).index(Role.SUPERVISOR)}00")
    return Token.issue(user, "t", ["read:matters"])


def test_tables_tell_units_apart_and_forms_show_the_tree(sign_in, office):
    page = sign_in(Role.SUPERVISOR).get("/desk/")
    assert not set(page.context["desk"].units) & set(AREAS)
    assert f'<option value="{UNIT}">\u3000{UNIT}</option>' in page.content.decode()
    assert f'<option value="{AREA}">{AREA}</option>' in page.content.decode()
    users = sign_in(Role.SYSTEM_ADMIN).get("/users/").content.decode()
    assert f"<td>\u3000{AREA}</td>" in users and f"<td>\u3000\u3000{UNIT}</td>" in users
    listed = users.split("<tbody>")[-1]
    assert listed.index(AREA) < listed.index(UNIT) < listed.index("城区片区") < listed.index(OTHER)


def test_figures_are_kept_of_an_area(sign_in, office):
    whole = sign_in(Role.UNIT_LEADER, 3).get("/figures/").context
    assert whole["unit"] == AREA and whole["units"] == [AREA, UNIT]


def test_a_parent_that_becomes_known_later_takes_its_units(office):
    from fajing.web.people.models import Unit, User
    from fajing.web.people.units import hang, root

    assert hang({}, ["新设中队"]) == 1
    assert parent_of("新设中队") == root().name
    assert hang({"新设中队": "新设大队", "新设大队": None}, []) == 1
    assert parent_of("新设中队") == "新设大队"
    assert "新设中队" in Unit.objects.get(name="新设大队").below()
    assert hang({"新设大队": AREA, "新设中队": "新设大队"}, []) == 0
    assert Unit.objects.get(name="新设中队").depth == 3
    leader = User.objects.make("700001", Role.UNIT_LEADER, Unit.objects.get(name=AREA), "x")
    assert {"新设大队", "新设中队"} <= leader.reach()
    assert hang({"新设中队": None, "新设大队": "新设中队"}, []) == 0, "the two change places"
    assert (parent_of("新设大队"), parent_of("新设中队")) == ("新设中队", root().name)
    assert Unit.objects.get(name="新设大队").path.startswith(Unit.objects.get(name="新设中队").path)
    assert hang({}, ["新设中队"]) == 0 and parent_of("新设大队") == "新设中队", "what no register has stays"


def test_a_register_is_read_as_of_a_day_and_a_circle_breaks(office):
    from datetime import date

    from fajing.web.people.units import parents_on

    def line(key, parent=None, start=None, end=None):
        return RegisterEntry(key, start, end, {"parent": parent} if parent else {})

    change = date(2026, 1, 1)
    register = Register("units", {
        "甲": (line("甲", "乙", end=date(2025, 12, 31)), line("甲", "丙", start=change)),
        "丁": (line("丁", "戊"),), "戊": (line("戊", "丁"),),
    })  # fmt: skip
    before, after = (parents_on(register, change.toordinal() + step) for step in (-1, 0))
    assert (before["甲"], after["甲"]) == ("乙", "丙")
    assert before["乙"] is None and "乙" not in after
    assert after["丁"] is None and after["戊"] is None
    assert parents_on(None, 1) == {}
