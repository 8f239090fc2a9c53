"""`python -m fajing`, the same as the command `fajing`."""

import sys

from fajing.cli import main

sys.exit(main())
