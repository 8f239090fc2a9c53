"""Tells whether a text that is to be kept for good holds a number by which a person is known."""

from __future__ import annotations

import re

_PATTERNS = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), ("身份证号", "an identity number")),
    (re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), ("手机号", "a telephone number")),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)"), ("银行卡号", "a card number")),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), ("电子邮箱", "an e-mail address")),
)


def personal_value(text: str) -> tuple[str, str] | None:
    """What kind of personal value stands in a text, in Chinese and English; None where none is seen.

    Example:
        >>> personal_value("补办移交手续，附入库单 K-0311") is None
        True
        >>> personal_value("联系电话 13812345678")[1]
        'a telephone number'
    """
    return next((words for pattern, words in _PATTERNS if pattern.search(text)), None)
