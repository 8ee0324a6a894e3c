"""Decisions without a trace: policies as formulas, for one request, for millions, for comparison.

The account rules stand once, in `account_formula`; `plan` fills in the policies' statements.
"""

from .decider import Decider, decision, decision_at

__all__ = ["Decider", "decision", "decision_at"]
