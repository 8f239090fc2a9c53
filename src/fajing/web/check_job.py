"""The process of a check on demand: `python -m fajing.web.check_job`, started by `checking.begin`."""

from __future__ import annotations

import os

import django


def main() -> None:
    """Checks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fajing.web.settings")
    django.setup()
    from fajing.web.checking import run

    run()


if __name__ == "__main__":
    main()
