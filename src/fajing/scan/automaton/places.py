"""Where a run finds what it is given, and what it keeps: columns and memory, the files of a block, its state."""

from __future__ import annotations

# Columns and memory: of each its address and its length, in the order of `kernel.Columns` and of `kernel.addresses`.
(
    L_STARTS, L_STEP, L_AT, L_PRECISION, L_SEQ, L_UNTIL, L_UNTIL_PRECISION, L_RECORDED, L_RECORDED_PRECISION, L_UNIT,
    L_MATTER, L_OFFICER_1, L_ROLE_1, L_OFFICER_2, L_ROLE_2, L_OFFICER_STARTS, L_OFFICERS, L_OBJECT_1, L_OBJECT_STARTS,
    L_OBJECTS, L_VALUE_STARTS, L_VALUE_FIELDS, L_VALUES, L_MATTER_PROCEDURE, L_MATTER_UNIT, L_MATTER_VALUE_STARTS,
    L_MATTER_VALUE_FIELDS, L_MATTER_VALUES,
) = range(0, 56, 2)  # fmt: skip
(
    M_PLAN, M_MEMORY, M_FILE, M_POOL, M_OUTPUT, M_COUNTS, M_STATE, M_PUNTS, M_PENDING, M_MASKED, M_SKIP, M_APART,
) = range(56, 80, 2)  # fmt: skip
L_WORDS = 80

# A file of a block.
FILE_NUMBER = 0
FILE_E = 1  # where it begins in `E`
FILE_EVENTS = 2
FILE_ROWS = 3
FILE_FIRST = 4
FILE_PENDING = 5
FILE_LEFT = 6  # the norm, plus one, that is left to the reference in the pass being made
FILE_WORDS = 8

# What a run keeps between calls.
Z_FILE = 0  # the next file
Z_OUT = 1  # rows of output
Z_STATUS = 2  # 0 all files done, 1 the output is full, 2 the pairs of file and norm are
Z_PUNTS = 3  # pairs of file and norm
Z_NORM = 4  # the next norm of the block; -1 while files are taken into it
Z_WORDS = 8
