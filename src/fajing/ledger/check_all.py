"""Everything of a data folder's ledger checked at once: entries, checkpoints, segments, journal, vault.

In: a ledger and, from outside, checkpoints and public keys. Out: sections, each with what does not hold. Nothing is
changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fajing.core.errors import FajingError
from fajing.ledger.checkpoint import Checkpoint
from fajing.ledger.fsck import Verdict, check_log
from fajing.ledger.handover import kept_checkpoints, read_checkpoints
from fajing.ledger.journal import ANCHOR, Journal
from fajing.ledger.keys import known_keys
from fajing.ledger.ledger import Ledger
from fajing.ledger.note import PublicKey
from fajing.ledger.receipts import IMPORT
from fajing.ledger.segments.folder import ABOUT, DataFolder
from fajing.ledger.segments.withdrawn import read_withdrawn
from fajing.ledger.vault import MADE, Vault, vault_key_path


@dataclass(slots=True)
class Section:
    """One part of the check.

    Attributes:
        zh: Its name in Chinese.
        en: Its name in English.
        note_zh: What was seen.
        note_en: The same in English.
        faults: What does not hold, in Chinese and English.
        count: How many faults there are in all.
        was_checked: False where it could not be checked; the note says why.
    """

    zh: str
    en: str
    note_zh: str = ""
    note_en: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0
    was_checked: bool = True

    def add(self, zh: str, en: str) -> None:
        """Note a fault."""
        self.faults.append((zh, en))
        self.count += 1


def check_everything(
    ledger: Ledger,
    held: Path | None = None,
    trusted: Sequence[PublicKey] = (),
    *,
    with_rows: bool = False,
    vault_key: Path | None = None,
) -> Iterator[Section]:
    """Check everything.

    Args:
        ledger: The ledger.
        held: A checkpoint from outside, or a folder of them.
        trusted: Public keys from outside; by default those that the ledger itself names.
        with_rows: Whether the segments' rows are hashed anew, not only their roots compared with the ledger.
        vault_key: The vault's master key; by default where it usually is.
    """
    parts: tuple[tuple[str, str, Callable[[Section], None]], ...] = (
        ("账目", "Entries", lambda section: _entries(section, ledger, held, trusted)),
        ("各段", "Segments", lambda section: _segments(section, ledger, with_rows=with_rows)),
        ("调阅记录", "Access journal", lambda section: _journal(section, ledger)),
        ("保险柜", "Vault", lambda section: _vault(section, ledger, vault_key)),
    )
    for zh, en, check in parts:
        section = Section(zh, en)
        try:
            check(section)
        except FajingError as error:
            section.add(error.what, error.what)
        yield section


def _entries(section: Section, ledger: Ledger, held: Path | None, trusted: Sequence[PublicKey]) -> None:
    checkpoints: list[Checkpoint] = []
    outside = 0
    try:
        checkpoints += kept_checkpoints(ledger)
        if held is not None:
            found = read_checkpoints(held, list(trusted) or [one.key for one in known_keys(ledger)])
            if not found:
                section.add(f"这里没有检查点：{held}", f"there is no checkpoint in {held}")
            outside = len(found)
            checkpoints += found
    except (FajingError, IndexError, KeyError) as error:
        section.add(f"检查点：{error}", f"checkpoints: {error}")
    of_others = [
        one for one in checkpoints if (one.origin, one.hash) != (ledger.about.origin, ledger.about.hash)
    ]
    for one in of_others:
        section.add(f"检查点属于另一个账本：{one.origin}", f"a checkpoint of another ledger: {one.origin}")
    told = {"hash": ledger.about.hash, "origin": ledger.about.origin}
    verdict = check_log(ledger.log, [one for one in checkpoints if one not in of_others], told)
    _take(section, verdict)
    section.note_zh = f"{verdict.size:,}条，根 {verdict.root.hex()}，对上检查点{len(verdict.held)}个"
    section.note_en = f"{verdict.size:,}, root {verdict.root.hex()}, {len(verdict.held)} checkpoints agree"
    if not outside:
        section.note_zh += "；没有外面保存的检查点，只能说账本自相一致"
        section.note_en += "; none was held outside, so the ledger merely agrees with itself"


def _segments(section: Section, ledger: Ledger, *, with_rows: bool) -> None:
    entered: dict[int, dict[str, object]] = {}
    for one in ledger.entries(kind=IMPORT):
        said = one.body.get("segment")
        if said and entered.setdefault(said["number"], said) != said:
            section.add(
                f"第{said['number']}段入了两次，说法不同",
                f"segment {said['number']} was entered twice, differently",
            )
    if not (ledger.data_dir / ABOUT).exists():
        for number in entered:
            section.add(f"第{number}段不见了", f"segment {number} is gone")
        section.note_zh, section.note_en = "没有导入过", "nothing was imported"
        return
    seen = 0
    folder = DataFolder.open(ledger.data_dir)
    if with_rows:
        for _, problems in folder.verify():
            for problem in problems:
                section.add(f"{problem.segment}：{problem.zh}", f"{problem.segment}: {problem.en}")
    try:
        for segment in folder.segments():
            seen += 1
            said = entered.pop(segment.number, None)
            manifest = segment.manifest
            if said is None:
                section.add(
                    f"第{segment.number}段没有入账，下次导入时补",
                    f"segment {segment.number} is not entered yet",
                )
            elif any(
                said[name] != getattr(manifest, name)
                for name in ("root", "matters_root", "events", "matters")
            ):
                section.add(
                    f"第{segment.number}段与账本不符", f"segment {segment.number} differs from the ledger"
                )
    except FajingError as error:
        section.add(error.what, error.what)
    for number in entered:
        section.add(f"第{number}段不见了", f"segment {number} is gone")
    _withdrawn(section, ledger)
    section.note_zh = f"{seen}段" + ("，逐行核过" if with_rows else "，只对了根；逐行核用 --rows")
    section.note_en = f"{seen}" + (
        ", every row hashed" if with_rows else ", roots only; --rows hashes every row"
    )


def _withdrawn(section: Section, ledger: Ledger) -> None:
    """What does not count must be what entries withdrew, no more and no less."""
    told: set[int] = set()
    for one in ledger.entries(kind=f"{IMPORT}."):
        told ^= {int(one.body["segment"])}
    try:
        left_out = set(read_withdrawn(ledger.data_dir))
    except FajingError as error:
        section.add(error.what, error.what)
        return
    for number in sorted(told ^ left_out):
        section.add(
            f"第{number}段算不算数，撤销清单与账本不符",
            f"whether segment {number} counts: the list and the ledger differ",
        )


def _journal(section: Section, ledger: Ledger) -> None:
    journal = Journal.open_if_there(ledger)
    if journal is None:
        section.note_zh, section.note_en = "还没有", "none yet"
        return
    verdict = journal.check()
    _take(section, verdict)
    covered = ledger.last(ANCHOR)
    upto = covered.body["size"] if covered is not None else 0
    section.note_zh = f"{verdict.size:,}条，其中{upto:,}条的根已入账本"
    section.note_en = f"{verdict.size:,}, the root of {upto:,} is in the ledger"
    journal.close()


def _vault(section: Section, ledger: Ledger, key: Path | None) -> None:
    if ledger.last(MADE) is None:
        section.note_zh, section.note_en = "没有建", "there is none"
        return
    if not vault_key_path(ledger.data_dir, key).exists():
        section.was_checked = False
        section.note_zh, section.note_en = "没有主密钥，未核", "not checked: the master key is not here"
        return
    vault = Vault.open(ledger, key, replay=False)
    for fault in vault.check():
        section.add(*fault)
    vault.close()
    section.note_zh, section.note_en = "各值与账本的承诺对过", "values held against their commitments"


def _take(section: Section, verdict: Verdict) -> None:
    section.faults += [(fault.zh, fault.en) for fault in verdict.faults]
    section.count += verdict.count
