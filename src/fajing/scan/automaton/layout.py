"""Where everything lies: four arrays of int64, and what their words mean.

`E` holds one file: a row an event, then a row a matter, then made-up triggers; a row is known by where it begins. `Q` is
a pool for what varies in number: officers and objects of events. `P` is the plan: tables and norms, read only. `W` is
working memory.
"""

from __future__ import annotations

NULL = -(2**63)
"""No value, in columns and in `E`."""

# ---------------------------------------------------------------- E: one row an event
# What nearly every duty asks for stands in the first eight words: one line of the processor's nearest memory.
E_STEP = 0
E_AT = 1
E_DAY = 2
E_MATTER = 3  # row of the matter in E
E_FLAGS = 4
E_NEXT = 5  # the next row of the same step; -1 = none
E_OBJECTS_N = 6
E_OBJECTS = 7  # where in Q
E_SEQ = 8
E_UNTIL = 9  # instant or NULL
E_RECORDED = 10  # instant or NULL
E_UNIT = 11  # text or NULL
E_OFFICERS = 12  # where in Q, pairs of id and role (NULL where not said)
E_OFFICERS_N = 13
E_ROW = 14  # number of the row in the columns read
E_OF_OBJECT = 15  # of a made-up trigger: object and period of the duty it came from
E_OF_PERIOD = 16
E_VALUES_N = 17  # how many values the row carries
E_FIELDS = 18  # address of their fields, int32
E_VALUES = 19  # address of two words a value: kind, value
E_WORDS = 24  # three lines

NOT_LOOKED_UP = -2
"""Behind an event's officers, for each of them: where the register's entry stands in `P`, -1 where it has none."""

IS_DAY, UNTIL_IS_DAY, RECORDED_IS_DAY = 1, 2, 4

# rows of matters use E_STEP for -1, E_MATTER for themselves, E_UNIT, E_FIELDS, and
E_PROCEDURE = E_SEQ
E_MOVED = E_FLAGS  # whether a step hands the matter to another unit
E_FIRST_END = E_AT  # row of the first event that ends the matter, or -1

# ---------------------------------------------------------------- kinds of value
K_UNKNOWN = 0
K_BOOL = 1
K_NUMBER = 2  # value / divisor; in a field the divisor stands in the kind's upper bits
K_TEXT = 3  # 62-bit digest of the text
K_TIME = 4  # instant
K_DAY = 5  # instant of its 00:00
K_SPAN = 6  # days and seconds
K_BITS = 8

# ---------------------------------------------------------------- P: header
P_DAY0 = 0  # ordinal of the first day of the tables
P_DAYS = 1
P_START = 2  # instant of 00:00, by day
P_CIVIL = 3  # year * 512 + month * 32 + day, by day
P_RANK = 4  # working days since the first day, by day
P_WORKED = 5  # days by rank
P_WORKED_N = 6
P_YEAR0 = 7
P_FIRSTS = 8  # ordinal of the first of the month, by month
P_MONTHS = 9
P_PUBLISHED = 10  # whether a year's holidays are known
P_SHIFTS = 11  # changes of the clock: instants
P_SHIFTS_N = 12
P_OFFSETS = 13  # seconds ahead of UTC from then on
P_STEPS = 14
P_STEP_INFO = 15
P_STEP_WORDS = 16  # words a step
P_HANDLER_ROLES = 17  # list of texts
P_REGISTER_KEYS = 18  # officers: texts
P_REGISTER_SLOTS = 19  # by the lowest bits of a text, or behind them: its place in the keys plus one
P_REGISTER_ROWS = 20  # by key: first row, rows
P_REGISTER_ENTRIES = 21
P_REGISTER_WORDS = 22  # words an entry: first day, last day, then kind and value of each fact
P_REGISTER_ROLE = 23  # which fact is the role; -1 = none
P_NORMS = 24
P_NORMS_N = 25
P_EMPTY_TEXT = 26
P_FACT_TIME_OF_DAY = 30
P_FACT_OFFICERS = 31
P_FACT_OFFICER_ROLE = 32
P_FACT_UNTIL = 33
P_FACT_DATED_BY = 34
P_FACT_NO_TIER = 35
P_FACT_WITHIN = 36
P_REGISTER_MASK = 37  # slots less one; there is always an empty one
P_SPECIAL = 42  # list of norms judged file by file: those that others rest on, and those that rest on others
P_HEADER = 64

