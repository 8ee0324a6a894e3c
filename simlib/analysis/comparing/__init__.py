"""Comparison: what one policy, or one set of policies, allows and another does not. Exact.

`differences` puts the question, `search` answers it, by `texts` for patterns and `key_value` for
conditions; `comparison` says it in a word.
"""

from .comparison import Comparison, Relation, compare
from .differences import Difference

__all__ = ["Comparison", "Difference", "Relation", "compare"]
