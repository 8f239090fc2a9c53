"""账本：建立、核验、检查点、凭证、备份 / the ledger: make, check, checkpoints, receipts, backups.

In: a data folder. Out: lines on the terminal, files where asked; exit code 0, 1 where something does not hold or is
late, or 2. Keys are never printed.
"""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._data_option import DATA
from fajing.cli._ledger_backup import backup, copy, restore
from fajing.cli._ledger_open import Say, open_ledger
from fajing.cli._log_options import LANGUAGE

PATH = click.Path(path_type=Path)
KEY = click.option(
    "--key",
    type=PATH,
    metavar="FILE",
    help="检查点密钥；默认 $FAJING_CHECKPOINT_KEY 或 DIR/keys/checkpoint.key / the key that signs checkpoints",
)
HELD = click.option(
    "--held",
    type=PATH,
    metavar="PATH",
    help="别处保存的检查点，文件或文件夹 / checkpoints held elsewhere, file or folder",
)


@click.group(
    "ledger",
    help="账本：建立、核验、检查点、凭证、备份。/ The ledger: make, check, checkpoints, receipts, backups.",
)
def command() -> None:
    """The group."""


@command.command(
    "init",
    help="建立账本和签名密钥；已有的各段补入账。/ Make a ledger and its key; enter the segments there are.",
)
@DATA
@click.option(
    "--store",
    metavar="URL",
    help="sqlite:PATH 或 postgresql://...；默认 DATA/ledger/ledger.sqlite / where; default: SQLite",
)
@click.option(
    "--hash", "hash_name", type=click.Choice(["sha256", "sm3"]), default="sha256", show_default=True
)
@click.option(
    "--name", default="fajing/ledger", show_default=True, help="检查点上的名称 / its name in checkpoints"
)
@click.option("--vault", is_flag=True, help="同时建保险柜 / make a vault too")
@KEY
@LANGUAGE
def init(
    data: Path | None,
    store: str | None,
    hash_name: str,
    name: str,
    vault: bool,
    key: Path | None,
    language: str,
) -> int:
    """Make a ledger."""
    from fajing.app.ledger_import import enter_missing
    from fajing.ledger.checkpoint import key_path
    from fajing.ledger.keys import known_keys
    from fajing.ledger.ledger import Ledger
    from fajing.ledger.segments.folder import ABOUT, data_path
    from fajing.ledger.vault import Vault, vault_key_path

    where = data_path(data)
    ledger = Ledger.init(where, store, "sm3" if hash_name == "sm3" else "sha256", origin=name, key_file=key)
    entered = enter_missing(ledger) if (where / ABOUT).exists() else []
    say = Say(language)
    say(
        f"账本已建：{ledger.log.store.url}，{hash_name}",
        f"Made a ledger: {ledger.log.store.url}, {hash_name}",
    )
    if entered:
        say(f"补入已有的段{len(entered)}个", f"Entered {len(entered)} segments that were there")
    say(f"公钥 {known_keys(ledger)[0].key}", f"Public key {known_keys(ledger)[0].key}")
    say(
        f"私钥 {key_path(where, key)}：交审计管理员另存，不留在这台机器上，不进备份",
        f"Private key {key_path(where, key)}: the audit administrator keeps it, off this machine and out of backups",
    )
    if vault:
        Vault.init(ledger).close()
        path = vault_key_path(where)
        say(
            f"保险柜已建，主密钥 {path}：丢了就再也打不开",
            f"Made a vault, master key {path}: without it nothing opens again",
        )
    say(
        "每天把检查点交给另一个单位：fajing ledger export --to DIR",
        "Hand a checkpoint to another institution every day: fajing ledger export --to DIR",
    )
    return 0


