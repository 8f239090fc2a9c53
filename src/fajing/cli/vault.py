"""保险柜：存入、查看、注销、更换主密钥 / the vault: keep, show, erase, change the master key.

In: a data folder. Out: lines on the terminal and entries in the ledger; exit code 0, 1 where a proof does not hold,
or 2. Neither a key nor a personal value is printed.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from fajing.cli._data_option import DATA
from fajing.cli._ledger_open import Say, open_ledger
from fajing.cli._log_options import LANGUAGE

PATH = click.Path(path_type=Path)
BY = click.option("--by", required=True, metavar="NUMBER", help="经办人编号 / number of who does it")


@click.group(
    "vault",
    help="保险柜：存入、查看、注销、更换主密钥。/ The vault: keep, show, erase, change the master key.",
)
def command() -> None:
    """The group."""


@command.command(
    "keep",
    help="从 CSV（file,kind,value）存入个人信息。/ Keep values of a CSV (file,kind,value).",
)
@click.argument("source", type=PATH)
@BY
@DATA
@LANGUAGE
def keep(source: Path, by: str, data: Path | None, language: str) -> int:
    """Keep values and say how many, never which."""
    from fajing.app.keep_personal import keep_personal

    done = keep_personal(open_ledger(data), source, actor=f"officer:{by}")
    Say(language)(
        f"已存入：{done.files}个案卷，{done.values}项；请销毁 {source}",
        f"Kept {done.values} values of {done.files} files; destroy {source}",
    )
    return 0


@command.command("show", help="某案卷有几项个人信息，不打开。/ How many values a file has; opens none.")
@click.argument("file")
@DATA
@LANGUAGE
def show(file: str, data: Path | None, language: str) -> int:
    """Print how a file stands."""
    from fajing.ledger.erasing import standing

    ledger, say = open_ledger(data), Say(language)
    now = standing(ledger, file)
    if now.erased is not None:
        say(f"{file}：已注销，存证第{now.erased}条", f"{file}: erased, entry {now.erased}")
    say(
        f"{file}：存过{now.told}项，现有{now.values}项，{'有' if now.has_key else '没有'}密钥",
        f"{file}: {now.told} kept, {now.values} there, {'with' if now.has_key else 'without'} a key",
    )
    return 0


@command.command(
    "erase",
    help="按有日期的决定注销一个案卷的个人信息。/ Erase a file on a dated order.",
)
@click.argument("file")
@click.option("--order", required=True, metavar="NUMBER", help="决定的文号 / number of the order")
@click.option(
    "--dated", required=True, type=click.DateTime(["%Y-%m-%d"]), help="决定的日期 / day of the order"
)
@click.option("--reason", required=True, help="为什么，不写个人信息 / why, without personal values")
@BY
@click.option("--dry-run", is_flag=True, help="只说会怎样，什么也不动 / say what would go; change nothing")
@DATA
@LANGUAGE
def erase(
    file: str, order: str, dated: datetime, reason: str, by: str, dry_run: bool, data: Path | None, language: str
) -> int:  # fmt: skip
    """Erase and prove it."""
    from fajing.findings.rules import refuse_personal
    from fajing.ledger.erasing import Order, erase_on_order, plan

    ledger, say = open_ledger(data), Say(language)
    for text in (order, reason):
        refuse_personal(text, file)
    ordered = Order(order, dated.date(), reason)
    if dry_run:
        now = plan(ledger, file, ordered)
        say(
            f"会销毁 {file} 的密钥和{now.values}项个人信息，此后谁也打不开；什么也没有动",
            f"Would destroy the key and {now.values} values of {file} for good; nothing was changed",
        )
        return 0
    done = erase_on_order(ledger, file, ordered, actor=f"officer:{by}")
    say(
        f"已注销 {file}：存证第{done.entry}条，依据 {order}，{dated:%Y-%m-%d}",
        f"Erased {file}: entry {done.entry}, on {order} of {dated:%Y-%m-%d}",
    )
    left = done.standing
    say(
        f"核对：密钥{'还在' if left.has_key else '没有了'}，存过的{left.told}项还剩{left.values}项",
        f"Checked: the key is {'still there' if left.has_key else 'gone'}, {left.values} of {left.told} are left",
    )
    say(
        f"核对：账本{done.size:,}条全部重算，{'完好' if done.is_whole else '不符'}，对了{len(done.held)}个检查点",
        f"Checked: {done.size:,} entries hashed anew: {'whole' if done.is_whole else 'FAULT'}, "
        f"held against {len(done.held)} checkpoints",
    )
    say(
        "今天就交接一次，恢复备份才会重放：fajing ledger export --to DIR",
        "Hand over today, so that a restored backup replays it: fajing ledger export --to DIR",
    )
    return 0 if done.holds else 1


@command.command(
    "rekey",
    help="换主密钥；中断了再跑一次。/ Change the master key; run again if cut short.",
)
@click.option(
    "--new", type=PATH, required=True, metavar="FILE", help="新主密钥的文件，没有就生成 / made if absent"
)
@click.option(
    "--key",
    type=PATH,
    metavar="FILE",
    help="现用的主密钥；默认 $FAJING_VAULT_KEY 或 DIR/keys/vault.key / the master key in use",
)
@BY
@DATA
@LANGUAGE
def rekey_command(new: Path, key: Path | None, by: str, data: Path | None, language: str) -> int:
    """Change the master key."""
    from fajing.ledger.rekey import rekey

    done, say = rekey(open_ledger(data), new, key, actor=f"officer:{by}"), Say(language)
    if done.was_resumed:
        say("上次已改封，补记存证", "The keys were wrapped by a run before; entered now")
    say(
        f"{done.files}个案卷的密钥都改由新的主密钥封着，存证第{done.receipt.index}条",
        f"The keys of {done.files} files are under the new master key, entry {done.receipt.index}",
    )
    say(
        f"新的在 {new}：让 $FAJING_VAULT_KEY 指向它，另留一份封存；旧的还能打开换钥以前的备份，和它们一起销毁",
        f"It is in {new}: point $FAJING_VAULT_KEY at it and keep a sealed copy; the old one still opens backups made "
        "before, so destroy it together with them",
    )
    return 0
