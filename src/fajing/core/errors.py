"""Errors that a user may read: what is wrong, where, why, and what to do about it.

Every room raises `FajingError`, so that the command line can print it without a traceback. Nothing here
prints or logs.
"""


class FajingError(Exception):
    """Something the user can understand and mend.

    Attributes:
        what: One sentence: what is wrong (Chinese first, English after it where it is short).
        where: File, line, column, record or option; empty where there is none.
        why: The rule that was broken.
        remedy: What would be right.
        exit_code: What the command line returns for it.

    Example:
        >>> print(FajingError("读不懂这个日期", where="cases.csv:3", remedy="写成 2026-03-02"))
        读不懂这个日期
          位置 where: cases.csv:3
          办法 remedy: 写成 2026-03-02
    """

    exit_code: int = 2

    def __init__(self, what: str, *, where: str = "", why: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        parts = (("位置 where", self.where), ("原因 why", self.why), ("办法 remedy", self.remedy))
        return "\n".join([self.what, *(f"  {name}: {text}" for name, text in parts if text)])


class UsageError(FajingError):
    """A command or a function was called in a way that makes no sense (a wrong option, a missing folder)."""
