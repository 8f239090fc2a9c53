"""The same pass over the same segments on Spark: for a record that one machine's disk or evening no longer holds.

In: what stands in a data folder that every worker can read, and a lawbook. Out: what `automaton.segments.judge_folder`
gives: the same duties, counts and digest. The driver lists pieces and adds up; each worker judges one piece at a time
inside Spark's Arrow map function, with the same machine. Only `session` imports pyspark, and only when it is asked for.
"""
