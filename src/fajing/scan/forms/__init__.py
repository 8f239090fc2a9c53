"""The forms of duty, one module each, named as the key in a norm: `judge(context) -> Verdict`.

A module is found by its name, so a new form is one new file here and one word in `lawbook.model.Form`. Keys
that are
words of Python carry an underscore (`with_`).
"""

from __future__ import annotations

import keyword
from collections.abc import Callable
from functools import cache
from importlib import import_module

from fajing.lawbook.duty_spec import Form
from fajing.scan.context import Context
from fajing.scan.duty import Verdict


@cache
def judge_of(form: Form) -> Callable[[Context], Verdict]:
    """The judge of a form, from the module of its name."""
    name = f"{form.value}_" if keyword.iskeyword(form.value) else form.value
    judge: Callable[[Context], Verdict] = import_module(f"{__name__}.{name}").judge
    return judge
