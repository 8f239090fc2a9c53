"""The verifiable draw: premises and inspectors, samples of files, panels of reviewers.

In: a pool of ids, secrets of different holders, public numbers. Out: a record that anyone can recompute
(`verify_draw.py`, docs/guides/draw.md, docs/adr/0020-verifiable-draw.md). It knows no database, no clock, no network.
"""