@command.command(
    "show",
    help="账本多大，检查点交出去了没有；迟了返回 1。/ Size, and whether checkpoints were handed over; 1 when late.",
)
@DATA
@LANGUAGE
def show(data: Path | None, language: str) -> int:
    """Print how the ledger stands."""
    from fajing.ledger.handover import standing

    ledger, say = open_ledger(data), Say(language)
    size = ledger.size()
    say(f"{size:,}条，根 {ledger.root(size).hex()}", f"{size:,} entries, root {ledger.root(size).hex()}")
    now = standing(ledger)
    hours = int(now.waited.total_seconds() // 3600)
    if now.last_at is None:
        say(f"检查点从未交出，已{hours}小时", f"No checkpoint was ever handed over, for {hours} hours")
    else:
        say(
            f"上次交出检查点在{hours}小时前，之后又有{now.not_covered:,}条",
            f"The last checkpoint was handed over {hours} hours ago, {now.not_covered:,} entries since",
        )
    if now.is_late:
        say("迟了：交出以前，改动无从发现", "Late: until one is handed over, changes cannot be detected")
    return int(now.is_late)


@command.command(
    "fsck",
    help="重算全部哈希，核对段、调阅记录、保险柜。/ Hash everything anew; check segments, journal, vault.",
)
@DATA
@HELD
@click.option("--keys", type=PATH, metavar="FILE", help="别处保存的公钥 / public keys held elsewhere")
@click.option("--rows", is_flag=True, help="各段逐行重算 / hash every row of the segments too")
@LANGUAGE
def fsck(data: Path | None, held: Path | None, keys: Path | None, rows: bool, language: str) -> int:
    """Check everything; 1 where anything does not hold."""
    from fajing.ledger.check_all import check_everything
    from fajing.ledger.handover import read_keys

    ledger, is_en = open_ledger(data), language == "en"
    trusted = read_keys(keys) if keys is not None else []
    faults = 0
    for one in check_everything(ledger, held, trusted, with_rows=rows):
        word = (
            ("未核", "not checked")
            if not one.was_checked
            else ("不符", "FAULT")
            if one.count
            else ("完好", "whole")
        )
        click.echo(f"{one.en}: {word[1]}. {one.note_en}" if is_en else f"{one.zh}：{word[0]}。{one.note_zh}")
        for zh, en in one.faults:
            click.echo(f"  {en if is_en else zh}")
        if one.count > len(one.faults):
            click.echo(f"  ... {one.count:,}")
        faults += one.count
    return int(faults > 0)


@command.command(
    "checkpoint",
    help="签一个检查点，留在账本旁，打印出来。/ Sign a checkpoint, keep it beside the ledger, print it.",
)
@DATA
@KEY
def checkpoint(data: Path | None, key: Path | None) -> int:
    """Sign and print."""
    from fajing.app.ledger_day import anchor_journal
    from fajing.ledger.handover import keep_checkpoint

    ledger = open_ledger(data)
    anchor_journal(ledger)
    made = ledger.checkpoint(key)
    keep_checkpoint(ledger, made)
    click.echo(made.note, nl=False)
    return 0


@command.command(
    "export",
    help="每日交接：检查点、证明、公钥、注销清单、核验程序。/ Daily hand-over of checkpoint, proof, keys, verifier.",
)
@DATA
@click.option(
    "--to",
    type=PATH,
    required=True,
    metavar="DIR",
    help="对方保存的文件夹 / the folder that the other institution keeps",
)
@KEY
@LANGUAGE
def export(data: Path | None, to: Path, key: Path | None, language: str) -> int:
    """Hand over."""
    from fajing.app.ledger_day import end_day

    ledger = open_ledger(data)
    made = end_day(ledger, to, key)
    Say(language)(
        f"已交出{made.size:,}条的检查点：{to}", f"Handed over a checkpoint of {made.size:,} entries: {to}"
    )
    return 0


@command.command(
    "prove", help="开凭证：账目的序号，或一条办案记录。/ Make a receipt for an entry or an event."
)
@click.argument("index", type=int, required=False)
@DATA
@click.option("--event", metavar="ID", help="办案记录的编号 / id of an event")
@click.option("--matter", metavar="ID", help="编号重复时，指明案事件 / its matter, where ids repeat")
@HELD
@click.option("--out", type=PATH, metavar="FILE", help="写到文件；默认打印 / write a file; default: print")
@KEY
@LANGUAGE
def prove(
    index: int | None, data: Path | None, event: str | None, matter: str | None, held: Path | None, out: Path | None,
    key: Path | None, language: str,
) -> int:  # fmt: skip
    """Make a receipt."""
    from fajing.core.canonical import pretty_bytes
    from fajing.core.errors import UsageError
    from fajing.ledger.handover import keep_checkpoint, kept_checkpoints, read_checkpoints
    from fajing.ledger.keys import known_keys
    from fajing.ledger.receipts import find_event, prove_entry, prove_event
    from fajing.ledger.segments.folder import DataFolder

    if (index is None) == (event is None):
        raise UsageError("写账目的序号，或 --event 编号，二者之一 (give INDEX or --event, one of them)")
    ledger = open_ledger(data)
    kept = kept_checkpoints(ledger)
    checkpoint = kept[-1] if kept else None
    if checkpoint is None or (index is not None and checkpoint.size <= index):
        checkpoint = ledger.checkpoint(key)
        keep_checkpoint(ledger, checkpoint)
    of_others = read_checkpoints(held, [one.key for one in known_keys(ledger)]) if held is not None else []
    other = of_others[-1] if of_others else None
    if index is not None:
        receipt = prove_entry(ledger, index, checkpoint, other)
    else:
        segment, row = find_event(DataFolder.open(ledger.data_dir).segments(), str(event), matter)
        receipt = prove_event(ledger, segment, row, checkpoint, other)
    if out is None:
        click.echo(pretty_bytes(receipt).decode(), nl=False)
    else:
        try:
            out.write_bytes(pretty_bytes(receipt))
        except OSError as error:
            raise UsageError(f"写不进 (cannot write): {out}", why=error.strerror or "") from error
        Say(language)(f"凭证已写入 {out}", f"The receipt is in {out}")
    return 0


@command.command(
    "verify", help="核验凭证，与外人用的程序相同。/ Verify a receipt, by the program that outsiders use."
)
@click.argument("receipt", type=PATH, required=False)
@click.option("--keys", type=PATH, required=True, metavar="FILE", help="公钥 / public keys")
@HELD
def verify(receipt: Path | None, keys: Path, held: Path | None) -> int:
    """Verify a receipt."""
    from fajing.ledger.verify_receipt import main

    given = [str(receipt)] if receipt is not None else []
    return main([*given, "--key", str(keys), *(["--checkpoint", str(held)] if held is not None else [])])


@command.command(
    "key", help="更换签名密钥；丢了用 --lost。/ Change the signing key; --lost where it is lost."
)
@DATA
@click.option("--new", type=PATH, required=True, metavar="FILE", help="新密钥的文件 / file of the new key")
@click.option("--lost", is_flag=True, help="旧的丢了 / the old one is lost")
@KEY
@LANGUAGE
def key_command(data: Path | None, new: Path, lost: bool, key: Path | None, language: str) -> int:
    """Rotate the key, or replace a lost one."""
    from fajing.ledger.checkpoint import key_path
    from fajing.ledger.keys import known_keys, replace_lost, rotate

    ledger = open_ledger(data)
    receipt = replace_lost(ledger, new) if lost else rotate(ledger, key_path(ledger.data_dir, key), new)
    public = known_keys(ledger)[-1].key
    Say(language)(
        f"第{receipt.index}条记下新的公钥 {public}",
        f"Entry {receipt.index} names the new public key {public}",
    )
    return 0


for further in (backup, copy, restore):
    command.add_command(further)
