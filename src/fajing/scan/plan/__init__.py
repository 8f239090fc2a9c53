"""Turns a lawbook into flat tables: what `automaton` reads instead of norms.

In: a lawbook, norms, and what the log's maps carry. Out: a `Plan`. A norm that the tables cannot say is named in
`Plan.left` with the reason; `reference` judges it.
"""

from fajing.scan.plan.build import Plan, Rule, make_plan

__all__ = ["Plan", "Rule", "make_plan"]
