"""The process of a check: `python -m fajing.web.check_job`, started by `checking`.

In: nothing, or the police number of who changed the records; then it waits for the check that is running.
"""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    """Checks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fajing.web.settings")
    django.setup()
    from fajing.web.checking import run, run_after

    if sys.argv[1:]:
        run_after(sys.argv[1])
    else:
        run()


if __name__ == "__main__":
    main()
