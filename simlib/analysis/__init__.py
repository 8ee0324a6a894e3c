"""Questions over everything: who can do what, what differs, what was done, what leads further.

`deciding` decides without a trace and holds the account rules as one formula; `access_matrix`,
`comparing` and `replaying` are built on it. `escalating` finds the ways to more than policies say;
`what_if` and `differences` change one point of one request.
"""

from .access_matrix import AccessMatrix, access_matrix
from .comparing import (
    Comparison,
    Relation,
    compare,
    grants_none_of,
    no_new_access,
    no_public_access,
)
from .deciding import Decider
from .differences import Difference, differences
from .escalating import Escalation, escalations, escalations_frame
from .replaying import Replay, least_privilege, replay
from .what_if import Switch, switched, switches, with_key

__all__ = [
    "AccessMatrix",
    "Comparison",
    "Decider",
    "Difference",
    "Escalation",
    "Relation",
    "Replay",
    "Switch",
    "access_matrix",
    "compare",
    "differences",
    "escalations",
    "escalations_frame",
    "grants_none_of",
    "least_privilege",
    "no_new_access",
    "no_public_access",
    "replay",
    "switched",
    "switches",
    "with_key",
]
