"""Machine code for large segments: rows joined to canonical bytes, and many SHA-256 at once.

Python needs a microsecond to begin one hash and holds its lock meanwhile. What stands here is written as LLVM code,
compiled in a third of a second when a segment is large enough to be worth it (`functions.load`), and gives the same
bytes; without it, or where its own test fails, Arrow and hashlib do the work.
"""
