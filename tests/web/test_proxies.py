"""Whose word about a visitor's address is taken: a proxy's that the settings name, and nobody else's."""

import pytest

from fajing.findings.people import Role

PASSWORD = "a long password 41"
PROXY = "127.0.0.1"


@pytest.fixture
def behind(office):
    """The office with some trusted proxies."""

    def set_to(*proxies):
        office.proxies = list(proxies)

    yield set_to
    office.proxies = []


@pytest.mark.parametrize(
    "proxies, peer, told, expected",
    [
        ([], PROXY, "10.9.9.9", PROXY),
        ([PROXY], PROXY, "10.9.9.9", "10.9.9.9"),
        ([PROXY], "10.5.5.5", "10.9.9.9", "10.5.5.5"),
        ([PROXY], PROXY, "1.1.1.1, 10.9.9.9", "10.9.9.9"),
        ([PROXY, "10.0.0.0/24"], PROXY, "1.1.1.1, 10.9.9.9, 10.0.0.7", "10.9.9.9"),
        ([PROXY], PROXY, "", PROXY),
        ([PROXY], PROXY, "<script>, no address", PROXY),
        (["::1"], "::1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours(behind, rf, proxies, peer, told, expected):
    from fajing.web.access.client import address

    behind(*proxies)
    assert address(rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=told)) == expected
    assert address(rf.get("/", REMOTE_ADDR=peer)) == peer


def wrong(client, number, told, times=5, peer=PROXY):
    for _ in range(times):
        answer = client.post("/sign-in/", {"username": number, "password": "wrong"}, REMOTE_ADDR=peer,
                             HTTP_X_FORWARDED_FOR=told)  # fmt: skip
    return answer.status_code


def right(client, number, told, peer=PROXY):
    form = {"username": number, "password": PASSWORD}
    return client.post("/sign-in/", form, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=told).status_code


def test_behind_a_trusted_proxy_the_lock_is_of_the_address_that_typed(client, user_at, behind):
    behind(PROXY)
    number = user_at(Role.SUPERVISOR).number
    assert wrong(client, number, "10.9.9.9") == 429
    assert right(client, number, "10.9.9.9") == 429
    assert right(client, number, "1.2.3.4, 10.9.9.9") == 429, "what the visitor wrote himself is not believed"
    assert right(client, number, "10.9.9.8") == 302


def test_a_header_of_anybody_else_opens_no_lock(client, user_at, behind):
    for number, proxies in (
        (user_at(Role.SUPERVISOR).number, ()),
        (user_at(Role.LEGAL_OFFICER).number, ("10.0.0.1",)),
    ):
        behind(*proxies)
        assert wrong(client, number, "10.9.9.9") == 429
        assert right(client, number, "10.9.9.8") == 429


def test_the_setting_is_written_and_a_wrong_one_told(tmp_path):
    from fajing.core.errors import UsageError
    from fajing.web.config import load
    from fajing.web.setting_up import write

    write(tmp_path / "a", "it-road-fines", proxies=["127.0.0.1", "10.0.0.0/24"])
    assert load(tmp_path / "a").proxies == ["127.0.0.1", "10.0.0.0/24"]
    with pytest.raises(UsageError, match="nor a network"):
        write(tmp_path / "b", "it-road-fines", proxies=["nginx"])


def test_the_kits_nginx_names_the_visitor_itself(repository):
    lines = (repository / "tools" / "kit" / "nginx" / "fajing.conf").read_text("utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in lines
