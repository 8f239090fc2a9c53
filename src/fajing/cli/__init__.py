"""The command line: `fajing COMMAND`, one file of this folder for each command.

In: arguments. Out: an exit code: 0 done, 1 findings (where `--fail-on` asked for it), 2 bad usage or bad
input, 70 an error of the program itself, 130 interrupted. A traceback never reaches the terminal.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from fajing import __version__
from fajing.cli._folder import FolderGroup
from fajing.core.errors import FajingError

EXIT_USAGE = 2
EXIT_INTERNAL = 70
EXIT_INTERRUPTED = 130
EXIT_PIPE_CLOSED = 141

HELP = """法镜：把执法机关办的案子与法律加给它的义务逐条对照。

Fajing holds every case of an enforcement body against the duties the law lays on that body.
"""

group = FolderGroup(
    name="fajing",
    help=HELP,
    folder=Path(__file__).parent,
    package=__name__,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
click.version_option(__version__, "-V", "--version", prog_name="fajing")(group)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code.

    Args:
        arguments: what follows `fajing`; the process's own arguments when left out.

    Returns:
        The exit code, as the module's docstring lists them.
    """
    _never_fail_on_a_character()
    _leave_without_tidying()
    try:
        given = list(sys.argv[1:] if arguments is None else arguments)
        with group.make_context("fajing", given) as context:
            code = group.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except FajingError as error:
        click.echo(str(error), err=True)
        return int(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return EXIT_USAGE
    except click.ClickException as error:
        error.show()
        return EXIT_USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo("\n已中断 / interrupted", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _close_quietly()
        return EXIT_PIPE_CLOSED
    except Exception as error:  # noqa: BLE001  the last door: whatever it is, say it plainly
        click.echo(_internal_error(error), err=True)
        return EXIT_INTERNAL
    return code if type(code) is int else 0


def _never_fail_on_a_character() -> None:
    """Print a question mark where the terminal cannot show a character."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _leave_without_tidying() -> None:
    """Keep the interpreter, when it ends, from going over all of law and record once more for cycles to free."""
    atexit.unregister(_freeze)
    atexit.register(_freeze)


def _freeze() -> None:
    """Leaves everything where it is; not beside DuckDB, whose bindings then tell the terminal of each thing left."""
    if "_duckdb" not in sys.modules:
        gc.freeze()


def _close_quietly() -> None:
    """The reader of a pipe has gone; keep the interpreter from complaining when it flushes at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _internal_error(error: Exception) -> str:
    """Write the traceback to a private file and say in one paragraph what happened and where it lies."""
    import traceback

    try:
        handle, name = tempfile.mkstemp(prefix="fajing-error-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as out:
            out.write(f"fajing {__version__}\n")
            out.writelines(traceback.format_exception(error))
        where = f"详情已写入 / details are in {name}"
    except OSError:
        where = "详情未能写入临时目录 / the details could not be written to the temporary folder"
    return (
        f"程序内部错误 / internal error: {type(error).__name__}. 这是法镜的缺陷，不是您的数据有误。"
        f"This is a fault of Fajing, not of your data. {where}. "
        "报告缺陷前请先查看该文件，其中可能含有数据里的值。"
        "Look into that file before you send it with a report: it may hold values from your data."
    )
