"""Where the rows of a ledger are kept: one contract, a file for each kind of database."""
