"""What a data folder keeps of its last check, so that the next judges only what can have changed.

In: a check and its segments. Out: files under `DIR/warm/`, all of which can be built anew: none is
the truth. `state.json` names all others with their sizes and is written last.

| file | what it holds |
|---|---|
| `check-N.npz` | counts; units; who waits for which moment |
| `part-N.parquet`, `replaced-N.parquet` | duties that are not met; files whose rows in earlier parts no longer count |
| `across-N.parquet`, `replaced-across-N.parquet` | the same for norms that look across files |
| `intervals-N.npy` | when officers, rooms and devices were taken: digests of keys, times, numbers of files |
| `open-N-*` | rows of files in motion, so that a day need not read the history |
| `names/` | which files of a segment name which matter, as hashes |
"""
