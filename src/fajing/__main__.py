"""`python -m fajing`, the same as the command `fajing`."""

from fajing.cli import main

main()
