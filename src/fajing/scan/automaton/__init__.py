"""The compiled pass: what `reference` means, on flat arrays of integers, one file after another.

In: a plan (`fajing.scan.plan`) and columns of events. Out: rows of duties and counts. It never guesses: what it cannot
judge with certainty (`layout.H_PUNT`) is handed to `reference`, file by file and norm by norm.

Nothing here is imported before a log is judged by it: importing numba costs about a second.
"""
