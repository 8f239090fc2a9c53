"""Personal values of a file in the vault: masked for everybody, opened for one reader with a reason, then on record.

The master key is read when somebody opens something and forgotten with the answer; what is opened goes into that one
answer and nowhere else: not into a log, a session, an address or a cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from fajing.core.errors import FajingError
from fajing.findings.state import State
from fajing.ledger.handover import ERASURE
from fajing.ledger.journal import Read
from fajing.ledger.stores.vault_base import VaultStore
from fajing.ledger.vault import MADE, Vault, vault_store
from fajing.web import reach
from fajing.web.access.rules import OVERSIGHT
from fajing.web.people.models import User
from fajing.web.records.follower import book
from fajing.web.records.models import FindingRow, MatterRow
from fajing.web.words import pick

MASK = "●●●●"
"""The same for every value: not even its length is told."""
_TITLES = {
    "name": ("姓名", "Name"),
    "alias": ("别名", "Alias"),
    "id_number": ("证件号码", "Identity number"),
    "phone": ("电话", "Telephone"),
    "address": ("住址", "Address"),
    "birth_date": ("出生日期", "Date of birth"),
    "workplace": ("工作单位", "Place of work"),
    "plate": ("车牌", "Number plate"),
    "account": ("账号", "Account"),
}


@dataclass(frozen=True, slots=True)
class Masked:
    """A value that is kept, as everybody who sees the matter may see it.

    Attributes:
        token: Its name; drawn by lot.
        party: Id of the party inside the file; empty where none was told.
        title: What it is.
    """

    token: str
    party: str
    title: str


@cache
def _store() -> VaultStore:
    """The vault's tables, opened once by each process."""
    return vault_store(book().ledger)


def masked(user: User, row: MatterRow) -> list[Masked]:
    """The values kept of a matter's file; none where the file belongs to a unit out of the user's reach."""
    if not is_in_reach(user, row) or not _has_vault():
        return []
    found = sorted(_store().of_file(_file(row)), key=lambda one: (one.kind, one.token))
    return [Masked(one.token, one.kind.rpartition("/")[0], _title(one.kind)) for one in found]


def is_in_reach(user: User, row: MatterRow) -> bool:
    """Whether the whole file is within reach, not only this matter of it: values are kept by file."""
    root = _file(row)
    return root == row.matter or reach.matters(user).filter(matter=root).exists()


def erased(row: MatterRow) -> int | None:
    """Number of the entry that erased the file."""
    found = book().ledger.entries(kind=ERASURE, subject=f"file:{_file(row)}")
    return next((one.index for one in found), None)


def derived_reason(user: User, row: MatterRow) -> dict[str, str]:
    """Why the user may read it, as far as the record says so; empty outside of his assignment."""
    if row.handler and row.handler == user.number:
        return {"kind": "assigned"}
    findings = reach.findings(user).filter(matter=row.matter).exclude(state=State.CLOSED.value)
    if user.kind not in OVERSIGHT:
        findings = findings.filter(assigned=user.number)
    one: FindingRow | None = findings.order_by("number").first()
    return {"kind": "finding", "id": one.number} if one is not None else {}


def opened(user: User, row: MatterRow, tokens: Iterable[str], reason: Mapping[str, str]) -> dict[str, str]:
    """Texts of some values by token; the journal has the record before this returns.

    Raises:
        FajingError: The master key is not here, the record could not be written, or a value was changed.
    """
    allowed = {one.token for one in masked(user, row)}
    try:
        vault = Vault.open(book().ledger)
    except FajingError as error:  # it names files of the machine, which are nobody's business on a page
        raise FajingError(
            "保险柜现在打不开，找安全管理员 (the vault cannot be opened now; ask the security administrator)"
        ) from error
    try:
        read = Read(f"officer:{user.number}", "personal", [row.matter], dict(reason))
        return vault.reveal([one for one in tokens if one in allowed], read)
    finally:
        vault.close()


def _file(row: MatterRow) -> str:
    return row.file or row.matter


def _has_vault() -> bool:
    return book().ledger.last(MADE) is not None


def _title(kind: str) -> str:
    name = kind.rpartition("/")[2]
    return pick(*_TITLES.get(name, (name, name)))
