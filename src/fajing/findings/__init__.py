"""Findings (问题): raised, pushed, answered, verified, closed. Their state follows from their acts alone."""
