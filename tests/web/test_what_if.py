"""A draft norm against the office's own record: what it flags and frees, its mistakes by line; nothing is kept."""

import re

import pytest

from fajing.findings.people import Role

NORM = "property.handed_over_within_24_hours"


@pytest.fixture
def text(office):
    from fajing.web.law import lawbook

    return lawbook().norms[NORM].place.path.read_text("utf-8")


def ask(client, text, **more):
    return client.post("/what-if/", {"text": text, "instead_of": NORM, **more})


def numbers(answer):
    told = answer.content.decode()
    return [int(one) for one in re.findall(r"<b>(?:[+−=] )?(\d+)</b>", told.split('class="equation"')[1])[:4]]


def test_the_same_text_changes_nothing_and_a_longer_term_frees(sign_in, text, office):
    from fajing.web.records import follower

    client, size = sign_in(Role.LEGAL_OFFICER), follower.book().ledger.size()
    assert NORM in client.get(f"/what-if/?norm={NORM}").content.decode()
    now, newly, freed, then = numbers(ask(client, text))
    assert (newly, freed) == (0, 0)
    assert now == then > 0
    longer = re.sub(r"hours: 24\b", "hours: 2400", text)
    assert longer != text
    answer = ask(client, longer)
    now2, newly, freed, then = numbers(answer)
    assert now2 == now
    assert now + newly - freed == then
    assert freed > 0
    told = answer.content.decode()
    assert "不再违反的" in told
    assert 'href="/matters/' in told
    assert follower.book().ledger.size() == size


def test_a_unit_sees_its_own_only(sign_in, text, unit_names):
    from fajing.web.records.models import MatterRow

    told = ask(sign_in(Role.LEGAL_OFFICER, 1), re.sub(r"hours: 24\b", "hours: 2400", text)).content.decode()
    for matter in re.findall(r'href="/matters/([^"/]+)/"', told):
        assert MatterRow.objects.filter(unit=unit_names[0]).filter(matter=matter).exists() or "%" in matter
    assert not any(name in told for name in unit_names[1:])


def test_mistakes_are_told_with_their_line(sign_in, text):
    client = sign_in(Role.SUPERVISOR)
    lines = text.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("procedure:"))
    lines[place] = "procedure: no_such_procedure"
    answer = ask(client, "\n".join(lines))
    assert answer.status_code == 422
    assert f"第{place + 1}行" in answer.content.decode()
    answer = ask(client, "id: [")
    assert (answer.status_code, "行：" in answer.content.decode()) == (422, True)
    assert ask(client, "").status_code == 422
    assert ask(client, "x" * 70_000).status_code == 422


def test_aliases_of_aliases_are_refused_before_they_are_written_out(sign_in):
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for one, before in zip("bcdefg", "abcdef", strict=True):
        bomb += f"{one}: &{one} [{','.join([f'*{before}'] * 9)}]\n"
    answer = ask(sign_in(Role.LEGAL_OFFICER), bomb)
    assert (answer.status_code, "引用太多" in answer.content.decode()) == (422, True)