# a step
S_ENDS = 0
S_DONE_AT = 1  # field or -1
S_NAME = 2  # text
S_PROCEDURE = 3
S_HANDLED = 4  # recorded by handlers, where an event does not say the role
S_RELINKS_UNIT = 5  # field or -1
S_CANCELLERS = 6  # list of steps, 0 = none
S_CARRIED = 7
S_NORMS = 8  # list of norms it may trigger, 0 = none
S_FACT = 9  # its qualified name as a fact
S_FACT_UNTIL = 10  # its name with `.until`
S_FACT_ROLE = 11  # `role of` it
S_IDLE = 12  # whether no norm can come upon its events: they are not loaded
S_WORDS = 16

# a norm
N_INDEX = 0
N_VERSIONS = 1  # number; then for each: record
N_ANCHOR = 2  # step or -1
N_DATED_TARGET = 3  # target or 0
N_DATED_VALUE = 4  # expression or 0
N_EXPIRED = 5  # index in the order of judging of the norm whose running out triggers, or -1
N_KEEP = 6  # slot of duties kept for other norms, or -1
N_RESTS = 7  # whether it rests on duties of another norm
N_SPECIAL = 8
N_UNKNOWN_RULE = 9  # number under which its duties without a version are counted
N_STEPS = 10  # list of the steps that trigger it
N_RECORDS = 11

# a version
V_NORM = 0
V_VERSION = 1
V_FORM = 2
V_FROM = 3
V_TO = 4
V_WHERE = 5
V_PER = 6
V_ROSTER = 7
V_TARGETS = 8
V_ALL = 9
V_IN_ORDER = 10
V_BEFORE = 11
V_UNTIL = 12
V_WITHIN = 13
V_AT_LEAST_UNIT = 14  # -1 = none
V_AT_LEAST = 15
V_BY_VALUE = 16
V_DUE_OF = 17  # slot of the kept duties, -1 = none
V_SHIFT_UNIT = 18
V_SHIFT = 19
V_SHIFT_SIGN = 20
V_EXTEND = 21
V_PAUSE = 22
V_UNLESS = 23
V_EXCUSE = 24
V_ROLLS = 25
V_STARTS = 26  # seven words, one a unit
V_AMOUNT_KIND = 33
V_AMOUNT_TARGETS = 34
V_AMOUNT_FIELD = 35
V_BOUND_KIND = 36  # 0 number, 1 expression, 2 clock length, 3 civil length, 4 no fixed length
V_BOUND = 37
V_BACK = 38
V_SPAN = 39
V_COMPARE = 40
V_NUMBER = 41
V_OFFICERS_WHERE = 42
V_ROLES = 43
V_PARTS = 44
V_PARTS_ALL = 45
V_VALUE = 46
V_TOLERANCE = 47
V_APART = 48  # number of the group, times two; the lowest bit: under a condition on the two
V_EVERY_UNIT = 49
V_EVERY = 50
V_ALIGNED = 51
V_ANY_HANDLER = 52
V_FACT_BOUND = 53
V_FACT_ROSTER = 54
V_STEPS = 55  # list of trigger steps
V_FACT_DUE_OF = 56
V_OWN_COUNTS = 58
V_FACT_BY = 59
V_AMOUNT_FACTS = 61  # by target: the step with its value's name
V_RULE = 62
V_PLAIN = 63  # bits: what needs no more than a look at the rows of a step
V_WORDS = 64

PLAIN_WITHIN, PLAIN_TARGETS, PLAIN_UNTIL, PLAIN_MET = 1, 2, 4, 8
"""`V_PLAIN`: one fixed length from the trigger, never extended or paused; targets, or `until`, without conditions; a look
at the rows can tell that it is met (`plainly`)."""

PER_FILE, PER_OBJECT, PER_MATTER = 0, 1, 2

# a target, in a list [n, ...]
T_STEP, T_WHERE, T_WORDS = 0, 1, 2

# a period: [unit, count kind, count, start kind, start, where, benchmark, fact of the count, fact of the start]
B_UNIT = 0
B_COUNT_KIND = 1  # 0 number, 1 expression, 2 benchmark versions: list of (first day, unit, count)
B_COUNT = 2
B_START_KIND = 3  # 0 trigger, 1 target, 2 expression
B_START = 4
B_WHERE = 5
B_BENCHMARK = 6
B_FACT_COUNT = 7
B_FACT_START = 8
B_WORDS = 9

# within: [kind, n, ...]: 0 tiers (periods), 1 earlier of, 2 later of (offsets of withins of tiers)
TIERS, EARLIER_OF, LATER_OF = 0, 1, 2

# an extension: target list, kind (0 none, 1 to, 2 by), unit, count, roles, times (-1 = any)
X_ON, X_KIND, X_UNIT, X_COUNT, X_ROLES, X_TIMES, X_WORDS = 0, 1, 2, 3, 4, 5, 6

