"""The process that takes one file in: `python -m fajing.web.import_job TOKEN`, started by `importing.begin`."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    """Takes in the file of a token."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fajing.web.settings")
    django.setup()
    from fajing.web.importing import run

    run(sys.argv[1])


if __name__ == "__main__":
    main()
