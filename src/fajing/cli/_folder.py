"""A click group whose commands are the files of a folder.

In: a folder and the package it belongs to. Out: one command for each `name.py` (or sub-package) in it, `_`
in a name becoming `-`, and a help page made from the first line of each file's docstring. A file is imported
only when its command runs, so the help page costs no imports. A name that begins with `_` is no command.
"""

from __future__ import annotations

import ast
import importlib
import tokenize
from pathlib import Path

import click

_BEFORE_THE_DOCSTRING = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.INDENT}


def first_docstring_line(path: Path) -> str:
    """The first line of a Python file's docstring, read without importing or parsing the file.

    Args:
        path: the file.

    Returns:
        The line without its final full stop; empty when the file begins with something other than a string.
    """
    with tokenize.open(path) as lines:
        try:
            for token in tokenize.generate_tokens(lines.readline):
                if token.type == tokenize.STRING:
                    text = ast.literal_eval(token.string)
                    first = text.strip().splitlines()[:1] if isinstance(text, str) else []
                    return first[0].strip().rstrip(".。") if first else ""
                if token.type not in _BEFORE_THE_DOCSTRING:
                    return ""
        except (tokenize.TokenError, SyntaxError, ValueError):
            return ""
    return ""


class FolderGroup(click.Group):
    """Commands found by walking a folder, imported when they run.

    Attributes:
        folder: where the command files lie.
        package: the dotted name of that folder.
    """

    def __init__(self, *args: object, folder: Path, package: str, **settings: object) -> None:
        super().__init__(*args, **settings)  # type: ignore[arg-type]
        self.folder = folder
        self.package = package

    def command_files(self) -> dict[str, Path]:
        """Command name to the file that holds it, in alphabetical order."""
        found: dict[str, Path] = {}
        for path in sorted(self.folder.iterdir()):
            source = path / "__init__.py" if path.is_dir() else path
            if path.name.startswith(("_", ".")) or source.suffix != ".py" or not source.is_file():
                continue
            found[path.stem.replace("_", "-")] = source
        return found

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names for help and completion; imports nothing."""
        return list(self.command_files())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that was asked for."""
        if cmd_name not in self.command_files():
            return None
        module = importlib.import_module(f"{self.package}.{cmd_name.replace('-', '_')}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"{module.__name__}.command must be a click.Command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their one-line help."""
        rows = [(name, first_docstring_line(path)) for name, path in self.command_files().items()]
        if rows:
            with formatter.section("命令 / Commands"):
                formatter.write_dl(rows)
