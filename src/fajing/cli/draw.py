"""可核验的随机抽取：检查对象和人员、案卷样本、评查组 / verifiable draws: premises and inspectors, files, panels.

In: tables of ids, secrets, a public number. Out: the record of a draw; exit code 0, 1 where a record does not hold,
or 2. The guide is docs/guides/draw.md.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fajing.cli._data_option import DATA
from fajing.cli._log_options import LANGUAGE
from fajing.draw.words import KINDS, PERSON_REASONS, TARGET_REASONS

if TYPE_CHECKING:
    from fajing.draw.record import Draw
    from fajing.ledger.ledger import Ledger

PATH = click.Path(path_type=Path)
RECORD = click.argument("record", metavar="RECORD.json", type=PATH)
BY = click.option(
    "--by", required=True, metavar="NUMBER", help="经办人编号，不写姓名 / number of who does it"
)
OUT = click.option("--out", required=True, type=PATH, help="写到这个新文件 / write to this new file")


@click.group("draw", help="可核验的随机抽取。/ Draws that anyone can verify.")
def command() -> None:
    """The group."""


@command.command("pool", help="从表格做抽取池，加盐。/ Make a pool from tables and salt it.")
@click.option("--kind", required=True, type=click.Choice(list(KINDS)), help="抽取种类 / what is drawn")
@click.option(
    "--targets", required=True, type=PATH, help="检查对象、案卷或事项的表 / table of what may be drawn"
)
@click.option("--people", type=PATH, help="检查人员或评查员的表 / table of inspectors or reviewers")
@click.option("--conflicts", type=PATH, help="应回避的配对的表 / table of pairs that must not meet")
@OUT
@LANGUAGE
def pool(
    kind: str, targets: Path, people: Path | None, conflicts: Path | None, out: Path, language: str
) -> int:
    """Write a pool file."""
    from fajing.app.draw_pool import new_pool
    from fajing.cli._draw_table import say_pool

    made = new_pool(kind, targets, people, conflicts)
    made.write(out)
    say_pool(made, out, language)
    return 0


@command.command(
    "secret", help="给一名保管人生成秘密数和承诺值。/ Make a holder's secret and its commitment."
)
@click.option("--draw", "draw_name", required=True, metavar="NAME", help="抽取名称 / name of the draw")
@click.option("--source", required=True, metavar="NAME", help="随机来源名称 / name of the source")
@click.option("--holder", required=True, metavar="NUMBER", help="保管人编号 / number of the holder")
@OUT
@LANGUAGE
def secret(draw_name: str, source: str, holder: str, out: Path, language: str) -> int:
    """Write the secret to a private file, print the commitment."""
    import secrets

    from fajing.app.draw_pool import write_new
    from fajing.draw.sources import commitment_of
    from fajing.draw.texts import name, person_token

    value = secrets.token_hex(32)
    name(draw_name, "--draw")
    name(source, "--source")
    person_token(holder, "--holder")
    commitment = commitment_of(draw_name, source, holder, value)
    write_new(out, f"{value}\n".encode())
    if language == "en":
        click.echo(f"Secret in {out}: keep it to yourself until it is revealed\ncommitment {commitment}")
    else:
        click.echo(f"秘密数在 {out}，揭示前自己保管，不给别人看\n承诺值 {commitment}")
    return 0


@command.command("commit", help="提交抽取池和随机来源。/ Commit the pool and the sources of randomness.")
@click.argument("pool_file", metavar="POOL.json", type=PATH)
@click.option(
    "--draw", "draw_name", required=True, metavar="NAME", help="抽取名称，只用一次 / its name, used once"
)
@click.option("--title", required=True, help="抽取事项 / what it is for")
@click.option("--count", type=int, help="共抽几个 / how many in all")
@click.option(
    "--count-of",
    "counts_of",
    type=(str, int),
    multiple=True,
    metavar="STRATUM N",
    help="某层抽几个 / how many of a stratum",
)
@click.option("--team", type=int, default=0, show_default=True, help="每组几人 / people in a team")
@click.option("--avoid-own-unit", is_flag=True, help="不抽本单位的人 / nobody for what is of his own unit")
@click.option("--secret", "held", type=(str, str, str), multiple=True, metavar="NAME HOLDER COMMITMENT",
              help="秘密数：名称、保管人、承诺值 / a secret: name, holder, commitment")  # fmt: skip
@click.option("--public", "numbers", type=(str, str, str, str, str), multiple=True,
              metavar="NAME TITLE ISSUE TIME FORM",
              help="公开数字：名称、是什么、哪一期、公布时间、写法（9代表一位数字）/ "
                   "a public number: name, what it is, which one, when published, form (9 for a digit)")  # fmt: skip
@click.option(
    "--repeats", default="", metavar="NAME", help="代替哪次作废的抽取 / the void draw it takes the place of"
)
@BY
@OUT
@DATA
@LANGUAGE
def commit(
    pool_file: Path, draw_name: str, title: str, count: int | None, counts_of: tuple[tuple[str, int], ...], team: int,
    avoid_own_unit: bool, held: tuple[tuple[str, str, str], ...], numbers: tuple[tuple[str, str, str, str, str], ...],
    repeats: str, by: str, out: Path, data: Path | None, language: str,
) -> int:  # fmt: skip
    """Write a record with its first stage."""
    from fajing.app.draw_pool import PoolFile
    from fajing.app.draw_records import keep_new
    from fajing.cli._draw_table import say_committed
    from fajing.core.clock import now
    from fajing.core.errors import UsageError
    from fajing.draw.plan import ALL, Plan
    from fajing.draw.record import Draw
    from fajing.draw.sources import PublicNumber, Secret
    from fajing.draw.texts import moment

    counts = dict(counts_of)
    if (count is None) == (not counts) or len(counts) != len(counts_of):
        raise UsageError(
            "写 --count，或每层写一次 --count-of (give --count, or --count-of once for each stratum)"
        )
    if count is not None:
        counts = {ALL: count}
    made = PoolFile.read(pool_file)
    draw = Draw.commit(
        made.pool,
        Plan(counts, team, avoid_own_unit),
        [
            *(Secret(*one) for one in held),
            *(
                PublicNumber(source, what, which, moment(_time(when), source), form)
                for source, what, which, when, form in numbers
            ),
        ],
        draw=draw_name,
        title=title,
        salt=made.salt,
        by=by,
        at=now(),
        repeats=repeats,
    )
    with _Ledger(data) as ledger:
        say_committed(draw, out, keep_new(out, draw, ledger), language)
    return 0


@command.command("reveal", help="揭示秘密数，或录入公开数字。/ Reveal a secret, or enter the public number.")
@RECORD
@click.option("--source", required=True, metavar="NAME", help="随机来源名称 / name of the source")
@click.option("--secret-file", type=PATH, help="秘密数文件 / file with the secret")
@click.option("--value", help="公开数字 / the public number")
@click.option("--read-from", default="", help="在何处读到 / where it was read")
@click.option(
    "--read-at", metavar="TIME", help="何时读到，带时区；默认此刻 / when, with its zone; default: now"
)
@BY
@DATA
@LANGUAGE
def reveal(
    record: Path, source: str, secret_file: Path | None, value: str | None, read_from: str, read_at: str | None,
    by: str, data: Path | None, language: str,
) -> int:  # fmt: skip
    """Append what a source gives."""
    from fajing.app.draw_records import change
    from fajing.cli._draw_table import say_state
    from fajing.core.clock import now
    from fajing.core.errors import UsageError

    if (secret_file is None) == (value is None):
        raise UsageError("写 --secret-file 或 --value 其中一个 (give --secret-file or --value)")

    def act(draw: Draw) -> None:
        at = now()
        if secret_file is not None:
            draw.reveal(source, _read_secret(secret_file), by=by, at=at)
        else:
            when = _time(read_at) if read_at else at
            draw.enter(source, value or "", read_from=read_from, read_at=when, by=by, at=at)

    with _Ledger(data) as ledger:
        draw, _ = change(record, ledger, act)
    say_state(draw, language)
    return 0


@command.command(
    "draw", help="抽取；有人逾期未揭示则记作废。/ Draw; void where a secret was not revealed in time."
)
@RECORD
@BY
@DATA
@LANGUAGE
def draw_command(record: Path, by: str, data: Path | None, language: str) -> int:
    """Append the result."""
    from fajing.app.draw_records import draw_now
    from fajing.cli._draw_table import say_result

    with _Ledger(data) as ledger:
        draw = draw_now(record, ledger, by)
    say_result(draw, language)
    return 0


@command.command("void", help="公开数字没有公布时作废。/ Void a draw whose public number was not published.")
@RECORD
@BY
@DATA
@LANGUAGE
def void(record: Path, by: str, data: Path | None, language: str) -> int:
    """Append that it is void."""
    from fajing.app.draw_records import change
    from fajing.cli._draw_table import say_state
    from fajing.core.clock import now

    with _Ledger(data) as ledger:
        draw, _ = change(record, ledger, lambda draw: draw.void("no_public_number", by=by, at=now()))
    say_state(draw, language)
    return 0


@command.command(
    "replace", help="替换一个对象或一个人，记下理由。/ Replace a target or a person, with the reason."
)
@RECORD
@click.option("--target", default="", metavar="ID", help="替换这个对象；与 --person 同写时，只在这一组替换 / "
              "replace it; together with --person: replace the person in its team only")  # fmt: skip
@click.option("--person", default="", metavar="NUMBER", help="替换这个人 / replace this person")
@click.option("--reason", required=True, type=click.Choice(list(dict.fromkeys([*TARGET_REASONS, *PERSON_REASONS]))),
              help="理由 / the reason")  # fmt: skip
@click.option("--document", default="", metavar="NUMBER", help="文书号 / number of the document")
@BY
@DATA
@LANGUAGE
def replace(
    record: Path,
    target: str,
    person: str,
    reason: str,
    document: str,
    by: str,
    data: Path | None,
    language: str,
) -> int:
    """Append a replacement."""
    from fajing.app.draw_records import change
    from fajing.cli._draw_table import say_replaced
    from fajing.core.clock import now
    from fajing.core.errors import UsageError

    if not (target or person):
        raise UsageError("写 --target 或 --person (give --target or --person)")

    def act(draw: Draw) -> None:
        if person:
            draw.replace_person(person, reason, by=by, at=now(), target=target, document=document)
        else:
            draw.replace_target(target, reason, by=by, at=now(), document=document)

    with _Ledger(data) as ledger:
        draw, _ = change(record, ledger, act)
    say_replaced(draw, language)
    return 0


@command.command("verify", help="核验一份抽取记录。/ Verify the record of a draw.")
@RECORD
@DATA
@LANGUAGE
def verify(record: Path, data: Path | None, language: str) -> int:
    """Print what was recomputed; 1 where something does not hold."""
    from fajing.app.draw_records import verify_record
    from fajing.cli._draw_table import say_steps

    with _Ledger(data) as ledger:
        steps = verify_record(record, ledger)
        say_steps(steps, has_ledger=ledger is not None, language=language)
    return 0 if steps[-1].holds else 1


class _Ledger:
    """The ledger of the data folder while a command runs, or None where there is none."""

    def __init__(self, data: Path | None) -> None:
        from fajing.core.errors import UsageError
        from fajing.ledger.ledger import open_if_there
        from fajing.ledger.segments.folder import data_path

        self._ledger = open_if_there(data_path(data))
        if data is not None and self._ledger is None:
            raise UsageError(
                f"这个数据文件夹没有账本 (this data folder has no ledger): {data}",
                remedy="fajing ledger init",
            )

    def __enter__(self) -> Ledger | None:
        return self._ledger

    def __exit__(self, *_: object) -> None:
        if self._ledger is not None:
            self._ledger.close()


def _time(text: str) -> datetime:
    from fajing.core.errors import UsageError

    try:
        when = datetime.fromisoformat(text)
        if when.tzinfo is not None:
            return when
    except ValueError:
        pass
    raise UsageError(f"时间要带时区 (a time with its zone): {text!r}", remedy="2026-12-02T21:30+08:00")


def _read_secret(path: Path) -> str:
    from fajing.core.errors import UsageError

    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"读不出秘密数文件 (cannot read the secret): {path}", why=type(error).__name__
        ) from error
