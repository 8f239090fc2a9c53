"""Somebody signed in to the office, asking for pages one after the other as a browser would."""

from __future__ import annotations

import http.client
import random
import re
from collections import Counter
from urllib.parse import urlencode

PASSWORD = "fajing-demo-2026"
ACTS = {
    "acknowledged": {},
    "rectified": {"note": "已补办手续，材料附卷。", "proof": "整改登记表"},
    "contested": {"note": "起算时间请核对登记。"},
    "verified": {},
}
"""What is done to a finding, with what its form asks for."""


class Person:
    """Somebody signed in, with what the pages showed to open next."""

    def __init__(self, port: int, number: str, role: str) -> None:
        self.port, self.role = port, role
        self.cookies: dict[str, str] = {}
        self.findings: list[str] = []
        self.matters: list[str] = []
        self.reminders: list[str] = []
        self.norms: list[str] = []
        self.acts: Counter[tuple[str, int]] = Counter()
        self._sign_in(number)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """One request; status, text and where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}/",
            }
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, value = line.split(";")[0].split("=", 1)
                self.cookies[name] = value
            return answer.status, text, answer.headers.get("Location") or ""
        finally:
            connection.close()

    def _sign_in(self, number: str) -> None:
        _, text, _ = self.ask("GET", "/sign-in/")
        form = {"csrfmiddlewaretoken": token(text), "username": number, "password": PASSWORD}
        status, _, _ = self.ask("POST", "/sign-in/", form)
        if status != 302:
            raise SystemExit(f"{number} could not sign in: {status}")
        self.look("/")
        for path in ("/findings/", "/matters/", "/law/", "/about-to-breach/"):
            self.look(path)

    def look(self, path: str) -> int:
        """Opens a page and keeps what it leads to."""
        status, text, _ = self.ask("GET", path)
        if status == 200:
            self.token = token(text) or getattr(self, "token", "")
            for kept, pattern in (
                (self.findings, r'href="(/findings/[^"/?]+/)"'),
                (self.matters, r'href="(/matters/[^"/?]+/)"'),
                (self.norms, r'href="(/law/[^"/?]+/)"'),
                (self.reminders, r'action="(/duties/\d+/remind/)"'),
            ):
                for one in re.findall(pattern, text):
                    if one not in kept and one != "/findings/new/":
                        kept.append(one)
        return status

    def act(self, rng: random.Random) -> int:
        """Does what the page of a finding offers this person; where it offers nothing, it was looked at."""
        path = rng.choice(self.findings)
        status, text, _ = self.ask("GET", path)
        offered = [kind for kind in ACTS if f'value="{kind}"' in text or f"?do={kind}#" in text]
        if status != 200 or not offered:
            return status
        kind = rng.choice(offered)
        form = {"csrfmiddlewaretoken": token(text), "kind": kind, **ACTS[kind]}
        status, _, _ = self.ask("POST", f"{path}act/", form)
        self.acts[kind, status] += 1
        return 200 if status == 409 else status  # somebody else was quicker: the page says so

    def do(self, page: str, rng: random.Random) -> int:
        """One request of a kind; its status."""
        if page == "remind" and self.reminders:
            form = {"csrfmiddlewaretoken": self.token, "next": "/"}
            return self.ask("POST", rng.choice(self.reminders), form)[0]
        if page == "act" and self.findings:
            return self.act(rng)
        lists = {"finding": self.findings, "matter": self.matters}
        if lists.get(page):
            return self.look(rng.choice(lists[page]))
        if page == "search":
            matter = rng.choice(self.matters or ["/matters/x/"]).split("/")[2]
            return self.look(f"/search/?q={matter}")
        flat = {
            "findings": "/findings/", "matters": "/matters/", "law": rng.choice(self.norms or ["/law/"]),
            "documents": "/documents/", "desk": "/desk/", "about_to_breach": "/about-to-breach/",
        }  # fmt: skip
        return self.look(flat.get(page, "/"))


def token(text: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    return found.group(1) if found else ""
