"""What a data folder keeps of its last check, so that the next judges only what can have changed.

In: a check and its segments. Out: files under `DIR/warm/`, all of which can be built anew: none is
the truth.
"""
