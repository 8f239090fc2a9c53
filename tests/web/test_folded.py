"""Folded findings are kept by a process that answers with several threads."""

from threading import Thread
from types import SimpleNamespace


def test_what_one_thread_drops_another_still_gets(monkeypatch):
    from fajing.web.records import follower

    news, others = [], []

    class Ledger:
        def size(self):
            return 0

        def since(self, position):
            found = [one for one in news if one.index >= position]
            return SimpleNamespace(entries=found, position=position + len(found))

    def finding(number):
        if number == "B" and not others:  # meanwhile an act on A comes in, and another page asks
            news.append(SimpleNamespace(kind="finding.pushed", body="A", index=0))
            others.append(Thread(target=lambda: kept.of(["C"])))
            others[0].start()
            others[0].join(0.3)
        return f"finding {number}"

    monkeypatch.setattr(follower, "book", lambda: SimpleNamespace(ledger=Ledger(), finding=finding))
    monkeypatch.setattr(
        follower, "Act", SimpleNamespace(of=lambda body, index: SimpleNamespace(finding=body))
    )
    kept = follower._Folded()
    assert kept.of(["A", "B"]) == {"A": "finding A", "B": "finding B"}
    others[0].join()
    assert "A" not in kept.found
    assert kept.of(["C"]) == {"C": "finding C"}