# ---------------------------------------------------------------- units
MINUTES, HOURS, DAYS, WORKING_DAYS, WEEKS, MONTHS, YEARS = 0, 1, 2, 3, 4, 5, 6
MOMENT, NEXT_HOUR, NEXT_DAY = 0, 1, 2

# ---------------------------------------------------------------- outcomes and reasons, in the order of scan.duty
MET, LATE, MISSED, SLOW, OPEN, EXCUSED, UNDECIDABLE = 0, 1, 2, 3, 4, 5, 6
NO_REASON = -1
(
    ABSENT, TOO_LATE, ONLY_AFTER, TOO_EARLY, TOO_MANY, TOO_FEW, FORBIDDEN, TOO_FEW_OFFICERS, WRONG_ROLE, SAME_PERSON,
    OTHER_PERSON, ABSENT_PART, OUT_OF_RANGE, UNCOVERED, OVERLAPS, ABSENT_FACT,
) = range(16)  # fmt: skip

# ---------------------------------------------------------------- forms, in the order of lawbook.duty_spec.Form
(
    DO, PRECEDED_BY, AFTER_WINDOW, ACCOMPANIED_BY, AVOID, AT_MOST, AT_LEAST, OFFICERS, ROLE, BY_OTHER_THAN, BY_SAME_AS,
    WITH, VALUE, COVERED_BY, APART, EVERY,
) = range(16)  # fmt: skip

# ---------------------------------------------------------------- W: header
H_PUNT = 0  # set where only the reference can tell
H_AS_OF_LATEST = 1
H_AS_OF_DAY = 2
H_EVENTS = 3  # where the rows of events known at as_of end
H_ROWS = 4  # where those of matters end
H_FIRST = 5  # where the first row of each step stands
H_E_END = 7
H_LISTS = 8  # where lists begin
H_LIST_TOP = 9
H_RECORD = 10
H_TRIGGER = 11
H_OBJECT = 12  # NULL = none
H_ASSUME = 13
H_MISSING_N = 14
H_ABSENT = 15  # how often a fact was found absent
H_PERIOD = 16
H_FREE_TIE = 17  # dating a norm: no tie
H_OFFICER = 18
H_OFFICER_ROLE = 19
H_OFFICER_ENTRY = 20
H_STACK = 21  # top
H_LIST_END = 22
H_PENDING = 23  # the first instant at which time alone may change a duty of this file
H_KEPT_N = 24
H_KEPT = 25  # where kept duties begin
H_KEPT_END = 26
H_VIRTUAL = 27  # next free row of E
H_Q_END = 31
H_OUT_MOST = 32  # rows of output that there is room for
H_POOL = 33  # next free word of Q
H_SIGN = 34  # 1 to count, -1 to take back
H_FILE = 35
H_RULES = 36  # number of rules, in C
H_ALL = 37  # whether met duties are written too
H_FIRST_DAY = 38  # of a periodic duty with a plain `until`: the period being judged
H_LAST_DAY = 39
H_SLOTS = 40  # where the table of a block's files begins
H_SLOTS_N, H_SLOTS_MOST = 41, 42  # files in the block
H_HEADS, H_STEPS = 43, 44  # where the indexes of steps begin, one a file of the block, and words of each
H_BEGINS = 45  # by step, where its rows begin among the entries
H_ENTRIES = 46  # pairs of a file's place in the table and a row, by step
H_BLOCK_E, H_BLOCK_Q = 47, 48  # words of `E` and of `Q` after which no further file is taken into the block
H_TOP = 49  # where the next file begins in `E`
H_APART = 50  # where the codes of `apart` begin, by group and row; 0 = nobody looked across files
H_APART_ROWS = 51

