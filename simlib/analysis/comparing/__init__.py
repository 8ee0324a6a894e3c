"""Comparison: what one policy, one set of policies or one cloud allows and another does not.

`differences` and `clouds` put the question, `search` answers it: by `texts` for patterns, by
`key_value` for conditions. `comparison` says it in a word, `telling` finds the request that says
most, `custom_checks` asks as Access Analyzer does.
"""

from .comparison import Comparison, Relation, compare
from .custom_checks import CheckResult, grants_none_of, no_new_access, no_public_access
from .differences import Difference
from .telling import Extent, Telling, extent, most_telling

__all__ = [
    "CheckResult",
    "Comparison",
    "Difference",
    "Extent",
    "Relation",
    "Telling",
    "compare",
    "extent",
    "grants_none_of",
    "most_telling",
    "no_new_access",
    "no_public_access",
]