W_MISSING = 64
MISSING_MOST = 48
W_VERDICTS = 128
R_OUTCOME = 0
R_REASON = 1
R_HAS_DUE = 2
R_EARLIEST = 3
R_LATEST = 4
R_DAY = 5
R_WHOLE = 6
R_PROVISIONAL = 7
R_DONE = 8  # row or -1
R_LATE_KIND = 9  # 0 none, 1 days, 2 seconds
R_LATE = 10
R_PAUSED = 11  # row or -1
R_EXCUSED = 12  # -1 none, -2 a condition, else a row
R_MISSING_N = 13
R_MISSING = 14
R_MOST = 34  # facts at most
R_WORDS = 48
VERDICTS = 8
W_DEADLINES = W_VERDICTS + R_WORDS * VERDICTS
D_HAS = 0  # whether there is a deadline at all
D_HAS_DUE = 1
D_EARLIEST = 2
D_LATEST = 3
D_DAY = 4
D_WHOLE = 5
D_PROVISIONAL = 6
D_WAITS = 7
D_PAUSED = 8
D_BENCHMARK = 9
D_MISSING_N = 10
D_MISSING = 11
D_MOST = 12
D_WORDS = 24
DEADLINES = 16
W_COUNT = W_DEADLINES + D_WORDS * DEADLINES
C_LENGTHS_N = 0
C_LENGTHS = 1  # unit and count of each
C_LENGTHS_MOST = 12
C_STOPPED = 26  # seconds
C_STOPPED_DAYS = 27
C_STOPPED_WORKING = 28
C_UNTIL_DAY = 29
C_UNTIL = 30
C_START = 31
C_START_DAY = 32
C_START_IS_DAY = 33
C_TIMES = 34  # how often each extension was used
C_TIMES_MOST = 14
C_WORDS = 48
W_SEARCH = W_COUNT + C_WORDS
F_DONE = 0  # row or -1
F_START = 1  # the list of what is there
F_N = 2
F_OUT_OF_ORDER = 3
F_LACKING_N = 4
F_LACKING = 5
F_MOST = 12
F_WORDS = 20
W_STACK = W_SEARCH + 4 * F_WORDS
STACK_MOST = 40
W_FREE = W_STACK + 3 * STACK_MOST
"""From here on: the index of steps, then lists."""

# ---------------------------------------------------------------- duties kept for other norms of the same file
K_SLOT = 0
K_TRIGGER = 1
K_OBJECT = 2
K_OUTCOME = 3
K_HAS_DUE = 4
K_EARLIEST = 5
K_LATEST = 6
K_DAY = 7
K_WHOLE = 8
K_PROVISIONAL = 9
K_PAUSED = 10
K_PERIOD = 11
K_WORDS = 12

# ---------------------------------------------------------------- words of expressions
(
    X_END, X_LITERAL, X_EVENT, X_TARGET, X_MATTER, X_FILE, X_OFFICER_COUNT, X_STEPS, X_NOT, X_NEGATIVE, X_AND, X_AND_END,
    X_OR, X_OR_END, X_COMPARE, X_IN, X_ARITHMETIC, X_PRESENT, X_PRESENT_END, X_REGISTER, X_DAYS, X_HOURS, X_DAYS_BETWEEN,
    X_DATE, X_HOUR, X_HOLIDAY, X_OFFICER_FACT, X_ABSENT, X_TEST, X_AMONG,
) = range(30)  # fmt: skip
TEST_WORDS = 10
"""`X_TEST`, an attribute against a literal: of the target, attribute, unit field, its fact, comparison, literal, fact."""
AMONG_WORDS = 6
"""`X_AMONG`, an attribute among literals: of the target, attribute, unit field, its fact, number; then the literals."""
A_AT, A_UNTIL, A_RECORDED, A_STEP, A_UNIT = -1, -2, -3, -4, -5
"""Attributes of an event that are no fields."""
FN_STANDING, FN_COUNT, FN_FIRST, FN_LAST = 0, 1, 2, 3
EQ, NE, LT, LE, GT, GE = 0, 1, 2, 3, 4, 5
ADD, SUBTRACT, MULTIPLY, DIVIDE = 0, 1, 2, 3

# ---------------------------------------------------------------- what is known of an event across files
APART_MET, APART_OVERLAPS, APART_UNCERTAIN, APART_NO_KEY, APART_NO_END = 0, 1, 2, 3, 4
APART_SURELY_OVERLAPS, APART_SURELY_UNCERTAIN = 5, 6  # whatever condition there is was looked at

# ---------------------------------------------------------------- rows of output
O_FILE = 0
O_NORM = 1
O_VERSION = 2
O_TRIGGER = 3  # row in the columns read; of a made-up trigger the row of what it came from
O_OBJECT = 4
O_PERIOD = 5
O_OUTCOME, O_REASON = 6, 7
O_HAS_DUE = 8
O_EARLIEST, O_LATEST, O_DAY, O_WHOLE, O_PROVISIONAL = 9, 10, 11, 12, 13
O_DONE = 14
O_LATE_KIND, O_LATE = 15, 16
O_PAUSED = 17
O_EXCUSED = 18
O_UNIT, O_MATTER = 19, 20
O_MISSING_N = 21
O_MISSING = 22
O_MISSING_MOST = 8
O_TRIGGER_AT = 30  # of a made-up trigger its own time
O_TRIGGER_DAY = 31
O_OF_OBJECT = 32
O_OF_PERIOD = 33
O_WORDS = 34
